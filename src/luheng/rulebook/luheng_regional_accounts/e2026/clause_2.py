"""Regional accounts, clause 2: which carriers and which sectors the energy of a region is."""

from luheng.rules import Quantity, clause, rule, source
from luheng.units import Kind

CLAUSE = clause("luheng_regional_accounts", "e2026", "2")
#: coal, and what is made of it; the balance nets one against the other
COAL = (
    *("raw_coal", "washed_coal", "other_washed_coal", "briquette", "coke", "coke_oven_gas"),
    *("other_gas", "other_coking_products"),
)
OIL = (
    *("crude_oil", "gasoline", "kerosene", "diesel", "fuel_oil", "lpg", "refinery_gas"),
    "other_petroleum_products",
)
GAS = ("natural_gas",)
OTHER = ("electricity", "heat", "other_energy")
CARRIERS = (*COAL, *OIL, *GAS, *OTHER)
#: the rows of final consumption in the balance that add up to it
SECTORS = (
    *("agriculture", "industry", "construction", "transport", "trade", "residential", "other"),
)
#: divisions of industry, GB/T 4754
DIVISIONS = tuple(f"{n:02d}" for n in range(6, 47))


@rule(
    CLAUSE, unit="%", grain="region item period", kind=Kind.INTENSIVE,
    zh="分品种能源消费占比", en="share of a carrier in regional energy consumption",
)  # fmt: skip
def regional_energy_share_by_carrier(
    regional_energy_consumption_by_carrier: Quantity, regional_energy_consumption: Quantity
) -> Quantity:
    """Each carrier over the total, calorific basis; negative if more is sent out than used."""
    return regional_energy_consumption_by_carrier / regional_energy_consumption


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="煤炭消费占比", en="share of coal in regional energy consumption",
)  # fmt: skip
def regional_coal_share(
    regional_energy_consumption_by_carrier: Quantity, regional_energy_consumption: Quantity
) -> Quantity:
    """Coal, coke and their gases over the total, calorific basis."""
    coal = regional_energy_consumption_by_carrier.among(item=COAL, called="coal")
    return coal.sum(over="item") / regional_energy_consumption


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="石油消费占比", en="share of oil in regional energy consumption",
)  # fmt: skip
def regional_oil_share(
    regional_energy_consumption_by_carrier: Quantity, regional_energy_consumption: Quantity
) -> Quantity:
    """Crude oil and its products over the total, calorific basis."""
    oil = regional_energy_consumption_by_carrier.among(item=OIL, called="oil")
    return oil.sum(over="item") / regional_energy_consumption


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="天然气消费占比", en="share of natural gas in regional energy consumption",
)  # fmt: skip
def regional_natural_gas_share(
    regional_energy_consumption_by_carrier: Quantity, regional_energy_consumption: Quantity
) -> Quantity:
    """Natural gas over the total, calorific basis."""
    gas = regional_energy_consumption_by_carrier.among(item=GAS, called="gas")
    return gas.sum(over="item") / regional_energy_consumption


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="电力、热力和其他能源占比", en="share of electricity, heat and other energy",
)  # fmt: skip
def regional_other_energy_share(
    regional_energy_consumption_by_carrier: Quantity, regional_energy_consumption: Quantity
) -> Quantity:
    """Electricity and heat on balance, primary electricity among it, and other energy."""
    other = regional_energy_consumption_by_carrier.among(item=OTHER, called="other")
    return other.sum(over="item") / regional_energy_consumption


@rule(
    CLAUSE, unit="tce", grain="region flow period", basis="calorific",
    zh="地区分部门终端能源消费量", en="final energy consumption of a region by sector",
)  # fmt: skip
def regional_final_energy_by_sector(
    balance_amount: Quantity, statistical_coal_equivalent: Quantity
) -> Quantity:
    """The rows of final consumption in the balance, each carrier at the yearbook's coefficient.

    Reads
    -----
    balance_amount                region flow item period   use as raw material is within industry
    statistical_coal_equivalent   item, dated
    """
    final = balance_amount.among(flow=SECTORS, called="sectors")
    carriers = final.among(item=CARRIERS, called="carriers")
    return (carriers * statistical_coal_equivalent).sum(over="item")


@rule(
    CLAUSE, unit="%", grain="region flow period", kind=Kind.INTENSIVE,
    zh="地区终端能源消费部门占比", en="share of a sector in final energy consumption",
)  # fmt: skip
def regional_final_energy_share(regional_final_energy_by_sector: Quantity) -> Quantity:
    """Each sector over the sum of all of them."""
    return regional_final_energy_by_sector / regional_final_energy_by_sector.sum(over="flow")


regional_sector_energy_use = source(
    "regional_sector_energy_use",
    record="statistic",
    where={
        "flow": "sector_energy_use",
        "measure": "level",
        "item": "total",
        "sector": DIVISIONS,
        "prices": "none",
    },
    grain="region sector period",
    unit="kgce",
    zh="地区分行业能源消费量",
    en="energy use of a region by industrial division",
)

regional_sector_value_added = source(
    "regional_sector_value_added",
    record="statistic",
    where={
        "flow": "sector_value_added",
        "measure": "level",
        "item": "total",
        "sector": DIVISIONS,
        "prices": "current",
    },
    grain="region sector period",
    unit="CNY",
    zh="地区分行业增加值（当年价）",
    en="value added of a region by industrial division at current prices",
)


@rule(
    CLAUSE, unit="%", grain="region sector period", kind=Kind.INTENSIVE,
    zh="地区行业能源消费占比", en="share of an industrial division in energy use",
)  # fmt: skip
def regional_sector_energy_share(regional_sector_energy_use: Quantity) -> Quantity:
    """Each division over the sum of the divisions on record, on the form's own basis."""
    return regional_sector_energy_use / regional_sector_energy_use.sum(over="sector")


@rule(
    CLAUSE, unit="%", grain="region sector period", kind=Kind.INTENSIVE,
    zh="地区行业增加值占比", en="share of an industrial division in value added",
)  # fmt: skip
def regional_sector_value_added_share(regional_sector_value_added: Quantity) -> Quantity:
    """Each division over the sum of the divisions on record, at current prices."""
    return regional_sector_value_added / regional_sector_value_added.sum(over="sector")


@rule(
    CLAUSE, unit="tce/万CNY", grain="region sector period", kind=Kind.INTENSIVE,
    zh="地区行业单位增加值能耗", en="energy per value added of an industrial division",
)  # fmt: skip
def regional_sector_energy_per_value_added(
    regional_sector_energy_use: Quantity, regional_sector_value_added: Quantity
) -> Quantity:
    """Energy use over value added of one division, on the form's own basis, current prices."""
    return regional_sector_energy_use / regional_sector_value_added
