"""GB/T 32151.34-2024, 5.2.3: baking, also called carbonising, of carbon products.

Variables and test vector of equation (7) were seen; its form is derived from them.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("gbt_32151_34", "e2024", "5.2.3", formula=7)


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="焙烧（炭化）二氧化碳排放量", en="CO2 of baking",
)  # fmt: skip
def baking_co2(
    fixed_carbon_fed: Quantity,
    fixed_carbon_made: Quantity,
    waste_carbon: Quantity,
    volatile_carbon_fed: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Packing and green bodies in, baked bodies and carbon waste out, volatile matter driven off.

    EB = 44/12 × {BPM·BPMFC + BG·BGFC − BWT − BP·BPFC + K2 × 12/16 × (BPM·BPMVar + BG·BGVar)}

    Reads
    -----
    fixed_carbon_fed      entity item period   baking_packing (nil where none), baking_green_body
    fixed_carbon_made     entity item period   baked_body
    waste_carbon          entity item period   baking_carbon_waste, nil where none is on record
    volatile_carbon_fed   entity item period   baking_packing, baking_green_body
    carbon_to_co2         -                    44/12
    """
    packing = fixed_carbon_fed.at(item="baking_packing").or_nil()
    fed = packing + fixed_carbon_fed.at(item="baking_green_body")
    out = waste_carbon.at(item="baking_carbon_waste").or_nil() + fixed_carbon_made.at(
        item="baked_body"
    )
    driven_off = volatile_carbon_fed.at(item="baking_packing").or_nil() + volatile_carbon_fed.at(
        item="baking_green_body"
    )
    return (fed - out + driven_off) * carbon_to_co2
