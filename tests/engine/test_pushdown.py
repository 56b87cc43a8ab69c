"""A filter never changes a figure: what is asked decides which are shown, not what they rest on."""

import dataclasses

import pytest

from luheng.engine import evaluate
from luheng.engine.plan import make_plan
from luheng.engine.pushdown import Pushdown
from luheng.periods import parse_period
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, rule
from luheng.units import Kind, per_item
from world import activity, append, member, meter, quarter_hours, workspace

CITE = clause("luheng_conventions", "e2026", "2")


@rule(CITE, unit="kgce", grain="entity item period", zh="分品种")
def by_carrier(energy_use: Quantity, coal_equivalent: Quantity) -> Quantity:
    return energy_use * coal_equivalent


@rule(CITE, unit="1", grain="entity item period", zh="品种占比", kind=Kind.INTENSIVE)
def carrier_share(by_carrier: Quantity) -> Quantity:
    return by_carrier / by_carrier.sum(over="item")


@rule(CITE, unit="kgce", grain="entity period", zh="下级之和")
def of_parts(by_carrier: Quantity) -> Quantity:
    return by_carrier.sum(over="item").roll_up(along="part_of")


@rule(CITE, unit="kgce", grain="region period", zh="地区之和")
def of_region(by_carrier: Quantity) -> Quantity:
    return by_carrier.sum(over="item").roll_up(along="within_region")


@rule(CITE, unit=per_item(), grain="entity item role period", zh="买的")
def bought(activity_amount: Quantity) -> Quantity:
    return activity_amount.among(role=("purchased",))


RULES = (by_carrier, carrier_share, of_parts, of_region, bought)


@pytest.fixture(scope="module")
def book():
    held = load_rulebook()
    return dataclasses.replace(held, rules={**held.rules, **{r.name: (r,) for r in RULES}})


@pytest.fixture
def ledger(tmp_path):
    ledger = workspace(tmp_path).ledger
    rows = [activity(e, "2024-05", "electricity", 1000.0, "kWh") for e in ("E1", "E2", "P1", "P2")]
    rows += [activity(e, "2024-05", "raw_coal", 100.0, "kg") for e in ("E1", "E2", "P1")]
    append(ledger, "activity", rows)
    links = [
        *(member("part_of", p, "E1") for p in ("P1", "P2")),
        member("located_in", "E1", "130200"),
        member("located_in", "E2", "230100"),
    ]
    append(ledger, "membership", links)
    return ledger


def figures(ledger, book, name, **where):
    rows = evaluate(ledger, book, [name], where=where, period="2024-05").table.to_pylist()
    keys = [k for k in ("entity", "item", "region") if rows and k in rows[0]]
    return {tuple(r[k] for k in keys): r["value"] for r in rows}


def test_the_share_of_one_carrier_is_still_a_share_of_all(ledger, book):
    every = figures(ledger, book, "carrier_share", entity="E1")
    one = figures(ledger, book, "carrier_share", entity="E1", item="raw_coal")
    assert one == {k: v for k, v in every.items() if "raw_coal" in k}
    # 100 kg at 0.7143, 1000 kWh at 0.1229
    assert next(iter(one.values())) == pytest.approx(71.43 / (71.43 + 122.9))


def test_a_sum_over_the_parts_of_one_enterprise_reads_the_parts(ledger, book):
    found = figures(ledger, book, "of_parts", entity="E1")
    assert list(found.values()) == [pytest.approx(2 * 122.9 + 71.43)]
    by_place = figures(ledger, book, "of_parts", region="130000")
    assert by_place == found


def test_asked_by_place_only_who_lies_there_is_shown(ledger, book):
    found = figures(ledger, book, "by_carrier", region="230000")
    assert {k[0] for k in found} == {"E2"}
    # parts lie nowhere by themselves: they are not shown, and nobody else is
    assert {k[0] for k in figures(ledger, book, "of_parts", region="230000")} <= {"E2"}


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("carrier_share", {"item": "electricity"}),
        ("carrier_share", {"region": "130000"}),
        ("carrier_share", {"region": "130000", "item": "electricity"}),
        ("of_region", {"region": "130000"}),
        ("by_carrier", {"entity": ["E1", "P1"]}),
        ("of_parts", {"entity": "E1"}),
    ],
)
def test_a_filter_shows_some_of_the_figures_of_no_filter(ledger, book, name, where):
    every = evaluate(ledger, book, [name], period="2024-05").table.to_pylist()
    some = evaluate(ledger, book, [name], where=where, period="2024-05").table.to_pylist()
    assert some
    assert all(row in every for row in some)


def filters(book, name, *asked):
    plan = make_plan(book, [name], parse_period("2024-05"))
    return Pushdown(book.relations).of(plan, asked)


def test_what_can_be_left_unread_is_left_unread(book):
    """Speed rests on it: one enterprise of fifty thousand reads its own rows."""
    assert filters(book, "carrier_share", "entity")["activity_amount"] == {("entity", "entity")}
    assert filters(book, "carrier_share", "item")["activity_amount"] == frozenset()
    assert filters(book, "by_carrier", "item")["activity_amount"] == {("item", "item")}
    assert filters(book, "by_carrier", "entity")["metered_amount"] == {("meter", "entity")}
    assert filters(book, "of_region", "region")["activity_amount"] == {("entity", "region")}
    assert filters(book, "of_parts", "entity")["activity_amount"] == frozenset()
    assert filters(book, "bought", "role", "item")["activity_amount"] == {
        ("role", "role"),
        ("item", "item"),
    }


def test_meters_below_an_enterprise_are_found(tmp_path, book):
    import datetime as dt

    ledger = workspace(tmp_path).ledger
    append(ledger, "entity", [meter("M1"), meter("M2")])
    append(ledger, "membership", [member("meter_of", "M1", "E1"), member("meter_of", "M2", "E2")])
    for m in ("M1", "M2"):
        append(ledger, "reading", quarter_hours(m, dt.datetime(2024, 5, 2, 0, 15), 8))
    found = figures(ledger, book, "carrier_share", entity="E1", item="electricity")
    assert list(found.values()) == [1.0]
