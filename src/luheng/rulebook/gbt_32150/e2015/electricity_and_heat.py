"""GB/T 32150-2015, indirect emissions: electricity and heat bought and sent out.

The equations are those of the general guideline and of the guides by industry, seen in second-hand
texts; the clause number is recalled. Location and market are two bases of one use, never added.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, Source, clause, prefer, rule, source, where

CLAUSE = clause("gbt_32150", "e2015", "5.2")
GUIDE = "gbt_32150"


def _traded(name: str, item: str, role: str, unit: str, zh: str) -> Source:
    """One carrier in one role: a small column of its own, whatever else the ledger holds."""
    return source(
        name, record="activity", where={"item": item, "role": role}, grain="entity period",
        unit=unit, zh=zh,
    )  # fmt: skip


electricity_purchased = _traded(
    "electricity_purchased", "electricity", "purchased", "kWh", "购入电量"
)
electricity_sold = _traded("electricity_sold", "electricity", "sold", "kWh", "售出电量")
heat_purchased = _traded("heat_purchased", "heat", "purchased", "MJ", "购入热量")
heat_sold = _traded("heat_sold", "heat", "sold", "MJ", "售出热量")
direct_nonfossil = _traded(
    "direct_nonfossil", "direct_nonfossil_electricity", "purchased", "kWh", "非化石能源直供电量"
)
direct_fossil = _traded(
    "direct_fossil", "direct_fossil_electricity", "purchased", "kWh", "化石能源直供电量"
)


@rule(
    CLAUSE, unit="MWh", grain="entity period", applies=ALWAYS,
    zh="净购入电量", en="electricity bought, net",
)  # fmt: skip
def electricity_bought(
    electricity_purchased: Quantity,
    electricity_sold: Quantity,
    net_energy_use: Quantity,
    exported_energy_sign: Quantity,
) -> Quantity:
    """Purchases less sales where purchases are filed, else what was used less own generation.

    AD = AD_bought − AD_sent out

    Reads
    -----
    electricity_purchased   entity period
    electricity_sold        entity period
    net_energy_use          entity item period   consumed, less what the entity made itself
    exported_energy_sign    guide                −1, and 0 in the guide of power generation

    Negative where more left the entity than came, if its guide deducts what is sent out.
    """
    sold = electricity_sold.by(along="guided_by", default=GUIDE) * exported_energy_sign
    filed = electricity_purchased + sold.sum(over="guide").or_nil()
    net = net_energy_use.at(item="electricity").by(along="guided_by", default=GUIDE)
    used = where(net < 0, -net * exported_energy_sign, net).sum(over="guide")
    return prefer(filed, used)


@rule(
    CLAUSE, unit="MWh", grain="entity period", applies=ALWAYS,
    zh="未接入公共电网的直供电量", en="electricity supplied directly, not through the grid",
)  # fmt: skip
def electricity_supplied_directly(direct_nonfossil: Quantity, direct_fossil: Quantity) -> Quantity:
    """Of what was bought: power over a line of its own from a plant that does not feed the grid.

    Reads
    -----
    direct_nonfossil   entity period
    direct_fossil      entity period
    """
    return direct_nonfossil.or_nil() + direct_fossil.or_nil()


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="直供化石能源电力的排放量", en="CO2 of fossil electricity supplied directly",
)  # fmt: skip
def direct_fossil_electricity_co2(
    direct_fossil: Quantity, latest_fossil_emission_factor: Quantity
) -> Quantity:
    """Power bought directly from a fossil plant times the national factor of fossil electricity.

    Reads
    -----
    direct_fossil                   entity period
    latest_fossil_emission_factor   region, dated   the latest year published for the nation
    """
    return direct_fossil * latest_fossil_emission_factor.at(region="CN")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", basis="location", applies=ALWAYS,
    zh="净购入电力产生的排放量（按区域因子）", en="CO2 of electricity bought, location-based",
)  # fmt: skip
def electricity_co2(
    electricity_bought: Quantity,
    electricity_supplied_directly: Quantity,
    direct_fossil_electricity_co2: Quantity,
    latest_grid_emission_factor: Quantity,
) -> Quantity:
    """Electricity from the grid times the average factor of the province, the latest published.

    E_electricity = AD × EF

    Reads
    -----
    electricity_bought              entity period
    electricity_supplied_directly   entity period    no grid's average holds for it
    direct_fossil_electricity_co2   entity period
    latest_grid_emission_factor     region, dated    of the province that the entity lies in

    An entity whose place is not on record takes the national factor, which there is from 2021 on;
    before, that of the province's regional grid of 2012 counts. None was published for Tibet.
    """
    grid = electricity_bought - electricity_supplied_directly.or_nil()
    placed = grid.by(along="in_province", default="CN")
    through_grid = (placed * latest_grid_emission_factor).sum(over="region")
    return through_grid + direct_fossil_electricity_co2.or_nil()


@rule(
    CLAUSE, unit="tCO2", grain="entity period", basis="market", applies=ALWAYS,
    zh="净购入电力产生的排放量（按市场口径）", en="CO2 of electricity bought, market-based",
)  # fmt: skip
def electricity_co2_market_based(
    electricity_bought: Quantity,
    electricity_supplied_directly: Quantity,
    direct_fossil_electricity_co2: Quantity,
    certified_electricity: Quantity,
    latest_residual_emission_factor: Quantity,
) -> Quantity:
    """Green certificates and direct non-fossil supply count nothing, the rest a residual factor.

    Reads
    -----
    electricity_bought                entity period
    electricity_supplied_directly     entity period    over lines that do not belong to the grid
    direct_fossil_electricity_co2     entity period
    certified_electricity             entity period    kWh covered by green certificates
    latest_residual_emission_factor   region, dated    average without traded non-fossil power

    The factor is published for the nation alone. Certificates beyond what was bought from the grid
    cover nothing further.
    """
    grid = electricity_bought - electricity_supplied_directly.or_nil()
    rest = grid - certified_electricity.or_nil()
    uncovered = where(certified_electricity.or_nil() > 0, where(rest < 0, 0, rest), grid)
    through_grid = uncovered * latest_residual_emission_factor.at(region="CN")
    return through_grid + direct_fossil_electricity_co2.or_nil()


@rule(
    CLAUSE, unit="GJ", grain="entity period", applies=ALWAYS,
    zh="净购入热量", en="heat bought, net",
)  # fmt: skip
def heat_bought(
    heat_purchased: Quantity,
    heat_sold: Quantity,
    net_energy_use: Quantity,
    exported_energy_sign: Quantity,
) -> Quantity:
    """Purchases less sales where purchases are filed, else what was used less own output.

    AD = AD_bought − AD_sent out, in GJ

    Reads
    -----
    heat_purchased         entity period
    heat_sold              entity period
    net_energy_use         entity item period   where no purchases are filed
    exported_energy_sign   guide                −1, and 0 in the guide of power generation
    """
    sold = heat_sold.by(along="guided_by", default=GUIDE) * exported_energy_sign
    filed = heat_purchased + sold.sum(over="guide").or_nil()
    net = net_energy_use.at(item="heat").by(along="guided_by", default=GUIDE)
    used = where(net < 0, -net * exported_energy_sign, net).sum(over="guide")
    return prefer(filed, used)


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="净购入热力产生的排放量", en="CO2 of heat bought",
)  # fmt: skip
def heat_co2(
    heat_bought: Quantity, steam_heat_bought: Quantity, heat_emission_factor: Quantity
) -> Quantity:
    """Heat bought, that in steam and hot water too, times the default factor of heat.

    E_heat = AD × EF

    Reads
    -----
    heat_bought            entity period   heat that is filed as such
    steam_heat_bought      entity period   heat by mass and enthalpy
    heat_emission_factor   -, dated        0.11 tCO2/GJ
    """
    return (heat_bought.or_nil() + steam_heat_bought.or_nil()) * heat_emission_factor
