"""Profiles from the command line: proposed, saved, used; and the options of ``import``."""

import json

import openpyxl
import pytest

WIDE = "企业,电力(万千瓦时),柴油(吨)\nE1,5,2\nE2,6,\n"


@pytest.fixture
def wide(here):
    (here / "宽表.csv").write_text(WIDE, encoding="gb18030")
    return "宽表.csv"


SUGGEST = (
    "--as",
    "activity",
    "--name",
    "wide",
    "--set",
    "role=consumed",
    "--set",
    "period=2025-05",
)


def test_a_proposal_is_shown_saved_and_used(luheng, here, wide):
    shown = luheng("profiles", "suggest", wide, *SUGGEST, "--yes", "--lang", "zh")
    assert shown.code == 0
    assert "2 列的列名是能源品种" in shown.out
    assert "已保存 profiles/wide.yaml（第 1 版）" in shown.out
    tried = luheng("import", wide, "--as", "activity", "--profile", "wide", "--dry-run", "--json")
    said = tried.json()
    assert (said["kept"], said["refused"], said["dry_run"]) == (3, 0, True)
    done = luheng("import", wide, "--as", "activity", "--profile", "wide", "--json").json()
    assert done == said | {"dry_run": False}
    listed = luheng("profiles", "list", "--json").json()
    assert [(p["name"], p["record"], p["version"]) for p in listed] == [("wide", "activity", 1)]
    one = luheng("profiles", "show", "wide", "--json").json()
    assert one["sha256"] == listed[0]["sha256"]
    assert one["profile"]["unpivot"]["columns"][1]["set"] == {"item": "diesel", "unit": "吨"}
    text = luheng("profiles", "show", "wide").out
    assert text == (here / "luheng-workspace/profiles/wide.yaml").read_text(encoding="utf-8")


def test_without_yes_nothing_is_saved(luheng, here, wide):
    shown = luheng("profiles", "suggest", wide, *SUGGEST, "--json")
    assert shown.json()["saved"] is False
    assert shown.json()["missing"] == []
    assert not (here / "luheng-workspace").exists()
    assert "Not saved" in luheng("profiles", "suggest", wide, *SUGGEST).out


def test_what_is_missing_is_named(luheng, wide):
    said = luheng("profiles", "suggest", wide, "--as", "activity", "--name", "x", "--json").json()
    assert set(said["missing"]) == {"period", "role"}
    assert (
        luheng("profiles", "suggest", wide, "--as", "activity", "--name", "x", "--set", "role").code
        == 1
    )


def test_a_dry_run_without_a_workspace_makes_none(luheng, here, activity):
    (here / "good.csv").write_text(activity, encoding="utf-8")
    shown = luheng("import", "good.csv", "--as", "activity", "--dry-run", "--lang", "zh")
    assert shown.out.startswith("试读（什么都没有写）：留下 4")
    assert [p.name for p in here.iterdir()] == ["good.csv"]


def test_the_marked_workbook_is_written_and_named(luheng, here, activity):
    (here / "bad.csv").write_text(
        activity + "E1,2025-07,diesel,consumed,7,fathom\n", encoding="utf-8"
    )
    said = luheng("import", "bad.csv", "--as", "activity", "--errors", "out.xlsx", "--json").json()
    assert said["errors"] == "out.xlsx"
    assert openpyxl.load_workbook(here / "out.xlsx").sheetnames == ["问题清单", "bad.csv"]
    shown = luheng("import", "bad.csv", "--as", "activity", "--errors", "bad.csv")
    assert shown.code == 1
    assert (here / "bad.csv").read_text(encoding="utf-8").startswith("单位编码")


def test_one_cell_of_many_rows_is_answered_once(luheng, here):
    (here / "a.csv").write_text("企业,单位,1月,2月\nE1,fathom,5,6\n", encoding="utf-8")
    luheng("profiles", "suggest", "a.csv", "--as", "activity", "--name", "m", "--set", "year=2025",
           "--set", "item=diesel", "--set", "role=consumed", "--map", "unit=单位", "--yes")  # fmt: skip
    shown = luheng("import", "a.csv", "--as", "activity", "--profile", "m")
    assert "refused 2" in shown.out
    assert shown.out.count("! a.csv") == 1
    assert "× 2" in shown.out


def test_an_unknown_profile_and_a_damaged_one(luheng, here, wide):
    luheng("profiles", "suggest", wide, *SUGGEST, "--yes")
    shown = luheng("import", wide, "--as", "activity", "--profile", "wild")
    assert shown.code == 1
    assert "[PROFILE-02]" in shown.err
    (here / "luheng-workspace/profiles/wide.yaml").write_text("profile: 1\n", encoding="utf-8")
    assert "[PROFILE-01]" in luheng("import", wide, "--as", "activity", "--profile", "wide").err
    assert "!" in luheng("profiles", "list").out


def test_the_schema_is_printed(luheng):
    said = json.loads(luheng("profiles", "schema").out)
    assert said["properties"]["profile"] == {**said["properties"]["profile"], "const": 1}
