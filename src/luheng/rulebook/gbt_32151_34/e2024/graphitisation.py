"""GB/T 32151.34-2024, 5.2.4: graphitising of carbon products.

Variables and test vector of equation (8) were seen; its form is derived from them. What the furnace
lining itself burns off is not counted.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule

CLAUSE = clause("gbt_32151_34", "e2024", "5.2.4", formula=8)


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="石墨化二氧化碳排放量", en="CO2 of graphitising",
)  # fmt: skip
def graphitisation_co2(
    fixed_carbon_fed: Quantity,
    fixed_carbon_made: Quantity,
    waste_carbon: Quantity,
    volatile_carbon_fed: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Insulation, resistance material and bodies in, graphitised bodies and carbon waste out.

    EG = 44/12 × {GPM·GPMFC + GTA·GTAFC − GWT − GP·GPFC + K3 × 12/16 × GPM·GPMVar}

    Reads
    -----
    fixed_carbon_fed      entity item period   graphitising_packing (nil where none), …_body
    fixed_carbon_made     entity item period   graphitised_body
    waste_carbon          entity item period   graphitising_carbon_waste, nil where none
    volatile_carbon_fed   entity item period   graphitising_packing, nil where none
    carbon_to_co2         -                    44/12
    """
    packing = fixed_carbon_fed.at(item="graphitising_packing").or_nil()
    fed = packing + fixed_carbon_fed.at(item="graphitising_body")
    out = waste_carbon.at(item="graphitising_carbon_waste").or_nil() + fixed_carbon_made.at(
        item="graphitised_body"
    )
    driven_off = volatile_carbon_fed.at(item="graphitising_packing").or_nil()
    return (fed - out + driven_off) * carbon_to_co2
