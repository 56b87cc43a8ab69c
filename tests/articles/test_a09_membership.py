"""A9: membership is dated; a child with two parents in one period makes both unsayable."""

import dataclasses
import datetime as dt

from luheng.engine import evaluate
from luheng.rules import Quantity, clause, rule
from world import activity, append, member, meter, quarter_hours


@rule(
    clause("gbt_2589", "e2020", "7"), unit="kgce", grain="region period", zh="企业能耗之和",
    basis="calorific",
)  # fmt: skip
def enterprises_energy(comprehensive_energy: Quantity) -> Quantity:
    """OWN: the enterprises of a region, added up."""
    return comprehensive_energy.roll_up(along="located_in")


def with_roll_up(book):
    rules = {**book.rules, "enterprises_energy": (enterprises_energy,)}
    return dataclasses.replace(book, rules=rules)


def test_a_works_counts_where_it_stood_in_the_month(ledger, book):
    book = with_roll_up(book)
    rows = [activity("E1", m, "electricity", 1000, "kWh") for m in ("2025-03", "2025-04")]
    append(ledger, "activity", rows)
    append(
        ledger,
        "membership",
        [
            member("located_in", "E1", "130100", "2020-01-01", "2025-04-01"),
            member("located_in", "E1", "130200", "2025-04-01"),
        ],
    )
    figures = evaluate(ledger, book, ["enterprises_energy"], period="2025-03..2025-04")
    found = {(r["entity"], r["period"]): r["value"] for r in figures.rows()}
    assert found == {("130100", "2025-03"): 122.9, ("130200", "2025-04"): 122.9}


def test_a_move_inside_the_period_is_not_decided_silently(ledger, book):
    book = with_roll_up(book)
    append(ledger, "activity", [activity("E1", "2025-04", "electricity", 1000, "kWh")])
    append(
        ledger,
        "membership",
        [
            member("located_in", "E1", "130100", "2020-01-01", "2025-04-15"),
            member("located_in", "E1", "130200", "2025-04-15"),
        ],
    )
    figures = evaluate(ledger, book, ["enterprises_energy"], period="2025-04")
    assert {(r["entity"], r["value"]) for r in figures.rows()} == {
        ("130100", None),
        ("130200", None),
    }


def test_a_meter_that_changed_hands_feeds_each_owner_in_its_months(ledger, book):
    append(ledger, "entity", [meter("M1")])
    append(
        ledger,
        "membership",
        [
            member("meter_of", "M1", "E1", "2020-01-01", "2025-05-01"),
            member("meter_of", "M1", "E2", "2025-05-01"),
        ],
    )
    append(ledger, "reading", quarter_hours("M1", dt.datetime(2025, 4, 30, 0, 15), 192))
    figures = evaluate(ledger, book, ["electricity_use"], period="2025-04..2025-05")
    found = {(r["entity"], r["period"]): r["value"] for r in figures.rows()}
    assert found == {("E1", "2025-04"): 96.0, ("E2", "2025-05"): 96.0}
