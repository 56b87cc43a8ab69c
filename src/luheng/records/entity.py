"""An entity: whoever or whatever a record can be about."""

from .record import Record, column

__all__ = ["Entity"]


class Entity(Record):
    """A region, park, enterprise, site, process, equipment, meter or product."""

    record_name = "entity"
    record_zh = "对象"
    record_en = "entity"
    finding_code = "ENTITY"
    clustered_by = ("id",)

    id: str = column(key=True, zh="编码", en="id", example="91130200XXXXXXXXXX", aliases=("编号",))
    type: str = column(zh="类型", en="type", codelist="entity_types", example="enterprise")
    name_zh: str | None = column(zh="名称", en="name in Chinese", aliases=("名称", "企业名称"))
    name_en: str | None = column(zh="英文名称", en="name in English")
    sector: str | None = column(zh="行业代码", en="sector")
    item: str | None = column(
        zh="计量品种",
        en="item metered",
        codelist="energy_carriers",
        note_zh="仅计量器具填写",
        note_en="meters only",
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
    timezone: str | None = column(zh="时区", en="time zone", example="Asia/Shanghai")
    note: str | None = column(zh="备注", en="note")
