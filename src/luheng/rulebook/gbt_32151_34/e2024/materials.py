"""GB/T 32151.34-2024: what goes into calcining, baking and graphitising, and what comes out.

Mass, fixed carbon and volatile matter are on the received basis: the standard does not say so, the
mapping that it is read from decided it. What was not analysed in full cannot be said.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, Source, clause, rule, source, where

CLAUSE = clause("gbt_32151_34", "e2024", "5.2")
GRAIN = "entity item period"
FED = (
    *("calcination_feed", "baking_packing", "baking_green_body"),
    *("graphitising_packing", "graphitising_body"),
)
MADE = ("calcined_material", "baked_body", "graphitised_body")
WASTE = ("baking_carbon_waste", "graphitising_carbon_waste")


def _mass(name: str, items: tuple[str, ...], role: str, zh: str, assay: str = "") -> Source:
    """The mass filed; with an assay only what was analysed."""
    return source(
        name, record="activity", where={"item": items, "role": role}, assay=assay, grain=GRAIN,
        unit="t", zh=zh,
    )  # fmt: skip


def _content(  # noqa: PLR0917  (what of which material, in which unit)
    name: str, items: tuple[str, ...], role: str, zh: str, assay: str, unit: str
) -> Source:
    """Σ mass × analysed share."""
    return source(
        name, record="activity", where={"item": items, "role": role}, assay=assay,
        times_assay=True, grain=GRAIN, unit=unit, zh=zh,
    )  # fmt: skip


carbon_fed = _mass("carbon_fed", FED, "consumed", "炭素工序投入物料")
carbon_fed_with_fixed = _mass(
    "carbon_fed_with_fixed", FED, "consumed", "有固定碳检测的投入物料", "fixed_carbon"
)
carbon_fed_with_volatile = _mass(
    "carbon_fed_with_volatile", FED, "consumed", "有挥发分检测的投入物料", "volatile_matter"
)
carbon_fed_fixed = _content(
    "carbon_fed_fixed", FED, "consumed", "投入物料的固定碳", "fixed_carbon", "tC"
)
carbon_fed_volatile = _content(
    "carbon_fed_volatile", FED, "consumed", "投入物料的挥发分", "volatile_matter", "t"
)
carbon_made = _mass("carbon_made", MADE, "produced", "炭素工序产出")
carbon_made_with_fixed = _mass(
    "carbon_made_with_fixed", MADE, "produced", "有固定碳检测的产出", "fixed_carbon"
)
carbon_made_with_volatile = _mass(
    "carbon_made_with_volatile", MADE, "produced", "有挥发分检测的产出", "volatile_matter"
)
carbon_made_fixed = _content(
    "carbon_made_fixed", MADE, "produced", "产出的固定碳", "fixed_carbon", "tC"
)
carbon_made_volatile = _content(
    "carbon_made_volatile", MADE, "produced", "产出的挥发分", "volatile_matter", "t"
)
carbon_waste = _mass("carbon_waste", WASTE, "generated", "粉尘、碎屑、残块和副产品")
carbon_waste_analysed = _mass(
    "carbon_waste_analysed", WASTE, "generated", "有含碳量检测的粉尘、碎屑", "carbon_content"
)
carbon_waste_content = _content(
    "carbon_waste_content", WASTE, "generated", "粉尘、碎屑的含碳量", "carbon_content", "tC"
)


def in_full(content: Quantity, mass: Quantity, analysed: Quantity) -> Quantity:
    """A content of all that is on record, or nothing that can be said."""
    gap = mass - analysed.or_nil()
    # a ratio to nothing cannot be said: a part was not analysed
    return content / where(gap * gap > 0, 0, 1)


@rule(
    CLAUSE, unit="tC", grain=GRAIN, applies=ALWAYS,
    zh="投入物料的固定碳（全部检测）", en="fixed carbon of what is fed",
)  # fmt: skip
def fixed_carbon_fed(
    carbon_fed_fixed: Quantity, carbon_fed: Quantity, carbon_fed_with_fixed: Quantity
) -> Quantity:
    """GC·WFC, BPM·BPMFC, BG·BGFC, GPM·GPMFC, GTA·GTAFC: mass times fixed carbon."""
    return in_full(carbon_fed_fixed, carbon_fed, carbon_fed_with_fixed)


@rule(
    CLAUSE, unit="tC", grain=GRAIN, applies=ALWAYS,
    zh="产出的固定碳（全部检测）", en="fixed carbon of what is made",
)  # fmt: skip
def fixed_carbon_made(
    carbon_made_fixed: Quantity, carbon_made: Quantity, carbon_made_with_fixed: Quantity
) -> Quantity:
    """CC·WFC-C, BP·BPFC, GP·GPFC: mass times fixed carbon."""
    return in_full(carbon_made_fixed, carbon_made, carbon_made_with_fixed)


@rule(
    CLAUSE, unit="tC", grain=GRAIN, applies=ALWAYS,
    zh="投入物料挥发分折算的碳", en="carbon of the volatile matter of what is fed",
)  # fmt: skip
def volatile_carbon_fed(
    carbon_fed_volatile: Quantity,
    carbon_fed: Quantity,
    carbon_fed_with_volatile: Quantity,
    volatile_carbon_factor: Quantity,
    carbon_in_methane: Quantity,
) -> Quantity:
    """Mass times volatile matter, of which a share K counts as methane.

    K × 12/16 × M × W_Var
    """
    volatile = in_full(carbon_fed_volatile, carbon_fed, carbon_fed_with_volatile)
    return volatile * volatile_carbon_factor * carbon_in_methane


@rule(
    CLAUSE, unit="tC", grain=GRAIN, applies=ALWAYS,
    zh="产出的挥发分折算的碳", en="carbon of the volatile matter of what is made",
)  # fmt: skip
def volatile_carbon_made(
    carbon_made_volatile: Quantity,
    carbon_made: Quantity,
    carbon_made_with_volatile: Quantity,
    volatile_carbon_factor: Quantity,
    carbon_in_methane: Quantity,
) -> Quantity:
    """K × 12/16 × M × W_Var of the products."""
    volatile = in_full(carbon_made_volatile, carbon_made, carbon_made_with_volatile)
    return volatile * volatile_carbon_factor * carbon_in_methane


@rule(
    CLAUSE, unit="tC", grain=GRAIN, applies=ALWAYS,
    zh="粉尘、碎屑、残块和副产品带出的碳", en="carbon that leaves with dust, scrap and by-products",
)  # fmt: skip
def waste_carbon(
    carbon_waste_content: Quantity, carbon_waste: Quantity, carbon_waste_analysed: Quantity
) -> Quantity:
    """BWT and GWT: mass times carbon content."""
    return in_full(carbon_waste_content, carbon_waste, carbon_waste_analysed)
