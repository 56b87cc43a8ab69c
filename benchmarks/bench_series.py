"""Latest value and one year's chart of any of 100,000 series: under 300 ms compacted, 3 s before.

Three layouts of the same readings: *compacted*, sorted by meter and instant in files of at most 8
million rows; *as received*, each receipt a stretch of time of all meters, one meter after another;
*interleaved*, the same receipts written instant after instant. The peer asks one SELECT with a
filter over all files, as one does who does not know which of them to open.
Run: python benchmarks/bench_series.py [millions of readings …]
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import Curve, arguments
from province import append_readings, reading_sql

from luheng.ledger import Ledger, Workspace

#: millions of readings
SIZES = (10, 50, 200)
SERIES = 100_000
#: rows of one receipt, and of a file as compaction makes it
PORTION = 8_000_000
ASKED = 200
START = dt.datetime(2025, 1, 1)  # noqa: DTZ001  (local to the workspace)
LAYOUTS = ("compacted", "as received", "interleaved")


def fill(ledger: Ledger, layout: str, series: int, hours: int) -> None:
    """Append so many hours of so many meters in receipts of ``PORTION`` rows."""
    if layout == "compacted":
        step = max(1, PORTION // hours)
        for first in range(0, series, step):
            sql = reading_sql(first, min(step, series - first), hours)
            append_readings(ledger, sql, f"meters {first}")
        return
    step = max(1, PORTION // series)
    order = " ORDER BY h, m" if layout == "interleaved" else ""
    for first in range(0, hours, step):
        sql = reading_sql(0, series, min(step, hours - first), first)
        append_readings(ledger, sql + order, f"hours {first}")


def timed(work: Callable[[str], object], meters: list[str]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds over the meters asked."""
    taken = []
    for meter in meters:
        start = time.perf_counter()
        work(meter)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def asked(ledger: Ledger, series: int, hours: int, count: int = ASKED) -> tuple[float, ...]:
    """Milliseconds: latest and its 95th percentile, year and its, and the peer's year."""
    pick = random.Random(5)
    meters = [f"M{pick.randrange(series):06d}" for _ in range(count)]
    end = START.replace(year=START.year + 1)

    def latest(meter: str) -> None:
        assert len(ledger.latest(meter)) == 1

    def chart(meter: str) -> None:
        # the first reading closes an hour after the year began
        assert len(ledger.series(meter, START, end)) == min(hours, 8760)

    def plain(meter: str) -> None:
        found = ledger.read("reading", {"meter": meter})
        assert len(found) == hours

    return (*timed(latest, meters), *timed(chart, meters), timed(plain, meters[:3])[0])


def test_smoke() -> None:
    for layout in LAYOUTS:
        with tempfile.TemporaryDirectory() as folder:
            ledger = Workspace.create(Path(folder)).ledger
            fill(ledger, layout, 100, 1000)
            assert min(asked(ledger, 100, 1000, 4)) > 0


def main() -> None:
    columns = ("readings M", "layout", "files", "bytes/row", "latest ms", "p95", "year ms", "p95",
               "one filter ms")  # fmt: skip
    head = f"latest value and a year of any of {SERIES} series"
    curve = Curve(head, columns).start()
    for size in arguments(SIZES):
        for layout in LAYOUTS:
            with tempfile.TemporaryDirectory() as folder:
                ledger = Workspace.create(Path(folder)).ledger
                hours = size * 1_000_000 // SERIES
                fill(ledger, layout, SERIES, hours)
                files = ledger.files("reading")
                stored = sum(Path(f).stat().st_size for f in files) / (hours * SERIES)
                curve.add(size, layout, len(files), stored, *asked(ledger, SERIES, hours))


if __name__ == "__main__":
    main()
