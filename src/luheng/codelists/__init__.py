"""Official tables as dated CSV: energy carriers, regions, sectors, gases, roles and the like.

Start reading at ``codelist.py``; what each table is and where it comes from is ``sources.csv``.
"""

from .codelist import CodeList, load, names

__all__ = ["CodeList", "load", "names"]
