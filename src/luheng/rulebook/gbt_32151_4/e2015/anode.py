"""GB/T 32151.4-2015, aluminium smelting: carbon dioxide of the carbon anodes.

The equation was seen in calculators that follow the guide of 2013; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where

CLAUSE = clause("gbt_32151_4", "e2015", "5.2.2")
GUIDE = "gbt_32150"
ALUMINIUM = ("gbt_32151_4",)
ANODES = {"item": "carbon_anode", "role": "consumed"}

anode_consumption = source(
    "anode_consumption", record="activity", where=ANODES, grain="entity period", unit="t",
    zh="炭阳极消耗量（含残极）", en="anodes put into the cells, butts among them",
)  # fmt: skip

anode_butts = source(
    "anode_butts", record="activity", where={"item": "carbon_anode", "role": "recovered"},
    grain="entity period", unit="t", zh="回收的残极", en="butts of anodes that came back",
)  # fmt: skip

aluminium_made = source(
    "aluminium_made", record="activity", where={"item": "primary_aluminium", "role": "produced"},
    grain="entity period", unit="t", zh="原铝产量", en="primary aluminium made",
)  # fmt: skip

anode_sulphur_mass = source(
    "anode_sulphur_mass", record="activity", where=ANODES, assay="sulphur", times_assay=True,
    grain="entity period", unit="t",
    zh="炭阳极含硫量（实测）", en="sulphur in anodes, measured",
)  # fmt: skip

anode_with_sulphur_assay = source(
    "anode_with_sulphur_assay", record="activity", where=ANODES, assay="sulphur",
    grain="entity period", unit="t",
    zh="有实测含硫量的炭阳极", en="anodes with a measured sulphur content",
)  # fmt: skip

anode_ash_mass = source(
    "anode_ash_mass", record="activity", where=ANODES, assay="ash", times_assay=True,
    grain="entity period", unit="t",
    zh="炭阳极灰分（实测）", en="ash in anodes, measured",
)  # fmt: skip

anode_with_ash_assay = source(
    "anode_with_ash_assay", record="activity", where=ANODES, assay="ash",
    grain="entity period", unit="t",
    zh="有实测灰分的炭阳极", en="anodes with a measured ash content",
)  # fmt: skip


@rule(
    CLAUSE, unit="t", grain="entity guide period", applies=ALWAYS,
    zh="炭阳极净耗量", en="net consumption of anodes",
)  # fmt: skip
def net_anode_consumption(
    aluminium_made: Quantity,
    anode_consumption: Quantity,
    anode_butts: Quantity,
    net_anode_per_aluminium: Quantity,
) -> Quantity:
    """Anodes less the butts that came back; where no butts are filed, output times the default.

    P_Al × NC, with NC measured as (anodes − butts) / P_Al, else 0.42

    Reads
    -----
    aluminium_made            entity period
    anode_consumption         entity period   gross
    anode_butts               entity period   nil where none is on record
    net_anode_per_aluminium   guide, dated    tonnes per tonne of aluminium
    """
    butts = anode_butts.or_nil()
    weighed = where(butts > 0, anode_consumption - butts, 0).by(along="guided_by", default=GUIDE)
    by_output = where(butts > 0, 0, aluminium_made).by(along="guided_by", default=GUIDE)
    net = weighed.or_nil() + by_output * net_anode_per_aluminium
    return net.among(guide=ALUMINIUM, called="aluminium smelting")


def within(gross: Quantity, assayed: Quantity, covered: Quantity, default: Quantity) -> Quantity:
    """The mass of an impurity in anodes: as measured, and the default for what was not measured."""
    return assayed.or_nil() + (gross - covered.or_nil()) * default


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="铝电解炭阳极消耗排放量", en="CO2 of carbon anodes in aluminium smelting",
)  # fmt: skip
def aluminium_anode_co2(  # noqa: PLR0917  (what is measured of anodes, and the defaults)
    net_anode_consumption: Quantity,
    anode_consumption: Quantity,
    anode_sulphur_mass: Quantity,
    anode_with_sulphur_assay: Quantity,
    anode_ash_mass: Quantity,
    anode_with_ash_assay: Quantity,
    anode_sulphur_content: Quantity,
    anode_ash_content: Quantity,
    anode_carbon_to_co2: Quantity,
) -> Quantity:
    """Net anodes less their sulphur and ash, as carbon dioxide.

    E_anode = P_Al × NC × (1 − S − A) × 44/12

    Reads
    -----
    net_anode_consumption      entity guide period
    anode_consumption          entity period         gross, which the assays were taken of
    anode_sulphur_mass …       entity period         Σ amount × measured content, month by month
    anode_with_sulphur_assay … entity period         the amount that this covers
    anode_sulphur_content …    guide, dated          2 % and 0.4 %, for what was not measured
    anode_carbon_to_co2        guide, dated          44/12
    """
    net, gross = net_anode_consumption, anode_consumption
    sulphur = within(gross, anode_sulphur_mass, anode_with_sulphur_assay, anode_sulphur_content)
    ash = within(gross, anode_ash_mass, anode_with_ash_assay, anode_ash_content)
    by_default = net * (anode_sulphur_content + anode_ash_content)
    impure = where(gross.or_nil() > 0, (sulphur + ash) * (net / gross), by_default)
    emitted = (net - impure) * anode_carbon_to_co2
    return emitted.among(guide=ALUMINIUM, called="aluminium smelting").sum(over="guide")
