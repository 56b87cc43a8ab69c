"""Provincial energy balances (physical quantity) of the China Energy Statistical Yearbook.

Start reading at ``balance_sheet.py``; where the table stands on its sheet is found in
``layout.py``, title and units are read in ``heading.py``.
"""

from .balance_sheet import FORM, NAME, RULES, read

__all__ = ["FORM", "NAME", "RULES", "read"]
