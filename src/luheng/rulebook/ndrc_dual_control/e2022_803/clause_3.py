"""发改环资〔2022〕803号, section 3: raw material is taken off total consumption."""

from luheng.rules import Quantity, clause, rule


@rule(
    clause("ndrc_dual_control", "e2022_803", "3"),
    unit="kgce", grain="entity period", basis="calorific",
    zh="能耗双控口径的能源消费量", en="energy consumption under dual control",
)  # fmt: skip
def dual_control_energy(comprehensive_energy: Quantity, feedstock_energy: Quantity) -> Quantity:
    """Comprehensive energy less energy used as raw material; value added is not adjusted.

    Reads
    -----
    comprehensive_energy   entity period
    feedstock_energy       entity period   nothing filed as raw material: nothing is taken off
    """
    return comprehensive_energy - feedstock_energy.or_nil()
