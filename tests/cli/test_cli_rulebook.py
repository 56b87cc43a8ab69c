"""``check`` and ``where``: whether the rulebook can be right, and where it says what."""

import shutil
from pathlib import Path

import pytest

import luheng.rulebook
from luheng.cli.rulebook import schema_problems
from luheng.errors import BadRule
from luheng.records import names, record

RULEBOOK = Path(luheng.rulebook.__file__).parent


def test_the_rulebook_holds_no_problem_and_is_counted(luheng):
    said = luheng("check", "--json").json()
    assert said["problems"] == []
    assert said["rules"] >= 10
    assert said["values"] > 300
    assert said["regimes"] > 5
    assert set(said["overlays"]) >= {"ndrc_guides_for_earlier_years", "as_if_in_hebei_2021"}


def test_provisional_values_are_listed_one_by_one(luheng):
    listed = luheng("check", "--json").json()["provisional"]
    assert {row["trust"] for row in listed} <= {"recalled", "conflicting"}
    assert all(row["file"] and row["value"] for row in listed)
    shown = luheng("check").out
    assert f"Provisional values: {len(listed)}" in shown
    assert "Problems: 0." in shown
    assert "问题 0 个" in luheng("check", "--lang", "zh").out


def test_a_problem_exits_1_and_is_said_on_stderr(luheng, monkeypatch):
    from luheng.engine import Problem

    wrong = Problem("q", "2021-04-01", BadRule("q", "here.py:1", "不成立。", "it cannot be right."))
    monkeypatch.setattr("luheng.engine.check", lambda book: (wrong,))
    shown = luheng("check", "--json")
    assert shown.code == 1
    assert shown.json()["problems"] == [
        {"code": "RULE-01", "place": "q", "regime": "2021-04-01", "problem": str(wrong.error)}
    ]
    shown = luheng("check")
    assert shown.code == 1
    assert "it cannot be right." in shown.err
    assert "Problems: 1." in shown.out


def test_every_file_is_held_against_its_schema():
    assert list(schema_problems()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("gbt_2589/e2020/annex_a.yaml", "value: '0.1229'", "value: 0.1229", "is not of type 'string'"),
        ("gbt_2589/e2020/annex_a.yaml", "split_by:", "splitby:", "'splitby' was unexpected"),
        ("gbt_2589/standard.yaml", "status: text", "status: soon", "is not one of"),
        ("overlays/as_if_in_hebei_2021.yaml", "trust: transcribed", "trust: sure", "'sure' is not one of"),
        ("plans/cn_industrial_green_13th/plan.yaml", "period:", "periods:", "'period' is a required"),
        ("plans/relations.yaml", ":", "::: {", "while"),
    ],
)  # fmt: skip
def test_a_file_that_breaks_its_schema_is_named(tmp_path, file, old, new, said):
    shutil.copytree(RULEBOOK, tmp_path / "rulebook")
    path = tmp_path / "rulebook" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = list(schema_problems(tmp_path / "rulebook"))
    assert {p["place"] for p in problems} == {file}
    assert {p["code"] for p in problems} == {"RULE-04"}
    assert any(said in p["problem"] for p in problems), problems


def test_a_value_that_somebody_compared_with_print_follows_the_schema(tmp_path):
    """``on`` is a word here; to YAML 1.1 it would be true, and nobody could say when."""
    shutil.copytree(RULEBOOK / "schema", tmp_path / "schema")
    place = tmp_path / "gbt_2589/e2020/annex_a.yaml"
    place.parent.mkdir(parents=True)
    text = (RULEBOOK / "gbt_2589/e2020/annex_a.yaml").read_text(encoding="utf-8")
    row = "trust: transcribed, evidence: 'second-hand transcription, seed data of an energy system', compared: null"
    assert row in text
    place.write_text(
        text.replace(row, "trust: printed, compared: {by: a reader, on: 2026-12-01}"), "utf-8"
    )
    assert list(schema_problems(tmp_path)) == []
    place.write_text(text.replace(row, "trust: printed, compared: {by: a reader}"), "utf-8")
    assert [p["code"] for p in schema_problems(tmp_path)] == ["RULE-04"]


def test_a_plan_file_of_a_new_kind_needs_a_schema(tmp_path):
    (tmp_path / "plans/x").mkdir(parents=True)
    (tmp_path / "plans/x/wishes.yaml").write_text("a: 1\n", encoding="utf-8")
    assert [p["problem"] for p in schema_problems(tmp_path)] == ["there is no schema plan_wishes."]


# -- where -----------------------------------------------------------------------------------------


def found(luheng, text):
    said = luheng("where", text, "--json")
    assert said.code == 0, said.err
    return {f"{p['path']}:{p['line']}" for p in said.json()}, said.json()


@pytest.mark.parametrize(
    "text",
    [
        "GB/T 2589 7",
        "GB/T 2589-2020 7",
        "GB/T 2589-2020, clause 7",
        "gb/t2589，第7条",
        "gbt_2589 7",
    ],
)
def test_a_clause_leads_to_its_file(luheng, repository, text):
    places, _ = found(luheng, text)
    assert {p.rpartition(":")[0] for p in places} == {
        "src/luheng/rulebook/gbt_2589/e2020/clause_7.py"
    }
    for place in places:
        path, _, line = place.rpartition(":")
        lines = (repository / path).read_text(encoding="utf-8").splitlines()
        assert lines[int(line) - 1].startswith(("@rule", "def "))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("GB/T 2589-2020 附录A", "src/luheng/rulebook/gbt_2589/e2020/annex_a.yaml:1"),
        ("GB/T 2589-2008, Annex A", "src/luheng/rulebook/gbt_2589/e2008/annex_a.yaml:1"),
        ("gbt_2589", "src/luheng/rulebook/gbt_2589/standard.yaml:1"),
        ("energy_carriers", "src/luheng/codelists/energy_carriers.csv:1"),
        ("ndrc_guides_for_earlier_years", "src/luheng/rulebook/overlays/ndrc_guides_for_earlier_years.yaml:1"),
        ("unit-01", "docs/findings/UNIT-01.md:1"),
    ],
)  # fmt: skip
def test_a_name_leads_to_its_place(luheng, text, place):
    assert place in found(luheng, text)[0]


def test_a_clause_that_is_text_only_leads_to_its_line_in_the_standard(luheng, repository):
    places, listed = found(luheng, "GB/T 2589-2020 8")
    (place,) = places
    path, _, line = place.rpartition(":")
    assert path.endswith("gbt_2589/standard.yaml")
    assert (
        "clause: '8'" in (repository / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    )
    assert "[text]" in listed[0]["says"]


@pytest.mark.parametrize(
    "text", ["comprehensive_energy", "综合能耗", "Comprehensive energy consumption"]
)
def test_a_quantity_leads_to_the_rule_of_every_edition(luheng, text):
    places, listed = found(luheng, text)
    assert {p.rpartition(":")[0] for p in places} == {
        "src/luheng/rulebook/gbt_2589/e2008/clause_5.py",
        "src/luheng/rulebook/gbt_2589/e2020/clause_7.py",
    }
    assert all("[kgce]" in p["says"] for p in listed)


def test_a_factor_leads_to_every_table(luheng):
    places, listed = found(luheng, "coal_equivalent")
    assert places >= {
        f"src/luheng/rulebook/gbt_2589/e{year}/annex_a.yaml:1" for year in (2008, 2020)
    }
    assert {p["kind"] for p in listed} == {"factor"}


def test_a_code_leads_to_its_page_and_to_where_it_is_raised(luheng):
    _, listed = found(luheng, "UNIT-02")
    assert listed[0]["kind"] == "finding"
    assert "src/luheng/errors/meaning.py" in {p["path"] for p in listed if p["kind"] == "raised"}


@pytest.mark.parametrize("name", names())
def test_a_record_leads_to_its_class(luheng, repository, name):
    places, _ = found(luheng, name)
    wanted = f"class {record(name).__name__}(Record)"
    lines = [(repository / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
             for path, _, line in (p.rpartition(":") for p in places)]  # fmt: skip
    assert any(line.startswith(wanted) for line in lines)


@pytest.mark.parametrize(
    "text", ["evaluate", "luheng evaluate", "targets", "targets review", "init"]
)
def test_a_command_leads_to_its_function(luheng, repository, text):
    _, listed = found(luheng, text)
    (place,) = [p for p in listed if p["kind"] == "command"]
    line = (repository / place["path"]).read_text(encoding="utf-8").splitlines()[place["line"] - 1]
    assert line.startswith(("def ", "app ="))


@pytest.mark.parametrize(
    ("text", "row"), [("河北", "130000,"), ("柴油", "diesel,"), ("tce", "tce,")]
)
def test_a_code_or_a_unit_leads_to_its_row(luheng, repository, text, row):
    places, _ = found(luheng, text)
    lines = [(repository / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
             for path, _, line in (p.rpartition(":") for p in places)]  # fmt: skip
    assert any(line.startswith(row) for line in lines)


def test_a_reader_sees_file_and_line(luheng):
    shown = luheng("where", "GB/T", "2589", "7").out
    assert shown.startswith("src/luheng/rulebook/gbt_2589/e2020/clause_7.py:")
    assert "comprehensive_energy 综合能耗" in shown


@pytest.mark.parametrize(
    ("text", "near"),
    [("comprehensive_energi", "comprehensive_energy"), ("GB/T 25891", "GB/T 2589")],
)
def test_nothing_found_gives_what_is_near(luheng, text, near):
    shown = luheng("where", text)
    assert (shown.code, shown.out) == (1, "")
    assert f"Near it: {near}" in shown.err


def test_nothing_near_is_said_too(luheng):
    assert luheng("where", "zzzzzzzz").err == "Nothing is called 'zzzzzzzz'.  [QUERY-01]\n"
