"""What the sheet's heading says: province, year, and the unit of each column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from luheng.codelists import load
from luheng.connectors.files import Sheet, letter
from luheng.errors import UnknownUnit
from luheng.records import Finding, Level, Origin
from luheng.units import Unit, unit

from .layout import Layout

__all__ = ["Title", "find_title", "read_units"]

_ZH = re.compile(r"^(?:\d+\s*[-–—]\s*\d+)?(?P<region>.*?)能源平衡表(?P<rest>.*)$")
_EN = re.compile(r"ENERGY\s+BALANCE\s+OF\s+(?P<region>[A-Z' ]+?)\s*(?:[-–—,(]|\d|$)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_BRACKETS = "()（）[]【】"

#: the yearbook's English units lose their superscripts: "104 tn" is ten to the fourth tonnes
_ENGLISH_UNITS = {
    "104tn": "万吨",
    "104t": "万吨",
    "104tons": "万吨",
    "108cu.m": "亿立方米",
    "108m3": "亿立方米",
    "1010kj": "百亿千焦",
    "108kw•h": "亿千瓦时",
    "108kw·h": "亿千瓦时",
    "108kwh": "亿千瓦时",
    "104tce": "万吨标煤",
}


@dataclass(frozen=True, slots=True)
class Title:
    """The province's code and the year, and where the title stands; empty where not found."""

    region: str
    year: str
    row: int
    column: int
    text: str


def find_title(sheet: Sheet, layout: Layout, origin: Origin) -> tuple[Title, tuple[Finding, ...]]:
    """Province and year by the Chinese title, by the English one where the Chinese fails.

    Two titles that name two provinces leave none: a table booked to the wrong province is worse
    than one not booked.
    """
    zh = en = None
    for number, row in enumerate(sheet.rows[: layout.header_row]):
        for column, cell in enumerate(row):
            if not isinstance(cell, str):
                continue
            text = "".join(unicodedata.normalize("NFKC", cell).split())
            if zh is None and (found := _ZH.match(text)):
                zh = (number, column, cell.strip(), found["region"], _YEAR.findall(text))
            elif en is None and (match := _EN.search(" ".join(cell.split()))):
                en = (number, column, cell.strip(), match["region"], _YEAR.findall(cell))
    if zh is None and en is None:
        return Title("", "", 0, 0, ""), (_no_title(origin, sheet),)
    row, column, text, _, _ = zh or en or (0, 0, "", "", [])
    place = Title("", "", row, column, text)
    regions = [_region(t[3]) if t else "" for t in (zh, en)]
    years = [t[4][-1] if t and t[4] else "" for t in (zh, en)]
    both = zh is not None and en is not None
    region, doubt = _agree(regions, both)
    year, year_doubt = _agree(years, both)
    findings = []
    if "标准量" in text:
        findings.append(_other_form(origin, sheet, place))
        region = ""
    elif not region or doubt:
        said = (zh[3] if zh else "", en[3] if en else "")
        findings.append(_region_finding(origin, sheet, place, said, region))
    if not year or year_doubt:
        findings.append(_year_finding(origin, sheet, place, year))
    return Title(region, year, row, column, text), tuple(findings)


def _agree(said: list[str], both: bool) -> tuple[str, bool]:  # noqa: FBT001
    """The one value that both or only one says; doubt if there are two titles and they differ."""
    first, second = said
    if first and second and first != second:
        return "", True
    return first or second, both and not (first and second)


def _region(text: str) -> str:
    regions = load("regions")
    code = regions.match(text.strip())
    return code if code and regions.get(code)["level"] in {"province", "nation"} else ""


def read_units(
    sheet: Sheet, layout: Layout, origin: Origin
) -> tuple[dict[int, str], list[Finding]]:
    """Column to its unit as printed in Chinese; columns whose unit cannot be told are left out."""
    carriers = load("energy_carriers")
    units: dict[int, str] = {}
    findings: list[Finding] = []
    for column, item in layout.items.items():
        wanted = unit(carriers.get(item)["unit"])
        chinese, english = _printed(sheet, layout, column)
        row, said = chinese or english or (layout.header_row, "")
        from_chinese = _fits(said if chinese else "", wanted)
        from_english = _fits(_ENGLISH_UNITS.get(english[1].casefold(), "") if english else "", wanted)
        if from_chinese and not (from_english and _differ(from_chinese, from_english)):
            units[column] = from_chinese
            continue
        if from_chinese or not from_english:
            findings.append(_no_unit(origin, sheet, (row, column), said, item, english))
            continue
        units[column] = from_english
        findings.append(_from_english(origin, sheet, (row, column), said, english, from_english))
    return units, findings


def _printed(
    sheet: Sheet, layout: Layout, column: int
) -> tuple[tuple[int, str] | None, tuple[int, str] | None]:
    """(row, text) of the Chinese and of the English unit in a column's heading."""
    chinese = english = None
    unit_rows = list(_unit_rows(sheet, layout))
    for row in unit_rows:
        cell = sheet.rows[row][column] if column < len(sheet.rows[row]) else None
        text = "".join(str(cell or "").split()).strip(_BRACKETS)
        is_english = _is_english_row(sheet.rows[row])
        if is_english and english is None and text:
            english = (row, text)
        elif not is_english and chinese is None:
            chinese = (row, text)
    return chinese, english


def _unit_rows(sheet: Sheet, layout: Layout) -> Iterator[int]:
    """The heading's rows that hold units: most of their cells stand in brackets."""
    for number in range(layout.header_row, layout.first_row):
        cells = [c for c in sheet.rows[number] if isinstance(c, str)]
        bracketed = [c for c in cells if c.strip()[:1] in "(（" and c.strip()[-1:] in ")）"]
        if cells and len(bracketed) * 2 > len(cells):
            yield number


def _is_english_row(row: list[object]) -> bool:
    texts = [c for c in row if isinstance(c, str)]
    return sum(any("一" <= ch <= "鿿" for ch in t) for t in texts) * 2 < len(texts)


def _fits(text: str, wanted: Unit) -> str:
    """The text if it is a unit of the carrier's dimension, else nothing."""
    try:
        return text if text and unit(text).fits(wanted) else ""
    except UnknownUnit:
        return ""


def _differ(one: str, other: str) -> bool:
    return unit(one).scale != unit(other).scale


def _no_title(origin: Origin, sheet: Sheet) -> Finding:
    return Finding(
        "BALANCE-03",
        Level.REFUSED,
        origin.source,
        "找不到“×××能源平衡表”的标题，不知道是哪个地区，整张表未计入。",
        "There is no title that names the province; the sheet was not kept.",
        "请补上标题，如“河北能源平衡表(实物量)-2007”。",
        "Add the title, for instance 河北能源平衡表(实物量)-2007.",
        sheet=sheet.name,
        row=1,
        cell="A1",
    )


def _other_form(origin: Origin, sheet: Sheet, place: Title) -> Finding:
    return Finding(
        "BALANCE-03",
        Level.REFUSED,
        origin.source,
        "这是标准量的平衡表，不是实物量的，整张表未计入。",
        "This is the balance in standard coal, not in physical quantities; it was not kept.",
        "请导入实物量表。",
        "Import the physical quantity table.",
        sheet=sheet.name,
        row=place.row + 1,
        cell=f"{letter(place.column)}{place.row + 1}",
        value=place.text,
    )


def _region_finding(
    origin: Origin, sheet: Sheet, place: Title, said: tuple[str, str], region: str
) -> Finding:
    zh, en = said
    if region:
        name = load("regions").get(region)
        problem = (
            f"标题中的地区名“{zh}”与“{en}”只认出一个，按{name['zh']}读取。",
            f"Of the province's names {zh!r} and {en!r} only one is known; read as {name['en']}.",
        )
    else:
        problem = (
            f"标题中的地区“{zh}”与“{en}”不是同一个已知地区，整张表未计入。",
            f"The title's {zh!r} and {en!r} do not name one known province; the sheet was not kept.",
        )
    return Finding(
        "BALANCE-03",
        Level.DOUBT if region else Level.REFUSED,
        origin.source,
        *problem,
        "请按行政区划名称改正标题。",
        "Correct the title to the province's official name.",
        sheet=sheet.name,
        row=place.row + 1,
        column="region",
        cell=f"{letter(place.column)}{place.row + 1}",
        value=place.text,
    )


def _year_finding(origin: Origin, sheet: Sheet, place: Title, year: str) -> Finding:
    return Finding(
        "BALANCE-03",
        Level.DOUBT if year else Level.REFUSED,
        origin.source,
        f"中英文标题只有一个写明年份，按 {year} 年读取。"
        if year
        else "标题没有写明年份，或两个标题的年份不同，整张表未计入。",
        f"Only one title states the year; read as {year}."
        if year
        else "The titles state no year, or two; the sheet was not kept.",
        "请在标题末尾写明年份，如“-2007”。",
        "State the year at the end of the title, for instance -2007.",
        sheet=sheet.name,
        row=place.row + 1,
        column="period",
        cell=f"{letter(place.column)}{place.row + 1}",
        value=place.text,
    )


def _no_unit(
    origin: Origin,
    sheet: Sheet,
    place: tuple[int, int],
    said: str,
    item: str,
    english: tuple[int, str] | None,
) -> Finding:
    row, column = place
    name = load("energy_carriers").get(item)
    other = english[1] if english else ""
    return Finding(
        "BALANCE-06",
        Level.REFUSED,
        origin.source,
        f"{name['zh']}的单位“{said}”（英文“{other}”）不能确定，该列未计入。",
        f"The unit {said!r} (in English {other!r}) of {name['en']} cannot be told; the column was "
        "not kept.",
        f"请改成与 {name['unit']} 同类的单位，如“万吨”“亿立方米”。",
        f"Write a unit of the same kind as {name['unit']}.",
        sheet=sheet.name,
        row=row + 1,
        column="unit",
        cell=f"{letter(column)}{row + 1}",
        value=said,
    )


def _from_english(
    origin: Origin,
    sheet: Sheet,
    place: tuple[int, int],
    said: str,
    english: tuple[int, str] | None,
    read_as: str,
) -> Finding:
    row, column = place
    other = english[1] if english else ""
    return Finding(
        "BALANCE-06",
        Level.DOUBT,
        origin.source,
        f"中文单位“{said}”与品种不符，按英文单位“{other}”读作{read_as}。",
        f"The Chinese unit {said!r} does not fit the carrier; read as {read_as} by the English "
        f"unit {other!r}.",
        "请对照年鉴改正表头的单位。",
        "Compare the heading with the yearbook and correct it.",
        sheet=sheet.name,
        row=row + 1,
        column="unit",
        cell=f"{letter(column)}{row + 1}",
        value=said,
    )
