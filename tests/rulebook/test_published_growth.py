"""Luheng's conventions, clause 4, through the engine (OWN; figures computed by hand)."""

import pytest

from luheng.engine import evaluate, explain
from luheng.rulebook import load_rulebook
from world import append, workspace

ENERGY, VALUE = "above_scale_energy_use", "above_scale_value_added"


def row(flow, period, quantity, prices="comparable", measure="growth_year_on_year", unit="%"):
    return {
        "form": "bulletin", "region": "130000", "flow": flow, "period": str(period),
        "measure": measure, "prices": prices, "quantity": quantity, "unit": unit,
    }  # fmt: skip


@pytest.fixture
def ledger(tmp_path):
    made = workspace(tmp_path).ledger
    energy, value = [-1.2, 1.5, 2.1, 0.0, -2.0], [4.9, 5.5, 6.9, 6.0, 5.0]
    rows = [row(ENERGY, 2021 + n, r, "none") for n, r in enumerate(energy)]
    rows += [row(VALUE, 2021 + n, r) for n, r in enumerate(value)]
    rows += [
        row(VALUE, 2021, 15000.0, "current", "level", "亿CNY"),
        row(VALUE, 2022, 15300.0, "current", "level", "亿CNY"),
        # growth at current prices is another thing and must not be read
        row(VALUE, 2022, 9.9, "current"),
    ]
    append(made, "statistic", rows)
    return made


def value_of(ledger, quantity, period):
    figures = evaluate(
        ledger, load_rulebook(), [quantity], where={"region": "130000"}, period=str(period)
    )
    return figures.value(quantity, period=str(period))


def test_the_change_of_an_intensity_from_published_rates(ledger):
    # 1.015 / 1.055 - 1
    assert value_of(ledger, "energy_per_value_added_change", 2022) == pytest.approx(
        -3.79147, abs=1e-5
    )


def test_five_years_are_the_product_of_their_ratios(ledger):
    expected = 100 * (
        (0.988 * 1.015 * 1.021 * 1.0 * 0.98) / (1.049 * 1.055 * 1.069 * 1.06 * 1.05) - 1
    )
    found = value_of(ledger, "energy_per_value_added_change_over_five_years", 2025)
    assert found == pytest.approx(expected)


def test_a_year_without_a_rate_makes_the_chain_unsayable(ledger):
    assert value_of(ledger, "energy_per_value_added_change_over_five_years", 2024) is None


def test_two_levels_are_not_the_published_growth_and_the_difference_is_shown(ledger):
    # 15300 / 15000 - 1 - 5.5 %
    assert value_of(ledger, "value_added_growth_difference", 2022) == pytest.approx(-3.5)


def test_the_change_can_be_explained_down_to_the_rows(ledger):
    said = explain(
        ledger, load_rulebook(), "energy_per_value_added_change",
        key={"region": "130000"}, period="2022",
    )  # fmt: skip
    text = str(said)
    assert "published_growth" in text
    assert "1.5" in text
    assert "5.5" in text
    assert "9.9" not in text
