"""CETS-AG-04.01-V01-2024, aluminium smelting in the national market: anodes and anode effects.

The equations were seen in a calculator; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("market_aluminium", "e2024", "6.3")
ALUMINIUM = ("market_aluminium",)


@rule(
    CLAUSE, unit="tCO2", grain="entity guide period", applies=ALWAYS,
    zh="铝电解炭阳极消耗排放量（碳市场）", en="CO2 of carbon anodes, national market",
)  # fmt: skip
def market_aluminium_anode_co2(
    anode_consumption: Quantity,
    anode_loss_rate: Quantity,
    anode_sulphur_content: Quantity,
    anode_ash_content: Quantity,
    anode_carbon_to_co2: Quantity,
) -> Quantity:
    """Anodes consumed, less the fixed share of butts, sulphur and ash, as carbon dioxide.

    E_anode = anodes × (1 − 15.18 %) × (1 − S − A) × 44/12

    Reads
    -----
    anode_consumption       entity period   gross
    anode_loss_rate         guide, dated    fixed
    anode_sulphur_content   guide, dated    2 %
    anode_ash_content       guide, dated    0.4 %
    anode_carbon_to_co2     guide, dated    44/12

    The calculator takes all three as fixed; that a measured content may stand in was not seen.
    """
    gross = anode_consumption.by(along="market_guide")
    gross = gross.among(guide=ALUMINIUM, called="aluminium smelting")
    net = gross - gross * anode_loss_rate
    return (net - net * (anode_sulphur_content + anode_ash_content)) * anode_carbon_to_co2


@rule(
    CLAUSE, unit="tCO2e", grain="entity guide period", applies=ALWAYS,
    zh="铝电解阳极效应排放量（碳市场）", en="gases of anode effects, national market",
)  # fmt: skip
def market_aluminium_pfc_co2e(
    aluminium_made: Quantity, anode_effect_emission_factor: Quantity, guide_gwp: Quantity
) -> Quantity:
    """Primary aluminium times the factors of the two gases times their potentials.

    E_PFC = P_Al × (EF_CF4 × 6630 + EF_C2F6 × 11100) ÷ 1000

    Reads
    -----
    aluminium_made                 entity period
    anode_effect_emission_factor   guide item, dated   0.020 and 0.0011 kg/t
    guide_gwp                      guide item, dated   of the fifth report
    """
    own = aluminium_made.by(along="market_guide").among(
        guide=ALUMINIUM, called="aluminium smelting"
    )
    cf4 = own * anode_effect_emission_factor.at(item="CF4") * guide_gwp.at(item="CF4")
    c2f6 = own * anode_effect_emission_factor.at(item="C2F6") * guide_gwp.at(item="C2F6")
    return cf4 + c2f6
