"""A million activities, checked, from the file to the ledger: csv, parquet and xlsx.

Promises: xlsx under 90 s, csv under 15 s, parquet under 10 s, peak memory under 1.5 GiB. Each
import, and each peer, is a process of its own, so that its peak is its own. The peer of csv checks
the same cells a row at a time in Python, on a tenth of the rows and scaled, as import scripts do;
pandas only reads, and openpyxl only reads, cell by cell: neither checks nor keeps anything.
Run: python benchmarks/bench_import.py
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measure import Curve, arguments

SIZES = (10_000, 100_000, 1_000_000)
ITEMS = (("electricity", "kWh"), ("diesel", "t"), ("原煤", "吨"), ("natural_gas", "万立方米"))
TITLES = ["单位编码", "报告期", "品种", "用途", "数量", "计量单位"]
PEERS = {"csv": "by_row", "parquet": "pandas", "xlsx": "openpyxl"}


def activities(rows: int) -> Iterator[list[str]]:
    """Monthly activities of many entities; one row in a thousand has a fault."""
    for n in range(rows):
        item, said = ITEMS[n % 4]
        quantity = "缺" if n % 1000 == 999 else f"{n % 9973}.5"
        yield [f"E{n // 48:06d}", f"2025-{1 + n // 4 % 12:02d}", item, "consumed", quantity, said]


def write(path: Path, rows: int) -> None:
    """The activities as csv."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([TITLES, *activities(rows)])


def write_parquet(path: Path, rows: int) -> None:
    """The activities as parquet, every column as text."""
    import pyarrow as pa
    from pyarrow import parquet

    columns = list(zip(*activities(rows), strict=True))
    parquet.write_table(pa.table([pa.array(c) for c in columns], names=TITLES), path)


def write_xlsx(path: Path, rows: int) -> None:
    """The activities as a workbook, quantities as numbers."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("activity")
        sheet.write_row(0, 0, TITLES)
        for n, row in enumerate(activities(rows), start=1):
            for column, cell in enumerate(row):
                if column == 4 and cell != "缺":
                    sheet.write_number(n, column, float(cell))
                else:
                    sheet.write_string(n, column, cell)


def ours(path: Path, folder: Path) -> tuple[int, int]:
    """From the file to the committed receipt; rows kept and refused."""
    from luheng.intake import receive
    from luheng.ledger import Workspace

    outcome = receive(Workspace.create(folder), [path], "activity", recorded_by="benchmark")
    return outcome.kept, outcome.refused


def by_row(path: Path, share: int = 10) -> tuple[int, float]:
    """The same checks a row at a time on the first rows; how many, and the factor to all."""
    import pandas as pd

    from luheng.codelists import load
    from luheng.errors import LuhengError
    from luheng.periods import parse_period
    from luheng.units import unit

    frame = pd.read_csv(path, dtype=str)
    some = frame.head(max(1000, len(frame) // share))
    carriers = load("energy_carriers")
    kept = []
    for row in some.itertuples(index=False):
        try:
            item = carriers.match(row[2])
            period = parse_period(row[1])
            scale = unit(row[5]).ratio_to(unit(carriers.get(item or "")["unit"]))
            kept.append((row[0], period.text, item, float(row[4]) * float(scale)))
        except (LuhengError, ValueError):
            continue
    return len(kept), len(frame) / len(some)


def peer(kind: str, path: Path) -> float:
    """Run one peer; the factor by which its time is scaled."""
    if kind == "by_row":
        return by_row(path)[1]
    if kind == "pandas":
        import pandas as pd

        pd.read_parquet(path)
        return 1.0
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True).active
    for _ in sheet.iter_rows(values_only=True):
        pass
    return 1.0


def alone(side: str, path: Path) -> dict[str, float]:
    """One side in a process of its own: wall and processor seconds, peak MiB, what it counted."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", side, str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said: dict[str, float] = json.loads(done.stdout)
    return said


def one(side: str, path: Path) -> None:
    """What a process of its own does."""
    import resource

    began, cpu = time.perf_counter(), time.process_time()
    factor, kept, refused = 1.0, 0, 0
    if side == "ours":
        with tempfile.TemporaryDirectory() as folder:
            kept, refused = ours(path, Path(folder))
    else:
        factor = peer(side, path)
    said = {
        "wall": (time.perf_counter() - began) * factor,
        "cpu": (time.process_time() - cpu) * factor,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "kept": kept,
        "refused": refused,
    }
    print(json.dumps(said))


def test_smoke() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for ending, put in WRITERS.items():
            path = Path(folder) / f"a.{ending}"
            put(path, 2000)
            assert ours(path, Path(folder) / ending) == (1998, 2)


WRITERS = {"csv": write, "parquet": write_parquet, "xlsx": write_xlsx}


def main() -> None:
    columns = ("rows", "form", "kept", "refused", "ours s", "ours cpu", "peak MiB",
               "peer s", "peer cpu", "peer MiB", "ratio cpu")  # fmt: skip
    promise = "a million activities: xlsx < 90 s, csv < 15 s, parquet < 10 s, peak < 1536 MiB"
    curve = Curve(promise, columns).start()
    for size in arguments(SIZES):
        for ending, put in WRITERS.items():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"a.{ending}"
                put(path, size)
                us, them = alone("ours", path), alone(PEERS[ending], path)
            curve.add(
                size, ending, us["kept"], us["refused"], us["wall"], us["cpu"], us["peak"],
                them["wall"], them["cpu"], them["peak"], them["cpu"] / us["cpu"],
            )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
