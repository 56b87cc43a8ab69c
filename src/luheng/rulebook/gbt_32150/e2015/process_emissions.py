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
def process_emissions(carbonate_process_emissions: Quantity) -> Quantity:
    """Carbon dioxide of the processes, over the sectors that have one.

    E_process = Σ over sectors; each is nil for an entity of another guide
    """
    return carbonate_process_emissions.or_nil()
