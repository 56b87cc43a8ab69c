"""A target: what a plan promises, by when, and where it says so."""

from .record import Record, column

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
    indicator: str = column(zh="指标", en="indicator", codelist="indicators")
    kind: str = column(
        zh="目标种类",
        en="kind",
        one_of=(
            "count",
            "share",
            "level",
            "relative_change",
            "peak_year",
            "per_year",
            "cumulative",
            "percentage_points",
        ),
    )
    comparator: str = column(
        zh="比较", en="comparator", one_of=("=", ">=", "<=", ">", "<", "~"), default="="
    )
    quantity: float | None = column(zh="目标值", en="value")
    unit: str = column(zh="计量单位", en="unit", unit=True)
    target_year: int | None = column(zh="目标年", en="target year", minimum=1949, maximum=2100)
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
