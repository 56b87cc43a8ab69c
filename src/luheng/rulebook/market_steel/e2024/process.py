"""CETS-AG-03.01-V01-2024, iron and steel in the national market: processes and carbon in products.

The equations were seen in a calculator; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, where

CLAUSE = clause("market_steel", "e2024", "6.3")
STEEL = ("market_steel",)


@rule(
    CLAUSE, unit="tCO2", grain="entity guide period", applies=ALWAYS,
    zh="钢铁工业生产过程排放量（碳市场）", en="process CO2 of iron and steel, national market",
)  # fmt: skip
def market_steel_process_co2(
    carbonate_amount: Quantity,
    electrode_use: Quantity,
    bought_carbon_bearing_material: Quantity,
    measured_material_co2: Quantity,
    process_emission_factor: Quantity,
) -> Quantity:
    """Fluxes, electrodes and carbon-bearing materials bought, scrap among them.

    E_process = Σ P_i × EF_i + P_electrode × EF_electrode + Σ M_i × EF_i

    Reads
    -----
    carbonate_amount                 entity item period   fluxes
    electrode_use                    entity item period
    bought_carbon_bearing_material   entity item period   not measured
    measured_material_co2            entity item period   by measured carbon
    process_emission_factor          guide item, dated    without one it cannot be said
    """
    used = carbonate_amount.or_nil() + electrode_use.or_nil()
    amount = (used + bought_carbon_bearing_material.or_nil()).by(along="market_guide")
    amount = amount.among(guide=STEEL, called="iron and steel")
    known = measured_material_co2.by(along="market_guide")
    known = known.among(guide=STEEL, called="iron and steel")
    by_factor = where(amount * amount > 0, amount * process_emission_factor, 0)
    return (by_factor + known.or_nil()).sum(over="item")


@rule(
    CLAUSE, unit="tCO2", grain="entity guide period", applies=ALWAYS,
    zh="钢铁固碳产品隐含的排放量（碳市场）", en="CO2 kept fixed in iron and steel, national market",
)  # fmt: skip
def market_steel_fixed_carbon_co2(
    carbon_product_amount: Quantity, fixed_carbon_factor: Quantity
) -> Quantity:
    """Crude steel, and pig iron, tar and benzol sold, times the factor of each; a deduction.

    R = Σ AD_i × EF_i

    Reads
    -----
    carbon_product_amount   entity item period
    fixed_carbon_factor     guide item, dated    0.037 for crude steel, 0.0154 in the guide of 2013
    """
    own = carbon_product_amount.by(along="market_guide")
    own = own.among(guide=STEEL, called="iron and steel")
    return (own * fixed_carbon_factor).sum(over="item")
