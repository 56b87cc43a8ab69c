"""Alarms: one cause each, with all that became of it, read off rows that are only ever appended."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from luheng.apps.targets.reasons import Reason
from luheng.errors import UnknownAlarm, say

from .firings import Evidence
from .rules import Severity

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = [
    "Alarm",
    "AlarmState",
    "AlarmStep",
    "alarms_of",
    "find_alarm",
    "open_alarms",
    "read_alarms",
    "row_of",
]

_NOTHING = Reason("", "")


class AlarmState(StrEnum):
    """Whether somebody still has to look."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """The state in the reader's language."""
        zh, en = {
            "raised": ("待处理", "raised"),
            "acknowledged": ("已确认", "acknowledged"),
            "closed": ("已关闭", "closed"),
        }[self.value]
        return say(zh=zh, en=en)


_STATE_AFTER = {
    "raised": AlarmState.RAISED,
    "renewed": AlarmState.RAISED,
    "acknowledged": AlarmState.ACKNOWLEDGED,
    "closed": AlarmState.CLOSED,
    "gone": AlarmState.CLOSED,
}


@dataclass(frozen=True, slots=True)
class AlarmStep:
    """One event of an alarm; severity, text and evidence stand on steps that a rule took."""

    alarm: str
    at: dt.datetime
    action: str
    by: str
    on: dt.date | None = None
    severity: Severity | None = None
    addressee: str = ""
    cause: Reason = _NOTHING
    evidence: tuple[Evidence, ...] = ()
    evidence_key: str = ""
    rule_from: str = ""
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The step as a program reads it."""
        said: dict[str, Any] = {
            "at": self.at.isoformat(),
            "action": self.action,
            "by": self.by,
            "on": self.on.isoformat() if self.on else None,
            "note": self.note or None,
        }
        if self.evidence:
            said["severity"] = str(self.severity)
            said["cause"] = {"zh": self.cause.zh, "en": self.cause.en}
            said["evidence"] = [e.as_dict() for e in self.evidence]
        return said


@dataclass(frozen=True, slots=True)
class Alarm:
    """One cause for which a rule spoke, with all that became of it; steps in order of time."""

    id: str
    rule: str
    rule_zh: str
    rule_en: str
    plan: str
    subject_type: str
    subject: str
    cause_period: str
    on: dt.date
    steps: tuple[AlarmStep, ...]

    @property
    def state(self) -> AlarmState:
        """The state after the last step."""
        return _STATE_AFTER[self.steps[-1].action]

    @property
    def closed_by_itself(self) -> bool:
        """Whether the last thing that happened is that the cause went."""
        return self.steps[-1].action == "gone"

    @property
    def spoken(self) -> AlarmStep:
        """The last step in which the rule spoke: severity, cause and evidence as they stand."""
        return next(s for s in reversed(self.steps) if s.action in {"raised", "renewed"})

    @property
    def severity(self) -> Severity:
        """How grave the alarm is by its last evidence."""
        return self.spoken.severity or Severity.NOTE

    @property
    def cause(self) -> Reason:
        """What happened, in both languages."""
        return self.spoken.cause

    @property
    def title(self) -> str:
        """Rule and subject in the reader's language."""
        return f"{say(zh=self.rule_zh, en=self.rule_en)} · {self.subject}"

    def as_dict(self) -> dict[str, Any]:
        """The alarm as a program reads it."""
        spoken = self.spoken
        return {
            "id": self.id,
            "state": str(self.state),
            "closed_by_itself": self.closed_by_itself,
            "severity": str(self.severity),
            "rule": self.rule,
            "rule_zh": self.rule_zh,
            "rule_en": self.rule_en,
            "rule_from": spoken.rule_from,
            "plan": self.plan,
            "subject_type": self.subject_type,
            "subject": self.subject,
            "cause_period": self.cause_period,
            "cause": {"zh": spoken.cause.zh, "en": spoken.cause.en},
            "evidence": [e.as_dict() for e in spoken.evidence],
            "addressee": spoken.addressee,
            "on": self.on.isoformat(),
            "steps": [s.as_dict() for s in self.steps],
        }


# -- the ledger --------------------------------------------------------------------------------


def find_alarm(ledger: Ledger, alarm: str) -> Alarm:
    """The alarm of an id or of the beginning of one; raises UnknownAlarm if none or several."""
    found = [a for a in read_alarms(ledger) if a.id.casefold().startswith(alarm.casefold())]
    exact = [a for a in found if a.id.casefold() == alarm.casefold()]
    if len(exact or found) != 1 or not alarm:
        several = "、".join(a.id for a in found[:5])
        raise UnknownAlarm(
            alarm,
            f"对应多条：{several}。" if found else "没有这条预警。",
            f"it begins several: {several}." if found else "there is no such alarm.",
        )
    return (exact or found)[0]


def open_alarms(
    plan: str = "", *, ledger: Ledger, known_at: dt.datetime | int | None = None
) -> tuple[Alarm, ...]:
    """The alarms that are not closed, gravest first; of every plan if none is named."""
    return tuple(a for a in read_alarms(ledger, plan, known_at) if a.state is not AlarmState.CLOSED)


def read_alarms(
    ledger: Ledger, plan: str = "", known_at: dt.datetime | int | None = None
) -> tuple[Alarm, ...]:
    """Every alarm as known, open ones first, then by severity, plan, rule and subject."""
    heads = ledger.read("alarm", {"plan": plan} if plan else None, known_at).to_pylist()
    wanted = {h["id"] for h in heads}
    rows = ledger.read("alarm_step", None, known_at).to_pylist()
    return alarms_of(heads, (r for r in rows if r["alarm"] in wanted))


def alarms_of(heads: Iterable[dict[str, Any]], rows: Iterable[dict[str, Any]]) -> tuple[Alarm, ...]:
    """Alarms from the rows of their causes and of their steps.

    Steps stand in the order in which the ledger took them, since clocks of two machines differ.
    """
    order = tuple(_STATE_AFTER)
    taken = sorted(rows, key=lambda r: (r.get("receipt", 0), r["at"], order.index(r["action"])))
    steps: dict[str, list[AlarmStep]] = {}
    for row in taken:
        steps.setdefault(row["alarm"], []).append(_read(row))
    found = [
        Alarm(
            id=h["id"],
            rule=h["rule"],
            rule_zh=h["rule_zh"],
            rule_en=h["rule_en"],
            plan=h["plan"],
            subject_type=h["subject_type"],
            subject=h["subject"],
            cause_period=h["cause"],
            on=h["on"],
            steps=tuple(steps[h["id"]]),
        )
        for h in heads
        if h["id"] in steps
    ]
    found.sort(key=lambda a: (a.plan, a.rule, a.subject, a.cause_period))
    found.sort(key=lambda a: (a.state is AlarmState.CLOSED, -a.severity.rank))
    return tuple(found)


def row_of(step: AlarmStep) -> dict[str, Any]:
    """The step as a row of ``alarm_step``."""
    evidence = [e.as_dict() for e in step.evidence]
    return {
        "alarm": step.alarm,
        "at": step.at,
        "action": step.action,
        "by": step.by,
        "on": step.on,
        "severity": str(step.severity) if step.severity else None,
        "addressee": step.addressee or None,
        "cause_zh": step.cause.zh or None,
        "cause_en": step.cause.en or None,
        "evidence": json.dumps(evidence, ensure_ascii=False) if evidence else None,
        "evidence_key": step.evidence_key or None,
        "rule_from": step.rule_from or None,
        "note": step.note or None,
    }


def _read(row: dict[str, Any]) -> AlarmStep:
    return AlarmStep(
        alarm=row["alarm"],
        at=row["at"],
        action=row["action"],
        by=row["by"],
        on=row["on"],
        severity=Severity(row["severity"]) if row["severity"] else None,
        addressee=row["addressee"] or "",
        cause=Reason(row["cause_zh"] or "", row["cause_en"] or ""),
        evidence=tuple(Evidence(**e) for e in json.loads(row["evidence"] or "[]")),
        evidence_key=row["evidence_key"] or "",
        rule_from=row["rule_from"] or "",
        note=row["note"] or "",
    )
