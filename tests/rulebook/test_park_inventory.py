"""A park's account does not depend on how its works are cut into enterprises (OWN).

One works with a boiler of its own, and the same works and boiler as two enterprises of one park,
burn the same fuel: energy, greenhouse gases and water of the park are the same.
"""

import pytest

from luheng.engine import evaluate, explain
from luheng.rulebook import load_rulebook
from world import activity, append, member, workspace

YEAR = "2024"
WANTED = ("park_comprehensive_energy", "park_ghg_emissions", "park_scope_1", "park_scope_2")


def row(entity, item, quantity, unit, role="consumed"):
    return activity(entity, YEAR, item, quantity, unit, role=role)


def transfer(supplier, receiver, item, quantity, unit):
    return {
        "entity": supplier, "counterpart": receiver, "period": YEAR, "item": item,
        "quantity": quantity, "unit": unit,
    }  # fmt: skip


def ledger_of(folder, rows, links, transfers=()):
    ledger = workspace(folder).ledger
    append(ledger, "activity", rows)
    append(ledger, "membership", links)
    if transfers:
        append(ledger, "transfer", transfers)
    return ledger


def totals(ledger, *names, park="P1"):
    figures = evaluate(ledger, load_rulebook(), names, where={"park": park}, period=YEAR)
    return {r["quantity"]: r["value"] for r in figures.table.to_pylist()}


def one_works(folder, *, guide=""):
    rows = [
        row("W", "diesel", 1000.0, "t"),
        row("W", "electricity", 300.0, "MWh"),
        row("W", "electricity", 300.0, "MWh", "purchased"),
    ]
    links = [member("park_of", "W", "P1"), member("located_in", "W", "130000")]
    links += [member("guided_by", "W", guide)] if guide else []
    return ledger_of(folder, rows, links)


def two_works(folder, *, guide="", inside=True, told=True):
    """Boiler B sells all of its heat to mill M, which lies in the same park or in another."""
    rows = [
        row("B", "diesel", 1000.0, "t"),
        row("B", "heat", 0.0, "GJ", "purchased"),
        row("B", "heat", 20000.0, "GJ", "transformation_output"),
        row("B", "heat", 20000.0, "GJ", "sold"),
        row("M", "heat", 20000.0, "GJ"),
        row("M", "heat", 20000.0, "GJ", "purchased"),
        row("M", "electricity", 300.0, "MWh"),
        row("M", "electricity", 300.0, "MWh", "purchased"),
    ]
    links = [
        member("park_of", "B", "P1"),
        member("park_of", "M", "P1" if inside else "P2"),
        *(member("located_in", e, "130000") for e in "BM"),
        *([member("guided_by", "B", guide)] if guide else []),
    ]
    told_of = [transfer("B", "M", "heat", 20000.0, "GJ")] if told else []
    return ledger_of(folder, rows, links, told_of)


@pytest.mark.parametrize("guide", ["", "gbt_32151_1"])
def test_a_park_is_the_same_however_its_works_are_cut(tmp_path, guide):
    """Whether the guide of the maker deducts the heat that it sends out, or not."""
    whole = totals(one_works(tmp_path / "one", guide=guide), *WANTED)
    parts = totals(two_works(tmp_path / "two", guide=guide), *WANTED)
    assert whole["park_scope_1"] > 1000
    assert parts == pytest.approx(whole)


def test_heat_that_leaves_the_park_is_deducted_once(tmp_path):
    inside = totals(two_works(tmp_path / "in"), *WANTED)
    outside = totals(two_works(tmp_path / "out", inside=False), *WANTED)
    # what the mill bought, electricity and heat, is another park's; the heat sent out is deducted
    other = totals(two_works(tmp_path / "other", inside=False), "park_scope_2", park="P2")
    assert outside["park_scope_1"] == inside["park_scope_1"]
    assert outside["park_scope_2"] == pytest.approx(-20000 * 0.11)
    assert other["park_scope_2"] == pytest.approx(20000 * 0.11 + 300 * 0.6516)


def test_a_transfer_that_nobody_told_of_is_counted_twice_and_seen_in_the_purchases(tmp_path):
    told = two_works(tmp_path / "told", guide="gbt_32151_1")
    untold = two_works(tmp_path / "untold", guide="gbt_32151_1", told=False)
    more = totals(untold, "park_ghg_emissions")["park_ghg_emissions"]
    less = totals(told, "park_ghg_emissions")["park_ghg_emissions"]
    assert more - less == pytest.approx(20000 * 0.11)
    bought = evaluate(
        told, load_rulebook(), ["park_external_purchase"],
        where={"park": "P1", "item": "heat"}, period=YEAR,
    )  # fmt: skip
    assert [r["value"] for r in bought.rows()] == [0.0]


def test_a_supply_without_sales_on_record_is_seen(tmp_path):
    rows = [row("B", "diesel", 1.0, "t")]
    ledger = ledger_of(
        tmp_path, rows, [member("park_of", e, "P1") for e in "BM"],
        [transfer("B", "M", "heat", 7.0, "GJ")],
    )  # fmt: skip
    figures = evaluate(ledger, load_rulebook(), ["transfer_beyond_sales"], period=YEAR)
    assert [(r["entity"], r["item"], r["value"]) for r in figures.rows()] == [("B", "heat", 7000.0)]


def test_a_receiver_that_moved_in_the_year_leaves_the_transfer_unsayable(tmp_path):
    links = [
        member("park_of", "B", "P1"),
        member("park_of", "M", "P1", end="2024-07-01"),
        member("park_of", "M", "P2", "2024-07-01"),
    ]
    rows = [row("B", "diesel", 1.0, "t"), row("M", "diesel", 1.0, "t")]
    ledger = ledger_of(tmp_path, rows, links, [transfer("B", "M", "heat", 7.0, "GJ")])
    assert totals(ledger, "park_internal_transfer")["park_internal_transfer"] is None


def test_a_park_can_be_explained_down_to_the_transfer(tmp_path):
    ledger = two_works(tmp_path, guide="gbt_32151_1")
    said = explain(
        ledger, load_rulebook(), "park_heat_co2_inside", key={"park": "P1"}, period=YEAR
    ).text()  # fmt: skip
    assert "transfer_inside_park" in said
    assert "transfer_amount" in said
