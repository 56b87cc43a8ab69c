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


@rule(
    CLAUSE, unit="tce", grain="region period", basis="primary_equivalent",
    zh="不在企业账中的地区能源消费量（等价值）",
    en="regional energy beyond the enterprises on record, primary equivalent",
)  # fmt: skip
def regional_energy_beyond_enterprises_primary_equivalent(
    regional_energy_consumption_primary_equivalent: Quantity,
    enterprise_energy_of_region_primary_equivalent: Quantity,
) -> Quantity:
    """The published total less the sum of the enterprises, electricity at its coal rate in both."""
    enterprises = enterprise_energy_of_region_primary_equivalent
    return regional_energy_consumption_primary_equivalent - enterprises


@rule(
    CLAUSE, unit="%", grain="region period", kind=Kind.INTENSIVE,
    zh="企业账占地区能源消费总量的比例（等价值）",
    en="share of published regional energy that enterprises account for",
)  # fmt: skip
def enterprise_share_of_regional_energy_primary_equivalent(
    enterprise_energy_of_region_primary_equivalent: Quantity,
    regional_energy_consumption_primary_equivalent: Quantity,
) -> Quantity:
    """How much of the published total the enterprises on record are."""
    total = regional_energy_consumption_primary_equivalent
    return enterprise_energy_of_region_primary_equivalent / total
