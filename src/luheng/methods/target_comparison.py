"""Comparing a stated figure with a promised one: met, missed, or not to be decided.

Full-value comparison (全数值比较法): the stated figure is compared as written, nothing is rounded
first, and a figure beyond the limit by however little is beyond it. Source: GB/T 8170-2008, 4.3,
which makes it the method wherever a document names no other (clause recalled, not compared with
the printed standard).

The standard speaks of measured values. A plan also writes 约, 近, 以上 or 超过; such a figure is
taken here for what it says and no more, an interval (own reading, not the standard's):

===============  ==========================================================
``=``            the figure itself
``~`` (约, 左右)  half a unit of the last significant digit to either side;
                 the trailing noughts of a whole number are not significant
``<`` with 近     from half such a unit below the figure up to it, without it
``>=`` ``>``      the figure or more, more than the figure: no upper end
``<=`` ``<``      the figure or less, less than the figure: no lower end
===============  ==========================================================

A verdict is given only where the whole interval lies on one side of the promise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

__all__ = [
    "METHOD",
    "Better",
    "Bounds",
    "Comparison",
    "Outcome",
    "better_side",
    "bounds",
    "compare",
    "half_unit",
    "rise_above",
]

METHOD = "GB/T 8170-2008, 4.3, full-value comparison"
_CHANGES = frozenset({"relative_change", "percentage_points"})


class Outcome(StrEnum):
    """What a comparison gives."""

    MET = "met"
    MISSED = "missed"
    UNDECIDED = "undecided"


class Better(StrEnum):
    """On which side of the promise the good lies."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The interval in which a stated figure lies; an end that is None is not stated."""

    value: Fraction
    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False
    approximate: bool = False

    def scaled(self, ratio: Fraction) -> Bounds:
        """The same figure in another unit; ``ratio`` is the old unit in new ones, above nought."""
        return replace(
            self,
            value=self.value * ratio,
            low=None if self.low is None else self.low * ratio,
            high=None if self.high is None else self.high * ratio,
        )

    def opposite(self) -> Bounds:
        """The same change told the other way round: a rise by 3 % is a fall by −3 %."""
        return Bounds(
            value=-self.value,
            low=None if self.high is None else -self.high,
            high=None if self.low is None else -self.low,
            low_open=self.high_open,
            high_open=self.low_open,
            approximate=self.approximate,
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome and the gap in the promise's unit, positive beyond the promise."""

    outcome: Outcome
    gap: Fraction


def half_unit(text: str) -> Fraction:
    """Half a unit of the last significant digit of a decimal text: 0.5 for 16, 5 for 40.

    Raises:
        ValueError: the text is no finite number.
    """
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    written = number if "." in text else number.normalize()
    return Fraction(10) ** int(written.as_tuple().exponent) / 2


def bounds(text: str, comparator: str, *, just_under: bool = False) -> Bounds:
    """The interval that a figure and its comparator state; ``just_under`` is the word 近.

    Raises:
        ValueError: the comparator is none of ``= ~ >= > <= <``.
    """
    value, half = Fraction(Decimal(text)), half_unit(text)
    if comparator == "=":
        return Bounds(value, value, value)
    if comparator == "~":
        return Bounds(value, value - half, value + half, approximate=True)
    if comparator in {">=", ">"}:
        return Bounds(value, value, None, low_open=comparator == ">")
    if comparator in {"<=", "<"}:
        low = value - half if just_under else None
        return Bounds(value, low, value, high_open=comparator == "<", approximate=just_under)
    raise ValueError(comparator)


def better_side(kind: str, comparator: str, direction: str) -> Better | None:
    """On which side of a promise the good lies; None where neither row nor indicator says.

    A promised change is better the larger it is; otherwise the comparator decides, and the
    indicator's own direction (``up``, ``down``) where the promise is a plain value.
    """
    if kind in _CHANGES or comparator in {">=", ">"}:
        return Better.HIGHER
    if comparator in {"<=", "<"}:
        return Better.LOWER
    return {"up": Better.HIGHER, "down": Better.LOWER}.get(direction)


def rise_above(level: Bounds, base: str) -> Bounds:
    """A level stated in per cent as percentage points above its base."""
    start = Fraction(Decimal(base))
    return replace(
        level,
        value=level.value - start,
        low=None if level.low is None else level.low - start,
        high=None if level.high is None else level.high - start,
    )


def compare(stated: Bounds, promised: str, *, comparator: str, better: Better) -> Comparison:
    """Compare a stated figure with a promise in the promise's unit.

    A promise written 左右 (``~``) is surely met at its figure and surely missed only beyond half
    a unit of its last significant digit. Source: see the module.
    """
    limit = Fraction(Decimal(promised))
    slack = half_unit(promised) if comparator == "~" else Fraction(0)
    strict = comparator in {">", "<"}
    if better is Better.LOWER:
        stated, limit = stated.opposite(), -limit
    gap = stated.value - limit
    if _surely_reaches(stated, limit, strict=strict):
        return Comparison(Outcome.MET, gap)
    if _surely_falls_short(stated, limit - slack, strict=strict):
        return Comparison(Outcome.MISSED, gap)
    return Comparison(Outcome.UNDECIDED, gap)


def _surely_reaches(stated: Bounds, limit: Fraction, *, strict: bool) -> bool:
    if stated.low is None or stated.low < limit:
        return False
    # the end of a rounding is no statement, so an approximate figure has to clear the limit
    return stated.low > limit or (not stated.approximate and (stated.low_open or not strict))


def _surely_falls_short(stated: Bounds, limit: Fraction, *, strict: bool) -> bool:
    if stated.high is None or stated.high > limit:
        return False
    return stated.high < limit or (not stated.approximate and (stated.high_open or strict))
