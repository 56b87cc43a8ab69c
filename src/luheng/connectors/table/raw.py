"""Tables as they stand in a file, before anybody says what their columns mean."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.connectors.files import Form, decode, form_of, read_sheets
from luheng.errors import UnreadableFile

from .grid import Grid, from_lines, from_rows, split_lines
from .header import SEARCHED_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from luheng.connectors.files.workbook import Merge

__all__ = ["RawTable", "header_texts", "plain", "raw_tables"]

_DELIMITERS = (",", "\t", ";", "|", "，")
_SEEN = SEARCHED_ROWS + 20
_MAX_PARQUET = 8_000_000_000


@dataclass(frozen=True, slots=True)
class RawTable:
    """One sheet or text: its first rows with their line numbers, and a way to all below a row."""

    sheet: str
    lines: tuple[int, ...]
    rows: tuple[Sequence[object], ...]
    #: the grid below a row (counted from 0) of a given width
    below: Callable[[int, int], Grid]
    merged: tuple[Merge, ...] = ()
    encoding: str = ""


def plain(text: object) -> str:
    """A header or cell without width and spaces; brackets stay, for they may hold a unit."""
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


def raw_tables(content: bytes, name: str) -> tuple[RawTable, ...]:
    """The tables of a file, in order; sheets without a cell are left out.

    Raises:
        UnreadableFile: the file cannot be opened.
    """
    form = form_of(content, name)
    if form is Form.TEXT:
        return (_of_text(content, name),)
    if form is Form.PARQUET:
        return (_of_parquet(content, name),)
    return tuple(
        RawTable(
            sheet.name,
            tuple(range(1, len(sheet.rows[:_SEEN]) + 1)),
            tuple(sheet.rows[:_SEEN]),
            lambda row, width, sheet=sheet: from_rows(sheet, row + 1, width),  # type: ignore[misc]
            tuple(sheet.merged),
        )
        for sheet in read_sheets(content, form, name)
        if not sheet.empty
    )


def _of_text(content: bytes, name: str) -> RawTable:
    text, encoding = decode(content, name)
    best: tuple[int, str, list[tuple[int, list[str]]]] = (-1, ",", [])
    for delimiter in _DELIMITERS:
        rows = _first_lines(text, delimiter)
        widths = Counter(len(cells) for _, cells in rows if any(c.strip() for c in cells))
        # the delimiter under which most lines agree on many cells
        score = max((count * (width - 1) for width, count in widths.items()), default=0)
        if score > best[0]:
            best = (score, delimiter, rows)
    _, delimiter, rows = best

    def below(row: int, width: int) -> Grid:
        line, cells = rows[row]
        return from_lines(text, delimiter, line + sum(c.count("\n") for c in cells), width, name)

    cells = tuple([c if c.strip() else None for c in line] for _, line in rows)
    return RawTable("", tuple(n for n, _ in rows), cells, below, encoding=encoding)


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


def _of_parquet(content: bytes, name: str) -> RawTable:
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    try:
        about = parquet.read_metadata(pa.BufferReader(content))
        size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
        if size > _MAX_PARQUET:
            raise UnreadableFile(
                name,
                "解压后的体积超出可读范围，未打开。",
                "it unpacks to more than is read and was not opened.",
                "请拆分为多个文件。",
                "Split it into several files.",
            )
        # one thread: at the end of a short process Arrow's readers have been seen to abort it
        table = parquet.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableFile(
            name,
            f"Parquet 文件无法读取（{error}）。",
            f"the Parquet file cannot be read ({error}).",
            "请重新导出或重新传送该文件。",
            "Export it or send it again.",
        ) from error

    def below(_row: int, width: int) -> Grid:
        # there is no header line: the first row of data is row 1
        lines = np.arange(1, table.num_rows + 1, dtype=np.int32)
        columns = [_flat(c) for c in table.columns][:width]
        return Grid("", tuple(columns), lines)

    head = [list(table.column_names)]
    head += [list(row.values()) for row in table.slice(0, _SEEN).to_pylist()]
    return RawTable("", tuple(range(len(head))), tuple(head), below)


def _flat(column: object) -> object:
    import pyarrow as pa

    kind = column.type  # type: ignore[attr-defined]
    if pa.types.is_dictionary(kind):
        return column.cast(kind.value_type)  # type: ignore[attr-defined]
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])  # type: ignore[arg-type]
    return column


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
