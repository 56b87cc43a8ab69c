"""GB/T 32150-2015, carbonates: carbon dioxide of carbonates that decompose in use.

The same equation in the guides for chemicals, textiles and other industries; the clause number is
recalled. Sectors whose carbonates follow another equation stand in their own parts.
"""

from luheng.codelists import load
from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where
from luheng.units import per_item

CLAUSE = clause("gbt_32150", "e2015", "5.2")
GUIDE = "gbt_32150"
CARBONATES = tuple(r["id"] for r in load("materials").rows if r["class"] == "carbonate")
#: the guides whose carbonates are amount × factor × purity
GUIDES = ("gbt_32150", "gbt_32151_10", "gbt_32151_12")
USED = {"role": "consumed", "item": CARBONATES}

pure_amount_by_role = source(
    "pure_amount_by_role",
    record="activity",
    assay="purity",
    times_assay=True,
    grain="entity item role period",
    unit=per_item(),
    zh="按实测纯度计的纯物质量",
    en="pure substance by measured purity",
)

purity_assayed_amount = source(
    "purity_assayed_amount",
    record="activity",
    assay="purity",
    grain="entity item role period",
    unit=per_item(),
    zh="有实测纯度的量",
    en="amount with a measured purity",
)

carbonate_amount = source(
    "carbonate_amount",
    record="activity",
    where=USED,
    grain="entity item period",
    unit=per_item(),
    zh="碳酸盐使用量",
    en="carbonates used, as delivered",
)

carbonate_pure_amount = source(
    "carbonate_pure_amount",
    record="activity",
    where=USED,
    assay="purity",
    times_assay=True,
    grain="entity item period",
    unit=per_item(),
    zh="按实测纯度计的碳酸盐量",
    en="carbonates used, by measured purity",
)

carbonate_assayed_amount = source(
    "carbonate_assayed_amount",
    record="activity",
    where=USED,
    assay="purity",
    grain="entity item period",
    unit=per_item(),
    zh="有实测纯度的碳酸盐量",
    en="carbonates with a measured purity",
)


@rule(
    CLAUSE, unit=per_item(), grain="entity item period", applies=ALWAYS,
    zh="碳酸盐使用量（折纯）", en="carbonates used, as pure substance",
)  # fmt: skip
def carbonate_use(
    carbonate_amount: Quantity, carbonate_pure_amount: Quantity, carbonate_assayed_amount: Quantity
) -> Quantity:
    """Carbonates consumed times their purity; without a measured one they are what their name says.

    AD_i × PUR_i

    Reads
    -----
    carbonate_amount           entity item period   consumed, as delivered
    carbonate_pure_amount      entity item period   Σ amount × purity, month by month
    carbonate_assayed_amount   entity item period   the amount that this covers

    Limestone and dolomite as delivered are rocks: a guide without a factor of their own for them
    cannot say their emission until the carbonate in them is filed.
    """
    covered = carbonate_assayed_amount.or_nil()
    rest = carbonate_amount - covered
    return where(covered * covered > 0, carbonate_pure_amount + rest, carbonate_amount)


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="碳酸盐使用过程排放量", en="CO2 of carbonates used",
)  # fmt: skip
def carbonate_process_emissions(
    carbonate_use: Quantity, carbonate_emission_factor: Quantity
) -> Quantity:
    """Carbonates used, as pure substance, times the factor of the entity's guide.

    E = Σ AD_i × EF_i × PUR_i

    Reads
    -----
    carbonate_use               entity item period
    carbonate_emission_factor   guide item, dated    per tonne of pure carbonate
    """
    own = carbonate_use.by(along="guided_by", default=GUIDE)
    own = own.among(guide=GUIDES, called="guides with this equation")
    return (own * carbonate_emission_factor).sum(over="guide item")
