"""The provincial inventory guide of 2011: carbon dioxide of clinker and lime, by region.

Factors and equation are recalled. The output of the works in a region is added up along the places
in which they lie; an inventory needs all of them on record.
"""

from luheng.rules import Quantity, clause, rule, source
from luheng.units import per_item

CLAUSE = clause("provincial_inventory", "e2011", "工业生产过程")

inventory_products = source(
    "inventory_products",
    record="activity",
    where={"item": ("cement_clinker", "lime"), "role": "produced"},
    grain="entity item period",
    unit=per_item(),
    zh="清单所计的产品产量",
    en="output that inventories count",
)


@rule(
    CLAUSE, unit="tCO2", grain="region item period",
    zh="省级清单：水泥熟料和石灰的过程排放", en="provincial inventory: CO2 of clinker and lime",
)  # fmt: skip
def inventory_process_co2(
    inventory_products: Quantity, inventory_process_factor: Quantity
) -> Quantity:
    """Output of the works in a region times the recommended factor.

    E = Σ AD × EF

    Reads
    -----
    inventory_products         entity item period   the role ``produced``
    inventory_process_factor   item, dated
    """
    made = inventory_products.roll_up(along="within_region")
    return made * inventory_process_factor
