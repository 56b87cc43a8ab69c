"""A million activities held against twelve months of 50,000 entities, in sets: in seconds.

Ours is every later layer: units, level, sign, repeated month, energy balance, output, year; in a
process of its own that holds the month's rows in memory, so that its peak is its own. *Door* is the
same month as a csv imported into that ledger, every other check and the append included, again in a
process of its own. The peer does only the first of the layers, a series at a time in Python, on a
hundredth of them, scaled. Ours and the peer in processor seconds, of all threads, since machines
are seldom idle.
Run: python benchmarks/bench_validation.py
"""

from __future__ import annotations

import datetime as dt
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
from measure import Curve, arguments, peak

from luheng.codelists import load
from luheng.intake import receive
from luheng.intake.validation import validate
from luheng.ledger import Workspace
from luheng.records import Origin, record

SIZES = (1000, 10_000, 50_000)  # entities, of twenty rows a month each
ITEMS = [r for r in load("energy_carriers").rows if r["unit"]][:20]
MONTHS = 12


def month(entities: int, number: int, faults: bool = False) -> pa.Table:
    """One month of every entity; with faults one value in a thousand is in another unit."""
    random = np.random.default_rng(number)
    level = np.exp(np.random.default_rng(0).normal(10, 2, size=(entities, len(ITEMS))))
    amount = np.round((level * np.exp(random.normal(0, 0.15, size=level.shape))).ravel(), 2)
    if faults:
        amount[::1000] *= 1000
    height, year, m = len(amount), 2024 + number // 12, number % 12 + 1
    start = dt.date(year, m, 1)

    def each(value: object, kind: pa.DataType) -> pa.Array:
        return pa.repeat(pa.scalar(value, kind), height)

    def coded(texts: list[str], codes: np.ndarray) -> pa.Array:
        return pa.array(texts).take(pa.array(codes))

    items = np.tile(np.arange(len(ITEMS)), entities)
    said = {
        "entity": coded([f"E{n:06d}" for n in range(entities)],
                        np.repeat(np.arange(entities), len(ITEMS))),
        "item": coded([r["id"] for r in ITEMS], items),
        "unit": coded([r["unit"] for r in ITEMS], items),
        "canonical_unit": coded([r["unit"] for r in ITEMS], items),
        "period": each(f"{start:%Y-%m}", pa.string()), "role": each("consumed", pa.string()),
        "quantity": pa.array(amount), "amount": pa.array(amount),
        "state": each("value", pa.string()), "period_grain": each("month", pa.string()),
        "period_start": each(start, pa.date32()),
        "period_end": each((start + dt.timedelta(days=31)).replace(day=1), pa.date32()),
        "row": pa.array(np.arange(2, height + 2), pa.int32()),
    }  # fmt: skip
    own = record("activity")
    place = {"source": pa.string(), "sheet": pa.string(), "row": pa.int32(), "col": pa.string()}
    kinds = {**{n: c.arrow_type() for n, c in own.columns().items()}, **own.derived(), **place}
    columns = [said[n] if n in said else pa.nulls(height, kind) for n, kind in kinds.items()]
    return pa.table(columns, schema=pa.schema(list(kinds.items())))


def one_by_one(workspace: Workspace, table: pa.Table, entities: int) -> float:
    """Median and MAD of each series in Python, on a part of the entities, scaled to all."""
    some = max(1, entities // 100)
    names = {f"E{n:06d}" for n in range(some)}
    start = time.process_time()
    held = workspace.ledger.read("activity", {"entity": list(names)}).to_pylist()
    new = table.slice(0, some * len(ITEMS)).to_pylist()
    series = defaultdict(list)
    for row in held:
        series[row["entity"], row["item"], row["role"]].append(math.log10(row["amount"]))
    for row in new:
        values = series[row["entity"], row["item"], row["role"]]
        middle = statistics.median(values)
        spread = statistics.median(abs(v - middle) for v in values)
        abs(math.log10(row["amount"]) - middle) > max(0.5, 4.5 * 1.4826 * spread)  # noqa: B015
    return (time.process_time() - start) * entities / some


def build(folder: Path, entities: int) -> Workspace:
    """Twelve months of history, and beside them the next month as a csv file."""
    from pyarrow import csv

    workspace = Workspace.create(folder / "work")
    for number in range(MONTHS):
        table, origin = month(entities, number), Origin("m", str(number))
        workspace.ledger.append("activity", table, origin=origin, recorded_by="benchmark")
    names = ["entity", "period", "item", "role", "quantity", "unit"]
    csv.write_csv(month(entities, MONTHS, faults=True).select(names), folder / "month.csv")
    return workspace


def layers(folder: Path, entities: int) -> tuple[int, int]:
    """Rows, and how many of them are told, by the later layers alone."""
    table = month(entities, MONTHS, faults=True)
    workspace = Workspace.open(folder / "work")
    found = validate(workspace, record("activity"), Origin("new"), table)
    return table.num_rows, len({f.row for f in found.findings if f.row is not None})


def door(folder: Path, _entities: int) -> tuple[int, int]:
    """The same of the whole import."""
    workspace = Workspace.open(folder / "work")
    outcome = receive(workspace, [folder / "month.csv"], "activity", recorded_by="benchmark")
    told = {f.row for f in outcome.findings if f.code.startswith("HISTORY")}
    return outcome.kept, len(told)


SIDES = {"layers": layers, "door": door}


def one(side: str, folder: Path, entities: int) -> dict[str, float]:
    """What a process of its own does and measures."""
    wall, processor = time.perf_counter(), time.process_time()
    rows, told = SIDES[side](folder, entities)
    taken = time.perf_counter() - wall, time.process_time() - processor
    return {"rows": rows, "told": told, "wall": taken[0], "cpu": taken[1], "peak": peak()}


def alone(side: str, folder: Path, entities: int) -> dict[str, float]:
    """One side in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", side, str(folder), str(entities)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said: dict[str, float] = json.loads(done.stdout)
    return said


def test_smoke() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), 100)
        assert layers(Path(folder), 100) == (2000, 2)
        assert door(Path(folder), 100) == (2000, 2)


def main() -> None:
    columns = ("rows", "told", "ours s", "processor s", "peak MiB", "one by one s", "ratio",
               "door s", "door cpu", "door MiB")  # fmt: skip
    curve = Curve("a million rows against a year of 50,000 entities", columns).start()
    for size in arguments(SIZES):
        with tempfile.TemporaryDirectory() as folder:
            workspace = build(Path(folder), size)
            us = alone("layers", Path(folder), size)
            peer = one_by_one(workspace, month(size, MONTHS, faults=True), size)
            whole = alone("door", Path(folder), size)
            curve.add(
                us["rows"], us["told"], us["wall"], us["cpu"], us["peak"], peer,
                peer / us["cpu"], whole["wall"], whole["cpu"], whole["peak"],
            )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))))
    else:
        main()
