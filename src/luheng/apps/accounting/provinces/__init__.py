"""Provinces: our regional energy and CO2 beside what others make of the same statistics.

Start at :func:`luheng.apps.accounting.provinces.comparison.compare_provinces`; the figures are
drawn in ``figure.py``, and ``balances.py`` gives what the door found wrong with the balances.
"""

from .balances import IDENTITY, TOTALS, balance_findings
from .comparison import compare_provinces
from .difference import CarrierDifference, CarrierFactor, Comparison, ProvinceDifference
from .figure import carrier_figure, difference_figure
from .inventory import Inventory, ceads_2007

__all__ = [
    "IDENTITY",
    "TOTALS",
    "CarrierDifference",
    "CarrierFactor",
    "Comparison",
    "Inventory",
    "ProvinceDifference",
    "balance_findings",
    "carrier_figure",
    "ceads_2007",
    "compare_provinces",
    "difference_figure",
]
