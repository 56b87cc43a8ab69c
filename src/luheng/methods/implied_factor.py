"""Implied factor: the emission factor that an account which states emissions alone must have used.

Given activities ``A_r`` of one carrier in regions ``r`` from elsewhere and the account's emissions
``E_r``, every region with both above nought implies ``f_r = E_r / A_r``. If the account used one
factor and the same activities, the ratios agree but for rounding, and their median is the factor;
where the account used other activities in some regions, those ratios stand off and the median does
not follow them. So

    f  =  median of f_r          if at least ``quorum`` regions lie within ``tolerance`` of it
    f  =  not known              otherwise

No factor is fitted to make two accounts agree: the own factor does not enter. The tolerance of
0.5 % lets through what rounding of printed figures does to small amounts and no change of activity
that would matter; the quorum of five keeps two or three chance neighbours from passing for
agreement (both own choices).
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["QUORUM", "TOLERANCE", "ImpliedFactor", "implied_factor"]

TOLERANCE = 0.005
QUORUM = 5


@dataclass(frozen=True, slots=True)
class ImpliedFactor:
    """A factor with how many of the regions agree on it; ``value`` is None where too few do."""

    value: float | None
    median: float | None
    agreeing: int
    regions: int


def implied_factor(
    pairs: Iterable[tuple[float | None, float | None]],
    *,
    tolerance: float = TOLERANCE,
    quorum: int = QUORUM,
) -> ImpliedFactor:
    """The factor that (activity, emission) pairs of regions agree on; see the module.

    The unit is that of the emissions per unit of the activities. Pairs in which either is absent,
    nought or negative imply nothing and are left out.
    """
    ratios = [e / a for a, e in pairs if a is not None and e is not None and a > 0 and e > 0]
    if not ratios:
        return ImpliedFactor(None, None, 0, 0)
    median = statistics.median(ratios)
    agreeing = sum(abs(r - median) <= tolerance * median for r in ratios)
    return ImpliedFactor(median if agreeing >= quorum else None, median, agreeing, len(ratios))
