"""Filed forms of the accounts: one YAML file per form in ``forms/``, as xlsx, docx or one page.

Start reading at ``filling.py``; ``form.py`` says what a form's file may hold.
"""

from .document import write_document
from .filled import Cell, CellKind, FilledForm, FilledTable, Gap, Mark, Origin
from .filling import fill
from .form import Form, form_of, forms
from .page import write_page
from .workbook import write_workbook

__all__ = [
    "Cell",
    "CellKind",
    "FilledForm",
    "FilledTable",
    "Form",
    "Gap",
    "Mark",
    "Origin",
    "fill",
    "form_of",
    "forms",
    "write_document",
    "write_page",
    "write_workbook",
]
