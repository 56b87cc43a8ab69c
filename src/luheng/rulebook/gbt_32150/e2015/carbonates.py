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


@rule(
    CLAUSE, unit=per_item(), grain="entity item period", applies=ALWAYS,
    zh="碳酸盐使用量（折纯）", en="carbonates used, as pure substance",
)  # fmt: skip
def carbonate_use(
    activity_amount: Quantity, pure_amount_by_role: Quantity, purity_assayed_amount: Quantity
) -> Quantity:
    """Carbonates consumed times their purity; without a measured one they are what their name says.

    AD_i × PUR_i

    Reads
    -----
    activity_amount         entity item role period   the role ``consumed`` of the carbonates
    pure_amount_by_role     entity item role period   Σ amount × purity, month by month
    purity_assayed_amount   entity item role period   the amount that this covers

    Limestone and dolomite as delivered are rocks: a guide without a factor of their own for them
    cannot say their emission until the carbonate in them is filed.
    """
    used = activity_amount.at(role="consumed").among(item=CARBONATES, called="carbonates")
    covered = purity_assayed_amount.at(role="consumed").or_nil()
    pure = pure_amount_by_role.at(role="consumed")
    return where(covered * covered > 0, pure + (used - covered), used)


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
