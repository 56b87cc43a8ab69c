"""GB/T 12452-2022: the water balance of a unit.

The symbols were seen in second-hand texts; the equation is conservation of water.
"""

from luheng.rules import Quantity, clause, prefer, rule

BALANCE = clause("gbt_12452", "e2022", "balance")
RECORDED = ("withdrawn", "purchased", "discharged", "lost", "sold", "transferred", "stock_change")


@rule(
    BALANCE, unit="m3", grain="entity period",
    zh="由平衡推得的耗水量", en="water use-up by balance",
)  # fmt: skip
def water_residual(
    water_amount: Quantity, water_withdrawal: Quantity, water_outflow: Quantity
) -> Quantity:
    """What came in and did not leave: the water used up, if nothing else is missing.

    V_co = V_f + V_s - V_s' - V_d - V_l

    Reads
    -----
    water_amount       entity item role period   a row without a value makes the balance absent
    water_withdrawal   entity period             V_f: fresh water, from nature or bought
    water_outflow      entity period             V_d + V_l + V_s' - V_s: discharge, leakage, and
                                                 what went to other units less what came from them

    Water circulated within the unit enters and leaves it alike, and is left out on both sides.
    """
    recorded = water_amount.among(role=RECORDED, called="balanced").sum(over="item role")
    # nil times what is on record: a unit without any water on record has no balance
    return water_withdrawal.or_nil() - water_outflow.or_nil() + 0 * recorded


@rule(BALANCE, unit="m3", grain="entity period", zh="填报的耗水量", en="water used up as filed")
def water_used_up_filed(water_amount: Quantity) -> Quantity:
    """Water that evaporated, was carried off or went into the product, as found by itself."""
    return water_amount.at(role="used_up").sum(over="item")


@rule(BALANCE, unit="m3", grain="entity period", zh="耗水量", en="water consumption")
def water_consumption(water_used_up_filed: Quantity, water_residual: Quantity) -> Quantity:
    """Water used up, V_co: as filed where the unit filed it, else by balance."""
    return prefer(water_used_up_filed, water_residual)


@rule(BALANCE, unit="m3", grain="entity period", zh="水量不平衡差额", en="imbalance of water")
def water_imbalance(water_residual: Quantity, water_used_up_filed: Quantity) -> Quantity:
    """By how much a unit does not balance: water that came in and is nowhere, negative if too much.

    Can be said only where the water used up was found by itself; a balance that is closed by
    working it out has nothing to show.
    """
    return water_residual - water_used_up_filed
