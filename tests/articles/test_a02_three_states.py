"""A2: a value, nil and absent are three states; absent never becomes zero."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luheng.engine import evaluate
from world import activity, append, expected, member, meter, quarter_hours, workspace

ITEMS = ("electricity", "diesel", "gasoline")


def one(ledger, book, quantity, period, **key):
    return evaluate(ledger, book, [quantity], period=period).value(quantity, period=period, **key)


def test_a_present_row_without_a_factor_makes_the_sum_absent_not_smaller(ledger, book):
    append(
        ledger,
        "activity",
        [
            activity("E1", "2025-05", "electricity", 1000, "kWh"),
            activity("E1", "2025-05", "firewood", 200, "kg"),
        ],
    )
    assert one(ledger, book, "comprehensive_energy", "2025-05", entity="E1") is None


def test_nil_is_none_and_adds_nothing_while_absent_spreads(ledger, book):
    append(
        ledger,
        "activity",
        [
            activity("E1", "2025-05", "electricity", 1000, "kWh"),
            activity("E1", "2025-05", "diesel", None, "kg", state="nil"),
            activity("E2", "2025-05", "electricity", 1000, "kWh"),
            activity("E2", "2025-05", "diesel", None, "kg", state="value"),
        ],
    )
    assert one(ledger, book, "comprehensive_energy", "2025-05", entity="E1") == 122.9
    assert one(ledger, book, "comprehensive_energy", "2025-05", entity="E2") is None


def test_a_month_that_is_missing_lowers_the_coverage_and_not_the_others(ledger, book):
    rows = [activity("E1", f"2025-{m:02d}", "electricity", 100, "kWh") for m in range(1, 10)]
    append(ledger, "activity", rows)
    owed = expected("activity", "E1", "P1M", "2025-01-01", item="electricity", role="consumed")
    append(ledger, "expectation", [owed])
    row = evaluate(ledger, book, ["electricity_use"], period="2025").rows()[0]
    assert row["value"] == 900.0
    assert row["coverage"] == 0.75


def test_what_is_expected_and_wholly_missing_is_a_figure_that_cannot_be_said(ledger, book):
    append(ledger, "entity", [meter("M1"), meter("M2")])
    append(ledger, "membership", [member("meter_of", m, "E1") for m in ("M1", "M2")])
    append(ledger, "reading", quarter_hours("M1", dt.datetime(2025, 5, 1, 0, 15), 96 * 31))
    append(
        ledger, "expectation", [expected("reading", m, "PT15M", "2025-05-01") for m in ("M1", "M2")]
    )
    row = evaluate(ledger, book, ["electricity_use"], period="2025-05").rows()[0]
    assert (row["value"], row["coverage"]) == (2976.0, 0.5)
    june = evaluate(ledger, book, ["electricity_use"], period="2025-06").rows()[0]
    assert (june["value"], june["coverage"]) == (None, 0.0)


def test_without_an_expectation_the_coverage_is_not_stated(ledger, book):
    append(ledger, "activity", [activity("E1", "2025-05", "electricity", 1, "kWh")])
    assert (
        evaluate(ledger, book, ["electricity_use"], period="2025-05").rows()[0]["coverage"] is None
    )


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    amounts=st.lists(
        st.one_of(st.none(), st.floats(0, 1e6, allow_nan=False)), min_size=3, max_size=3
    )
)
def test_law_absent_in_absent_out(tmp_path_factory, book, amounts):
    ledger = workspace(tmp_path_factory.mktemp("law")).ledger
    rows = [
        activity("E1", "2025-05", item, amount, "kWh" if item == "electricity" else "kg")
        for item, amount in zip(ITEMS, amounts, strict=True)
    ]
    append(ledger, "activity", rows)
    value = one(ledger, book, "comprehensive_energy", "2025-05", entity="E1")
    if None in amounts:
        assert value is None
    else:
        factors = (0.1229, 1.4571, 1.4714)
        whole = sum(a * f for a, f in zip(amounts, factors, strict=True))
        assert value == pytest.approx(whole, abs=3e-6, rel=1e-12)
