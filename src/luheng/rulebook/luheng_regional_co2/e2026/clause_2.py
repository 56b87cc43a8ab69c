"""Regional CO2, clause 2: carbon burnt, as carbon dioxide."""

from luheng.rules import Quantity, clause, rule

METHOD = clause("luheng_regional_co2", "e2026", "2")


@rule(
    METHOD, unit="tCO2", grain="region item period", zh="地区分品种能源活动二氧化碳排放量",
    en="energy-related CO2 of a region by carrier",
)  # fmt: skip
def regional_co2_energy_related_by_carrier(
    regional_fuel_burnt: Quantity,
    heating_value: Quantity,
    carbon_content: Quantity,
    oxidation_rate: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Fuel burnt × heating value × carbon content × oxidation rate × 44/12.

    Reads
    -----
    regional_fuel_burnt   region item period
    heating_value         item, dated          the yearbook's own where it prints one value
    carbon_content        item, dated          the guide in force, or a named overlay
    oxidation_rate        item, dated          the same
    carbon_to_co2         -                    ratio of molar masses
    """
    heat = regional_fuel_burnt * heating_value
    return heat * carbon_content * oxidation_rate * carbon_to_co2


@rule(
    METHOD, unit="tCO2", grain="region period", zh="地区能源活动二氧化碳排放量",
    en="energy-related CO2 of a region",
)  # fmt: skip
def regional_co2_energy_related(regional_co2_energy_related_by_carrier: Quantity) -> Quantity:
    """Energy-related CO2 of a region: combustion alone, no processes, no bought electricity."""
    return regional_co2_energy_related_by_carrier.sum(over="item")
