"""GB/T 13234-2009, clause 4: energy saved, by product and by output value.

Equations and numbers are recalled. The standard's ΔE is report less base, so that a saving is
negative; the quantities here are called savings and are positive where energy was saved. The base
is the period before, of the same length: a year against the year before.
"""

import datetime as dt

from luheng.periods import Validity
from luheng.rulebook.luheng_conventions.e2026.clause_2 import ENERGY
from luheng.rulebook.luheng_conventions.e2026.clause_5 import PRODUCTS
from luheng.rules import Quantity, clause, rule
from luheng.units import per_item

CLAUSE = clause("gbt_13234", "e2009", "4")
#: the text of 2018 was not seen, and the form of 2009 is used on
USED = Validity(dt.date(2009, 11, 1), None)


@rule(
    CLAUSE, unit="tce", grain="entity item period", basis="calorific", applies=USED,
    zh="分产品节能量", en="energy saved by product",
)  # fmt: skip
def product_energy_saving_by_product(
    energy_per_unit_product: Quantity, product_output: Quantity
) -> Quantity:
    """(e_j − e_b) × M_b of each product: −ΔE_c = Σ (e_ji − e_bi) × M_bi.

    Reads
    -----
    energy_per_unit_product   entity item period   of the period (e_b) and of the one before (e_j)
    product_output            entity item period   of the period (M_b)
    """
    before = energy_per_unit_product.shift(periods=-1)
    saved = (before - energy_per_unit_product) * product_output
    return saved.among(item=PRODUCTS, called="products")


@rule(
    CLAUSE, unit="tce", grain="entity period", basis="calorific", applies=USED,
    zh="产品节能量", en="energy saved, by products",
)  # fmt: skip
def product_energy_saving(product_energy_saving_by_product: Quantity) -> Quantity:
    """The sum over products; a product without a base makes it absent."""
    return product_energy_saving_by_product.sum(over="item")


@rule(
    CLAUSE, unit="tce", grain="entity period", basis="calorific", applies=USED,
    zh="产值节能量", en="energy saved, by output value",
)  # fmt: skip
def output_value_energy_saving(
    energy_per_output_value_comparable: Quantity, gross_output_value_comparable: Quantity
) -> Quantity:
    """−ΔE_g = (e_jg − e_bg) × G_b, at comparable prices.

    Reads
    -----
    energy_per_output_value_comparable   entity period   of the period and of the one before
    gross_output_value_comparable        entity period   of the period
    """
    before = energy_per_output_value_comparable.shift(periods=-1)
    return (before - energy_per_output_value_comparable) * gross_output_value_comparable


@rule(
    CLAUSE, unit="kWh", grain="entity item period", applies=USED,
    zh="分产品节电量", en="electricity saved by product",
)  # fmt: skip
def product_electricity_saving_by_product(
    electricity_per_unit_product: Quantity, product_output: Quantity
) -> Quantity:
    """One carrier alone, electricity: −ΔE_cn = Σ (e_jci − e_bci) × M_bi."""
    before = electricity_per_unit_product.shift(periods=-1)
    saved = (before - electricity_per_unit_product) * product_output
    return saved.among(item=PRODUCTS, called="products")


@rule(
    CLAUSE, unit=per_item(), grain="entity item period", applies=USED,
    zh="产值分品种节能量（实物量）", en="energy saved by carrier, by output value",
)  # fmt: skip
def output_value_energy_saving_by_carrier(
    net_energy_use: Quantity, gross_output_value_comparable: Quantity
) -> Quantity:
    """One carrier alone over the output value: (u_j ÷ G_j − u_b ÷ G_b) × G_b, in its own unit."""
    value = gross_output_value_comparable
    before = net_energy_use.shift(periods=-1) / value.shift(periods=-1)
    return (before * value - net_energy_use).among(item=ENERGY, called="energy")
