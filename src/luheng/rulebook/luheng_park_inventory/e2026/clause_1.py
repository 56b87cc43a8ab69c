"""Luheng's park inventory, clause 1: what members of one park supplied to each other."""

from luheng.rules import Quantity, clause, rule, source, where
from luheng.units import per_item

CLAUSE = clause("luheng_park_inventory", "e2026", "1")

transfer_amount = source(
    "transfer_amount",
    record="transfer",
    grain="entity counterpart item period",
    unit=per_item(),
    zh="单位间供应量",
    en="amount supplied to another entity",
)


@rule(
    CLAUSE, unit=per_item(), grain="entity item park period",
    zh="园区内部转供量（按供方）", en="transfers inside a park, by supplier",
)  # fmt: skip
def transfer_inside_park(transfer_amount: Quantity) -> Quantity:
    """What a member of a park supplied to other members of the same park.

    Reads
    -----
    transfer_amount   entity counterpart item period   by the park of the supplier, and counted
                                                       only where the receiver is in it too
    """
    supplied = transfer_amount.by(along="park_of")
    received = transfer_amount.sum(over="entity").by(along="received_in_park")
    # 1 where the receiver is a member; it has no row where it is not, which is nil
    inside = where(received < 0 * received, 1, 1)
    return (supplied * inside.or_nil()).sum(over="counterpart")


@rule(
    CLAUSE, unit=per_item(), grain="park item period",
    zh="园区内部转供量", en="transfers inside a park",
)  # fmt: skip
def park_internal_transfer(transfer_inside_park: Quantity) -> Quantity:
    """The sum over the suppliers: it crosses no boundary of the park."""
    return transfer_inside_park.sum(over="entity")


@rule(
    CLAUSE, unit=per_item(), grain="park item period",
    zh="园区从外部购入量", en="purchases of a park from outside",
)  # fmt: skip
def park_external_purchase(activity_amount: Quantity, park_internal_transfer: Quantity) -> Quantity:
    """Purchases of all members less what they bought of each other."""
    bought = activity_amount.at(role="purchased").roll_up(along="park_of")
    return bought - park_internal_transfer.or_nil()


@rule(
    CLAUSE, unit=per_item(), grain="park item period",
    zh="园区向外部供出量", en="sales of a park to outside",
)  # fmt: skip
def park_external_sale(activity_amount: Quantity, park_internal_transfer: Quantity) -> Quantity:
    """Sales of all members less what they sold to each other; negative if sales are not filed."""
    sold = activity_amount.at(role="sold").roll_up(along="park_of")
    return sold - park_internal_transfer.or_nil()


@rule(
    CLAUSE, unit=per_item(), grain="entity item period",
    zh="供应量超出填报销售量的部分", en="supplied to others beyond the sales on record",
)  # fmt: skip
def transfer_beyond_sales(transfer_amount: Quantity, activity_amount: Quantity) -> Quantity:
    """Above nil the supplier did not file as sold what it says it supplied: a finding."""
    supplied = transfer_amount.sum(over="counterpart")
    return supplied - activity_amount.at(role="sold").or_nil()
