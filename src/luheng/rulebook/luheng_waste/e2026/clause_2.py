"""Luheng's waste accounts, clause 2: general industrial solid waste, by what became of it."""

from luheng.rules import Quantity, clause, rule

CLAUSE = clause("luheng_waste", "e2026", "2")


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="一般工业固体废物产生量", en="general industrial solid waste generated",
)  # fmt: skip
def solid_waste_generation(solid_waste_total: Quantity) -> Quantity:
    """What arose in the period, before any use or treatment."""
    return solid_waste_total.at(role="generated")


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="一般工业固体废物综合利用量", en="general industrial solid waste utilised",
)  # fmt: skip
def solid_waste_utilisation(solid_waste_total: Quantity) -> Quantity:
    """What was put to use, here or by others, out of earlier years' storage too.

    It is counted where the waste arose; a works that uses bought waste has it in ``consumed``.
    """
    return solid_waste_total.at(role="utilised")


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="一般工业固体废物处置量", en="general industrial solid waste disposed of",
)  # fmt: skip
def solid_waste_disposal(solid_waste_total: Quantity) -> Quantity:
    """What was landfilled, burnt or otherwise disposed of, out of earlier storage too."""
    return solid_waste_total.at(role="disposed")


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="一般工业固体废物贮存量", en="general industrial solid waste stored",
)  # fmt: skip
def solid_waste_storage(solid_waste_total: Quantity) -> Quantity:
    """What was put into store in the period; the heap when it closes is the closing stock."""
    return solid_waste_total.at(role="stored")


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="一般工业固体废物倾倒丢弃量", en="general industrial solid waste dumped",
)  # fmt: skip
def solid_waste_dumped(solid_waste_total: Quantity) -> Quantity:
    """What was dumped."""
    return solid_waste_total.at(role="discharged")


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="综合利用往年贮存量", en="solid waste utilised from earlier years' storage",
)  # fmt: skip
def solid_waste_utilised_from_storage(solid_waste_total: Quantity) -> Quantity:
    """The part of what was utilised that came out of earlier years' storage."""
    return solid_waste_total.at(role="utilised_from_storage")


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="处置往年贮存量", en="solid waste disposed of from earlier years' storage",
)  # fmt: skip
def solid_waste_disposed_from_storage(solid_waste_total: Quantity) -> Quantity:
    """The part of what was disposed of that came out of earlier years' storage."""
    return solid_waste_total.at(role="disposed_from_storage")
