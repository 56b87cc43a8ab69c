"""A table as columns, whatever file it came from, with the line number of each row."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luheng.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pyarrow as pa

    from luheng.connectors.files import Sheet

__all__ = [
    "Grid",
    "from_lines",
    "from_rows",
    "last_line_closes",
    "plain_text",
    "split_lines",
    "whole_lines",
]

#: Excel keeps 15 digits: a longer number has lost its last ones
_EXACT = 1e15


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows below a header: one Arrow array per column, text or double; lines from 1."""

    sheet: str
    columns: tuple[pa.ChunkedArray | pa.Array, ...]
    lines: np.ndarray
    #: column number to the rows whose cell is a date in the workbook
    dates: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    #: lines with more or fewer cells than the header: line number to how many
    ragged: Mapping[int, int] = field(default_factory=dict)
    unpaired_quotes: bool = False

    @property
    def height(self) -> int:
        """How many rows."""
        return len(self.lines)

    def row(self, number: int) -> list[object]:
        """The cells of one row, counted from 0."""
        return [column[number].as_py() for column in self.columns]

    def head(self, rows: int) -> Grid:
        """The first rows."""
        return Grid(
            self.sheet,
            tuple(c.slice(0, rows) for c in self.columns),
            self.lines[:rows],
            self.dates,
            self.ragged,
            self.unpaired_quotes,
        )


def plain_text(cell: object) -> str | None:
    """A workbook's cell as text: 2025 and not 2025.0, dates in ISO form."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if abs(cell) >= _EXACT:
            return f"{cell:E}"
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def from_rows(sheet: Sheet, first: int, width: int, instants: set[int] | None = None) -> Grid:
    """The grid of a sheet's rows from ``first`` (counted from 0) on.

    ``instants`` are the columns that held a time of day in the blocks before; it is added to.
    """
    import numpy as np

    body = sheet.rows[first:]
    columns, dates = [], {}
    for n in range(width):
        cells = [row[n] if n < len(row) else None for row in body]
        columns.append(_array(cells, n, set() if instants is None else instants))
        found = tuple(i for i, c in enumerate(cells) if isinstance(c, dt.date))
        if found:
            dates[n] = found
    lines = np.arange(first + 1, first + 1 + len(body), dtype=np.int32)
    return Grid(sheet.name, tuple(columns), lines, dates)


def _array(cells: Sequence[object], number: int, instants: set[int]) -> pa.Array:
    import pyarrow as pa

    kinds = set(map(type, cells)) - {type(None)}
    if kinds == {float}:
        return pa.array(cells, pa.float64())
    if kinds == {str}:
        return pa.array(cells, pa.string())
    if dt.datetime in kinds:
        instants.add(number)
    if number in instants:
        # the reader gives an instant at midnight as a day: among instants it is one
        midnight = dt.time()
        cells = [dt.datetime.combine(c, midnight) if type(c) is dt.date else c for c in cells]
    return pa.array([plain_text(c) for c in cells], pa.string())


def split_lines(text: str, delimiter: str, limit: int | None = None) -> list[tuple[int, list[str]]]:
    """(line number, cells) of each line, at most ``limit`` of them; raises csv.Error."""
    source = io.StringIO(text, newline="")
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    out = []
    for cells in reader:
        out.append((reader.line_num - sum(c.count("\n") for c in cells), cells))
        if limit is not None and len(out) >= limit:
            break
    return out


def from_lines(
    text: str, delimiter: str, line: int, width: int, name: str, *, loose: bool = False
) -> Grid:
    """The grid of the lines after physical line ``line``; ragged lines are kept and named.

    ``loose`` reads quotes as plain characters, as it is done where they do not pair.
    """
    fast = None if loose and '"' in text else _fast(text, delimiter, line, width)
    if fast is not None:
        return fast
    return _slow(text, delimiter, line, width, name, loose=loose)


def last_line_closes(text: str, delimiter: str) -> bool:
    """Whether no quoted cell stands open at the end of the last line, taken by itself."""
    body = text.rstrip("\r\n")
    last = body[max(body.rfind("\n"), body.rfind("\r")) + 1 :]
    try:
        split_lines(last, delimiter)
    except csv.Error:
        return False
    return True


def whole_lines(text: str, delimiter: str) -> int:
    """How many characters the rows take up that end within the text, by its quotes."""
    lines = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    with contextlib.suppress(csv.Error):
        for _ in reader:
            lines = reader.line_num
    return sum(map(len, itertools.islice(io.StringIO(text, newline=""), lines)))


def _fast(text: str, delimiter: str, line: int, width: int) -> Grid | None:
    """Arrow's reader, if every physical line is one row of the header's width.

    It knows no line that ends in a lone carriage return: such texts are read by the slow way.
    """
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    at = 0
    for _ in range(line):
        at = text.find("\n", at) + 1
        if at == 0:
            break
    if "\r" in text and text.count("\r") != text.count("\r\n"):
        return None
    if line and not at:
        return Grid("", tuple(pa.array([], pa.string()) for _ in range(width)), np.arange(0))
    body = text[at:].rstrip("\r\n")
    height = body.count("\n") + 1 if body else 0
    if not body or not delimiter.isascii():
        return None
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(body.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(column_names=[f"c{n}" for n in range(width)]),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter),
            convert_options=arrow_csv.ConvertOptions(
                column_types={f"c{n}": pa.string() for n in range(width)},
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    if table.num_rows != height:
        return None
    lines = np.arange(line + 1, line + 1 + height, dtype=np.int32)
    return Grid("", tuple(map(_without_blanks, table.columns)), lines)


def _without_blanks(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column with cells of nothing but blanks as blank ones."""
    import pyarrow as pa
    import pyarrow.compute as pc

    blank = pc.utf8_is_space(column)
    if not pc.any(blank).as_py():
        return column
    return pc.if_else(blank, pa.scalar(None, column.type), column)


def _slow(text: str, delimiter: str, line: int, width: int, name: str, *, loose: bool) -> Grid:
    import numpy as np
    import pyarrow as pa

    unpaired, rows = loose, []
    if not loose:
        try:
            rows = split_lines(text, delimiter)
        except csv.Error:
            # a quote that never closes would swallow the rest: read quotes as characters
            unpaired = True
    if unpaired:
        rows = _unquoted(text, delimiter, name)
    # a row of blank cells is a row, as it is to the fast way; a blank line is none
    rows = [
        (n, cells)
        for n, cells in rows
        if n > line and (len(cells) == width > 1 or any(c.strip() for c in cells))
    ]
    ragged: dict[int, int] = {}
    for n, cells in rows:
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            ragged[n] = len(cells)
    columns = tuple(
        pa.array(
            [cells[i] if i < len(cells) and cells[i].strip() else None for _, cells in rows],
            pa.string(),
        )
        for i in range(width)
    )
    lines = np.array([n for n, _ in rows], dtype=np.int32)
    return Grid("", columns, lines, ragged=ragged, unpaired_quotes=unpaired)


def _unquoted(text: str, delimiter: str, name: str) -> list[tuple[int, list[str]]]:
    source = io.StringIO(text, newline="")
    try:
        reader = csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise UnreadableFile(
            name,
            f"文本表格无法读取（{error}）。",
            f"the text table cannot be read ({error}).",
            "请在 Excel 中打开并另存为 .xlsx 后再导入。",
            "Open it in Excel, save it as .xlsx and import that.",
        ) from error
