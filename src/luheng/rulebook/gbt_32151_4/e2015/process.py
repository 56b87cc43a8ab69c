"""GB/T 32151.4-2015, aluminium smelting: anode effects, limestone, and the sum of the processes.

The equations were seen in calculators that follow the guide of 2013; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("gbt_32151_4", "e2015", "5.2.3")
GUIDE = "gbt_32150"
ALUMINIUM = ("gbt_32151_4",)


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="铝电解阳极效应四氟化碳排放量", en="tetrafluoromethane of anode effects",
)  # fmt: skip
def aluminium_anode_effect_cf4(
    aluminium_made: Quantity, anode_effect_emission_factor: Quantity
) -> Quantity:
    """Primary aluminium times the factor of tetrafluoromethane.

    E_CF4 = P_Al × EF_CF4

    Reads
    -----
    aluminium_made                 entity period
    anode_effect_emission_factor   guide item, dated   kilograms per tonne
    """
    own = aluminium_made.by(along="guided_by", default=GUIDE).among(
        guide=ALUMINIUM, called="aluminium"
    )
    return (own * anode_effect_emission_factor.at(item="CF4")).sum(over="guide")


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="铝电解阳极效应六氟化二碳排放量", en="hexafluoroethane of anode effects",
)  # fmt: skip
def aluminium_anode_effect_c2f6(
    aluminium_made: Quantity, anode_effect_emission_factor: Quantity
) -> Quantity:
    """Primary aluminium times the factor of hexafluoroethane.

    E_C2F6 = P_Al × EF_C2F6

    Reads
    -----
    aluminium_made                 entity period
    anode_effect_emission_factor   guide item, dated   kilograms per tonne
    """
    own = aluminium_made.by(along="guided_by", default=GUIDE).among(
        guide=ALUMINIUM, called="aluminium"
    )
    return (own * anode_effect_emission_factor.at(item="C2F6")).sum(over="guide")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="铝冶炼煅烧石灰石排放量", en="CO2 of limestone calcined in aluminium smelting",
)  # fmt: skip
def aluminium_limestone_co2(
    carbonate_amount: Quantity, process_emission_factor: Quantity
) -> Quantity:
    """Limestone consumed times its factor; another carbonate has none and cannot be said.

    E_limestone = L × EF

    Reads
    -----
    carbonate_amount          entity item period   carbonates consumed
    process_emission_factor   guide item, dated
    """
    own = carbonate_amount.by(along="guided_by", default=GUIDE).among(
        guide=ALUMINIUM, called="aluminium"
    )
    return (own * process_emission_factor).sum(over="guide item")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="铝冶炼过程二氧化碳排放量", en="process CO2 of aluminium smelting",
)  # fmt: skip
def aluminium_process_emissions(
    aluminium_anode_co2: Quantity, aluminium_limestone_co2: Quantity
) -> Quantity:
    """Anodes and limestone; the gases of anode effects are counted as gases."""
    return aluminium_anode_co2.or_nil() + aluminium_limestone_co2.or_nil()
