"""An assay of an item that another one carries: pollutants in waste gas and waste water (OWN)."""

import pytest

from luheng.engine import evaluate, explain
from luheng.engine.materialise import materialise, materialised, refresh
from luheng.engine.plan import make_plan
from luheng.engine.pushdown import Pushdown
from luheng.periods import parse_period
from luheng.rulebook import load_rulebook
from world import activity, append, workspace

MONTHS = ("2024-01", "2024-02")


def concentration(entity, period, item, quantity, unit="mg/m3", **more):
    return {
        "entity": entity, "period": period, "item": item, "property": "concentration",
        "quantity": quantity, "unit": unit, **more,
    }  # fmt: skip


@pytest.fixture
def ledger(tmp_path):
    made = workspace(tmp_path).ledger
    append(made, "activity", [
        activity("E1", m, item, 1000.0 * n, "m3", role="discharged")
        for n, m in enumerate(MONTHS, start=1) for item in ("waste_gas", "waste_water")
    ])  # fmt: skip
    append(made, "assay", [
        *(concentration("E1", m, "so2", 30.0) for m in MONTHS),
        concentration("E1", "2024-01", "cod", 0.05, "g/L"),
        # a unit that is no concentration, and a sample in another state
        concentration("E1", "2024-01", "nox", 30.0, "1"),
        concentration("E1", "2024-01", "total_lead", 1.0, "mg/L", basis="dry"),
    ])  # fmt: skip
    return made


def loads(ledger, **where):
    rows = evaluate(
        ledger, load_rulebook(), ["pollutant_load"], where=where, period=MONTHS
    ).table.to_pylist()
    return {(r["item"], r["period"]): r["value"] for r in rows}


def test_each_pollutant_is_multiplied_by_the_flow_that_carries_it(ledger):
    assert loads(ledger) == {
        ("so2", "2024-01"): pytest.approx(0.03),
        ("so2", "2024-02"): pytest.approx(0.06),
        ("cod", "2024-01"): pytest.approx(50.0),
        ("nox", "2024-01"): None,
        ("total_lead", "2024-01"): None,
    }


def test_asked_for_one_pollutant_the_flow_is_read_all_the_same(ledger):
    assert set(loads(ledger, item="so2")) == {("so2", m) for m in MONTHS}
    book = load_rulebook()
    plan = make_plan(book, ["pollutant_load"], parse_period("2024-01"))
    pushed = Pushdown(book.relations).of(plan, ["item", "entity"])
    assert pushed == {"pollutant_load": {("entity", "entity")}}


def test_the_figure_can_be_explained_down_to_the_method(ledger):
    said = explain(
        ledger, load_rulebook(), "pollutant_emissions",
        key={"entity": "E1", "item": "so2"}, period="2024-02",
    ).text()  # fmt: skip
    assert "emissions_by_concentration" in said
    assert "0.06" in said


def test_a_corrected_concentration_reaches_its_stored_emission(ledger):
    book, wanted = load_rulebook(), ("emissions_by_concentration",)
    materialise(ledger, book, wanted, period=MONTHS)
    append(ledger, "assay", [concentration("E1", "2024-02", "so2", 45.0)])
    refresh(ledger, book)
    stored = materialised(ledger, book, wanted, period=MONTHS).table.to_pylist()
    fresh = evaluate(ledger, book, wanted, period=MONTHS).table.to_pylist()
    assert stored == fresh
    found = {r["period"]: r["value"] for r in stored if r["item"] == "so2"}
    assert found == {"2024-01": pytest.approx(0.03), "2024-02": pytest.approx(0.09)}
