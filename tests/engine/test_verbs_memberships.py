"""The verbs ``by`` and ``or_nil``, derived places, and activities beside their assays."""

import dataclasses

import pytest

from luheng.engine import check, evaluate, explain
from luheng.errors import GrainMismatch
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, read_factor, rule
from luheng.units import unit
from world import activity, append, expected, member, workspace

CITE = clause("luheng_conventions", "e2026", "6")


@rule(CITE, unit="tCO2", grain="entity period", zh="按省因子的用电排放")
def by_place(electricity_use: Quantity, made_factor: Quantity) -> Quantity:
    placed = electricity_use.by(along="in_province", default="CN")
    return (placed * made_factor).sum(over="region")


@rule(CITE, unit="kWh", grain="entity period", zh="用电和买电")
def both(electricity_use: Quantity, activity_amount: Quantity) -> Quantity:
    bought = activity_amount.at(role="purchased").at(item="electricity")
    return electricity_use + bought.or_nil()


@rule(CITE, unit="kWh", grain="region period", zh="地区用电")
def by_region(electricity_use: Quantity) -> Quantity:
    return electricity_use.roll_up(along="within_region")


def made_factor():
    rows = [
        {"region": r, "value": v, "unit": "kgCO2/kWh", "trust": "transcribed"}
        for r, v in (("130000", "0.75"), ("CN", "0.5"))
    ]
    body = {
        "kind": "factor", "grain": ["region"], "values": rows, "applies": {"from": None, "to": None}
    }  # fmt: skip
    return read_factor("made_factor", [("made.yaml", "", body)], lambda _: None)


def book(*rules):
    held = load_rulebook()
    return dataclasses.replace(
        held,
        rules={**held.rules, **{r.name: (r,) for r in rules}},
        factors={**held.factors, "made_factor": made_factor()},
    )


@pytest.fixture
def ledger(tmp_path):
    ledger = workspace(tmp_path).ledger
    rows = [activity(e, "2025-05", "electricity", 1000.0, "kWh") for e in ("E1", "E2", "E3")]
    append(ledger, "activity", rows)
    links = [
        member("located_in", "E1", "130281"),  # a county that the code list does not hold
        member("located_in", "E3", "130200"),
        member("located_in", "E3", "230100", "2025-05-10"),
    ]
    append(ledger, "membership", links)
    return ledger


def values(figures, name, by="entity"):
    return {r[by]: r["value"] for r in figures.rows() if r["quantity"] == name}


def test_by_takes_the_factor_of_the_parent_and_a_named_default(ledger):
    found = values(evaluate(ledger, book(by_place), ["by_place"], period="2025-05"), "by_place")
    assert found["E1"] == 0.75  # Hebei: 1000 kWh x 0.75 kg
    assert found["E2"] == 0.5  # nobody said where it lies
    assert found["E3"] is None  # it moved within the month: neither factor holds (A9)


def test_by_without_a_default_has_no_row_for_who_has_no_parent(ledger):
    @rule(CITE, unit="tCO2", grain="entity period", zh="仅在册")
    def placed(electricity_use: Quantity, made_factor: Quantity) -> Quantity:
        return (electricity_use.by(along="in_province") * made_factor).sum(over="region")

    found = values(evaluate(ledger, book(placed), ["placed"], period="2025-05"), "placed")
    assert found == {"E1": 0.75, "E3": None}


def test_by_is_explained_down_to_row_and_factor(ledger):
    told = explain(ledger, book(by_place), "by_place", key={"entity": "E1"}, period="2025-05")
    text = told.text()
    assert "0.75" in text
    assert "Hebei" in text
    assert "activity" in text


def test_by_needs_the_child_and_a_new_parent(ledger):
    @rule(CITE, unit="kWh", grain="entity region period", zh="两次")
    def twice(electricity_use: Quantity) -> Quantity:
        return electricity_use.by(along="in_province").by(along="within_region")

    problems = check(book(twice))
    assert any(isinstance(p.error, GrainMismatch) for p in problems if p.quantity == "twice")


def test_a_place_lies_within_each_region_above_it(ledger):
    found = evaluate(ledger, book(by_region), ["by_region"], period="2025-05")
    by = values(found, "by_region")
    assert by["130281"] == 1000.0
    # E3 lay in Tangshan and in Harbin within one month: the cities, the provinces cannot be said
    assert by["130200"] is None
    assert by["130000"] is None
    assert by["230000"] is None
    assert by["CN"] == 2000.0  # the nation is one parent whichever way it moved


def test_a_province_finds_the_enterprises_of_its_counties(ledger):
    found = evaluate(
        ledger, book(), ["electricity_use"], where={"region": "130000"}, period="2025-05"
    )
    assert {r["entity"] for r in found.rows()} == {"E1", "E3"}


def test_or_nil_adds_nothing_where_nothing_is_on_record(ledger):
    append(
        ledger, "activity", [activity("E2", "2025-05", "electricity", 7, "kWh", role="purchased")]
    )
    append(
        ledger, "activity",
        [activity("E3", "2025-05", "electricity", None, "kWh", role="purchased")],
    )  # fmt: skip
    found = values(evaluate(ledger, book(both), ["both"], period="2025-05"), "both")
    assert found["E1"] == 1000.0
    assert found["E2"] == 1007.0
    assert found["E3"] is None  # present without a value: absent, never nil


def test_or_nil_is_absent_where_a_row_is_expected_and_missing(ledger):
    append(
        ledger, "expectation",
        [expected("activity", "E1", "P1M", "2025-01-01", item="electricity", role="purchased")],
    )  # fmt: skip
    found = values(evaluate(ledger, book(both), ["both"], period="2025-05"), "both")
    assert found["E1"] is None
    assert found["E2"] == 1000.0


def assay(entity, period, item, property_, quantity, said, **more):
    return {
        "entity": entity, "period": period, "item": item, "property": property_,
        "quantity": quantity, "unit": said, "canonical_unit": said, "amount": quantity, **more,
    }  # fmt: skip


def test_monthly_heating_values_weigh_their_own_months(tmp_path):
    ledger = workspace(tmp_path).ledger
    rows = [
        activity("E1", "2025-01", "bituminous", 100, "t"),
        activity("E1", "2025-02", "bituminous", 300, "t"),
        activity("E1", "2025-03", "bituminous", 50, "t"),
    ]
    append(ledger, "activity", rows)
    append(
        ledger, "assay",
        [
            {**assay("E1", "2025-01", "bituminous", "heating_value", 20_000, "kJ/kg")},
            {**assay("E1", "2025-02", "bituminous", "heating_value", 24_000, "kJ/kg")},
        ],
    )  # fmt: skip
    held = load_rulebook()
    year = evaluate(ledger, held, ["assayed_heat", "fuel_with_assayed_heat"], period="2025")
    (heat,) = [r for r in year.rows() if r["quantity"] == "assayed_heat"]
    # OWN: 100 t x 20 GJ/t + 300 t x 24 GJ/t = 9,200 GJ; March has no assay
    assert heat["value"] == pytest.approx(9_200, rel=1e-12)
    (amount,) = [r for r in year.rows() if r["quantity"] == "fuel_with_assayed_heat"]
    assert unit(amount["unit"]).scale * int(amount["value"]) == 400_000
    # with the default of the guide (table 2.1: 23.204 GJ/t is bituminous) for March alone
    figures = evaluate(ledger, held, ["fuel_heat"], period="2025")
    (total,) = [r["value"] for r in figures.rows()]
    default = next(
        r for r in held.factors["fuel_heating_value"].rows
        if dict(r.key) == {"guide": "gbt_32150", "item": "bituminous"}
    )  # fmt: skip
    assert total == pytest.approx(9_200 + 50 * float(default.value), rel=1e-9)


def test_a_yearly_assay_holds_for_its_months_and_a_monthly_one_counts_first(tmp_path):
    ledger = workspace(tmp_path).ledger
    append(
        ledger, "activity",
        [activity("E1", f"2025-{m:02d}", "coke", 10, "t") for m in (1, 2)],
    )  # fmt: skip
    append(
        ledger, "assay",
        [
            assay("E1", "2025", "coke", "carbon_content", 0.85, "tC/t"),
            assay("E1", "2025-02", "coke", "carbon_content", 0.80, "tC/t"),
        ],
    )  # fmt: skip
    figures = evaluate(ledger, load_rulebook(), ["assayed_carbon"], period="2025-01..2025-02")
    assert [r["value"] for r in figures.rows()] == [pytest.approx(8.5), pytest.approx(8.0)]


def test_an_assay_on_another_basis_makes_the_figure_unsayable_and_takes_no_default(tmp_path):
    ledger = workspace(tmp_path).ledger
    append(ledger, "activity", [activity("E1", "2025-01", "bituminous", 100, "t")])
    row = assay("E1", "2025-01", "bituminous", "heating_value", 20_000, "kJ/kg", basis="air_dried")
    append(ledger, "assay", [row])
    figures = evaluate(ledger, load_rulebook(), ["fuel_heat"], period="2025-01")
    assert [r["value"] for r in figures.rows()] == [None]
