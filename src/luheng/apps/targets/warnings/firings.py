"""Firings: what the warning rules say of a plan's targets and tasks on one day, and why.

A firing has a cause and evidence. The cause names it: one cause is one alarm, however often the
rules are asked. The evidence may change while the cause stands, and then the alarm is renewed.
Locators and words are in neither fingerprint, so that a new release does not raise old alarms.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.apps.targets.reasons import Reason
from luheng.methods import early_warning as method
from luheng.methods.target_terms import to_index
from luheng.periods import parse_period

if TYPE_CHECKING:
    from luheng.apps.targets.status.targets import Measurement, TargetStatus
    from luheng.apps.targets.tasks import TaskState
    from luheng.rulebook.plans import Plan

    from .rules import Grade, Severity, WarningRule, WarningRules

__all__ = ["Evidence", "Firing", "firings"]


#: below this a probability is told as a bound
_HARDLY = 0.01


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing on which an alarm rests: a figure, a deadline or a need, and its place."""

    what: str
    period: str = ""
    value: float | None = None
    unit: str = ""
    locator: str = ""
    zh: str = ""
    en: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The fields that say something."""
        said = {n: getattr(self, n) for n in self.__slots__}
        return {n: v for n, v in said.items() if v not in {None, ""}}


@dataclass(frozen=True, slots=True)
class Firing:
    """One rule that speaks of one target or task on a day."""

    rule: WarningRule
    plan: str
    subject_type: str
    subject: str
    cause: str
    severity: Severity
    said: Reason
    evidence: tuple[Evidence, ...]
    addressee: str
    title: Reason

    @property
    def id(self) -> str:
        """The fingerprint of the cause: the same whenever and however often it is found."""
        return "W" + _digest(self.rule.id, self.plan, self.subject_type, self.subject, self.cause)

    @property
    def evidence_key(self) -> str:
        """The fingerprint of severity and evidence; figures to six significant digits."""
        each = (
            f"{e.what}|{e.period}|{'' if e.value is None else format(e.value, '.6g')}|{e.unit}"
            for e in self.evidence
        )
        return _digest(self.severity, *each)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]


def firings(
    plan: Plan,
    statuses: Iterable[TargetStatus],
    tasks: Iterable[TaskState],
    rules: WarningRules,
    *,
    at: dt.date,
) -> tuple[Firing, ...]:
    """What the rules in force say on a day, gravest first; at most one firing a cause.

    A promise that the plan repeats elsewhere is judged once, where it stands first.
    """
    found: dict[str, Firing] = {}
    said = list(_of_targets(plan, statuses, rules, at))
    said += _of_tasks(plan, tasks, rules)
    for firing in said:
        found.setdefault(firing.id, firing)
    order = {r.id: n for n, r in enumerate(rules.rules)}
    return tuple(sorted(found.values(), key=lambda f: (-f.severity.rank, order[f.rule.id])))


def _of_targets(
    plan: Plan, statuses: Iterable[TargetStatus], rules: WarningRules, at: dt.date
) -> Iterator[Firing]:
    for status in statuses:
        target = status.target
        if target.restates is not None:
            continue
        for rule in rules.enabled():
            test = _TESTS.get(rule.test)
            if test is None or not rule.covers(plan.id, target.number, target.indicator):
                continue
            for grade, cause, said, evidence in test(rule, status, plan, at):
                yield Firing(
                    rule=rule,
                    plan=plan.id,
                    subject_type="target",
                    subject=target.number,
                    cause=cause,
                    severity=grade.severity,
                    said=said,
                    evidence=evidence,
                    addressee=rules.addressee(rule, plan),
                    title=_title(status),
                )


def _of_tasks(plan: Plan, tasks: Iterable[TaskState], rules: WarningRules) -> Iterator[Firing]:
    late = [r for r in rules.enabled() if r.test == "task_late"]
    for task in tasks:
        for rule in late:
            days = task.overdue
            if task.due is None or not days or not rule.covers(plan.id, task.node.number):
                continue
            grade = _gravest(rule, _lasted(days))
            if grade is None:
                continue
            if task.reported is None:
                # nobody said that it is late: the silence is told, and not as the gravest thing
                grade = rule.grades[0]
            yield Firing(
                rule=rule,
                plan=plan.id,
                subject_type="task",
                subject=task.node.number,
                cause=task.due.isoformat(),
                severity=grade.severity,
                said=_late(task),
                evidence=_deadline(task),
                addressee=rules.addressee(rule, plan, task.responsible),
                title=_task_title(task),
            )


def _lasted(days: int) -> Callable[[Any], bool]:
    return lambda p: method.is_overlong(days, least=p["days"])


def _gravest(rule: WarningRule, holds: Callable[[Any], bool]) -> Grade | None:
    return next((g for g in reversed(rule.grades) if holds(g.parameters)), None)


# -- the tests of targets ----------------------------------------------------------------------

_Found = tuple["Grade", str, Reason, tuple[Evidence, ...]]
_Test = Callable[["WarningRule", "TargetStatus", "Plan", dt.date], Iterator[_Found]]


def _run(rule: WarningRule, status: TargetStatus, _plan: Plan, _at: dt.date) -> Iterator[_Found]:
    latest, expected = status.latest, status.expected
    if latest is None or expected is None:
        return
    by_year = {m.year: m for m in status.series}
    path = {p.year: p.value for p in status.path}
    better = method.better_sign(status.gap, latest.value, expected)
    first = rule.grades[0].parameters
    run = method.run_off_path(
        {y: m.value for y, m in by_year.items()},
        path,
        better=better,
        side=first["side"],
        tolerance=first["tolerance"],
    )
    grade = _gravest(rule, lambda p: method.is_run(run, periods=p["periods"]))
    if grade is None:
        return
    each = [(y, by_year[y].value, path[y]) for y in run]
    worse = first["side"] == "worse"
    shown = ", ".join(f"{y} {_n(v)} ({_n(p)})" for y, v, p in each)
    said = Reason(
        f"{_title(status).zh}自{run[0]}年起连续{len(run)}期{'差' if worse else '优'}于路径："
        + "，".join(f"{y}年 {_n(v)}（路径 {_n(p)}）" for y, v, p in each)
        + f"，单位 {status.unit}。",
        f"{_title(status).en}: {'worse' if worse else 'better'} than the path for {len(run)} "
        f"periods in a row since {run[0]}: {shown}, path in brackets, in {status.unit}.",
    )
    figures = tuple(_figure(by_year[y]) for y in run)
    points = tuple(Evidence("path", str(y), path[y], status.unit) for y in run)
    yield grade, str(run[0]), said, (*figures, *points)


def _probability(
    rule: WarningRule, status: TargetStatus, _plan: Plan, at: dt.date
) -> Iterator[_Found]:
    probability, latest = status.probability, status.latest
    year = status.target.target_year
    if probability is None or at > dt.date(year, 12, 31):
        return
    if latest is not None and latest.year >= year:
        return
    grade = _gravest(rule, lambda p: method.is_unlikely(probability, below=p["below"]))
    if grade is None:
        return
    below, about = grade.parameters["below"], _about(probability)
    evidence = [Evidence("probability", str(year), round(probability, 2))]
    zh = en = ""
    forecast = status.forecast
    if forecast is not None:
        zh = f"预测{forecast.year}年 {_n(forecast.value)} {status.unit}"
        en = f" Forecast for {forecast.year}: {_n(forecast.value)} {status.unit}"
        if forecast.low is not None and forecast.high is not None:
            zh += f"（{forecast.level:.0%}区间 {_n(forecast.low)} 至 {_n(forecast.high)}）"
            en += f" ({forecast.level:.0%} interval {_n(forecast.low)} to {_n(forecast.high)})"
        zh, en = f"{zh}，{forecast.n} 个数据。", f"{en}, from {forecast.n} figures."
        evidence.append(Evidence("forecast", str(forecast.year), forecast.value, status.unit))
    if latest is not None:
        evidence.append(_figure(latest))
    said = Reason(
        f"{_title(status).zh}到{year}年达标的概率{about.zh}，低于 {below:.0%}。{zh}",
        f"{_title(status).en}: the probability of being met in {year} is {about.en}, "
        f"below {below:.0%}.{en}",
    )
    yield grade, str(year), said, tuple(evidence)


def _age(rule: WarningRule, status: TargetStatus, _plan: Plan, at: dt.date) -> Iterator[_Found]:
    latest = status.latest
    # where nothing is said, the rule of what cannot be said speaks: one thing, one alarm
    if latest is None or latest.year >= status.target.target_year or _is_grey(status):
        return
    last_day = _last_day(latest)
    days = method.days_beyond(last_day, at)
    grade = _gravest(rule, _lasted(days))
    if grade is None:
        return
    said = Reason(
        f"{_title(status).zh}的最新数据是 {latest.period} 年（{_n(latest.value)} {latest.unit}），"
        f"距该期结束已超过 {grade.parameters['days']} 天。",
        f"{_title(status).en}: the latest figure is of {latest.period} "
        f"({_n(latest.value)} {latest.unit}), more than {grade.parameters['days']} days after "
        "the end of its period.",
    )
    yield grade, latest.period, said, (_figure(latest),)


def _unsaid(rule: WarningRule, status: TargetStatus, plan: Plan, at: dt.date) -> Iterator[_Found]:
    if not _is_grey(status):
        return
    first = plan.published or dt.date(plan.first_year, 1, 1)
    latest = status.latest
    days = method.days_unsaid(first, None if latest is None else _last_day(latest), at)
    grade = _gravest(rule, _lasted(days))
    if grade is None:
        return
    needs = status.needs or (status.reason,)
    lacking = "base" if status.base is None else "figures"
    said = Reason(
        f"{_title(status).zh}已超过 {grade.parameters['days']} 天无法判断："
        + "；".join(n.zh.rstrip("。") for n in needs)
        + "。",
        f"{_title(status).en}: could not be said for more than {grade.parameters['days']} days: "
        + "; ".join(n.en.rstrip(".") for n in needs)
        + ".",
    )
    evidence = tuple(Evidence("need", lacking, zh=n.zh, en=n.en) for n in needs)
    known = () if latest is None else (_figure(latest),)
    # how many needs are named is a matter of words; what is lacking is the evidence
    promise = Evidence("promise", str(status.target.target_year), locator=status.target.locator)
    yield grade, latest.period if latest else "never", said, (promise, *evidence[:1], *known)


def _jump(rule: WarningRule, status: TargetStatus, _plan: Plan, _at: dt.date) -> Iterator[_Found]:
    by_year = {m.year: m for m in status.series}
    sense = status.target.change
    # a cumulative change has no growth of its own; the index behind it has
    relative = status.target.kind == "relative_change"
    figures = {y: to_index(m.value, sense) if relative else m.value for y, m in by_year.items()}
    told: set[int] = set()
    for grade in reversed(rule.grades):
        for jump in method.jumps(figures, **grade.parameters):
            if jump.year in told:
                continue
            told.add(jump.year)
            old, new = by_year[jump.before], by_year[jump.year]
            measure = "" if jump.score is None else f"M = {jump.score:.1f}"
            said = Reason(
                f"{_title(status).zh}从{jump.before}年的 {_n(old.value)} 到{jump.year}年的 "
                f"{_n(new.value)} {status.unit}，年均变化 {jump.change:+.1%}，"
                + (f"与该序列其余变化不相称（{measure}）。" if measure else "变化过大。")
                + "请核实口径、单位和录入。",
                f"{_title(status).en}: from {_n(old.value)} in {jump.before} to {_n(new.value)} "
                f"{status.unit} in {jump.year}, {jump.change:+.1%} a year"
                + (f", unlike the rest of the series ({measure})" if measure else "")
                + ". Check definition, unit and entry.",
            )
            yield grade, str(jump.year), said, (_figure(old), _figure(new))


_TESTS: dict[str, _Test] = {
    "run_off_path": _run,
    "probability_below": _probability,
    "older_than": _age,
    "unsaid": _unsaid,
    "jump": _jump,
}


# -- words and evidence ------------------------------------------------------------------------


def _late(task: TaskState) -> Reason:
    silent = task.reported is None
    state = "no report was ever made" if silent else f"reported {str(task.reported)!r}"
    words = {"open": "填报为未开始", "under_way": "填报为进行中"}
    zh = "一直未填报" if silent else words[str(task.reported)]
    due = task.due.isoformat() if task.due else ""
    return Reason(
        f"任务 {task.node.number}“{task.node.zh}”期限 {due} 已过而没有完成（{zh}）。",
        f"Task {task.node.number} “{task.node.en or task.node.zh}” was due on {due} and is not "
        f"done ({state}).",
    )


def _deadline(task: TaskState) -> tuple[Evidence, ...]:
    due = task.due.isoformat() if task.due else ""
    place = task.node.locator
    if task.due_from is not None:
        place = f"task_step {task.due_from.at:%Y-%m-%d} {task.due_from.by}"
    return (Evidence("deadline", due, locator=place),)


def _title(status: TargetStatus) -> Reason:
    target = status.target
    codes = codelists.load("indicators")
    # an accepted plan, or an office, may speak of an indicator that has no code here
    en = codes.get(target.indicator)["en"] if target.indicator in codes.ids() else target.zh
    return Reason(f"{target.number} {target.zh}", f"{target.number} {en}")


def _task_title(task: TaskState) -> Reason:
    node = task.node
    return Reason(f"{node.number} {node.zh}", f"{node.number} {node.en or node.zh}")


def _is_grey(status: TargetStatus) -> bool:
    return status.colour.value == "grey"


def _figure(m: Measurement) -> Evidence:
    return Evidence("figure", m.period, m.value, m.unit, m.locator)


def _last_day(m: Measurement) -> dt.date:
    return parse_period(m.period).end - dt.timedelta(days=1)


def _about(probability: float) -> Reason:
    # a forecast's tail is not known so well that nought could be said
    if probability < _HARDLY:
        return Reason("不足 1%", "less than 1%")
    return Reason(f"约 {probability:.0%}", f"about {probability:.0%}")


def _n(value: float) -> str:
    """A value for reading: four significant digits, no fewer than the whole number has (A14)."""
    if abs(value) < 1:
        return f"{value:.4g}"
    text = f"{value:,.{max(0, 4 - len(f'{abs(value):.0f}'))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
