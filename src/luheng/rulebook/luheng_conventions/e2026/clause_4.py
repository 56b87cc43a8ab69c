"""Luheng's conventions, clause 4: growth as statistics publish it.

A published rate is at comparable prices and for a comparable population of firms; the ratio of two
published levels is neither. The two are two quantities here, and their difference is a third.
"""

from luheng.rules import Quantity, clause, rule, source
from luheng.units import Kind

CLAUSE = clause("luheng_conventions", "e2026", "4")
ENERGY = "above_scale_energy_use"
VALUE_ADDED = "above_scale_value_added"
#: a rate at current prices is no growth in volume
VOLUME = ("comparable", "none")

published_growth = source(
    "published_growth",
    record="statistic",
    where={
        "measure": "growth_year_on_year",
        "item": "total",
        "sector": "total",
        "prices": VOLUME,
    },
    grain="region flow period",
    unit="%",
    kind=Kind.INTENSIVE,
    zh="公布的同比增速（可比价）",
    en="published year-on-year growth at comparable prices",
)

published_level = source(
    "published_level",
    record="statistic",
    where={
        "measure": "level",
        "item": "total",
        "sector": "total",
        "prices": "current",
        "flow": VALUE_ADDED,
    },
    grain="region period",
    unit="CNY",
    zh="公布的规模以上工业增加值（当年价）",
    en="published value added of above-scale industry at current prices",
)


@rule(
    CLAUSE, unit="1", grain="region period", kind=Kind.INTENSIVE,
    zh="规模以上工业单位增加值能耗与上年之比",
    en="energy per value added, ratio to the year before",
)  # fmt: skip
def energy_per_value_added_ratio(published_growth: Quantity) -> Quantity:
    """(1 + energy growth) / (1 + value-added growth), where only rates are published.

    Reads
    -----
    published_growth   region flow period   energy use and value added of above-scale industry

    A number stands in the unit of what it is added to, so the 1 is 100 per cent. A year without
    both rates cannot be said.
    """
    energy = published_growth.at(flow=ENERGY)
    value_added = published_growth.at(flow=VALUE_ADDED)
    return (100 + energy) / (100 + value_added)


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="规模以上工业单位增加值能耗比上年变化", en="annual change of energy per value added",
)  # fmt: skip
def energy_per_value_added_change(energy_per_value_added_ratio: Quantity) -> Quantity:
    """(1 + energy growth) / (1 + value-added growth) − 1; a fall is negative."""
    return energy_per_value_added_ratio - 1


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="规模以上工业单位增加值能耗五年累计变化",
    en="change of energy per value added over five years",
)  # fmt: skip
def energy_per_value_added_change_over_five_years(
    energy_per_value_added_ratio: Quantity,
) -> Quantity:
    """The chain Π (1 + g) − 1 over this year and the four before it, as a plan's period counts.

    A year without a rate makes the whole change unsayable.
    """
    year = energy_per_value_added_ratio
    first, second = year.shift(periods=-4), year.shift(periods=-3)
    third, fourth = year.shift(periods=-2), year.shift(periods=-1)
    return first * second * third * fourth * year - 1


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="两年水平值之比与公布增速之差", en="ratio of published levels less published growth",
)  # fmt: skip
def value_added_growth_difference(
    published_level: Quantity, published_growth: Quantity
) -> Quantity:
    """What prices, a changed population of firms and revision make of a growth rate.

    It is a finding to be explained, and no correction: neither figure is put for the other.
    """
    return published_level.change(periods=-1) - published_growth.at(flow=VALUE_ADDED)
