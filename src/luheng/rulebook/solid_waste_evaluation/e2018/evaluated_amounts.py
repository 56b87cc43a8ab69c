"""MIIT announcement 26 of 2018: the kinds and amounts of waste that an evaluation determines."""

from luheng.rules import Quantity, clause, rule


@rule(
    clause("solid_waste_evaluation", "e2018", "object"), unit="t", grain="entity item period",
    zh="评价核定的固体废物综合利用量", en="solid waste utilised, as an evaluation determines it",
)  # fmt: skip
def evaluated_waste_utilisation(waste_by_kind: Quantity) -> Quantity:
    """Waste put to use, kind by kind, over the period of the evaluation."""
    return waste_by_kind.at(role="utilised")
