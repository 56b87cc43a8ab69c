"""GB/T 13234 through the engine, against the method that takes any base (OWN)."""

import pytest

from luheng.engine import evaluate
from luheng.methods.energy_saving import Use, output_value_saving, product_saving
from luheng.rulebook import load_rulebook
from world import activity, append, workspace

#: coal in t, output in t, value in 万元, by year: a line that makes clinker alone
YEARS = {
    "2022": (5000.0, 40_000.0, 900.0),
    "2023": (4800.0, 41_000.0, 950.0),
    "2024": (4900.0, 39_000.0, 1000.0),
}


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    ledger = workspace(tmp_path_factory.mktemp("line")).ledger
    rows = []
    for year, (coal, output, worth) in YEARS.items():
        value = "gross_output_value_comparable"
        rows += [
            activity("L1", year, "raw_coal", coal, "t"),
            activity("L1", year, "cement_clinker", output, "t", role="produced"),
            activity("L1", year, value, worth, "万CNY", role="produced"),
        ]
    append(ledger, "activity", rows)
    asked = ["product_energy_saving", "output_value_energy_saving", "product_energy_saving_rate"]
    return evaluate(ledger, load_rulebook(), asked, period=list(YEARS))


def use(year, column):
    # raw coal at 0.7143 tce per tonne, annex A of both editions
    return Use(YEARS[year][0] * 0.7143, YEARS[year][column])


@pytest.mark.parametrize(("base", "year"), [("2022", "2023"), ("2023", "2024")])
def test_the_rules_are_the_method_with_the_year_before_as_base(figures, base, year):
    by_product = product_saving({"clinker": use(base, 1)}, {"clinker": use(year, 1)})
    found = figures.value("product_energy_saving", period=year)
    assert found == pytest.approx(float(by_product.saved))
    rate = figures.value("product_energy_saving_rate", period=year)
    assert rate == pytest.approx(-100 * float(by_product.rate))
    by_value = output_value_saving(use(base, 2), use(year, 2))
    found = figures.value("output_value_energy_saving", period=year)
    assert found == pytest.approx(float(by_value.saved))


def test_the_first_year_has_no_base(figures):
    assert figures.value("product_energy_saving", period="2022") is None
    assert figures.value("output_value_energy_saving", period="2022") is None
