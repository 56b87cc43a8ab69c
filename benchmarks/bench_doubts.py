"""How often the later layers doubt real figures, and how many seeded faults they find.

Real figures stand in for right ones, so every doubt about them counts as a false alarm, though some
are true breaks of a series. Faults are seeded one in fifty cells, by a fixed random state.
Run: LUHENG_FIGURES=FOLDER python benchmarks/bench_doubts.py
FOLDER holds ceads_openclimate, nbs_national_energy and uci_steel_industry (INDEX.md there names
their sources); without it synthetic works are used alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from measure import Curve

from luheng.connectors.files import form_of, read_sheets
from luheng.intake.validation import layers, validate
from luheng.ledger import Workspace
from luheng.records import Origin, record

FAULTS = {
    "x1000": 1000.0, "/1000": 0.001, "x10": 10.0, "/10": 0.1, "x10^4": 1e4, "unit x3.6": 3.6,
    "sign": -1.0,
}  # fmt: skip
SHARE = 50
#: the door tells a thousand of a kind one by one; here each is counted
layers.TOLD = 1_000_000


def typed(name: str, frame: pd.DataFrame) -> pa.Table:
    """Rows as the door hands them on: what the frame does not say is null."""
    own = record(name)
    place = {"source": pa.string(), "sheet": pa.string(), "row": pa.int32(), "col": pa.string()}
    kinds = {**{n: c.arrow_type() for n, c in own.columns().items()}, **own.derived(), **place}
    height = len(frame)
    columns = [
        pa.array(frame[n], kind, from_pandas=True) if n in frame else pa.nulls(height, kind)
        for n, kind in kinds.items()
    ]
    return pa.table(columns, schema=pa.schema(list(kinds.items())))


def yearly(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Annual statistics of region, sector, item, year and quantity in full."""
    years = frame["year"].astype(int)
    return frame.assign(
        form="figures", flow="level", measure="level", prices="none", unit=unit, state="value",
        period=years.astype(str), period_grain="year", amount=frame["quantity"],
        period_start=[dt.date(y, 1, 1) for y in years],
        period_end=[dt.date(y + 1, 1, 1) for y in years],
    )  # fmt: skip


def ceads(folder: Path) -> pd.DataFrame:
    said = pd.read_csv(folder / "ceads_openclimate/ceads_provincial_long_1997_2019.csv.gz")
    said = said.rename(columns={"province": "region", "fuel": "item", "MtCO2": "quantity"})
    return yearly(said, "MtCO2")


def national(folder: Path) -> pd.DataFrame:
    """The yearly tables of the statistics office, each row of each as a series."""
    rows = []
    for path in sorted((folder / "nbs_national_energy").glob("*.xls")):
        content = path.read_bytes()
        for sheet in read_sheets(content, form_of(content, path.name), path.name):
            years: list[int] = []
            for cells in sheet.rows:
                texts = ["" if c is None else str(c) for c in cells]
                found = [int(t[:4]) for t in texts[1:] if t[:4].isdigit() and t.endswith("年")]
                if found:
                    years = found
                elif years:
                    for year, cell in zip(years, cells[1:], strict=False):
                        if isinstance(cell, float):
                            rows.append((path.stem, texts[0], year, cell))
    frame = pd.DataFrame(rows, columns=["sector", "item", "year", "quantity"])
    frame = frame.drop_duplicates(["sector", "item", "year"])
    return yearly(frame.assign(region="100000"), "万t")


def readings(folder: Path) -> pd.DataFrame:
    with (folder / "uci_steel_industry/Steel_industry_data.csv").open(encoding="utf-8-sig") as file:
        values = [float(r["Usage_kWh"]) for r in csv.DictReader(file)]
    at = pd.date_range("2018-01-01 00:15", periods=len(values), freq="15min", tz="Asia/Seoul")
    return pd.DataFrame(
        {"meter": "EM", "at": at.tz_convert("UTC"), "value": values, "amount": values,
         "unit": "kWh", "canonical_unit": "kWh", "kind": "interval", "quality": "measured"}
    )  # fmt: skip


def own_works(entities: int = 40, months: int = 48) -> pd.DataFrame:
    """OWN: monthly electricity of works with seasons, noise of 15 %, one stop in 50 months."""
    random = np.random.default_rng(7)
    rows = []
    for e in range(entities):
        level = np.exp(random.normal(12, 1.5))
        for m in range(months):
            season = 1 + 0.3 * np.cos(2 * np.pi * m / 12)
            stop = 0.1 if random.random() < 0.02 else 1.0
            value = round(level * season * stop * np.exp(random.normal(0, 0.15)), 2)
            rows.append((f"E{e}", 2021 + m // 12, m % 12 + 1, value))
    frame = pd.DataFrame(rows, columns=["entity", "y", "m", "quantity"])
    starts = [dt.date(y, m, 1) for y, m in zip(frame["y"], frame["m"], strict=True)]
    return frame.assign(
        item="electricity", role="consumed", unit="kWh", canonical_unit="kWh", state="value",
        period=[f"{s:%Y-%m}" for s in starts], period_start=starts, period_grain="month",
        period_end=[(s + dt.timedelta(days=31)).replace(day=1) for s in starts],
        amount=frame["quantity"], year=frame["y"],
    )  # fmt: skip


def doubts(name: str, old: pd.DataFrame, new: pd.DataFrame) -> tuple[Counter[str], set[int]]:
    """Codes of what is said of the new rows beside the old ones in a ledger, and the rows told."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(folder)
        if len(old):
            workspace.ledger.append(
                name, typed(name, old), origin=Origin("old"), recorded_by="benchmark"
            )
        new = new.reset_index(drop=True).assign(row=range(len(new)))
        found = validate(workspace, record(name), Origin("new"), typed(name, new))
    return Counter(f.code for f in found.findings), {
        f.row for f in found.findings if f.row is not None
    }


def measure(title: str, name: str, frame: pd.DataFrame, since: object, curve: Curve) -> None:
    """False alarms on the rows from ``since`` on, then each fault seeded into them."""
    by = "at" if name == "reading" else "period_start"
    value = "value" if name == "reading" else "quantity"
    old, new = frame[frame[by] < since], frame[frame[by] >= since].reset_index(drop=True)
    codes, told = doubts(name, old, new)
    print(f"# {title}: {dict(codes)}")
    curve.add(title, "none", len(new), len(told), 100 * len(told) / len(new), "")
    random = np.random.default_rng(1)
    full = np.flatnonzero(new[value].to_numpy() != 0)
    for fault, factor in FAULTS.items():
        if name == "reading" and fault == "sign":
            continue
        hit = random.choice(full, max(1, len(full) // SHARE), replace=False)
        wrong = new.copy()
        wrong.loc[hit, [value, "amount"]] *= factor
        codes, found = doubts(name, old, wrong)
        caught = len(set(hit.tolist()) & found)
        curve.add(title, fault, len(hit), caught, 100 * caught / len(hit), "")
    if name != "reading":
        repeated(title, name, old, new, curve)


def repeated(title: str, name: str, old: pd.DataFrame, new: pd.DataFrame, curve: Curve) -> None:
    """A whole subject's last period copied over the first of the new ones."""
    own = ["entity", "item", "role"] if name == "activity" else ["region", "sector", "item"]
    last, first = old["period_start"].max(), new["period_start"].min()
    before = old[old["period_start"] == last].set_index(own)["quantity"]
    before = before[~before.index.duplicated()]
    keys = pd.MultiIndex.from_frame(new[own])
    at = (new["period_start"] == first).to_numpy()
    copied = pd.Series(before.reindex(keys).to_numpy(), index=new.index).where(at)
    subjects = sorted(new.loc[at, own[0]].unique())
    caught = 0
    for subject in subjects:
        these = copied.notna() & (new[own[0]] == subject)
        only = new[at & (new[own[0]] == subject) & these]
        wrong = only.assign(quantity=copied[only.index], amount=copied[only.index])
        codes, _ = doubts(name, old[old[own[0]] == subject], wrong)
        caught += codes["HISTORY-06"] > 0
    curve.add(title, "repeated", len(subjects), caught, 100 * caught / len(subjects), "")


def curve() -> Curve:
    columns = ("figures", "fault", "rows", "told", "percent", "")
    return Curve("false alarms on real figures, and faults found", columns).start()


def test_smoke() -> None:
    frame = own_works(4, 30)
    old, new = frame[frame["year"] < 2023], frame[frame["year"] >= 2023]
    wrong = new.assign(quantity=new["quantity"] / 1000, amount=new["amount"] / 1000)
    codes, told = doubts("activity", old, wrong)
    assert len(told) == len(wrong)
    assert codes["HISTORY-01"] >= 0.9 * len(wrong)


def main() -> None:
    found = curve()
    measure("OWN works, monthly", "activity", own_works(), dt.date(2024, 1, 1), found)
    folder = os.environ.get("LUHENG_FIGURES")
    if folder:
        place = Path(folder)
        measure("UCI steel, 15 min", "reading", readings(place),
                pd.Timestamp("2018-03-01", tz="UTC"), found)  # fmt: skip
        measure("NBS national", "statistic", national(place), dt.date(2016, 1, 1), found)
        measure("CEADs provinces", "statistic", ceads(place), dt.date(2015, 1, 1), found)


if __name__ == "__main__":
    main()
