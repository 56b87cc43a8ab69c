"""``luheng plans list | show | diff``, and what ``luheng check`` says of the register."""

import json

import pytest
from typer.testing import CliRunner

from luheng.cli import rulebook as command
from luheng.cli.plans import app
from luheng.errors import BadBinding, set_language
from luheng.rulebook import plans

HEBEI, HUNAN = "hebei_industrial_green_14th", "hunan_industrial_green_2022"
NATION = "cn_industrial_green_14th"


@pytest.fixture
def run(monkeypatch, tmp_path):
    set_language("en")
    monkeypatch.chdir(tmp_path)  # no workspace here: registered plans need none
    monkeypatch.setenv("COLUMNS", "240")
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def test_the_list_counts_every_part_and_names_the_region(run):
    rows = json.loads(run("list", "--json").stdout)
    assert [r["id"] for r in rows] == list(plans.names())
    hunan = next(r for r in rows if r["id"] == HUNAN)
    assert (hunan["region"], hunan["above"], hunan["published"]) == ("430000", NATION, "2022-06-13")
    assert [hunan[k] for k in ("targets", "facts", "thresholds", "tasks")] == [32, 2, 8, 52]
    shown = run("list").stdout
    assert "Heilongjiang" in shown
    assert "thresholds" in shown


def test_a_plan_is_shown_by_its_parts(run):
    targets = run("show", HUNAN).stdout
    assert "T22HN-003" in targets
    assert "energy_per_value_added_change_over_five_years (relative_change)" in targets
    assert "no rule yet" in targets
    assert "the task set by the nation" in targets  # a promise without a figure
    tasks = run("show", HUNAN, "--tasks").stdout
    assert "T22HN-003" not in tasks
    assert "m21" in tasks
    assert "online_monitoring, pollutant_monitoring, leak_detection" in tasks
    assert "by 2025-12-31" in tasks
    assert "各市州工信局" in tasks
    thresholds = run("show", HUNAN, "--thresholds").stdout
    assert "> 1 万吨标准煤" in thresholds
    assert "m21" not in thresholds
    facts = run("show", HEBEI, "--facts").stdout
    assert "99.84" in facts
    assert "65 targets, 34 stated facts. 3 thresholds, 88 tasks." in facts


def test_the_parts_are_given_as_json(run):
    held = json.loads(run("show", HEBEI, "--thresholds", "--tasks", "--json").stdout)
    assert "facts" not in held
    assert len(held["thresholds"]) == 3
    assert {t["due"] for t in held["tasks"]} == {None, "2025-12-31"}
    assert "targets" not in held
    assert held["counts"] == {"targets": 65, "facts": 34, "thresholds": 3, "tasks": 88}
    whole = json.loads(run("show", HEBEI, "--json").stdout)
    assert len(whole["targets"]) == 65


def test_two_plans_are_held_against_each_other(run):
    found = json.loads(run("diff", HEBEI, NATION, "--json").stdout)
    assert (found["a"], found["b"]) == (HEBEI, NATION)
    assert (found["counts"]["raised"], found["counts"]["lowered"]) == (2, 1)
    (water,) = [p for p in found["promises"] if p["standing"] == "lowered"]
    assert (water["indicator"], water["by"], water["by_unit"]) == ("water_per_value_added", -3, "%")
    assert (water["a"]["value"], water["b"]["value"]) == ("13", "16")
    assert water["renamed"]  # 万元工业增加值用水量 and 单位工业增加值用水量
    assert water["a"]["place"] == f"{HEBEI} 二（三） line 47"
    assert water["reason"].startswith("a fall of 13% asks for less than a fall of 16%.")
    shown = run("diff", HEBEI, NATION).stdout
    assert "raised 2" in shown
    assert f"functions of {NATION} only: demand_side_management" in shown
    set_language("zh")
    assert "下降13%比下降16%要求更低。" in run("diff", HEBEI, NATION).stdout


def test_an_unknown_plan_is_refused(run):
    done = run("diff", HEBEI, "cn_15th")
    assert done.exit_code == 1
    assert "PLAN-01" in str(done.exception)


def test_check_says_what_is_wrong_with_a_binding(luheng, monkeypatch):
    wrong = BadBinding("water_per_value_added", "出现了2次", "stands 2 times, not once")
    monkeypatch.setattr(command, "_rule_problems", lambda book: [])
    monkeypatch.setattr("luheng.rulebook.plans.binding_problems", lambda book: [wrong])
    said = luheng("check", "--json")
    assert said.code == 1
    (problem,) = said.json()["problems"]
    assert (problem["code"], problem["place"]) == ("PLAN-09", "plans/measured_by.yaml")
    assert "water_per_value_added" in problem["problem"]
