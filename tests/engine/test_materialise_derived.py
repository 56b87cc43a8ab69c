"""Stored figures of places and classes that are derived follow the ledger as those of links do."""

import dataclasses
import json

import pytest

from luheng.engine import evaluate
from luheng.engine.materialise import materialise, materialised, refresh
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, rule, source
from world import activity, append, member, workspace

CITE = clause("luheng_conventions", "e2026", "2")
MONTHS = ("2025-01", "2025-02")
WANTED = ("place_energy", "kinds_of_waste")

some_waste = source(
    "some_waste", record="activity", where={"role": "generated"}, grain="entity item period",
    unit="t", zh="废物",
)  # fmt: skip


@rule(CITE, unit="kgce", grain="region period", zh="地区能耗")
def place_energy(comprehensive_energy: Quantity) -> Quantity:
    return comprehensive_energy.roll_up(along="within_region")


@rule(CITE, unit="t", grain="entity item period", zh="分类废物")
def kinds_of_waste(some_waste: Quantity) -> Quantity:
    return some_waste.roll_up(along="kind_of")


@pytest.fixture(scope="module")
def book():
    base = load_rulebook()
    more = {r.name: (r,) for r in (place_energy, kinds_of_waste)}
    return dataclasses.replace(
        base, rules={**base.rules, **more}, sources={**base.sources, "some_waste": some_waste}
    )


@pytest.fixture
def ledger(tmp_path):
    made = workspace(tmp_path).ledger
    places = ("130281", "130200", "230100", "130000")
    append(made, "membership", [member("located_in", f"E{n}", p) for n, p in enumerate(places)])
    rows = [activity(f"E{n}", m, "diesel", 10.0 + n, "kg") for n in range(4) for m in MONTHS]
    rows += [
        activity("E0", m, item, 5.0, "t", role="generated")
        for m in MONTHS
        for item in ("steel_slag", "blast_furnace_slag", "fly_ash")
    ]
    append(made, "activity", rows)
    return made


def agree(ledger, book):
    fresh = evaluate(ledger, book, WANTED, period=MONTHS).table
    stored = materialised(ledger, book, WANTED, period=MONTHS).table
    assert stored.to_pylist() == fresh.to_pylist()
    return {
        (r["quantity"], r["entity"], r["item"], r["period"]): r["value"] for r in fresh.to_pylist()
    }


def keys(done):
    return {(r["quantity"], r["key"], r["period"]) for r in done.figures()}


def test_a_correction_reaches_the_city_the_province_and_the_country(ledger, book):
    materialise(ledger, book, WANTED, period=MONTHS)
    before = agree(ledger, book)
    assert before["kinds_of_waste", "E0", "smelting_slag", "2025-01"] == 10.0
    append(ledger, "activity", [activity("E0", "2025-02", "diesel", 99.0, "kg")])
    (done,) = refresh(ledger, book)
    assert {k for q, k, _ in keys(done) if q == "place_energy"} == {
        json.dumps({"region": r}, separators=(",", ":"))
        for r in ("130281", "130200", "130000", "CN")
    }
    agree(ledger, book)


def test_a_correction_of_a_kind_reaches_the_wider_waste(ledger, book):
    materialise(ledger, book, WANTED, period=MONTHS)
    append(
        ledger, "activity", [activity("E0", "2025-02", "steel_slag", 7.0, "t", role="generated")]
    )
    refresh(ledger, book)
    assert agree(ledger, book)["kinds_of_waste", "E0", "smelting_slag", "2025-02"] == 12.0


def test_a_move_to_another_province_empties_and_fills(ledger, book):
    materialise(ledger, book, WANTED, period=MONTHS)
    agree(ledger, book)
    append(ledger, "membership", [
        member("located_in", "E1", "130200", end="2025-02-01"),
        member("located_in", "E1", "230200", "2025-02-01"),
    ])  # fmt: skip
    refresh(ledger, book)
    agree(ledger, book)
