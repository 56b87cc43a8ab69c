"""Steam states: enthalpies that follow from pressure and temperature on record.

An enthalpy that was filed counts before one that is worked out. A pressure without a temperature is
that of saturated steam. The few distinct states of a ledger are worked out once and joined back, so
that each month's steam takes its own enthalpy before months are added up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from luheng.methods.steam import steam_enthalpy
from luheng.units import unit

__all__ = ["ENTHALPY", "RESTING_ON", "with_worked_out"]

ENTHALPY = "enthalpy"
#: a property that may be worked out, and the measured ones that it rests on
RESTING_ON = {ENTHALPY: (ENTHALPY, "pressure", "temperature")}
_KEY = ("entity", "item", "period_start", "period_end")
_STATE = ("p__", "p_unit__", "t__")
_CELSIUS = "degC"


def with_worked_out(
    rows: ir.Table, run: Callable[[ir.Table], pa.Table], arrow: Callable[[pa.Table], ir.Table]
) -> ir.Table:
    """The assays of enthalpy, and for keys without one what pressure and temperature give.

    Args:
        rows: every visible assay.
        run: a table's rows, from the query engine.
        arrow: a small table, handed to the query engine.
    """
    filed = rows.filter(rows["property"] == ENTHALPY)
    states = _states(rows, filed)
    made = [_enthalpy(row) for row in run(states.select(*_STATE).distinct()).to_pylist()]
    names = {**dict.fromkeys(_STATE), "h__": None}
    table = arrow(
        pa.table(
            {
                n: pa.array([m[n] for m in made], pa.string() if n == "p_unit__" else pa.float64())
                for n in names
            }
        )
    )
    found = states.view().inner_join(table.view(), list(_STATE))
    return filed.select(*_columns(filed)).union(
        found.select(
            *_KEY,
            basis=ibis.null("string"),
            amount=found["h__"],
            canonical_unit=ibis.literal("kJ/kg"),
            uncertainty=ibis.null("float64"),
        )
    )


def _columns(filed: ir.Table) -> list[Any]:
    return [
        *(filed[k] for k in _KEY),
        filed["basis"].cast("string"),
        filed["amount"].cast("float64"),
        filed["canonical_unit"].cast("string"),
        filed["uncertainty"].cast("float64"),
    ]


def _states(rows: ir.Table, filed: ir.Table) -> ir.Table:
    """Pressure and, where there is one, temperature of each key without a filed enthalpy."""
    pressures = rows.filter(rows["property"] == "pressure")
    pressures = pressures.select(
        *_KEY, p__=pressures["amount"].cast("float64"), p_unit__=pressures["canonical_unit"]
    )
    temperatures = rows.filter(
        rows["property"] == "temperature", rows["canonical_unit"] == _CELSIUS
    )
    temperatures = temperatures.select(*_KEY, t__=temperatures["amount"].cast("float64"))
    keys = list(_KEY)
    left = pressures.view().anti_join(filed.select(*_KEY).view(), keys)
    both = left.view().left_join(temperatures.view(), keys, rname="{name}__r")
    # nothing equals null in a join: a temperature that is not there is a number that none has
    degrees = ibis.coalesce(both["t__"], ibis.literal(_NONE).cast("float64"))
    return both.select(*_KEY, "p__", "p_unit__", t__=degrees)


_NONE = -1000.0


def _enthalpy(row: dict[str, Any]) -> dict[str, Any]:
    temperature = None if row["t__"] == _NONE else row["t__"]
    pascal = unit("MPa")
    said = unit(row["p_unit__"]) if row["p_unit__"] else None
    known = said is not None and said.fits(pascal) and row["p__"] is not None
    pressure = row["p__"] * float(said.ratio_to(pascal)) if known and said else None
    found = steam_enthalpy(pressure, temperature) if pressure else None
    return {**row, "h__": found}
