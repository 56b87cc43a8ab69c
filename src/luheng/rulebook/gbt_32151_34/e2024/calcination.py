"""GB/T 32151.34-2024, 5.2.2: calcining of raw materials.

Variables and test vector of equation (6) were seen; its form is derived from them.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, Source, clause, rule, source

CLAUSE = clause("gbt_32151_34", "e2024", "5.2.2", formula=6)


def _filed(name: str, item: str, role: str, zh: str) -> Source:
    return source(
        name, record="activity", where={"item": item, "role": role}, grain="entity period",
        unit="t", zh=zh,
    )  # fmt: skip


undercalcined = _filed("undercalcined", "undercalcined_material", "recovered", "欠烧煅料回收量")
calcination_dust = _filed("calcination_dust", "calcination_dust", "discharged", "煅烧炭粉尘排放量")


@rule(
    CLAUSE, unit="tC", grain="entity period", applies=ALWAYS,
    zh="煅后料、欠烧煅料和粉尘的固定碳", en="fixed carbon that leaves the calciner",
)  # fmt: skip
def calcined_carbon(
    fixed_carbon_made: Quantity,
    carbon_made: Quantity,
    undercalcined: Quantity,
    calcination_dust: Quantity,
) -> Quantity:
    """Calcined material, undercalcined material won back, and dust, all at the first's content.

    (CC + UCC + DU) × WFC-C

    Reads
    -----
    fixed_carbon_made   entity item period   CC × WFC-C
    carbon_made         entity item period   CC
    undercalcined       entity period        UCC, nil where none is on record
    calcination_dust    entity period        DU, nil where none is on record
    """
    made = carbon_made.at(item="calcined_material")
    out = made + undercalcined.or_nil() + calcination_dust.or_nil()
    return out * (fixed_carbon_made.at(item="calcined_material") / made)


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="原料煅烧二氧化碳排放量", en="CO2 of calcining",
)  # fmt: skip
def calcination_co2(
    fixed_carbon_fed: Quantity,
    calcined_carbon: Quantity,
    volatile_carbon_fed: Quantity,
    volatile_carbon_made: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Fixed carbon in less out, and the volatile matter that was driven off.

    EC = 44/12 × {GC·WFC − (CC + UCC + DU)·WFC-C + K1 × 12/16 × (GC·WVar − CC·WVar-C)}
    """
    fixed = fixed_carbon_fed.at(item="calcination_feed") - calcined_carbon
    driven_off = volatile_carbon_fed.at(item="calcination_feed") - volatile_carbon_made.at(
        item="calcined_material"
    )
    return (fixed + driven_off) * carbon_to_co2
