"""An assay: a measured property of an item at an entity, such as heating value."""

import datetime as dt
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
    version = "1.5"
    finding_code = "ASSAY"
    clustered_by = ("entity", "period_start")
    value_column = "quantity"

    entity: str = column(key=True, zh="单位编码", en="entity", refers_to="entity")
    period: str = column(key=True, zh="报告期", en="period", example="2025-05")
    item: str = column(key=True, zh="品种", en="item", codelist="items")
    property: str = column(
        key=True,
        zh="指标",
        en="property",
        one_of=(
            "heating_value",
            "carbon_content",
            "oxidation_rate",
            "moisture",
            "ash",
            "sulphur",
            "volatile_matter",
            "hydrogen_content",
            "density",
            "purity",
            "concentration",
            "removal_efficiency",
            "solvent_content",
            "cao_content",
            "mgo_content",
            "cao_not_from_carbonate",
            "mgo_not_from_carbonate",
            "fixed_carbon",
            "caco3_content",
            "mgco3_content",
            "calcination_rate",
            "utilisation_rate",
            "abatement_use",
            "pressure",
            "temperature",
            "enthalpy",
        ),
        note_zh="concentration 废气、废水中的浓度，removal_efficiency 治理设施的去除效率："
        "品种都填污染物；solvent_content 有机溶剂含量；cao_content、mgo_content 熟料的氧化钙、"
        "氧化镁，cao_not_from_carbonate、mgo_not_from_carbonate 其中不是来自碳酸盐分解的；"
        "caco3_content、mgco3_content 原料的碳酸钙、碳酸镁，calcination_rate 煅烧比例，"
        "utilisation_rate 原料利用率，abatement_use 减排设施使用率；"
        "pressure（绝对压力）、temperature 蒸汽和热水的参数，enthalpy 蒸汽的焓",
        note_en="concentration in waste gas or water and removal_efficiency of abatement: the item "
        "is the pollutant; solvent_content: the volatile organic part; cao_content and "
        "mgo_content are of clinker, *_not_from_carbonate what of them carbonates did not give; "
        "caco3_content and mgco3_content are of raw materials, calcination_rate is the share that "
        "calcines, utilisation_rate the share that reaches the product, abatement_use the share of "
        "time that the abatement runs; pressure is absolute, enthalpy "
        "is of steam",
    )
    quantity: float | None = column(zh="数值", en="quantity", minimum=0)
    unit: str = column(zh="计量单位", en="unit", unit=True, example="kJ/kg")
    basis: str | None = column(
        zh="基准",
        en="basis",
        one_of=("as_received", "air_dried", "dry", "dry_ash_free"),
        note_zh="as_received 收到基、air_dried 空气干燥基、dry 干燥基、dry_ash_free 干燥无灰基",
    )
    method: str | None = column(zh="检测方法", en="method", example="GB/T 213")
    sample: str | None = column(zh="样品编号", en="sample")
    sampled: dt.date | None = column(zh="采样日期", en="sampled on")
    laboratory: str | None = column(zh="检测机构", en="laboratory")
    attachment: str | None = column(
        zh="附件摘要", en="sha256 of the report", pattern=r"^[0-9a-f]{64}$"
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
