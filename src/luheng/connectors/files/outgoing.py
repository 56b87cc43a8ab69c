"""Text that leaves for a spreadsheet and must stay text there.

Excel, WPS and LibreOffice take a cell that begins with ``= + - @``, a tab or a carriage return
for a formula: in a CSV file at once, in a workbook as soon as somebody edits the cell. What we
write out may have been typed by anybody, so every export of ours goes through here: ``csv_cell``
for lines of text, ``new_workbook`` for a new .xlsx, ``mark_as_text`` for a cell of an opened one.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["begins_formula", "csv_cell", "mark_as_text", "new_workbook"]

#: full-width forms too: some input methods and locales take them for the plain ones
_STARTS = tuple("=+-@\t\r\n＝＋－＠")
#: a signed number is a number to a spreadsheet, never a formula
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?%?", re.ASCII)
#: what a format knows of its place in one workbook, and no copy may take over
_OWN = frozenset({"xf_format_indices", "dxf_format_indices", "xf_index", "dxf_index"})


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula."""
    return text.startswith(_STARTS)


def csv_cell(cell: Any) -> Any:
    """A cell for a CSV file: a text that would be a formula gets an apostrophe before it.

    Numbers, and texts that are plain numbers, are left as they are.
    """
    if not isinstance(cell, str) or not begins_formula(cell) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def mark_as_text(cell: Any) -> None:
    """Make an openpyxl cell text for good, whatever its text begins with."""
    if isinstance(cell.value, str) and begins_formula(cell.value):
        cell.data_type = "s"
        cell.quotePrefix = True


def new_workbook(path: Path | str, **options: Any) -> Any:
    """A new workbook of xlsxwriter in which no text is taken for a formula, a link or a number."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return _kind()(str(path), plain | options)


@functools.cache
def _kind() -> Any:
    """The workbook class; made when first wanted, as xlsxwriter takes its time to import."""
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):  # type: ignore[misc]
        """A sheet that quotes what would be a formula."""

        quoted: Any = None

        def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
            if begins_formula(string):
                cell_format = self.quoted(cell_format)
            return super()._write_string(row, col, string, cell_format)

    class Book(xlsxwriter.Workbook):  # type: ignore[misc]
        """A workbook of such sheets."""

        def add_worksheet(self, name: str | None = None, worksheet_class: Any = None) -> Any:
            sheet = super().add_worksheet(name, worksheet_class or Sheet)
            quoted: dict[int, Any] = {}

            def quote(form: Any) -> Any:
                # a format per format: quoting is a property of the format, not of the cell
                if id(form) not in quoted:
                    made = self.add_format()
                    if form is not None:
                        own = {k: v for k, v in vars(form).items() if k not in _OWN}
                        vars(made).update(own)
                    made.set_quote_prefix()
                    quoted[id(form)] = made
                return quoted[id(form)]

            sheet.quoted = quote
            return sheet

    return Book
