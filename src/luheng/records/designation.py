"""A designation: which entity a source means by a name, as somebody decided."""

from .record import Record, column

__all__ = ["NONE", "Designation"]

#: what stands for the entity where the name means none that is known
NONE = "none"


class Designation(Record):
    """One decided meaning of one name in one region; a later decision corrects an earlier one."""

    record_name = "designation"
    record_zh = "名称对照"
    record_en = "designation"
    finding_code = "DESIGNATION"
    clustered_by = ("name",)

    name: str = column(
        key=True,
        zh="名称",
        en="name",
        aliases=(
            "企业名称",
            "单位名称",
            "单位全称",
            "企业全称",
            "法人名称",
            "name_zh",
            "enterprise",
        ),
        example="唐山宏达钢铁有限公司",
        note_zh="来源所写的名称，照录",
        note_en="the name as the source writes it",
    )
    region: str = column(
        key=True,
        zh="地区",
        en="region",
        default="CN",
        aliases=("所在地区", "行政区划", "区划代码", "地市", "所在地", "city", "province"),
        note_zh="来源所说的地区；没有则为 CN，不论何处都是此意",
        note_en="the region that the source says; CN: wherever the name comes",
    )
    entity: str | None = column(
        zh="单位编码",
        en="entity",
        aliases=("认定", "认定编码", "decided"),
        example="91130200777777775K",
        note_zh="所指单位的编码；none 表示名册中没有",
        note_en="id of the entity that is meant; none: no known one",
    )
    credit_code: str | None = column(
        zh="统一社会信用代码",
        en="unified social credit code",
        aliases=("信用代码", "社会信用代码", "组织机构代码", "code"),
    )
    address: str | None = column(
        zh="地址", en="address", aliases=("详细地址", "生产地址", "住所", "单位地址")
    )
    sector: str | None = column(
        zh="行业代码", en="sector", aliases=("行业", "所属行业", "国民经济行业代码")
    )
    note: str | None = column(zh="备注", en="note")
