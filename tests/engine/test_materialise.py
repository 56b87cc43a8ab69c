"""Stored figures follow what the ledger learns, and are to the last digit those worked out anew."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luheng.engine import evaluate
from luheng.engine.materialise import materialise, materialised, refresh
from luheng.errors import BadQuery
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, rule
from world import activity, append, expected, member, meter, quarter_hours, workspace

CLAUSE = clause("gbt_2589", "e2020", "7")
MONTHS = ("2025-01", "2025-02", "2025-03")
PERIODS = "2025-01..2025-03"
CITIES = ("130100", "130200", "230100")


@rule(CLAUSE, unit="kgce", grain="region period", zh="市", basis="calorific")
def city_energy(comprehensive_energy: Quantity) -> Quantity:
    """The enterprises of a city."""
    return comprehensive_energy.roll_up(along="located_in")


@rule(CLAUSE, unit="kgce", grain="region period", zh="省", basis="calorific")
def province_energy(city_energy: Quantity) -> Quantity:
    """The cities of a province."""
    return city_energy.roll_up(along="province_of")


@rule(CLAUSE, unit="1", grain="region period", zh="环比", kind="intensive")
def monthly_growth(city_energy: Quantity) -> Quantity:
    """A city's energy against that of the month before."""
    return city_energy / city_energy.shift(periods=-1)


WANTED = ("city_energy", "province_energy", "comprehensive_energy")


@pytest.fixture(scope="module")
def book():
    base = load_rulebook()
    more = {r.name: (r,) for r in (city_energy, province_energy, monthly_growth)}
    return dataclasses.replace(base, rules={**base.rules, **more})


def agree(ledger, book, wanted=WANTED, periods=MONTHS):
    """What is stored is, to the last digit, what an evaluation from nothing says."""
    fresh = evaluate(ledger, book, wanted, period=periods).table
    stored = materialised(ledger, book, wanted, period=periods).table
    assert stored.to_pylist() == fresh.to_pylist()
    assert len(fresh)


def province(ledger):
    append(ledger, "membership", [
        *(member("located_in", f"E{n}", CITIES[n % 3]) for n in range(6)),
        *(member("province_of", c, f"{c[:2]}0000") for c in CITIES),
        member("meter_of", "M1", "E1"), member("meter_of", "M2", "E5"),
    ])  # fmt: skip
    append(ledger, "entity", [meter("M1"), meter("M2", "diesel")])
    append(ledger, "activity", [
        activity(f"E{n}", m, i, 3.7 * n + k / 7, "kg")
        for n in range(5) for k, m in enumerate(MONTHS) for i in ("diesel", "raw_coal")
    ])  # fmt: skip
    append(ledger, "expectation", [
        expected("activity", f"E{n}", "P1M", "2025-01-01", item="diesel", role="consumed")
        for n in range(5)
    ])  # fmt: skip
    append(ledger, "reading", quarter_hours("M1", dt.datetime(2025, 2, 1, 0, 15), 8))


def test_one_correction_reaches_its_own_cells_and_no_others(tmp_path, book):
    ledger = workspace(tmp_path).ledger
    province(ledger)
    materialise(ledger, book, WANTED, period=PERIODS)
    agree(ledger, book)
    append(ledger, "activity", [activity("E1", "2025-02", "diesel", 99.0, "kg")])
    (done,) = refresh(ledger, book)
    keys = {(r["quantity"], r["key"], r["period"]) for r in done.figures()}
    assert keys == {
        ("comprehensive_energy", '{"entity":"E1"}', "2025-02"),
        ("city_energy", '{"region":"130200"}', "2025-02"),
        ("province_energy", '{"region":"130000"}', "2025-02"),
    }
    assert done.evaluated == 3
    agree(ledger, book)


def test_what_changes_nothing_moves_nothing(tmp_path, book):
    ledger = workspace(tmp_path).ledger
    province(ledger)
    materialise(ledger, book, WANTED, period=PERIODS)
    append(ledger, "activity", [activity("E1", "2024-07", "diesel", 99.0, "kg")])
    append(ledger, "price", [])
    (done,) = refresh(ledger, book)
    assert (done.evaluated, done.moved.num_rows) == (0, 0)
    receipts = ledger.receipts().num_rows
    (again,) = refresh(ledger, book)
    assert again.evaluated == 0
    assert ledger.receipts().num_rows - receipts <= 1


def test_old_and_new_stand_side_by_side_and_the_old_figure_is_kept(tmp_path, book):
    ledger = workspace(tmp_path).ledger
    province(ledger)
    materialise(ledger, book, WANTED, period=PERIODS)
    before = ledger.known()
    old = materialised(ledger, book, ["province_energy"], period="2025-02")
    append(ledger, "activity", [activity("E4", "2025-02", "diesel", 0.5, "t")])
    (done,) = refresh(ledger, book)
    (moved,) = [r for r in done.figures() if r["quantity"] == "province_energy"]
    then = materialised(ledger, book, ["province_energy"], period="2025-02", known_at=before)
    assert then.table.equals(old.table)
    assert moved["old"] == old.value("province_energy", entity="130000")
    now = materialised(ledger, book, ["province_energy"], period="2025-02")
    assert moved["new"] == now.value("province_energy", entity="130000")


def test_a_move_to_another_city_empties_and_fills(tmp_path, book):
    ledger = workspace(tmp_path).ledger
    province(ledger)
    materialise(ledger, book, WANTED, period=PERIODS)
    # E2 is the only enterprise of 230100 beside E5, which has no rows
    append(ledger, "membership", [
        member("located_in", "E2", "230100", "2000-01-01", "2025-02-01"),
        member("located_in", "E2", "130100", "2025-02-01"),
    ])  # fmt: skip
    (done,) = refresh(ledger, book)
    gone = [r for r in done.figures() if "230100" in r["key"]]
    assert {r["period"] for r in gone} == {"2025-02", "2025-03"}
    assert all(r["new"] is None for r in gone)
    agree(ledger, book)


def test_a_second_parent_makes_both_totals_unsayable(tmp_path, book):
    ledger = workspace(tmp_path).ledger
    province(ledger)
    materialise(ledger, book, WANTED, period=PERIODS)
    append(ledger, "membership", [member("located_in", "E1", "230100", "2025-03-01")])
    refresh(ledger, book)
    agree(ledger, book)
    figures = materialised(ledger, book, ["city_energy"], period="2025-03")
    assert figures.value("city_energy", entity="130200") is None


def test_meters_expectations_and_meter_data_flow_in(tmp_path, book):
    ledger = workspace(tmp_path).ledger
    province(ledger)
    materialise(ledger, book, WANTED, period=PERIODS)
    append(ledger, "reading", quarter_hours("M1", dt.datetime(2025, 3, 31, 23, 45), 2, 5.0))
    refresh(ledger, book)
    agree(ledger, book)
    append(ledger, "entity", [meter("M1", "diesel")])
    refresh(ledger, book)
    agree(ledger, book)
    append(ledger, "expectation", [
        expected("activity", "E4", "P1M", "2025-01-01", "2025-03-01", item="diesel", role="consumed")
    ])  # fmt: skip
    refresh(ledger, book)
    agree(ledger, book)


def test_a_month_moves_its_successors_growth(tmp_path, book):
    ledger = workspace(tmp_path).ledger
    province(ledger)
    wanted = ("monthly_growth", "city_energy")
    materialise(ledger, book, wanted, period="2025-02..2025-03")
    agree(ledger, book, wanted, MONTHS[1:])
    append(ledger, "activity", [activity("E1", "2025-01", "diesel", 44.0, "kg")])
    (done,) = refresh(ledger, book)
    assert ("monthly_growth", "2025-02") in {(r["quantity"], r["period"]) for r in done.figures()}
    agree(ledger, book, wanted, MONTHS[1:])


def test_another_rule_works_its_quantity_out_anew_and_no_other(tmp_path, book):
    ledger = workspace(tmp_path).ledger
    province(ledger)
    materialise(ledger, book, WANTED, period=PERIODS)

    @rule(CLAUSE, unit="kgce", grain="region period", zh="省", basis="calorific")
    def province_energy(city_energy: Quantity) -> Quantity:
        """Twice, to be another rule."""
        return (city_energy + city_energy).roll_up(along="province_of")

    other = dataclasses.replace(
        book, rules={**book.rules, "province_energy": (province_energy,)}, release="other"
    )
    (done,) = refresh(ledger, other)
    assert {r["quantity"] for r in done.figures()} == {"province_energy"}
    agree(ledger, other)


def test_a_set_grows_and_is_asked_by_its_name(tmp_path, book):
    ledger = workspace(tmp_path).ledger
    province(ledger)
    materialise(ledger, book, ["city_energy"], period="2025-01", name="a")
    materialise(ledger, book, ["province_energy"], period="2025-02", name="a")
    agree(ledger, book, ("city_energy", "province_energy"), MONTHS[:2])
    with pytest.raises(BadQuery):
        refresh(ledger, book, name="b")
    with pytest.raises(BadQuery):
        materialise(ledger, book, [], period="2025-01")


ENTITIES = [f"E{n}" for n in range(6)]
CHANGES = st.one_of(
    st.tuples(
        st.just("activity"), st.sampled_from(ENTITIES), st.sampled_from([*MONTHS, "2024-12"]),
        st.sampled_from(["diesel", "raw_coal", "fresh_water"]),
        st.floats(0, 1e9, allow_nan=False).map(lambda x: round(x, 5)),
    ),
    st.tuples(st.just("located_in"), st.sampled_from(ENTITIES), st.sampled_from(CITIES),
              st.sampled_from(["2000-01-01", "2025-02-01"]),
              st.sampled_from([None, "2025-02-01", "2025-03-01"])),
    st.tuples(st.just("meter_of"), st.sampled_from(["M1", "M2"]), st.sampled_from(ENTITIES),
              st.sampled_from(["2000-01-01", "2025-02-01"]), st.sampled_from([None, "2025-03-01"])),
    st.tuples(st.just("reading"), st.sampled_from(["M1", "M2"]),
              st.datetimes(dt.datetime(2024, 12, 31), dt.datetime(2025, 4, 1)),
              st.floats(0, 1e6, allow_nan=False)),
    st.tuples(st.just("expectation"), st.sampled_from(ENTITIES),
              st.sampled_from([None, "2025-02-01", "2025-03-01"])),
)  # fmt: skip


def apply(ledger, change):
    kind, *said = change
    if kind == "activity":
        entity, month, item, amount = said
        append(ledger, kind, [activity(entity, month, item, amount, "kg")])
    elif kind == "reading":
        one, at, value = said
        append(ledger, kind, quarter_hours(one, at.replace(second=0, microsecond=0), 3, value))
    elif kind == "expectation":
        entity, end = said
        row = expected("activity", entity, "P1M", "2025-01-01", end, item="diesel", role="consumed")
        append(ledger, kind, [row])
    else:
        append(ledger, "membership", [member(kind, *said)])


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(CHANGES, min_size=1, max_size=4), min_size=1, max_size=2))
def test_law_refreshed_figures_are_those_of_a_full_recomputation(tmp_path_factory, book, rounds):
    ledger = workspace(tmp_path_factory.mktemp("law")).ledger
    province(ledger)
    materialise(ledger, book, WANTED, period=PERIODS)
    for some in rounds:
        for change in some:
            apply(ledger, change)
        refresh(ledger, book)
        agree(ledger, book)
