"""Tables that deal out the tasks of a plan (任务分工表): a task, who is responsible, by when."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .assignments import bodies_of, due_of
from .table_grid import grid_at
from .titles import assignment_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .line import Line
    from .task_nodes import TaskNode

__all__ = ["DealtRow", "dealt_rows", "merge"]

_HEAD_ROWS = 3


@dataclass(frozen=True, slots=True)
class DealtRow:
    """One row: the task's text without blanks, the bodies named, the last day, its line."""

    task: str
    responsible: tuple[str, ...]
    due: dt.date | None
    line: int


def dealt_rows(lines: Sequence[Line]) -> Iterator[DealtRow]:
    """The rows of every table whose head names tasks and the bodies responsible."""
    at = 0
    while at < len(lines):
        if not lines[at].text.startswith("\t"):
            at += 1
            continue
        grid = grid_at(lines, at)
        at = max(grid.end, at + 1)
        rows = [[_flat(c.text) for c in row] for row in grid.rows]
        heads = ((i, _places(row)) for i, row in enumerate(rows[:_HEAD_ROWS]))
        head, places = next(((i, p) for i, p in heads if p is not None), (0, None))
        if places is None:
            continue
        tasks, bodies, dates = places
        for row, cells in zip(rows[head + 1 :], grid.rows[head + 1 :], strict=True):
            if len(row) != len(rows[head]) or not row[tasks]:
                continue
            named = "；".join(row[j] for j in bodies if row[j])
            due = next((due_of(f"时限：{row[j]}") for j in dates if row[j]), None)
            yield DealtRow(row[tasks], bodies_of(f"责任单位：{named}"), due, cells[tasks].line)


def _flat(text: str) -> str:
    return "".join(text.split())


def _places(row: Sequence[str]) -> tuple[int, list[int], list[int]] | None:
    """The places of the task, the bodies and the dates; None if it is no such head."""
    words = assignment_words()
    tasks = [j for j, t in enumerate(row) if t in words["tasks"]]
    bodies = [j for j, t in enumerate(row) if t in words["labels"]]
    dates = [j for j, t in enumerate(row) if t in words["deadlines"]]
    return (tasks[-1], bodies, dates) if tasks and bodies else None


def merge(rows: Sequence[DealtRow], nodes: Sequence[TaskNode]) -> None:
    """Give the nodes that a table names what it deals out to them; a row fits one node or none."""
    names = {_name(n.name()): n for n in reversed(nodes) if n.parent is not None}
    for row in rows:
        first = re.split(r"[。：；]", row.task, maxsplit=1)[0]
        node = names.get(_name(row.task)) or names.get(_name(first))
        if node is None:
            continue
        node.responsible = tuple(dict.fromkeys((*node.responsible, *row.responsible)))
        node.due = node.due or row.due


def _name(text: str) -> str:
    text = re.sub(
        r"^(?:\d{1,2}[.、．]|[（(][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)",
        "",
        _flat(text),
    )
    return text.rstrip("。；")
