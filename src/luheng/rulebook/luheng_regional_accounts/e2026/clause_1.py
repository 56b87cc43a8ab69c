"""Regional accounts, clause 1: intensity and elasticity, from statistics of the region."""

from luheng.rules import Quantity, clause, prefer, rule, source
from luheng.units import Kind

CLAUSE = clause("luheng_regional_accounts", "e2026", "1")

regional_gdp = source(
    "regional_gdp",
    record="statistic",
    where={
        "flow": "gdp",
        "measure": "level",
        "prices": "current",
        "sector": "total",
        "item": "total",
    },
    grain="region period",
    unit="CNY",
    zh="地区生产总值（当年价）",
    en="gross regional product at current prices",
)

regional_energy_consumption_primary_equivalent = source(
    "regional_energy_consumption_primary_equivalent",
    record="statistic",
    where={
        "flow": "energy_consumption",
        "measure": "level",
        "prices": "none",
        "sector": "total",
        "item": "total",
    },
    grain="region period",
    unit="kgce",
    basis="primary_equivalent",
    zh="公布的地区能源消费总量（发电煤耗计算法）",
    en="regional energy consumption as published, by the coal rate of generation",
)


@rule(
    CLAUSE, unit="tce/万CNY", grain="region period", kind=Kind.INTENSIVE, basis="calorific",
    zh="单位地区生产总值能耗（当量值）", en="energy per gross regional product",
)  # fmt: skip
def regional_energy_per_gdp(
    regional_energy_consumption: Quantity, regional_gdp: Quantity
) -> Quantity:
    """Energy consumption of the region over its product, both of statistics, current prices.

    Reads
    -----
    regional_energy_consumption   region period   from the energy balance, calorific basis
    regional_gdp                  region period

    The published intensity counts electricity by the coal rate of generation, and the product at
    constant prices: it is another figure.
    """
    return regional_energy_consumption / regional_gdp


@rule(
    CLAUSE, unit="tce/万CNY", grain="region period", kind=Kind.INTENSIVE,
    basis="primary_equivalent",
    zh="单位地区生产总值能耗（等价值）", en="energy per gross regional product, primary equivalent",
)  # fmt: skip
def regional_energy_per_gdp_primary_equivalent(
    regional_energy_consumption_primary_equivalent: Quantity, regional_gdp: Quantity
) -> Quantity:
    """The total as statistics publish it over the product at current prices."""
    return regional_energy_consumption_primary_equivalent / regional_gdp


@rule(
    CLAUSE, unit="tCO2/万CNY", grain="region period", kind=Kind.INTENSIVE,
    zh="单位地区生产总值能源活动二氧化碳", en="energy-related CO2 per gross regional product",
)  # fmt: skip
def regional_co2_per_gdp(regional_co2_energy_related: Quantity, regional_gdp: Quantity) -> Quantity:
    """Energy-related CO2 of the region over its product at current prices."""
    return regional_co2_energy_related / regional_gdp


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="地区能源消费总量增速", en="growth of regional energy consumption",
)  # fmt: skip
def regional_energy_growth(
    published_growth: Quantity, regional_energy_consumption_primary_equivalent: Quantity
) -> Quantity:
    """The published growth, else the ratio of two published totals less 1.

    Reads
    -----
    published_growth                                 region flow period
    regional_energy_consumption_primary_equivalent   region period        this year and the last
    """
    total = regional_energy_consumption_primary_equivalent
    return prefer(published_growth.at(flow="energy_consumption"), total.change(periods=-1))


@rule(
    CLAUSE, unit="1", grain="region period", kind=Kind.INTENSIVE,
    zh="能源消费弹性系数", en="elasticity of energy consumption",
)  # fmt: skip
def regional_energy_elasticity(
    regional_energy_growth: Quantity, published_growth: Quantity
) -> Quantity:
    """Growth of energy consumption over the published growth of gross regional product.

    Reads
    -----
    regional_energy_growth   region period        against the year before
    published_growth         region flow period   of the product, at comparable prices

    Where the product did not grow, the ratio cannot be said.
    """
    return regional_energy_growth / published_growth.at(flow="gdp")
