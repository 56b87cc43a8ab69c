"""A restated value reaches the figures of those whom it concerns, and no others."""

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from luheng.engine import evaluate
from luheng.engine.materialise import materialise, materialised, refresh
from luheng.engine.materialise.restated import Kept, boxed
from luheng.engine.materialise.store import definitions, keep
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, Trust, clause, rule
from world import activity, append, expected, member, meter, quarter_hours, workspace

CLAUSE = clause("gbt_2589", "e2020", "7")
MONTHS = ("2023-01", "2023-02")
DEFAULT = "gbt_32150"
WANTED = ("comprehensive_energy", "guided_heat", "placed_co2", "city_heat", "city_energy")


@rule(CLAUSE, unit="GJ", grain="entity period", zh="热量", basis="calorific")
def guided_heat(activity_amount: Quantity, fuel_heating_value: Quantity) -> Quantity:
    """Fuel used times the heating value of the entity's guide."""
    used = activity_amount.at(role="consumed").by(along="guided_by", default=DEFAULT)
    return (used * fuel_heating_value).sum(over="guide item", present_only=True)


@rule(CLAUSE, unit="tCO2", grain="entity period", zh="电力排放", basis="location")
def placed_co2(activity_amount: Quantity, latest_grid_emission_factor: Quantity) -> Quantity:
    """Electricity used times the average factor of the entity's province."""
    used = activity_amount.at(item="electricity").at(role="consumed")
    placed = used.by(along="in_province", default="CN")
    return (placed * latest_grid_emission_factor).sum(over="region")


@rule(CLAUSE, unit="GJ", grain="region period", zh="市", basis="calorific")
def city_heat(guided_heat: Quantity) -> Quantity:
    """The enterprises of a city."""
    return guided_heat.roll_up(along="located_in")


@rule(CLAUSE, unit="kgce", grain="region period", zh="市", basis="calorific")
def city_energy(comprehensive_energy: Quantity) -> Quantity:
    """The enterprises of a city."""
    return comprehensive_energy.roll_up(along="located_in")


@pytest.fixture(scope="module")
def book():
    base = load_rulebook()
    more = {r.name: (r,) for r in (guided_heat, placed_co2, city_heat, city_energy)}
    return dataclasses.replace(base, rules={**base.rules, **more})


def restate(book, factor, trust=None, times="7", **key):
    """The rulebook with another value (a quotient by a decimal) of one key of a factor."""
    wanted = {*key.items()}
    rows = tuple(
        dataclasses.replace(
            r, value=f"{r.value.split('/')[0]}/{times}", trust=r.trust if trust is None else trust
        )
        if {*r.key} == wanted
        else r
        for r in book.factors[factor].rows
    )
    assert any({*r.key} == wanted for r in rows)
    new = dataclasses.replace(book.factors[factor], rows=rows)
    return dataclasses.replace(book, factors={**book.factors, factor: new})


def agree(ledger, book):
    """What is stored is, to the last digit, what an evaluation from nothing says."""
    fresh = evaluate(ledger, book, WANTED, period=MONTHS).table
    stored = materialised(ledger, book, WANTED, period=MONTHS).table
    assert stored.to_pylist() == fresh.to_pylist()
    assert len(fresh)


PLACES = ("130100", "130200", "230100", "130100", None, "230100")
GUIDES = (DEFAULT, "gbt_32151_5", None, "gbt_32151_5", None, "gbt_32151_8")
#: who uses what; E3 uses diesel in the second month alone, E5 has a meter of electricity too
USES = {
    "E0": ("diesel", "electricity"),
    "E1": ("diesel", "coke"),
    "E2": ("coke", "electricity"),
    "E3": ("diesel",),
    "E4": ("diesel", "electricity"),
    "E5": ("electricity",),
}
UNITS = {"electricity": "kWh"}


def world(tmp_path):
    ledger = workspace(tmp_path).ledger
    append(ledger, "membership", [
        *(member("located_in", f"E{n}", p) for n, p in enumerate(PLACES) if p),
        *(member("guided_by", f"E{n}", g) for n, g in enumerate(GUIDES) if g),
        member("meter_of", "M1", "E5"),
    ])  # fmt: skip
    append(ledger, "entity", [meter("M1")])
    append(ledger, "activity", [
        activity(one, m, i, 3.7 + n + k / 7, UNITS.get(i, "kg"))
        for n, (one, items) in enumerate(USES.items()) for k, m in enumerate(MONTHS)
        for i in items if (one, m) != ("E3", "2023-01")
    ])  # fmt: skip
    append(ledger, "expectation", [
        expected("activity", "E2", "P1M", "2023-01-01", item="diesel", role="consumed")
    ])  # fmt: skip
    append(ledger, "reading", quarter_hours("M1", dt.datetime(2023, 2, 1, 0, 15), 8))
    return ledger


def worked_out(done):
    """quantity, member and period of what moved."""
    return {
        (r["quantity"], next(iter(json.loads(r["key"]).values())), r["period"])
        for r in done.figures()
    }


def both(quantity, *members):
    return {(quantity, m, p) for m in members for p in MONTHS}


FEB = {("guided_heat", "E3", "2023-02"), ("city_heat", "130100", "2023-02")}
CASES = [
    # the province of E0, E1 and E3; only E0 has electricity
    ("latest_grid_emission_factor", {"region": "130000"}, both("placed_co2", "E0"), 4),
    # the default of whoever has no place on record
    ("latest_grid_emission_factor", {"region": "CN"}, both("placed_co2", "E4"), 4),
    # no entity lies there
    ("latest_grid_emission_factor", {"region": "440000"}, set(), 0),
    # a guide's fuel: E1 in both months, E3 in the second, and what their cities add up
    (
        "fuel_heating_value", {"guide": "gbt_32151_5", "item": "diesel"},
        both("guided_heat", "E1") | both("city_heat", "130200") | FEB, 6,
    ),
    # the default guide: E0 by membership, E4 by none; E2 has coke, and diesel is expected of it
    (
        "fuel_heating_value", {"guide": DEFAULT, "item": "diesel"},
        both("guided_heat", "E0", "E4") | both("city_heat", "130100"), 10,
    ),
    # nobody uses it
    ("fuel_heating_value", {"guide": DEFAULT, "item": "lignite"}, set(), 0),
    # a carrier whoever uses it
    (
        "coal_equivalent", {"item": "coke"},
        both("comprehensive_energy", "E1", "E2") | both("city_energy", "130200", "230100"), 8,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("factor", "key", "moved", "evaluated"), CASES)
def test_a_restated_value_reaches_whom_it_concerns(tmp_path, book, factor, key, moved, evaluated):
    ledger = world(tmp_path)
    materialise(ledger, book, WANTED, period=MONTHS)
    other = restate(book, factor, **key)
    (done,) = refresh(ledger, other)
    assert worked_out(done) == moved
    assert done.evaluated == evaluated
    agree(ledger, other)
    (again,) = refresh(ledger, other)
    assert (again.evaluated, again.moved.num_rows) == (0, 0)


def test_another_trust_alone_moves_the_marks_of_whom_it_concerns(tmp_path, book):
    ledger = world(tmp_path)
    materialise(ledger, book, WANTED, period=MONTHS)
    key = {"guide": "gbt_32151_5", "item": "diesel"}
    other = restate(book, "fuel_heating_value", Trust.CONFLICTING, times="1", **key)
    (done,) = refresh(ledger, other)
    assert worked_out(done) == both("guided_heat", "E1") | both("city_heat", "130200") | FEB
    assert all(r["old"] == r["new"] for r in done.figures())
    agree(ledger, other)


def test_a_set_of_an_earlier_version_is_worked_out_as_a_whole(tmp_path, book):
    ledger = world(tmp_path)
    materialise(ledger, book, WANTED, period=MONTHS)
    (held,) = definitions(ledger)
    keep(ledger, dataclasses.replace(held, kept=Kept()), "test")
    other = restate(book, "fuel_heating_value", guide="gbt_32151_5", item="diesel")
    (done,) = refresh(ledger, other)
    assert done.evaluated == len(
        evaluate(ledger, other, ["guided_heat", "city_heat"], period=MONTHS)
    )
    agree(ledger, other)


def test_a_late_row_and_a_restated_value_flow_in_together(tmp_path, book):
    ledger = world(tmp_path)
    materialise(ledger, book, WANTED, period=MONTHS)
    append(ledger, "activity", [activity("E4", "2023-01", "coke", 9.0, "kg")])
    append(ledger, "membership", [member("guided_by", "E4", "gbt_32151_8", "2023-02-01")])
    other = restate(book, "fuel_heating_value", guide=DEFAULT, item="coke")
    refresh(ledger, other)
    agree(ledger, other)


def test_keys_alike_in_all_but_one_dimension_are_one_box():
    one = boxed(("guide", "item"), ["a,x", "a,y", "b,x"])
    assert [{d: sorted(m) for d, m in box.items()} for box in one] == [
        {"guide": ["b"], "item": ["x"]},
        {"guide": ["a"], "item": ["x", "y"]},
    ]
    assert boxed((), [""]) == ({},)
    (many,) = boxed(("guide", "item"), [f"g{n},i{n}" for n in range(20)])
    assert (len(many["guide"]), len(many["item"])) == (20, 20)


FACTORS = ("fuel_heating_value", "latest_grid_emission_factor", "coal_equivalent")
MEMBERS = {"diesel", "coke", "electricity", "lignite", "CN", "130000"}
RESTATED = st.tuples(
    st.sampled_from(FACTORS), st.integers(0, 999), st.sampled_from(["2", "0.9"]),
    st.sampled_from([None, *Trust]),
)  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(st.lists(RESTATED, min_size=1, max_size=3))
def test_law_refreshed_figures_are_those_of_a_full_recomputation(tmp_path_factory, book, rounds):
    ledger = world(tmp_path_factory.mktemp("law"))
    materialise(ledger, book, WANTED, period=MONTHS)
    other = book
    for factor, number, times, trust in rounds:
        rows = book.factors[factor].rows
        keys = sorted({r.key for r in rows if {m for _, m in r.key} & MEMBERS})
        other = restate(other, factor, trust, times, **dict(keys[number % len(keys)]))
        refresh(ledger, other)
        agree(ledger, other)
