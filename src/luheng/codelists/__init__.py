"""Official tables as dated CSV: items, regions, sectors, gases, wastes, pollutants, roles.

Start reading at ``codelist.py``; what each table is and where it comes from is ``sources.csv``;
``finding.py`` searches all of them.
"""

from .codelist import UNIONS, CodeList, about, load, names
from .finding import Hit, find

__all__ = ["UNIONS", "CodeList", "Hit", "about", "find", "load", "names"]
