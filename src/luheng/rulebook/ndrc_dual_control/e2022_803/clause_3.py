"""发改环资〔2022〕803号, section 3: raw material is taken off total consumption."""

import datetime as dt

from luheng.periods import Validity
from luheng.rules import Quantity, clause, rule
from luheng.units import Kind


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


@rule(
    clause("ndrc_dual_control", "e2022_803", "3"),
    unit="tce/万CNY", grain="entity period", kind=Kind.INTENSIVE, basis="calorific",
    zh="能耗双控口径的单位增加值能耗（可比价）",
    en="energy per value added under dual control, at comparable prices",
    applies=Validity(dt.date(2021, 1, 1), None),
)  # fmt: skip
def dual_control_energy_per_value_added(
    dual_control_energy: Quantity, value_added_comparable: Quantity
) -> Quantity:
    """Energy under dual control over value added at comparable prices, which is not adjusted."""
    return dual_control_energy.per(value_added_comparable)
