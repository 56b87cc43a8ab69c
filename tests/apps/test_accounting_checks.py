"""Named checks: each finds its own fault, names the likely cause, and holds no figure back."""

import datetime as dt

import pytest

import world
from luheng.apps.accounting import account_of, check_subject, subject_of
from luheng.engine.evaluate import periods_of
from luheng.errors import set_language
from luheng.records import Level
from luheng.rulebook import load_rulebook

MONTHS = tuple(f"2024-{m:02d}" for m in range(1, 13))


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


def checked(tmp_path, book, rows, *, assays=(), links=(), period="2024"):
    made = world.workspace(tmp_path)
    if rows:
        world.append(made.ledger, "activity", rows)
    if assays:
        world.append(made.ledger, "assay", assays)
    if links:
        world.append(made.ledger, "membership", links)
    subject = subject_of(made.ledger, entity="E")
    return made, check_subject(made.ledger, book, subject, periods_of(period))


def codes(found):
    return [f.code for f in found]


def year(item, quantity, unit, **more):
    return [world.activity("E", m, item, quantity, unit, **more) for m in MONTHS]


def test_negative_use(tmp_path, book):
    rows = [world.activity("E", "2024-05", "electricity", -5, "MWh"),
            world.activity("E", "2024-05", "coke", -5, "t", role="stock_change")]  # fmt: skip
    _, found = checked(tmp_path, book, rows)
    assert codes(found) == ["ACCOUNT-01"]
    assert (found[0].item, found[0].period) == ("electricity", "2024-05")
    assert "-5 MWh" in found[0].problem


def test_a_fuel_burnt_that_was_never_bought(tmp_path, book):
    rows = [world.activity("E", "2024-05", "diesel", 5, "t"),
            world.activity("E", "2024-06", "diesel", 5, "t"),
            world.activity("E", "2024-05", "electricity", 5, "MWh"),
            world.activity("E", "2024-01", "electricity", 60, "MWh", role="purchased")]  # fmt: skip
    _, found = checked(tmp_path, book, rows)
    assert [(f.code, f.item) for f in found] == [("ACCOUNT-02", "diesel")]


def test_who_files_no_purchases_is_not_asked_where_a_fuel_came_from(tmp_path, book):
    _, found = checked(tmp_path, book, [world.activity("E", "2024-05", "diesel", 5, "t")])
    assert found == ()


def test_output_zero_with_energy_used(tmp_path, book):
    rows = [world.activity("E", "2024-05", "electricity", 5, "MWh"),
            world.activity("E", "2024-05", "crude_steel", 0, "t", role="produced")]  # fmt: skip
    _, found = checked(tmp_path, book, rows)
    assert codes(found) == ["ACCOUNT-03"]


def assay(item, name, quantity, unit, period="2024-05"):
    return {
        "entity": "E",
        "period": period,
        "item": item,
        "property": name,
        "quantity": quantity,
        "unit": unit,
    }


@pytest.mark.parametrize(
    ("quantity", "unit", "wrong"),
    [(62.5, "tC/t", True), (0.625, "tC/t", False), (62.5, "%", False), (27.4, "tC/GJ", True),
     (0.0274, "tC/GJ", False), (27.4, "tC/TJ", False)],
)  # fmt: skip
def test_a_carbon_content_above_one(tmp_path, book, quantity, unit, wrong):
    rows = [world.activity("E", "2024-05", "anthracite", 5, "t")]
    _, found = checked(
        tmp_path, book, rows, assays=[assay("anthracite", "carbon_content", quantity, unit)]
    )
    assert codes(found) == (["ACCOUNT-04"] if wrong else [])


def test_an_oxidation_rate_of_98_and_the_figure_all_the_same(tmp_path, book):
    rows = [
        world.activity("E", "2024-05", "anthracite", 5, "t"),
        world.activity("E", "2024-05", "electricity", 1, "MWh"),
    ]
    made, found = checked(
        tmp_path, book, rows, assays=[assay("anthracite", "oxidation_rate", 98, "1")]
    )
    assert codes(found) == ["ACCOUNT-05"]
    assert "98 for 0.98" in found[0].cause
    assert "0.98" in found[0].remedy
    subject = subject_of(made.ledger, entity="E")
    account = account_of(made.ledger, book, subject, "2024-05", sections=("energy",))
    assert account.value("electricity_use") == 1000
    assert [f.code for f in account.findings] == ["ACCOUNT-05"]


def test_a_month_missing(tmp_path, book):
    rows = [r for r in year("electricity", 5, "MWh") if r["period"] != "2024-07"]
    _, found = checked(tmp_path, book, rows)
    assert [(f.code, f.period, f.level) for f in found] == [("ACCOUNT-06", "2024-07", Level.DOUBT)]
    # a series that ended is noted only; one month alone asks of that month
    rest = [r for r in year("diesel", 5, "t") if r["period"] < "2024-10"]
    _, noted = checked(tmp_path / "b", book, rest)
    assert [(f.code, f.level) for f in noted] == [("ACCOUNT-06", Level.NOTED)]
    _, none = checked(tmp_path / "c", book, rows, period="2024-06")
    assert none == ()


def test_a_month_that_has_not_ended_yet_is_not_missing(tmp_path, book):
    last = dt.datetime.now(dt.UTC).year
    rows = [world.activity("E", f"{last}-01", "electricity", 5, "MWh")]
    rows += [
        world.activity("E", f"{last - 1}-{m:02d}", "electricity", 5, "MWh") for m in range(1, 13)
    ]
    _, found = checked(tmp_path, book, rows, period=f"{last}-12")
    assert codes(found) == []


def test_a_unit_off_by_a_thousand(tmp_path, book):
    rows = year("electricity", 5_000, "kWh")
    rows[6] = world.activity("E", "2024-07", "electricity", 5, "kWh")
    _, found = checked(tmp_path, book, rows)
    assert [(f.code, f.period) for f in found] == [("ACCOUNT-07", "2024-07")]
    assert "MWh" in found[0].cause


def test_a_unit_off_by_a_thousand_against_what_was_bought(tmp_path, book):
    rows = [world.activity("E", "2024-05", "diesel", 30, "kg"),
            world.activity("E", "2024-05", "diesel", 31, "t", role="purchased")]  # fmt: skip
    _, found = checked(tmp_path, book, rows)
    assert codes(found) == ["ACCOUNT-07"]
    assert "likely t" in found[0].cause


def test_two_factors_for_one_day(tmp_path, book):
    rows = [world.activity("E", "2024-05", "anthracite", 5, "t")]
    assays = [assay("anthracite", "heating_value", 23_000, "kJ/kg"),
              assay("anthracite", "heating_value", 24_000, "kJ/kg", "2024"),
              assay("anthracite", "carbon_content", 62, "%"),
              assay("anthracite", "carbon_content", 0.62, "tC/t", "2024-Q2")]  # fmt: skip
    _, found = checked(tmp_path, book, rows, assays=assays)
    heat = [f for f in found if "heating" in f.problem or "calorific" in f.problem]
    assert [f.code for f in heat] == ["ACCOUNT-08"]
    assert heat[0].period == "2024-05"


def test_two_guides_for_one_day(tmp_path, book):
    rows = [world.activity("E", "2024-05", "anthracite", 5, "t")]
    links = [world.member("guided_by", "E", "gbt_32151_5"),
             world.member("guided_by", "E", "gbt_32151_8", "2024-01-01"),
             world.member("guided_by", "E2", "gbt_32151_8")]  # fmt: skip
    _, found = checked(tmp_path, book, rows, links=links)
    assert codes(found) == ["ACCOUNT-08"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finding_speaks_both_languages(tmp_path, book, language):
    set_language(language)
    _, found = checked(tmp_path, book, [world.activity("E", "2024-05", "electricity", -5, "MWh")])
    said = str(found[0])
    assert ("负" in said) is (language == "zh")
    assert "[ACCOUNT-01]" in said
    assert found[0].as_dict()["cause"]
