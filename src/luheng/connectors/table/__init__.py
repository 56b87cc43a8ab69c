"""Tables of our own records in csv, tsv, xlsx, xls or parquet, our templates among them.

Start reading at ``table.py``; how a header is recognised is in ``header.py``.
"""

from .blocks import ROWS
from .table import NAME, RULES, blocks, read

__all__ = ["NAME", "ROWS", "RULES", "blocks", "read"]
