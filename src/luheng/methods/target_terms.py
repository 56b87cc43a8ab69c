"""A change in the terms of a target, and the index that stands behind it.

A target says "falls by 18 % against 2015". Its terms are per cent in the named sense, so that more
is more of what was promised; the index behind it is 100 in the base year:

    decrease:  c = 100 - i        increase:  c = i - 100        i = 100 x / x_b
    points:    c = x - x_b, with its sign turned for a decrease
"""

from __future__ import annotations

__all__ = ["from_index", "from_levels", "in_sense", "to_index"]

_FULL = 100.0


def in_sense(change: float, sense: str | None) -> float:
    """A signed change in the named sense: a change by -3 is a decrease by 3."""
    return -change if sense == "decrease" else change


def to_index(change: float, sense: str | None) -> float:
    """The index (base year = 100) behind a relative change told in a sense."""
    return _FULL + in_sense(change, sense)


def from_index(index: float, sense: str | None) -> float:
    """The relative change in a sense that an index tells."""
    return in_sense(index - _FULL, sense)


def from_levels(level: float, base: float, *, kind: str, change: str | None) -> float | None:
    """The change between two levels in the terms of a target of that kind; None from a base of 0.

    ``kind`` is relative_change (per cent) or percentage_points (both levels in per cent).
    """
    if kind == "percentage_points":
        return in_sense(level - base, change)
    return None if base == 0 else in_sense(_FULL * level / base - _FULL, change)
