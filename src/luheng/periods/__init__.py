"""Instants, reporting periods and validity intervals.

Start reading at ``period.py``. Every interval is half-open: it holds its start and not its end.
"""

from .period import GRAINS, Period, iter_periods, parse_period
from .validity import ALWAYS, Validity

__all__ = ["ALWAYS", "GRAINS", "Period", "Validity", "iter_periods", "parse_period"]
