"""What the sheet's heading says: province, year, and the unit of each column."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from luheng.codelists import load
from luheng.connectors.files import Sheet, letter
from luheng.errors import UnknownUnit
from luheng.records import Finding, Level, Origin
from luheng.units import Unit, unit

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@dataclass(frozen=True, slots=True)
class _Line:
    """One title line: its place, its text, the province and the years that it names."""

    row: int
    column: int
    text: str
    region: str
    years: tuple[str, ...]

    @property
    def code(self) -> str:
        """The province's code, or nothing."""
        code = load("regions").match(self.region.strip())
        known = code and load("regions").get(code)["level"] in {"province", "nation"}
        return code if code and known else ""

    @property
    def year(self) -> str:
        """The last year that the line names, or nothing."""
        return self.years[-1] if self.years else ""


def find_title(sheet: Sheet, layout: Layout, origin: Origin) -> tuple[Title, tuple[Finding, ...]]:
    """Province and year by the Chinese title, by the English one where the Chinese fails.

    Two titles that name two provinces leave none: a table booked to the wrong province is worse
    than one not booked.
    """
    zh, en = _lines(sheet, layout)
    first = zh or en
    if first is None:
        return Title("", "", 0, 0, ""), (_no_title(origin, sheet),)
    place = Title("", "", first.row, first.column, first.text)
    if "标准量" in first.text:
        return place, (_other_form(origin, sheet, place),)
    both = [line for line in (zh, en) if line is not None]
    region, doubt = _agree([line.code for line in both])
    year, year_doubt = _agree([line.year for line in both])
    findings = []
    if not region or doubt:
        said = (zh.region if zh else "", en.region if en else "")
        findings.append(_region_finding(origin, sheet, place, said, region))
    if not year or year_doubt:
        findings.append(_year_finding(origin, sheet, place, year))
    return Title(region, year, first.row, first.column, first.text), tuple(findings)


def _lines(sheet: Sheet, layout: Layout) -> tuple[_Line | None, _Line | None]:
    """The Chinese and the English title line above the header."""
    zh = en = None
    for number, row in enumerate(sheet.rows[: layout.header_row]):
        for column, cell in enumerate(row):
            if not isinstance(cell, str):
                continue
            text = "".join(unicodedata.normalize("NFKC", cell).split())
            years = tuple(_YEAR.findall(text))
            if zh is None and (found := _ZH.match(text)):
                zh = _Line(number, column, cell.strip(), found["region"], years)
            elif en is None and (found := _EN.search(" ".join(cell.split()))):
                en = _Line(number, column, cell.strip(), found["region"], years)
    return zh, en


def _agree(said: list[str]) -> tuple[str, bool]:
    """The one value that all or only some lines say; doubt if a line says none or another."""
    values = {v for v in said if v}
    if len(values) != 1:
        return "", True
    return values.pop(), not all(said)


def read_units(
    sheet: Sheet, layout: Layout, origin: Origin
) -> tuple[dict[int, str], list[Finding]]:
    """Column to its unit as printed in Chinese; columns whose unit cannot be told are left out."""
    carriers = load("energy_carriers")
    units: dict[int, str] = {}
    findings: list[Finding] = []
    for column, item in layout.items.items():
        wanted = unit(carriers.get(item)["unit"])
        printed = _printed(sheet, layout, column)
        from_chinese = _fits(printed.chinese, wanted)
        from_english = _fits(_ENGLISH_UNITS.get(printed.english.casefold(), ""), wanted)
        if from_chinese and not (from_english and _differ(from_chinese, from_english)):
            units[column] = from_chinese
        elif from_english and not from_chinese:
            units[column] = from_english
            findings.append(_from_english(origin, sheet, printed, from_english))
        else:
            findings.append(_no_unit(origin, sheet, printed, item))
    return units, findings


class _Printed(NamedTuple):
    """Where a column's unit stands, and what it says in Chinese and in English."""

    row: int
    column: int
    chinese: str
    english: str


def _printed(sheet: Sheet, layout: Layout, column: int) -> _Printed:
    """The Chinese and the English unit in a column's heading; empty where there is none."""
    chinese = english = ""
    place: int | None = None
    for row in _unit_rows(sheet, layout):
        cell = sheet.rows[row][column] if column < len(sheet.rows[row]) else None
        text = "".join(str(cell or "").split()).strip(_BRACKETS)
        if _is_english_row(sheet.rows[row]):
            english = english or text
        else:
            chinese = chinese or text
            place = row if place is None else place
    return _Printed(layout.header_row if place is None else place, column, chinese, english)


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
            f"标题中的“{zh}”与“{en}”不是同一个已知地区，整张表未计入。",
            f"The title's {zh!r} and {en!r} are not one known province; the sheet was not kept.",
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


def _no_unit(origin: Origin, sheet: Sheet, printed: _Printed, item: str) -> Finding:
    row, column, said, english = printed
    name = load("energy_carriers").get(item)
    return Finding(
        "BALANCE-06",
        Level.REFUSED,
        origin.source,
        f"{name['zh']}的单位“{said}”（英文“{english}”）不能确定，该列未计入。",
        f"The unit {said!r} (in English {english!r}) of {name['en']} cannot be told; the column "
        "was not kept.",
        f"请改成与 {name['unit']} 同类的单位，如“万吨”“亿立方米”。",
        f"Write a unit of the same kind as {name['unit']}.",
        sheet=sheet.name,
        row=row + 1,
        column="unit",
        cell=f"{letter(column)}{row + 1}",
        value=said,
    )


def _from_english(origin: Origin, sheet: Sheet, printed: _Printed, read_as: str) -> Finding:
    row, column, said, english = printed
    return Finding(
        "BALANCE-06",
        Level.DOUBT,
        origin.source,
        f"中文单位“{said}”与品种不符，按英文单位“{english}”读作{read_as}。",
        f"The Chinese unit {said!r} does not fit the carrier; read as {read_as} by the English "
        f"unit {english!r}.",
        "请对照年鉴改正表头的单位。",
        "Compare the heading with the yearbook and correct it.",
        sheet=sheet.name,
        row=row + 1,
        column="unit",
        cell=f"{letter(column)}{row + 1}",
        value=said,
    )
