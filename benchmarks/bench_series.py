"""Latest value and one year's chart of any of 100,000 series: under 300 ms compacted, 3 s before.

The readings arrive in receipts of 8 million rows, each a stretch of time of all meters: *by
instant*, every meter in each hour and hour after hour, as collectors deliver them; and *by meter*,
one meter after another. The ledger filled by instant is then *compacted* by its own compaction. The
peer asks one SELECT with a filter over all files, as one does who does not know which to open.
Run: python benchmarks/bench_series.py [millions of readings …]
LUHENG_LAYOUTS="by instant" leaves the other arrival out; TMPDIR says where the ledgers are made.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from measure import Curve, arguments
from province import layout

from luheng.ledger import Ledger, Workspace
from luheng.records import Origin

#: millions of readings
SIZES = (10, 50, 200)
SERIES = 100_000
#: rows of one receipt
PORTION = 8_000_000
ASKED = 200
START = dt.datetime(2025, 1, 1)  # noqa: DTZ001  (local to the workspace)
#: the first reading closes an hour after the year began, in UTC
FIRST = int(dt.datetime(2024, 12, 31, 17, tzinfo=dt.UTC).timestamp())
LAYOUTS = ("by meter", "by instant")
KINDS = layout("reading")


def coded(codes: np.ndarray, values: list[str]) -> pa.Array:
    """Texts as a dictionary, as the door hands them over."""
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(values))


def rows_of(meters: np.ndarray, hours: np.ndarray, names: list[str]) -> pa.RecordBatch:
    """Readings of some meters in some hours; the values come from a hash, not a dice."""
    height = len(meters)
    mixed = (meters.astype(np.uint64) << np.uint64(20)) + hours.astype(np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    value = (mixed % np.uint64(1_000_000)).astype(float) / 10_000
    same = np.zeros(height, np.int32)
    said = {
        "meter": coded(meters, names),
        "at": pa.array((FIRST + hours.astype(np.int64) * 3600) * 1_000_000, KINDS["at"]),
        "value": pa.array(value),
        "amount": pa.array(value),
        "unit": coded((meters % 5 > 0).astype(np.int32), ["kWh", "kg"]),
        "canonical_unit": coded((meters % 5 > 0).astype(np.int32), ["kWh", "kg"]),
        "kind": coded(same, ["interval"]),
        "quality": coded(same, ["measured"]),
        "offset_minutes": pa.array(np.full(height, 480), KINDS["offset_minutes"]),
        "source": coded(same, ["made-up"]),
        "row": pa.array(hours, pa.int32()),
        "col": coded(same, ["value"]),
    }
    arrays = [said[c] if c in said else pa.nulls(height, kind) for c, kind in KINDS.items()]
    return pa.RecordBatch.from_arrays(arrays, names=list(KINDS))


def stretch(arrival: str, series: int, first: int, hours: int) -> Iterator[pa.RecordBatch]:
    """The readings of all meters in some hours, in the order in which they arrive."""
    names = [f"M{n:06d}" for n in range(series)]
    for at in range(0, series * hours, 200_000):
        number = np.arange(at, min(at + 200_000, series * hours))
        if arrival == "by instant":
            hour, meter = np.divmod(number, series)
        else:
            meter, hour = np.divmod(number, hours)
        yield rows_of(meter.astype(np.int32), (hour + first).astype(np.int32), names)


def fill(ledger: Ledger, arrival: str, series: int, hours: int) -> None:
    """Append so many hours of so many meters in receipts of ``PORTION`` rows."""
    step = max(1, PORTION // series)
    for first in range(0, hours, step):
        rows = stretch(arrival, series, first, min(step, hours - first))
        head = next(rows)
        reader = pa.RecordBatchReader.from_batches(head.schema, itertools.chain((head,), rows))
        origin = Origin(f"hours {first}", sha256=f"hours {first}")
        ledger.append("reading", reader, origin=origin, recorded_by="benchmark")


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
        assert len(ledger.series(meter, START, end)) == min(hours, 8760)

    def plain(meter: str) -> None:
        found = ledger.read("reading", {"meter": meter})
        assert len(found) == hours

    return (*timed(latest, meters), *timed(chart, meters), timed(plain, meters[:3])[0])


def test_smoke() -> None:
    for arrival in LAYOUTS:
        with tempfile.TemporaryDirectory() as folder:
            ledger = Workspace.create(Path(folder)).ledger
            fill(ledger, arrival, 100, 1000)
            assert min(asked(ledger, 100, 1000, 4)) > 0
            ledger.compact("reading")
            assert min(asked(ledger, 100, 1000, 4)) > 0


def measured(curve: Curve, ledger: Ledger, layout_: str, hours: int, taken: float) -> None:
    """One line: how the ledger stands, how long it took to be made so, and what it answers."""
    files, rows = ledger.files("reading"), hours * SERIES
    size = sum(Path(f).stat().st_size for f in files) / rows
    curve.add(
        rows // 1_000_000, layout_, len(files), size, taken, rows / taken / 1e6,
        *asked(ledger, SERIES, hours),
    )  # fmt: skip


def main() -> None:
    columns = ("readings M", "layout", "files", "bytes/row", "made in s", "M rows/s", "latest ms",
               "p95", "year ms", "p95", "one filter ms")  # fmt: skip
    curve = Curve(f"latest value and a year of any of {SERIES} series", columns).start()
    wanted = os.environ.get("LUHENG_LAYOUTS", ",".join(LAYOUTS)).split(",")
    for size in arguments(SIZES):
        hours = size * 1_000_000 // SERIES
        for arrival in wanted:
            with tempfile.TemporaryDirectory() as folder:
                ledger = Workspace.create(Path(folder)).ledger
                start = time.perf_counter()
                fill(ledger, arrival, SERIES, hours)
                measured(curve, ledger, arrival, hours, time.perf_counter() - start)
                if arrival == "by instant":
                    start = time.perf_counter()
                    ledger.compact("reading")
                    measured(curve, ledger, "compacted", hours, time.perf_counter() - start)


if __name__ == "__main__":
    main()
