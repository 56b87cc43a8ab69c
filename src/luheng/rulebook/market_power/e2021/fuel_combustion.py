"""Guide of the national market for power units: carbon dioxide of the fuels burnt.

The form is common to the guides for steel, cement and aluminium of 2024; the default values are
those of the guide by which the entity accounts for the market. The equation was seen in
calculators, the clause number is recalled.
"""

from luheng.codelists import load
from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, where

CLAUSE = clause("market_power", "e2021", "6")
MARKET = tuple(r["id"] for r in load("guides").rows if r["regime"] == "market")
#: by-products of coking that the guide for steel counts as products that keep carbon fixed
BY_PRODUCTS = ("coal_tar", "crude_benzol")


@rule(
    CLAUSE, unit="GJ", grain="entity guide item period", applies=ALWAYS,
    zh="化石燃料燃烧的热量（碳市场）", en="heat of the fuels burnt, national market",
)  # fmt: skip
def market_fuel_heat(
    fuel_use: Quantity,
    assayed_heat: Quantity,
    fuel_with_assayed_heat: Quantity,
    fuel_heating_value: Quantity,
) -> Quantity:
    """Fuel burnt × net calorific value, the measured value before the guide's default.

    FC_i × NCV_i

    Reads
    -----
    fuel_use                 entity item period   amount burnt
    assayed_heat             entity item period   Σ amount × measured NCV, month by month
    fuel_with_assayed_heat   entity item period   the amount that this covers
    fuel_heating_value       guide item, dated    default of the market guide
    """
    burnt = fuel_use.by(along="market_guide")
    measured = fuel_with_assayed_heat.or_nil()
    rest = burnt - measured
    by_default = where(rest * rest > 0, rest * fuel_heating_value, 0)
    heat = where(measured * measured > 0, assayed_heat + by_default, burnt * fuel_heating_value)
    return heat.among(guide=MARKET, called="guides of the market")


@rule(
    CLAUSE, unit="tC", grain="entity guide item period", applies=ALWAYS,
    zh="化石燃料燃烧的含碳量（碳市场）", en="carbon of the fuels burnt, national market",
)  # fmt: skip
def market_fuel_carbon(
    fuel_use: Quantity,
    market_fuel_heat: Quantity,
    assayed_carbon: Quantity,
    fuel_with_assayed_carbon: Quantity,
    fuel_carbon_content: Quantity,
) -> Quantity:
    """Measured carbon as received first; else heat × the default content, high for want of a test.

    FC_i × C_ar,i, else FC_i × NCV_i × CC_i

    Reads
    -----
    fuel_use                   entity item period
    market_fuel_heat           entity guide item period
    assayed_carbon             entity item period         Σ amount × measured content, by month
    fuel_with_assayed_carbon   entity item period         the amount that this covers
    fuel_carbon_content        guide item, dated          per unit of heat, by the year's guide
    """
    by_heat = market_fuel_heat * fuel_carbon_content
    measured = fuel_with_assayed_carbon.or_nil()
    rest = fuel_use - measured
    by_default = where(rest * rest > 0, by_heat * (rest / fuel_use), 0)
    carbon = where(measured * measured > 0, assayed_carbon + by_default, by_heat)
    return carbon.among(guide=MARKET, called="guides of the market")


@rule(
    CLAUSE, unit="tCO2", grain="entity guide item period", applies=ALWAYS,
    zh="分品种化石燃料燃烧排放量（碳市场）", en="CO2 of fuels by fuel, national market",
)  # fmt: skip
def market_fuel_combustion_co2_by_fuel(
    market_fuel_carbon: Quantity, fuel_oxidation_rate: Quantity, carbon_to_co2: Quantity
) -> Quantity:
    """Carbon of a fuel × its oxidation rate × 44/12.

    E_i = FC_i × C_ar,i × OF_i × 44/12

    Reads
    -----
    market_fuel_carbon    entity guide item period
    fuel_oxidation_rate   guide item, dated          99 % for coal in power units
    carbon_to_co2         -                          ratio of molar masses

    Tar and benzol that leave a steel works count as products that keep carbon fixed, not here.
    """
    burnt = market_fuel_carbon * fuel_oxidation_rate * carbon_to_co2
    left = burnt.among(guide=("market_steel",), item=BY_PRODUCTS, called="by-products of coking")
    return burnt - where(left.or_nil() < 0, left, 0)


@rule(
    CLAUSE, unit="tCO2", grain="entity guide period", applies=ALWAYS,
    zh="化石燃料燃烧排放量（碳市场）", en="CO2 of fuel combustion, national market",
)  # fmt: skip
def market_fuel_combustion_co2(market_fuel_combustion_co2_by_fuel: Quantity) -> Quantity:
    """The sum over the fuels burnt."""
    return market_fuel_combustion_co2_by_fuel.sum(over="item")
