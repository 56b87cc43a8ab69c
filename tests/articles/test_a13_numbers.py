"""A13: factors are decimal text, sums are exact and the same in any order."""

import random
from fractions import Fraction

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luheng.engine import evaluate
from luheng.engine.exact import exact_sum, exact_sum_of_readings
from luheng.rules.factor import read_factor
from luheng.units import unit
from world import activity, append, member, workspace


def by_duckdb(values, how):
    con = ibis.duckdb.connect()
    table = con.create_table("t", pa.table({"x": pa.array(values, pa.float64())}))
    return con.raw_sql(con.compile(table.aggregate(s=how(table.x)))).fetchone()[0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e11, 1e11, allow_nan=False), min_size=1, max_size=40), st.randoms())
@pytest.mark.parametrize("how", [exact_sum, exact_sum_of_readings])
def test_law_the_order_of_addends_does_not_matter(how, values, shuffle):
    other = list(values)
    shuffle.shuffle(other)
    assert by_duckdb(values, how) == by_duckdb(other, how)


@pytest.mark.parametrize("big", [1.5e12, 8e13, 3.2e17])
def test_large_addends_are_exact(big):
    values = [big, -big, 0.25, big]
    assert by_duckdb(values, exact_sum) == big + 0.25


@settings(max_examples=6, deadline=None)
@given(st.lists(st.floats(0, 1e7, allow_nan=False), min_size=2, max_size=8))
def test_law_the_sum_of_the_parts_is_the_whole(tmp_path_factory, amounts):
    from test_a09_membership import with_roll_up

    from luheng.rulebook import load_rulebook

    ledger = workspace(tmp_path_factory.mktemp("law")).ledger
    rows = [activity(f"E{n}", "2025", "electricity", a, "kWh") for n, a in enumerate(amounts)]
    append(ledger, "activity", rows)
    links = [member("located_in", f"E{n}", "130000") for n in range(len(amounts))]
    append(ledger, "membership", links)
    asked = ["comprehensive_energy", "enterprises_energy"]
    figures = evaluate(ledger, with_roll_up(load_rulebook()), asked, period="2025")
    parts = [r["value"] for r in figures.rows() if r["quantity"] == "comprehensive_energy"]
    whole = figures.value("enterprises_energy", entity="130000")
    assert round(whole * 10**6) == sum(round(Fraction(p) * 10**6) for p in parts)


def test_a_printed_value_is_scaled_once_and_exactly():
    head = {
        "grain": ["item"], "kind": "factor", "source": {"standard": "OWN"},
        "values": [{"item": "heat", "value": "0.03412", "unit": "kgce/MJ"},
                   {"item": "electricity", "value": "1.229", "unit": "tce/万kWh"}],
    }  # fmt: skip
    units = {"heat": unit("MJ"), "electricity": unit("kWh")}
    factor = read_factor("k", [("own", "", head)], units.get)
    exact = [row.exact() * factor.scales[n] for n, row in enumerate(factor.rows)]
    assert exact == [Fraction("0.03412"), Fraction("0.1229")]


def test_shuffled_rows_give_the_same_digits(tmp_path, book):
    pick = random.Random(3)
    amounts = [pick.random() * 1e5 for _ in range(200)]
    answers = []
    for turn in range(2):
        ledger = workspace(tmp_path / str(turn)).ledger
        rows = [
            activity("E1", f"2025-{1 + n % 12:02d}", "diesel", a, "kg", note=str(n))
            for n, a in enumerate(amounts[:12])
        ]
        pick.shuffle(rows)
        append(ledger, "activity", rows)
        answers.append(evaluate(ledger, book, ["comprehensive_energy"], period="2025").table)
    assert answers[0]["value"].to_pylist() == answers[1]["value"].to_pylist()
