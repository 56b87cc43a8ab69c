"""GB/T 32151.5-2015, iron and steel: carbon dioxide of the processes.

The equations were seen in calculators that follow the guide of 2013 and the market guide of 2024;
the clause numbers are recalled. They count the entities under this guide alone.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where
from luheng.units import per_item

CLAUSE = clause("gbt_32151_5", "e2015", "5.2.2")
GUIDE = "gbt_32150"
STEEL = ("gbt_32151_5",)
#: pig iron, reduced iron and ferro-alloys; scrap is in the table of the market guide alone
CARBON_BEARING = (
    *("pig_iron", "direct_reduced_iron", "ferronickel", "ferrochrome", "high_carbon_ferrochrome"),
    *("ferromolybdenum", "ferrosilicon", "silicomanganese", "low_carbon_silicomanganese"),
    *("blast_furnace_ferromanganese", "high_carbon_ferromanganese", "ferromanganese_micro_carbon"),
)
MATERIALS = (*CARBON_BEARING, "scrap_steel")
USED = {"item": MATERIALS, "role": "consumed"}
GRAIN = "entity item period"


electrode_use = source(
    "electrode_use", record="activity", where={"item": "electrode", "role": "consumed"},
    grain=GRAIN, unit=per_item(), zh="电极消耗量", en="electrodes consumed",
)  # fmt: skip

material_use = source(
    "material_use", record="activity", where=USED, grain=GRAIN, unit=per_item(),
    zh="含碳原料消耗量", en="carbon-bearing materials consumed",
)  # fmt: skip

material_purchases = source(
    "material_purchases", record="activity", where={"item": MATERIALS, "role": "purchased"},
    grain=GRAIN, unit=per_item(), zh="含碳原料购进量", en="carbon-bearing materials purchased",
)  # fmt: skip

material_produced = source(
    "material_produced", record="activity", where={"item": MATERIALS, "role": "produced"},
    grain=GRAIN, unit=per_item(), zh="含碳原料产量", en="carbon-bearing materials produced",
)  # fmt: skip

material_generated = source(
    "material_generated", record="activity", where={"item": MATERIALS, "role": "generated"},
    grain=GRAIN, unit=per_item(), zh="自产废钢量", en="scrap that arose in the works",
)  # fmt: skip

material_carbon = source(
    "material_carbon", record="activity", where=USED, assay="carbon_content", times_assay=True,
    grain=GRAIN, unit="tC", zh="含碳原料实测含碳量", en="carbon of materials, measured",
)  # fmt: skip

material_with_carbon_assay = source(
    "material_with_carbon_assay", record="activity", where=USED, assay="carbon_content",
    grain=GRAIN, unit=per_item(), zh="有实测含碳量的含碳原料", en="materials with measured carbon",
)  # fmt: skip


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="钢铁熔剂消耗排放量", en="CO2 of fluxes in iron and steel",
)  # fmt: skip
def steel_flux_co2(carbonate_amount: Quantity, process_emission_factor: Quantity) -> Quantity:
    """Carbonates consumed as flux times the factor of each.

    E_flux = Σ P_i × EF_i

    Reads
    -----
    carbonate_amount          entity item period   carbonates consumed
    process_emission_factor   guide item, dated    a carbonate without one makes it unsayable
    """
    own = carbonate_amount.by(along="guided_by", default=GUIDE).among(
        guide=STEEL, called="iron and steel"
    )
    return (own * process_emission_factor).sum(over="guide item")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="钢铁电极消耗排放量", en="CO2 of electrodes in iron and steel",
)  # fmt: skip
def steel_electrode_co2(electrode_use: Quantity, process_emission_factor: Quantity) -> Quantity:
    """Electrodes consumed in arc and refining furnaces times their factor.

    E_electrode = P_electrode × EF_electrode

    Reads
    -----
    electrode_use             entity item period
    process_emission_factor   guide item, dated
    """
    own = electrode_use.by(along="guided_by", default=GUIDE).among(
        guide=STEEL, called="iron and steel"
    )
    return (own * process_emission_factor).sum(over="guide item")


@rule(
    CLAUSE, unit=per_item(), grain="entity item period", applies=ALWAYS,
    zh="自产含碳原料", en="carbon-bearing materials of own making",
)  # fmt: skip
def own_carbon_bearing_material(
    material_produced: Quantity, material_generated: Quantity
) -> Quantity:
    """Pig iron of one's own furnace, scrap of one's own mill; nil where none is on record."""
    return material_produced.or_nil() + material_generated.or_nil()


@rule(
    CLAUSE, unit=per_item(), grain="entity item period", applies=ALWAYS,
    zh="有实测含碳量的外购含碳原料", en="carbon-bearing materials whose carbon was measured",
)  # fmt: skip
def measured_carbon_bearing_material(
    material_with_carbon_assay: Quantity, own_carbon_bearing_material: Quantity
) -> Quantity:
    """Materials consumed with a measured carbon content, of those that come from outside alone."""
    own = own_carbon_bearing_material.or_nil()
    return where(own * own > 0, 0, material_with_carbon_assay.or_nil())


@rule(
    CLAUSE, unit="tCO2", grain="entity item period", applies=ALWAYS,
    zh="外购含碳原料实测含碳量折算的排放量", en="CO2 of materials by their measured carbon",
)  # fmt: skip
def measured_material_co2(
    material_carbon: Quantity, own_carbon_bearing_material: Quantity, carbon_to_co2: Quantity
) -> Quantity:
    """The carbon measured in materials from outside, as carbon dioxide.

    EF_i = C_i × 44/12

    Reads
    -----
    material_carbon               entity item period   Σ amount × measured content, month by month
    own_carbon_bearing_material   entity item period   above nil: not from outside alone
    carbon_to_co2                 -                    ratio of molar masses
    """
    own = own_carbon_bearing_material.or_nil()
    return where(own * own > 0, 0, material_carbon.or_nil()) * carbon_to_co2


@rule(
    CLAUSE, unit=per_item(), grain="entity item period", applies=ALWAYS,
    zh="无实测含碳量的外购含碳原料", en="carbon-bearing materials bought, not measured",
)  # fmt: skip
def bought_carbon_bearing_material(
    material_use: Quantity,
    material_purchases: Quantity,
    own_carbon_bearing_material: Quantity,
    measured_carbon_bearing_material: Quantity,
) -> Quantity:
    """What an entity used of materials that bring carbon in, less what was measured.

    Reads
    -----
    material_use                       entity item period   consumed
    material_purchases                 entity item period   nil where none is on record
    own_carbon_bearing_material        entity item period
    measured_carbon_bearing_material   entity item period

    A material that the entity makes itself too counts as far as it was bought, any other as it was
    consumed.
    """
    own = own_carbon_bearing_material.or_nil()
    used = where(own * own > 0, material_purchases.or_nil(), material_use.or_nil())
    return used - measured_carbon_bearing_material.or_nil()


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="钢铁外购含碳原料消耗排放量", en="CO2 of carbon-bearing materials in iron and steel",
)  # fmt: skip
def steel_carbon_bearing_material_co2(
    bought_carbon_bearing_material: Quantity,
    measured_material_co2: Quantity,
    process_emission_factor: Quantity,
) -> Quantity:
    """Pig iron, reduced iron and ferro-alloys bought: by measured carbon, else by the factor.

    E_material = Σ M_i × EF_i

    Reads
    -----
    bought_carbon_bearing_material   entity item period   not measured
    measured_material_co2            entity item period
    process_emission_factor          guide item, dated    a material without one makes it
                                                          unsayable, unless it was measured
    """
    used = bought_carbon_bearing_material.among(item=CARBON_BEARING, called="carbon-bearing")
    used = used.by(along="guided_by", default=GUIDE).among(guide=STEEL, called="iron and steel")
    known = measured_material_co2.among(item=CARBON_BEARING, called="carbon-bearing")
    known = known.by(along="guided_by", default=GUIDE).among(guide=STEEL, called="iron and steel")
    by_factor = where(used * used > 0, used * process_emission_factor, 0)
    return (by_factor + known.or_nil()).sum(over="guide item")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="钢铁工业生产过程排放量", en="process emissions of iron and steel",
)  # fmt: skip
def steel_process_emissions(
    steel_flux_co2: Quantity,
    steel_electrode_co2: Quantity,
    steel_carbon_bearing_material_co2: Quantity,
) -> Quantity:
    """Fluxes, electrodes and carbon-bearing materials; each nil where none is on record."""
    return (
        steel_flux_co2.or_nil()
        + steel_electrode_co2.or_nil()
        + steel_carbon_bearing_material_co2.or_nil()
    )
