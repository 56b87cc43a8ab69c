"""A price: what an item cost, where and when."""

from typing import TYPE_CHECKING

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Price"]


class Price(Record):
    """Price of one item in one market in one period."""

    record_name = "price"
    record_zh = "价格"
    record_en = "price"
    version = "1.1"
    finding_code = "PRICE"
    clustered_by = ("market", "period_start")
    value_column = "quantity"

    market: str = column(key=True, zh="市场或地区", en="market", example="130000")
    item: str = column(key=True, zh="品种", en="item", example="electricity")
    tariff: str = column(key=True, zh="时段或档次", en="tariff period or tier", default="all")
    period: str = column(key=True, zh="报告期", en="period", example="2025-05")
    quantity: float | None = column(zh="价格", en="price")
    unit: str = column(zh="计量单位", en="unit", unit=True, example="CNY/kWh")
    tax: str | None = column(
        zh="含税",
        en="value added tax",
        one_of=("included", "excluded"),
        note_zh="included 含增值税，excluded 不含",
        note_en="whether the price includes value added tax",
    )
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """Canonical amount, state, and the period's bounds and grain."""
        from .derived import PERIOD_COLUMNS, VALUE_COLUMNS

        return {**VALUE_COLUMNS, **PERIOD_COLUMNS}
