"""A stated fact: a figure that a document states about what was reached."""

from .record import Record, column

__all__ = ["StatedFact"]


class StatedFact(Record):
    """One figure that a document states, with the period it speaks of and its place in the text."""

    record_name = "stated_fact"
    record_zh = "文件所述事实"
    record_en = "stated fact"
    finding_code = "FACT"
    clustered_by = ("document",)
    value_column = "quantity"

    document: str = column(key=True, zh="文件", en="document", example="cn_industrial_green_14th")
    number: str = column(key=True, zh="序号", en="number", example="F14-006")
    indicator: str = column(zh="指标", en="indicator", codelist="indicators")
    kind: str = column(zh="种类", en="kind")
    comparator: str = column(
        zh="比较", en="comparator", one_of=("=", ">=", "<=", ">", "<", "~"), default="="
    )
    quantity: float | None = column(zh="数值", en="value")
    unit: str = column(zh="计量单位", en="unit", unit=True)
    period: str = column(zh="所述期间", en="period", example="2016/2020")
    base_year: int | None = column(zh="基年", en="base year", minimum=1949, maximum=2100)
    scope: str | None = column(zh="范围", en="scope")
    sector: str | None = column(zh="行业", en="sector")
    section: str | None = column(zh="章节", en="section")
    line: int | None = column(zh="行", en="line")
    trust: str = column(
        zh="可信度",
        en="trust",
        one_of=("printed", "transcribed", "recalled", "conflicting"),
        default="transcribed",
    )
