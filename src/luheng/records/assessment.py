"""An assessment: how an entity did against a scheme, as whoever assessed it found."""

import datetime as dt
from typing import TYPE_CHECKING

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Assessment"]


class Assessment(Record):
    """Outcome of one criterion of one scheme for one entity and period."""

    record_name = "assessment"
    record_zh = "评价结果"
    record_en = "assessment"
    finding_code = "ASSESSMENT"
    clustered_by = ("entity", "period_start")

    entity: str = column(key=True, zh="单位编码", en="entity", refers_to="entity", example="E1")
    scheme: str = column(
        key=True,
        zh="评价依据",
        en="scheme",
        example="GB/T 36132-2025",
        note_zh="标准或办法，连同版本",
        note_en="standard or measure, with its edition",
    )
    period: str = column(key=True, zh="评价期", en="period", example="2025")
    criterion: str = column(
        key=True,
        zh="评价项",
        en="criterion",
        default="overall",
        note_zh="overall 为总结论",
        note_en="overall is the conclusion",
    )
    kind: str = column(
        zh="种类",
        en="kind",
        one_of=(
            "evaluation",
            "verification",
            "diagnosis",
            "supervision",
            "cleaner_production_audit",
            "self_assessment",
        ),
        example="evaluation",
        note_zh="evaluation 评价、verification 核查、diagnosis 诊断、supervision 监察、"
        "cleaner_production_audit 清洁生产审核、self_assessment 自评",
    )
    result: str | None = column(
        zh="结论",
        en="result",
        example="符合",
        note_zh="等级、符合与否，照原文",
        note_en="grade, or whether it was met, as written",
    )
    score: float | None = column(zh="得分", en="score")
    score_maximum: float | None = column(zh="满分", en="full marks", minimum=0)
    assessor: str | None = column(zh="评价机构", en="assessor")
    assessed: dt.date | None = column(zh="评价日期", en="assessed on", example="2026-03-12")
    number: str | None = column(zh="报告或证书编号", en="number of report or certificate")
    valid_from: dt.date | None = column(zh="有效期起", en="valid from")
    valid_to: dt.date | None = column(zh="有效期止（不含）", en="valid to (not included)")
    attachment: str | None = column(
        zh="附件摘要", en="sha256 of the report", pattern=r"^[0-9a-f]{64}$"
    )
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """The period's bounds and grain."""
        from .derived import PERIOD_COLUMNS

        return PERIOD_COLUMNS
