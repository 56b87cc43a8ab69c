"""Monitoring: what an enterprise's meters show, month by month and over the day.

Start at :func:`luheng.apps.monitoring.works.works_year`; ``figure.py`` draws its heat map and its
months.
"""

from .figure import heat_map, monthly_figure
from .works import AsIf, Month, WorksYear, works_year

__all__ = ["AsIf", "Month", "WorksYear", "heat_map", "monthly_figure", "works_year"]
