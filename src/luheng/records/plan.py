"""A plan: the document itself, as whoever accepted it says it is titled, issued and dated."""

import datetime as dt

from .acceptance import DECIDED_BY, DECISION, DRAFT, TRUST
from .record import Record, column

__all__ = ["PlanDocument"]


class PlanDocument(Record):
    """One plan document: title, issuer, number, region, period, predecessor, file and its hash."""

    record_name = "plan"
    record_zh = "规划文件"
    record_en = "plan document"
    finding_code = "PLAN"
    clustered_by = ("plan",)

    plan: str = column(key=True, zh="规划", en="plan", example="qingshan_energy_14th")
    title: str | None = column(zh="名称", en="title")
    issuer: str | None = column(zh="发文机关", en="issuer")
    document_number: str | None = column(zh="文号", en="document number")
    region: str | None = column(zh="地区", en="region", codelist="regions", example="130000")
    first_year: int | None = column(zh="首年", en="first year", minimum=1949, maximum=2100)
    last_year: int | None = column(zh="末年", en="last year", minimum=1949, maximum=2100)
    published: dt.date | None = column(zh="发布日期", en="published")
    predecessor: str | None = column(
        zh="上一期规划", en="predecessor", example="cn_industrial_green_13th"
    )
    document: str | None = column(zh="文件名", en="file name")
    document_sha256: str | None = column(zh="文件摘要", en="sha256 of the document")
    lines: int | None = column(zh="行数", en="lines", minimum=1)
    decision: str = DECISION
    decided_by: str | None = DECIDED_BY
    draft: str | None = DRAFT
    note: str | None = column(zh="备注", en="note")
    trust: str = TRUST
