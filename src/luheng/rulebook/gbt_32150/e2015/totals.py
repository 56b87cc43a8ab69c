"""GB/T 32150-2015, the total: direct and indirect emissions of an enterprise by its guide.

E = E_burning + E_process + E_electricity + E_heat, each bought less sent out, less E_recovered

The equation is recalled, the terms were seen in second-hand texts. It is kept in force after
2026-07-01: of the 2025 edition only its date and a few clause numbers were seen, and a total that
its users file every month must not vanish for want of a text. The clauses of 2025 stand as todo.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("gbt_32150", "e2015", "5.2")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="直接二氧化碳排放量", en="direct CO2 of fuels and processes",
)  # fmt: skip
def direct_co2(
    fuel_combustion_co2: Quantity, process_emissions: Quantity, exported_carbon_co2: Quantity
) -> Quantity:
    """Carbon dioxide of the fuels burnt and of the processes, less what left fixed in products.

    Reads
    -----
    fuel_combustion_co2   entity period
    process_emissions     entity period   nil where the entity has no process that gives any
    exported_carbon_co2   entity period   nil where no product of its keeps carbon fixed
    """
    emitted = fuel_combustion_co2.or_nil() + process_emissions.or_nil()
    return emitted - exported_carbon_co2.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", applies=ALWAYS,
    zh="直接温室气体排放量（范围一）", en="direct emissions (scope 1)",
)  # fmt: skip
def scope_1(
    direct_co2: Quantity,
    co2_equivalence: Quantity,
    process_gas_co2e: Quantity,
    gas_filed_co2e: Quantity,
    co2_recovered_co2e: Quantity,
) -> Quantity:
    """Carbon dioxide and the other gases, by the potentials of the entity's guide.

    Reads
    -----
    direct_co2           entity period   fuels and processes
    co2_equivalence      -               1 tCO2e/tCO2
    process_gas_co2e     entity period   other gases that processes give off
    gas_filed_co2e       entity period   gases that the entity files
    co2_recovered_co2e   entity period   deducted

    Carbon dioxide of biomass is counted apart and is not in it.
    """
    gases = process_gas_co2e.or_nil() + gas_filed_co2e.or_nil()
    return direct_co2.or_nil() * co2_equivalence + gases - co2_recovered_co2e.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="location", applies=ALWAYS,
    zh="能源间接排放量（范围二，按区域因子）",
    en="energy indirect emissions (scope 2), location-based",
)  # fmt: skip
def scope_2_location_based(
    electricity_co2: Quantity, heat_co2: Quantity, co2_equivalence: Quantity
) -> Quantity:
    """Electricity by the average factor of the province, and heat.

    Reads
    -----
    electricity_co2   entity period   nil where the entity bought and used none
    heat_co2          entity period   the same
    co2_equivalence   -               1 tCO2e/tCO2
    """
    return (electricity_co2.or_nil() + heat_co2.or_nil()) * co2_equivalence


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="market", applies=ALWAYS,
    zh="能源间接排放量（范围二，按市场口径）",
    en="energy indirect emissions (scope 2), market-based",
)  # fmt: skip
def scope_2_market_based(
    electricity_co2_market_based: Quantity, heat_co2: Quantity, co2_equivalence: Quantity
) -> Quantity:
    """Electricity less green certificates and direct non-fossil supply, and heat.

    Reads
    -----
    electricity_co2_market_based   entity period   the rest by the factor without traded non-fossil
    heat_co2                       entity period
    co2_equivalence                -               1 tCO2e/tCO2
    """
    return (electricity_co2_market_based.or_nil() + heat_co2.or_nil()) * co2_equivalence


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="location", applies=ALWAYS,
    zh="温室气体排放总量", en="greenhouse gas emissions",
)  # fmt: skip
def ghg_emissions(scope_1: Quantity, scope_2_location_based: Quantity) -> Quantity:
    """The total of GB/T 32150: direct emissions, and electricity and heat bought net."""
    return scope_1.or_nil() + scope_2_location_based.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", basis="market", applies=ALWAYS,
    zh="温室气体排放总量（按市场口径）", en="greenhouse gas emissions, market-based",
)  # fmt: skip
def ghg_emissions_market_based(scope_1: Quantity, scope_2_market_based: Quantity) -> Quantity:
    """The same with electricity on the market basis; no guide asks for it, buyers do."""
    return scope_1.or_nil() + scope_2_market_based.or_nil()
