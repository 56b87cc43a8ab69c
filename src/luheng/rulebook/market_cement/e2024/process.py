"""CETS-AG-02.01-V01-2024, cement in the national market: clinker less raw material that stands in.

The equation was seen in a calculator; the clause number is recalled.
"""

from luheng.codelists import load
from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source
from luheng.units import per_item

CLAUSE = clause("market_cement", "e2024", "6.3")
CEMENT = ("market_cement",)
CLINKERS = (
    "cement_clinker",
    "white_cement_clinker",
    "sulphoaluminate_clinker",
    "aluminate_clinker",
)
#: wastes that may go into raw meal in place of carbonates, and the materials of that class
SUBSTITUTES = (
    *(r["id"] for r in load("materials").rows if r["class"] == "kiln_substitute"),
    *("carbide_slag", "ferroalloy_slag", "flue_gas_desulphurisation_gypsum", "phosphogypsum"),
    *("titanogypsum", "fluorogypsum", "borogypsum", "steel_slag", "copper_slag", "fly_ash"),
    *("red_mud", "blast_furnace_slag"),
)


clinker_by_kind = source(
    "clinker_by_kind", record="activity", where={"item": CLINKERS, "role": "produced"},
    grain="entity item period", unit=per_item(), zh="分品种熟料产量", en="clinker by kind",
)  # fmt: skip

substitutes_used = source(
    "substitutes_used", record="activity", where={"item": SUBSTITUTES, "role": "raw_material"},
    grain="entity item period", unit=per_item(),
    zh="替代原料用量", en="substitutes of carbonates in raw meal",
)  # fmt: skip


@rule(
    CLAUSE, unit="tCO2", grain="entity guide period", applies=ALWAYS,
    zh="水泥熟料过程排放量（碳市场）", en="process CO2 of clinker, national market",
)  # fmt: skip
def market_clinker_co2(clinker_by_kind: Quantity, process_emission_factor: Quantity) -> Quantity:
    """Clinker made times the default factor of its kind.

    Q_clinker × EF

    Reads
    -----
    clinker_by_kind           entity item period
    process_emission_factor   guide item, dated    0.535 for Portland clinker
    """
    own = clinker_by_kind.by(along="market_guide").among(guide=CEMENT, called="cement")
    return (own * process_emission_factor).sum(over="item")


@rule(
    CLAUSE, unit="tCO2", grain="entity guide period", applies=ALWAYS,
    zh="非碳酸盐替代原料扣减量（碳市场）", en="deduction for substitutes, national market",
)  # fmt: skip
def market_substitute_deduction_co2(
    substitutes_used: Quantity, substitute_deduction: Quantity
) -> Quantity:
    """Raw material that brings oxides without carbonate, times the deduction of each.

    Σ M_i × d_i

    Reads
    -----
    substitutes_used       entity item period   the role ``raw_material``: into raw meal
    substitute_deduction   guide item, dated    one without makes the figure unsayable

    Ash or slag that is ground with clinker to cement is consumed and no raw material of the kiln.
    """
    own = substitutes_used.by(along="market_guide").among(guide=CEMENT, called="cement")
    return (own * substitute_deduction).sum(over="item")


@rule(
    CLAUSE, unit="tCO2", grain="entity guide period", applies=ALWAYS,
    zh="水泥过程排放量（碳市场）", en="process CO2 of cement, national market",
)  # fmt: skip
def market_cement_process_co2(
    market_clinker_co2: Quantity, market_substitute_deduction_co2: Quantity
) -> Quantity:
    """Clinker by its default factor, less what did not come from carbonates.

    E_process = Q_clinker × EF − Σ M_i × d_i

    Reads
    -----
    market_clinker_co2                entity guide period
    market_substitute_deduction_co2   entity guide period   nil where no substitute is on record
    """
    return market_clinker_co2 - market_substitute_deduction_co2.or_nil()
