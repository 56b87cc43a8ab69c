"""The interval of a figure from those of its rows and factors: JCGM 100:2008, 5.1.2."""

import dataclasses
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luheng.engine import evaluate, uncertainty
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, read_factor, rule, where
from world import activity, append, member, workspace

CITE = clause("luheng_conventions", "e2026", "6")


def factor(percent="5", value="0.5"):
    row = {"value": value, "unit": "kgCO2/kWh", "trust": "transcribed", "uncertainty": percent}
    body = {"kind": "factor", "grain": [], "values": [row], "applies": {"from": None, "to": None}}
    return read_factor("made_factor", [("made.yaml", "", body)], lambda _: None)


@rule(CITE, unit="tCO2", grain="entity period", zh="用电排放")
def emitted(electricity_use: Quantity, made_factor: Quantity) -> Quantity:
    return electricity_use * made_factor


@rule(CITE, unit="tCO2", grain="region period", zh="地区排放")
def emitted_of_region(emitted: Quantity) -> Quantity:
    return emitted.roll_up(along="within_region")


@rule(CITE, unit="1", grain="entity period", zh="占比", kind="intensive")
def share(activity_amount: Quantity, electricity_use: Quantity) -> Quantity:
    bought = activity_amount.at(role="purchased").at(item="electricity")
    return bought / where(electricity_use > 0, electricity_use, bought)


RULES = (emitted, emitted_of_region, share)


def book(percent="5"):
    held = load_rulebook()
    return dataclasses.replace(
        held,
        rules={**held.rules, **{r.name: (r,) for r in RULES}},
        factors={**held.factors, "made_factor": factor(percent)},
    )


@pytest.fixture
def ledger(tmp_path):
    ledger = workspace(tmp_path).ledger
    append(ledger, "activity", [
        activity("E1", "2025-01", "electricity", 1000.0, "kWh", uncertainty=3.0),
        activity("E1", "2025-02", "electricity", 2000.0, "kWh", uncertainty=3.0),
        activity("E2", "2025-01", "electricity", 4000.0, "kWh", uncertainty=1.0),
        activity("E1", "2025-01", "electricity", 800.0, "kWh", role="purchased", uncertainty=4.0),
        activity("E3", "2025-01", "electricity", 500.0, "kWh"),
    ])  # fmt: skip
    append(ledger, "membership", [
        member("located_in", "E1", "130200"), member("located_in", "E2", "130100"),
    ])  # fmt: skip
    return ledger


def told(ledger, quantity, period, **key):
    return uncertainty(ledger, book(), quantity, key=key, period=period)


def test_a_product_adds_the_relative_intervals_in_squares(ledger):
    found = told(ledger, "emitted", "2025-01", entity="E1")
    # OWN: sqrt(3² + 5²) = 5.83 per cent of 0.5 t
    assert found.value == pytest.approx(0.5)
    assert found.percent == pytest.approx(math.hypot(3, 5))
    assert found.half_width == pytest.approx(0.5 * math.hypot(3, 5) / 100)
    assert found.silent == 0
    assert [e.quantity for e in found.effects] == ["made_factor", "activity_amount"]
    assert [e.elasticity for e in found.effects] == [pytest.approx(1), pytest.approx(1)]


def test_months_are_independent_and_their_factor_is_one_input(ledger):
    found = told(ledger, "emitted", "2025", entity="E1")
    # OWN: rows sqrt((1000·3%)² + (2000·3%)²) kWh × 0.5; the factor 5 % of the whole 1.5 t
    rows = math.hypot(30, 60) * 0.5 / 1000
    assert found.half_width == pytest.approx(math.hypot(rows, 1.5 * 0.05))


def test_a_region_shares_the_factor_and_not_the_rows(ledger):
    found = told(ledger, "emitted_of_region", "2025-01", region="130000")
    rows = math.hypot(1000 * 0.03, 4000 * 0.01) * 0.5 / 1000
    assert found.value == pytest.approx(2.5)
    assert found.half_width == pytest.approx(math.hypot(rows, 2.5 * 0.05))


def test_a_ratio_falls_with_its_denominator(ledger):
    found = told(ledger, "share", "2025-01", entity="E1")
    assert found.value == pytest.approx(0.8)
    assert found.percent == pytest.approx(math.hypot(4, 3))
    assert sorted(round(e.elasticity, 9) for e in found.effects) == [-1, 1]


def test_an_input_that_states_nothing_is_said_and_is_not_certain(ledger):
    found = told(ledger, "emitted", "2025-01", entity="E3")
    assert found.silent == pytest.approx(0.5)
    assert found.percent == pytest.approx(5)  # of the factor alone
    silent = [e for e in found.effects if e.half_width is None]
    assert [e.quantity for e in silent] == ["activity_amount"]


def test_a_figure_that_cannot_be_said_has_no_interval(ledger):
    found = told(ledger, "emitted", "2024-01", entity="E1")
    assert (found.value, found.half_width, found.percent) == (None, None, None)


def test_the_real_account_of_a_fuel_is_derived_through_guide_and_assays(tmp_path):
    ledger = workspace(tmp_path).ledger
    append(ledger, "activity", [
        activity("E1", "2025-01", "bituminous", 100, "t", uncertainty=2.0),
        activity("E1", "2025-01", "diesel", 10, "t", uncertainty=1.0),
    ])  # fmt: skip
    said = {"entity": "E1", "period": "2025-01", "item": "bituminous", "property": "heating_value"}
    row = {**said, "quantity": 20_000, "unit": "kJ/kg", "canonical_unit": "kJ/kg", "amount": 20_000}
    append(ledger, "assay", [{**row, "uncertainty": 1.5}])
    held = load_rulebook()
    key = {"entity": "E1"}
    found = uncertainty(ledger, held, "fuel_combustion_co2", key=key, period="2025-01")
    by = evaluate(ledger, held, ["fuel_combustion_co2_by_fuel"], where=key, period="2025-01")
    coal, diesel = (
        by.value("fuel_combustion_co2_by_fuel", item=i) for i in ("bituminous", "diesel")
    )
    # OWN: coal sqrt(2² + 1.5²) = 2.5 per cent of its CO2, diesel 1 per cent of its own
    assert found.half_width == pytest.approx(math.hypot(coal * 0.025, diesel * 0.01), rel=1e-6)
    assert 0 < found.silent < 1  # the guide's defaults state no interval


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(percents=st.lists(st.floats(0, 50), min_size=1, max_size=6), own=st.floats(0, 50))
def test_law_the_parts_in_squares_are_the_whole(tmp_path_factory, percents, own):
    ledger = workspace(tmp_path_factory.mktemp("law")).ledger
    append(ledger, "activity", [
        activity("E1", f"2025-{m:02d}", "electricity", 100.0 * m, "kWh", uncertainty=p)
        for m, p in enumerate(percents, start=1)
    ])  # fmt: skip
    found = uncertainty(
        ledger, book(str(round(own, 6))), "emitted", key={"entity": "E1"}, period="2025"
    )
    parts = sum(e.half_width**2 for e in found.effects)
    assert found.half_width**2 == pytest.approx(parts, rel=1e-12, abs=1e-18)
    assert found.half_width <= sum(e.half_width for e in found.effects) + 1e-12
