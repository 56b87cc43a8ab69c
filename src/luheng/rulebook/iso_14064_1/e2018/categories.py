"""ISO 14064-1:2018: categories 1 and 2, a view of the ledger that the guides count by.

The categories are recalled. Unlike GB/T 32150 they take nothing off for power and heat that leave:
what an organisation makes itself is in category 1, and what it resells it does not use.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, prefer, rule, source, where

CLAUSE = clause("iso_14064_1", "e2018", "5.2.4")

electricity_generated = source(
    "electricity_generated",
    record="activity",
    where={"item": "electricity", "role": "transformation_output"},
    grain="entity period",
    unit="kWh",
    zh="自发电量",
    en="electricity of own generation",
)


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="AR6", applies=ALWAYS,
    zh="直接温室气体排放（ISO 14064-1 类别1）", en="direct emissions, ISO 14064-1 category 1",
)  # fmt: skip
def iso_14064_category_1(scope_1_ar6: Quantity) -> Quantity:
    """Direct emissions by the latest report; carbon dioxide of biomass is counted apart."""
    return scope_1_ar6.or_nil()


@rule(
    CLAUSE, unit="MWh", grain="entity period", applies=ALWAYS,
    zh="输入并使用的电量", en="electricity imported for use",
)  # fmt: skip
def electricity_imported(
    electricity_purchased: Quantity,
    electricity_sold: Quantity,
    electricity_generated: Quantity,
    net_energy_use: Quantity,
) -> Quantity:
    """Purchases less what was resold; where none are filed, use beyond own generation.

    Reads
    -----
    electricity_purchased   entity period
    electricity_sold        entity period        own power first: only what is beyond it is resold
    electricity_generated   entity period
    net_energy_use          entity item period   electricity used less own generation
    """
    beyond = electricity_sold.or_nil() - electricity_generated.or_nil()
    resold = where(beyond > 0, beyond, 0)
    net = net_energy_use.at(item="electricity")
    return prefer(electricity_purchased - resold, where(net > 0, net, 0))


@rule(
    CLAUSE, unit="GJ", grain="entity period", applies=ALWAYS,
    zh="输入的热量", en="heat imported",
)  # fmt: skip
def heat_imported(heat_bought: Quantity, steam_heat_bought: Quantity) -> Quantity:
    """Heat, steam and hot water bought net, and nothing where more was sent out."""
    heat, steam = heat_bought.or_nil(), steam_heat_bought.or_nil()
    return where(heat > 0, heat, 0) + where(steam > 0, steam, 0)


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="location", applies=ALWAYS,
    zh="外购能源的间接排放（ISO 14064-1 类别2）",
    en="indirect emissions of imported energy, ISO 14064-1 category 2",
)  # fmt: skip
def iso_14064_category_2(  # noqa: PLR0917  (two carriers and their factors)
    electricity_imported: Quantity,
    electricity_supplied_directly: Quantity,
    direct_fossil_electricity_co2: Quantity,
    heat_imported: Quantity,
    latest_grid_emission_factor: Quantity,
    heat_emission_factor: Quantity,
    co2_equivalence: Quantity,
) -> Quantity:
    """Electricity by the average factor of the province, and heat, both as imported.

    Reads
    -----
    electricity_imported            entity period
    electricity_supplied_directly   entity period   no grid's average holds for it
    direct_fossil_electricity_co2   entity period
    heat_imported                   entity period
    latest_grid_emission_factor     region, dated
    heat_emission_factor            -, dated
    co2_equivalence                 -
    """
    grid = electricity_imported - electricity_supplied_directly.or_nil()
    placed = grid.by(along="in_province", default="CN") * latest_grid_emission_factor
    power = placed.sum(over="region").or_nil() + direct_fossil_electricity_co2.or_nil()
    return (power + (heat_imported * heat_emission_factor).or_nil()) * co2_equivalence


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", applies=ALWAYS,
    zh="温室气体排放（ISO 14064-1 类别1和2）", en="emissions, ISO 14064-1 categories 1 and 2",
)  # fmt: skip
def iso_14064_emissions(iso_14064_category_1: Quantity, iso_14064_category_2: Quantity) -> Quantity:
    """Both categories that every organisation states."""
    return iso_14064_category_1.or_nil() + iso_14064_category_2.or_nil()
