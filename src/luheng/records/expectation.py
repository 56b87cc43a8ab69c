"""An expectation: what should be there, hence what is absent and how much is covered (A2)."""

import datetime as dt

from .record import Record, column

__all__ = ["Expectation"]


class Expectation(Record):
    """Rows of one record that one subject owes: every step, from a day to a day."""

    record_name = "expectation"
    record_zh = "应报数据"
    record_en = "expectation"
    version = "1.2"
    finding_code = "EXPECTATION"
    clustered_by = ("record", "subject")

    record: str = column(
        key=True,
        zh="记录",
        en="record",
        one_of=(
            "reading",
            "activity",
            "statistic",
            "assay",
            "transfer",
            "price",
            "filing",
            "assessment",
        ),
    )
    subject: str = column(key=True, zh="对象", en="subject", refers_to="entity", example="EM-07")
    item: str = column(
        key=True,
        zh="品种",
        en="item",
        default="*",
        note_zh="* 表示任一品种",
        note_en="* is any item",
    )
    role: str = column(key=True, zh="用途", en="role", default="*")
    step: str = column(
        zh="步长",
        en="step",
        example="PT15M",
        note_zh="PT15M、P1D、P1M、P1Y",
        note_en="PT15M, P1D, P1M, P1Y",
    )
    valid_from: dt.date = column(key=True, zh="起始日", en="valid from", example="2025-01-01")
    valid_to: dt.date | None = column(zh="终止日（不含）", en="valid to (not included)")
    due_days: int | None = column(
        zh="报送期限（天）",
        en="days until due",
        minimum=0,
        example="10",
        note_zh="期末之后几天内应当报送",
        note_en="within how many days after the period ends it should be there",
    )
    note: str | None = column(zh="备注", en="note")
