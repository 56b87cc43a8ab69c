"""Indicators of general industrial solid waste as the statistical yearbook explains them."""

from luheng.rules import Quantity, clause, rule
from luheng.units import Kind

CLAUSE = clause("solid_waste_statistics", "current", "indicators")
#: 大宗工业固体废物, in the words of the industrial plans
BULK = (*("gangue_waste", "fly_ash", "tailings", "smelting_slag", "byproduct_gypsum", "red_mud"),)


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="可供综合利用的一般工业固体废物量", en="solid waste that was there to be utilised",
)  # fmt: skip
def solid_waste_available(
    solid_waste_generation: Quantity, solid_waste_utilised_from_storage: Quantity
) -> Quantity:
    """产生量 + 综合利用往年贮存量: what the utilisation rate is a share of.

    Reads
    -----
    solid_waste_generation              entity period
    solid_waste_utilised_from_storage   entity period   nil where nothing of it is on record
    """
    return solid_waste_generation + solid_waste_utilised_from_storage.or_nil()


@rule(
    CLAUSE, unit="%", grain="entity period", kind=Kind.INTENSIVE,
    zh="一般工业固体废物综合利用率", en="comprehensive utilisation rate of solid waste",
)  # fmt: skip
def solid_waste_utilisation_rate(
    solid_waste_utilisation: Quantity, solid_waste_available: Quantity
) -> Quantity:
    """综合利用量 ÷ (产生量 + 综合利用往年贮存量)."""
    return solid_waste_utilisation / solid_waste_available


@rule(
    CLAUSE, unit="%", grain="entity item period", kind=Kind.INTENSIVE,
    zh="分种类综合利用率", en="utilisation rate of solid waste by kind",
)  # fmt: skip
def solid_waste_utilisation_rate_by_class(waste_by_kind: Quantity) -> Quantity:
    """The same ratio for one kind: tailings, coal gangue, fly ash, slag, gypsum, red mud."""
    stored_before = waste_by_kind.at(role="utilised_from_storage").or_nil()
    return waste_by_kind.at(role="utilised") / (waste_by_kind.at(role="generated") + stored_before)


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="大宗工业固体废物综合利用量", en="bulk industrial solid waste utilised",
)  # fmt: skip
def bulk_solid_waste_utilisation(waste_by_kind: Quantity) -> Quantity:
    """Coal gangue, fly ash, tailings, smelting slag, by-product gypsum and red mud put to use."""
    return waste_by_kind.at(role="utilised").among(item=BULK, called="bulk").sum(over="item")


@rule(
    CLAUSE, unit="%", grain="entity period", kind=Kind.INTENSIVE,
    zh="大宗工业固体废物综合利用率", en="utilisation rate of bulk industrial solid waste",
)  # fmt: skip
def bulk_solid_waste_utilisation_rate(
    bulk_solid_waste_utilisation: Quantity, waste_by_kind: Quantity
) -> Quantity:
    """The ratio over the bulk kinds together."""
    bulk = waste_by_kind.among(item=BULK, called="bulk")
    arisen = bulk.at(role="generated").sum(over="item")
    stored_before = bulk.at(role="utilised_from_storage").sum(over="item").or_nil()
    return bulk_solid_waste_utilisation / (arisen + stored_before)


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="一般工业固体废物去向差额", en="solid waste whose whereabouts are not stated",
)  # fmt: skip
def solid_waste_imbalance(  # noqa: PLR0917  (the seven terms of the printed identity)
    solid_waste_generation: Quantity,
    solid_waste_utilisation: Quantity,
    solid_waste_utilised_from_storage: Quantity,
    solid_waste_disposal: Quantity,
    solid_waste_disposed_from_storage: Quantity,
    solid_waste_storage: Quantity,
    solid_waste_dumped: Quantity,
) -> Quantity:
    """产生量 − [(综合利用量 − 利用往年贮存量) + 贮存量 + (处置量 − 处置往年贮存量) + 倾倒丢弃量].

    A term that nobody filed is nil, one that is filed without a value makes it absent.
    """
    used = solid_waste_utilisation.or_nil() - solid_waste_utilised_from_storage.or_nil()
    disposed = solid_waste_disposal.or_nil() - solid_waste_disposed_from_storage.or_nil()
    kept = solid_waste_storage.or_nil() + solid_waste_dumped.or_nil()
    return solid_waste_generation - (used + disposed + kept)
