"""An entity: whoever or whatever a record can be about."""

import datetime as dt
from typing import TYPE_CHECKING

from .batch import Level
from .credit_code import faults, said_of
from .record import Record, column
from .row_check import RowCheck

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import pyarrow as pa

__all__ = ["Entity"]


class Entity(Record):
    """A region, park, enterprise, site, process, equipment, meter or product."""

    record_name = "entity"
    record_zh = "对象"
    record_en = "entity"
    version = "1.1"
    finding_code = "ENTITY"
    clustered_by = ("id",)

    id: str = column(
        key=True,
        zh="编码",
        en="id",
        example="91130200777777775K",
        aliases=("编号",),
        note_zh="企业用统一社会信用代码，地区用行政区划代码，其他对象自定",
        note_en="an enterprise's unified social credit code, a region's GB/T 2260 code, else yours",
    )
    type: str = column(zh="类型", en="type", codelist="entity_types", example="enterprise")
    name_zh: str | None = column(zh="名称", en="name in Chinese", aliases=("名称", "企业名称"))
    name_en: str | None = column(zh="英文名称", en="name in English")
    credit_code: str | None = column(
        zh="统一社会信用代码",
        en="unified social credit code",
        aliases=("信用代码", "社会信用代码"),
        note_zh="编码不是统一社会信用代码的企业填写",
        note_en="of an enterprise whose id is another code",
    )
    address: str | None = column(zh="地址", en="address", aliases=("详细地址", "生产地址", "住所"))
    longitude: float | None = column(zh="经度", en="longitude", minimum=-180, maximum=180)
    latitude: float | None = column(zh="纬度", en="latitude", minimum=-90, maximum=90)
    sector: str | None = column(
        zh="行业代码",
        en="sector",
        example="3120",
        note_zh="GB/T 4754-2017 代码",
        note_en="code of GB/T 4754-2017",
    )
    item: str | None = column(
        zh="品种",
        en="item",
        codelist="items",
        aliases=("计量品种",),
        note_zh="计量器具所计量的、产品所属的品种",
        note_en="what a meter measures, or what a product is",
    )
    role: str | None = column(
        zh="计量用途",
        en="role metered",
        codelist="activity_roles",
        note_zh="仅计量器具填写",
        note_en="meters only",
    )
    step: str | None = column(
        zh="时段长度",
        en="step",
        example="PT15M",
        note_zh="时段量表的时段",
        note_en="length of an interval value",
    )
    capacity: float | None = column(
        zh="设计能力",
        en="capacity",
        minimum=0,
        note_zh="工序、设备的设计能力或额定功率",
        note_en="of a process or of equipment, as designed",
    )
    capacity_unit: str | None = column(
        zh="能力单位", en="unit of capacity", unit=True, example="MW"
    )
    valid_from: dt.date | None = column(
        zh="投产或成立日期", en="in being from", example="2008-06-01"
    )
    valid_to: dt.date | None = column(
        zh="停用或注销日期（不含）", en="in being until (not included)"
    )
    timezone: str | None = column(zh="时区", en="time zone", example="Asia/Shanghai")
    note: str | None = column(zh="备注", en="note")

    @classmethod
    def checks(cls) -> "tuple[Callable[[pa.Table], RowCheck], ...]":
        """The check digits of an enterprise's code, whether it is its id or beside it."""
        return (_id_fits, _credit_code_fits)


def _id_fits(table: "pa.Table") -> RowCheck:
    import numpy as np
    import pyarrow.compute as pc

    enterprises = np.asarray(pc.fill_null(pc.equal(table["type"], "enterprise"), False))
    return _codes_fit(table, "id", enterprises)


def _credit_code_fits(table: "pa.Table") -> RowCheck:
    import numpy as np

    return _codes_fit(table, "credit_code", np.ones(table.num_rows, dtype=bool))


def _codes_fit(table: "pa.Table", column_: str, meant: "np.ndarray") -> RowCheck:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = pc.if_else(pa.array(meant), table[column_], pa.scalar(None, pa.string()))
    wrong = faults(pc.unique(codes).to_pylist())
    held = codes.to_pylist() if wrong else []
    mask = np.zeros(table.num_rows, dtype=bool)
    mask[[n for n, code in enumerate(held) if code in wrong]] = True
    return RowCheck(
        mask, "ENTITY-02", column_, lambda row: said_of(held[row], wrong[held[row]]), Level.DOUBT
    )
