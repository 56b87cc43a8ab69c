"""Steps: the parts of a SELECT, worked out one after another, give what it gives as one text."""

import dataclasses
import re

import duckdb
import pytest

from luheng.codelists import load
from luheng.engine import evaluate
from luheng.engine.backend import backend_of
from luheng.engine.steps import Select, in_parts
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, rule
from world import activity, append, member, workspace

NAMES = ("ghg_emissions", "comprehensive_energy", "energy_by_carrier", "scope_1", "fuel_heat")
#: one step that three read, one that is read once, one that two SELECTs read
SHARED = (
    ("luheng_q1", "SELECT range AS n FROM range(10)"),
    ("luheng_q2", "SELECT n FROM luheng_q1 WHERE n % 2 = 0"),
    ("luheng_q3", "SELECT a.n FROM luheng_q1 a JOIN luheng_q1 b ON a.n = b.n + 1"),
    ("luheng_q4", "SELECT n FROM luheng_q2 UNION ALL SELECT n FROM luheng_q3"),
)
SELECTS = (
    Select("SELECT sum(n) AS s FROM luheng_q4", SHARED),
    Select("SELECT max(n) AS s FROM luheng_q4", SHARED),
    Select("SELECT min(n) AS s FROM luheng_q2", SHARED[:2]),
    Select("SELECT 7 AS s"),
)


def worked_out(connection, selects, most):
    """What each SELECT gives where its parts are tables, and the names of those."""
    found, kept = [], []
    for name, sql in in_parts(selects, most):
        if name:
            connection.execute(f"CREATE TEMP TABLE {name} AS {sql}")
            kept.append(name)
        else:
            found.append(connection.execute(sql).to_arrow_table())
    for name in kept:
        connection.execute(f"DROP TABLE {name}")
    return found, kept


@pytest.mark.parametrize(
    ("most", "kept"), [(9, ["q1", "q2", "q4"]), (1, ["q1", "q2", "q4"]), (0, ["q1", "q2", "q3", "q4"])]
)  # fmt: skip
def test_what_is_read_twice_is_a_part(most, kept):
    with duckdb.connect() as connection:
        found, names = worked_out(connection, SELECTS, most)
        assert [table["s"].to_pylist() for table in found] == [[65], [9], [0], [7]]
        whole = [connection.execute(one.text()).fetchone()[0] for one in SELECTS]
    assert whole == [65, 9, 0, 7]
    assert names == [f"luheng_{name}" for name in kept]


def test_no_step_stands_in_two_parts():
    texts = [sql for _, sql in in_parts(SELECTS, 9)]
    for _, step in SHARED:
        assert sum(text.count(step) for text in texts) == 1


@pytest.mark.parametrize("most", [0, 4])
def test_a_question_in_parts_has_the_figures_of_the_question(tmp_path, monkeypatch, most):
    ledger = workspace(tmp_path).ledger
    rows = [
        activity(entity, "2024-05", item, amount, unit)
        for entity, amount in (("E1", 12.5), ("E2", 3.25))
        for item, unit in (("diesel", "t"), ("electricity", "kWh"), ("natural_gas", "m3"))
    ]
    append(ledger, "activity", rows)
    append(ledger, "membership", [member("located_in", "E1", "130100")])
    book = load_rulebook()
    backend, asked = backend_of(ledger), []
    answers = backend.answers
    monkeypatch.setattr(
        backend, "answers", lambda selects: asked.append(selects) or answers(selects), raising=True
    )
    assert len(evaluate(ledger, book, NAMES, period="2024-05")) > 0
    (selects,) = asked
    assert len(selects) == 3  # grains: entity; entity and item; entity, guide and item
    names = {name for one in selects for name, _ in one.steps}
    assert all(re.fullmatch(r"luheng_q\d+", name) for name in names)
    found, kept = worked_out(ledger.connection(), selects, most)
    assert set(kept) <= names
    assert kept
    for table, one in zip(found, selects, strict=True):
        whole = backend.run(one.text())
        order = [(c, "ascending") for c in whole.column_names if not re.fullmatch(r"[vpmet]\d+", c)]
        assert table.sort_by(order).equals(whole.sort_by(order))


@pytest.mark.slow
def test_a_rule_that_reads_very_many_columns_is_not_nested_too_deep(tmp_path):
    items = sorted(i for i in load("items").ids() if load("items").get(i)["unit"])[:150]
    cite = clause("luheng_conventions", "e2026", "2")

    @rule(cite, unit="1", grain="entity period", zh="多项之比")
    def many(activity_amount: Quantity) -> Quantity:
        one = activity_amount.at(role="consumed").at(item="electricity")
        shares = [activity_amount.at(role="sold").at(item=i) for i in items]
        total = one / one
        for share in shares:
            total = total + (share / share).or_nil()
        return total

    held = load_rulebook()
    book = dataclasses.replace(held, rules={**held.rules, "many": (many,)})
    ledger = workspace(tmp_path).ledger
    rows = [
        activity("E1", "2024-05", i, 2.0, load("items").get(i)["unit"], role="sold") for i in items
    ]
    append(ledger, "activity", [*rows, activity("E1", "2024-05", "electricity", 5.0, "kWh")])
    assert evaluate(ledger, book, ["many"], period="2024-05").value("many") == 151.0
