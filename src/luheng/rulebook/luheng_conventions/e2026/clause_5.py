"""Luheng's conventions, clause 5: what an entity made, and what that was worth."""

from luheng.codelists import load
from luheng.rules import Quantity, clause, rule, where
from luheng.units import per_item

CLAUSE = clause("luheng_conventions", "e2026", "5")
#: products of the list, and the energy that is a works' product; energy put out is no other thing
SECONDARY = (
    *("coke", "electricity", "heat", "coal_tar", "crude_benzol", "washed_coal", "briquette"),
    *("methanol", "calcium_carbide"),
)
PRODUCTS = (*sorted(load("products").ids()), *SECONDARY)


@rule(CLAUSE, unit=per_item(), grain="entity item period", zh="产品产量", en="output of products")
def product_output(activity_amount: Quantity) -> Quantity:
    """Qualified output of each product in the period, in the product's own unit."""
    made = activity_amount.at(role="produced")
    return made.among(item=PRODUCTS, called="products")


@rule(CLAUSE, unit="1", grain="entity period", zh="产品种数", en="products made")
def products_made(product_output: Quantity) -> Quantity:
    """How many products have an output above zero: with one, all energy is that product's."""
    return where(product_output > 0 * product_output, 1, 0).sum(over="item")


@rule(
    CLAUSE, unit=per_item(), grain="entity item period",
    zh="单一产品的产量", en="output of an entity that makes one product",
)  # fmt: skip
def sole_product_output(product_output: Quantity, products_made: Quantity) -> Quantity:
    """The output of a product that is the entity's only one, else nil: no ratio can be made of it.

    Reads
    -----
    product_output   entity item period
    products_made    entity period
    """
    alone = product_output * where(products_made <= 1, 1, 0)
    return alone.among(item=PRODUCTS, called="products")


@rule(
    CLAUSE, unit="CNY", grain="entity period",
    zh="工业总产值（当年价）", en="gross output value at current prices",
)  # fmt: skip
def gross_output_value(activity_amount: Quantity) -> Quantity:
    """Gross industrial output value, at the prices of the period."""
    return activity_amount.at(role="produced").at(item="gross_output_value")


@rule(
    CLAUSE, unit="CNY", grain="entity period",
    zh="工业总产值（可比价）", en="gross output value at comparable prices",
)  # fmt: skip
def gross_output_value_comparable(activity_amount: Quantity) -> Quantity:
    """Gross industrial output value, at the constant prices that the filing names."""
    return activity_amount.at(role="produced").at(item="gross_output_value_comparable")


@rule(
    CLAUSE, unit="CNY", grain="entity period",
    zh="工业增加值（当年价）", en="value added at current prices",
)  # fmt: skip
def value_added(activity_amount: Quantity) -> Quantity:
    """Industrial value added, at the prices of the period."""
    return activity_amount.at(role="produced").at(item="value_added")


@rule(
    CLAUSE, unit="CNY", grain="entity period",
    zh="工业增加值（可比价）", en="value added at comparable prices",
)  # fmt: skip
def value_added_comparable(activity_amount: Quantity) -> Quantity:
    """Industrial value added, at the constant prices that the filing names."""
    return activity_amount.at(role="produced").at(item="value_added_comparable")
