"""Tables of our own records in csv, tsv, xlsx, xls or parquet, our templates among them.

Start reading at ``table.py``; how a header is recognised is in ``header.py``.
"""

from .table import NAME, RULES, read

__all__ = ["NAME", "RULES", "read"]
