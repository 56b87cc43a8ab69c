"""Luheng's conventions, clause 9: parameters as they were applied, which forms ask for by fuel.

A form asks for the heating value, carbon content, oxidation rate and coefficient that a figure was
worked out with. Each is the ratio of two figures, so that it is the measured value, the default or
the mean of both weighted by amount, whichever the figures rest on.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, where
from luheng.units import Kind, per_item, unit

CLAUSE = clause("luheng_conventions", "e2026", "9")


@rule(
    CLAUSE, unit=per_item(unit("GJ"), -1), grain="entity guide item period", applies=ALWAYS,
    kind=Kind.INTENSIVE, zh="采用的低位发热量", en="net calorific value as applied",
)  # fmt: skip
def fuel_heating_value_applied(fuel_heat: Quantity, fuel_use: Quantity) -> Quantity:
    """Heat of a fuel over its amount: NCV_i = AD_i ÷ FC_i; absent where none was burnt."""
    return fuel_heat / fuel_use


@rule(
    CLAUSE, unit="tC/GJ", grain="entity guide item period", applies=ALWAYS,
    kind=Kind.INTENSIVE, zh="采用的单位热值含碳量", en="carbon content per heat as applied",
)  # fmt: skip
def fuel_carbon_content_applied(fuel_carbon: Quantity, fuel_heat: Quantity) -> Quantity:
    """Carbon of a fuel over its heat: CC_i, or what a measured content comes to per heat."""
    return fuel_carbon / fuel_heat


@rule(
    CLAUSE, unit="%", grain="entity guide item period", applies=ALWAYS,
    kind=Kind.INTENSIVE, zh="采用的碳氧化率", en="oxidation rate as applied",
)  # fmt: skip
def fuel_oxidation_rate_applied(
    fuel_combustion_co2_by_fuel: Quantity, fuel_carbon: Quantity, carbon_to_co2: Quantity
) -> Quantity:
    """Carbon dioxide of a fuel over what all of its carbon would give: OF_i."""
    return fuel_combustion_co2_by_fuel / (fuel_carbon * carbon_to_co2)


@rule(
    CLAUSE, unit=per_item(unit("kgce"), -1), grain="entity item period",
    kind=Kind.INTENSIVE, basis="calorific", zh="采用折标准煤系数",
    en="coal equivalent coefficient as applied",
)  # fmt: skip
def coal_equivalent_applied(
    energy_use: Quantity,
    energy_assayed: Quantity,
    energy_assayed_heat: Quantity,
    standard_coal_heating_value: Quantity,
    coal_equivalent: Quantity,
) -> Quantity:
    """The measured heating value in standard coal where there is one, else the coefficient.

    Reads
    -----
    energy_use                    entity item period   absent where none was used
    energy_assayed                entity item period   the amounts with a heating value
    energy_assayed_heat           entity item period   Σ amount × heating value of those
    standard_coal_heating_value   -                    heat of a kilogram of standard coal
    coal_equivalent               item, dated          calorific basis (当量值)

    It is not comprehensive energy over net use, which has no ratio where a works uses up what it
    makes.
    """
    used = energy_use / energy_use
    return where(
        energy_assayed.or_nil() > 0 * energy_assayed.or_nil(),
        used * (energy_assayed_heat / energy_assayed / standard_coal_heating_value),
        used * coal_equivalent,
    )
