"""The published data standard: schemas that hold, templates that can be filled in, a whole folder."""

import csv
import datetime as dt
import json
import re

import jsonschema
import openpyxl
import pytest

from luheng.codelists import load
from luheng.codelists import names as list_names
from luheng.records import names, record, register_all
from luheng.reports.data_standard import write_data_standard
from luheng.reports.data_standard.frictionless import table_schema
from luheng.reports.data_standard.json_schema import codes_schema, row_schema

#: which constraints the Table Schema specification allows to which type
CONSTRAINTS = {
    "string": {"required", "unique", "pattern", "enum", "minLength", "maxLength"},
    "number": {"required", "unique", "minimum", "maximum", "enum"},
    "integer": {"required", "unique", "minimum", "maximum", "enum"},
    "boolean": {"required", "enum"},
    "date": {"required", "unique", "minimum", "maximum", "enum"},
    "datetime": {"required", "unique", "minimum", "maximum", "enum"},
}


@pytest.fixture(scope="module")
def standard(tmp_path_factory):
    folder = tmp_path_factory.mktemp("standard")
    return folder, write_data_standard(folder)


def sample(kind) -> dict[str, object]:
    """A row of examples; a code where the column takes one, for a name is no id."""
    row: dict[str, object] = {}
    for name, c in kind.columns().items():
        if c.codelist:
            row[name] = load(c.codelist).rows[0]["id"]
        elif c.one_of:
            row[name] = c.one_of[0]
        elif c.pattern:
            row[name] = "0" * 64
        elif c.type in {float, int}:
            row[name] = c.type(c.minimum or 0)
        elif c.type is dt.date:
            row[name] = "2025-05-01"
        elif c.type is dt.datetime:
            row[name] = "2025-05-01T08:00:00+08:00"
        else:
            row[name] = c.example or "x"
    return row


def validator(schema) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


@pytest.mark.parametrize("name", names())
def test_the_json_schema_is_one_and_holds_a_good_row(name):
    schema = row_schema(record(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    row = sample(record(name))
    validator(schema).validate(row)
    needed = set(schema["required"])
    assert needed >= {k for k, c in record(name).columns().items() if c.key and c.required}
    validator(schema).validate({c: row[c] for c in needed})


@pytest.mark.parametrize("name", names())
def test_the_json_schema_refuses_what_the_door_refuses(name):
    kind, check = record(name), validator(row_schema(record(name)))
    good = sample(kind)
    for column in kind.columns().values():
        # an instant is checked as text alone where no library for its format is at hand
        wrong = [3.5 if column.type in {str, dt.datetime} else "no such thing"]
        wrong += ["no_such_code"] if column.codelist or column.one_of else []
        wrong += [column.minimum - 1] if column.minimum is not None else []
        wrong += [column.maximum + 1] if column.maximum is not None else []
        wrong += ["0" * 63] if column.pattern else []
        wrong += [None] if column.required or column.name == kind.value_column else []
        for cell in wrong:
            assert not check.is_valid(good | {column.name: cell}), (column.name, cell)
    assert not check.is_valid(good | {"no_such_column": 1})


@pytest.mark.parametrize("name", list_names())
def test_the_codes_of_a_list_are_a_schema(name):
    schema = codes_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["enum"]) == load(name).ids()
    assert len(schema["enum"]) == len(schema["x-names"])


@pytest.mark.parametrize("name", names())
def test_the_table_schema_keeps_to_its_specification(name):
    kind, schema = record(name), table_schema(record(name))
    fields = {f["name"]: f for f in schema["fields"]}
    assert list(fields) == list(kind.columns())
    assert schema["primaryKey"] == list(kind.keys())
    for field in fields.values():
        assert set(field.get("constraints", {})) <= CONSTRAINTS[field["type"]], field
        assert field["title"]
        assert field["description"]
    for foreign in schema["foreignKeys"]:
        assert foreign["fields"] in fields


def test_the_data_package_describes_files_that_are_there(standard):
    folder, _ = standard
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = {r["name"]: r for r in package["resources"]}
    assert len(resources) == len(package["resources"]) == len(names()) + len(list_names())
    assert package["version"] == max(
        (k.version for k in register_all()), key=lambda v: [int(p) for p in v.split(".")]
    )
    for name, resource in resources.items():
        assert re.fullmatch(r"[-a-z0-9._/]+", name)
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file))
        assert head == [f["name"] for f in resource["schema"]["fields"]]
        for foreign in resource["schema"].get("foreignKeys", ()):
            assert foreign["reference"]["resource"] in resources


def test_every_record_has_its_page_its_schemas_its_table_and_its_template(standard):
    folder, written = standard
    assert set(written) == {p for p in folder.rglob("*") if p.is_file()}
    for name in names():
        page = (folder / f"manual/{name}.md").read_text(encoding="utf-8")
        for column in record(name).columns().values():
            assert page.count(f"`{column.name}`") >= 2, (name, column.name)
            assert column.zh in page
            assert column.en in page
        assert record(name).version in page
        for place in (f"json_schema/{name}.schema.json", f"table_schema/{name}.json"):
            assert json.loads((folder / place).read_text(encoding="utf-8"))
        book = openpyxl.load_workbook(folder / f"templates/{name}.xlsx")
        assert book.sheetnames[0] == name
    for name in list_names():
        assert name in (folder / f"codelists/{name}.md").read_text(encoding="utf-8")


def test_links_of_the_folder_lead_somewhere(standard):
    _, written = standard
    for path in written:
        if path.suffix == ".md":
            for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
                assert (path.parent / target).exists(), target


def test_tables_of_the_manual_have_as_many_cells_as_heads(standard):
    _, written = standard
    for path in (p for p in written if p.suffix == ".md"):
        width = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = len(re.findall(r"(?<!\\)\|", line))
            width = 0 if not line.startswith("|") else width or cells
            assert cells in {width, 0} or not width, (path.name, line)


def test_the_glossary_holds_every_record_column_and_list(standard):
    folder, _ = standard
    with (folder / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["kind"], row["name"]): row for row in csv.DictReader(file)}
    assert {n for k, n in rows if k == "record"} == set(names())
    assert {n for k, n in rows if k == "codelist"} == set(list_names())
    columns = {f"{k.record_name}.{c}" for k in register_all() for c in k.columns()}
    assert {n for k, n in rows if k == "column"} == columns
    assert all(row["zh"] and row["en"] for row in rows.values())


def test_the_same_records_give_the_same_text(standard, tmp_path):
    folder, written = standard
    again = write_data_standard(tmp_path)
    assert [p.relative_to(tmp_path) for p in again] == [p.relative_to(folder) for p in written]
    for first, second in zip(written, again, strict=True):
        if first.suffix != ".xlsx":
            assert first.read_bytes() == second.read_bytes(), first.name


@pytest.mark.parametrize("name", names())
def test_a_template_filled_with_examples_imports_clean(standard, workspace_of_its_own, name):
    """Whatever a template asks for, the door takes: one row of examples in every column."""
    from luheng.intake import receive

    folder, _ = standard
    kind = record(name)
    book = openpyxl.load_workbook(folder / f"templates/{name}.xlsx")
    place = list(kind.columns())
    for column, cell in sample(kind).items():
        about = kind.columns()[column]
        value = cell
        if about.unit:
            value = {"event": "t", "price": "CNY/kWh"}.get(name, "kWh")
        if about.type is dt.date:
            # the end of an interval lies after its beginning
            value = dt.date(2026, 1, 1) if column == "valid_to" else dt.date(2025, 5, 1)
        if about.type is dt.datetime:
            value = dt.datetime(2025, 5, 1, 8)
        if column == "share":
            value = None
        if column in {"item", "unit"} and name in {"activity", "statistic", "transfer"}:
            value = {"item": "electricity", "unit": "kWh"}[column]
        if column == "flow":
            value = "total_final_consumption"
        book[name].cell(2, place.index(column) + 1, value)
    path = workspace_of_its_own.folder.parent / f"{name}.xlsx"
    book.save(path)
    outcome = receive(workspace_of_its_own, [path], name, recorded_by="tester")
    assert (outcome.kept, outcome.refused) == (1, 0), [str(f) for f in outcome.findings]


@pytest.fixture
def workspace_of_its_own(tmp_path):
    from luheng.ledger import Workspace

    return Workspace.create(tmp_path / "workspace")
