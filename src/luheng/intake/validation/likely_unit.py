"""Which unit, or which power of ten, brings a value back to the level of its own series."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.errors import UnitMismatch, UnknownUnit
from luheng.units import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Explanation", "explained"]

_POWERS = (1, -1, 2, -2, 3, -3, 4, -4, 6, -6)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A unit that was likely meant, or the power of ten by which the value is off."""

    unit: str = ""
    power: int = 0


def explained(
    shift: float, said: str, confusable: Sequence[str], within: float
) -> Explanation | None:
    """What explains a value that stands ``shift`` decades from the median, or None.

    A unit is preferred whose scale to the unit as said takes the shift away; of several the
    nearest. Else a power of ten. ``within`` is how many decades may remain.
    """
    fits = [(abs(shift + scale), name) for name, scale in _scales(said, tuple(confusable))]
    best = min(fits, default=(math.inf, ""))
    if best[0] <= within:
        return Explanation(unit=best[1])
    rest, power = min((abs(shift - p), p) for p in _POWERS)
    return Explanation(power=power) if rest <= within else None


@functools.lru_cache(maxsize=256)
def _scales(said: str, confusable: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """(unit, decades of one of it in the unit as said) of the others of the same dimension."""
    try:
        own = unit(said)
    except UnknownUnit:
        return ()
    found = []
    for name in confusable:
        try:
            ratio = unit(name).ratio_to(own)
        except (UnitMismatch, UnknownUnit):
            continue
        if ratio != 1:
            found.append((name, math.log10(ratio)))
    return tuple(found)
