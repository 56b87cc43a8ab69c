"""GB/T 32151.2-2015, sulphur hexafluoride of equipment that a grid enterprise retires or repairs.

The equation was seen in a calculator that follows the guide of 2013; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, Source, clause, rule, source

CLAUSE = clause("gbt_32151_2", "e2015", "5.2.2")
GUIDE = "gbt_32150"


def _charge(name: str, item: str, role: str, zh: str) -> Source:
    return source(
        name, record="activity", where={"item": item, "role": role}, grain="entity period",
        unit="kg", zh=zh,
    )  # fmt: skip


sf6_retired = _charge("sf6_retired", "sf6_retired_equipment", "generated", "退役设备的六氟化硫容量")
sf6_retired_won = _charge(
    "sf6_retired_won", "sf6_retired_equipment", "recovered", "退役设备的六氟化硫回收量"
)
sf6_repaired = _charge(
    "sf6_repaired", "sf6_repaired_equipment", "generated", "修理设备的六氟化硫容量"
)
sf6_repaired_won = _charge(
    "sf6_repaired_won", "sf6_repaired_equipment", "recovered", "修理设备的六氟化硫回收量"
)


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="电网设备修理与退役的六氟化硫排放量", en="sulphur hexafluoride of grid equipment",
)  # fmt: skip
def grid_sf6_emissions(
    sf6_retired: Quantity,
    sf6_retired_won: Quantity,
    sf6_repaired: Quantity,
    sf6_repaired_won: Quantity,
) -> Quantity:
    """The charge of the equipment retired or repaired, less what was recovered from it.

    E = Σ (REC_capacity − REC_recovered) + Σ (REP_capacity − REP_recovered)

    Reads
    -----
    sf6_retired, sf6_repaired           entity period   the charge on the name plate (generated)
    sf6_retired_won, sf6_repaired_won   entity period   what was won back (recovered)

    Nothing recovered on record is nothing recovered.
    """
    retired = sf6_retired - sf6_retired_won.or_nil()
    repaired = sf6_repaired - sf6_repaired_won.or_nil()
    escaped = retired.or_nil() + repaired.or_nil()
    return escaped.by(along="guided_by", default=GUIDE).at(guide="gbt_32151_2")
