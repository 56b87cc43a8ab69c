"""CO2 inventories of Chinese provinces by sector and fuel, as CEADs publishes them.

Shan, Y. et al. (2016), Applied Energy 184, 742-750; (2018), Scientific Data 5, 170201; (2020),
Scientific Data 7, 54; Guan, Y. et al. (2021), Earth's Future 9, e2021EF002241. The yearly
workbooks are read in ``workbook.py``, the tidy table of all years in ``tidy.py``; what sectors,
columns and provinces are called is in ``labels.py``.
"""

from .inventory import NAME, RULES, read
from .labels import FORM

__all__ = ["FORM", "NAME", "RULES", "read"]
