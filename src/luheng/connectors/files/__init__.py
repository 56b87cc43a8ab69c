"""Files as bytes: what form they have, whether they are safe to open, what their cells hold.

Every refusal of a whole file is made here, before a reader that could be harmed sees the bytes.
Start reading at ``form.py``.
"""

from .form import Form, form_of
from .text import decode
from .workbook import Sheet, letter, read_sheets

__all__ = ["Form", "Sheet", "decode", "form_of", "letter", "read_sheets"]
