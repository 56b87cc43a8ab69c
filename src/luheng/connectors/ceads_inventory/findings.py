"""What can be wrong with an inventory, said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.records import Finding, Level

if TYPE_CHECKING:
    from luheng.records import Origin

__all__ = ["empty_scope_2", "left_out", "missing", "not_a_province", "unknown"]


def not_a_province(
    origin: Origin, place: str, *, sheet: str = "", row: int | None = None
) -> Finding:
    """A sheet or line whose province or year cannot be read."""
    return Finding(
        "INVENTORY-01",
        Level.REFUSED,
        origin.source,
        f"“{place}”不是省份加年份，未计入。",
        f"{place!r} is no province with a year and was not kept.",
        "请写成 Hebei2007 这样的省名加年份。",
        "Write the province and the year, as in Hebei2007.",
        sheet=sheet,
        row=row,
        column="region",
        value=place,
    )


def missing(
    origin: Origin, zh: str, en: str, *, sheet: str = "", row: int | None = None
) -> Finding:
    """A sheet, row or column that the form has and the file has not: absent, not nought."""
    return Finding(
        "INVENTORY-02",
        Level.REFUSED,
        origin.source,
        f"缺少{zh}；其数值为缺失，不是零。",
        f"The {en} is missing; its figures are absent, not zero.",
        "请补上后重新导入。",
        "Add it and import the file again.",
        sheet=sheet,
        row=row,
    )


def unknown(
    origin: Origin, about: str, label: str, *, sheet: str = "", row: int, cell: str
) -> Finding:
    """A label that names no sector or column of the form."""
    codes = load("ceads_sectors" if about == "sector" else "energy_carriers")
    near = [codes.get(code) for code in codes.near(label)]
    zh = "部门" if about == "sector" else "品种"
    return Finding(
        "INVENTORY-03",
        Level.REFUSED,
        origin.source,
        f"不认识的{zh}“{label}”，未计入。",
        f"The {about} {label!r} is none of the form and was not kept.",
        f"相近：{'、'.join(r['zh'] for r in near)}。" if near else "请按清单改正名称。",
        f"Near it: {'; '.join(r['en'] for r in near)}." if near else "Correct the label.",
        sheet=sheet,
        row=row,
        column=about,
        cell=cell,
        value=label,
    )


def empty_scope_2(origin: Origin, count: int) -> Finding:
    """Scope 2 columns of noughts only: nothing was computed, so nothing is kept."""
    return Finding(
        "INVENTORY-05",
        Level.NOTED,
        origin.source,
        f"{count} 张表的范围二（热力、电力）各列全为零，即未核算，未读取。",
        f"The scope 2 columns (heat, electricity) of {count} sheets hold noughts only: they were "
        "not computed, and were not read.",
    )


def left_out(origin: Origin, sheet: str) -> Finding:
    """A sheet that is no inventory."""
    return Finding(
        "TABLE-08",
        Level.NOTED,
        origin.source,
        f"工作表“{sheet}”不是排放清单，未读取。",
        f"The sheet {sheet!r} holds no inventory and was not read.",
        sheet=sheet,
        cell="A1",
    )
