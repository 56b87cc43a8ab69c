"""Templates: written from the record, filled in, imported back."""

import datetime as dt

import openpyxl
import pytest

from luheng.errors import set_language
from luheng.intake import receive, write_template
from luheng.records import names, record

FILLED = {
    "activity": {
        "entity": "911302001234567890",
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
    carriers = load("energy_carriers")
    shown = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2) if row[0].value]
    assert len(shown) == len(carriers.ids())
    assert all(carriers.match(text) == code for text, code in shown)
