"""An activity: how much of an item an entity purchased, consumed, produced … in a period."""

from typing import TYPE_CHECKING

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Activity"]


class Activity(Record):
    """Amount of one item in one role of one entity in one period."""

    record_name = "activity"
    record_zh = "活动数据"
    record_en = "activity"
    version = "1.2"
    finding_code = "ACTIVITY"
    clustered_by = ("entity", "period_start")
    value_column = "quantity"

    entity: str = column(
        key=True,
        zh="单位编码",
        en="entity",
        refers_to="entity",
        example="91130200777777775K",
        aliases=("entity_id", "企业", "企业编码", "单位", "统一社会信用代码"),
    )
    period: str = column(
        key=True,
        zh="报告期",
        en="period",
        example="2025-05",
        aliases=("月份", "年月", "期间", "时间"),
    )
    item: str = column(
        key=True,
        zh="品种",
        en="item",
        codelist="items",
        example="electricity",
        aliases=("能源品种", "carrier", "品名", "名称"),
        note_zh="能源、耗能工质、固体废物、水、污染物、产品或温室气体",
        note_en="an energy carrier or medium, waste, water, pollutant, product or gas",
    )
    role: str = column(
        key=True,
        zh="用途",
        en="role",
        codelist="activity_roles",
        example="consumed",
        aliases=("类别", "收支类别"),
    )
    quantity: float | None = column(
        zh="数量", en="quantity", example="118400", aliases=("实物量", "amount", "value", "数值")
    )
    unit: str = column(zh="计量单位", en="unit", unit=True, example="kWh", aliases=("单位名称",))
    method: str | None = column(
        key=False, zh="取得方法", en="method", note_zh="计量、估算、盘点等", aliases=("计量方法",)
    )
    origin: str | None = column(
        zh="数据来源",
        en="origin",
        note_zh="发票、抄表记录、台账等",
        note_en="invoice, meter log, ledger …",
        aliases=("来源", "凭证"),
    )
    uncertainty: float | None = column(
        zh="不确定度（%）",
        en="uncertainty (per cent)",
        minimum=0,
        example="2.5",
        note_zh="95% 置信区间半宽占数值的百分比，未知留空",
        note_en="half the width of the 95 % interval, in per cent of the value; blank: not known",
    )
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """Canonical amount, state, and the period's bounds and grain."""
        from .derived import PERIOD_COLUMNS, VALUE_COLUMNS

        return {**VALUE_COLUMNS, **PERIOD_COLUMNS}
