"""A month's forms of so many enterprises, twenty rows each: bytes a row, rows a second, totals.

What ``docs/howto/scale.md`` extrapolates from: the rows are appended through the ledger, and the
comprehensive energy of every enterprise and of its region is worked out of them. The peer writes
the same rows to one Parquet file by DuckDB, without receipt, lock, check or statistics.
Run: python benchmarks/bench_forms.py [enterprises …]
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow as pa
from measure import Curve, arguments
from province import layout

from luheng.engine import evaluate
from luheng.ledger import Ledger, Workspace
from luheng.ledger.layout import duckdb_type
from luheng.records import Origin
from luheng.rulebook import load_rulebook

SIZES = (10_000, 100_000, 500_000)
ITEMS = ("electricity", "diesel", "gasoline", "coke", "raw_coal")
ROLES = ("consumed", "purchased", "stock_change", "sold")
ROWS = len(ITEMS) * len(ROLES)


def forms_sql(enterprises: int) -> str:
    """May 2025 of each enterprise: every item in every role; the values come from a hash."""
    items = ", ".join(f"'{i}'" for i in ITEMS)
    roles = ", ".join(f"'{r}'" for r in ROLES)
    unit = "CASE item WHEN 'electricity' THEN 'kWh' ELSE 'kg' END"
    value = "(hash(e * 1009 + length(item)) % 100000000)::DOUBLE / 100"
    said = {
        "entity": "'E' || lpad(e::VARCHAR, 7, '0')", "period": "'2025-05'", "item": "item",
        "role": "role", "quantity": value, "amount": value, "unit": unit, "canonical_unit": unit,
        "state": "'value'", "period_start": "DATE '2025-05-01'", "period_end": "DATE '2025-06-01'",
        "period_grain": "'month'", "source": "'made-up'", "row": "e % 1000000", "col": "'value'",
    }  # fmt: skip
    columns = ", ".join(
        f'CAST({said.get(n, "NULL")} AS {duckdb_type(t)}) AS "{n}"'
        for n, t in layout("activity").items()
    )
    return (
        f"SELECT {columns} FROM range({enterprises}) a(e), unnest([{items}]) b(item), "
        f"unnest([{roles}]) c(role)"
    )


def appended(ledger: Ledger, enterprises: int) -> int:
    """Append the month, streaming; the rows kept."""
    schema = pa.schema(list(layout("activity").items()))
    reader = duckdb.connect().execute(forms_sql(enterprises)).to_arrow_reader(200_000)
    stream = pa.RecordBatchReader.from_batches(schema, (b.cast(schema) for b in reader))
    origin = Origin("forms", sha256=f"{enterprises}")
    return ledger.append("activity", stream, origin=origin, recorded_by="benchmark").kept


def month(enterprises: int) -> tuple[float, float, float, float]:
    """Seconds to append, to work out and to write plainly; bytes a row in the ledger."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Workspace.create(Path(folder) / "w").ledger
        start = time.perf_counter()
        assert appended(ledger, enterprises) == enterprises * ROWS
        taken = time.perf_counter() - start
        stored = sum(Path(f).stat().st_size for f in ledger.files("activity"))
        start = time.perf_counter()
        figures = evaluate(ledger, load_rulebook(), ["comprehensive_energy"], period="2025-05")
        worked = time.perf_counter() - start
        assert len(figures) == enterprises
        assert figures.table["value"].null_count == 0
        start = time.perf_counter()
        duckdb.connect().execute(
            f"COPY ({forms_sql(enterprises)}) TO '{folder}/plain.parquet' (FORMAT parquet)"
        )
        return taken, worked, time.perf_counter() - start, stored / enterprises / ROWS


def test_smoke() -> None:
    assert min(month(500)) > 0


def main() -> None:
    columns = ("enterprises", "rows M", "append s", "M rows/s", "figures s", "plain write s",
               "bytes/row")  # fmt: skip
    curve = Curve("a month's forms of every enterprise of a nation", columns).start()
    for size in arguments(SIZES):
        rows = size * ROWS / 1e6
        taken, worked, plain, stored = month(size)
        curve.add(size, rows, taken, rows / taken, worked, plain, stored)


if __name__ == "__main__":
    main()
