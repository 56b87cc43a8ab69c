"""Has a yearly series passed its peak? The Mann-Kendall test on the years after its maximum.

``S = Σ sign(x_j - x_i)`` over the pairs i < j of the years after the maximum; small S is a fall.
The maximum itself is left out, because it was chosen for being the greatest and would make a fall
look surer than it is. The p-value is one-sided and exact (Kendall's distribution): four years
after the peak, each lower than the one before, are the least that reach 5 % (1/24).

Sources: H. B. Mann, Econometrica 13 (1945) 245-259; M. G. Kendall, Rank Correlation Methods (1975).
A series that has fallen may rise again: "peaked" is a statement about the years observed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Peak", "has_peaked"]

_SIGNIFICANT = 0.05
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Peak:
    """The year of the maximum, and whether it is a peak: yes, open or no (the latest year)."""

    year: int
    state: str
    p_value: float | None


def has_peaked(points: Sequence[tuple[int, float]]) -> Peak | None:
    """The state of a series of (year, value) in order of years; None of fewer than two points."""
    if len(points) < _LEAST:
        return None
    top_year, top = max(points, key=lambda p: (p[1], p[0]))
    after = [value for year, value in points if year > top_year]
    if not after:
        return Peak(top_year, "no", None)
    p_value = _falling(after)
    sure = p_value is not None and p_value <= _SIGNIFICANT and after[-1] < top
    return Peak(top_year, "yes" if sure else "open", p_value)


def _falling(values: Sequence[float]) -> float | None:
    """The one-sided p-value of a fall; None of fewer than two values."""
    if len(values) < _LEAST:
        return None
    from scipy.stats import kendalltau

    tied = len(set(values)) < len(values)
    return float(
        kendalltau(
            range(len(values)), values, alternative="less", method="asymptotic" if tied else "exact"
        ).pvalue
    )
