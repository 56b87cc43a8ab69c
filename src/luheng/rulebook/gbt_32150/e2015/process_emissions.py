"""GB/T 32150-2015, process emissions: one term for each sector whose process gives off a gas.

Each sector's part of GB/T 32151, or the guide that went before it, says how its term is worked out;
the term of another sector is nil, because a term counts the entities of its own guide alone.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("gbt_32150", "e2015", "5.2")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="工业生产过程二氧化碳排放量", en="CO2 of industrial processes",
)  # fmt: skip
def process_emissions(  # noqa: PLR0917  (one term for each sector)
    aluminium_process_emissions: Quantity,
    carbon_works_process_emissions: Quantity,
    carbonate_process_emissions: Quantity,
    cement_process_emissions: Quantity,
    ceramics_process_emissions: Quantity,
    chemicals_process_emissions: Quantity,
    coal_process_emissions: Quantity,
    glass_process_emissions: Quantity,
    magnesium_process_emissions: Quantity,
    power_process_emissions: Quantity,
    steel_process_emissions: Quantity,
) -> Quantity:
    """Carbon dioxide of the processes, over the sectors that have one.

    E_process = Σ over sectors; each is nil for an entity of another guide
    """
    return (
        aluminium_process_emissions.or_nil()
        + carbon_works_process_emissions.or_nil()
        + carbonate_process_emissions.or_nil()
        + cement_process_emissions.or_nil()
        + ceramics_process_emissions.or_nil()
        + chemicals_process_emissions.or_nil()
        + coal_process_emissions.or_nil()
        + glass_process_emissions.or_nil()
        + magnesium_process_emissions.or_nil()
        + power_process_emissions.or_nil()
        + steel_process_emissions.or_nil()
    )


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="产品固定的碳（扣除）", en="carbon that leaves fixed in products",
)  # fmt: skip
def exported_carbon_co2(steel_fixed_carbon_co2: Quantity) -> Quantity:
    """Carbon dioxide that did not arise because carbon left in products; the total deducts it.

    R = Σ over sectors; each is nil for an entity of another guide
    """
    return steel_fixed_carbon_co2.or_nil()
