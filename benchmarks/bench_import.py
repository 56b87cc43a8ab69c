"""A million activities from csv, checked, in columns: under 15 s, from the file to the ledger.

The peer reads the same file with pandas and checks the same things a row at a time in Python, as
import scripts do; it is run on a tenth of the rows and scaled.
Run: python benchmarks/bench_import.py
"""

from __future__ import annotations

import csv
import resource
import tempfile
import time
from pathlib import Path

import pandas as pd
from measure import Curve, arguments

from luheng.codelists import load
from luheng.errors import LuhengError
from luheng.intake import receive
from luheng.ledger import Workspace
from luheng.periods import parse_period
from luheng.units import unit

SIZES = (10_000, 100_000, 1_000_000)
ITEMS = (("electricity", "kWh"), ("diesel", "t"), ("原煤", "吨"), ("natural_gas", "万立方米"))


def write(path: Path, rows: int) -> None:
    """Monthly activities of many entities; one row in a thousand has a fault."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["单位编码", "报告期", "品种", "用途", "数量", "计量单位"])
        for n in range(rows):
            item, said = ITEMS[n % 4]
            quantity = "缺" if n % 1000 == 999 else f"{n % 9973}.5"
            month = 1 + n // 4 % 12
            out.writerow([f"E{n // 48:06d}", f"2025-{month:02d}", item, "consumed", quantity, said])


def ours(path: Path, folder: Path) -> tuple[float, int, int]:
    """Seconds from file to committed receipt; rows kept and refused."""
    workspace = Workspace.create(folder)
    start = time.perf_counter()
    outcome = receive(workspace, [path], "activity", recorded_by="benchmark")
    return time.perf_counter() - start, outcome.kept, outcome.refused


def row_by_row(path: Path, share: int) -> float:
    """The same checks a row at a time on the first rows, scaled to all."""
    frame = pd.read_csv(path, dtype=str)
    some = frame.head(max(1000, len(frame) // share))
    carriers = load("energy_carriers")
    start = time.perf_counter()
    kept = []
    for row in some.itertuples(index=False):
        try:
            item = carriers.match(row[2])
            period = parse_period(row[1])
            scale = unit(row[5]).ratio_to(unit(carriers.get(item or "")["unit"]))
            kept.append((row[0], period.text, item, float(row[4]) * float(scale)))
        except (LuhengError, ValueError):
            continue
    return (time.perf_counter() - start) * len(frame) / len(some)


def test_smoke() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write(path, 5000)
        _, kept, refused = ours(path, Path(folder) / "w")
        assert (kept, refused) == (4995, 5)


def main() -> None:
    columns = ("rows", "kept", "refused", "ours s", "row by row s", "ratio", "peak MiB")
    curve = Curve("a million activities from csv, checked, in under 15 s", columns).start()
    for size in arguments(SIZES):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.csv"
            write(path, size)
            taken, kept, refused = ours(path, Path(folder) / "w")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            peer = row_by_row(path, 10)
            curve.add(size, kept, refused, taken, peer, peer / taken, peak)


if __name__ == "__main__":
    main()
