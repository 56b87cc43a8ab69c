"""GB/T 7119-2018, annex A: rates of water use.

Seen in second-hand texts: reuse, and intake per value added. Recalled: waste water reused,
unconventional water, leakage.
"""

from luheng.rules import Quantity, clause, rule
from luheng.units import Kind

ANNEX = clause("gbt_7119", "e2018", "A")


@rule(
    ANNEX, unit="%", grain="entity period", kind=Kind.INTENSIVE,
    zh="重复利用率", en="water reuse rate",
)  # fmt: skip
def water_reuse_rate(water_reused: Quantity, water_withdrawal: Quantity) -> Quantity:
    """R = V_r / (V_i + V_r): water used again in all the water that the entity used."""
    return water_reused / (water_withdrawal + water_reused)


@rule(
    ANNEX, unit="%", grain="entity period", kind=Kind.INTENSIVE,
    zh="水循环率", en="water recycling rate",
)  # fmt: skip
def water_recycling_rate(
    water_circulated: Quantity, water_reused: Quantity, water_withdrawal: Quantity
) -> Quantity:
    """V_cy / (V_i + V_r): the circulating part of the water that the entity used."""
    return water_circulated / (water_withdrawal + water_reused)


@rule(
    ANNEX, unit="%", grain="entity period", kind=Kind.INTENSIVE,
    zh="废水回用率", en="waste water reuse rate",
)  # fmt: skip
def waste_water_reuse_rate(waste_water_reused: Quantity, water_discharge: Quantity) -> Quantity:
    """K_w = V_w / (V_d + V_w): waste water used again in all of it."""
    return waste_water_reused / (water_discharge + waste_water_reused)


@rule(
    ANNEX, unit="%", grain="entity period", kind=Kind.INTENSIVE,
    zh="非常规水资源替代率", en="share of unconventional water",
)  # fmt: skip
def unconventional_water_share(
    unconventional_water_withdrawal: Quantity, water_withdrawal: Quantity
) -> Quantity:
    """K_h = V_ih / (V_i + V_ih), V_i conventional: unconventional water in all of it."""
    return unconventional_water_withdrawal / water_withdrawal


@rule(
    ANNEX, unit="%", grain="entity period", kind=Kind.INTENSIVE,
    zh="用水综合漏失率", en="water leakage rate",
)  # fmt: skip
def water_leakage_rate(water_leakage: Quantity, water_withdrawal: Quantity) -> Quantity:
    """K_l = V_l / V_i: water leaked in the water withdrawn."""
    return water_leakage / water_withdrawal


@rule(
    ANNEX, unit="m3/万CNY", grain="entity period", kind=Kind.INTENSIVE,
    zh="单位增加值取水量", en="water withdrawal per value added",
)  # fmt: skip
def water_per_value_added(water_withdrawal: Quantity, value_added: Quantity) -> Quantity:
    """V_wf = V_i / Z, at the prices of the period."""
    return water_withdrawal / value_added
