"""GB/T 32150-2015, direct emissions of gases on record, and their equivalents.

An entity files what it lets out of a gas (role ``discharged``): refrigerants, switchgear, measured
stacks; and the carbon dioxide that it wins back (role ``recovered``). Gases that a part of GB/T
32151 works out from a process are added to them. Which report counts is an attribute of the guide.
"""

from luheng.codelists import load
from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source
from luheng.units import per_item

CLAUSE = clause("gbt_32150", "e2015", "5.2")
GUIDE = "gbt_32150"
GASES = tuple(sorted(load("gases").ids()))

#: carbon dioxide filed here counts beside what rules work out: an entity files what they do not
gas_filed = source(
    "gas_filed",
    record="activity",
    where={"role": "discharged", "item": GASES},
    grain="entity item period",
    unit=per_item(),
    zh="温室气体直接排放量（填报）",
    en="direct emissions of gases as filed",
)

co2_recovered = source(
    "co2_recovered",
    record="activity",
    where={"role": "recovered", "item": "CO2"},
    grain="entity period",
    unit="kg",
    zh="回收的二氧化碳（填报）",
    en="carbon dioxide recovered, as filed",
)


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", applies=ALWAYS,
    zh="填报气体的排放量（当量）", en="gases as filed, in equivalents",
)  # fmt: skip
def gas_filed_co2e(gas_filed: Quantity, guide_gwp: Quantity) -> Quantity:
    """Gases as filed times the potentials of the entity's guide; without a value it cannot be said.

    E = Σ M_gas × GWP_gas
    """
    by_guide = gas_filed.by(along="guided_by", default=GUIDE)
    return (by_guide * guide_gwp).sum(over="guide item")


@rule(
    CLAUSE, unit="tCO2e", grain="entity period", applies=ALWAYS,
    zh="回收利用的二氧化碳", en="carbon dioxide recovered",
)  # fmt: skip
def co2_recovered_co2e(co2_recovered: Quantity, guide_gwp: Quantity) -> Quantity:
    """Carbon dioxide that the entity won back and used or sold; the total deducts it.

    Reads
    -----
    co2_recovered   entity period
    guide_gwp       guide item      1 for carbon dioxide
    """
    won = co2_recovered.by(along="guided_by", default=GUIDE)
    return (won * guide_gwp.at(item="CO2")).sum(over="guide")
