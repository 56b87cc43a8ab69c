"""Accounts of all media: so many enterprises, twelve months, twenty rows each, in one question.

Sixteen quantities of energy, carbon and water a month: 50,000 enterprises (12 M rows, 9.6 M
figures) in under 15 s on 2 cores and under 4 GiB, at most 1.5 times a SELECT written by hand that
says the same, and three times as fast as pandas with a third of its memory. The SELECT is asked
twice: as an engineer would have it, sixteen columns to an enterprise and month, and as our answer
is, a row a figure with its unit and trust. All peers are checked against our figures first; each
side runs in a process of its own.
Run: python benchmarks/bench_accounts.py [enterprises …]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from enterprise_year import LINES, MONTHS, enterprise_year
from measure import Curve, arguments

from luheng.engine import evaluate
from luheng.ledger import Ledger, Workspace
from luheng.periods import parse_period
from luheng.rulebook import load_rulebook

SIZES = (2_000, 10_000, 50_000)
QUANTITIES = (
    *("comprehensive_energy", "energy_by_value", "electricity_use", "gross_output_value"),
    *("fuel_combustion_co2", "electricity_bought", "electricity_co2", "heat_co2"),
    *("scope_1", "scope_2_location_based", "ghg_emissions"),
    *("water_withdrawal", "unconventional_water_withdrawal", "unconventional_water_share"),
    *("water_reused", "water_reuse_rate"),
)
_OURS = {"energy_by_value": "energy_per_output_value"}
#: as the rulebook names them
NAMES = tuple(_OURS.get(q, q) for q in QUANTITIES)
_DAY = parse_period("2022-06")
_FUELS = tuple(i for i, r, u, _ in LINES if r == "consumed" and u in {"kg", "m3"})


def factors() -> dict[str, dict[tuple[str, ...], float]]:
    """The values that govern the year, as an engineer would look them up once."""
    book, known = load_rulebook(), pd.Timestamp.now().date()
    wanted = (
        *("coal_equivalent", "fuel_heating_value", "fuel_carbon_content", "fuel_oxidation_rate"),
        *("latest_grid_emission_factor", "heat_emission_factor", "carbon_to_co2"),
    )
    return {
        name: {
            tuple(m for _, m in r.key): r.value for r in book.factors[name].resolve([_DAY], known)
        }
        for name in wanted
    }


def by_hand(ledger: Ledger) -> str:
    """The same sixteen quantities as one SELECT, as an engineer would write it for these forms."""
    heat = f"heat / 1000 * {_looked_up(ledger)}"
    power = "electricity_use / 1000 * grid"
    sums = ", ".join(f"{s} AS {n}" for n, s in _sums().items())
    visible = ledger.relation_sql("activity", None)
    return f"""
    WITH rows AS (
      SELECT entity, period, item, role, ce, ef, grid,
             CASE WHEN state = 'nil' AND amount IS NULL THEN 0 ELSE amount END AS amount
      FROM ({visible}) JOIN hand_entity USING (entity) LEFT JOIN hand_factor USING (guide, item)
      WHERE period_grain = 'month' AND period_start >= DATE '2022-01-01'
        AND period_end <= DATE '2023-01-01'),
    one AS (SELECT entity, period, any_value(grid) AS grid, {sums} FROM rows GROUP BY ALL)
    SELECT entity, period, present, comprehensive_energy,
      comprehensive_energy / gross_output_value * 10 AS energy_by_value, electricity_use,
      gross_output_value, fuel_combustion_co2, electricity_use / 1000 AS electricity_bought,
      {power} AS electricity_co2, {heat} AS heat_co2, fuel_combustion_co2 AS scope_1,
      {power} + {heat} AS scope_2_location_based,
      fuel_combustion_co2 + {power} + {heat} AS ghg_emissions,
      water_withdrawal, unconventional_water_withdrawal,
      unconventional_water_withdrawal / water_withdrawal * 100 AS unconventional_water_share,
      water_reused, water_reused / (water_withdrawal + water_reused) * 100 AS water_reuse_rate
    FROM one ORDER BY entity, period"""


def _looked_up(ledger: Ledger) -> float:
    """Put factors, places and guides into small tables; the factor of heat is one number."""
    said = factors()
    con = ledger.connection()
    rows = [
        (g, i, said["coal_equivalent"].get((i,)), _emission(said, g, i))
        for g in ("gbt_32150", "gbt_32151_5", "gbt_32151_8")
        for i in dict.fromkeys(line[0] for line in LINES)
    ]
    columns = "guide TEXT, item TEXT, ce DOUBLE, ef DOUBLE"
    con.execute(f"CREATE OR REPLACE TEMP TABLE hand_factor ({columns})")
    con.executemany("INSERT INTO hand_factor VALUES (?, ?, ?, ?)", rows)
    grid = [(k[0], v) for k, v in said["latest_grid_emission_factor"].items()]
    con.execute("CREATE OR REPLACE TEMP TABLE hand_grid (region TEXT, grid DOUBLE)")
    con.executemany("INSERT INTO hand_grid VALUES (?, ?)", grid)
    links = ledger.relation_sql("membership", None)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE hand_entity AS SELECT l.child AS entity, g.parent AS guide, "
        f"grid FROM ({links}) l JOIN ({links}) g USING (child) LEFT JOIN hand_grid ON "
        "region = l.parent WHERE l.relation = 'located_in' AND g.relation = 'guided_by'"
    )
    return next(iter(said["heat_emission_factor"].values()))


def _sums() -> dict[str, str]:
    fuels = ", ".join(f"'{f}'" for f in _FUELS)
    energy = f"role = 'consumed' AND (item IN ({fuels}) OR item IN ('electricity', 'heat'))"
    fresh = "role = 'withdrawn' AND item IN ('tap_water', 'groundwater', 'reclaimed_water')"
    return {
        "comprehensive_energy": _whole("amount * ce", energy),
        "electricity_use": _one("electricity", "consumed"),
        "gross_output_value": _one("gross_output_value", "produced"),
        "fuel_combustion_co2": _whole("amount * ef", f"role = 'consumed' AND item IN ({fuels})"),
        "heat": _one("heat", "consumed"),
        "water_withdrawal": _whole("amount", fresh),
        "unconventional_water_withdrawal": _whole("amount", "item = 'reclaimed_water'"),
        "water_reused": _whole("amount", "role = 'reused'"),
        "present": "count(*)",
    }


def _whole(value: str, rows: str) -> str:
    """The exact sum of some rows; absent if one of them has no value (A2)."""
    missing = f"count(*) FILTER (WHERE {rows} AND ({value}) IS NULL)"
    exact = f"sum(floor(({value}) * 1e6::DOUBLE + 0.5::DOUBLE)::BIGINT) FILTER (WHERE {rows})"
    return f"CASE WHEN {missing} = 0 THEN ({exact})::DOUBLE / 1e6 END"


def _one(item: str, role: str) -> str:
    return f"max(amount) FILTER (WHERE item = '{item}' AND role = '{role}')"


def _emission(
    said: Mapping[str, Mapping[tuple[str, ...], float]], guide: str, item: str
) -> float | None:
    """tCO2 per unit of a fuel: GJ per unit × tC/TJ × % × tCO2/tC."""
    parts = [
        said[f"fuel_{n}"].get((guide, item))
        for n in ("heating_value", "carbon_content", "oxidation_rate")
    ]
    if None in parts:
        return None
    heat, carbon, oxidation = (float(p or 0) for p in parts)
    return heat * carbon / 1000 * oxidation / 100 * said["carbon_to_co2"][()]


def ours(ledger: Ledger) -> pa.Table:
    """Every figure through the engine, with coverage and trust: one row a figure."""
    return evaluate(ledger, load_rulebook(), NAMES, period=f"{MONTHS[0]}..{MONTHS[-1]}").table


def hand(ledger: Ledger) -> pa.Table:
    """The SELECT by hand: one row an enterprise and month, a column a quantity."""
    return ledger.connection().execute(by_hand(ledger)).to_arrow_table()


def by_rows(ledger: Ledger) -> pa.Table:
    """The same, turned into a row a figure; unit and trust are looked up by quantity."""
    con, names = ledger.connection(), ", ".join(QUANTITIES)
    told = [(q, "t", "transcribed", False, "") for q in QUANTITIES]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE hand_told (quantity TEXT, unit TEXT, trust TEXT, "
        "provisional BOOLEAN, basis TEXT)"
    )
    con.executemany("INSERT INTO hand_told VALUES (?, ?, ?, ?, ?)", told)
    select = (
        f"WITH wide AS ({by_hand(ledger)}), long AS (SELECT * FROM wide UNPIVOT INCLUDE NULLS "
        f"(value FOR quantity IN ({names}))) "
        "SELECT quantity, entity, period, value, unit, NULL::DOUBLE AS coverage, trust, "
        "provisional, basis, '' AS overlays FROM long JOIN hand_told USING (quantity) "
        "ORDER BY quantity, entity, period"
    )
    return con.execute(select).to_arrow_table()


def in_pandas(ledger: Ledger) -> pa.Table:
    """The same in pandas: sums of doubles, absent if a row has no value; no coverage, no trust."""
    said = factors()
    wanted = ["entity", "period", "item", "role", "amount"]
    rows = pd.concat(pd.read_parquet(f, columns=wanted) for f in ledger.files("activity"))
    links = ledger.connection().execute(ledger.relation_sql("membership", None)).df()
    guide = links[links["relation"] == "guided_by"].set_index("child")["parent"]
    place = links[links["relation"] == "located_in"].set_index("child")["parent"]
    rows["guide"] = rows["entity"].map(guide)
    known = {(g, i): _emission(said, g, i) for g in guide.unique() for i in _FUELS}
    emission = pd.Series(known, name="ef").rename_axis(["guide", "item"]).reset_index()
    rows = rows.merge(emission, on=["guide", "item"], how="left")
    rows["ce"] = rows["item"].map({k[0]: v for k, v in said["coal_equivalent"].items()})
    key = ["entity", "period"]

    def whole(some: pd.DataFrame, value: pd.Series) -> pd.Series:
        keys = [some["entity"], some["period"]]
        return value.groupby(keys).sum().where(value.isna().groupby(keys).sum() == 0)

    def role(name: str) -> pd.DataFrame:
        return rows[rows["role"] == name]

    def one(some: pd.DataFrame, item: str) -> pd.Series:
        return some[some["item"] == item].set_index(key)["amount"]

    used, fuels = role("consumed"), rows[(rows["role"] == "consumed") & rows["item"].isin(_FUELS)]
    fresh, reused = role("withdrawn"), role("reused")
    unconventional = fresh[fresh["item"] == "reclaimed_water"]
    out = pd.DataFrame({
        "comprehensive_energy": whole(used, used["amount"] * used["ce"]),
        "electricity_use": one(used, "electricity"),
        "gross_output_value": one(role("produced"), "gross_output_value"),
        "fuel_combustion_co2": whole(fuels, fuels["amount"] * fuels["ef"]),
        "heat": one(used, "heat"),
        "water_withdrawal": whole(fresh, fresh["amount"]),
        "unconventional_water_withdrawal": whole(unconventional, unconventional["amount"]),
        "water_reused": whole(reused, reused["amount"]),
    }).reset_index()  # fmt: skip
    regions = {k[0]: v for k, v in said["latest_grid_emission_factor"].items()}
    grid = out["entity"].map(place).map(regions)
    out["energy_by_value"] = out["comprehensive_energy"] / out["gross_output_value"] * 10
    out["electricity_bought"] = out["electricity_use"] / 1000
    out["electricity_co2"] = out["electricity_bought"] * grid
    out["heat_co2"] = out.pop("heat") / 1000 * next(iter(said["heat_emission_factor"].values()))
    out["scope_1"] = out["fuel_combustion_co2"]
    out["scope_2_location_based"] = out["electricity_co2"] + out["heat_co2"]
    out["ghg_emissions"] = out["scope_1"] + out["scope_2_location_based"]
    water = out["water_withdrawal"]
    out["unconventional_water_share"] = out["unconventional_water_withdrawal"] / water * 100
    out["water_reuse_rate"] = out["water_reused"] / (water + out["water_reused"]) * 100
    return pa.Table.from_pandas(out.sort_values(key), preserve_index=False)


SIDES: Mapping[str, Callable[[Ledger], pa.Table]] = {
    "ours": ours, "hand": hand, "rows": by_rows, "pandas": in_pandas,
}  # fmt: skip


def agree(ledger: Ledger) -> None:
    """Both peers say what we say, quantity by quantity."""
    figures, columns = ours(ledger), [hand(ledger), in_pandas(ledger)]
    rows = by_rows(ledger)
    assert set(figures.column_names) == set(rows.column_names)
    for quantity in QUANTITIES:
        mine = figures.filter(pc.equal(figures["quantity"], _OURS.get(quantity, quantity)))
        value = mine["value"].to_numpy()
        for theirs in columns:
            assert mine["entity"].to_pylist() == theirs["entity"].to_pylist(), quantity
            same = np.allclose(value, theirs[quantity].to_numpy(), 1e-9, 1e-6, equal_nan=True)
            assert same, quantity
        told = rows.filter(pc.equal(rows["quantity"], quantity))["value"].to_numpy()
        assert np.allclose(value, told, 1e-9, 1e-6, equal_nan=True), quantity
        assert np.isfinite(value).any(), quantity


def measured(folder: str, side: str, runs: int) -> dict[str, float]:
    """One side in a process of its own: seconds of each run, and the peak of the process."""
    said = [sys.executable, __file__, "--side", side, folder, str(runs)]
    done = subprocess.run(said, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _one_side(side: str, folder: str, runs: int) -> None:
    ledger = Workspace.open(Path(folder)).ledger
    taken, cpu = [], []
    for _ in range(runs):
        start, own = time.perf_counter(), time.process_time()
        SIDES[side](ledger)
        taken.append(time.perf_counter() - start)
        cpu.append(time.process_time() - own)
    # the peak that getrusage tells is that of the process which started this one, if larger
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    told = {"first": taken[0], "median": statistics.median(taken), "cpu": statistics.median(cpu)}
    print(json.dumps({**told, "peak": peak}))


def test_smoke() -> None:
    with enterprise_year(60) as (_, ledger):
        agree(ledger)


def main() -> None:
    if sys.argv[1:2] == ["--side"]:
        _one_side(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    head = "under 15 s and 4 GiB; at most 1.5 × by hand; 3 × as fast as pandas, a third its memory"
    columns = (
        "enterprises",
        "side",
        "rows M",
        "first s",
        "median s",
        "cpu s",
        "peak MiB",
        "ours / side",
    )
    curve = Curve(head, columns).start()
    for size in arguments(SIZES):
        with enterprise_year(size) as (folder, ledger):
            if size <= SIZES[0]:
                agree(ledger)
            base = 0.0
            for side in SIDES:
                told = measured(folder, side, 3 if side != "pandas" else 1)
                base = base or told["median"]
                row = (told["first"], told["median"], told["cpu"], told["peak"])
                curve.add(size, side, size * 240 / 1e6, *row, base / told["median"])


if __name__ == "__main__":
    main()
