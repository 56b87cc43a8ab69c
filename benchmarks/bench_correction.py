"""A correction of one month of one enterprise: new city and province totals in under 1 s.

10,000 enterprises of a province's eleven cities, twelve months, twenty carriers: 2.4 M rows whose
figures are stored. One quantity of one enterprise's month is corrected; the stored totals of its
city and of the province must follow. Beside it, in the same run, the same totals by a full
recomputation of the year and of the one month. All three say the same, to the last digit.
Run: python benchmarks/bench_correction.py
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from measure import Curve, arguments, seconds
from province import appended, layout

from luheng.codelists import load
from luheng.engine import evaluate
from luheng.engine.materialise import Reflow, materialise, materialised, refresh
from luheng.ledger import Ledger, Workspace
from luheng.periods import parse_period
from luheng.records import Origin
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, Rulebook, clause, rule

SIZES = (500, 2000, 10_000)
#: nineteen carriers that GB/T 2589-2020 has a coefficient for, and water, which is no energy
ITEMS = (
    *("raw_coal", "washed_coal", "middlings", "coal_gangue", "coke", "coal_tar", "crude_benzol"),
    *("crude_oil", "fuel_oil", "gasoline", "kerosene", "diesel", "lpg", "refinery_gas", "lng"),
    *("blast_furnace_gas", "producer_gas", "electricity", "heat", "fresh_water"),
)
PROVINCE = "130000"
CITIES = tuple(f"13{n:02d}00" for n in range(1, 12))
MONTHS = "2025-01..2025-12"
TOTALS = ("city_energy", "province_energy")


@rule(clause("gbt_2589", "e2020", "7"), unit="kgce", grain="region period", zh="本市企业综合能耗",
      basis="calorific")  # fmt: skip
def city_energy(comprehensive_energy: Quantity) -> Quantity:
    """The enterprises of a city, added up along their dated membership."""
    return comprehensive_energy.roll_up(along="located_in")


@rule(clause("gbt_2589", "e2020", "7"), unit="kgce", grain="region period", zh="全省企业综合能耗",
      basis="calorific")  # fmt: skip
def province_energy(city_energy: Quantity) -> Quantity:
    """The cities of a province, added up along the dated order of regions."""
    return city_energy.roll_up(along="province_of")


def book() -> Rulebook:
    """The rulebook and the two roll-ups."""
    base = load_rulebook()
    more = {"city_energy": (city_energy,), "province_energy": (province_energy,)}
    return dataclasses.replace(base, rules={**base.rules, **more})


def append_activities(ledger: Ledger, sql: str, name: str) -> int:
    """Append what a query gives; the rows that changed something."""
    con = duckdb.connect()
    schema = pa.schema(list(layout("activity").items()))
    table = con.execute(sql).to_arrow_table().cast(schema)
    receipt = ledger.append(
        "activity", table, origin=Origin(name, sha256=name), recorded_by="benchmark"
    )
    return receipt.kept + receipt.corrected


def activity_sql(first: int, last: int, month: int, more: float = 0.0) -> str:
    """One month of some enterprises as a DuckDB query; the values come from a hash."""
    from luheng.ledger.layout import duckdb_type

    period = parse_period(f"2025-{month:02d}")
    value = f"(hash(e * 100003 + n * 101 + {month}) % 1000000)::DOUBLE / 1000 + {more}::DOUBLE"
    items = ", ".join(f"'{i}'" for i in ITEMS)
    units = ", ".join(f"'{load('energy_carriers').get(i)['unit']}'" for i in ITEMS)
    said = {
        "entity": "'E' || lpad(e::VARCHAR, 5, '0')",
        "period": f"'{period.text}'",
        "item": f"[{items}][n]",
        "role": "'consumed'",
        "quantity": value,
        "amount": value,
        "unit": f"[{units}][n]",
        "canonical_unit": f"[{units}][n]",
        "state": "'value'",
        "period_start": f"DATE '{period.start}'",
        "period_end": f"DATE '{period.end}'",
        "period_grain": "'month'",
        "source": "'made-up'",
        "row": "n",
    }
    columns = ", ".join(
        f'CAST({said.get(c, "NULL")} AS {duckdb_type(t)}) AS "{c}"'
        for c, t in layout("activity").items()
    )
    return f"SELECT {columns} FROM range({first}, {last}) a(e), range(1, {len(ITEMS) + 1}) b(n)"


@contextmanager
def filed(enterprises: int) -> Iterator[Ledger]:
    """A ledger in which each enterprise has filed each month of the year."""
    day = dt.date(2020, 1, 1)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Workspace.create(Path(folder)).ledger
        for month in range(1, 13):
            append_activities(ledger, activity_sql(0, enterprises, month), f"2025-{month:02d}")
        appended(ledger, "membership", [
            *({"relation": "located_in", "child": f"E{e:05d}", "parent": CITIES[e % 11],
               "valid_from": day} for e in range(enterprises)),
            *({"relation": "province_of", "child": c, "parent": PROVINCE, "valid_from": day}
              for c in CITIES),
        ])  # fmt: skip
        ledger.compact("activity")
        yield ledger


def corrected(ledger: Ledger, rules: Rulebook, turn: int) -> tuple[float, float, float, Reflow]:
    """Correct one enterprise's month; seconds of both steps, of the refresh, of processor time."""
    one = turn * 37 % 400
    sql = activity_sql(one, one + 1, 1 + turn % 12, more=1.0 + turn)
    start, cpu = time.perf_counter(), time.process_time()
    assert append_activities(ledger, sql, f"correction {turn}") == len(ITEMS)
    between = time.perf_counter()
    (done,) = refresh(ledger, rules)
    end = time.perf_counter()
    return end - start, end - between, time.process_time() - cpu, done


def agree(ledger: Ledger, rules: Rulebook) -> None:
    """Stored figures and figures worked out from nothing are one table."""
    stored = materialised(ledger, rules, TOTALS, period=MONTHS)
    fresh = evaluate(ledger, rules, TOTALS, period=MONTHS)
    assert stored.table.equals(fresh.table)
    assert len(stored) == 12 * 12


def measured(size: int, runs: int) -> tuple[object, ...]:
    """One line of the curve."""
    rules = book()
    with filed(size) as ledger:
        start = time.perf_counter()
        materialise(ledger, rules, TOTALS, period=MONTHS)
        first = time.perf_counter() - start
        taken = [corrected(ledger, rules, turn) for turn in range(runs)]
        for *_, done in taken:
            # the enterprise's month, its city's and the province's; no others
            assert (done.evaluated, done.moved.num_rows) == (3, 3)
        agree(ledger, rules)
        year = seconds(lambda: evaluate(ledger, rules, TOTALS, period=MONTHS), runs=3)
        month = seconds(lambda: evaluate(ledger, rules, TOTALS, period="2025-03"), runs=3)
        both, alone, cpu = (statistics.median(t[n] for t in taken) for n in range(3))
        worst = max(t[0] for t in taken)
        return both, alone, cpu, worst, month, year, first, year / alone


def test_smoke() -> None:
    assert measured(60, 2)[0] > 0


def main() -> None:
    head = "a correction of one enterprise's month: new totals in under 1 s"
    columns = ("enterprises", "rows M", "correct+refresh s", "refresh s", "both cpu s",
               "worst s", "month anew s", "year anew s", "store s", "year/refresh")  # fmt: skip
    curve = Curve(head, columns).start()
    for size in arguments(SIZES):
        curve.add(size, size * 240 / 1e6, *measured(size, 9))


if __name__ == "__main__":
    main()
