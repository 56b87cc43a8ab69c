"""Regional accounts, clause 3: energy and carbon of the enterprises on record in a region.

A region holds the enterprises that lie in it and in every region within it. These are sums over the
enterprises on record, whoever else there is: the region's own statistics are other quantities.
Parts of an enterprise are not added to it as long as they have no place of their own.
"""

from luheng.rules import Quantity, clause, rule
from luheng.units import Kind

CLAUSE = clause("luheng_regional_accounts", "e2026", "3")
WITHIN = "within_region"


@rule(
    CLAUSE, unit="kgce", grain="region period", basis="calorific",
    zh="地区企业综合能耗", en="comprehensive energy consumption of a region's enterprises",
)  # fmt: skip
def enterprise_energy_of_region(comprehensive_energy: Quantity) -> Quantity:
    """Σ over the enterprises; what one made and another used is an output of the one."""
    return comprehensive_energy.roll_up(along=WITHIN)


@rule(
    CLAUSE, unit="kgce", grain="region period", basis="primary_equivalent",
    zh="地区企业综合能耗（等价值）",
    en="comprehensive energy consumption of a region's enterprises, primary equivalent",
)  # fmt: skip
def enterprise_energy_of_region_primary_equivalent(
    comprehensive_energy_primary_equivalent: Quantity,
) -> Quantity:
    """Σ over the enterprises, electricity at the coal rate of its generation."""
    return comprehensive_energy_primary_equivalent.roll_up(along=WITHIN)


@rule(
    CLAUSE, unit="kWh", grain="region period",
    zh="地区企业用电量", en="electricity use of a region's enterprises",
)  # fmt: skip
def enterprise_electricity_use_of_region(electricity_use: Quantity) -> Quantity:
    """Σ over the enterprises."""
    return electricity_use.roll_up(along=WITHIN)


@rule(
    CLAUSE, unit="CNY", grain="region period",
    zh="地区企业增加值", en="value added of a region's enterprises",
)  # fmt: skip
def enterprise_value_added_of_region(value_added: Quantity) -> Quantity:
    """Σ over the enterprises, at the prices of the period."""
    return value_added.roll_up(along=WITHIN)


@rule(
    CLAUSE, unit="tce/万CNY", grain="region period", kind=Kind.INTENSIVE,
    zh="地区企业单位增加值能耗", en="energy per value added of a region's enterprises",
)  # fmt: skip
def enterprise_energy_per_value_added_of_region(
    enterprise_energy_of_region: Quantity, enterprise_value_added_of_region: Quantity
) -> Quantity:
    """The ratio of the two sums (A6)."""
    return enterprise_energy_of_region / enterprise_value_added_of_region


@rule(
    CLAUSE, unit="tCO2e", grain="region period",
    zh="地区企业直接排放", en="scope 1 of a region's enterprises",
)  # fmt: skip
def enterprise_scope_1_of_region(scope_1: Quantity) -> Quantity:
    """Σ over the enterprises: each ton once, where it leaves the stack."""
    return scope_1.roll_up(along=WITHIN)


@rule(
    CLAUSE, unit="tCO2e", grain="region period", basis="location",
    zh="地区企业间接排放", en="scope 2 of a region's enterprises, location-based",
)  # fmt: skip
def enterprise_scope_2_of_region(scope_2_location_based: Quantity) -> Quantity:
    """Σ over the enterprises."""
    return scope_2_location_based.roll_up(along=WITHIN)


@rule(
    CLAUSE, unit="tCO2e", grain="region period", basis="location",
    zh="地区企业温室气体排放报告量之和", en="emissions that the enterprises of a region report",
)  # fmt: skip
def enterprise_ghg_emissions_of_region(ghg_emissions: Quantity) -> Quantity:
    """Σ of the reports. Power made in the region and used there is in it twice: it is no inventory.

    Without double counting is ``enterprise_scope_1_of_region``.
    """
    return ghg_emissions.roll_up(along=WITHIN)


@rule(
    CLAUSE, unit="tCO2e/万CNY", grain="region period", kind=Kind.INTENSIVE,
    zh="地区企业单位增加值直接排放", en="scope 1 per value added of a region's enterprises",
)  # fmt: skip
def enterprise_scope_1_per_value_added_of_region(
    enterprise_scope_1_of_region: Quantity, enterprise_value_added_of_region: Quantity
) -> Quantity:
    """The ratio of the two sums (A6)."""
    return enterprise_scope_1_of_region / enterprise_value_added_of_region
