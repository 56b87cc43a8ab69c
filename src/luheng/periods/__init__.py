"""Instants, reporting periods and validity intervals.

Start reading at ``period.py``. Every interval is half-open: it holds its start and not its end.
"""

from .period import GRAINS, Period, iter_periods, parse_period
from .time_calendar import Label, TimeCalendar, Window, calendars, read_calendars
from .validity import ALWAYS, Validity

__all__ = [
    "ALWAYS",
    "GRAINS",
    "Label",
    "Period",
    "TimeCalendar",
    "Validity",
    "Window",
    "calendars",
    "iter_periods",
    "parse_period",
    "read_calendars",
]
