"""A filing: the figures of a form as they were filed, frozen, with number and attachments."""

import datetime as dt
from typing import TYPE_CHECKING

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Filing"]


class Filing(Record):
    """One figure of one filed form; what is worked out later never changes it (A12)."""

    record_name = "filing"
    record_zh = "已报数据"
    record_en = "filing"
    finding_code = "FILING"
    clustered_by = ("number",)
    value_column = "quantity"

    number: str = column(
        key=True, zh="报送编号", en="number", example="QS-2025-05-0017", aliases=("受理号", "文号")
    )
    line: str = column(
        key=True, zh="表中行号", en="line", example="205-1/12", aliases=("行号", "栏号")
    )
    form: str = column(zh="报表", en="form", example="205-1", aliases=("表号",))
    form_edition: str | None = column(zh="报表版本", en="edition of the form", example="2024")
    entity: str = column(zh="填报单位", en="entity", refers_to="entity", example="E1")
    period: str = column(zh="报告期", en="period", example="2025-05")
    figure: str = column(
        zh="指标",
        en="figure",
        example="comprehensive_energy",
        note_zh="规则库中的量，或表中的指标名",
        note_en="a quantity of the rulebook, or the name in the form",
    )
    where: str | None = column(
        zh="维度", en="dimensions", example="item=raw_coal", note_zh="维度=成员，分号隔开"
    )
    quantity: float | None = column(zh="数值", en="value", example="118.4")
    printed: str | None = column(
        zh="原样",
        en="as printed",
        example="118.40",
        note_zh="报出的数字，逐位照录",
        note_en="the digits as filed",
    )
    unit: str = column(zh="计量单位", en="unit", unit=True, example="tce")
    known_at: str | None = column(
        zh="当时所知",
        en="known at",
        example="17",
        note_zh="计算时依据的收据号或时刻",
        note_en="receipt number or instant that the figure was worked out as of",
    )
    rulebook: str | None = column(zh="规则库版本", en="rulebook release")
    engine_version: str | None = column(zh="程序版本", en="engine version")
    filed: dt.datetime = column(zh="报送时间", en="filed at", example="2025-06-08 16:30")
    filed_by: str = column(zh="报送人", en="filed by", example="张三")
    recipient: str | None = column(zh="受理机关", en="recipient")
    supersedes: str | None = column(
        zh="替代的报送", en="supersedes", note_zh="更正申报时填写原编号"
    )
    attachment: str | None = column(
        zh="附件摘要", en="sha256 of the filed document", pattern=r"^[0-9a-f]{64}$"
    )
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """Canonical amount, state, and the period's bounds and grain."""
        from .derived import PERIOD_COLUMNS, VALUE_COLUMNS

        return {**VALUE_COLUMNS, **PERIOD_COLUMNS}
