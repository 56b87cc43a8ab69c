"""GB/T 32151.2-2015, sulphur hexafluoride of equipment that a grid enterprise retires or repairs.

The equation was seen in a calculator that follows the guide of 2013; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("gbt_32151_2", "e2015", "5.2.2")
GUIDE = "gbt_32150"


@rule(
    CLAUSE, unit="kg", grain="entity period", applies=ALWAYS,
    zh="电网设备修理与退役的六氟化硫排放量", en="sulphur hexafluoride of grid equipment",
)  # fmt: skip
def grid_sf6_emissions(activity_amount: Quantity) -> Quantity:
    """The charge of the equipment retired or repaired, less what was recovered from it.

    E = Σ (REC_capacity − REC_recovered) + Σ (REP_capacity − REP_recovered)

    Reads
    -----
    activity_amount   entity item role period   SF6 of equipment retired and of equipment repaired:
                                                ``generated`` its charge, ``recovered`` what was won

    Nothing recovered on record is nothing recovered.
    """
    charge, won = activity_amount.at(role="generated"), activity_amount.at(role="recovered")
    retired = (
        charge.at(item="sf6_retired_equipment") - won.at(item="sf6_retired_equipment").or_nil()
    )
    repaired = (
        charge.at(item="sf6_repaired_equipment") - won.at(item="sf6_repaired_equipment").or_nil()
    )
    escaped = retired.or_nil() + repaired.or_nil()
    return escaped.by(along="guided_by", default=GUIDE).at(guide="gbt_32151_2")
