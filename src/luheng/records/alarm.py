"""An alarm: the one cause for which a warning rule spoke, whatever became of it afterwards."""

import datetime as dt

from .record import Record, column

__all__ = ["Alarm"]


class Alarm(Record):
    """One cause of one rule; its severity, text, evidence and state are its steps'."""

    record_name = "alarm"
    record_zh = "预警"
    record_en = "alarm"
    finding_code = "ALARM"
    clustered_by = ("plan",)

    id: str = column(key=True, zh="预警编号", en="id", example="W3f2a9c01b7")
    rule: str = column(zh="预警规则", en="rule", example="off_path")
    rule_zh: str = column(zh="规则名称", en="Chinese name of the rule", example="连续偏离路径")
    rule_en: str = column(zh="规则英文名称", en="English name of the rule", example="off the path")
    plan: str = column(zh="规划", en="plan", example="cn_industrial_green_14th")
    subject_type: str = column(zh="对象种类", en="type of subject", one_of=("target", "task"))
    subject: str = column(zh="目标或任务序号", en="number of the target or task")
    cause: str = column(
        zh="起因",
        en="cause",
        note_zh="起因的期间或日期；与规则、规划、对象一起确定编号",
        note_en="period or day of the cause; with rule, plan and subject it makes the id",
    )
    on: dt.date = column(zh="首次判断日期", en="day of the first judgement", example="2025-06-30")
