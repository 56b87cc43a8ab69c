"""Two-factor split: a difference of two emission accounts, by what was burnt and by its factor.

Of one carrier in one region, an account states an emission ``E = A f`` from activity ``A`` and
factor ``f``; another account states ``E'`` alone, and its factor ``f'`` is known from elsewhere
(:mod:`luheng.methods.implied_factor`). With ``A' = E' / f'`` the activity that the other account
must have used,

    E' - E  =  A (f' - f)  +  f' (A' - A)
            =  (A f' - E)  +  (E' - A f')
               other factor   other activity

The activity difference is weighed with the other factor and the factor difference with the own
activity, so nothing is left over: no residual and no interaction term (own choice; a split
weighed the other way round would give other parts and the same whole).

Two cases have no factor to weigh with, and the whole difference stands as activity:

* ``not_counted``: the other account states none of a carrier that the own one counts;
* ``no_factor``: the other account's regions agree on no factor.

Parts are exact fractions of the numbers given, so they add up to the whole exactly and in any
order; they become doubles on display.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

__all__ = ["Manner", "Split", "percent_of", "split", "total"]


class Manner(StrEnum):
    """How a difference was split."""

    SPLIT = "split"
    NOT_COUNTED = "not_counted"
    NO_FACTOR = "no_factor"


@dataclass(frozen=True, slots=True)
class Split:
    """A difference and its parts, in the unit of the emissions: factor + activity = whole.

    ``not_counted`` is the share of ``activity`` that the other account does not count at all.
    """

    factor: Fraction
    activity: Fraction
    not_counted: Fraction

    @property
    def whole(self) -> Fraction:
        """The other account less the own one."""
        return self.factor + self.activity

    def __add__(self, other: Split) -> Split:
        return Split(
            self.factor + other.factor,
            self.activity + other.activity,
            self.not_counted + other.not_counted,
        )


def split(
    activity: float, own: float, other: float, other_factor: float | None
) -> tuple[Manner, Split]:
    """Split ``other - own`` of one carrier in one region; see the module for the equation.

    Args:
        activity: A, what the own account says was burnt, in any unit.
        own: E, what the own account says was emitted.
        other: E', what the other account says was emitted, in the unit of ``own``.
        other_factor: f', in the unit of ``own`` per unit of ``activity``; None if not known.

    Raises:
        ValueError, OverflowError: a number is not finite.
    """
    if other == 0 and own != 0:
        gap = -Fraction(own)
        return Manner.NOT_COUNTED, Split(Fraction(0), gap, gap)
    if other_factor is None:
        return Manner.NO_FACTOR, Split(Fraction(0), Fraction(other) - Fraction(own), Fraction(0))
    expected = Fraction(activity) * Fraction(other_factor)
    return Manner.SPLIT, Split(expected - Fraction(own), Fraction(other) - expected, Fraction(0))


def percent_of(difference: Fraction, other: float) -> float | None:
    """A difference in per cent of the other account; None where that states nothing."""
    return float(100 * difference / Fraction(other)) if other else None


def total(parts: Iterable[Split]) -> Split:
    """The sum of splits, part by part."""
    return sum(parts, Split(Fraction(0), Fraction(0), Fraction(0)))
