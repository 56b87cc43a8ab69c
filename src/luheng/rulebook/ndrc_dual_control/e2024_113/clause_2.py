"""发改环资〔2024〕113号, section 2: energy that is not fossil stays out of total and intensity."""

from luheng.rulebook.luheng_conventions.e2026.clause_2 import BIOMASS, ENERGY
from luheng.rules import Quantity, clause, rule

COUNTED = tuple(item for item in ENERGY if item not in BIOMASS)


@rule(
    clause("ndrc_dual_control", "e2024_113", "2"),
    unit="kgce", grain="entity period", basis="calorific",
    zh="能耗双控口径的能源消费量", en="energy consumption under dual control",
)  # fmt: skip
def dual_control_energy(
    energy_by_carrier: Quantity,
    feedstock_energy: Quantity,
    renewable_electricity_energy: Quantity,
) -> Quantity:
    """Carriers but biomass, less raw material, less electricity that certificates cover.

    Reads
    -----
    energy_by_carrier              entity item period   net, calorific basis
    feedstock_energy               entity period        nothing filed: nothing is taken off
    renewable_electricity_energy   entity period        nothing filed: nothing is taken off
    """
    counted = energy_by_carrier.among(item=COUNTED, called="carriers but biomass")
    left_out = feedstock_energy.or_nil() + renewable_electricity_energy.or_nil()
    return counted.sum(over="item") - left_out
