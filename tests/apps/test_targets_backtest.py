"""The back-test on series of our own, and on the provinces where the shared files are."""

import sys
from pathlib import Path

import pytest

from luheng.apps.targets.backtest import as_of, calibrate, series_of, subjects
from world import append, workspace

sys.path.append(str(Path(__file__).resolve().parents[1] / "connectors"))
import shared_files

SUBJECT = {s.id: s for s in subjects()}


def falling(years, by=0.95):
    return {year: 100.0 * by ** (year - years[0]) for year in years}


def test_the_series_come_from_the_ledger_in_one_unit(tmp_path):
    ledger = workspace(tmp_path).ledger
    rows = []
    for year, tonnes, product in ((2015, 900.0, 30000.0), (2016, 880.0, 32000.0)):
        at = {"region": "130000", "period": str(year)}
        rows.append(
            {
                **at,
                "form": "ceads_provincial_inventory",
                "flow": "co2_emissions",
                "quantity": tonnes,
                "unit": "MtCO2",
            }
        )
        rows.append(
            {
                **at,
                "form": "regional_accounts",
                "flow": "gdp",
                "prices": "current",
                "quantity": product,
                "unit": "亿CNY",
            }
        )
    append(ledger, "statistic", rows)
    found = series_of(SUBJECT["co2_per_gdp"], ledger)
    # 900 x 10^6 t over 30000 x 10^8 yuan: 3 t per 10^4 yuan
    assert found["130000"] == {2015: pytest.approx(3.0), 2016: pytest.approx(2.75)}
    assert calibrate(SUBJECT["co2_per_gdp"], found) is None


def test_a_supposed_target_seen_from_a_cut_year():
    series = {
        "A": falling(range(2008, 2020)),
        "B": falling(range(2008, 2020), 1.01),
        "C": {2015: 1.0},
    }
    rows = as_of(SUBJECT["co2_per_gdp"], series, -0.22, 2015, 2020, 2017, 2019)
    assert [r.region for r in rows] == ["A", "B"]
    # 0.95^4 = 0.8145 against 0.78^(4/5) = 0.8197 of the base
    assert (rows[0].kept, rows[1].kept) == (True, False)
    assert (rows[0].probability, rows[1].probability) == pytest.approx((1.0, 0.0))


def test_no_year_after_the_limit_is_used():
    series = {"A": falling(range(2000, 2020))}
    early, late = (calibrate(SUBJECT["co2_emissions"], series, until=u) for u in (2012, None))
    assert (early.last_start, late.last_start) == (2007, 2014)


@pytest.mark.slow
def test_the_documented_figures_are_those_of_the_provinces(tmp_path):
    """docs/targets_status.md; CEADs inventories and provincial GDP of the shared folder."""
    from luheng.intake import receive

    made = workspace(tmp_path)
    for path, name in (
        ("ceads_openclimate/ceads_provincial_long_1997_2019.csv.gz", "ceads_inventory"),
        ("pypsa_china_pik/population/historical_gdp.csv", "provincial_gdp"),
    ):
        place = shared_files._lying(path)
        receive(made, [place], name, recorded_by="test")
    levels, ratios = (SUBJECT[name] for name in ("co2_emissions", "co2_per_gdp"))
    before = calibrate(levels, series_of(levels, made.ledger), method="drift", widened=False)
    after = calibrate(levels, series_of(levels, made.ledger))
    ratio = calibrate(ratios, series_of(ratios, made.ledger))
    assert (before.windows, after.windows, ratio.windows) == (390, 390, 150)
    assert (before.covered_80, after.covered_80, ratio.covered_80) == pytest.approx(
        (0.628, 0.797, 0.900), abs=0.001
    )
    assert (before.brier, after.brier, ratio.brier) == pytest.approx(
        (0.213, 0.192, 0.127), abs=0.001
    )
    assert ratio.brier < ratio.climatology
    assert after.brier < after.known_then
    assert after.brier > after.climatology
