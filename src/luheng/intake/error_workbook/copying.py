"""Tables that cannot be marked in place: a new workbook with the same cells, or the bad rows."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luheng.connectors.files import new_workbook
from luheng.connectors.table import ROWS
from luheng.connectors.table.raw import raw_tables
from luheng.errors import UnreadableFile, say

from .marks import COLOURS, titles, told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from luheng.connectors.table.raw import RawTable
    from luheng.intake.opening import Opened
    from luheng.records import Finding, Level

    from .marks import Mark

__all__ = ["Copies", "write_bad_rows", "write_copies"]

_LIST_ROWS = 1_048_000
_SHEET_ROWS = 1_048_000
_TITLE = 31
#: rows among which the header is looked for
_HEAD_ROWS = 10
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass
class Copies:
    """A new workbook under way."""

    book: Any
    #: by weight; None is a cell without a mark
    forms: Mapping[tuple[Level | None, str], Any]
    taken: set[str] = field(default_factory=set)

    def title(self, wanted: str) -> str:
        """A sheet name that Excel takes and that is not taken, however its letters are cased."""
        plain = _FORBIDDEN.sub("·", wanted).strip("'")[:_TITLE] or "1"
        name, n = plain, 2
        while name.casefold() in self.taken:
            end = f" ({n})"
            name, n = plain[: _TITLE - len(end)] + end, n + 1
        self.taken.add(name.casefold())
        return name


@contextlib.contextmanager
def write_copies(out: Path, title: str, findings: Sequence[Finding]) -> Iterator[Copies]:
    """A new workbook whose first sheet lists the findings."""
    out.touch()  # xlsxwriter would say only on closing that it cannot write
    with new_workbook(out) as book:
        styles = {
            "": {},
            "day": {"num_format": "yyyy-mm-dd"},
            "instant": {"num_format": "yyyy-mm-dd hh:mm:ss"},
            "text": {"num_format": "@"},
        }
        forms = {
            (level, name): book.add_format(
                style | ({"bg_color": f"#{COLOURS[level]}"} if level else {})
            )
            for level in (None, *COLOURS)
            for name, style in styles.items()
        }
        copies = Copies(book, forms)
        sheet = book.add_worksheet(copies.title(title))
        bold = book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for n, text in enumerate(titles()):
            sheet.write_string(0, n, text, bold)
        for row, finding in enumerate(findings[:_LIST_ROWS], start=1):
            for n, value in enumerate(told(finding)):
                form = forms[finding.level, ""] if n == 0 else wrap
                _write(sheet, row, n, value, form)
        sheet.set_column(0, 6, 14)
        sheet.set_column(7, 8, 48)
        sheet.freeze_panes(1, 0)
        yield copies


def write_bad_rows(
    copies: Copies,
    file: Opened,
    marks: Mapping[tuple[str, str], Sequence[Mark]],
    *,
    whole: int,
) -> None:
    """Copy each table of a file that has marks: all of it up to ``whole`` rows, else bad rows."""
    source = file.origin.source
    for table in _tables(file):
        own = marks.get((source, table.sheet), ())
        if not own:
            continue
        wanted = {*(mark.row for mark in own), *_head(table)}
        rows, many = _rows(table, wanted, whole)
        stem = source.rsplit("/", 1)[-1]
        title = f"{stem}·{table.sheet}" if table.sheet else stem
        sheet = copies.book.add_worksheet(copies.title(title))
        _copy(copies, sheet, rows, own, bad_only=many, table=table)


def _tables(file: Opened) -> Iterator[RawTable]:
    """The tables of a file, as far as it can be read."""
    with contextlib.suppress(UnreadableFile):
        yield from raw_tables(file.source, file.origin.source)


def _rows(
    table: RawTable, wanted: Collection[int], whole: int
) -> tuple[dict[int, Sequence[object]], bool]:
    """Line number to cells, and whether there are more than ``whole``: then those wanted alone.

    The first rows are as they were seen, for they have dates as dates; below them the grid has
    them as text.
    """
    if not table.rows:
        return {}, False
    wide = max((len(r) for r in table.rows), default=0)
    rows: dict[int, Sequence[object]] = {table.lines[0]: table.rows[0]}
    seen, height = dict(zip(table.lines, table.rows, strict=True)), 1
    with contextlib.suppress(UnreadableFile):
        for grid in table.grids(0, wide, ROWS):
            height += grid.height
            lines = grid.lines.tolist()
            if height > whole:
                rows = {line: cells for line, cells in rows.items() if line in wanted}
                below = {line: grid.row(n) for n, line in enumerate(lines) if line in wanted}
            else:
                columns = [c.to_pylist() for c in grid.columns]
                below = {line: [c[n] for c in columns] for n, line in enumerate(lines)}
            rows |= {line: seen.get(line, cells) for line, cells in below.items()}
    return rows, height > whole


def _copy(
    copies: Copies,
    sheet: Any,
    rows: Mapping[int, Sequence[object]],
    marks: Sequence[Mark],
    *,
    bad_only: bool,
    table: RawTable,
) -> None:
    by_line: dict[int, dict[int, Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.row, {})[mark.column] = mark
    offset = 2 if bad_only else 0
    if bad_only:
        sheet.write_string(0, 0, say(zh="工作表", en="sheet"))
        sheet.write_string(0, 1, say(zh="原行号", en="row"))
    for at, line in enumerate(list(rows)[:_SHEET_ROWS]):
        # a whole table keeps its line numbers, so that cells are where the findings say
        row = at + 1 if bad_only else max(line - 1, 0)
        if bad_only:
            _write(sheet, row, 0, table.sheet, None)
            sheet.write_number(row, 1, line)
        own = by_line.get(line, {})
        cells = rows[line]
        for n in range(max([len(cells), *own])):
            said = own.get(n + 1)
            value = cells[n] if n < len(cells) else None
            _cell(copies, sheet, (row, n + offset), value, said.level if said else None)
            if said:
                size = {"x_scale": 2.4, "y_scale": 1.6}
                sheet.write_comment(row, n + offset, said.comment, size)


def _head(table: RawTable) -> tuple[int, ...]:
    """The lines down to the first of the fullest among the first rows: titles and header."""
    filled = [sum(c is not None for c in row) for row in table.rows[:_HEAD_ROWS]]
    return table.lines[: filled.index(max(filled)) + 1] if filled else ()


def _cell(
    copies: Copies, sheet: Any, at: tuple[int, int], value: object, level: Level | None
) -> None:
    kind = ""
    if isinstance(value, dt.datetime):
        kind = "instant"
    elif isinstance(value, dt.date):
        kind = "day"
    elif isinstance(value, str):
        # text stays text: 2025-05 is no date, an 18-digit code no number
        kind = "text"
    _write(sheet, *at, value, copies.forms[level, kind])


def _write(sheet: Any, row: int, column: int, value: object, form: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, (int, float)):
        if math.isfinite(value) and abs(value) < 1e15:  # noqa: PLR2004  (Excel keeps 15 digits)
            sheet.write_number(row, column, value, form)
        else:
            sheet.write_string(row, column, str(value), form)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), form)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, form)
    else:
        text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))
        sheet.write_string(row, column, text[:32_000], form)
