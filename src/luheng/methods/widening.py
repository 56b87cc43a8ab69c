"""How much wider an interval must be than its method says, by horizon.

``w(h) = 1 + a (h - 1)``. A drift estimated from the past is not the drift of the years ahead, and
no method of this kind knows by how much; ``a`` was set so that the 80 % intervals of emissions of
30 provinces (1997-2019) covered 80 % of what came five years later. ``docs/targets_status.md`` has
the figures before and after, and why they are no promise for another time. An intensity's drift
was steady enough in the same data to need none.
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["widening"]

#: a, for a year of horizon beyond the first
_WIDER_A_YEAR = {"damped_drift": 0.08}


def widening(method: str) -> Callable[[int], float]:
    """The factor of the spread by horizon for a method of ``methods.forecast``."""
    slope = _WIDER_A_YEAR.get(method, 0.0)
    return lambda h: 1.0 + slope * (h - 1)
