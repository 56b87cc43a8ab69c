"""A table in blocks of rows, so that a file of any length needs the memory of one block.

Blocks are cut where no merged cell and no quoted line break is cut. What is true of a whole file
is said once: the header's findings with its first block, totals and footnotes with its last.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from luheng.connectors.files import MAX_LINE, PIECE, Packed, Sheet, Source, line_count
from luheng.errors import UnreadableFile

from .drafts import batch_of
from .grid import Grid, from_lines, from_rows, last_line_closes, whole_lines
from .rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa

    from luheng.connectors.files import OpenedSheet
    from luheng.connectors.files.workbook import Merge
    from luheng.records import Batch, Origin, Record

    from .header import Header

__all__ = [
    "ROWS",
    "batches_of",
    "ends",
    "open_parquet",
    "parquet_grids",
    "sheet_grids",
    "text_grids",
]

#: rows of a block
ROWS = 250_000
_MAX_PARQUET = 8_000_000_000


def batches_of(
    kind: type[Record],
    origin: Origin,
    header: Header,
    grids: Iterable[Grid],
    merges: Sequence[Merge] = (),
) -> Iterator[Batch]:
    """One batch per grid."""

    def drafts(grid: Grid) -> int:
        return Rows(kind, origin, header, grid).without_tail()[0].grid.height

    for number, (grid, last) in enumerate(ends(grids, drafts)):
        yield batch_of(kind, origin, header, grid, merges, first=not number, last=last)


def ends(grids: Iterable[Grid], drafts: Callable[[Grid], int]) -> Iterator[tuple[Grid, bool]]:
    """Each grid, and whether the table ends in it: in its last rows nothing but totals and blanks.

    A grid waits until one follows that holds ``drafts``; those that end the table do so together.
    """
    waiting: list[Grid] = []
    for grid in grids:
        if drafts(grid):
            yield from ((earlier, False) for earlier in waiting)
            waiting = []
        waiting.append(grid)
    yield from ((grid, True) for grid in waiting)


def text_grids(
    head: str, pieces: Iterator[str], delimiter: str, *, below: tuple[int, int], name: str
) -> Iterator[Grid]:
    """The grids of a text below a header; ``head`` is what was read of it.

    ``below`` is the header's last physical line and its width.
    """
    line, width = below
    at, loose, longer, waiting = 0, False, False, [head]
    while waiting or (waiting := list(itertools.islice(pieces, 1))):
        text = waiting.pop()
        grid = from_lines(text, delimiter, line, width, name, loose=loose)
        if not loose and _may_go_on(text, delimiter, grid) and (more := next(pieces, "")):
            cut = whole_lines(text, delimiter)
            cut = cut if line_count(text[:cut]) >= line else 0
            if cut:
                waiting.append(text[cut:] + more)
            elif not longer:
                # a quoted cell may go on in the next piece; longer than a piece it cannot be
                waiting.append(text + more)
                longer = True
                continue
            text = text[:cut] or text + more
            grid = from_lines(text, delimiter, line, width, name)
        longer = False
        told, loose = loose, loose or grid.unpaired_quotes
        yield _lower(grid, at, unpaired=loose and not told)
        at, line = at + line_count(text), 0


def _may_go_on(text: str, delimiter: str, grid: Grid) -> bool:
    """Whether a quoted cell may stand open at the end of a text."""
    return '"' in text and (grid.unpaired_quotes or not last_line_closes(text, delimiter))


def _lower(grid: Grid, by: int, *, unpaired: bool) -> Grid:
    """The grid as part of a file, ``by`` lines further down."""
    if not by:
        return replace(grid, unpaired_quotes=unpaired)
    ragged = {line + by: cells for line, cells in grid.ragged.items()}
    lines = grid.lines + by
    return replace(grid, lines=lines.astype("int32"), ragged=ragged, unpaired_quotes=unpaired)


def sheet_grids(
    name: str, opened: OpenedSheet, first: int, width: int, rows: int | None
) -> Iterator[Grid]:
    """The grids of a sheet from row ``first`` (counted from 0) on."""
    body = itertools.islice(opened.rows(), first, None)
    at, instants = first, set[int]()
    while True:
        end = None if rows is None else _below_merges(at + rows, opened.merged)
        block = list(itertools.islice(body, None if end is None else end - at))
        if not block and at > first:
            return
        grid = from_rows(Sheet(name, block), 0, width, instants)
        yield _lower(grid, at, unpaired=False)
        at += len(block)
        if end is None or at < end:
            return


def _below_merges(end: int, merges: Sequence[Merge]) -> int:
    """The first row from ``end`` on at which no merged area is cut."""
    moved = True
    while moved:
        moved = False
        for (top, _), (bottom, _) in merges:
            if top < end <= bottom:
                end, moved = bottom + 1, True
    return end


def open_parquet(source: Source, name: str) -> Any:
    """A Parquet file opened, unless it holds more than is read."""
    import pyarrow as pa
    from pyarrow import parquet

    content = source.read_bytes() if isinstance(source, Packed) else source
    place: Any = pa.BufferReader(content) if isinstance(content, bytes) else str(content)
    try:
        file = parquet.ParquetFile(place)
        about = file.metadata
        size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(name, error) from error
    # bytes a row, by what the file says of itself
    if size > _MAX_PARQUET or (size > PIECE and size > 4 * MAX_LINE * about.num_rows):
        raise UnreadableFile(
            name,
            "解压后的体积超出可读范围，未打开。",
            "it unpacks to more than is read and was not opened.",
            "请拆分为多个文件。",
            "Split it into several files.",
        )
    return file


def parquet_grids(file: Any, name: str, rows: int | None) -> Iterator[Grid]:
    """The grids of a Parquet file; there is no header line, the first row of data is row 1."""
    import numpy as np
    import pyarrow as pa

    at = 0
    # one thread: at the end of a short process Arrow's readers have been seen to abort it
    batches = file.iter_batches(
        batch_size=rows or max(file.metadata.num_rows, 1), use_threads=False
    )
    try:
        for batch in batches:
            lines = np.arange(at + 1, at + 1 + batch.num_rows, dtype=np.int32)
            yield Grid("", tuple(_flat(pa.chunked_array([c])) for c in batch.columns), lines)
            at += batch.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(name, error) from error
    if not at:
        empty = file.schema_arrow.empty_table()
        yield Grid("", tuple(map(_flat, empty.columns)), np.arange(0, dtype=np.int32))


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dictionaries as their values; what has no plain form as nulls, which the door refuses."""
    import pyarrow as pa

    kind: Any = column.type
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    return column


def _damaged(name: str, error: Exception) -> UnreadableFile:
    return UnreadableFile(
        name,
        f"Parquet 文件无法读取（{error}）。",
        f"the Parquet file cannot be read ({error}).",
        "请重新导出或重新传送该文件。",
        "Export it or send it again.",
    )
