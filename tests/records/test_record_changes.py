"""Versions of the records: a change of columns is said in changes.csv."""

import datetime as dt

import pytest

from luheng.records import names, record, register_all
from luheng.records.changes import changes


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@pytest.mark.parametrize("name", names())
def test_the_changes_of_a_record_add_up_to_its_columns(name):
    columns: set[str] = set()
    for change in changes(name):
        assert not columns & set(change.added), change
        assert set(change.removed) <= columns, change
        columns = (columns | set(change.added)) - set(change.removed)
    own = set(record(name).columns())
    assert columns == own, (
        f"records/changes.csv: {name} has {sorted(own - columns)} more and "
        f"{sorted(columns - own)} less than its lines say; raise `version` and add a line"
    )


@pytest.mark.parametrize("name", names())
def test_the_newest_line_is_the_version_of_the_class(name):
    said = changes(name)
    assert said[-1].version == record(name).version
    assert [number(c.version) for c in said] == sorted({number(c.version) for c in said})
    assert [c.day for c in said] == sorted(c.day for c in said)
    assert all(c.zh and c.en for c in said)


def test_a_record_that_there_is_not_has_no_changes():
    assert changes("no_such_record") == ()


def test_the_records_of_the_ledger_are_all_there():
    """The ledger of the design, record by record."""
    assert {
        "reading", "activity", "assay", "statistic", "stated_fact", "target", "plan_task", "event",
        "assessment", "price", "filing", "materialised_figure", "entity", "membership",
        "expectation", "attachment",
    } <= set(names())  # fmt: skip


def test_every_record_names_its_rows_and_explains_itself():
    for kind in register_all():
        assert kind.keys(), kind
        assert kind.record_zh
        assert kind.finding_code
        assert set(kind.clustered_by) <= {*kind.columns(), *kind.derived()}
        assert not kind.value_column or kind.value_column in kind.columns()
        for column in kind.columns().values():
            assert column.zh, (kind, column.name)
            assert column.en, (kind, column.name)


def test_examples_are_of_the_type_of_their_column():
    for kind in register_all():
        for column in kind.columns().values():
            if column.example and column.type in {float, int}:
                column.type(column.example)
            if column.example and column.type is dt.date:
                dt.date.fromisoformat(column.example)
