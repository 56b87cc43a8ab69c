"""An assay: a measured property of an item at an entity, such as heating value."""

from typing import TYPE_CHECKING

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Assay"]


class Assay(Record):
    """One measured property of one item of one entity in one period."""

    record_name = "assay"
    record_zh = "检测数据"
    record_en = "assay"
    finding_code = "ASSAY"
    clustered_by = ("entity", "period_start")
    value_column = "quantity"

    entity: str = column(key=True, zh="单位编码", en="entity", refers_to="entity")
    period: str = column(key=True, zh="报告期", en="period", example="2025-05")
    item: str = column(key=True, zh="品种", en="item", codelist="energy_carriers")
    property: str = column(
        key=True,
        zh="指标",
        en="property",
        one_of=("heating_value", "carbon_content", "oxidation_rate", "moisture", "ash", "sulphur"),
    )
    quantity: float | None = column(zh="数值", en="quantity", minimum=0)
    unit: str = column(zh="计量单位", en="unit", unit=True, example="kJ/kg")
    laboratory: str | None = column(zh="检测机构", en="laboratory")
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """Canonical amount, state, and the period's bounds and grain."""
        from .derived import PERIOD_COLUMNS, VALUE_COLUMNS

        return {**VALUE_COLUMNS, **PERIOD_COLUMNS}
