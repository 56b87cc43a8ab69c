"""GB/T 13234-2009, clause 5: rates of energy saved.

Equations and numbers are recalled. The standard's ξ is negative where energy was saved; the rates
here are positive then. The base is the period before, of the same length.
"""

import datetime as dt

from luheng.periods import Validity
from luheng.rules import Quantity, clause, rule
from luheng.units import Kind

CLAUSE = clause("gbt_13234", "e2009", "5")
#: the text of 2018 was not seen, and the form of 2009 is used on
USED = Validity(dt.date(2009, 11, 1), None)


@rule(
    CLAUSE, unit="%", grain="entity item period", kind=Kind.INTENSIVE, applies=USED,
    zh="产品节能率", en="rate of energy saved by product",
)  # fmt: skip
def product_energy_saving_rate(energy_per_unit_product: Quantity) -> Quantity:
    """−ξ_c = (e_j − e_b) ÷ e_j × 100 %."""
    return -energy_per_unit_product.change(periods=-1)


@rule(
    CLAUSE, unit="%", grain="entity period", kind=Kind.INTENSIVE, applies=USED,
    zh="产值节能率", en="rate of energy saved by output value",
)  # fmt: skip
def output_value_energy_saving_rate(energy_per_output_value_comparable: Quantity) -> Quantity:
    """−ξ_g = (e_jg − e_bg) ÷ e_jg × 100 %, at comparable prices."""
    return -energy_per_output_value_comparable.change(periods=-1)
