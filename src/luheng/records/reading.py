"""A reading: a register or an interval value of one meter at one instant."""

import datetime as dt
from typing import TYPE_CHECKING

from .record import Record, column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Reading"]


class Reading(Record):
    """What one meter showed at one instant; an interval value closes at ``at``."""

    record_name = "reading"
    record_zh = "抄表数据"
    record_en = "reading"
    finding_code = "READING"
    clustered_by = ("meter", "at")
    value_column = "value"

    meter: str = column(
        key=True,
        zh="计量器具编号",
        en="meter",
        refers_to="entity",
        example="EM-07",
        aliases=("表号", "仪表编号", "meter_id"),
    )
    at: dt.datetime = column(
        key=True,
        zh="抄表时间",
        en="at",
        example="2025-05-03 08:00",
        aliases=("时间", "timestamp", "datetime", "date", "抄表日期"),
        note_zh="没有写时区时按工作区的时区读",
        note_en="read in the workspace's time zone if none is written",
    )
    value: float | None = column(
        zh="示数", en="value", example="90344.0", aliases=("表底示数", "读数", "reading")
    )
    unit: str = column(zh="计量单位", en="unit", unit=True, example="kWh")
    kind: str = column(
        zh="示数种类",
        en="kind",
        codelist="reading_kinds",
        default="interval",
        note_zh="interval 为时段量，register 为累计表底",
        note_en="interval value or running register",
    )
    quality: str = column(
        zh="数据质量", en="quality", codelist="reading_quality", default="measured"
    )

    @classmethod
    def derived(cls) -> "dict[str, pa.DataType]":
        """Value in the unit's base of its dimension, and the local offset from UTC in minutes."""
        import pyarrow as pa

        return {"amount": pa.float64(), "canonical_unit": pa.string(), "offset_minutes": pa.int16()}
