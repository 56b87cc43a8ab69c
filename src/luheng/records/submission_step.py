"""A submission step: a month was filed, checked, returned, accepted or asked for, and by whom."""

import datetime as dt

from .record import Record, column

__all__ = ["SubmissionStep"]


class SubmissionStep(Record):
    """One step of one enterprise's submission; its state is that of the last step.

    ``hash`` is SHA-256 over the previous step's hash and everything this step says, the rows'
    hash among it. It is part of the key: a step cannot be given other content, only another step
    can be added.
    """

    record_name = "submission_step"
    record_zh = "上报步骤"
    record_en = "submission step"
    finding_code = "SUBMIT"
    clustered_by = ("period", "entity")

    form: str = column(key=True, zh="报表", en="form", example="activity")
    entity: str = column(key=True, zh="填报单位", en="entity", refers_to="entity", example="E1")
    period: str = column(key=True, zh="报告期", en="period", example="2025-05")
    number: int = column(key=True, zh="步骤序号", en="number of the step", minimum=1)
    hash: str = column(key=True, zh="本步校验值", en="hash of the step")
    previous: str = column(zh="上一步校验值", en="hash of the step before")
    action: str = column(
        zh="步骤", en="action", one_of=("file", "check", "return", "accept", "remind")
    )
    state: str = column(
        zh="状态", en="state", one_of=("owed", "filed", "checked", "returned", "accepted")
    )
    by: str = column(zh="签名", en="signed by", example="张三")
    level: str = column(zh="级别", en="level", one_of=("enterprise", "city", "province"))
    at: dt.datetime = column(zh="时刻", en="at")
    day: dt.date = column(
        zh="日期", en="day", note_zh="工作区时区", note_en="in the workspace's zone"
    )
    due: dt.date | None = column(zh="应报日期", en="due")
    known_receipt: int = column(zh="截至收据", en="as known at receipt", minimum=0)
    rows: int = column(zh="行数", en="rows", minimum=0)
    rows_sha256: str = column(zh="数据行校验值", en="hash of the rows")
    owed: int = column(zh="应报项数", en="rows owed", minimum=0)
    met: int = column(zh="已报应报项数", en="owed rows that are there", minimum=0)
    remarks: str | None = column(zh="退回意见", en="remarks", note_zh="JSON", note_en="JSON")
    message: str | None = column(zh="说明", en="message")
