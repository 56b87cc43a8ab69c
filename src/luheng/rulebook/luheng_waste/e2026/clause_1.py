"""Luheng's waste accounts, clause 1: amounts of waste, and a wider waste from its kinds."""

from luheng.rules import Quantity, clause, prefer, rule, source

CLAUSE = clause("luheng_waste", "e2026", "1")
#: kinds that stand right under the printed sum, and the kinds of some of these
KINDS = (
    *("gangue_waste", "fly_ash", "furnace_bottom_ash", "tailings", "waste_rock", "smelting_slag"),
    *("red_mud", "byproduct_gypsum", "chemical_residue", "sludge", "iron_bearing_dust"),
)
KINDS_OF_KINDS = (
    *("steel_slag", "blast_furnace_slag", "ferroalloy_slag", "copper_slag"),
    *("flue_gas_desulphurisation_gypsum", "phosphogypsum", "titanogypsum", "fluorogypsum"),
    *("borogypsum", "carbide_slag"),
)
RECYCLABLE = (
    *("scrap_steel", "scrap_nonferrous", "waste_paper", "waste_plastics", "waste_tyres"),
    "waste_batteries",
)

waste_amount = source(
    "waste_amount",
    record="activity",
    where={"item": ("general_industrial_solid_waste", *KINDS, *KINDS_OF_KINDS)},
    grain="entity item role period",
    unit="t",
    zh="一般工业固体废物量",
    en="amount of general industrial solid waste",
)

hazardous_waste_amount = source(
    "hazardous_waste_amount",
    record="activity",
    where={"item": "hazardous_waste"},
    grain="entity role period",
    unit="t",
    zh="危险废物量",
    en="amount of hazardous waste",
)

recyclable_amount = source(
    "recyclable_amount",
    record="activity",
    where={"item": RECYCLABLE},
    grain="entity item role period",
    unit="t",
    zh="再生资源量",
    en="amount of recyclable material",
)


@rule(
    CLAUSE, unit="t", grain="entity item role period",
    zh="分种类固体废物量", en="solid waste by kind",
)  # fmt: skip
def waste_by_kind(waste_amount: Quantity) -> Quantity:
    """A waste as the sum of its kinds, or as filed where none of its kinds is on record.

    Reads
    -----
    waste_amount   entity item role period

    Steel slag and blast-furnace slag make smelting slag; a printed sum beside them is not added.
    """
    return prefer(waste_amount.roll_up(along="kind_of"), waste_amount)


@rule(
    CLAUSE, unit="t", grain="entity role period",
    zh="一般工业固体废物合计", en="general industrial solid waste, total",
)  # fmt: skip
def solid_waste_total(waste_by_kind: Quantity, waste_amount: Quantity) -> Quantity:
    """The sum over the kinds, or the printed sum where no kind is on record; never both."""
    kinds = waste_by_kind.roll_up(along="kind_of").at(item="general_industrial_solid_waste")
    return prefer(kinds, waste_amount.at(item="general_industrial_solid_waste"))


@rule(
    CLAUSE, unit="t", grain="entity role period",
    zh="填报合计与各种类之和的差", en="printed sum of wastes less the sum of its kinds",
)  # fmt: skip
def solid_waste_total_difference(waste_by_kind: Quantity, waste_amount: Quantity) -> Quantity:
    """Where both are on record, how far the printed sum is from its kinds."""
    kinds = waste_by_kind.roll_up(along="kind_of").at(item="general_industrial_solid_waste")
    return waste_amount.at(item="general_industrial_solid_waste") - kinds
