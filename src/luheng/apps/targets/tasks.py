"""Plan tasks: who is to do what by when, what was reported of it, and what is late.

The plan gives the tree of tasks; the ledger's ``task_step`` rows give their histories. What
nobody has reported is *not reported*: neither open nor done. Start at :func:`task_states`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import re
import zoneinfo
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng.errors import BadQuery, UnknownTask, say
from luheng.methods.early_warning import days_beyond

from .ledger_rows import append_rows

if TYPE_CHECKING:
    from luheng.ledger import Ledger, Receipt, Workspace
    from luheng.rulebook.plans import PlanTaskNode

__all__ = [
    "Attachment",
    "TaskState",
    "TaskStateName",
    "TaskStep",
    "attach",
    "record_step",
    "states_of",
    "steps_of",
    "strange_steps",
    "task_states",
]

_REPORTED = ("open", "under_way", "done")
ATTACHMENTS = "attachments"


class TaskStateName(StrEnum):
    """The state of a task; the first three are reported, the others derived."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    LATE = "late"
    NOT_REPORTED = "not_reported"

    @property
    def words(self) -> str:
        """The state in the reader's language."""
        zh, en = _WORDS[self.value]
        return say(zh=zh, en=en)


_WORDS = {
    "open": ("未开始", "open"),
    "under_way": ("进行中", "under way"),
    "done": ("已完成", "done"),
    "late": ("逾期", "late"),
    "not_reported": ("未填报", "not reported"),
}


@dataclass(frozen=True, slots=True)
class TaskStep:
    """One step of a task's history; what is None leaves what held before."""

    number: str
    at: dt.datetime
    by: str
    state: str | None = None
    responsible: tuple[str, ...] = ()
    due: dt.date | None = None
    evidence: str | None = None
    evidence_sha256: str | None = None
    note: str | None = None
    receipt: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The step as a program reads it."""
        return {
            "at": self.at.isoformat(),
            "by": self.by,
            "state": self.state,
            "responsible": list(self.responsible),
            "due": self.due.isoformat() if self.due else None,
            "evidence": self.evidence,
            "evidence_sha256": self.evidence_sha256,
            "note": self.note,
            "receipt": self.receipt,
        }


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task as it stands on a day.

    ``reported`` is the state last reported, ``state`` what follows from it and the deadline:
    late is a reported task that is past its deadline and not done. ``overdue`` counts the days
    past the deadline of whatever is not done, also of what nobody has reported. ``roll_up``
    counts the tasks at the leaves below a node; empty for a leaf.
    """

    node: PlanTaskNode
    responsible: tuple[str, ...]
    due: dt.date | None
    state: TaskStateName
    evidence: str | None
    history: tuple[TaskStep, ...]
    at: dt.date
    reported: TaskStateName | None = None
    overdue: int = 0
    due_from: TaskStep | None = None
    roll_up: Mapping[TaskStateName, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_leaf(self) -> bool:
        """Whether nothing stands below the task in the plan's tree."""
        return not self.roll_up

    def as_dict(self) -> dict[str, Any]:
        """The state as a program reads it."""
        return {
            "plan": self.node.plan,
            "number": self.node.number,
            "parent": self.node.parent,
            "type": self.node.type,
            "zh": self.node.zh,
            "en": self.node.en,
            "locator": self.node.locator,
            "at": self.at.isoformat(),
            "responsible": list(self.responsible),
            "due": self.due.isoformat() if self.due else None,
            "due_set_by": self.due_from.by if self.due_from else None,
            "state": str(self.state),
            "reported": str(self.reported) if self.reported else None,
            "overdue_days": self.overdue,
            "evidence": self.evidence,
            "roll_up": {str(k): n for k, n in self.roll_up.items()},
            "history": [s.as_dict() for s in self.history],
        }


# -- states ------------------------------------------------------------------------------------


def task_states(
    plan: str,
    *,
    at: dt.date,
    ledger: Ledger | None = None,
    known_at: dt.datetime | int | None = None,
) -> tuple[TaskState, ...]:
    """Every task of a plan as it stood at the end of a day, in the order of the text.

    Without a ledger nothing has been reported. ``known_at`` bounds when a step was recorded
    (A12), ``at`` when it was so.

    Raises:
        UnknownPlan: there is no such plan.
    """
    from .plan_source import open_plan

    nodes = open_plan(plan, ledger, known_at).tasks
    steps = steps_of(plan, ledger, known_at) if ledger is not None else ()
    zone = zoneinfo.ZoneInfo(ledger.settings.timezone) if ledger is not None else dt.UTC
    return states_of(nodes, steps, at=at, zone=zone)


def states_of(
    nodes: Sequence[PlanTaskNode],
    steps: Iterable[TaskStep],
    *,
    at: dt.date,
    zone: dt.tzinfo = dt.UTC,
) -> tuple[TaskState, ...]:
    """The states that follow from a plan's tasks and their steps up to the end of a day."""
    by_number: dict[str, list[TaskStep]] = {}
    for step in sorted(steps, key=lambda s: (s.at, s.receipt)):
        if step.at.astimezone(zone).date() <= at:
            by_number.setdefault(step.number, []).append(step)
    own = [_state(node, tuple(by_number.get(node.number, ())), at) for node in nodes]
    counts = _roll_up(own)
    return tuple(
        replace(s, roll_up=MappingProxyType(dict(counts[s.node.number])))
        if s.node.number in counts
        else s
        for s in own
    )


def _state(node: PlanTaskNode, history: tuple[TaskStep, ...], at: dt.date) -> TaskState:
    responsible, due, evidence = node.responsible, node.due, None
    reported: TaskStateName | None = None
    due_from: TaskStep | None = None
    for step in history:
        responsible = step.responsible or responsible
        evidence = step.evidence or evidence
        if step.due is not None:
            due, due_from = step.due, step
        if step.state is not None:
            reported = TaskStateName(step.state)
    overdue = days_beyond(due, at) if due and reported is not TaskStateName.DONE else 0
    state = reported or TaskStateName.NOT_REPORTED
    if overdue and reported is not None:
        state = TaskStateName.LATE
    return TaskState(
        node, responsible, due, state, evidence, history, at, reported, overdue, due_from
    )


def _roll_up(states: Sequence[TaskState]) -> dict[str, Counter[TaskStateName]]:
    """For each node with something below it, the states of the leaves below."""
    parents = {s.node.number: s.node.parent for s in states}
    counts: dict[str, Counter[TaskStateName]] = {p: Counter() for p in parents.values() if p}
    for state in states:
        if state.node.number in counts:
            continue
        above = state.node.parent
        while above is not None:
            counts[above][state.state] += 1
            above = parents.get(above)
    return counts


# -- steps -------------------------------------------------------------------------------------


def steps_of(
    plan: str, ledger: Ledger, known_at: dt.datetime | int | None = None
) -> tuple[TaskStep, ...]:
    """Every step that was recorded of a plan's tasks, as known."""
    rows = ledger.read("task_step", {"plan": plan}, known_at).to_pylist()
    return tuple(
        TaskStep(
            number=r["number"],
            at=r["at"],
            by=r["by"],
            state=r["state"],
            responsible=_bodies(r["responsible"]),
            due=r["due"],
            evidence=r["evidence"],
            evidence_sha256=r["evidence_sha256"],
            note=r["note"],
            receipt=r["receipt"],
        )
        for r in sorted(rows, key=lambda r: (r["at"], r["receipt"], r["row"] or 0))
    )


def strange_steps(
    plan: str, ledger: Ledger, known_at: dt.datetime | int | None = None
) -> tuple[TaskStep, ...]:
    """Steps whose task the plan does not have: they count nowhere and must be seen."""
    from .plan_source import open_plan

    known = {n.number for n in open_plan(plan, ledger, known_at).tasks}
    return tuple(s for s in steps_of(plan, ledger, known_at) if s.number not in known)


def _bodies(text: str | None) -> tuple[str, ...]:
    return tuple(b.strip() for b in re.split(r"[;；]", text or "") if b.strip())


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that proves a step: its name and the hash of its bytes."""

    name: str
    sha256: str


def attach(workspace: Workspace, file: Path) -> Attachment:
    """Keep a copy of a file in the workspace under its hash; the same bytes are kept once."""
    content = file.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    folder = workspace.folder / ATTACHMENTS
    folder.mkdir(exist_ok=True)
    kept = folder / f"{digest}{file.suffix.lower()}"
    if not kept.exists():
        kept.write_bytes(content)
    return Attachment(file.name, digest)


def record_step(ledger: Ledger, plan: str, step: TaskStep) -> Receipt:
    """Append one step to a task's history.

    Raises:
        UnknownTask: the plan has no such task.
        BadQuery: the state cannot be reported, or the step says nothing or by nobody.
    """
    from .plan_source import open_plan

    known = tuple(n.number for n in open_plan(plan, ledger).tasks)
    if step.number not in known:
        near = difflib.get_close_matches(step.number, known, n=3, cutoff=0.5)
        raise UnknownTask(plan, step.number, tuple(near))
    if step.state is not None and step.state not in _REPORTED:
        raise BadQuery(
            f"状态“{step.state}”不能填报；可填 {'、'.join(_REPORTED)}，逾期和未填报由系统判断。",
            f"The state {step.state!r} cannot be reported; report {', '.join(_REPORTED)}; late and "
            "not reported are derived.",
        )
    if not any((step.state, step.responsible, step.due, step.evidence, step.note)):
        raise BadQuery(
            "没有要填报的内容：写明状态、责任单位、期限、依据或说明。",
            "There is nothing to record: give a state, a responsible body, a deadline, evidence "
            "or a note.",
        )
    if not step.by.strip():
        raise BadQuery("没有写明填报人。", "It is not said who reports.")
    row = {
        "plan": plan,
        "number": step.number,
        "at": step.at,
        "by": step.by,
        "state": step.state,
        "responsible": "；".join(step.responsible) or None,
        "due": step.due,
        "evidence": step.evidence,
        "evidence_sha256": step.evidence_sha256,
        "note": step.note,
    }
    return append_rows(ledger, "task_step", [row], source="luheng targets task", by=step.by)
