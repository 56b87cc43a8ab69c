"""Luheng's water accounts, clause 2: what an entity withdrew, by source."""

from luheng.rules import Quantity, clause, prefer, rule

from .clause_1 import SOURCES, UNCONVENTIONAL

CLAUSE = clause("luheng_water", "e2026", "2")
#: taken by works of one's own, and bought
INTAKE = ("withdrawn", "purchased")


@rule(
    CLAUSE, unit="m3", grain="entity item period",
    zh="分水源取水量", en="water withdrawal by source",
)  # fmt: skip
def water_withdrawal_by_source(water_amount: Quantity) -> Quantity:
    """What was taken by works of one's own and what was bought, source by source.

    Reads
    -----
    water_amount   entity item role period   roles ``withdrawn`` and ``purchased``

    Sea water used as it is, mostly once through for cooling, is no intake and no source here.
    """
    sources = water_amount.among(item=SOURCES, called="sources")
    return sources.among(role=INTAKE).sum(over="role")


@rule(CLAUSE, unit="m3", grain="entity period", zh="填报的取水量合计", en="water intake as filed")
def water_intake_filed(water_amount: Quantity) -> Quantity:
    """The total that a form prints beside its sources; never added to them."""
    return water_amount.at(item="water_intake").among(role=INTAKE).sum(over="role")


@rule(CLAUSE, unit="m3", grain="entity period", zh="取水量", en="water withdrawal")
def water_withdrawal(
    water_withdrawal_by_source: Quantity, water_intake_filed: Quantity
) -> Quantity:
    """The sum over the sources; the filed total where no source is on record.

    V_i = Σ V_source (GB/T 12452 calls it 取水量)
    """
    return prefer(water_withdrawal_by_source.sum(over="item"), water_intake_filed)


@rule(
    CLAUSE, unit="m3", grain="entity period",
    zh="填报合计与各水源之和的差", en="water intake as filed less the sum of its sources",
)  # fmt: skip
def water_intake_difference(
    water_intake_filed: Quantity, water_withdrawal_by_source: Quantity
) -> Quantity:
    """Where both are on record, how far the printed total is from its parts."""
    return water_intake_filed - water_withdrawal_by_source.sum(over="item")


@rule(
    CLAUSE, unit="m3", grain="entity period",
    zh="非常规水取水量", en="withdrawal from unconventional sources",
)  # fmt: skip
def unconventional_water_withdrawal(water_withdrawal_by_source: Quantity) -> Quantity:
    """Reclaimed, mine, rain, desalinated and brackish water among the sources."""
    other = water_withdrawal_by_source.among(item=UNCONVENTIONAL, called="unconventional")
    return other.sum(over="item")
