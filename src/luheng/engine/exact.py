"""Exact sums: the same digits on every engine, in any order, on any number of threads (A13)."""

from __future__ import annotations

from typing import Any

import ibis

__all__ = ["exact_round", "exact_sum", "exact_sum_of_readings"]

_MICRO = 1_000_000
_HALF_WORD = 2**32


def exact_sum_of_readings(value: Any) -> Any:
    """The sum of doubles below 9.2e12 each, rounded to a millionth each before they are added.

    Each addend becomes the integer floor(x * 10**6 + 1/2); integers add up without error.
    """
    whole = (value * _double(_MICRO) + _double(0.5)).floor().cast("int64")
    return whole.cast("decimal(38, 0)").sum().cast("float64") / _double(_MICRO)


def exact_sum(value: Any) -> Any:
    """The same for doubles of any size met in practice: the integer is added in two halves.

    A double above 2**63 does not cast to an integer on any engine, and its cast to decimal
    differs between engines; both halves are exact, because scaling by 2**32 is.
    """
    scaled = value * _double(_MICRO) + _double(0.5)
    high = (scaled / _double(_HALF_WORD)).floor()
    low = (scaled - high * _double(_HALF_WORD)).floor()
    # both halves of 2**31 addends fit a whole word; their sums are put together as decimals
    highs = high.cast("int64").sum().cast("decimal(38, 0)")
    lows = low.cast("int64").sum().cast("decimal(38, 0)")
    total = highs * ibis.literal(_HALF_WORD).cast("decimal(18, 0)") + lows
    return total.cast("float64") / _double(_MICRO)


def exact_round(value: Any) -> Any:
    """What the exact sum of one addend is: the double nearest to its whole millionths."""
    return (value * _double(_MICRO) + _double(0.5)).floor().cast("float64") / _double(_MICRO)


def _double(number: float) -> Any:
    return ibis.literal(float(number)).cast("float64")
