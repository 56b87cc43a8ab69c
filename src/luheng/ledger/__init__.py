"""The append-only store: receipts, corrections, reading "as known at".

Rows are kept in Delta Lake tables, one of facts and one of corrections for each record; receipts
and findings in the registry, a SQL database. Nothing is changed in place. Start reading at
``ledger.py``, then ``append.py`` and ``reading.py``. Imports ``records`` and the floors below it.
"""

from .ledger import Ledger
from .receipt import Receipt
from .settings import Settings
from .workspace import Workspace

__all__ = ["Ledger", "Receipt", "Settings", "Workspace"]
