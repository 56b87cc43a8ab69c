"""GB/T 32151.10-2015, chemicals: carbon dioxide that is won back and sold or used as raw material.

The equation was seen in a calculator that follows the guide of 2013; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where

CLAUSE = clause("gbt_32151_10", "e2015", "5.2.5")
GUIDE = "gbt_32150"
CHEMICALS = "gbt_32151_10"
WON = {"item": "carbon_dioxide", "role": ("sold", "raw_material")}

carbon_dioxide_won = source(
    "carbon_dioxide_won", record="activity", where=WON, grain="entity role period", unit="m3",
    zh="外供和用作原料的二氧化碳气体",
)  # fmt: skip
carbon_dioxide_with_purity = source(
    "carbon_dioxide_with_purity", record="activity", where=WON, assay="purity",
    grain="entity role period", unit="m3", zh="有纯度检测的二氧化碳气体",
)  # fmt: skip
carbon_dioxide_pure = source(
    "carbon_dioxide_pure", record="activity", where=WON, assay="purity", times_assay=True,
    grain="entity role period", unit="m3", zh="折纯的二氧化碳气体",
)  # fmt: skip


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="化工企业回收利用的二氧化碳", en="carbon dioxide recovered in chemical works",
)  # fmt: skip
def chemical_co2_recovered(
    carbon_dioxide_won: Quantity,
    carbon_dioxide_with_purity: Quantity,
    carbon_dioxide_pure: Quantity,
    recovered_co2_density: Quantity,
) -> Quantity:
    """Volume sold or used as raw material times purity and density; the total deducts it.

    R = (Q_sold × φ + Q_raw material × φ) × 19.77

    Reads
    -----
    carbon_dioxide_won           entity role period   gas at standard conditions
    carbon_dioxide_with_purity   entity role period   the volume whose purity was measured: all
    carbon_dioxide_pure          entity role period   Σ volume × purity
    recovered_co2_density        guide, dated
    """
    gap = carbon_dioxide_won - carbon_dioxide_with_purity.or_nil()
    # a ratio to nothing cannot be said: of a part the purity is unknown
    pure = (carbon_dioxide_pure / where(gap * gap > 0, 0, 1)).sum(over="role")
    own = pure.by(along="guided_by", default=GUIDE).at(guide=CHEMICALS)
    return own * recovered_co2_density.at(guide=CHEMICALS)


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="化工企业过程排放量", en="process emissions of chemical works",
)  # fmt: skip
def chemicals_process_emissions(
    chemical_balance_co2: Quantity, chemical_co2_recovered: Quantity
) -> Quantity:
    """The carbon balance less what was recovered; carbonates stand in their own rule.

    E = E_balance − R
    """
    return chemical_balance_co2.or_nil() - chemical_co2_recovered.or_nil()
