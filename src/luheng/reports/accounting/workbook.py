"""A form as a workbook: cover, a sheet for each table, gaps and origins; cells hold full values."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luheng.connectors.files import new_workbook
from luheng.errors import say

from .digits import decimals
from .filled import Cell, CellKind
from .notes import (
    FINDINGS,
    GAPS,
    ORIGINS,
    finding_header,
    finding_row,
    gap_header,
    gap_row,
    knowledge,
    origin_header,
    origin_row,
    rounding,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .filled import FilledForm, FilledTable, Gap

__all__ = ["HEADER_ROW", "write_workbook"]

#: the row of a table's header, counted from 0; above it stand title and subject
HEADER_ROW = 3
_CHARACTERS_PER_CM = 4.4
_GAP_WIDTHS = (6, 24, 20, 24, 9, 10, 48, 48, 20)
_ORIGIN_WIDTHS = (
    *(14, 24, 18, 20, 28, 24, 20, 22, 9, 18, 10, 9, 16, 7, 14, 14, 8, 30, 7, 20),
)  # fmt: skip
_LOOK: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "soft": {"font_color": "#5F6670", "font_size": 9},
    "note": {"font_color": "#5F6670", "font_size": 9, "text_wrap": True, "valign": "top"},
    "head": {
        "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1,
        "bg_color": "#F0F3F6",
    },
    "text": {"border": 1, "text_wrap": True, "valign": "vcenter"},
    "label": {"border": 1, "bold": True, "bg_color": "#F0F3F6", "valign": "vcenter"},
    "mark": {"border": 1, "align": "center", "font_color": "#5F6670", "valign": "vcenter"},
    "gap": {
        "border": 1, "align": "center", "font_color": "#9C4400", "bg_color": "#FFF6EF",
        "valign": "vcenter", "underline": 1,
    },
    "link": {"font_color": "#0B5D4B", "underline": 1, "border": 1, "valign": "vcenter"},
}  # fmt: skip


def write_workbook(filled: FilledForm, path: Path | str) -> None:
    """Write a form as .xlsx; no text in it can be a formula."""
    book = new_workbook(path)
    book.set_properties(
        {"title": filled.title, "company": filled.name, "comments": knowledge(filled),
         "created": filled.made_at.replace(tzinfo=None)}
    )  # fmt: skip
    _Writer(filled, book).write()
    book.close()


@dataclass
class _Writer:
    """One workbook under way; ``places`` says where each numbered gap stands."""

    filled: FilledForm
    book: Any
    places: dict[int, str] = field(default_factory=dict)
    origins: list[tuple[str, tuple[str | float | None, ...]]] = field(default_factory=list)
    _formats: dict[str, Any] = field(default_factory=dict)

    def write(self) -> None:
        """Every sheet, in the order in which a reader leafs through them."""
        cover = self._sheet(say(zh="封面", en="Cover"))
        for table in self.filled.tables:
            self._table(table)
        self._gaps()
        self._origins()
        self._cover(cover)

    def _look(self, name: str, number: str = "") -> Any:
        key = f"{name} {number}"
        if key not in self._formats:
            said = dict(_LOOK[name])
            if number:
                said |= {"num_format": number, "align": "right"}
            said.setdefault("font_name", "宋体")
            self._formats[key] = self.book.add_format(said)
        return self._formats[key]

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    # -- cover ----------------------------------------------------------------------------

    def _cover(self, sheet: Any) -> None:
        filled = self.filled
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 72)
        sheet.write_string(0, 0, filled.title, self._look("title"))
        sheet.write_string(1, 0, knowledge(filled), self._look("soft"))
        row = 3
        lines = [(f.label.text, f.text, f.gap) for f in filled.facts]
        for label, text, gap in [*lines, (say(zh="报告期", en="period"), filled.period, None)]:
            sheet.write_string(row, 0, label, self._look("label"))
            if gap is None:
                sheet.write_string(row, 1, text, self._look("text"))
            else:
                self._gap_cell(sheet, row, 1, gap, say(zh="封面", en="Cover"))
            row += 1
        for signature in filled.form.signatures:
            sheet.write_string(row, 0, signature.text, self._look("label"))
            sheet.write_string(row, 1, "", self._look("text"))
            row += 1
        row += 1
        for table in filled.tables:
            self._link(sheet, row, 0, f"'{table.table.sheet.text}'!A1", table.table.sheet.text)
            sheet.write_string(row, 1, table.table.title.text, self._look("text"))
            row += 1
        counts = {
            GAPS.text: say(
                zh=f"{len(filled.gaps)} 项缺项或不全，另有 {len(filled.not_held)} 项无处登记",
                en=f"{len(filled.gaps)} missing or partial, {len(filled.not_held)} not held",
            ),
            ORIGINS.text: say(
                zh=f"{len(self.origins)} 个数字的来源", en=f"origins of {len(self.origins)} figures"
            ),
        }
        for name, said in counts.items():
            self._link(sheet, row, 0, f"'{name}'!A1", name)
            sheet.write_string(row, 1, said, self._look("text"))
            row += 1
        for said in (filled.form.layout.text, rounding()):
            row += 1
            sheet.merge_range(row, 0, row, 1, "", self._look("note"))
            sheet.write_string(row, 0, said, self._look("note"))
            sheet.set_row(row, 28)

    def _link(self, sheet: Any, row: int, column: int, to: str, text: str) -> None:
        sheet.write_url(row, column, f"internal:{to}", self._look("link"), text)

    # -- tables ---------------------------------------------------------------------------

    def _table(self, filled: FilledTable) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        table = filled.table
        sheet = self._sheet(table.sheet.text)
        widths = _widths(filled)
        self._head(sheet, table.title.text, [c.title.text for c in table.columns], widths)
        for n, cells in enumerate(filled.rows):
            self._height(sheet, HEADER_ROW + 1 + n, [c.text for c in cells], widths)
        for r, c, cell in filled.cells():
            row = HEADER_ROW + 1 + r
            place = f"{table.sheet.text}!{xl_rowcol_to_cell(row, c)}"
            self._cell(sheet, row, c, cell, place)
            if cell.origin is not None:
                said = origin_row(self.filled, filled, r, c, cell.origin)
                self.origins.append((place, said))
        row = HEADER_ROW + 1 + len(filled.rows)
        if filled.empty:
            sheet.write_string(row, 0, filled.empty, self._look("soft"))
            row += 1
        for note in (*filled.legend(), *(n.text for n in table.notes)):
            row += 1
            sheet.write_string(row, 0, note, self._look("soft"))
        sheet.repeat_rows(HEADER_ROW)
        sheet.freeze_panes(HEADER_ROW + 1, 1)

    def _head(
        self, sheet: Any, title: str, columns: Sequence[str], widths: Sequence[float]
    ) -> None:
        sheet.write_string(0, 0, title, self._look("title"))
        subject = say(zh="　", en="   ").join((self.filled.name, self.filled.period))
        sheet.write_string(1, 0, subject, self._look("soft"))
        self._height(sheet, HEADER_ROW, columns, widths)
        for n, (text, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(n, n, width)
            sheet.write_string(HEADER_ROW, n, text, self._look("head"))

    @staticmethod
    def _height(sheet: Any, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
        """High enough for the text that takes most lines: not every program sees to it."""
        lines = max((_lines(t, w) for t, w in zip(texts, widths, strict=False)), default=1)
        sheet.set_row(row, 15.0 * lines + 1)

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, place: str) -> None:
        match cell.kind:
            case CellKind.NUMBER:
                value, form = _number(cell)
                if value is None:
                    sheet.write_string(row, column, cell.shown, self._look("text"))
                else:
                    sheet.write_number(row, column, value, self._look("text", form))
                if cell.gap is not None:
                    self.places[cell.gap.number] = place
            case CellKind.GAP if cell.gap is not None:
                self._gap_cell(sheet, row, column, cell.gap, place.partition("!")[0])
            case CellKind.TEXT:
                text = "　" * cell.level + cell.text
                sheet.write_string(row, column, text, self._look("text"))
            case _:
                sheet.write_string(row, column, cell.shown, self._look("mark"))

    def _gap_cell(self, sheet: Any, row: int, column: int, gap: Gap, name: str) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        self.places[gap.number] = f"{name}!{xl_rowcol_to_cell(row, column)}"
        shown = Cell(CellKind.GAP, gap=gap).shown
        to = f"internal:'{GAPS.text}'!A{HEADER_ROW + 1 + gap.number}"
        sheet.write_url(row, column, to, self._look("gap"), shown)

    # -- gaps and origins -----------------------------------------------------------------

    def _gaps(self) -> None:
        from xlsxwriter.utility import xl_col_to_name

        sheet = self._sheet(GAPS.text)
        header = (*gap_header(), say(zh="单元格", en="cell"))
        self._head(sheet, GAPS.text, header, _GAP_WIDTHS)
        row = HEADER_ROW
        for gap in (*self.filled.gaps, *self.filled.not_held):
            row += 1
            self._texts(sheet, row, gap_row(gap), widths=_GAP_WIDTHS)
            place = self.places.get(gap.number, "")
            if place:
                name, _, at = place.partition("!")
                self._link(sheet, row, len(header) - 1, f"'{name}'!{at}", place)
        if not (self.filled.gaps or self.filled.not_held):
            sheet.write_string(row + 1, 0, say(zh="没有缺项。", en="None."), self._look("soft"))
        if self.filled.findings:
            row += 3
            sheet.write_string(row, 0, FINDINGS.text, self._look("title"))
            self._texts(sheet, row + 1, _placed(finding_header()), "head", widths=_GAP_WIDTHS)
            for n, finding in enumerate(self.filled.findings, start=row + 2):
                self._texts(sheet, n, _placed(finding_row(finding)), widths=_GAP_WIDTHS)
        sheet.repeat_rows(HEADER_ROW)
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        sheet.autofilter(f"A{HEADER_ROW + 1}:{xl_col_to_name(len(header) - 1)}{HEADER_ROW + 1}")

    def _texts(
        self,
        sheet: Any,
        row: int,
        texts: Sequence[str],
        look: str = "text",
        *,
        widths: Sequence[float],
    ) -> None:
        self._height(sheet, row, texts, widths)
        for n, text in enumerate(texts):
            sheet.write_string(row, n, text, self._look(look))

    def _origins(self) -> None:
        sheet = self._sheet(ORIGINS.text)
        header = (say(zh="单元格", en="cell"), *origin_header())
        self._head(sheet, ORIGINS.text, header, _ORIGIN_WIDTHS)
        for n, (place, said) in enumerate(self.origins, start=HEADER_ROW + 1):
            name, _, at = place.partition("!")
            self._link(sheet, n, 0, f"'{name}'!{at}", place)
            for c, part in enumerate(said, start=1):
                if isinstance(part, float):
                    sheet.write_number(n, c, part, self._look("text"))
                else:
                    sheet.write_string(n, c, part or "", self._look("text"))
        sheet.repeat_rows(HEADER_ROW)
        sheet.freeze_panes(HEADER_ROW + 1, 1)


def _widths(filled: FilledTable) -> list[float]:
    """Each column as wide as its form says, or as a figure or a word of its head needs."""
    table = filled.table
    words = [max(map(len, c.title.text.split()), default=0) for c in table.columns]
    widths = [
        max(8.0, c.width * _CHARACTERS_PER_CM, 1.3 * n if c.title.text.isascii() else 0.0)
        for c, n in zip(table.columns, words, strict=True)
    ]
    for _, c, cell in filled.cells():
        if cell.kind is CellKind.NUMBER:
            widths[c] = max(widths[c], len(cell.shown) + 2.0)
    return widths


def _placed(finding: Sequence[str]) -> tuple[str, ...]:
    """A finding's texts in the columns of the list of gaps: the long ones in the wide ones."""
    code, check, item, problem, cause, mend = finding
    return ("", check, item, code, "", "", f"{problem}\n{cause}", mend, "")


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is two wide."""
    room = max(1.0, width - 1.5)
    parts = [
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in part)
        for part in text.split("\n")
    ]
    return sum(max(1, math.ceil(wide * 1.05 / room)) for wide in parts)


def _number(cell: Cell) -> tuple[float | None, str]:
    """The number of a cell and the format that shows it; none where print has a quotient."""
    marks = f'"{cell.mark_text}"' if cell.marks else ""
    if cell.text:
        try:
            value = float(cell.text)
        except ValueError:
            return None, ""
        kept = len(cell.text.partition(".")[2])
        return value, "0" + ("." + "0" * kept if kept else "") + marks
    value = cell.value or 0.0
    kept = decimals(value, cell.digits)
    return value, "#,##0" + ("." + "0" * kept if kept else "") + marks
