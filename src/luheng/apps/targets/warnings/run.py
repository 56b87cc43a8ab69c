"""Early warning: alarms are raised, renewed, acknowledged and closed; each step is kept.

The rules are asked by :func:`warn`. One cause is one alarm: asked again, nothing is added; with
new evidence the alarm is renewed; when the cause is gone it closes by itself, and says so. The
state of an alarm is read off its steps (``alarm_step``), which are only ever appended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.apps.targets.ledger_rows import append_rows
from luheng.errors import BadQuery, UnknownAlarm, say

from .alarms import Alarm, AlarmState, AlarmStep, find_alarm, open_alarms, read_alarms, row_of
from .firings import Firing, firings
from .rules import WarningRules, load_rules

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = [
    "Alarm",
    "AlarmState",
    "AlarmStep",
    "WarningRun",
    "acknowledge",
    "close",
    "next_steps",
    "open_alarms",
    "read_alarms",
    "warn",
]

#: who takes the steps that nobody decides
SYSTEM = "luheng"


#: notes of steps that the system takes, in both languages because they are kept
_NEW_EVIDENCE = "有新的依据 / new evidence"
_BACK = "起因再次出现 / the cause is back"
_GONE = "起因已消失 / the cause is gone"
_WITHDRAWN = "规则不再启用 / the rule is no longer in force"


@dataclass(frozen=True, slots=True)
class WarningRun:
    """What came of asking the rules: every firing, and the steps that it led to."""

    plan: str
    at: dt.date
    firings: tuple[Firing, ...]
    steps: tuple[AlarmStep, ...]
    recorded: bool

    def counts(self) -> dict[str, int]:
        """How many alarms were raised, renewed and closed by themselves, and how many stand."""
        each = {a: sum(s.action == a for s in self.steps) for a in ("raised", "renewed", "gone")}
        return {**each, "standing": len(self.firings) - each["raised"] - each["renewed"]}


# -- asking the rules --------------------------------------------------------------------------


def warn(
    plan: str,
    *,
    at: dt.date,
    ledger: Ledger | None = None,
    record: bool = True,
    rules: WarningRules | None = None,
    by: str = SYSTEM,
    now: dt.datetime | None = None,
) -> WarningRun:
    """Ask the warning rules of a plan on a day, and record what is new.

    Without a ledger, or with ``record`` false, nothing is written: what would be is shown.

    Raises:
        UnknownPlan: there is no such plan.
        BadWarningRules: the office's ``warnings.yaml`` cannot be understood.
        BadQuery: a later day was judged already; an earlier one may only be looked at.
    """
    from luheng.apps.targets.plan_source import open_plan
    from luheng.apps.targets.status.targets import plan_status
    from luheng.apps.targets.tasks import task_states

    if rules is None:
        rules = load_rules(Path(ledger.name) if ledger is not None else None)
    found = firings(
        open_plan(plan, ledger),
        plan_status(plan, at=at, ledger=ledger),
        task_states(plan, at=at, ledger=ledger),
        rules,
        at=at,
    )
    known = read_alarms(ledger, plan) if ledger is not None else ()
    last = max((s.on for a in known for s in a.steps if s.on is not None), default=None)
    if last is not None and at < last and record:
        raise BadQuery(
            f"{plan} 已按 {last} 判断过，不能再按更早的 {at} 记录；加 --dry-run 只看不记。",
            f"{plan} was judged for {last} already, so {at} cannot be recorded any more; "
            "--dry-run shows it without recording.",
        )
    steps = next_steps(found, known, now=now or dt.datetime.now(dt.UTC), on=at, rules=rules, by=by)
    writes = record and ledger is not None
    if writes and ledger is not None:
        _record(ledger, found, known, steps, by)
    return WarningRun(plan, at, found, steps, writes)


def next_steps(
    found: Sequence[Firing],
    known: Iterable[Alarm],
    *,
    now: dt.datetime,
    on: dt.date,
    rules: WarningRules,
    by: str = SYSTEM,
) -> tuple[AlarmStep, ...]:
    """The steps that firings lead to, given the alarms of the same plan.

    A cause without an alarm raises one. An alarm whose evidence is another than it last spoke of
    is renewed, whoever acknowledged or closed it; so is one that had closed by itself. One whose
    cause is not found closes by itself. Nothing else happens: the second time gives no step.
    """
    before = {a.id: a for a in known}
    steps: list[AlarmStep] = []
    for firing in found:
        alarm = before.get(firing.id)
        if alarm is None:
            steps.append(_spoken(firing, "raised", now, on, by=by))
        elif alarm.spoken.evidence_key != firing.evidence_key:
            steps.append(_spoken(firing, "renewed", now, on, by=by, note=_NEW_EVIDENCE))
        elif alarm.closed_by_itself:
            steps.append(_spoken(firing, "renewed", now, on, by=by, note=_BACK))
    standing = {f.id for f in found}
    for alarm in before.values():
        if alarm.id in standing or alarm.state is AlarmState.CLOSED:
            continue
        rule = rules.get(alarm.rule)
        note = _GONE if rule is not None and rule.enabled else _WITHDRAWN
        steps.append(AlarmStep(alarm.id, now, "gone", by, on, note=note))
    return tuple(steps)


def _spoken(
    firing: Firing, action: str, now: dt.datetime, on: dt.date, *, by: str, note: str = ""
) -> AlarmStep:
    return AlarmStep(
        alarm=firing.id,
        at=now,
        action=action,
        by=by,
        on=on,
        severity=firing.severity,
        addressee=firing.addressee,
        cause=firing.said,
        evidence=firing.evidence,
        evidence_key=firing.evidence_key,
        rule_from=firing.rule.source,
        note=note,
    )


# -- what people do ----------------------------------------------------------------------------


def acknowledge(
    ledger: Ledger, alarm: str, *, by: str, note: str = "", now: dt.datetime | None = None
) -> Alarm:
    """Somebody has seen the alarm and takes it on; raises UnknownAlarm if it is not raised."""
    found = find_alarm(ledger, alarm)
    if found.state is AlarmState.ACKNOWLEDGED:
        last = found.steps[-1]
        raise UnknownAlarm(
            found.id, f"{last.by} 已经确认。", f"{last.by} has acknowledged it already."
        )
    return _step(ledger, found, "acknowledged", by=by, note=note, now=now)


def close(
    ledger: Ledger, alarm: str, *, by: str, note: str, now: dt.datetime | None = None
) -> Alarm:
    """Somebody has dealt with the alarm; the note says how.

    While evidence and cause stay as they are it is not raised again; new evidence renews it.

    Raises:
        UnknownAlarm: there is no such alarm, or it is closed.
        BadQuery: no note, or nobody's name.
    """
    if not note.strip():
        raise BadQuery(
            "关闭预警要写明怎样处理的（--note）。",
            "Closing an alarm needs a note of what was done (--note).",
        )
    return _step(ledger, find_alarm(ledger, alarm), "closed", by=by, note=note, now=now)


def _step(
    ledger: Ledger, alarm: Alarm, action: str, *, by: str, note: str, now: dt.datetime | None
) -> Alarm:
    if not by.strip():
        raise BadQuery("没有写明经手人（--by）。", "It is not said who does it (--by).")
    if alarm.state is AlarmState.CLOSED:
        last = alarm.steps[-1]
        who = last.by if last.action == "closed" else say(zh="系统（起因消失）", en="itself")
        raise UnknownAlarm(
            alarm.id,
            f"已由{who}于 {last.at:%Y-%m-%d} 关闭。",
            f"it was closed by {who} on {last.at:%Y-%m-%d}.",
        )
    step = AlarmStep(alarm.id, now or dt.datetime.now(dt.UTC), action, by, note=note)
    append_rows(ledger, "alarm_step", [row_of(step)], source="luheng targets", by=by)
    return find_alarm(ledger, alarm.id)


def _record(
    ledger: Ledger,
    found: Sequence[Firing],
    known: Iterable[Alarm],
    steps: Sequence[AlarmStep],
    by: str,
) -> None:
    """Steps first, then the causes of new alarms: an alarm is seen once it has both."""
    source = "luheng targets warn"
    if steps:
        append_rows(ledger, "alarm_step", [row_of(s) for s in steps], source=source, by=by)
    there = {a.id for a in known}
    raised = {s.alarm: s for s in steps if s.action == "raised"}
    heads = [
        {
            "id": f.id,
            "rule": f.rule.id,
            "rule_zh": f.rule.zh,
            "rule_en": f.rule.en,
            "plan": f.plan,
            "subject_type": f.subject_type,
            "subject": f.subject,
            "cause": f.cause,
            "on": raised[f.id].on,
        }
        for f in found
        if f.id in raised and f.id not in there
    ]
    if heads:
        append_rows(ledger, "alarm", heads, source=source, by=by)
