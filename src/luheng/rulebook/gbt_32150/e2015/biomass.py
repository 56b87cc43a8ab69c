"""GB/T 32150-2015, biomass: its carbon dioxide is reported apart and is in no total.

That it is reported apart was seen; the clause number is recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source
from luheng.units import per_item

CLAUSE = clause("gbt_32150", "e2015", "5.2")
BIOMASS = (
    *("biomass_fuel", "biogas", "firewood", "soybean_cotton_stalk", "paddy_stalk", "wheat_stalk"),
    *("maize_stalk", "weeds", "leaves", "night_soil", "cow_dung", "pig_dung"),
    *("sheep_horse_dung", "poultry_manure"),
)

biomass_burnt = source(
    "biomass_burnt",
    record="activity",
    where={"item": BIOMASS, "role": "consumed"},
    grain="entity item period",
    unit=per_item(),
    zh="生物质燃烧量",
    en="biomass burnt",
)


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="生物质燃烧的二氧化碳（单列，不计入总量）",
    en="CO2 of biomass, counted apart and in no total",
)  # fmt: skip
def biogenic_co2(
    biomass_burnt: Quantity,
    biomass_heating_value: Quantity,
    biogenic_emission_factor: Quantity,
) -> Quantity:
    """Biomass burnt times its heat times the carbon dioxide per heat.

    E = Σ AD_i × NCV_i × EF_i

    Reads
    -----
    biomass_burnt              entity item period
    biomass_heating_value      item                 IPCC 2006
    biogenic_emission_factor   item                 IPCC 2006
    """
    heat = biomass_burnt * biomass_heating_value
    return (heat * biogenic_emission_factor).sum(over="item")
