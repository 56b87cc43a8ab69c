"""Two whole plans made up for these tests (OWN), labelled by hand before they were read.

A plan for an industry with actions over numbered measures, and one of a city with a covering notice
and a table of what each district is to reach. The labels follow the conventions of the labelled plans.
"""

import json
from pathlib import Path

import pytest

from luheng.connectors.plan_document import read_figures
from luheng.connectors.plan_document.document import read_document
from luheng.connectors.plan_document.tasks import read_tasks

HERE = Path(__file__).parent
PLANS = ("own_plan_aluminium", "own_plan_city")


def labels(name):
    rows = (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(row) for row in rows]


def document(name):
    return read_document((HERE / f"{name}.txt").read_bytes(), f"{name}.txt")


def is_as_labelled(draft, row):
    return (
        (draft.role, float(draft.value), draft.unit) == (row["role"], row["value"], row["unit"])
        and row["line"][0] <= draft.line <= row["line"][1]
        and draft.kind in row["kind"]
        and draft.comparator in row["comparator"]
        and draft.target_year == row["year"]
        and draft.scope_region == row["scope"]
        and row["base_value"] in {None, float(draft.base_value or 0)}
    )


@pytest.mark.parametrize("name", PLANS)
def test_every_labelled_figure_is_read_and_nothing_else(name):
    plan = document(name)
    left = [
        d
        for d in read_figures(plan.lines, plan.head)
        if d.role != "threshold" and "implicit" not in d.qualifiers and d.unit != "位"
    ]
    for row in labels(name):
        if row["role"] == "task":
            continue
        hit = next((d for d in left if is_as_labelled(d, row)), None)
        assert hit is not None, row
        left.remove(hit)
    # what describes how things stand is read, and need not be labelled
    assert [d for d in left if d.role == "target"] == []


@pytest.mark.parametrize("name", PLANS)
def test_the_tree_of_tasks_is_the_labelled_one(name):
    plan = document(name)
    drafts = read_tasks(plan.lines, plan.head)
    titles = {d.number: d.title_zh for d in drafts}
    read = {(d.title_zh, titles.get(d.parent)) for d in drafts if d.number != "0"}
    wanted = {(r["title"], r["parent"]) for r in labels(name) if r["role"] == "task"}
    roots = {title for title, parent in wanted if parent is None}
    assert read == {
        (title, titles["0"] if parent in roots else parent)
        for title, parent in wanted
        if parent is not None
    }


def test_what_the_rows_of_places_are_to_reach():
    plan = document("own_plan_city")
    rows = {
        (d.scope_region, float(d.value), d.unit)
        for d in read_figures(plan.lines, plan.head)
        if d.why == "表格按列次序读取"
    }
    assert len(rows) == 15
    assert ("禅城区", 2.8, "%") in rows
    assert ("三水区", 150.0, "万吨") in rows
