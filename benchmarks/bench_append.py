"""Append 10 M new readings with the duplicate check against 50 M: at least 0.6 M rows a second.

The peer is the least that any store must do: the same rows written to one Parquet file by DuckDB,
without receipt, lock, duplicate check or statistics. Run: python benchmarks/bench_append.py
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import duckdb
from measure import Curve, arguments
from province import append_readings, reading_sql

from luheng.ledger import Workspace

#: millions of readings in the ledger before
SIZES = (1, 10, 25, 50)
HOURS = 1000


def appended(before: int, new: int) -> tuple[float, float, float]:
    """Seconds to fill, to append ``new`` rows beside ``before``, and to write them plainly."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Workspace.create(Path(folder) / "w").ledger
        start = time.perf_counter()
        meters = before // HOURS
        for first in range(0, meters, 10_000):
            some = min(10_000, meters - first)
            append_readings(ledger, reading_sql(first, some, HOURS), f"before {first}")
        filled = time.perf_counter() - start
        # the same meters go on: the hours that follow, so that the check cannot look away
        some = min(meters, new // HOURS)
        later = reading_sql(0, some, new // some, first_hour=HOURS)
        start = time.perf_counter()
        kept = append_readings(ledger, later, "new")
        taken = time.perf_counter() - start
        assert kept == some * (new // some), kept
        con = duckdb.connect()
        con.execute("SET TimeZone = 'UTC'")
        start = time.perf_counter()
        con.execute(f"COPY ({later}) TO '{folder}/plain.parquet' (FORMAT parquet)")
        plain = time.perf_counter() - start
        return filled, taken, plain


def test_smoke() -> None:
    filled, taken, plain = appended(20_000, 10_000)
    assert min(filled, taken, plain) > 0


def main() -> None:
    head = "10 M new readings against 50 M at 0.6 M rows/s at least"
    columns = ("before M", "new M", "fill s", "append s", "M rows/s", "plain write s", "ratio")
    curve = Curve(head, columns).start()
    for size in arguments(SIZES):
        new = min(10, size)
        filled, taken, plain = appended(size * 1_000_000, new * 1_000_000)
        curve.add(size, new, filled, taken, new / taken, plain, taken / plain)


if __name__ == "__main__":
    main()
