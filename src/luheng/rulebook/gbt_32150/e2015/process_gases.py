"""GB/T 32150-2015, process emissions of gases other than carbon dioxide, gas by gas.

One rule for each gas adds the sectors that give it off, in kilograms of the gas; the total in
equivalents takes the potentials of the entity's guide, or of one report for all.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("gbt_32150", "e2015", "5.2")
GUIDE = "gbt_32150"


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="过程排放的六氟化硫", en="sulphur hexafluoride of processes",
)  # fmt: skip
def process_sf6(grid_sf6_emissions: Quantity) -> Quantity:
    """Sulphur hexafluoride that escapes from equipment retired and repaired."""
    return grid_sf6_emissions.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", applies=ALWAYS,
    zh="过程排放的非二氧化碳气体（当量）", en="process emissions of other gases, in equivalents",
)  # fmt: skip
def process_gas_co2e(process_sf6: Quantity, guide_gwp: Quantity) -> Quantity:
    """Each gas that processes give off, times its potential by the entity's guide.

    E = Σ M_gas × GWP_gas
    """
    sf6 = process_sf6.by(along="guided_by", default=GUIDE) * guide_gwp.at(item="SF6")
    return sf6.sum(over="guide")
