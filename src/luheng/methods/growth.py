"""Growth as statistics publish it: rates at comparable prices, chained, compared and joined.

A yearbook or a monthly bulletin states a *rate* (同比, at comparable prices and for a comparable
population of firms) beside two *levels* (at current prices, for the population of each year). The
two are different quantities: the population of above-scale firms changes every year, prices do,
and earlier levels are revised. So a published rate is used where one is published, the ratio of
levels is never put in its place, and :func:`population_gap` gives the difference to be reported.

======================  =========================================================================
chain                   ``G(b, y) = Π (1 + g_t) - 1`` for t = b+1 … y
intensity               ``(1 + e) / (1 + v) - 1`` with e of energy and v of value added
mean rate of a period   ``(1 + G)^(1/n) - 1``
month of a cumulation   ``x_m = C_m - C_(m-1)``; January and February are published as one
======================  =========================================================================

A year that is missing from a chain makes the change unsayable: :class:`Missing` names the years.
Rates are fractions (0.05 is 5 %). The identities are elementary; the practice of publishing at
comparable prices and for a comparable population is that of the notes below the monthly bulletins
on above-scale industry of the National Bureau of Statistics (recalled, not compared with a print).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "Change",
    "Missing",
    "chain",
    "index",
    "intensity_change",
    "intensity_rates",
    "mean_rate",
    "months",
    "population_gap",
    "year_rate",
]

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Change:
    """A relative change from the end of one year to the end of another, as a fraction."""

    value: float
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What would be needed before a change can be said: the years (or months) without a rate."""

    years: tuple[int, ...]


def chain(rates: Mapping[int, float], base_year: int, year: int) -> Change | Missing:
    """The change from ``base_year`` to ``year`` from annual rates; see the module.

    Raises:
        ValueError: ``year`` is before ``base_year``, or a rate is not above -1.
    """
    if year < base_year:
        raise ValueError((base_year, year))
    wanted = range(base_year + 1, year + 1)
    missing = tuple(y for y in wanted if y not in rates)
    if missing:
        return Missing(missing)
    return Change(math.expm1(math.fsum(_log(rates[y]) for y in wanted)), base_year, year)


def index(rates: Mapping[int, float], base_year: int) -> dict[int, float]:
    """The chained index with the base year at 1, as far as the rates reach without a gap."""
    out = {base_year: 1.0}
    year = base_year + 1
    while year in rates:
        out[year] = out[year - 1] * math.exp(_log(rates[year]))
        year += 1
    return out


def intensity_change(numerator_growth: float, denominator_growth: float) -> float:
    """The change of a ratio from the growth of its parts: ``(1 + e) / (1 + v) - 1``.

    Raises:
        ValueError: a rate is not above -1.
    """
    return math.expm1(_log(numerator_growth) - _log(denominator_growth))


def intensity_rates(
    numerator: Mapping[int, float], denominator: Mapping[int, float]
) -> dict[int, float]:
    """The annual changes of a ratio, for the years in which both parts have a rate."""
    return {
        y: intensity_change(e, denominator[y]) for y, e in numerator.items() if y in denominator
    }


def mean_rate(change: Change) -> float:
    """The equal annual rate that gives the change: ``(1 + G)^(1/n) - 1``.

    Raises:
        ValueError: the change spans no year.
    """
    years = change.last_year - change.first_year
    if years < 1:
        raise ValueError(change)
    return math.expm1(_log(change.value) / years)


def year_rate(cumulative: Mapping[int, float]) -> float | Missing:
    """The year's rate from the rates of its cumulations (累计同比): that of January to December.

    A rate of January to November is no rate of the year, and months' rates are never averaged.
    """
    return cumulative[_MONTHS] if _MONTHS in cumulative else Missing((_MONTHS,))


def months(cumulative: Mapping[int, float]) -> dict[tuple[int, ...], float]:
    """The amounts of the months between two published cumulations; the key names the months.

    Where a cumulation is missing the months since the last one stay together: (1, 2) is January
    and February, which are published as one.
    """
    out: dict[tuple[int, ...], float] = {}
    before, last = 0.0, 0
    for month in sorted(cumulative):
        out[tuple(range(last + 1, month + 1))] = cumulative[month] - before
        before, last = cumulative[month], month
    return out


def population_gap(published: float, level: float, level_before: float) -> float:
    """The ratio of two published levels less the published rate: prices, population, revision.

    Raises:
        ValueError: the earlier level is not above nought.
    """
    if level_before <= 0:
        raise ValueError(level_before)
    return level / level_before - 1 - published


def _log(rate: float) -> float:
    if rate <= -1:
        raise ValueError(rate)
    return math.log1p(rate)
