"""GB/T 32150-2015, fuel combustion: heat, carbon and carbon dioxide of the fuels burnt.

The form is common to the general guideline and to its parts by industry; the default values are
those of the guide by which the enterprise accounts. The clause number is recalled.
"""

from luheng.codelists import load
from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, where

CLAUSE = clause("gbt_32150", "e2015", "5.2")
GUIDE = "gbt_32150"
#: an entity of the market stands beside its market guide too, which has rules of its own
NATIONAL = tuple(r["id"] for r in load("guides").rows if r["regime"] == "national")


@rule(
    CLAUSE, unit="GJ", grain="entity guide item period", applies=ALWAYS,
    zh="化石燃料燃烧的热量", en="heat of the fuels burnt",
)  # fmt: skip
def fuel_heat(
    fuel_use: Quantity,
    assayed_heat: Quantity,
    fuel_with_assayed_heat: Quantity,
    fuel_heating_value: Quantity,
) -> Quantity:
    """Fuel burnt × net calorific value, the measured value before the guide's default.

    AD_i = FC_i × NCV_i

    Reads
    -----
    fuel_use                 entity item period   amount burnt, in the fuel's own unit
    assayed_heat             entity item period   Σ amount × measured NCV, month by month
    fuel_with_assayed_heat   entity item period   the amount that this covers
    fuel_heating_value       guide item, dated    default of the entity's guide
    """
    burnt = fuel_use.by(along="guided_by", default=GUIDE)
    rest = burnt - fuel_with_assayed_heat
    with_default = assayed_heat + where(rest * rest > 0, rest * fuel_heating_value, 0)
    measured = fuel_with_assayed_heat.or_nil()
    heat = where(measured * measured > 0, with_default, burnt * fuel_heating_value)
    return heat.among(guide=NATIONAL, called="national guides")


@rule(
    CLAUSE, unit="tC", grain="entity guide item period", applies=ALWAYS,
    zh="化石燃料燃烧的含碳量", en="carbon of the fuels burnt",
)  # fmt: skip
def fuel_carbon(
    fuel_use: Quantity,
    fuel_heat: Quantity,
    assayed_carbon: Quantity,
    fuel_with_assayed_carbon: Quantity,
    fuel_carbon_content: Quantity,
) -> Quantity:
    """Carbon by the measured content, else heat × the guide's default content per heat.

    C_i = FC_i × C_ar,i, else FC_i × NCV_i × CC_i

    Reads
    -----
    fuel_use                   entity item period         amount burnt
    fuel_heat                  entity guide item period   measured or by default
    assayed_carbon             entity item period         Σ amount × measured content
    fuel_with_assayed_carbon   entity item period         the amount that this covers
    fuel_carbon_content        guide item, dated          per unit of heat
    """
    by_heat = fuel_heat * fuel_carbon_content
    rest = fuel_use - fuel_with_assayed_carbon
    with_default = assayed_carbon + where(rest * rest > 0, by_heat * (rest / fuel_use), 0)
    measured = fuel_with_assayed_carbon.or_nil()
    carbon = where(measured * measured > 0, with_default, by_heat)
    return carbon.among(guide=NATIONAL, called="national guides")


@rule(
    CLAUSE, unit="tCO2", grain="entity item period", applies=ALWAYS,
    zh="分品种化石燃料燃烧二氧化碳排放量", en="CO2 of fuel combustion by fuel",
)  # fmt: skip
def fuel_combustion_co2_by_fuel(
    fuel_carbon: Quantity,
    fuel_oxidised: Quantity,
    fuel_with_oxidation_rate: Quantity,
    fuel_oxidation_rate: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Carbon of a fuel × its oxidation rate × 44/12, the measured rate before the default.

    E_i = AD_i × CC_i × OF_i × 44/12

    Reads
    -----
    fuel_carbon                entity guide item period   carbon burnt
    fuel_oxidised              entity item period         Σ amount × measured rate
    fuel_with_oxidation_rate   entity item period         the amount that this covers
    fuel_oxidation_rate        guide item, dated          default of the entity's guide
    carbon_to_co2              -                          ratio of molar masses

    Over a longer period the measured rate is the mean weighted by the amounts that have one, and
    stands for the months without.
    """
    measured = fuel_with_oxidation_rate.or_nil()
    oxidised = where(
        measured * measured > 0,
        fuel_carbon * (fuel_oxidised / fuel_with_oxidation_rate),
        fuel_carbon * fuel_oxidation_rate,
    )
    return (oxidised * carbon_to_co2).sum(over="guide")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="化石燃料燃烧二氧化碳排放量", en="CO2 of fuel combustion",
)  # fmt: skip
def fuel_combustion_co2(fuel_combustion_co2_by_fuel: Quantity) -> Quantity:
    """The sum over the fuels burnt."""
    return fuel_combustion_co2_by_fuel.sum(over="item")
