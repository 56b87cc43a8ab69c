"""A million activities, checked, from the file to the ledger: csv, parquet and xlsx.

Promises: xlsx under 90 s, csv under 15 s, parquet under 10 s, peak memory under 1.5 GiB, in our own
form and in a foreign one that a mapping profile describes: *ledger*, a row an activity among other
columns, under a title, with totals between, and *months*, twelve columns that turn into rows; the
ledger as the one member of a .zip too. Each import, and each peer, is a process of its own, so that
its peak is its own. The peer of csv checks the same cells a row at a time in Python, on a tenth of
the rows and scaled, as import scripts do; pandas only reads, and openpyxl only reads, cell by cell:
neither checks nor keeps anything.
Run: python benchmarks/bench_import.py [rows …]
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from measure import Curve, arguments, peak

SIZES = (10_000, 100_000, 1_000_000)
ITEMS = (("electricity", "kWh"), ("diesel", "t"), ("原煤", "吨"), ("natural_gas", "万立方米"))
TITLES = ["单位编码", "报告期", "品种", "用途", "数量", "计量单位"]
#: the form of a file to what its peer is, if it has one
PEERS = {"csv": "by_row", "parquet": "pandas", "xlsx": "openpyxl"}
LEDGER = ["序号", "企业编号", "企业名称", "年份", "月份", "能源品种", "消费量", "单位", "填报人"]
MONTHS = ["企业编号", "年份", "能源品种", *(f"{n}月" for n in range(1, 13))]
NAMES = {"electricity": "外购电", "diesel": "柴油(0#)", "原煤": "原煤", "natural_gas": "管道气"}
CODES = {"外购电": "electricity", "柴油(0#)": "diesel", "原煤": "raw_coal", "管道气": "natural_gas"}
PROFILES = {
    "ledger": {
        "profile": 1,
        "record": "activity",
        "header": {"row": 2, "texts": LEDGER},
        "rows": {"skip": [{"column": "企业名称", "matches": "小计$"}]},
        "columns": {
            "entity": {"from": "企业编号"},
            "period": {"template": "{年份}-{月份}"},
            "item": {"from": "能源品种", "values": CODES, "unlisted": "refuse"},
            "role": {"constant": "consumed"},
            "quantity": {"from": "消费量"},
            "unit": {"from": "单位"},
        },
    },
    "months": {
        "profile": 1,
        "record": "activity",
        "columns": {
            "entity": {"from": "企业编号"},
            "item": {"from": "能源品种", "values": CODES, "unlisted": "refuse"},
            "role": {"constant": "consumed"},
            "unit": {"constant": "kWh"},
        },
        "unpivot": {
            "value": "quantity",
            "columns": [
                {"from": f"{n}月", "set": {"period": f"{{年份}}-{n:02d}"}} for n in range(1, 13)
            ],
        },
    },
}


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


def ledger(rows: int) -> Iterator[list[object]]:
    """The same activities as another system exports them; a subtotal after each enterprise."""
    yield ["2025年能源消费台账"]
    yield [*LEDGER]
    for n, (entity, period, item, _, quantity, said) in enumerate(activities(rows)):
        year, month = period.split("-")
        amount = quantity if quantity == "缺" else float(quantity)
        name = f"第{n // 48}厂"
        yield [n, entity, name, int(year), int(month), NAMES[item], amount, said, "张三"]
        if n % 48 == 47:
            yield [None, None, f"{name}小计", None, None, None, 48.0 * n, None, None]


def months(rows: int) -> Iterator[list[object]]:
    """Activities with a column a month; one row in a thousand has a fault."""
    yield [*MONTHS]
    for n in range(rows // 12):
        cells: list[object] = [float(n % 9973) + m / 4 for m in range(12)]
        if n % 1000 == 999:
            cells[5] = "缺"
        yield [f"E{n:06d}", 2025, "外购电", *cells]


def put_csv(path: Path, lines: Iterator[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)


def put_xlsx(path: Path, lines: Iterator[list[object]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        for n, row in enumerate(lines):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(n, column, cell)


def put_zip(path: Path, lines: Iterator[list[object]]) -> None:
    inner = path.with_suffix(".csv")
    put_csv(inner, lines)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        box.write(inner, "台账.csv")
    inner.unlink()


def ours(path: Path, folder: Path, shape: str = "") -> tuple[int, int]:
    """From the file to the committed receipt; rows kept and refused."""
    from luheng.connectors.table.profile import Profile
    from luheng.intake import receive
    from luheng.intake.profiles import Shelf
    from luheng.ledger import Workspace

    workspace = Workspace.create(folder)
    if shape:
        Shelf.of(workspace.folder).save(Profile.of(shape, PROFILES[shape]))
    outcome = receive(workspace, [path], "activity", recorded_by="benchmark", profile=shape)
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


def alone(side: str, path: Path, shape: str = "") -> dict[str, float]:
    """One side in a process of its own: wall and processor seconds, peak MiB, what it counted."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", side, str(path), shape],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said: dict[str, float] = json.loads(done.stdout)
    return said


def one(side: str, path: Path, shape: str) -> None:
    """What a process of its own does."""
    began, cpu = time.perf_counter(), time.process_time()
    factor, kept, refused = 1.0, 0, 0
    if side == "ours":
        with tempfile.TemporaryDirectory() as folder:
            kept, refused = ours(path, Path(folder), shape)
    else:
        factor = peer(side, path)
    said = {
        "wall": (time.perf_counter() - began) * factor,
        "cpu": (time.process_time() - cpu) * factor,
        "peak": peak(),
        "kept": kept,
        "refused": refused,
    }
    print(json.dumps(said))


#: form of file and shape of table to what writes it
WRITERS: dict[tuple[str, str], Callable[[Path, int], None]] = {
    ("csv", ""): write,
    ("parquet", ""): write_parquet,
    ("xlsx", ""): write_xlsx,
    ("csv", "ledger"): lambda path, rows: put_csv(path, ledger(rows)),
    ("zip", "ledger"): lambda path, rows: put_zip(path, ledger(rows)),
    ("xlsx", "ledger"): lambda path, rows: put_xlsx(path, ledger(rows)),
    ("csv", "months"): lambda path, rows: put_csv(path, months(rows)),
    ("xlsx", "months"): lambda path, rows: put_xlsx(path, months(rows)),
}


def test_smoke() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for (ending, shape), put in WRITERS.items():
            path = Path(folder) / f"a.{ending}"
            put(path, 12_000)
            kept, refused = ours(path, Path(folder) / f"{ending}{shape}", shape)
            assert (kept, refused) == ((11_999, 1) if shape == "months" else (11_988, 12))


def main() -> None:
    columns = ("rows", "form", "kept", "refused", "ours s", "ours cpu", "peak MiB",
               "peer s", "peer cpu", "peer MiB", "ratio cpu")  # fmt: skip
    promise = "a million activities: xlsx < 90 s, csv < 15 s, parquet < 10 s, peak < 1536 MiB"
    # LUHENG_FORMS=csv/ledger,xlsx/ledger runs those alone
    wanted = [f for f in os.environ.get("LUHENG_FORMS", "").split(",") if f]
    curve = Curve(promise, columns).start()
    for size in arguments(SIZES):
        for (ending, shape), put in WRITERS.items():
            if wanted and f"{ending}/{shape}" not in wanted:
                continue
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"a.{ending}"
                put(path, size)
                us = alone("ours", path, shape)
                them = alone(PEERS[ending], path) if not shape else {}
            said = [them.get(k, "–") for k in ("wall", "cpu", "peak")]
            curve.add(
                size, f"{ending} {shape}", us["kept"], us["refused"], us["wall"], us["cpu"],
                us["peak"], *said, them["cpu"] / us["cpu"] if them else "–",
            )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        main()
