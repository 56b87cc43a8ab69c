"""Luheng's water accounts, clause 4: the intake that is held against a norm of water intake.

In the words of GB/T 18820: surface and ground water, the public supply, and other water or water
products bought on the market, less what was supplied to others.
"""

from luheng.rules import Quantity, clause, rule
from luheng.units import Kind, per_item, unit

from .clause_1 import CONVENTIONAL, SOURCES

CLAUSE = clause("luheng_water", "e2026", "4")


@rule(
    CLAUSE, unit="m3", grain="entity period",
    zh="与定额比较的取水量", en="water intake that is held against a norm",
)  # fmt: skip
def water_intake_for_norm(water_amount: Quantity, water_sold: Quantity) -> Quantity:
    """Conventional water by works of one's own and whatever was bought, less what was sold.

    Sea, brackish, mine and rain water taken by works of one's own do not count.
    """
    own = water_amount.at(role="withdrawn").among(item=CONVENTIONAL)
    bought = water_amount.at(role="purchased").among(item=SOURCES, called="sources")
    recorded = water_amount.among(role=("withdrawn", "purchased"), item=SOURCES)
    taken = own.sum(over="item").or_nil() + bought.sum(over="item").or_nil()
    # nil times what is on record: an entity without any intake on record gets no figure
    return taken - water_sold.or_nil() + 0 * recorded.sum(over="item role")


@rule(
    CLAUSE, unit=per_item(unit("m3"), -1), grain="entity item period", kind=Kind.INTENSIVE,
    zh="单位产品取水量", en="water intake per unit of product",
)  # fmt: skip
def water_per_unit_product(
    water_intake_for_norm: Quantity, sole_product_output: Quantity
) -> Quantity:
    """Water intake per unit of the one product that an entity makes.

    V_ui = V_i / Q

    Reads
    -----
    water_intake_for_norm   entity period
    sole_product_output     entity item period   nil, and no ratio, where there are two products

    A works of several products asks it of the process that makes the product.
    """
    return water_intake_for_norm / sole_product_output
