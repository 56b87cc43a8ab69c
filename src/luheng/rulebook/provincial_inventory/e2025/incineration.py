"""The provincial inventory guide of 2025: carbon dioxide of waste that is burnt, by region.

The equation and its parameters were seen in a second-hand transcription.
"""

from luheng.rules import Quantity, clause, rule, source
from luheng.units import per_item

CLAUSE = clause("provincial_inventory", "e2025", "废弃物焚烧")

waste_incinerated = source(
    "waste_incinerated",
    record="activity",
    where={
        "item": ("municipal_waste_incinerated", "hazardous_waste_incinerated"),
        "role": "disposed",
    },
    grain="entity item period",
    unit=per_item(),
    zh="焚烧的废弃物",
    en="waste burnt",
)


@rule(
    CLAUSE, unit="tCO2", grain="region item period",
    zh="省级清单：废弃物焚烧的排放", en="provincial inventory: CO2 of waste incineration",
)  # fmt: skip
def inventory_incineration_co2(
    waste_incinerated: Quantity, inventory_incineration_factor: Quantity
) -> Quantity:
    """Waste burnt in a region times the carbon dioxide of its fossil carbon.

    E = Σ IW × CCW × FCF × EF × 44/12

    Reads
    -----
    waste_incinerated               entity item period   the role ``disposed``
    inventory_incineration_factor   item, dated          of carbon content, fossil share, efficiency
    """
    burnt = waste_incinerated.roll_up(along="within_region")
    return burnt * inventory_incineration_factor
