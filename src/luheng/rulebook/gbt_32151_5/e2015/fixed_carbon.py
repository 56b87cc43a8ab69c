"""GB/T 32151.5-2015, iron and steel: carbon that stays in the products, deducted from the total.

The equation was seen in calculators; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source
from luheng.units import per_item

CLAUSE = clause("gbt_32151_5", "e2015", "5.2.4")
GUIDE = "gbt_32150"
STEEL = ("gbt_32151_5",)
#: what leaves as itself; all other steel leaves as crude steel that was rolled
SOLD = ("pig_iron", "direct_reduced_iron", "methanol", "coal_tar", "crude_benzol")
#: of them the by-products that this guide takes off as fuel that left, in fuel combustion
AS_PRODUCT = ("crude_steel", "pig_iron", "direct_reduced_iron", "methanol")


steel_made = source(
    "steel_made", record="activity", where={"item": "crude_steel", "role": "produced"},
    grain="entity item period", unit=per_item(), zh="粗钢产量", en="crude steel made",
)  # fmt: skip

carbon_products_sold = source(
    "carbon_products_sold", record="activity", where={"item": SOLD, "role": "sold"},
    grain="entity item period", unit=per_item(),
    zh="外销的固碳产品", en="products that keep carbon fixed, sold",
)  # fmt: skip


@rule(
    CLAUSE, unit=per_item(), grain="entity item period", applies=ALWAYS,
    zh="固碳产品的量", en="products that keep carbon fixed",
)  # fmt: skip
def carbon_product_amount(steel_made: Quantity, carbon_products_sold: Quantity) -> Quantity:
    """Crude steel as it was made; pig iron, reduced iron and chemicals as far as they were sold.

    Pig iron that the works turns into steel leaves with the steel and counts once.
    """
    return steel_made.or_nil() + carbon_products_sold.or_nil()


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="钢铁固碳产品隐含的排放量", en="CO2 that products of iron and steel keep fixed",
)  # fmt: skip
def steel_fixed_carbon_co2(
    carbon_product_amount: Quantity, fixed_carbon_factor: Quantity
) -> Quantity:
    """Products that keep carbon fixed times the factor of each; a deduction.

    R = Σ AD_i × EF_i

    Reads
    -----
    carbon_product_amount   entity item period
    fixed_carbon_factor     guide item, dated    0.0154 for crude steel before, 0.037 in the market

    Tar and benzol sold are fuels that left: this guide takes them off in fuel combustion.
    """
    kept = carbon_product_amount.among(item=AS_PRODUCT, called="products")
    own = kept.by(along="guided_by", default=GUIDE).among(guide=STEEL, called="iron and steel")
    return (own * fixed_carbon_factor).sum(over="guide item")
