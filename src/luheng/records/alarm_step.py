"""An alarm step: an alarm was raised, renewed, acknowledged or closed, by whom and on what."""

import datetime as dt

from .record import Record, column

__all__ = ["AlarmStep"]


class AlarmStep(Record):
    """One event in the life of one alarm; the state of an alarm is read off its steps."""

    record_name = "alarm_step"
    record_zh = "预警处理"
    record_en = "alarm step"
    finding_code = "ALARM"
    clustered_by = ("alarm",)

    alarm: str = column(key=True, zh="预警编号", en="alarm", example="W3f2a9c01b7")
    at: dt.datetime = column(key=True, zh="时间", en="at", example="2025-06-30 08:00")
    action: str = column(
        key=True,
        zh="动作",
        en="action",
        one_of=("raised", "renewed", "acknowledged", "closed", "gone"),
        note_zh="gone 表示起因消失、系统自行关闭；renewed 表示有了新依据、重新发出",
        note_en="gone: the cause went and the alarm closed by itself; renewed: new evidence",
    )
    by: str = column(zh="经手人", en="by", example="张三")
    on: dt.date | None = column(zh="判断日期", en="day judged", example="2025-06-30")
    severity: str | None = column(
        zh="严重程度", en="severity", one_of=("note", "warning", "severe")
    )
    addressee: str | None = column(zh="送达单位", en="addressee")
    cause_zh: str | None = column(zh="起因说明", en="cause in Chinese")
    cause_en: str | None = column(zh="起因说明（英文）", en="cause in English")
    evidence: str | None = column(
        zh="依据", en="evidence", note_zh="JSON：数值及出处", note_en="JSON: figures and places"
    )
    evidence_key: str | None = column(zh="依据校验值", en="fingerprint of the evidence")
    rule_from: str | None = column(
        zh="规则出处", en="file of the rule", note_zh="本系统或 warnings.yaml", note_en="whose rule"
    )
    note: str | None = column(zh="说明", en="note")
