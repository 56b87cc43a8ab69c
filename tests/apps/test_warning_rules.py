"""The warning rules as data: those of the release, an office's own, and what is refused."""

import datetime as dt

import pytest

from luheng.apps.targets.warnings.rules import load_rules
from luheng.apps.targets.warnings.run import warn
from luheng.errors import BadWarningRules
from luheng.rulebook.plans import load

HEBEI = "hebei_industrial_green_14th"


def office(folder, text):
    (folder / "warnings.yaml").write_text(text, encoding="utf-8")
    return load_rules(folder)


def test_the_release_has_a_rule_of_each_kind_explained_in_both_languages():
    rules = load_rules().rules
    assert {r.test for r in rules if r.enabled} == {
        "run_off_path", "probability_below", "older_than", "task_late", "unsaid", "jump",
    }  # fmt: skip
    for rule in rules:
        assert len(rule.explanation_zh) > 15
        assert len(rule.explanation_en.split()) > 8
        assert rule.source == "luheng"
        ranks = [g.severity.rank for g in rule.grades]
        assert ranks == sorted(set(ranks))


def test_an_office_changes_a_parameter_by_id_and_the_rest_stays(tmp_path):
    rules = office(tmp_path, "rules:\n  - {id: jump, parameters: {lone_change: 2.0}}\n")
    jump = rules.get("jump")
    assert (jump.source, jump.zh) == ("warnings.yaml", "数值突变")
    assert dict(jump.grades[0].parameters) == {
        "score": 3.5, "least_changes": 5, "least_change": 0.1, "lone_change": 2.0,
    }  # fmt: skip
    assert rules.get("stale").source == "luheng"


def test_an_office_switches_a_rule_off_and_one_on(tmp_path):
    rules = office(
        tmp_path,
        "rules:\n  - {id: stale, enabled: false}\n  - {id: ahead_of_path, enabled: true}\n",
    )
    names = {r.id for r in rules.enabled()}
    assert "stale" not in names
    assert "ahead_of_path" in names


def test_an_office_adds_a_rule_for_some_indicators_without_python(tmp_path):
    rules = office(
        tmp_path,
        """
rules:
  - id: water_off_path
    based_on: off_path
    zh: 用水连续偏离路径
    en: water off its path
    parameters: {periods: 2}
    indicators: [water_per_value_added]
    addressee: 省水利厅
    severity: severe
""",
    )
    rule = rules.get("water_off_path")
    assert (rule.test, rule.grades[0].parameters["periods"]) == ("run_off_path", 2)
    assert [str(g.severity) for g in rule.grades] == ["severe"]
    assert rule.covers(HEBEI, "T14HE-004", "water_per_value_added")
    assert not rule.covers(HEBEI, "T14HE-001", "energy_per_value_added")
    assert rules.addressee(rule, load(HEBEI)) == "省水利厅"
    assert rules.get("off_path").source == "luheng"


def test_a_rule_may_be_limited_to_plans_and_to_numbers(tmp_path):
    rules = office(
        tmp_path, f"rules:\n  - {{id: stale, plans: [{HEBEI}], subjects: [T14HE-001]}}\n"
    )
    rule = rules.get("stale")
    assert rule.covers(HEBEI, "T14HE-001")
    assert not rule.covers(HEBEI, "T14HE-002")
    assert not rule.covers("cn_industrial_green_14th", "T14HE-001")


def test_who_is_told_may_be_another(tmp_path):
    plan = load("cn_industrial_green_14th")
    rules = office(
        tmp_path,
        f"addressees:\n  {plan.id}: 规划司值班室\n  省工信厅: 省工信厅节能处\n",
    )
    late, stale = rules.get("task_late"), rules.get("stale")
    assert rules.addressee(late, plan, ("省工信厅", "发改委")) == "省工信厅节能处；发改委"
    assert rules.addressee(late, plan) == "规划司值班室"
    assert rules.addressee(stale, plan) == "规划司值班室"
    assert load_rules().addressee(stale, plan) == plan.issuer_zh


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("rules: [", "2:1"),
        ("rules: {id: jump}", "rules"),
        ("rules:\n  - {zh: 没有编号}", "rules"),
        ("rules:\n  - {id: mine, zh: 我的}", "mine"),
        ("rules:\n  - {id: mine, based_on: nowhere}", "rules 1 (mine)"),
        ("rules:\n  - {id: stale, parameters: {dayz: 3}}", "stale.parameters"),
        ("rules:\n  - {id: stale, parameters: {days: 0}}", "stale.parameters.days"),
        ("rules:\n  - {id: stale, severity: awful}", "stale.severity"),
        ("rules:\n  - {id: stale, explanation: {zh: 只有中文}}", "stale.explanation"),
        ("rules:\n  - {id: stale, escalation: [{severity: severe, parameters: {dayz: 9}}]}", "stale.escalation"),
        ("colours: red", "1"),
        ("- a list", "rules"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_with_its_place(tmp_path, text, place):
    with pytest.raises(BadWarningRules) as raised:
        office(tmp_path, text)
    assert raised.value.file == "warnings.yaml"
    assert raised.value.place.startswith(place)
    assert "no target was judged" in str(raised.value)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "warnings.yaml").write_bytes("rules: [中文]".encode("gb18030"))
    with pytest.raises(BadWarningRules, match="UTF-8"):
        load_rules(tmp_path)


def test_an_empty_file_changes_nothing(tmp_path):
    assert office(tmp_path, "# nothing yet\n") == load_rules()


def test_an_alarm_names_the_file_of_its_rule(tmp_path):
    rules = office(tmp_path, "rules:\n  - {id: task_late, parameters: {days: 1}}\n")
    run = warn("cn_industrial_green_13th", at=dt.date(2021, 1, 2), rules=rules)
    late = [f for f in run.firings if f.rule.id == "task_late"]
    assert late
    assert {s.rule_from for s in run.steps if s.alarm in {f.id for f in late}} == {"warnings.yaml"}
    assert not [f for f in warn("cn_industrial_green_13th", at=dt.date(2021, 1, 2)).firings
                if f.rule.id == "task_late"]  # fmt: skip
