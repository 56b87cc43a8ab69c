"""The accounts of a subject: every line has its figure, or says why it has none."""

import pytest

import plants
import world
from luheng.apps.accounting import account_of, account_table, check_subject, subject_of
from luheng.apps.accounting.account.line import State
from luheng.engine import evaluate
from luheng.engine.evaluate import periods_of
from luheng.errors import BadQuery
from luheng.rulebook import load_rulebook


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    return plants.plants(tmp_path_factory.mktemp("plants")).ledger


@pytest.fixture(scope="module")
def steel(ledger, book):
    subject = subject_of(ledger, entity=plants.STEEL)
    return account_of(ledger, book, subject, "2024-05", sections=("energy",), reasons=False)


# -- lines -----------------------------------------------------------------------------------------


def test_a_line_is_the_engine_s_own_figure(ledger, book, steel):
    figures = evaluate(
        ledger, book, ["comprehensive_energy", "electricity_use"],
        where={"entity": plants.STEEL}, period="2024-05",
    )  # fmt: skip
    for name in ("comprehensive_energy", "electricity_use"):
        assert steel.value(name) == figures.value(name, entity=plants.STEEL)
    # OWN: 55,000 MWh were used
    line = steel.of("electricity_use")
    assert (line.value, line.unit, line.shown_value(), line.shown_unit) == (
        5.5e7,
        "kWh",
        55_000,
        "MWh",
    )


@pytest.mark.slow
def test_a_month_a_quarter_and_a_year(ledger, book):
    subject = subject_of(ledger, entity=plants.STEEL)
    months = account_of(
        ledger, book, subject, "2024-01..2024-03", sections=("energy",), checks=False, reasons=False
    )
    assert months.periods == ("2024-01", "2024-02", "2024-03")
    quarter = account_of(
        ledger, book, subject, "2024-Q1", sections=("energy",), checks=False, reasons=False
    )
    year = account_of(
        ledger, book, subject, "2024", sections=("energy",), checks=False, reasons=False
    )
    # OWN: the same every month
    one = months.value("comprehensive_energy", "2024-02")
    assert quarter.value("comprehensive_energy") == pytest.approx(3 * one)
    assert year.value("comprehensive_energy") == pytest.approx(12 * one)


def test_what_cannot_be_said_says_why(ledger, book):
    cement = subject_of(ledger, entity=plants.CEMENT)
    waste = account_of(ledger, book, cement, "2024-05", sections=("waste",))
    line = waste.of("solid_waste_generation")
    assert line.value is None
    assert line.state is State.NOTHING
    assert "generated" in line.why[0].text
    before = account_of(ledger, book, cement, "2019-05", sections=("energy",), checks=False)
    assert {one.value for one in before.lines} == {None}


@pytest.mark.slow
def test_a_missing_factor_and_a_missing_guide_are_named(tmp_path, book):
    """Bituminous coal has a range of coefficients and no value; nobody said which market guide."""
    made = world.workspace(tmp_path)
    rows = [world.activity("E", "2024-05", "bituminous", 10, "t"),
            world.activity("E", "2024-05", "electricity", 10, "MWh")]  # fmt: skip
    world.append(made.ledger, "activity", rows)
    subject = subject_of(made.ledger, entity="E")
    energy = account_of(made.ledger, book, subject, "2024-05", sections=("energy",))
    line = energy.of("comprehensive_energy")
    assert line.state is State.ABSENT
    assert [(r.kind, r.quantity, r.members) for r in line.why] == [
        ("no_factor", "coal_equivalent", ("bituminous",))
    ]
    carbon = account_of(made.ledger, book, subject, "2024-05", sections=("carbon",))
    market = carbon.of("market_emissions")
    assert market.state is State.NOTHING
    assert [r.kind for r in market.why] == ["no_membership"]


@pytest.mark.slow
def test_of_a_park_the_members_that_hold_a_figure_up_are_named(ledger, book):
    """The cement works burns coal and has no sulphur on record; the steel works has."""
    park = subject_of(ledger, park="PARK")
    account = account_of(ledger, book, park, "2024-05", sections=("pollutants",), checks=False)
    lines = {one.key["item"]: one for one in account.lines}
    assert lines["nox"].value == 61_000
    [why] = lines["so2"].why
    assert (why.kind, why.quantity, why.members) == (
        "members", "pollutant_emissions", (plants.CEMENT,),
    )  # fmt: skip
    assert "1 of 2 members" in why.text


def test_several_products_have_no_unit_consumption_and_the_ratio_of_the_whole(ledger, book, steel):
    """Steel works are compared by the energy of the whole over the steel, as the standard says."""
    lines = [one for one in steel.lines if one.quantity == "energy_per_unit_product"]
    assert {one.value for one in lines} == {None}
    whole = {o.key["item"]: o for o in steel.lines if o.quantity == "whole_energy_per_unit_product"}
    # OWN: kgce over 85,000 t, shown per tonne
    expected = steel.value("comprehensive_energy") / 85_000
    assert whole["crude_steel"].value == pytest.approx(expected)
    said = account_of(ledger, book, steel.subject, "2024-05", sections=("energy",), checks=False)
    [why] = said.of("energy_per_unit_product", item="crude_steel").why
    assert why.kind == "told"


def test_the_figures_of_an_earlier_state_of_knowledge(ledger, book):
    subject = subject_of(ledger, entity=plants.STEEL)
    nothing = account_of(ledger, book, subject, "2024-05", sections=("energy",), known_at=2)
    assert {one.value for one in nothing.lines} == {None}
    assert nothing.known_at == 2


def test_a_line_that_the_rulebook_lacks_is_told_and_holds_nothing_back(ledger, book):
    from dataclasses import replace
    from types import MappingProxyType

    made = account_table()
    section = made.section("energy")
    ghost = replace(section.lines["entity"][0], quantity="no_such_quantity", parts="", variants={})
    lines = MappingProxyType({**section.lines, "entity": (ghost, *section.lines["entity"])})
    table = replace(made, sections=(replace(section, lines=lines),))
    subject = subject_of(ledger, entity=plants.STEEL)
    account = account_of(ledger, book, subject, "2024-05", table=table, checks=False)
    assert account.of("no_such_quantity").state is State.UNDEFINED
    assert account.value("electricity_use") == 5.5e7


@pytest.mark.slow
def test_an_entity_with_little_on_record_has_its_account_all_the_same(tmp_path, book):
    """Energy alone: no product, no water, no measured concentration that some rules would span."""
    made = world.workspace(tmp_path)
    rows = [world.activity("E", "2024-05", "electricity", 1000, "kWh"),
            world.activity("E", "2024-05", "diesel", 100, "kg")]  # fmt: skip
    world.append(made.ledger, "activity", rows)
    account = account_of(made.ledger, book, subject_of(made.ledger, entity="E"), "2024-05")
    # OWN: 1,000 kWh at 0.1229 and 100 kg at 1.4571 kgce
    assert account.value("comprehensive_energy") == pytest.approx(122.9 + 145.71)
    assert account.value("ghg_emissions") > 0
    assert account.of("energy_per_unit_product").state is State.NOTHING
    assert account.of("pollutant_emissions").state is State.NOTHING


def test_who_is_meant_must_be_said(ledger):
    with pytest.raises(BadQuery):
        subject_of(ledger)
    with pytest.raises(BadQuery):
        subject_of(ledger, entity="E", park="P")
    assert subject_of(ledger, region="河北").id == "130000"
    assert subject_of(ledger, entity="nobody").described is False


def test_a_section_that_is_not_there_is_answered(ledger, book):
    subject = subject_of(ledger, entity=plants.STEEL)
    with pytest.raises(BadQuery, match="energy"):
        account_of(ledger, book, subject, "2024-05", sections=("weather",))


def test_as_a_table(steel):
    table = steel.to_arrow()
    assert table.num_rows == len(steel.lines)
    assert {"quantity", "item", "period", "value", "unit", "grade", "why"} <= set(
        table.column_names
    )
    assert len(steel.to_pandas()) == table.num_rows
    assert steel.as_dict()["lines"][0]["quantity"] == "comprehensive_energy"


# -- grades ----------------------------------------------------------------------------------------


def test_the_grade_follows_from_how_rows_were_got(steel):
    metered = steel.of("electricity_use").graded
    assert (metered.grade.id, metered.rows.id, metered.factor.id) == ("B", "measured", "none")
    booked = steel.of("energy_use", item="coke").graded
    assert (booked.grade.id, booked.rows.id) == ("C", "settled")
    # the worst class that makes up enough of the figure, and provisional factors
    whole = steel.of("comprehensive_energy").graded
    assert whole.rows.id == "settled"
    assert whole.grade.id in {"C", "D"}


def test_a_twentieth_that_was_estimated_lowers_the_grade(tmp_path, book):
    made = world.workspace(tmp_path)
    metered, guessed = {"method": "计量"}, {"method": "估算"}
    rows = [world.activity("E", "2024-05", "electricity", 1000, "kWh", **metered),
            world.activity("E", "2024-06", "electricity", 10, "kWh", **guessed)]  # fmt: skip
    world.append(made.ledger, "activity", rows)
    subject = subject_of(made.ledger, entity="E")
    year = account_of(
        made.ledger, book, subject, "2024", sections=("energy",), checks=False, reasons=False
    )
    assert year.of("electricity_use").graded.grade.id == "B"
    world.append(made.ledger, "activity",
                 [world.activity("E", "2024-07", "electricity", 500, "kWh", **guessed)])  # fmt: skip
    again = account_of(
        made.ledger, book, subject, "2024", sections=("energy",), checks=False, reasons=False
    )
    graded = again.of("electricity_use").graded
    assert (graded.grade.id, graded.rows.id) == ("D", "estimated")
    assert graded.shares == {"measured": pytest.approx(1 / 3), "estimated": pytest.approx(2 / 3)}


def test_missing_rows_lower_the_grade_by_one(tmp_path, book):
    made = world.workspace(tmp_path)
    world.append(made.ledger, "activity",
                 [world.activity("E", "2024-05", "electricity", 1000, "kWh", method="计量")])  # fmt: skip
    owed = world.expected(
        "activity", "E", "P1M", "2024-01-01", "2025-01-01", item="electricity", role="consumed"
    )
    world.append(made.ledger, "expectation", [owed])
    subject = subject_of(made.ledger, entity="E")
    year = account_of(
        made.ledger, book, subject, "2024", sections=("energy",), checks=False, reasons=False
    )
    line = year.of("electricity_use")
    assert line.coverage == pytest.approx(1 / 12)
    assert (line.graded.grade.id, line.graded.covered) == ("C", False)


# -- checks ----------------------------------------------------------------------------------------


def test_sound_rows_give_no_finding(ledger, book):
    for name in (plants.STEEL, plants.CEMENT):
        subject = subject_of(ledger, entity=name)
        assert check_subject(ledger, book, subject, periods_of("2024")) == ()
