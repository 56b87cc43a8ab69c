"""A made-up province of meters in a real ledger: so many enterprises, five meters each, hourly."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from luheng.ledger import Ledger, Workspace
from luheng.records import Origin, Record, record
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, Rulebook, clause, rule

__all__ = ["ITEMS", "REGIONS", "append_readings", "appended", "book", "province", "reading_sql"]

ITEMS = ("electricity", "raw_coal", "diesel", "coke", "gasoline")
REGIONS = tuple(f"{n}0000" for n in (
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51,
    52, 53, 54, 61, 62, 63, 64, 65,
))  # fmt: skip
HOURS = 8784


@rule(
    clause("gbt_2589", "e2020", "7"), unit="kgce", grain="region period", zh="企业综合能耗之和",
    basis="calorific",
)  # fmt: skip
def enterprises_energy(comprehensive_energy: Quantity) -> Quantity:
    """The enterprises of a region, added up along their dated membership."""
    return comprehensive_energy.roll_up(along="located_in")


def book() -> Rulebook:
    """The rulebook and the roll-up that the benchmark asks for."""
    base = load_rulebook()
    return dataclasses.replace(
        base, rules={**base.rules, "enterprises_energy": (enterprises_energy,)}
    )


def layout(name: str) -> dict[str, pa.DataType]:
    """All columns of a record as the door hands them over."""
    own: type[Record] = record(name)
    origin = {"source": pa.string(), "sheet": pa.string(), "row": pa.int32(), "col": pa.string()}
    return {**{n: c.arrow_type() for n, c in own.columns().items()}, **own.derived(), **origin}


def reading_sql(first_meter: int, meters: int, hours: int, first_hour: int = 0) -> str:
    """Hourly readings of some meters as a DuckDB query; the values come from a hash, not a dice."""
    value = "(hash(m * 100003 + h) % 1000000)::DOUBLE / 10000"
    said = {
        "meter": "'M' || lpad(m::VARCHAR, 6, '0')",
        "at": "TIMESTAMPTZ '2024-12-31 17:00:00+00' + to_hours(h::INT)",
        "value": value,
        "amount": value,
        "unit": "CASE m % 5 WHEN 0 THEN 'kWh' ELSE 'kg' END",
        "canonical_unit": "CASE m % 5 WHEN 0 THEN 'kWh' ELSE 'kg' END",
        "kind": "'interval'",
        "quality": "'measured'",
        "offset_minutes": "480",
        "source": "'made-up'",
        "row": "h",
        "col": "'value'",
    }
    from luheng.ledger.layout import duckdb_type

    columns = ", ".join(
        f'CAST({said.get(n, "NULL")} AS {duckdb_type(t)}) AS "{n}"'
        for n, t in layout("reading").items()
    )
    return (
        f"SELECT {columns} FROM range({first_meter}, {first_meter + meters}) a(m), "
        f"range({first_hour}, {first_hour + hours}) b(h)"
    )


def append_readings(ledger: Ledger, sql: str, name: str) -> int:
    """Append what a query gives, streaming; returns the rows kept."""
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    reader = con.execute(sql).to_arrow_reader(200_000)
    schema = pa.schema(list(layout("reading").items()))
    batches = (b.cast(schema) for b in reader)
    stream = pa.RecordBatchReader.from_batches(schema, batches)
    receipt = ledger.append(
        "reading", stream, origin=Origin(name, sha256=name), recorded_by="benchmark"
    )
    return receipt.kept


def appended(ledger: Ledger, name: str, rows: list[dict[str, object]]) -> None:
    """Append master data."""
    columns = layout(name)
    full = [{c: r.get(c) for c in columns} for r in rows]
    table = pa.Table.from_pylist(full, schema=pa.schema(list(columns.items())))
    ledger.append(name, table, origin=Origin(f"{name}.csv", sha256=name), recorded_by="benchmark")


@contextmanager
def province(enterprises: int, hours: int = HOURS, corrected: int = 1000) -> Iterator[Ledger]:
    """A compacted ledger of ``enterprises`` × 5 meters × ``hours``, some readings corrected."""
    meters = enterprises * 5
    day = dt.date(2020, 1, 1)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Workspace.create(Path(folder)).ledger
        append_readings(ledger, reading_sql(0, meters, hours), "year")
        fixed = (
            "SELECT * REPLACE (value + 1 AS value, amount + 1 AS amount) "
            f"FROM ({reading_sql(0, meters, hours)}) ORDER BY hash(meter || row) LIMIT {corrected}"
        )
        append_readings(ledger, fixed, "corrections")
        ids = [f"M{n:06d}" for n in range(meters)]
        appended(ledger, "entity", [
            {"id": m, "type": "meter", "item": ITEMS[n % 5], "role": "consumed"}
            for n, m in enumerate(ids)
        ])  # fmt: skip
        appended(ledger, "membership", [
            *({"relation": "meter_of", "child": m, "parent": f"E{n // 5:05d}", "valid_from": day}
              for n, m in enumerate(ids)),
            *({"relation": "located_in", "child": f"E{e:05d}", "parent": REGIONS[e % 31],
               "valid_from": day} for e in range(enterprises)),
        ])  # fmt: skip
        appended(ledger, "expectation", [
            {"record": "reading", "subject": m, "item": "*", "role": "*", "step": "PT1H",
             "valid_from": dt.date(2025, 1, 1)} for m in ids
        ])  # fmt: skip
        ledger.compact("reading")
        yield ledger
