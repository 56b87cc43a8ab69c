"""Energy under dual control: by the notice in force in each year (OWN; by hand arithmetic)."""

import pytest

from luheng.engine import evaluate
from luheng.rulebook import load_rulebook
from world import activity, append, workspace

#: 100 t of coal, 40 t of it raw material, 1 000 000 kWh of which 200 000 have a certificate
COAL, FEED, POWER, GREEN = 71.43, 28.572, 122.9, 24.58


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    ledger = workspace(tmp_path_factory.mktemp("works")).ledger
    rows = []
    for year in ("2020", "2023", "2024"):
        rows += [
            activity("E1", year, "raw_coal", 100.0, "t"),
            activity("E1", year, "raw_coal", 40.0, "t", role="raw_material"),
            activity("E1", year, "electricity", 1_000_000.0, "kWh"),
            activity("E1", year, "green_certificate", 200_000.0, "kWh"),
        ]
    rows += [
        activity("E2", "2024", "raw_coal", 100.0, "t"),
        activity("E2", "2024", "raw_coal", None, "t", role="raw_material"),
        activity("E3", "2024", "raw_coal", 100.0, "t"),
        activity("E3", "2024", "raw_coal", None, "t", role="raw_material", state="nil"),
    ]
    append(ledger, "activity", rows)
    asked = ["dual_control_energy", "comprehensive_energy"]
    return evaluate(ledger, load_rulebook(), asked, period=["2020", "2023", "2024"])


@pytest.mark.parametrize(
    ("year", "expected"),
    [("2020", None), ("2023", COAL + POWER - FEED), ("2024", COAL + POWER - FEED - GREEN)],
)
def test_what_each_year_leaves_out(figures, year, expected):
    found = figures.value("dual_control_energy", entity="E1", period=year)
    assert found == (None if expected is None else pytest.approx(1000 * expected))
    whole = figures.value("comprehensive_energy", entity="E1", period=year)
    assert whole == pytest.approx(1000 * (COAL + POWER))


def test_raw_material_without_an_amount_makes_it_absent_and_nil_takes_nothing_off(figures):
    assert figures.value("dual_control_energy", entity="E2", period="2024") is None
    nil = figures.value("dual_control_energy", entity="E3", period="2024")
    assert nil == pytest.approx(1000 * COAL)


def test_a_certificate_is_no_energy(figures):
    """The kWh of certificates cover electricity and are not added to it."""
    whole = figures.value("comprehensive_energy", entity="E1", period="2024")
    assert whole == pytest.approx(1000 * (COAL + POWER))
