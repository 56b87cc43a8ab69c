"""Luheng's waste accounts, clause 4: recycled resources."""

from luheng.rules import Quantity, clause, prefer, rule

CLAUSE = clause("luheng_waste", "e2026", "4")


@rule(
    CLAUSE, unit="t", grain="entity item period",
    zh="分品种再生资源回收利用量", en="recycled volume by material",
)  # fmt: skip
def recycled_volume(recyclable_amount: Quantity) -> Quantity:
    """Scrap, paper, plastics, tyres and batteries put to use, or collected where no use is filed.

    Reads
    -----
    recyclable_amount   entity item role period   ``utilised``, else ``recovered``

    What one entity collects and another uses is one volume: a region adds up one of the two roles,
    so let collectors file ``recovered`` and users ``consumed``, or users alone ``utilised``.
    """
    return prefer(recyclable_amount.at(role="utilised"), recyclable_amount.at(role="recovered"))


@rule(
    CLAUSE, unit="t", grain="entity period",
    zh="再生资源回收利用量合计", en="recycled volume, total",
)  # fmt: skip
def recycled_volume_total(recycled_volume: Quantity) -> Quantity:
    """All recycled materials together, by mass."""
    return recycled_volume.sum(over="item")
