"""Files as bytes: what form they have, whether they are safe to open, what their cells hold.

Every refusal of a whole file is made here, before a reader that could be harmed sees the bytes.
Start reading at ``form.py``.
"""

from .container import Member, is_container, members
from .form import Form, form_of
from .on_disk import Source, form_of_file
from .outgoing import begins_formula, csv_cell, mark_as_text, new_workbook
from .packed import Packed
from .pieces import MAX_LINE, PIECE, TextFile, check_first_lines, line_count, open_text
from .text import decode
from .workbook import OpenedSheet, Sheet, SheetStream, letter, read_sheets, stream_sheets

__all__ = [
    "MAX_LINE",
    "PIECE",
    "Form",
    "Member",
    "OpenedSheet",
    "Packed",
    "Sheet",
    "SheetStream",
    "Source",
    "TextFile",
    "begins_formula",
    "check_first_lines",
    "csv_cell",
    "decode",
    "form_of",
    "form_of_file",
    "is_container",
    "letter",
    "line_count",
    "mark_as_text",
    "members",
    "new_workbook",
    "open_text",
    "read_sheets",
    "stream_sheets",
]
