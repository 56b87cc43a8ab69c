"""Three questions on DuckDB and on Spark in local-cluster mode: the same table, to the last digit.

A cluster as it is used, planning while it runs and compiling its plans; ``test_conformance.py`` asks
every quantity of one that is made light.
"""

import dataclasses
import datetime as dt
import random

import pytest

from luheng.engine import evaluate
from luheng.ledger import Ledger
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, rule
from luheng.units import Kind
from world import activity, append, expected, member, meter, quarter_hours, workspace

pytestmark = [pytest.mark.spark, pytest.mark.slow]

MASTER = "spark:local-cluster[2,1,1024]"
CITE = clause("gbt_2589", "e2020", "7")


@rule(CITE, unit="kgce", grain="region period", zh="企业能耗之和", basis="calorific")
def enterprises_energy(comprehensive_energy: Quantity) -> Quantity:
    """OWN: the enterprises of a region, added up."""
    return comprehensive_energy.roll_up(along="located_in")


@rule(CITE, unit="1", grain="entity period", zh="同比", kind=Kind.INTENSIVE)
def growth(electricity_use: Quantity) -> Quantity:
    """OWN: change against the month before."""
    return electricity_use.change(periods=-1)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    ledger = workspace(tmp_path_factory.mktemp("spark")).ledger
    pick = random.Random(11)
    items = ("electricity", "diesel", "gasoline")
    rows = [
        activity(
            f"E{e}", f"2025-{m:02d}", i, pick.random() * 1e6, "kWh" if i == "electricity" else "kg"
        )
        for e in range(20)
        for m in (4, 5)
        for i in items
    ]
    append(ledger, "activity", rows)
    append(ledger, "entity", [meter("M1"), meter("M2")])
    links = [member("meter_of", m, "E99") for m in ("M1", "M2")]
    links += [member("located_in", f"E{e}", f"13{e % 3 + 1:02d}00") for e in range(20)]
    append(ledger, "membership", links)
    readings = quarter_hours("M1", dt.datetime(2025, 5, 1, 0, 15), 96 * 20, 0.1)
    append(ledger, "reading", readings)
    append(ledger, "reading", [{**readings[0], "value": 7.3}], "corrected.csv")
    append(ledger, "expectation", [expected("reading", "M1", "PT15M", "2025-05-01")])
    flows = ("total_final_consumption", "losses", "transformation")
    append(
        ledger,
        "statistic",
        [
            {"form": "energy_balance_physical", "region": region, "flow": flow, "item": item,
             "period": "2007", "quantity": pick.random() * 1e4, "unit": "万t"}
            for region in ("130000", "430000")
            for flow in flows
            for item in ("raw_coal", "coke", "diesel")
        ],
    )  # fmt: skip
    return ledger


@pytest.fixture(scope="module")
def spark(world):
    pytest.importorskip("pyspark")
    ledger = Ledger(dataclasses.replace(world.settings, engine=MASTER))
    yield ledger
    from luheng.engine.backend import backend_of

    backend_of(ledger).session.stop()


@pytest.fixture(scope="module")
def book():
    book = load_rulebook()
    made = {r.name: (r,) for r in (enterprises_energy, growth)}
    return dataclasses.replace(book, rules={**book.rules, **made})


@pytest.mark.filterwarnings("ignore")  # pyspark warns of its own use of pandas
@pytest.mark.parametrize(
    ("quantities", "period", "known_at"),
    [
        # what shares most of its plan is asked for together
        (["comprehensive_energy", "enterprises_energy", "growth"], "2025-04..2025-05", None),
        (["electricity_use"], "2025-05", 4),
        (["regional_energy_consumption", "regional_energy_consumption_by_carrier"], "2007", None),
    ],
    ids=["months, roll-up and change", "before a correction", "balance"],
)
def test_both_engines_give_the_same_table(world, spark, book, quantities, period, known_at):
    here = evaluate(world, book, quantities, period=period, known_at=known_at)
    there = evaluate(spark, book, quantities, period=period, known_at=known_at)
    rows = zip(*(here.table[c].to_pylist() for c in ("quantity", "value")), strict=True)
    assert {quantity for quantity, value in rows if value is not None} == set(quantities)
    assert there.table.equals(here.table)
