"""A statistic: an official figure of a region or sector, as a yearbook prints it."""

import datetime as dt
from typing import TYPE_CHECKING

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Statistic"]


class Statistic(Record):
    """One cell of an official table: region × sector × flow × item × measure × period."""

    record_name = "statistic"
    record_zh = "统计数据"
    record_en = "statistic"
    finding_code = "STATISTIC"
    clustered_by = ("region", "period_start")
    value_column = "quantity"

    form: str = column(key=True, zh="报表", en="form", example="energy_balance_physical")
    region: str = column(
        key=True,
        zh="地区代码",
        en="region",
        codelist="regions",
        example="130000",
        aliases=("地区", "行政区划代码"),
    )
    sector: str = column(key=True, zh="行业", en="sector", default="total")
    flow: str = column(key=True, zh="项目", en="flow", example="total_final_consumption")
    item: str = column(
        key=True,
        zh="品种",
        en="item",
        codelist="energy_carriers",
        one_of=("total", "process"),
        default="total",
        example="raw_coal",
        note_zh="能源品种；total 为不分品种，process 为工业过程",
        note_en="an energy carrier; total is all of them, process an industrial process",
    )
    measure: str = column(
        key=True,
        zh="指标口径",
        en="measure",
        one_of=("level", "growth_year_on_year", "growth_cumulative", "growth_annual_average"),
        default="level",
        note_zh="level 数值，growth_year_on_year 同比，growth_cumulative 累计同比，"
        "growth_annual_average 年均增速",
        note_en="the level itself, or its published rate of growth",
    )
    # part of the key: one output of one year is published at current and at comparable prices
    prices: str = column(
        key=True,
        zh="价格",
        en="prices",
        one_of=("none", "current", "comparable"),
        default="none",
        note_zh="current 当年价，comparable 可比价，none 与价格无关",
        note_en="none: no prices enter",
    )
    period: str = column(key=True, zh="报告期", en="period", example="2007")
    quantity: float | None = column(zh="数值", en="quantity", aliases=("value", "数量"))
    unit: str = column(zh="计量单位", en="unit", unit=True, example="万t")
    published: dt.date | None = column(
        zh="公布日期",
        en="published",
        note_zh="公布日期，不是入库日期",
        note_en="the day on which it was made public, not the day on which it was recorded",
    )
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """Canonical amount, state, and the period's bounds and grain."""
        from .derived import PERIOD_COLUMNS, VALUE_COLUMNS

        return {**VALUE_COLUMNS, **PERIOD_COLUMNS}
