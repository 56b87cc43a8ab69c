"""Luheng's conventions, clause 3: what meters say of an entity beside its use of energy."""

from luheng.rules import Quantity, clause, rule

CLAUSE = clause("luheng_conventions", "e2026", "3")


@rule(CLAUSE, unit="kvarh", grain="entity period", zh="滞后无功电量")
def reactive_energy_lagging(metered_amount: Quantity) -> Quantity:
    """Lagging (inductive) reactive energy of an entity's meters."""
    measured = metered_amount.at(role="measured", item="reactive_energy_lagging")
    return measured.roll_up(along="meter_of")


@rule(CLAUSE, unit="kvarh", grain="entity period", zh="超前无功电量")
def reactive_energy_leading(metered_amount: Quantity) -> Quantity:
    """Leading (capacitive) reactive energy of an entity's meters."""
    measured = metered_amount.at(role="measured", item="reactive_energy_leading")
    return measured.roll_up(along="meter_of")


@rule(CLAUSE, unit="tCO2", grain="entity period", zh="数据来源自报的二氧化碳排放量")
def metered_co2(metered_amount: Quantity) -> Quantity:
    """Carbon dioxide as the source itself states it; no factor of ours is in it."""
    measured = metered_amount.at(role="measured", item="co2_stated")
    return measured.roll_up(along="meter_of")


@rule(CLAUSE, unit="tCO2", grain="entity period", zh="假设情景下的用电二氧化碳排放量")
def electricity_co2_as_if(energy_use: Quantity, electricity_emission_factor: Quantity) -> Quantity:
    """Electricity used times an emission factor that a named overlay lays over it (A18).

    Without an overlay the factor has no value, and the figure cannot be said.
    """
    return (energy_use * electricity_emission_factor).at(item="electricity")
