"""A statistic: an official figure of a region or sector, as a yearbook prints it."""

from typing import TYPE_CHECKING

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Statistic"]


class Statistic(Record):
    """One cell of an official table: region × flow × item × period."""

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
        key=True, zh="品种", en="item", codelist="energy_carriers", example="raw_coal"
    )
    period: str = column(key=True, zh="报告期", en="period", example="2007")
    quantity: float | None = column(zh="数值", en="quantity", aliases=("value", "数量"))
    unit: str = column(zh="计量单位", en="unit", unit=True, example="万t")
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """Canonical amount, state, and the period's bounds and grain."""
        from .derived import PERIOD_COLUMNS, VALUE_COLUMNS

        return {**VALUE_COLUMNS, **PERIOD_COLUMNS}
