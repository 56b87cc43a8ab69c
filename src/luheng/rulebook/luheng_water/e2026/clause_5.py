"""Luheng's water accounts, clause 5: water intake per product beside the norm."""

from luheng.rules import Quantity, clause, rule
from luheng.units import Kind


@rule(
    clause("luheng_water", "e2026", "5"),
    unit="1",
    grain="entity item quota_class grade period",
    kind=Kind.INTENSIVE,
    zh="单位产品取水量与取水定额之比",
    en="water intake per unit of product over the norm",
)
def water_quota_ratio(water_per_unit_product: Quantity, water_quota: Quantity) -> Quantity:
    """Water intake per product over the norm of each grade; a grade is met at 1 or less.

    Reads
    -----
    water_per_unit_product   entity item period
    water_quota              item quota_class grade, dated   the norm of the product in that class

    The class that a works or process is held to is the membership ``water_quota_of``. Compared by
    the full value, without rounding.
    """
    return water_per_unit_product.by(along="water_quota_of") / water_quota
