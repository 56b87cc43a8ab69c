"""A target: what a plan promises, by when, and where it says so."""

from typing import TYPE_CHECKING, Any

from .acceptance import (
    COMPARATORS,
    DECIDED_BY,
    DECISION,
    DOCUMENT_SHA256,
    DRAFT,
    KINDS,
    PAGE,
    QUOTE,
    SPAN_END,
    SPAN_START,
    SURENESS,
    TRUST,
)
from .naming import unnamed
from .record import Record, column

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

__all__ = ["Target"]


class Target(Record):
    """One promise of one plan: indicator, value, comparator, year, scope and place in the text."""

    record_name = "target"
    record_zh = "规划目标"
    record_en = "target"
    finding_code = "TARGET"
    clustered_by = ("plan",)
    value_column = "quantity"

    plan: str = column(key=True, zh="规划", en="plan", example="cn_industrial_green_13th")
    number: str = column(key=True, zh="序号", en="number", example="T13-006")
    indicator: str | None = column(zh="指标", en="indicator", codelist="indicators")
    indicator_zh: str | None = column(
        zh="指标名称", en="indicator as printed", aliases=("原文指标",)
    )
    kind: str = column(zh="目标种类", en="kind", one_of=KINDS)
    direction: str | None = column(
        zh="方向",
        en="direction",
        note_zh="increase、decrease、reach、at_least、at_most、about",
    )
    comparator: str = column(zh="比较", en="comparator", one_of=COMPARATORS, default="=")
    quantity: float | None = column(zh="目标值", en="value")
    value_max: float | None = column(
        zh="上限值", en="upper value", note_zh="范围的上端", note_en="upper end of a range"
    )
    unit: str = column(zh="计量单位", en="unit", unit=True)
    printed_unit: str | None = column(zh="原文单位", en="unit as printed")
    target_year: int | None = column(zh="目标年", en="target year", minimum=1949, maximum=2100)
    target_year_implied: str | None = column(
        zh="目标年系推定", en="target year is implied", one_of=("yes", "no")
    )
    base_year: int | None = column(zh="基年", en="base year", minimum=1949, maximum=2100)
    base_year_implied: str | None = column(
        zh="基年系推定", en="base year is implied", one_of=("yes", "no")
    )
    base_value: float | None = column(
        zh="基期值", en="base value", note_zh="与目标值同单位", note_en="in the unit of the value"
    )
    binding: str | None = column(
        zh="约束性", en="binding", one_of=("binding", "expected"), note_zh="约束性或预期性"
    )
    qualifiers: str | None = column(zh="限定语", en="qualifiers", example="力争、累计")
    scope: str | None = column(zh="范围", en="scope")
    sector: str | None = column(zh="行业", en="sector", example="steel、cement")
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

    @classmethod
    def checks(cls) -> "tuple[Callable[[pa.Table], Any], ...]":
        """A row must name its indicator: by code, or by the name that the document prints."""
        return (unnamed,)
