"""The user's own workbook with its bad cells marked; every other cell stays as it is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from luheng.connectors.files import mark_as_text

from .marks import COLOURS, titles, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from luheng.intake.opening import Opened
    from luheng.records import Finding

    from .marks import Mark

__all__ = ["write_own"]

_MOST_LISTED = 1_000_000
_WIDE, _HIGH = 320, 140
_AUTHOR = "Luheng 绿衡"


def write_own(
    file: Opened,
    findings: Sequence[Finding],
    marks: Mapping[tuple[str, str], Sequence[Mark]],
    out: Path,
    title: str,
    *,
    most: int,
) -> bool:
    """Mark the workbook; False where it is too long for that or openpyxl cannot carry it over."""
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # openpyxl says what it does not carry over, such as data bars; cells it does
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(file.content))
            if sum(s.max_row for s in book.worksheets) > most:
                return False
            for sheet in book.worksheets:
                _mark(sheet, marks.get((file.origin.source, sheet.title), ()))
            _list(book, title, findings)
            book.save(out)
    except OSError:
        raise
    except Exception:  # noqa: BLE001  (a workbook that the door could read and openpyxl cannot)
        return False
    return True


def _mark(sheet: Any, marks: Sequence[Mark]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    fills = {level: PatternFill("solid", fgColor=f"FF{c}") for level, c in COLOURS.items()}
    for mark in marks:
        cell = sheet.cell(mark.row, mark.column)
        cell = _holding(sheet, cell)
        cell.fill = fills[mark.level]
        said = f"{cell.comment.text}\n\n{mark.comment}" if cell.comment else mark.comment
        cell.comment = Comment(said, _AUTHOR, width=_WIDE, height=_HIGH)


def _holding(sheet: Any, cell: Any) -> Any:
    """The cell itself, or the first of the merged cells that it is hidden in."""
    if type(cell).__name__ != "MergedCell":
        return cell
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            return sheet.cell(area.min_row, area.min_col)
    return cell


def _list(book: Any, title: str, findings: Sequence[Finding]) -> None:
    """The first sheet: every finding; a text that would be a formula stays text."""
    from openpyxl.styles import Font, PatternFill

    if title in book.sheetnames:  # an answer that was handed in again
        title = next(
            f"{title} {n}" for n in range(2, 1000) if f"{title} {n}" not in book.sheetnames
        )
    sheet = book.create_sheet(title, 0)
    sheet.append(titles())
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    fills = {level: PatternFill("solid", fgColor=f"FF{c}") for level, c in COLOURS.items()}
    for row, finding in enumerate(findings[:_MOST_LISTED], start=2):
        for column, value in enumerate(told(finding), start=1):
            cell = sheet.cell(row, column)
            cell.value = _printable(value)
            mark_as_text(cell)
        sheet.cell(row, 1).fill = fills[finding.level]
    for letter, width in zip("ABCDEFGHIJ", (8, 24, 14, 8, 10, 14, 24, 48, 48, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False


def _printable(value: str | int | None) -> str | int | None:
    """A value without the characters that no worksheet may hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    return str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value))[:32_000]
