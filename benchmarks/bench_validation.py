"""A million activities held against twelve months of 50,000 entities, in sets: in seconds.

Ours is every later layer: units, level, sign, repeated month, energy balance, output, year. The
peer does only the first of them, a series at a time in Python, on a hundredth of them, scaled.
Both in processor seconds, of all threads, since machines are seldom idle.
Run: python benchmarks/bench_validation.py
"""

from __future__ import annotations

import datetime as dt
import math
import resource
import statistics
import tempfile
import time
from collections import defaultdict

import numpy as np
import pyarrow as pa
from measure import Curve, arguments

from luheng.codelists import load
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


def run(entities: int) -> tuple[int, int, float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(folder)
        for number in range(MONTHS):
            table, origin = month(entities, number), Origin("m", str(number))
            workspace.ledger.append("activity", table, origin=origin, recorded_by="benchmark")
        table = month(entities, MONTHS, faults=True)
        start, processor = time.perf_counter(), time.process_time()
        found = validate(workspace, record("activity"), Origin("new"), table)
        taken, processor = time.perf_counter() - start, time.process_time() - processor
        told = {f.row for f in found.findings if f.row is not None}
        return table.num_rows, len(told), taken, processor, one_by_one(workspace, table, entities)


def test_smoke() -> None:
    rows, told, *_ = run(100)
    assert (rows, told) == (2000, 2)


def main() -> None:
    columns = ("rows", "told", "ours s", "processor s", "one by one s", "ratio", "peak MiB")
    curve = Curve("a million rows against a year of 50,000 entities", columns).start()
    for size in arguments(SIZES):
        rows, told, taken, processor, peer = run(size)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        curve.add(rows, told, taken, processor, peer, peer / processor, peak)


if __name__ == "__main__":
    main()
