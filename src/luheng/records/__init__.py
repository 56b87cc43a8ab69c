"""One file per ledger table: what one row must be, and how to say that it is not.

A record class is the only definition: the table's schema, the Excel template, the import check,
the JSON Schema and the manual page are made from it. Start reading at ``record.py`` and then
``activity.py``. Batches are Arrow tables; there is no Python object per row.
"""

from .batch import Batch, Finding, Level, Origin
from .record import Column, Record, column, names, record, register_all
from .row_check import RowCheck

__all__ = [
    "Batch",
    "Column",
    "Finding",
    "Level",
    "Origin",
    "Record",
    "RowCheck",
    "column",
    "names",
    "record",
    "register_all",
]
