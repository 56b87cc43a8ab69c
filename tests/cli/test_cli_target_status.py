"""``luheng targets status``, ``indicators`` and ``backtest`` as a person calls them."""

import subprocess
import sys

import pytest

PLAN = "cn_industrial_green_13th"
OWN = """
indicators:
  - id: city_green_power_share
    zh: 绿电占比
    en: share of green power
    unit: '%'
    kind: share
    direction: up
    measured_by:
      statistic: {form: city, flow: green_power_share}
"""


def test_status_works_without_a_workspace(luheng, here):
    said = luheng("targets", "status", PLAN, "--at", "2021-12-31", "--json")
    assert said.code == 0
    rows = said.json()
    assert len(rows) == 60
    missed = next(r for r in rows if r["number"] == "T13-004")
    assert (missed["colour"], missed["latest"]["value"], missed["trust"]) == (
        "red",
        16,
        "transcribed",
    )


def test_a_look_back_by_date_of_publication(luheng, here):
    said = luheng(
        "targets", "status", PLAN, "--at", "2018-06-30", "--published-by", "2018-06-30", "--json"
    )
    assert {r["colour"] for r in said.json()} == {"grey"}


def test_the_table_reads_in_both_languages_and_for_one_region(luheng, here, monkeypatch):
    said = luheng("targets", "status", PLAN, "--at", "2021-12-31", "--scope", "CN")
    assert said.code == 0
    assert "T13-004" in said.out
    none = luheng("targets", "status", PLAN, "--scope", "Hebei", "--json")
    assert none.json() == []


def test_an_unknown_plan_is_one_message(luheng, here):
    said = luheng("targets", "status", "no_such_plan")
    assert said.code != 0
    assert "PLAN-01" in said.err


def test_the_office_sees_its_own_indicators_and_the_line_of_a_fault(luheng, here):
    luheng("init", ".")
    assert "indicators.yaml" in luheng("targets", "indicators").out
    (here / "indicators.yaml").write_text(OWN, encoding="utf-8")
    (row,) = luheng("targets", "indicators", "--json").json()
    assert (row["id"], row["unit"], row["registered"]) == ("city_green_power_share", "%", False)
    (here / "indicators.yaml").write_text(OWN.replace("up", "sideways"), encoding="utf-8")
    said = luheng("targets", "status", PLAN)
    assert said.code != 0
    assert "indicators.yaml:8" in said.err
    assert "INDICATOR-01" in said.err


def test_a_back_test_without_series_says_what_to_import(luheng, here):
    luheng("init", ".")
    said = luheng("targets", "backtest")
    assert said.code == 0
    assert "CEADs" in said.out
    assert luheng("targets", "backtest", "--json").json()["calibration"] == []


@pytest.mark.parametrize("command", ["status", "backtest", "indicators"])
def test_help_imports_neither_the_engine_nor_the_statistics(command):
    code = (
        "import sys\nfrom luheng.cli import main\n"
        f"main(['targets', '{command}', '--help'])\n"
        "print([m for m in ('luheng.engine', 'ibis', 'statsmodels', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip().endswith("[]")
