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
    assert (item["codelist"], item["type"], item["required"]) == ("energy_carriers", "text", True)


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
    assert said == {"record": "activity", "file": "五月.xlsx"}
    assert (here / "五月.xlsx").is_file()
    assert not (here / "activity.xlsx").exists()


def test_an_unknown_record_is_refused_and_nothing_written(luheng, here):
    shown = luheng("records", "template", "五月.xlsx")
    assert shown.code == 1
    assert "[RECORD-01]" in shown.err
    assert "activity" in shown.err
    assert list(here.iterdir()) == []
