"""Tables as they stand in a file, before anybody says what their columns mean."""

from __future__ import annotations

import csv
import io
import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from luheng.connectors.files import (
    PIECE,
    Form,
    SheetStream,
    Source,
    TextFile,
    form_of_file,
    line_count,
    open_text,
    stream_sheets,
)

from .blocks import open_parquet, parquet_grids, sheet_grids, text_grids
from .grid import Grid, split_lines
from .header import SEARCHED_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from luheng.connectors.files import OpenedSheet
    from luheng.connectors.files.workbook import Merge

__all__ = ["RawTable", "header_texts", "plain", "raw_tables"]

_DELIMITERS = (",", "\t", ";", "|", "，")
_SEEN = SEARCHED_ROWS + 20
#: bytes of a text among which its first rows are looked for
_HEAD = 4_000_000


@dataclass(frozen=True, slots=True)
class RawTable:
    """One sheet or text: its first rows with their line numbers, and a way to all below a row."""

    sheet: str
    lines: tuple[int, ...]
    rows: tuple[Sequence[object], ...]
    #: the grids below a row (counted from 0) of a given width, of about so many rows or all
    grids: Callable[[int, int, int | None], Iterator[Grid]]
    #: about how many rows it has
    height: int
    merged: tuple[Merge, ...] = ()
    encoding: str = ""

    def below(self, row: int, width: int) -> Grid:
        """All below a row (counted from 0), in one piece."""
        return next(self.grids(row, width, None))


def plain(text: object) -> str:
    """A header or cell without width and spaces; brackets stay, for they may hold a unit."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


def raw_tables(source: Source, name: str) -> Iterator[RawTable]:
    """The tables of a file, in order; sheets without a cell are left out.

    Each is opened when it is asked for, and its rows are read when they are.

    Raises:
        UnreadableFile: the file cannot be opened; damage that lies deep in it is met later.
        OSError: it cannot be read from its disk.
    """
    form, source = form_of_file(source, name)
    if form is Form.TEXT:
        return iter((_of_text(source, name),))
    if form is Form.PARQUET:
        return iter((_of_parquet(source, name),))
    content = source if isinstance(source, bytes) else source.read_bytes()
    return _of_workbook(stream_sheets(content, form, name))


def _of_workbook(sheets: Sequence[SheetStream]) -> Iterator[RawTable]:
    for sheet in sheets:
        opened = sheet.open()
        if all(cell is None for row in opened.rows() for cell in row):
            continue
        yield _of_sheet(sheet.name, opened)


def _of_sheet(name: str, opened: OpenedSheet) -> RawTable:
    head = tuple(itertools.islice(opened.rows(), _SEEN))

    def grids(row: int, width: int, rows: int | None) -> Iterator[Grid]:
        return sheet_grids(name, opened, row + 1, width, rows)

    lines = tuple(range(1, len(head) + 1))
    return RawTable(name, lines, head, grids, opened.height, opened.merged)


def _of_text(source: Source, name: str) -> RawTable:
    file = open_text(source, name)
    text = ""
    for piece in file.pieces(_HEAD):
        text += piece
        if line_count(text) >= _SEEN:
            break
    best: tuple[int, str, list[tuple[int, list[str]]]] = (-1, ",", [])
    for delimiter in _DELIMITERS:
        rows = _first_lines(text, delimiter)
        widths = Counter(len(cells) for _, cells in rows if any(c.strip() for c in cells))
        # the delimiter under which most lines agree on many cells
        score = max((count * (width - 1) for width, count in widths.items()), default=0)
        if score > best[0]:
            best = (score, delimiter, rows)
    _, delimiter, seen = best

    def grids(row: int, width: int, rows: int | None) -> Iterator[Grid]:
        line, cells = seen[row]
        below = (line + sum(c.count("\n") for c in cells), width)
        return _text_grids(file, delimiter, below, name, rows)

    cells = tuple([c if c.strip() else None for c in line] for _, line in seen)
    encoding = file.encoding
    return RawTable("", tuple(n for n, _ in seen), cells, grids, file.lines, encoding=encoding)


def _text_grids(
    file: TextFile, delimiter: str, below: tuple[int, int], name: str, rows: int | None
) -> Iterator[Grid]:
    """The grids of a text; ``below`` is the last physical line of its header and its width."""
    if rows is None:
        return text_grids("".join(file.pieces()), iter(()), delimiter, below=below, name=name)
    width = file.size / max(file.lines, 1)
    pieces = file.pieces(max(min(int(rows * width), PIECE), 1))
    head = ""
    while line_count(head) < below[0] and (more := next(pieces, "")):
        head += more
    return text_grids(head, pieces, delimiter, below=below, name=name)


def _first_lines(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    try:
        return split_lines(text, delimiter, _SEEN)
    except csv.Error:
        # a quote that never closes: characters like any other, as in the whole of the file
        head = io.StringIO("".join(text.splitlines(keepends=True)[:_SEEN]), newline="")
        reader = csv.reader(head, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        try:
            return [(reader.line_num, cells) for cells in reader]
        except csv.Error:
            return []


def _of_parquet(source: Source, name: str) -> RawTable:
    file = open_parquet(source, name)
    first = next(parquet_grids(file, name, _SEEN))
    columns = [c.to_pylist() for c in first.columns]
    head = [list(file.schema_arrow.names), *map(list, zip(*columns, strict=True))]

    def grids(_row: int, width: int, rows: int | None) -> Iterator[Grid]:
        # there is no header line: the first row of data is row 1
        for grid in parquet_grids(file, name, rows):
            yield replace(grid, columns=grid.columns[:width])

    return RawTable("", tuple(range(len(head))), tuple(head), grids, file.metadata.num_rows)


def header_texts(table: RawTable, row: int, rows: int = 1) -> tuple[str, ...]:
    """The headers that stand in ``rows`` rows from one on, each its own text.

    Merged cells say the same for all that they span; several rows are joined by ``/``; a text that
    stands twice is told apart by its number: ``数量``, ``数量 [2]``.
    """
    lines = [list(r) for r in table.rows[row : row + rows]]
    width = max((len(r) for r in lines), default=0)
    for line in lines:
        line.extend([None] * (width - len(line)))
    for (top, left), (bottom, right) in table.merged:
        for r in range(max(top, row), min(bottom, row + rows - 1) + 1):
            for n in range(left, min(right, width - 1) + 1):
                source = table.rows[top] if top < len(table.rows) else []
                lines[r - row][n] = source[left] if left < len(source) else None
    texts = []
    seen: Counter[str] = Counter()
    for n in range(width):
        parts = dict.fromkeys(_shown(line[n]) for line in lines)
        text = "/".join(p for p in parts if p)
        seen[text] += 1
        texts.append(f"{text} [{seen[text]}]" if text and seen[text] > 1 else text)
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _shown(cell: object) -> str:
    from .grid import plain_text

    return re.sub(r"\s+", " ", plain_text(cell) or "").strip()
