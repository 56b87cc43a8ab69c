"""A task step: what somebody reported or settled about one task of a plan, and the evidence."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TaskStep"]

#: what a step may change; a row in which all are blank says nothing
SAID = ("state", "responsible", "due", "evidence", "note")


class TaskStep(Record):
    """One step in the history of one plan task; a blank cell leaves what held before."""

    record_name = "task_step"
    record_zh = "任务进展"
    record_en = "task step"
    finding_code = "TASK"
    clustered_by = ("plan", "number")

    plan: str = column(
        key=True,
        zh="规划",
        en="plan",
        example="cn_industrial_green_14th",
        aliases=("规划编号",),
    )
    number: str = column(
        key=True,
        zh="任务序号",
        en="task number",
        aliases=("序号", "任务编号"),
        note_zh="规划任务树中的序号，`luheng targets tasks PLAN` 列出",
        note_en="the number in the plan's tree of tasks; `luheng targets tasks PLAN` lists them",
    )
    at: dt.datetime = column(
        key=True,
        zh="填报时间",
        en="at",
        example="2025-06-30",
        aliases=("日期", "时间", "填报日期", "date"),
        note_zh="进展发生或填报的时间；只写日期按当天零点",
        note_en="when it was so or was reported; a date alone is read as its midnight",
    )
    by: str = column(key=True, zh="填报人", en="by", example="张三", aliases=("经办人",))
    state: str | None = column(
        zh="状态",
        en="state",
        codelist="task_states",
        note_zh="逾期、未填报由系统判断，不填",
        note_en="late and not reported are derived and cannot be written",
    )
    responsible: str | None = column(
        zh="责任单位",
        en="responsible body",
        example="省工信厅",
        aliases=("牵头单位", "body"),
        note_zh="多个单位用分号隔开",
        note_en="several are parted by semicolons",
    )
    due: dt.date | None = column(zh="期限", en="due", example="2025-12-31", aliases=("完成时限",))
    evidence: str | None = column(zh="依据", en="evidence", aliases=("佐证材料", "证明材料"))
    evidence_sha256: str | None = column(
        zh="附件校验值",
        en="sha256 of the attached file",
        note_zh="附了文件时由系统填写",
        note_en="filled in by the system where a file is attached",
    )
    note: str | None = column(zh="说明", en="note", aliases=("备注",))

    @classmethod
    def checks(cls) -> tuple[Any, ...]:
        """A step that changes and proves nothing is refused."""
        return (_says_nothing,)


def _says_nothing(table: "pa.Table") -> tuple[Any, str, tuple[str, str, str, str]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    silent = pa.array([True] * table.num_rows, pa.bool_())
    for name in SAID:
        silent = pc.and_(silent, pc.is_null(table[name]))
    return (
        silent,
        "TASK-02",
        (
            "这一行没有状态、责任单位、期限、依据或说明，等于什么也没有填报。",
            "The row has no state, responsible body, deadline, evidence or note: it says nothing.",
            "至少填写其中一项；没有进展就不要填这一行。",
            "Fill in one of them; leave the row out if there is nothing to report.",
        ),
    )
