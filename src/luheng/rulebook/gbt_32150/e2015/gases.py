"""GB/T 32150-2015, direct emissions of gases on record, and their equivalents.

An entity files what it lets out of a gas (role ``discharged``): refrigerants, switchgear, measured
stacks; and the carbon dioxide that it wins back (role ``recovered``). Gases that a part of GB/T
32151 works out from a process are added to them. Which report counts is an attribute of the guide.
"""

from luheng.codelists import load
from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule
from luheng.units import per_item

CLAUSE = clause("gbt_32150", "e2015", "5.2")
GUIDE = "gbt_32150"
GASES = tuple(sorted(load("gases").ids()))


@rule(
    CLAUSE, unit=per_item(), grain="entity item period", applies=ALWAYS,
    zh="温室气体直接排放量（填报）", en="direct emissions of gases as filed",
)  # fmt: skip
def gas_filed(activity_amount: Quantity) -> Quantity:
    """What was let out of each gas as the entity files it, in kilograms of the gas.

    Reads
    -----
    activity_amount   entity item role period   the role ``discharged`` of the gases

    Carbon dioxide filed here counts beside what rules work out: file what they do not.
    """
    return activity_amount.at(role="discharged").among(item=GASES, called="greenhouse gases")


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
def co2_recovered_co2e(activity_amount: Quantity, guide_gwp: Quantity) -> Quantity:
    """Carbon dioxide that the entity won back and used or sold; the total deducts it.

    Reads
    -----
    activity_amount   entity item role period   CO2, role ``recovered``
    guide_gwp         guide item                1 for carbon dioxide
    """
    won = activity_amount.at(role="recovered").at(item="CO2").by(along="guided_by", default=GUIDE)
    return (won * guide_gwp.at(item="CO2")).sum(over="guide")
