"""Comparing two promises of one indicator: which of the two asks for more.

The figures are compared as written (full-value comparison, see ``target_comparison``), both in one
unit, on the side that is better for the indicator. Two relative changes over the same number of
years are compared as they stand. Over different numbers of years their equal annual rates are
compared, without a root, so that the answer is exact (``f`` is what is left of the base, or what it
grows to; ``n`` the years)::

    f = 1 - x  for a decrease        f = 1 + x  for an increase
    f_a^(1/n_a) < f_b^(1/n_b)   if and only if   f_a^(n_b) < f_b^(n_a)

Own choice (no standard compares promises); the equal annual rate is the geometric mean rate by
which Chinese statistics tell growth over several years.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from .target_comparison import Better

if TYPE_CHECKING:
    from .target_comparison import Bounds

__all__ = ["Promise", "PromiseShift", "Shift", "shift"]


class Shift(StrEnum):
    """What a promise asks for beside another one."""

    SAME = "same"
    RAISED = "raised"
    LOWERED = "lowered"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise in the unit that it shares with the other.

    ``years`` are those between base and target of a relative change, in per cent; None for
    anything else. ``growing`` says that a relative change is a rise.
    """

    bounds: Bounds
    better: Better
    years: int | None = None
    growing: bool = False

    @property
    def factor(self) -> Fraction:
        """What a relative change makes of its base."""
        part = self.bounds.value / 100
        return 1 + part if self.growing else 1 - part


@dataclass(frozen=True, slots=True)
class PromiseShift:
    """The shift, by how much in the shared unit (positive: more is asked for), and how it is known.

    ``by_rate`` says that equal annual rates decide; ``overlap`` that the words 约, 以上 … leave
    open whether the shift is real.
    """

    shift: Shift
    by: Fraction
    by_rate: bool
    overlap: bool


def shift(a: Promise, b: Promise) -> PromiseShift:
    """What ``a`` asks for beside ``b``.

    Raises:
        ValueError: the two have different better sides, or a change takes all of the base over
            another number of years.
    """
    if a.better is not b.better or a.growing is not b.growing:
        raise ValueError(a.better, b.better)
    by = a.bounds.value - b.bounds.value
    if a.better is Better.LOWER:
        by = -by
    by_rate = a.years is not None and b.years is not None and a.years != b.years
    more = _annual(a, b) if by_rate else by
    kind = Shift.RAISED if more > 0 else Shift.LOWERED if more < 0 else Shift.SAME
    loose = a.bounds.approximate or b.bounds.approximate
    return PromiseShift(kind, by, by_rate, kind is not Shift.SAME and loose and _overlap(a, b))


def _annual(a: Promise, b: Promise) -> Fraction:
    """Above nought where the equal annual rate of ``a`` is the larger change."""
    years_a, years_b = a.years or 0, b.years or 0
    if min(a.factor, b.factor) < 0 or min(years_a, years_b) < 1:
        raise ValueError(a.factor, b.factor)
    left, right = a.factor**years_b, b.factor**years_a
    return left - right if a.growing else right - left


def _overlap(a: Promise, b: Promise) -> bool:
    low = max((x.bounds.low for x in (a, b) if x.bounds.low is not None), default=None)
    high = min((x.bounds.high for x in (a, b) if x.bounds.high is not None), default=None)
    return low is None or high is None or low <= high
