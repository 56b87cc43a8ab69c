"""The answer to a file as a workbook: the reader's own tables with each bad cell marked.

Start reading at ``writing.py``.
"""

from .writing import MARKED_ROWS, write_errors

__all__ = ["MARKED_ROWS", "write_errors"]
