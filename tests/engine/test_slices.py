"""Slices: a question that is answered some entities at a time has the figures of all at once."""

import dataclasses
import datetime as dt
import random

import pytest

from luheng.engine import evaluate
from luheng.engine.backend import backend_of
from luheng.engine.slices import WHOLE, Slice, slices_of
from luheng.ledger import Ledger
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, rule
from world import activity, append, expected, member, meter, quarter_hours, workspace

CITE = clause("luheng_conventions", "e2026", "2")
#: rows to a slice: two entities of four rows fill one
FEW = 8
NAMES = ("", "'", "é", "企业甲", "企业乙", "\U00020000", "E1", "E10", "E2", "zz")
USED = (
    ("diesel", "t", "consumed"),
    ("electricity", "kWh", "consumed"),
    ("tap_water", "m3", "withdrawn"),
    ("diesel", "t", "purchased"),
)


@rule(CITE, unit="kWh", grain="entity period", zh="下级之和")
def electricity_of_parts(electricity_use: Quantity) -> Quantity:
    return electricity_use.roll_up(along="part_of")


@pytest.fixture(scope="module")
def book():
    held = load_rulebook()
    return dataclasses.replace(
        held, rules={**held.rules, electricity_of_parts.name: (electricity_of_parts,)}
    )


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    ledger = workspace(tmp_path_factory.mktemp("slices")).ledger
    pick = random.Random(3)
    rows = [
        activity(f"{name}.", "2024-05", item, pick.uniform(1, 1e6), unit, role=role)
        for name in NAMES
        for item, unit, role in USED
        if (name, item) != ("E2", "electricity")
    ]
    append(ledger, "activity", rows)
    append(ledger, "entity", [meter("M1")])
    append(ledger, "reading", quarter_hours("M1", dt.datetime(2024, 5, 3), 96, 0.1))
    append(ledger, "membership", [
        member("meter_of", "M1", "E2."), member("part_of", "zz.", "E1."),
        member("part_of", "E2.", "E1."),
        *(member("located_in", f"{name}.", "130100") for name in NAMES),
    ])  # fmt: skip
    owed = [expected("activity", entity, "P1M", "2024-01-01", item="diesel", role="consumed")
            for entity in ("E1.", "nobody")]  # fmt: skip
    append(ledger, "expectation", owed)
    return ledger


@pytest.fixture
def slicing(ledger):
    """The same ledger, asked a few rows at a time, and the slices that were asked for."""
    other = Ledger(ledger.settings)
    backend = backend_of(other)
    backend.slice_rows = FEW
    run, asked = backend.run, []

    def listening(sql):
        asked.append(sql)
        return run(sql)

    backend.run = listening
    return other, asked


@pytest.mark.parametrize(
    ("names", "slices"),
    [
        (["comprehensive_energy", "ghg_emissions", "water_withdrawal"], 5),
        # a SELECT to each grain
        (["activity_amount", "energy_by_carrier"], 10),
        # the rows of a part are read where its whole is asked for
        (["electricity_of_parts", "electricity_use"], 1),
        (["enterprise_electricity_use_of_region"], 1),
        (["metered_amount"], 1),
    ],
)
def test_the_figures_are_those_of_all_at_once(ledger, slicing, book, names, slices):
    other, asked = slicing
    whole = evaluate(ledger, book, names, period="2024-04..2024-06")
    some = evaluate(other, book, names, period="2024-04..2024-06")
    assert some.table.equals(whole.table)
    assert len(whole) > 0
    assert len({sql for sql in asked if '"v0"' in sql}) == slices


def test_an_entity_that_files_nothing_and_is_expected_is_in_a_slice_too(slicing, book):
    other, _ = slicing
    rows = evaluate(other, book, ["activity_amount"], period="2024-05").rows()
    missing = [r for r in rows if r["value"] is None]
    assert [(r["entity"], r["coverage"]) for r in missing] == [("nobody", 0.0)]


def test_asked_for_one_entity_there_is_one_slice(slicing, book):
    other, asked = slicing
    found = evaluate(other, book, ["activity_amount"], period="2024-05", where={"entity": "E1."})
    assert {r["entity"] for r in found.rows()} == {"E1."}
    assert not any("<<" in sql for sql in asked)


def test_slices_follow_one_another_and_leave_no_member_out(ledger):
    backend = backend_of(ledger)
    rows = backend.visible("activity", None)
    slices = slices_of(backend, [rows], FEW)
    assert slices[0].start == ""
    assert [s.end for s in slices[:-1]] == [s.start for s in slices[1:]]
    for name in NAMES:
        assert sum(s.start <= f"{name}." < s.end for s in slices) == 1
    assert slices_of(backend, [rows], 10**6) == (WHOLE,)
    assert slices_of(backend, [], FEW) == (WHOLE,)


def test_a_quote_in_a_name_ends_no_text():
    filled = Slice("O'Neill", "P").fill("x >= '<<from<entity>>' AND x < '<<below<entity>>'")
    assert filled == "x >= 'O''Neill' AND x < 'P'"
