"""A9: mergers and splits are dated memberships; they move no figure, and a share is no factor."""

import dataclasses

import pytest

from luheng.engine import evaluate
from luheng.rules import Quantity, clause, rule
from world import activity, append, member

MONTHS = ("2025-03", "2025-04")


def summed(name: str, along: str, of: str = "comprehensive_energy"):
    """A rule that adds up what a relation brings to each parent."""

    def body(comprehensive_energy: Quantity) -> Quantity:
        """OWN: added up along a relation."""
        return comprehensive_energy.roll_up(along=along)

    body.__name__ = body.__qualname__ = name
    grain = "region period" if along == "located_in" else "entity period"
    return rule(
        clause("gbt_2589", "e2020", "7"), unit="kgce", grain=grain, zh="之和", basis="calorific"
    )(body)


@pytest.fixture
def with_successions(book):
    made = [
        summed("region_energy", "located_in"),
        summed("taken_over", "merged_into"),
        summed("split_off", "split_into"),
    ]
    return dataclasses.replace(book, rules={**book.rules, **{r.name: (r,) for r in made}})


def values(ledger, book, quantity):
    figures = evaluate(ledger, book, [quantity], period="2025-03..2025-04")
    return {(r["entity"], r["period"]): r["value"] for r in figures.rows()}


def test_a_merger_moves_no_figure_and_a_region_counts_nothing_twice(ledger, with_successions):
    """E1 files until April, E2 takes it over on the first of April; both lie in one city."""
    append(ledger, "activity", [
        activity("E1", "2025-03", "electricity", 1000, "kWh"),
        activity("E2", "2025-03", "electricity", 2000, "kWh"),
        activity("E2", "2025-04", "electricity", 3000, "kWh"),
    ])  # fmt: skip
    append(ledger, "membership", [
        member("located_in", "E1", "130200", "2020-01-01", "2025-04-01"),
        member("located_in", "E2", "130200"),
        member("merged_into", "E1", "E2", "2025-04-01"),
    ])  # fmt: skip
    own = values(ledger, with_successions, "comprehensive_energy")
    assert own == {
        ("E1", "2025-03"): pytest.approx(122.9),
        ("E2", "2025-03"): pytest.approx(245.8),
        ("E2", "2025-04"): pytest.approx(368.7),
    }
    city = values(ledger, with_successions, "region_energy")
    assert city == {("130200", m): pytest.approx(368.7) for m in MONTHS}
    # nothing was filed under the old name from the day on, so that nothing was taken over
    assert values(ledger, with_successions, "taken_over") == {}


def test_what_is_still_filed_under_the_old_name_is_brought_to_the_successor(
    ledger, with_successions
):
    append(ledger, "activity", [
        activity("E1", m, "electricity", 1000, "kWh") for m in MONTHS
    ])  # fmt: skip
    append(ledger, "membership", [
        member("merged_into", "E1", "E3", "2025-04-01"),
    ])  # fmt: skip
    # March was before the merger: history is not rewritten
    assert values(ledger, with_successions, "taken_over") == {
        ("E3", "2025-04"): pytest.approx(122.9)
    }


def test_several_that_merge_are_added_up(ledger, with_successions):
    append(ledger, "activity", [
        activity("E1", "2025-04", "electricity", 1000, "kWh"),
        activity("E2", "2025-04", "electricity", 2000, "kWh"),
    ])  # fmt: skip
    append(ledger, "membership", [
        member("merged_into", e, "E3", "2025-04-01") for e in ("E1", "E2")
    ])  # fmt: skip
    assert values(ledger, with_successions, "taken_over") == {
        ("E3", "2025-04"): pytest.approx(368.7)
    }


def test_a_split_cannot_be_said_whatever_its_shares(ledger, with_successions):
    """A share is a fact about assets; to apportion energy by it would be a factor without source."""
    append(ledger, "activity", [activity("E1", "2025-04", "electricity", 1000, "kWh")])
    append(ledger, "membership", [
        member("split_into", "E1", "E11", "2025-04-01") | {"share": 0.6},
        member("split_into", "E1", "E12", "2025-04-01") | {"share": 0.4},
    ])  # fmt: skip
    assert values(ledger, with_successions, "split_off") == {
        ("E11", "2025-04"): None, ("E12", "2025-04"): None,
    }  # fmt: skip
