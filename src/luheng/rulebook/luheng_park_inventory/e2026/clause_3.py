"""Luheng's park inventory, clause 3: energy, water, wastes and pollutants of a park."""

from luheng.rules import Quantity, clause, rule, source, where
from luheng.units import Kind

CLAUSE = clause("luheng_park_inventory", "e2026", "3")
#: what a receiver counts as withdrawal though another member withdrew or treated it
WATERS = (
    *("surface_water", "groundwater", "tap_water", "reclaimed_water", "mine_water", "rainwater"),
    *("desalinated_seawater", "brackish_water"),
)

water_transfer_amount = source(
    "water_transfer_amount",
    record="transfer",
    where={"item": WATERS},
    grain="entity counterpart item period",
    unit="m3",
    zh="单位间供水量",
    en="water supplied to another entity",
)


@rule(
    CLAUSE, unit="kgce", grain="park period", basis="calorific",
    zh="园区综合能耗", en="comprehensive energy consumption of a park",
)  # fmt: skip
def park_comprehensive_energy(comprehensive_energy: Quantity) -> Quantity:
    """Σ over the members. What one made and another used is an output of the one: it cancels."""
    return comprehensive_energy.roll_up(along="park_of")


@rule(CLAUSE, unit="CNY", grain="park period", zh="园区工业增加值", en="value added of a park")
def park_value_added(value_added: Quantity) -> Quantity:
    """Industrial value added of the members, at the prices of the period."""
    return value_added.roll_up(along="park_of")


@rule(
    CLAUSE, unit="tce/万CNY", grain="park period", kind=Kind.INTENSIVE,
    zh="园区单位增加值能耗", en="energy per value added of a park",
)  # fmt: skip
def park_energy_per_value_added(
    park_comprehensive_energy: Quantity, park_value_added: Quantity
) -> Quantity:
    """The ratio of the two sums (A6)."""
    return park_comprehensive_energy / park_value_added


@rule(
    CLAUSE, unit="tCO2e/万CNY", grain="park period", kind=Kind.INTENSIVE,
    zh="园区单位增加值碳排放", en="greenhouse gas emissions per value added of a park",
)  # fmt: skip
def park_ghg_per_value_added(park_ghg_emissions: Quantity, park_value_added: Quantity) -> Quantity:
    """The ratio of the two sums (A6)."""
    return park_ghg_emissions / park_value_added


@rule(
    CLAUSE, unit="m3", grain="park period",
    zh="园区内部供水量", en="water supplied inside a park",
)  # fmt: skip
def park_internal_water(water_transfer_amount: Quantity) -> Quantity:
    """Water that one member supplied to another; see ``transfer_inside_park``."""
    supplied = water_transfer_amount.by(along="park_of").sum(over="item")
    received = water_transfer_amount.sum(over="entity item").by(along="received_in_park")
    inside = where(received < 0 * received, 1, 1)
    return (supplied * inside.or_nil()).sum(over="entity counterpart")


@rule(
    CLAUSE, unit="m3", grain="park period",
    zh="园区取水量", en="water withdrawal of a park",
)  # fmt: skip
def park_water_withdrawal(water_withdrawal: Quantity, park_internal_water: Quantity) -> Quantity:
    """Withdrawal of all members less what they bought of each other: that was withdrawn before."""
    return water_withdrawal.roll_up(along="park_of") - park_internal_water.or_nil()


@rule(
    CLAUSE, unit="m3/万CNY", grain="park period", kind=Kind.INTENSIVE,
    zh="园区单位增加值取水量", en="water withdrawal per value added of a park",
)  # fmt: skip
def park_water_per_value_added(
    park_water_withdrawal: Quantity, park_value_added: Quantity
) -> Quantity:
    """The ratio of the two sums (A6)."""
    return park_water_withdrawal / park_value_added


@rule(
    CLAUSE, unit="t", grain="park period",
    zh="园区一般工业固体废物产生量", en="solid waste generated in a park",
)  # fmt: skip
def park_solid_waste_generation(solid_waste_generation: Quantity) -> Quantity:
    """Σ over the members."""
    return solid_waste_generation.roll_up(along="park_of")


@rule(
    CLAUSE, unit="t", grain="park period",
    zh="园区一般工业固体废物综合利用量", en="solid waste of a park that was utilised",
)  # fmt: skip
def park_solid_waste_utilisation(solid_waste_utilisation: Quantity) -> Quantity:
    """Σ over the members; waste is counted where it arose, so that no member's use is doubled."""
    return solid_waste_utilisation.roll_up(along="park_of")


@rule(
    CLAUSE, unit="t", grain="park period",
    zh="园区可供综合利用的固体废物量", en="solid waste of a park that was there to be utilised",
)  # fmt: skip
def park_solid_waste_available(solid_waste_available: Quantity) -> Quantity:
    """Σ over the members of what arose and of what came out of earlier storage."""
    return solid_waste_available.roll_up(along="park_of")


@rule(
    CLAUSE, unit="%", grain="park period", kind=Kind.INTENSIVE,
    zh="园区一般工业固体废物综合利用率", en="solid waste utilisation rate of a park",
)  # fmt: skip
def park_solid_waste_utilisation_rate(
    park_solid_waste_utilisation: Quantity, park_solid_waste_available: Quantity
) -> Quantity:
    """综合利用量 ÷ (产生量 + 综合利用往年贮存量), each summed over the members (A6)."""
    return park_solid_waste_utilisation / park_solid_waste_available


@rule(
    CLAUSE, unit="kg", grain="park item period",
    zh="园区污染物排放量", en="pollutant emissions of a park",
)  # fmt: skip
def park_pollutant_emissions(pollutant_emissions: Quantity) -> Quantity:
    """Σ over the members, each by its own method."""
    return pollutant_emissions.roll_up(along="park_of")
