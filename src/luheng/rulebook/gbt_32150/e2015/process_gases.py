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
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="过程排放的四氟化碳", en="tetrafluoromethane of processes",
)  # fmt: skip
def process_cf4(aluminium_anode_effect_cf4: Quantity) -> Quantity:
    """Tetrafluoromethane of the anode effects of aluminium smelting."""
    return aluminium_anode_effect_cf4.or_nil()


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="过程排放的六氟化二碳", en="hexafluoroethane of processes",
)  # fmt: skip
def process_c2f6(aluminium_anode_effect_c2f6: Quantity) -> Quantity:
    """Hexafluoroethane of the anode effects of aluminium smelting."""
    return aluminium_anode_effect_c2f6.or_nil()


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="过程排放的甲烷", en="methane of processes",
)  # fmt: skip
def process_ch4(coal_mine_methane: Quantity, waste_water_methane: Quantity) -> Quantity:
    """Methane that escapes from coal mines and from waste water treated anaerobically."""
    return coal_mine_methane.or_nil() + waste_water_methane.or_nil()


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="过程排放的氧化亚氮", en="nitrous oxide of processes",
)  # fmt: skip
def process_n2o(nitric_acid_n2o: Quantity, adipic_acid_n2o: Quantity) -> Quantity:
    """Nitrous oxide of nitric and adipic acid."""
    return nitric_acid_n2o.or_nil() + adipic_acid_n2o.or_nil()


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", applies=ALWAYS,
    zh="过程排放的非二氧化碳气体（当量）", en="process emissions of other gases, in equivalents",
)  # fmt: skip
def process_gas_co2e(  # noqa: PLR0917  (one term for each gas)
    process_ch4: Quantity,
    process_n2o: Quantity,
    process_sf6: Quantity,
    process_cf4: Quantity,
    process_c2f6: Quantity,
    guide_gwp: Quantity,
) -> Quantity:
    """Each gas that processes give off, times its potential by the entity's guide.

    E = Σ M_gas × GWP_gas
    """
    ch4 = process_ch4.by(along="guided_by", default=GUIDE) * guide_gwp.at(item="CH4")
    n2o = process_n2o.by(along="guided_by", default=GUIDE) * guide_gwp.at(item="N2O")
    sf6 = process_sf6.by(along="guided_by", default=GUIDE) * guide_gwp.at(item="SF6")
    cf4 = process_cf4.by(along="guided_by", default=GUIDE) * guide_gwp.at(item="CF4")
    c2f6 = process_c2f6.by(along="guided_by", default=GUIDE) * guide_gwp.at(item="C2F6")
    perfluorocarbons = cf4.or_nil() + c2f6.or_nil()
    return (ch4.or_nil() + n2o.or_nil() + sf6.or_nil() + perfluorocarbons).sum(over="guide")
