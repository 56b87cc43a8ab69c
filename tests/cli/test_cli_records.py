"""The data standard on the command line, and its templates."""

import pytest
from openpyxl import load_workbook

from luheng.records import names, record


def test_every_record_is_listed_with_its_columns(luheng):
    listed = luheng("records", "list", "--json").json()
    assert [r["record"] for r in listed] == list(names())
    for said in listed:
        kind = record(said["record"])
        assert [c["name"] for c in said["columns"]] == list(kind.columns())
        assert tuple(c["name"] for c in said["columns"] if c["key"]) == kind.keys()
        assert said["zh"]
        assert said["says"]
    activity = next(r for r in listed if r["record"] == "activity")
    item = next(c for c in activity["columns"] if c["name"] == "item")
    assert (item["codelist"], item["type"], item["required"]) == ("items", "text", True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_reader_sees_every_record(luheng, language):
    shown = luheng("records", "list", "--lang", language).out
    for name in names():
        assert name in shown
        assert record(name).record_zh in shown


@pytest.mark.parametrize("name", names())
def test_a_template_is_written_for_every_record(luheng, here, name):
    shown = luheng("records", "template", f"{name}.xlsx")
    assert shown.code == 0
    assert f"luheng import {name}.xlsx --as {name}" in shown.out
    sheet = load_workbook(here / f"{name}.xlsx")[name]
    titles = [cell.value for cell in sheet[1] if cell.value]
    assert titles == [c.zh for c in record(name).columns().values()]


def test_a_template_under_another_name(luheng, here):
    said = luheng("records", "template", "activity", "--out", "五月.xlsx", "--json").json()
    assert said == {"record": "activity", "file": "五月.xlsx", "rows": 0}
    assert (here / "五月.xlsx").is_file()
    assert not (here / "activity.xlsx").exists()


def test_an_unknown_record_is_refused_and_nothing_written(luheng, here):
    shown = luheng("records", "template", "五月.xlsx")
    assert shown.code == 1
    assert "[RECORD-01]" in shown.err
    assert "activity" in shown.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    "head", ["entity,period,item,role,unit", "单位编码,报告期,品种,用途,计量单位"]
)
def test_a_template_with_the_rows_that_are_owed(luheng, here, head):
    (here / "owed.csv").write_text(f"{head}\nE1,2025-05,电力,消费,kWh\n", encoding="utf-8-sig")
    said = luheng("records", "template", "activity.xlsx", "--rows", "owed.csv", "--json").json()
    assert said["rows"] == 1
    row = [cell.value for cell in load_workbook(here / "activity.xlsx")["activity"][2]]
    assert row[:6] == ["E1", "2025-05", "电力", "消费", None, "kWh"]


@pytest.mark.parametrize("content", [None, b"meter\nEM-07\n", "单位\n".encode("gb18030")])
def test_rows_that_cannot_be_read_are_answered(luheng, here, content):
    if content is not None:
        (here / "owed.csv").write_bytes(content)
    shown = luheng("records", "template", "activity.xlsx", "--rows", "owed.csv", "--lang", "en")
    assert shown.code == 1
    assert "Traceback" not in shown.err
    assert "[FILE-01]" in shown.err or "[RECORD-02]" in shown.err


def test_the_data_standard_is_written_into_a_folder(luheng, here):
    said = luheng("records", "docs", "standard", "--json").json()
    files = {p.relative_to(here / "standard").as_posix() for p in (here / "standard").rglob("*.*")}
    assert set(said["files"]) == {f for f in files if (here / "standard" / f).is_file()}
    assert {"README.md", "datapackage.json", "glossary.csv"} <= files
    shown = luheng("records", "docs", "standard", "--lang", "zh")
    assert shown.code == 0
    assert "README.md" in shown.out


def test_a_folder_that_cannot_be_written_to_is_answered(luheng, here):
    (here / "standard").write_text("a file", encoding="utf-8")
    shown = luheng("records", "docs", "standard", "--lang", "en")
    assert shown.code == 1
    assert "[FILE-01]" in shown.err


def test_versions_are_listed_with_what_changed(luheng):
    said = luheng("records", "changes", "membership", "--json").json()
    assert [(c["version"], c["added"][-1:]) for c in said][-1] == ("1.1", ["share"])
    shown = luheng("records", "changes", "--lang", "zh")
    assert all(f"{name} " in shown.out for name in names())
    assert luheng("records", "changes", "no_such").code == 1
