"""``luheng rules``: list, audit, show and release, on the rulebook that is installed."""

import json
import re

import pytest

from luheng.rulebook.audit import audit_rulebook
from luheng.rulebook.audit.problem import no_source

PROMISED = [
    "standard",
    "edition",
    "clause",
    "status",
    "values_checked",
    "values_provisional",
    "examples_sourced",
    "examples_own",
]


@pytest.fixture
def sound(monkeypatch):
    """Whether the rules are right is asked elsewhere; a release here depends on its values alone."""
    monkeypatch.setattr("luheng.cli.rulebook.rulebook_problems", list)
    whole = audit_rulebook()

    def sound_audit():
        from dataclasses import replace

        return replace(whole, problems=())

    monkeypatch.setattr("luheng.rulebook.audit.audit_rulebook", sound_audit)
    return whole


def provisional(audit) -> list[str]:
    return list(dict.fromkeys(v.quantity for v in audit.values if v.provisional))


# -- audit -----------------------------------------------------------------------------------------


def test_the_audit_is_a_list_of_clauses_with_the_promised_names(luheng):
    rows = json.loads(luheng("rules", "audit", "--json").out)
    assert len(rows) > 25
    for row in rows:
        assert list(row)[:8] == PROMISED
        assert row["status"] in {"rule", "data", "text", "todo"}
        assert all(isinstance(row[name], int) for name in PROMISED[4:])
    keys = [(r["standard"], r["edition"], r["clause"]) for r in rows]
    assert len(keys) == len(set(keys))
    by_clause = dict(zip(keys, rows, strict=True))
    method = by_clause["gbt_2589", "e2020", "7"]
    assert method["status"] == "rule"
    assert method["trust"] == "recalled"
    assert "comprehensive_energy" in method["quantities"]
    assert method["examples_own"] >= 1
    assert by_clause["mee_grid_factor", "e2021", "附件1"]["values_transcribed"] == 40


@pytest.mark.parametrize("text", ["gbt_2589", "GB/T 2589", "gb/t2589", "GB/T 2589-2020"])
def test_one_standard_or_edition_is_audited_by_any_of_its_names(luheng, text):
    said = luheng("rules", "audit", text, "--json")
    assert said.code == 0, said.err
    editions = {(r["standard"], r["edition"]) for r in said.json()}
    alone = text.endswith("2020")
    assert editions == {("gbt_2589", "e2020")} | (set() if alone else {("gbt_2589", "e2008")})


def test_the_audit_is_read_as_tables_in_both_languages(luheng):
    said = luheng("rules", "audit", "GB/T 2589-2020")
    assert "GB/T 2589-2020  General rules" in said.out
    assert re.search(r" 7 +rule .*计算方法 · recalled", said.out)
    assert "Values: 0 checked" in said.out
    assert "综合能耗计算通则" in luheng("rules", "audit", "GB/T 2589-2020", "--lang", "zh").out


def test_a_problem_is_told_on_stderr_and_exits_1(luheng, monkeypatch, sound):
    from dataclasses import replace

    wrong = no_source("gbt_2589/e2020/annex_a.yaml#0", "原煤 0.7143", ("place",))
    found = replace(sound, problems=(wrong,))
    monkeypatch.setattr("luheng.rulebook.audit.audit_rulebook", lambda: found)
    said = luheng("rules", "audit", "gbt_2589", "--json")
    assert said.code == 1
    assert isinstance(said.json(), list)
    assert said.err.splitlines() == [
        "gbt_2589/e2020/annex_a.yaml#0: the value 原煤 0.7143 has no place.  [RULE-08]",
        f"  {wrong.remedy}",
        "Problems: 1.",
    ]
    assert luheng("rules", "audit", "mee_grid_factor").code == 0


def test_an_unknown_standard_gives_those_near_it(luheng):
    said = luheng("rules", "audit", "GB/T 2588")
    assert said.code == 1
    assert "GB/T 2589 (gbt_2589)" in said.err


# -- list and show ---------------------------------------------------------------------------------


def test_standards_are_listed_with_their_editions_and_dates(luheng):
    rows = {row["standard"]: row for row in luheng("rules", "list", "--json").json()}
    editions = {e["edition"]: e for e in rows["gbt_2589"]["editions"]}
    assert (editions["e2008"]["from"], editions["e2008"]["to"]) == ("2008-06-01", "2021-04-01")
    assert (editions["e2020"]["published"], editions["e2020"]["to"]) == ("2020-09-29", None)
    assert editions["e2020"]["replaces"] == "GB/T 2589-2008"
    assert editions["e2020"]["clauses"]["rule"] >= 1
    shown = luheng("rules", "list").out
    assert "published 2020-09-29, governs 2021-04-01 → …" in shown


@pytest.mark.parametrize(
    "text", [["GB/T 2589-2020 7"], ["gbt_2589", "第7条"], ["GB/T2589-2020, 7"]]
)
def test_a_clause_is_shown_with_its_rule_as_text(luheng, text):
    rows = luheng("rules", "show", *text, "--json").json()
    rules = [r for row in rows for r in row["rules"]]
    (rule,) = (r for r in rules if r["quantity"] == "comprehensive_energy")
    assert rule["unit"] == "kgce"
    assert rule["text"].startswith("Σ[item]")
    assert rule["place"].startswith("rulebook/gbt_2589/e2020/clause_7.py:")
    shown = luheng("rules", "show", *text).out
    assert "GB/T 2589-2020, 7  计算方法  [rule · recalled]" in shown
    assert rule["text"] in shown
    assert "example e2020/example_coal_and_electricity.yaml" in shown


def test_a_table_is_shown_value_by_value(luheng):
    (row,) = luheng("rules", "show", "GB/T 2589-2020", "附录A", "--json").json()
    (table,) = row["tables"]
    by_key = {tuple(v["keys"]): v for v in table["values"]}
    power = by_key["item=electricity",]
    assert (power["value"], power["unit"], power["trust"]) == ("0.1229", "kgce/kWh", "transcribed")
    assert power["place"] == "附录A 表A.2"
    assert power["checked"] is False
    shown = luheng("rules", "show", "GB/T 2589-2020", "附录A").out
    assert "0.1229 kgce/kWh" in shown


def test_a_clause_is_found_by_the_words_before_its_number(luheng):
    (row,) = luheng("rules", "show", "中国能源统计年鉴2008 附录4", "--json").json()
    assert row["clause"] == "附录4"


def test_an_unlisted_clause_says_which_there_are(luheng):
    said = luheng("rules", "show", "GB/T 2589 77")
    assert said.code == 1
    assert "No clause 'GB/T 2589 77' is listed; there are:" in said.err


# -- release ---------------------------------------------------------------------------------------


def test_a_release_names_each_table_that_stands_in_its_way(luheng, here, sound):
    said = luheng("rules", "release", "2026.1")
    assert said.code == 1
    assert "[RULE-10]" in said.err
    for value in sound.values:
        assert not value.provisional or f"{value.quantity}  {value.table}: recalled" in said.err
    assert list(here.iterdir()) == []


def test_a_release_is_written_once_with_what_was_named(luheng, here, sound):
    allow = [word for quantity in provisional(sound) for word in ("--allow", quantity)]
    looked = luheng("rules", "release", "--check", *allow)
    assert looked.code == 0, looked.err
    assert "It can be released." in looked.out
    assert list(here.iterdir()) == []
    said = luheng("rules", "release", "2026.1", *allow, "--to", here / "ours", "--json")
    assert said.code == 0, said.err
    held = json.loads((here / "ours/2026.1.json").read_text(encoding="utf-8"))
    assert held["release"] == "2026.1"
    assert re.fullmatch(r"[\d.]+\+[0-9a-f]{12}", held["rulebook"])
    assert {t["named"] for t in held["provisional"]} == set(provisional(sound))
    assert held["counts"]["values"] == len(held["values"])
    assert "gbt_2589/e2020/clause_7.py" in held["files"]
    again = luheng("rules", "release", "2026.1", *allow, "--to", here / "ours")
    assert again.code == 1
    assert "[RULE-11]" in again.err


def test_the_rulebook_of_a_release_is_the_one_that_figures_carry(luheng, here, sound):
    allow = [word for quantity in provisional(sound) for word in ("--allow", quantity)]
    said = luheng("rules", "release", "a", *allow, "--to", here, "--json").json()
    assert said["rulebook"] == luheng("check", "--json").json()["release"]


def test_a_rulebook_with_problems_is_not_released(luheng, here, sound, monkeypatch):
    wrong = {"code": "UNIT-01", "place": "q", "regime": "", "problem": "q would add t to kWh."}
    monkeypatch.setattr("luheng.cli.rulebook.rulebook_problems", lambda: [wrong])
    said = luheng("rules", "release", "2026.1")
    assert said.code == 1
    assert said.err.startswith("q would add t to kWh.\nNot released: the rulebook has 1 problems")
    assert "[RULE-12]" in said.err


def test_a_release_wants_a_name(luheng, sound):
    said = luheng("rules", "release")
    assert said.code == 1
    assert "--check only looks" in said.err
