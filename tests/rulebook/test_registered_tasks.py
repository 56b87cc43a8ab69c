"""The trees of tasks and the thresholds of the registered plans, held against labels and text."""

import json
import re
from pathlib import Path

import pytest

from luheng.rulebook import plans
from luheng.units import unit
from registered_plans import OUR_READING, PREFIX, ROOT, gold, read, shared

#: Where our reading of a node differs from the label; docs/plan_register.md says why.
OUR_FUNCTIONS = {
    ("cn_industrial_green_13th", "3.3b"): ("recycling_traceability", ("epr",)),
    ("hebei_industrial_green_14th", "3.1.1"): ("none", ()),
    ("cn_industrial_green_14th", "4.2"): (
        "disclosure_annual_report",
        ("green_finance_credit", "energy_supervision", "plan_monitoring_evaluation"),
    ),
}
#: A threshold that we keep in the unit of the text, where the label writes plain numbers.
OUR_AMOUNTS = {
    "H14-01": ("100", "万吨"),
    "H22HN-02": ("1", "万亿元"),
    "H22HN-03": ("1000", "亿元"),
    "H22HN-04": ("100", "亿元"),
}
IN_WORDS = {("100", "万吨"): "百万吨", ("1000", "亿元"): "千亿", ("100", "亿元"): "百亿"}


def text_of(plan):
    path = shared("plans") / f"{plans.load(plan).text}.txt"
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("plan", PREFIX)
def test_every_labelled_task_is_there_under_its_parent(plan):
    tasks, labelled = plans.load(plan).tasks, gold("tasks.jsonl", plan)
    ours = dict(zip((g["id"] for g in labelled), tasks, strict=True))
    for label in labelled:
        task = ours[label["id"]]
        functions = (label["function"], tuple(label["also"]))
        assert (task.line, task.type) == (label["line"], label["type"])
        assert task.parent == (ours[label["parent"]].number if label["parent"] else None)
        assert (task.function, task.also) == OUR_FUNCTIONS.get((plan, task.number), functions)


@pytest.mark.parametrize("plan", PREFIX)
def test_the_tasks_are_one_tree_in_the_order_of_the_text(plan):
    tasks = plans.load(plan).tasks
    seen = set()
    for task in tasks:
        assert task.number not in seen
        assert task.parent in seen if seen else task.parent is None
        seen.add(task.number)
        assert "none" not in task.also
        assert task.function not in task.also
    assert [t.line for t in tasks] == sorted(t.line for t in tasks)


@pytest.mark.parametrize("plan", PREFIX)
def test_a_title_is_short_and_stands_on_its_line(plan):
    book, lines = plans.load(plan), text_of(plan)
    missing = []
    for task in book.tasks:
        assert len(task.zh) <= 36
        line = re.sub(r"\s", "", lines[task.line - 1])
        told = re.sub(r"\s", "", re.sub(r"^专栏\d+ ", "", task.zh))
        if task.type != "plan" and told not in line:
            missing.append(task.number)
    # titles that we made shorter than the text has them
    assert missing == {"hebei_industrial_green_14th": ["3.1.2a", "3.1.2b"]}.get(plan, [])


@pytest.mark.parametrize("plan", PREFIX)
def test_bodies_and_days_are_named_by_the_text(plan):
    book, lines = plans.load(plan), text_of(plan)
    squeezed = [re.sub(r"\s", "", line).replace("(", "（").replace(")", "）") for line in lines]
    starts = sorted({t.line for t in book.tasks} | {len(lines) + 1})
    for task in book.tasks:
        for body in task.responsible:
            # a covering notice names the bodies above the title
            assert any(body in line for line in squeezed[:12] + squeezed[task.line - 1 :]), task
        if task.due:
            after = next(line for line in starts if line > task.line)
            told = "".join(squeezed[task.line - 1 : after - 1])
            assert f"{task.due.year}年" in told, task
            assert (task.due.month, task.due.day) == (12, 31)


def test_how_many_tasks_name_a_body_or_a_day():
    found = {
        n: (
            sum(bool(t.responsible) for t in plans.load(n).tasks),
            sum(t.due is not None for t in plans.load(n).tasks),
        )
        for n in plans.names()
    }
    assert found == {
        "cn_industrial_green_13th": (1, 12),
        "cn_industrial_green_14th": (2, 7),
        "hebei_industrial_green_14th": (1, 18),
        "heilongjiang_industrial_green_14th": (1, 11),
        "hunan_industrial_green_2022": (2, 5),
    }


@pytest.mark.parametrize("plan", PREFIX)
def test_every_labelled_threshold_is_there_with_its_figure_in_the_text(plan):
    rows, labelled = plans.load(plan).thresholds, gold("thresholds.jsonl", plan)
    lines = text_of(plan)
    for row, label in zip(rows, labelled, strict=True):
        amount = (f"{label['value']:g}", label["unit"])
        assert (row.value, row.unit) == OUR_AMOUNTS.get(row.number, amount)
        assert (row.measure_id, row.comparator, row.type, row.line, row.scope) == (
            label["measure_id"],
            label["comparator"],
            label["type"],
            label["line"],
            label["scope_region"],
        )
        assert (row.subject, row.measure) == (label["subject_zh"], label["measure_zh"])
        assert row.locator == f"{plan} {row.section} line {row.line}"
        if row.measure_id != "distance_to_river":  # lengths are not in the vocabulary of units
            unit(row.unit)
        written = IN_WORDS.get((row.value, row.unit), row.value)
        assert written in lines[row.line - 1] or (row.unit == "万亿元" and "万亿" in "".join(lines))


def test_the_manual_names_every_reading_of_ours():
    manual = (Path(__file__).parents[2] / "docs/plan_register.md").read_text(encoding="utf-8")
    for number in (*OUR_READING, *OUR_AMOUNTS, *(task for _, task in OUR_FUNCTIONS)):
        assert number in manual, number


def test_the_schema_knows_every_function_that_is_called_for():
    schema = json.loads(ROOT.joinpath("schema/plan_tasks.json").read_text(encoding="utf-8"))
    known = set(schema["properties"]["tasks"]["items"]["properties"]["function"]["enum"])
    called = {f for n in plans.names() for t in plans.load(n).tasks for f in t.functions}
    assert called == known - {"none"}
    assert read("plans/cn_industrial_green_13th/thresholds.yaml")["thresholds"] == []
