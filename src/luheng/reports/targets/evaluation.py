"""What an evaluation of a plan says: the same content for the Word document and for the page.

The parts stand in the order that mid-term and final evaluations of plans have: the whole, the
indicators, the tasks, the problems, what cannot be said and what would be needed. Every cell is
text in the reader's language; a figure that is not known is a dash, never a nought.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from luheng.apps.targets.status.targets import Colour
from luheng.apps.targets.tasks import TaskStateName
from luheng.errors import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from luheng.apps.targets.reasons import Reason
    from luheng.apps.targets.status.targets import TargetStatus
    from luheng.apps.targets.tasks import TaskState
    from luheng.apps.targets.warnings.run import Alarm
    from luheng.methods.forecast import Forecast
    from luheng.rulebook.plans import Plan, PlanTaskNode

__all__ = [
    "DASH",
    "Evaluation",
    "EvaluationKind",
    "TaskGroup",
    "indicator_name",
    "number",
    "percent",
    "words",
    "years",
]

DASH = "—"


class EvaluationKind(StrEnum):
    """Within the plan's period, or after it."""

    MID_TERM = "mid_term"
    FINAL = "final"

    @classmethod
    def at(cls, plan: Plan, day: dt.date) -> EvaluationKind:
        """Final once the plan's last year is over."""
        return cls.FINAL if day > dt.date(plan.last_year, 12, 31) else cls.MID_TERM

    @property
    def words(self) -> str:
        """What such a report is called."""
        if self is EvaluationKind.FINAL:
            return say(zh="实施情况总结评估报告", en="final evaluation")
        return say(zh="实施情况中期评估报告", en="mid-term evaluation")


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks of one section of the plan, and how many stand in each state."""

    title: str
    states: Counter[TaskStateName]
    tasks: tuple[TaskState, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A plan at a day: what its targets, tasks and alarms say, and what that rests on."""

    plan: Plan
    kind: EvaluationKind
    at: dt.date
    made_at: dt.datetime
    statuses: tuple[TargetStatus, ...]
    tasks: tuple[TaskState, ...]
    alarms: tuple[Alarm, ...]
    known_at: str

    @property
    def title(self) -> str:
        """The plan's name and the kind of the report."""
        return say(
            zh=f"《{self.plan.zh}》{self.kind.words}", en=f"{self.plan.en}: {self.kind.words}"
        )

    @property
    def own(self) -> tuple[TargetStatus, ...]:
        """The plan's own targets: without restatements and goals quoted as background."""
        return tuple(
            s for s in self.statuses if s.target.restates is None and s.target.tier != "context"
        )

    @property
    def colours(self) -> Counter[Colour]:
        """How many of the plan's own targets stand in each colour."""
        return Counter(s.colour for s in self.own)

    @property
    def drawn(self) -> tuple[TargetStatus, ...]:
        """The targets with at least two measured periods: those that a chart can show."""
        return tuple(s for s in self.own if len({m.year for m in s.series}) > 1)

    @property
    def groups(self) -> tuple[TaskGroup, ...]:
        """The tasks by the section of the plan in which they stand, in the order of the text."""
        by_section: dict[str, list[TaskState]] = {}
        titles = {t.node.number: t.node for t in self.tasks}
        for task in self.tasks:
            if not task.is_leaf:
                continue
            by_section.setdefault(_section(task, titles), []).append(task)
        return tuple(
            TaskGroup(title, Counter(t.state for t in some), tuple(some))
            for title, some in by_section.items()
        )

    @property
    def problems(self) -> tuple[TargetStatus, ...]:
        """The targets that lie behind, the worst first."""
        order = (Colour.RED, Colour.AMBER)
        behind = [s for s in self.own if s.colour in order]
        return tuple(sorted(behind, key=lambda s: order.index(s.colour)))

    @property
    def unsayable(self) -> tuple[TargetStatus, ...]:
        """The targets of which nothing can be said, with what would be needed."""
        return tuple(s for s in self.own if s.colour is Colour.GREY)

    @property
    def late(self) -> tuple[TaskState, ...]:
        """The tasks whose deadline has passed and which nobody reported as done."""
        return tuple(t for t in self.tasks if t.is_leaf and t.state is TaskStateName.LATE)

    def summary(self) -> tuple[str, ...]:
        """The first part, as paragraphs."""
        return (_about_targets(self), _about_tasks(self), _about_ground(self))

    def indicator_table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Header and rows of the table of indicators."""
        header = (
            say(zh="序号", en="no."),
            say(zh="指标", en="indicator"),
            say(zh="单位", en="unit"),
            say(zh="基期", en="base"),
            say(zh="目标", en="target"),
            say(zh="最新", en="latest"),
            say(zh="路径应达", en="on path"),
            say(zh="差距", en="gap"),
            say(zh="进度", en="progress"),
            say(zh="预测（区间）", en="forecast (interval)"),
            say(zh="达标概率", en="probability"),
            say(zh="评价", en="assessment"),
        )
        return header, tuple(_indicator_row(s) for s in self.own)

    def task_table(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Header and rows of the table of task states by section."""
        header = (say(zh="部分", en="part"), *(name.words for name in TaskStateName))
        rows = tuple((g.title, *(str(g.states[n]) for n in TaskStateName)) for g in self.groups)
        return header, rows


def words(reason: Reason) -> str:
    """A reason in the reader's language."""
    return say(zh=reason.zh, en=reason.en)


def number(value: float | None) -> str:
    """Five digits at the most, and a dash where nothing is known."""
    if value is None:
        return DASH
    text = f"{value:,.0f}" if abs(value) >= 1e5 else f"{value:.5g}"  # noqa: PLR2004  (display)
    return text.replace("-", "−")


def percent(share: float | None) -> str:
    """A share between 0 and 1 in whole per cent."""
    return DASH if share is None else f"{100 * share:.0f}%".replace("-", "−")


def _indicator_row(status: TargetStatus) -> tuple[str, ...]:
    target, base, latest = status.target, status.base, status.latest
    forecast = status.forecast
    sign = {"=": "", "~": "≈", ">=": "≥", "<=": "≤"}.get(target.comparator, target.comparator)
    return (
        target.number,
        say(zh=target.zh, en=indicator_name(target.indicator, target.zh)),
        status.unit,
        f"{number(base.value)}（{base.year}）" if base else DASH,
        f"{_change(target.change)}{sign}{target.value}{target.unit}（{target.target_year}）",
        f"{number(latest.value)}（{latest.period.rsplit('/', 1)[-1]}）" if latest else DASH,
        number(status.expected),
        number(status.gap),
        percent(status.progress),
        _forecast(forecast),
        percent(status.probability),
        words(status.colour.words),
    )


def _forecast(forecast: Forecast | None) -> str:
    """The forecast with its interval; a trend through few points has none."""
    if forecast is None:
        return DASH
    if forecast.low is None or forecast.high is None:
        return number(forecast.value)
    return f"{number(forecast.value)}（{number(forecast.low)}～{number(forecast.high)}）"


def _change(change: str | None) -> str:
    if change is None:
        return ""
    return {"decrease": say(zh="下降", en="−"), "increase": say(zh="提高", en="+")}[change]


def indicator_name(indicator: str, zh: str) -> str:
    """The indicator's English name; the Chinese one where the code list does not hold it."""
    from luheng import codelists

    known = codelists.load("indicators")
    return str(known.get(indicator)["en"]) if indicator in known.ids() else zh


def _section(task: TaskState, nodes: Mapping[str, PlanTaskNode]) -> str:
    """The title of the nearest section above a task; its own where none is above."""
    seen = task.node
    while seen.parent is not None and seen.parent in nodes:
        seen = nodes[seen.parent]
        if seen.type == "section":
            return seen.zh
    return task.node.zh


def _about_targets(evaluation: Evaluation) -> str:
    counts = evaluation.colours
    zh = "，".join(f"{c.words.zh}{counts[c]}项" for c in Colour if counts[c])
    en = ", ".join(f"{counts[c]} {c.words.en}" for c in Colour if counts[c])
    total = len(evaluation.own)
    day = evaluation.at.isoformat()
    return say(
        zh=f"规划提出目标{total}项（不计重申和作为背景引述的目标）。截至{day}：{zh}。",
        en=f"The plan sets {total} targets (without restatements and goals quoted as "
        f"background). At {day}: {en}.",
    )


def _about_tasks(evaluation: Evaluation) -> str:
    counts: Counter[TaskStateName] = Counter()
    for group in evaluation.groups:
        counts.update(group.states)
    total = counts.total()
    if not total:
        return say(zh="规划没有登记任务。", en="No tasks of the plan are registered.")
    zh = "，".join(f"{name.words}{counts[name]}项" for name in TaskStateName if counts[name])
    en = ", ".join(f"{counts[name]} {name.words}" for name in TaskStateName if counts[name])
    return say(zh=f"规划部署任务{total}项：{zh}。", en=f"It sets {total} tasks: {en}.")


def _about_ground(evaluation: Evaluation) -> str:
    # the base is no progress: it was known when the plan was made
    measured = sum(
        any(s.base is None or m.year > s.base.year for m in s.series) for s in evaluation.own
    )
    total = len(evaluation.own)
    known = evaluation.known_at or DASH
    return say(
        zh=f"{total}项目标中，有基期以后实际数据的{measured}项；其余不作推断，第五部分列出所需资料。"
        f"数据截至收据 {known}。",
        en=f"{measured} of {total} targets have figures later than their base; nothing is inferred "
        f"of the others, part 5 says what would be needed. As known at receipt {known}.",
    )


def years(status: TargetStatus) -> Sequence[int]:
    """The years that a chart of one target spans."""
    said = {m.year for m in status.series} | {p.year for p in status.path}
    if status.forecast:
        said.add(status.forecast.year)
    return range(min(said), max(said) + 1)
