"""GB/T 32151.11-2018, coal mines: methane that escapes underground, in open pits and after mining.

The equations were seen in a calculator that follows the guide of 2014; the clause number is
recalled. Volumes are of pure methane at standard conditions.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, Source, clause, rule, source

CLAUSE = clause("gbt_32151_11", "e2018", "5.2.2")
GUIDE = "gbt_32150"
COAL = "gbt_32151_11"
MINED = ("raw_coal_high_gas", "raw_coal_low_gas", "raw_coal_open_pit")


def _volume(name: str, item: str, role: str, zh: str) -> Source:
    return source(
        name, record="activity", where={"item": item, "role": role}, grain="entity period",
        unit="m3", zh=zh,
    )  # fmt: skip


methane_vented = _volume("methane_vented", "ventilation_methane", "discharged", "风排瓦斯甲烷量")
methane_drained = _volume("methane_drained", "drained_methane", "withdrawn", "抽采瓦斯甲烷量")
methane_flared = _volume("methane_flared", "drained_methane", "disposed", "火炬销毁的甲烷量")
methane_used = _volume("methane_used", "drained_methane", "utilised", "利用的甲烷量")
coal_mined = source(
    "coal_mined", record="activity", where={"item": MINED, "role": "produced"},
    grain="entity item period", unit="t", zh="原煤产量（按矿井类型）",
)  # fmt: skip


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="井工开采的甲烷逃逸量", en="methane of underground mining",
)  # fmt: skip
def underground_methane(
    methane_vented: Quantity,
    methane_drained: Quantity,
    methane_flared: Quantity,
    methane_used: Quantity,
    methane_density: Quantity,
) -> Quantity:
    """Methane in the ventilation air and drained, less what was flared and used.

    M = (Σ vented + Σ drained − flared − used) × 7.17

    Reads
    -----
    methane_vented    entity period   flow × days, as pure methane
    methane_drained   entity period   nil where none is on record
    methane_flared    entity period   nil where none is on record
    methane_used      entity period   nil where none is on record
    methane_density   -               tonnes in 10,000 m3
    """
    kept = methane_flared.or_nil() + methane_used.or_nil()
    escaped = methane_vented.or_nil() + methane_drained.or_nil() - kept
    return escaped * methane_density


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="露天开采和矿后活动的甲烷逃逸量", en="methane of open pits and post-mining activities",
)  # fmt: skip
def surface_methane(
    coal_mined: Quantity, open_pit_methane_factor: Quantity, post_mining_methane_factor: Quantity
) -> Quantity:
    """Raw coal by kind of mine times the factors of open-pit mining and of what follows mining.

    M = Σ output × EF

    Reads
    -----
    coal_mined                   entity item period   of mines with much gas, with little, open pits
    open_pit_methane_factor      item, dated          open pits
    post_mining_methane_factor   item, dated          each kind of mine
    """
    open_pit = (coal_mined * open_pit_methane_factor).at(item="raw_coal_open_pit")
    after = (coal_mined * post_mining_methane_factor).sum(over="item")
    return open_pit.or_nil() + after


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="煤炭企业甲烷逃逸量", en="methane of coal mines",
)  # fmt: skip
def coal_mine_methane(underground_methane: Quantity, surface_methane: Quantity) -> Quantity:
    """Underground, open-pit and post-mining methane of the enterprises of this part."""
    escaped = underground_methane.or_nil() + surface_methane.or_nil()
    return escaped.by(along="guided_by", default=GUIDE).at(guide=COAL)
