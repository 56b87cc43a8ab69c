"""Regional accounts, clause 5: statistics of a region beside the sum of its enterprises."""

from luheng.rules import Quantity, clause, rule
from luheng.units import Kind

CLAUSE = clause("luheng_regional_accounts", "e2026", "5")


@rule(
    CLAUSE, unit="tce", grain="region period", basis="calorific",
    zh="不在企业账中的地区能源消费量", en="regional energy beyond the enterprises on record",
)  # fmt: skip
def regional_energy_beyond_enterprises(
    regional_energy_consumption: Quantity, enterprise_energy_of_region: Quantity
) -> Quantity:
    """Statistics less the sum of the enterprises on record, both calorific.

    It is what households, transport, small firms and firms not on record use, and what the two
    count differently; neither figure is put for the other.
    """
    return regional_energy_consumption - enterprise_energy_of_region


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="企业账占地区能源消费量的比例", en="share of regional energy that enterprises account for",
)  # fmt: skip
def enterprise_share_of_regional_energy(
    enterprise_energy_of_region: Quantity, regional_energy_consumption: Quantity
) -> Quantity:
    """How much of the region's consumption the enterprises on record are."""
    return enterprise_energy_of_region / regional_energy_consumption
