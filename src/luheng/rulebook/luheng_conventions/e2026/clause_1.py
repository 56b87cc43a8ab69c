"""Luheng's conventions, clause 1: the quantities that are read from the ledger as they stand."""

from luheng.rules import source
from luheng.units import per_item

activity_amount = source(
    "activity_amount",
    record="activity",
    grain="entity item role period",
    unit=per_item(),
    zh="活动水平",
    en="activity data",
)

metered_amount = source(
    "metered_amount",
    record="reading",
    grain="meter item role period",
    unit=per_item(),
    zh="计量的量",
    en="amount metered",
)

balance_amount = source(
    "balance_amount",
    record="statistic",
    where={
        "form": "energy_balance_physical",
        "sector": "total",
        "measure": "level",
        "prices": "none",
    },
    grain="region flow item period",
    unit=per_item(),
    zh="能源平衡表（实物量）",
    en="energy balance in physical quantity",
)
