"""Luheng's pollutant accounts, clause 2: measured concentration times flow."""

from luheng.rules import Quantity, clause, prefer, rule, source, where
from luheng.units import Kind

from .clause_1 import AIR, WATER

CLAUSE = clause("luheng_pollutants", "e2026", "2")
FLOWS = ("waste_gas", "waste_water")
CARRIER = {**dict.fromkeys(AIR, "waste_gas"), **dict.fromkeys(WATER, "waste_water")}

pollutant_load = source(
    "pollutant_load",
    record="activity",
    where={"item": FLOWS, "role": "discharged"},
    assay="concentration",
    times_assay=True,
    carried=CARRIER,
    grain="entity item period",
    unit="kg",
    zh="浓度与流量之积",
    en="concentration times flow",
)

flow_with_concentration = source(
    "flow_with_concentration",
    record="activity",
    where={"item": FLOWS, "role": "discharged"},
    assay="concentration",
    carried=CARRIER,
    grain="entity item period",
    unit="m3",
    zh="有实测浓度的流量",
    en="flow with a measured concentration",
)

waste_gas_flow = source(
    "waste_gas_flow",
    record="activity",
    where={"item": "waste_gas", "role": "discharged"},
    grain="entity period",
    unit="m3",
    zh="废气排放量",
    en="waste gas discharged",
)

waste_water_flow = source(
    "waste_water_flow",
    record="activity",
    where={"item": "waste_water", "role": "discharged"},
    grain="entity period",
    unit="m3",
    zh="废水排放量",
    en="waste water discharged",
)


@rule(
    CLAUSE, unit="1", grain="entity item period", kind=Kind.FACTOR,
    zh="流量是否都有实测浓度", en="whether all of the flow has a concentration",
)  # fmt: skip
def flow_is_measured(
    flow_with_concentration: Quantity, waste_gas_flow: Quantity, waste_water_flow: Quantity
) -> Quantity:
    """1 where every flow on record has a concentration beside it, 0 where some has not.

    Reads
    -----
    flow_with_concentration   entity item period   flow of the months in which it was measured
    waste_gas_flow            entity period        flow of all months, for pollutants to air
    waste_water_flow          entity period        the same, for pollutants to water
    """
    air = flow_with_concentration.among(item=AIR, called="air")
    water = flow_with_concentration.among(item=WATER, called="water")
    return prefer(
        where(air < waste_gas_flow, 0, 1),
        where(water < waste_water_flow, 0, 1),
    )


@rule(
    CLAUSE, unit="kg", grain="entity item period",
    zh="按浓度和流量计的排放量", en="emissions by concentration and flow",
)  # fmt: skip
def emissions_by_concentration(pollutant_load: Quantity, flow_is_measured: Quantity) -> Quantity:
    """Σ concentration × flow, period by period; absent if some of the flow has no concentration.

    Reads
    -----
    pollutant_load     entity item period   mg/m3 or mg/L times m3, of the entity's own outlet
    flow_is_measured   entity item period   0 makes a ratio to nothing, which cannot be said
    """
    return pollutant_load * flow_is_measured / flow_is_measured
