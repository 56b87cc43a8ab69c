"""GB/T 32150-2015, direct emissions gas by gas, in kilograms of each gas.

What an entity files of a gas and what processes give off of it stand in one row; carbon dioxide is
that of fuels and processes, and what is filed beside them.
"""

from luheng.codelists import load
from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source

CLAUSE = clause("gbt_32150", "e2015", "5.2")
GRAIN = "entity item period"

gas_filed_mass = source(
    "gas_filed_mass",
    record="activity",
    where={"role": "discharged", "item": tuple(sorted(load("gases").ids()))},
    grain=GRAIN,
    unit="kg",
    zh="温室气体直接排放质量（填报）",
    en="mass of gases let out, as filed",
)


@rule(
    CLAUSE, unit="kg", grain=GRAIN, applies=ALWAYS,
    zh="二氧化碳（计算部分，按气体列）", en="carbon dioxide as worked out, by gas",
)  # fmt: skip
def gas_row_co2(direct_co2: Quantity, is_co2: Quantity) -> Quantity:
    """Fuels and processes, in the row of the gas."""
    return direct_co2 * is_co2


@rule(
    CLAUSE, unit="kg", grain=GRAIN, applies=ALWAYS,
    zh="甲烷（计算部分，按气体列）", en="methane as worked out, by gas",
)  # fmt: skip
def gas_row_ch4(process_ch4: Quantity, is_ch4: Quantity) -> Quantity:
    """What processes give off, in the row of the gas."""
    return process_ch4 * is_ch4


@rule(
    CLAUSE, unit="kg", grain=GRAIN, applies=ALWAYS,
    zh="氧化亚氮（计算部分，按气体列）", en="nitrous oxide as worked out, by gas",
)  # fmt: skip
def gas_row_n2o(process_n2o: Quantity, is_n2o: Quantity) -> Quantity:
    """What processes give off, in the row of the gas."""
    return process_n2o * is_n2o


@rule(
    CLAUSE, unit="kg", grain=GRAIN, applies=ALWAYS,
    zh="六氟化硫（计算部分，按气体列）", en="sulphur hexafluoride as worked out, by gas",
)  # fmt: skip
def gas_row_sf6(process_sf6: Quantity, is_sf6: Quantity) -> Quantity:
    """What processes give off, in the row of the gas."""
    return process_sf6 * is_sf6


@rule(
    CLAUSE, unit="kg", grain=GRAIN, applies=ALWAYS,
    zh="四氟化碳（计算部分，按气体列）", en="tetrafluoromethane as worked out, by gas",
)  # fmt: skip
def gas_row_cf4(process_cf4: Quantity, is_cf4: Quantity) -> Quantity:
    """What processes give off, in the row of the gas."""
    return process_cf4 * is_cf4


@rule(
    CLAUSE, unit="kg", grain=GRAIN, applies=ALWAYS,
    zh="六氟乙烷（计算部分，按气体列）", en="hexafluoroethane as worked out, by gas",
)  # fmt: skip
def gas_row_c2f6(process_c2f6: Quantity, is_c2f6: Quantity) -> Quantity:
    """What processes give off, in the row of the gas."""
    return process_c2f6 * is_c2f6


@rule(
    CLAUSE, unit="kg", grain=GRAIN, applies=ALWAYS,
    zh="分气体的直接排放量", en="direct emissions by gas",
)  # fmt: skip
def gas_emissions(  # noqa: PLR0917  (one term for each gas)
    gas_filed_mass: Quantity,
    gas_row_co2: Quantity,
    gas_row_ch4: Quantity,
    gas_row_n2o: Quantity,
    gas_row_sf6: Quantity,
    gas_row_cf4: Quantity,
    gas_row_c2f6: Quantity,
) -> Quantity:
    """The mass of each gas let out: as filed, and as worked out from fuels and processes.

    Carbon dioxide that was recovered is not taken off here; the total in equivalents deducts it.
    """
    worked_out = gas_row_co2.or_nil() + gas_row_ch4.or_nil() + gas_row_n2o.or_nil()
    fluorinated = gas_row_sf6.or_nil() + gas_row_cf4.or_nil() + gas_row_c2f6.or_nil()
    return gas_filed_mass.or_nil() + worked_out + fluorinated
