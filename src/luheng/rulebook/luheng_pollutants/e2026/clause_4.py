"""Luheng's pollutant accounts, clause 4: which emission counts, and how it was found."""

import pyarrow as pa

from luheng.methods.pollutant_stacking import stacked
from luheng.rules import Quantity, clause, method, prefer, rule, where
from luheng.units import Kind

CLAUSE = clause("luheng_pollutants", "e2026", "4")


@rule(
    CLAUSE, unit="kg", grain="entity item period",
    zh="实测的排放量", en="pollutant emissions by measurement",
)  # fmt: skip
def emissions_measured(
    emissions_filed_measured: Quantity, emissions_by_concentration: Quantity
) -> Quantity:
    """Filed as measured, else concentration times flow; of its outlets where it has none itself.

    Reads
    -----
    emissions_filed_measured     entity item period
    emissions_by_concentration   entity item period   rolled up from the outlets of the entity
    """
    own = prefer(emissions_filed_measured, emissions_by_concentration)
    return prefer(own, own.roll_up(along="part_of"))


@method(
    CLAUSE, unit="kg", grain="entity item period", reads="so2_by_balance vocs_by_balance",
    zh="物料衡算得出的排放量", en="pollutant emissions worked out by balance",
)  # fmt: skip
def emissions_from_balance(so2_by_balance: pa.Table, vocs_by_balance: pa.Table) -> pa.Table:
    """Sulphur dioxide and volatile organic compounds, the two for which there is a balance."""
    return stacked({"so2": so2_by_balance, "vocs": vocs_by_balance})


@rule(
    CLAUSE, unit="kg", grain="entity item period",
    zh="物料衡算的排放量", en="pollutant emissions by material balance",
)  # fmt: skip
def emissions_by_balance(
    emissions_filed_by_balance: Quantity, emissions_from_balance: Quantity
) -> Quantity:
    """Filed as worked out by balance, else worked out here."""
    return prefer(emissions_filed_by_balance, emissions_from_balance)


@rule(
    CLAUSE, unit="kg", grain="entity item period",
    zh="污染物排放量", en="pollutant emissions",
)  # fmt: skip
def pollutant_emissions(
    emissions_measured: Quantity,
    emissions_by_balance: Quantity,
    emissions_filed_by_factor: Quantity,
    emissions_filed: Quantity,
) -> Quantity:
    """By measurement, else by material balance, else by factor, else as filed without a method.

    ``pollutant_emission_method`` says which.
    """
    worked_out = prefer(emissions_by_balance, emissions_filed_by_factor)
    return prefer(emissions_measured, prefer(worked_out, emissions_filed))


@rule(
    CLAUSE, unit="1", grain="entity item period", kind=Kind.INTENSIVE,
    zh="污染物排放量的方法", en="method of a pollutant emission",
)  # fmt: skip
def pollutant_emission_method(
    emissions_measured: Quantity,
    emissions_by_balance: Quantity,
    emissions_filed_by_factor: Quantity,
    emissions_filed: Quantity,
) -> Quantity:
    """1 measured, 2 material balance, 3 factor, 4 filed without a method.

    A group of enterprises has no method; the number is no amount and is never added.
    """
    measured = where(emissions_measured < 0 * emissions_measured, 1, 1)
    balance = where(emissions_by_balance < 0 * emissions_by_balance, 2, 2)
    factor = where(emissions_filed_by_factor < 0 * emissions_filed_by_factor, 3, 3)
    filed = where(emissions_filed < 0 * emissions_filed, 4, 4)
    return prefer(measured, prefer(balance, prefer(factor, filed)))
