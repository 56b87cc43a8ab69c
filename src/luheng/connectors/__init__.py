"""One file or folder per outside source: bytes in, drafts of records out.

A connector has ``NAME`` and ``read(content, origin, **options)``; it is pure, never raises for one
bad row, converts no unit and fills no gap. A file that cannot be read at all raises
UnreadableFile. Start reading at ``steel_works_csv.py``; files of our own layout go through
``table``.
"""

from .connector import Connector, connector, names

__all__ = ["Connector", "connector", "names"]
