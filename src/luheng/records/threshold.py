"""A threshold: a figure of a plan that is no promise, but says whom or what a measure meets."""

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

__all__ = ["Threshold"]


class Threshold(Record):
    """One figure from which on somebody must, may or must not, and its place in the text."""

    record_name = "threshold"
    record_zh = "规划门槛"
    record_en = "plan threshold"
    finding_code = "THRESHOLD"
    clustered_by = ("plan",)
    value_column = "quantity"

    plan: str = column(key=True, zh="规划", en="plan", example="cn_industrial_green_14th")
    number: str = column(key=True, zh="序号", en="number", example="170:13")
    subject: str | None = column(zh="对象", en="subject", example="园区")
    indicator: str | None = column(zh="指标", en="indicator", codelist="indicators")
    indicator_zh: str | None = column(
        zh="指标名称", en="indicator as printed", aliases=("原文指标",)
    )
    kind: str | None = column(zh="种类", en="kind", one_of=KINDS)
    direction: str | None = column(
        zh="方向",
        en="direction",
        note_zh="increase、decrease、reach、at_least、at_most、about",
    )
    comparator: str = column(zh="比较", en="comparator", one_of=COMPARATORS, default="=")
    quantity: float | None = column(zh="门槛值", en="value")
    value_max: float | None = column(
        zh="上限值", en="upper value", note_zh="范围的上端", note_en="upper end of a range"
    )
    unit: str = column(zh="计量单位", en="unit", unit=True)
    printed_unit: str | None = column(zh="原文单位", en="unit as printed")
    consequence: str | None = column(zh="达到后如何", en="consequence")
    type: str | None = column(
        zh="类型",
        en="type",
        one_of=(
            "definition",
            "eligibility",
            "obligation",
            "scale_descriptor",
            "spatial_obligation",
            "spatial_prohibition",
        ),
    )
    qualifiers: str | None = column(zh="限定语", en="qualifiers")
    scope: str | None = column(zh="范围", en="scope")
    sector: str | None = column(zh="行业", en="sector")
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
