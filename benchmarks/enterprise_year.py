"""A made-up year of monthly forms: so many enterprises, twelve months, twenty rows each."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from province import REGIONS, layout

from luheng.ledger import Ledger, Workspace
from luheng.ledger.layout import duckdb_type
from luheng.records import Origin

__all__ = ["LINES", "MONTHS", "enterprise_year", "guide_of"]

MONTHS = tuple(f"2022-{m:02d}" for m in range(1, 13))
#: item, role, canonical unit, and the largest amount of a month in it: twenty rows a month
LINES = (
    *((i, "consumed", "kg", 2e6) for i in ("anthracite", "lignite", "washed_coal")),
    *((i, "consumed", "kg", 1e5) for i in ("coke", "diesel", "gasoline", "fuel_oil", "kerosene")),
    *((i, "consumed", "kg", 1e4) for i in ("lpg", "crude_oil", "coal_tar")),
    *((i, "consumed", "m3", 1e6) for i in ("blast_furnace_gas", "converter_gas")),
    ("electricity", "consumed", "kWh", 1e7),
    ("heat", "consumed", "MJ", 1e6),
    ("tap_water", "withdrawn", "m3", 1e4),
    ("groundwater", "withdrawn", "m3", 1e4),
    ("reclaimed_water", "withdrawn", "m3", 1e3),
    ("circulating_water", "reused", "m3", 1e5),
    ("gross_output_value", "produced", "CNY", 1e8),
)
_GUIDES = ("gbt_32150", "gbt_32151_5", "gbt_32151_8")


def guide_of(enterprise: int) -> str:
    """The guide by which an enterprise accounts."""
    return _GUIDES[enterprise % len(_GUIDES)]


def _forms_sql(enterprises: int) -> str:
    lines = ", ".join(f"('{i}', '{r}', '{u}', {m}::DOUBLE)" for i, r, u, m in LINES)
    value = "round((hash(e * 1009 + m * 31 + hash(item)) % 1000000)::DOUBLE / 1000000 * most, 3)"
    first = "make_date(2022, m, 1)"
    said = {
        "entity": "'E' || lpad(e::VARCHAR, 6, '0')",
        "period": "'2022-' || lpad(m::VARCHAR, 2, '0')",
        "item": "item", "role": "role", "quantity": value, "amount": value, "unit": "unit",
        "canonical_unit": "unit", "state": "'value'", "period_start": first,
        "period_end": f"{first} + INTERVAL 1 MONTH", "period_grain": "'month'",
        "source": "'made-up'", "row": "1", "col": "'quantity'",
    }  # fmt: skip
    columns = ", ".join(
        f'CAST({said.get(n, "NULL")} AS {duckdb_type(t)}) AS "{n}"'
        for n, t in layout("activity").items()
    )
    return (
        f"SELECT {columns} FROM range({enterprises}) a(e), range(1, 13) b(m), "
        f"(VALUES {lines}) c(item, role, unit, most)"
    )


def _members(enterprises: int) -> pa.Table:
    day = dt.date(2020, 1, 1)
    ids = [f"E{e:06d}" for e in range(enterprises)]
    columns = layout("membership")
    said = {
        "relation": ["located_in"] * enterprises + ["guided_by"] * enterprises,
        "child": ids * 2,
        "parent": [REGIONS[e % 31] for e in range(enterprises)]
        + [guide_of(e) for e in range(enterprises)],
        "valid_from": [day] * (2 * enterprises),
    }
    rows = 2 * enterprises
    return pa.table(
        {n: pa.array(said[n], t) if n in said else pa.nulls(rows, t) for n, t in columns.items()}
    )


@contextmanager
def enterprise_year(enterprises: int) -> Iterator[tuple[str, Ledger]]:
    """A workspace of ``enterprises`` × 12 months × 20 rows, with places and guides, compacted."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Workspace.create(Path(folder)).ledger
        schema = pa.schema(list(layout("activity").items()))
        reader = duckdb.connect().execute(_forms_sql(enterprises)).to_arrow_reader(200_000)
        stream = pa.RecordBatchReader.from_batches(schema, (b.cast(schema) for b in reader))
        by = {"recorded_by": "benchmark"}
        ledger.append("activity", stream, origin=Origin("forms", sha256="forms"), **by)
        members = _members(enterprises)
        ledger.append("membership", members, origin=Origin("links", sha256="links"), **by)
        ledger.compact("activity")
        yield folder, ledger
