"""Templates: written from the record, filled in, imported back."""

import datetime as dt

import openpyxl
import pytest

from luheng.errors import BadRecord, set_language
from luheng.intake import receive, write_template
from luheng.records import names, record

FILLED = {
    "activity": {
        "entity": "91130200777777775K",
        "period": "2025-05",
        "item": "电力",
        "role": "消费",
        "quantity": 118400,
        "unit": "kWh",
    },
    "reading": {
        "meter": "EM-07",
        "at": dt.datetime(2025, 5, 3, 8),
        "value": 90344.5,
        "unit": "kWh",
        "kind": "累计示数",
    },
    "membership": {
        "relation": "位于",
        "child": "E1",
        "parent": "130000",
        "valid_from": dt.date(2020, 1, 1),
    },
    "target": {
        "plan": "p",
        "number": "1",
        "indicator": "碳达峰年份",
        "kind": "peak_year",
        "comparator": "<=",
        "quantity": 2030,
        "unit": "year",
    },
}


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


@pytest.mark.parametrize("name", names())
def test_each_record_has_one(name, tmp_path):
    path = write_template(name, tmp_path / f"{name}.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [name, "填写说明", "代码表"]
    columns = record(name).columns()
    assert [c.value for c in book[name][1]] == [c.zh for c in columns.values()]
    guide = [row[2].value for row in book["填写说明"].iter_rows(min_row=6)]
    assert guide == list(columns)
    closed = [n for n, c in columns.items() if c.codelist or c.one_of or c.unit]
    lists = [v for v in book[name].data_validations.dataValidation if v.type == "list"]
    assert len(lists) == len(closed)
    assert [c.value for c in book["代码表"][1]][1::2] == closed


@pytest.mark.parametrize("name", FILLED)
def test_a_filled_template_imports_back(name, tmp_path, workspace):
    path = write_template(name, tmp_path / f"{name}.xlsx")
    book = openpyxl.load_workbook(path)
    place = list(record(name).columns())
    for column, value in FILLED[name].items():
        cell = book[name].cell(2, place.index(column) + 1, value)
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd hh:mm"
    book.save(path)
    outcome = receive(workspace, [path], name, recorded_by="tester")
    assert (outcome.kept, outcome.refused) == (1, 0), outcome.findings
    assert {f.code for f in outcome.findings} <= {"ENTITY-01"}
    (row,) = workspace.ledger.read(name).to_pylist()
    assert (row["sheet"], row["row"]) == (name, 2)


def test_an_empty_template_is_no_error(tmp_path, workspace):
    path = write_template("activity", tmp_path / "activity.xlsx")
    outcome = receive(workspace, [path], "activity", recorded_by="tester")
    assert (outcome.kept, outcome.refused, outcome.findings) == (0, 0, ())


def test_every_choice_of_a_list_is_understood(tmp_path):
    from luheng.codelists import load

    path = write_template("activity", tmp_path / "activity.xlsx")
    sheet = openpyxl.load_workbook(path)["代码表"]
    items = load("items")
    shown = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2) if row[0].value]
    assert len(shown) == len(items.ids())
    assert all(items.match(text) == code for text, code in shown)


def test_only_the_header_and_the_keys_written_beforehand_are_locked(tmp_path):
    """xlsx keeps the lock of an empty cell with its column, and that of a written one with it."""
    rows = [
        {"entity": "E1", "period": "2025-05", "item": "电力", "role": "消费", "unit": "kWh"},
        {"entity": "E1", "period": "2025-05", "item": "=1+1", "role": "消费", "quantity": "12.5"},
    ]
    path = write_template("activity", tmp_path / "activity.xlsx", rows)
    sheet = openpyxl.load_workbook(path)["activity"]
    columns = record("activity").columns()
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert (sheet.protection.insertRows, sheet.protection.deleteRows) == (False, False)
    assert sheet.freeze_panes == "A2"
    assert all(cell.protection.locked for cell in sheet[1])
    assert not any(d.protection.locked for d in sheet.column_dimensions.values())
    for line in sheet.iter_rows(min_row=2, max_row=3, max_col=len(columns)):
        keys = [about.key for about in columns.values()]
        assert [cell.protection.locked for cell in line] == keys
    assert [c.value for c in sheet["C"][1:3]] == ["电力", "=1+1"]
    assert sheet["C3"].data_type == "s"
    assert [c.value for c in sheet["E"][1:3]] == [None, 12.5]


@pytest.mark.parametrize("name", names())
def test_sheets_that_are_not_to_be_filled_in_are_locked_and_keep_their_heads_in_sight(
    name, tmp_path
):
    book = openpyxl.load_workbook(write_template(name, tmp_path / f"{name}.xlsx"))
    assert all(book[s].protection.sheet for s in book.sheetnames)
    assert book["填写说明"].freeze_panes == "A6"
    assert book["代码表"].freeze_panes == "A2"
    assert record(name).version in book["填写说明"]["A2"].value


def test_rows_written_beforehand_import_once_they_are_completed(tmp_path, workspace):
    rows = [
        {"entity": "E1", "period": "2025-05", "item": item, "role": "消费", "unit": unit}
        for item, unit in (("电力", "kWh"), ("柴油", "kg"))
    ]
    path = write_template("activity", tmp_path / "activity.xlsx", rows)
    untouched = receive(workspace, [path], "activity", recorded_by="tester")
    assert (untouched.kept, untouched.refused) == (0, 2)  # a blank is never taken for zero
    book = openpyxl.load_workbook(path)
    book["activity"]["E2"], book["activity"]["E3"] = 1000, 0
    book.save(path)
    outcome = receive(workspace, [path], "activity", recorded_by="tester")
    assert (outcome.kept, outcome.refused) == (2, 0), outcome.findings


def test_a_row_with_a_column_of_another_record_is_refused(tmp_path):
    with pytest.raises(BadRecord) as refused:
        write_template("activity", tmp_path / "activity.xlsx", [{"meter": "EM-07"}])
    assert "meter" in str(refused.value)


def test_days_and_instants_are_checked_by_the_spreadsheet_too(tmp_path):
    path = write_template("membership", tmp_path / "membership.xlsx")
    rules = openpyxl.load_workbook(path)["membership"].data_validations.dataValidation
    kinds = {str(rule.sqref).split(":")[0][0]: rule.type for rule in rules}
    place = {name: "ABCDEFG"[n] for n, name in enumerate(record("membership").columns())}
    assert kinds[place["valid_from"]] == kinds[place["valid_to"]] == "date"
    assert kinds[place["share"]] == "decimal"
    assert kinds[place["relation"]] == "list"
