"""A plan task: what a plan tells somebody to do, its place in the plan's tree, its state."""

import datetime as dt

from .acceptance import (
    DECIDED_BY,
    DECISION,
    DOCUMENT_SHA256,
    DRAFT,
    PAGE,
    QUOTE,
    SPAN_END,
    SPAN_START,
    SURENESS,
    TRUST,
)
from .record import Record, column

__all__ = ["PlanTask"]


class PlanTask(Record):
    """One node of a plan's tree of sections, measures and box items."""

    record_name = "plan_task"
    record_zh = "规划任务"
    record_en = "plan task"
    finding_code = "TASK"
    clustered_by = ("plan",)

    plan: str = column(key=True, zh="规划", en="plan")
    number: str = column(key=True, zh="序号", en="number")
    parent: str | None = column(zh="上级序号", en="parent")
    type: str = column(
        zh="类型",
        en="type",
        one_of=("plan", "section", "measure", "sub_measure", "box", "box_item", "safeguard"),
    )
    title: str = column(zh="标题", en="title")
    function: str | None = column(zh="所需功能", en="function called for")
    responsible: str | None = column(zh="责任单位", en="responsible body")
    due: dt.date | None = column(zh="期限", en="due")
    state: str | None = column(zh="状态", en="state", one_of=("open", "under_way", "done", "late"))
    section: str | None = column(zh="章节", en="section")
    page: int | None = PAGE
    line: int | None = column(zh="行", en="line", minimum=1)
    quote: str | None = QUOTE
    span_start: str | None = SPAN_START
    span_end: str | None = SPAN_END
    sureness: float | None = SURENESS
    decision: str = DECISION
    decided_by: str | None = DECIDED_BY
    draft: str | None = DRAFT
    document_sha256: str | None = DOCUMENT_SHA256
    note: str | None = column(zh="备注", en="note")
    trust: str = TRUST
