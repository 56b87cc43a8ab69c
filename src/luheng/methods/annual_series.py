"""Annual figures joined into an indicator: ratios, sums, and ratios of published growth.

    ratio          x_t = a_t / b_t            years in which both are there
    sum            x_t = Σ a_t                years in which all are there (absent is never zero)
    growth_ratio   x_t = (1 + e_t) / (1 + v_t) - 1, rates in per cent

A joined figure was public once its last part was, has the worst trust of its parts, and names the
places of all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from luheng.units import Unit, unit

from .growth import intensity_change

__all__ = ["AnnualFigure", "growth_ratio", "ratio", "scaled", "total"]

Series = Mapping[int, "AnnualFigure"]
_PERCENT = 100.0
_TRUST = ("printed", "transcribed", "recalled", "conflicting")


@dataclass(frozen=True, slots=True)
class AnnualFigure:
    """One figure of one year, with its unit and where, when and how surely it was read."""

    value: float
    unit: Unit
    locator: str
    published: dt.date | None
    trust: str
    how: str


def ratio(numerator: Series, denominator: Series) -> dict[int, AnnualFigure]:
    """The quotient of two series, without the years in which the denominator is nought.

    Raises:
        TypeError: a unit depends on the item.
    """
    return {
        year: _joined((a, b), a.value / b.value, _quotient(a.unit, b.unit))
        for year, a in numerator.items()
        if (b := denominator.get(year)) is not None and b.value != 0
    }


def growth_ratio(numerator: Series, denominator: Series) -> dict[int, AnnualFigure]:
    """The growth of a quotient from the published growth of its parts, in per cent."""
    percent = unit("%")
    return {
        year: _joined(
            (e, v),
            _PERCENT * intensity_change(_fraction(e), _fraction(v)),
            percent,
        )
        for year, e in numerator.items()
        if (v := denominator.get(year)) is not None
    }


def total(parts: Sequence[Series]) -> dict[int, AnnualFigure]:
    """The sum of several series in the unit of the first, for the years that all of them have.

    Raises:
        UnitMismatch: the parts measure different things.
    """
    years = set(parts[0]).intersection(*parts[1:])
    out = {}
    for year in sorted(years):
        some = [part[year] for part in parts]
        own = some[0].unit
        value = sum(one.value * float(one.unit.ratio_to(own)) for one in some)
        out[year] = _joined(some, value, own)
    return out


def scaled(series: Series, into: Unit) -> dict[int, float]:
    """The values in another unit of the dimension.

    Raises:
        UnitMismatch: the unit measures something else.
    """
    return {year: one.value * float(one.unit.ratio_to(into)) for year, one in series.items()}


def _fraction(rate: AnnualFigure) -> float:
    return rate.value * float(rate.unit.ratio_to(unit("1")))


def _quotient(a: Unit, b: Unit) -> Unit:
    made = a / b
    if not isinstance(made, Unit):
        raise TypeError((a, b))
    return made


def _joined(parts: Sequence[AnnualFigure], value: float, measure: Unit) -> AnnualFigure:
    dates = [p.published for p in parts]
    known = [d for d in dates if d is not None]
    return AnnualFigure(
        value,
        measure,
        " | ".join(dict.fromkeys(p.locator for p in parts)),
        max(known) if len(known) == len(dates) else None,
        max((p.trust for p in parts), key=_TRUST.index),
        "derived",
    )
