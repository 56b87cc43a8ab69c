"""Luheng's pollutant accounts, clause 3: volatile organic compounds by the balance of solvents."""

from luheng.rules import Quantity, clause, rule, source, where
from luheng.units import Kind

CLAUSE = clause("luheng_pollutants", "e2026", "3")
SOLVENT_BEARING = {
    "item": ("coating", "printing_ink", "adhesive", "organic_solvent"),
    "role": "consumed",
}

solvent_bearing_material = source(
    "solvent_bearing_material",
    record="activity",
    where=SOLVENT_BEARING,
    grain="entity item period",
    unit="t",
    zh="含挥发性有机物的物料用量",
    en="use of materials that hold solvents",
)

material_with_solvent_content = source(
    "material_with_solvent_content",
    record="activity",
    where=SOLVENT_BEARING,
    assay="solvent_content",
    grain="entity item period",
    unit="t",
    zh="有实测溶剂含量的物料用量",
    en="use of materials with a measured solvent content",
)

solvent_used = source(
    "solvent_used",
    record="activity",
    where=SOLVENT_BEARING,
    assay="solvent_content",
    times_assay=True,
    grain="entity item period",
    unit="kg",
    zh="溶剂用量",
    en="solvent used",
)

vocs_recovered = source(
    "vocs_recovered",
    record="activity",
    where={"item": "vocs", "role": "recovered"},
    grain="entity period",
    unit="kg",
    zh="挥发性有机物回收量",
    en="volatile organic compounds recovered",
)

vocs_removal_efficiency = source(
    "vocs_removal_efficiency",
    record="assay",
    where={"item": "vocs", "property": "removal_efficiency"},
    grain="entity period",
    kind=Kind.INTENSIVE,
    unit="1",
    zh="挥发性有机物去除效率",
    en="removal efficiency of volatile organic compounds",
)


@rule(
    CLAUSE, unit="kg", grain="entity period",
    zh="挥发性有机物产生量", en="volatile organic compounds evaporated",
)  # fmt: skip
def vocs_generated(
    solvent_used: Quantity,
    material_with_solvent_content: Quantity,
    solvent_bearing_material: Quantity,
) -> Quantity:
    """Σ material × solvent content: all solvent evaporates.

    Reads
    -----
    solvent_used                    entity item period   month by month
    material_with_solvent_content   entity item period   if less than the use, it cannot be said
    solvent_bearing_material        entity item period
    """
    used = solvent_bearing_material
    measured = where(material_with_solvent_content < used, 0, 1)
    evaporated = solvent_used * measured / measured
    # a material that was not used needs no solvent content
    return where(used > 0 * used, evaporated, used).sum(over="item")


@rule(
    CLAUSE, unit="kg", grain="entity period",
    zh="物料衡算的挥发性有机物排放量", en="volatile organic compounds emitted, by balance",
)  # fmt: skip
def vocs_by_balance(
    vocs_generated: Quantity, vocs_recovered: Quantity, vocs_removal_efficiency: Quantity
) -> Quantity:
    """(Solvent used − solvent recovered) × (1 − η)."""
    released = vocs_generated - vocs_recovered.or_nil()
    return released * (1 - vocs_removal_efficiency.or_nil())
