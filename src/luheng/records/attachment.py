"""An attachment: a file that a row rests on, named by the digest of its content."""

import datetime as dt

from .record import Record, column

__all__ = ["Attachment"]


class Attachment(Record):
    """One file that belongs to one row of one record: a licence, a test report, a filed form."""

    record_name = "attachment"
    record_zh = "附件"
    record_en = "attachment"
    version = "1.1"
    finding_code = "ATTACHMENT"
    clustered_by = ("record", "subject")

    sha256: str = column(
        key=True, zh="内容摘要", en="sha256", pattern=r"^[0-9a-f]{64}$", note_zh="SHA-256，小写"
    )
    record: str = column(
        key=True,
        zh="所属记录",
        en="record",
        one_of=(
            *("entity", "activity", "assay", "transfer", "event", "assessment", "filing"),
            "task_step",
        ),
        example="filing",
    )
    subject: str = column(
        key=True,
        zh="所属对象",
        en="subject",
        example="QS-2025-05-0017",
        note_zh="所属行的编号：报送编号、单位编码、事件编号……",
        note_en="what names that row: number of the filing, id of the entity, event …",
    )
    file_name: str = column(zh="文件名", en="file name", example="检测报告.pdf")
    media_type: str | None = column(zh="文件类型", en="media type", example="application/pdf")
    size: int | None = column(zh="字节数", en="size in bytes", minimum=0)
    title: str | None = column(zh="标题", en="title")
    issued: dt.date | None = column(zh="出具日期", en="issued on")
    issued_by: str | None = column(zh="出具单位", en="issued by")
    note: str | None = column(zh="备注", en="note")
