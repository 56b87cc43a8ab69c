"""Cells of an indicator table: what a row, a column and a cell are, and what a cell's text says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from .lexicon import alternatives, lexicon
from .measures import Measure, measures
from .numerals import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "LABEL_UNIT",
    "Cell",
    "Column",
    "TableRow",
    "bare_label",
    "bind",
    "cell_measure",
    "is_class",
    "is_unit",
    "is_value",
    "is_void",
]

_VALUE = re.compile(
    r"^(?:不低于|不高于|不超过|不少于|达到?|大于|小于|低于|高于|超过)?[\[(〔【<>≤≥=~约近超]*\s*-?\d[\d.,]*(?:-\d[\d.]*)?\s*(?:%|[万亿千百]*(?:个百分点|吨标准煤|吨|元|家|个|项|种|台|户|万元|亿元))?"
    r"(?:以上|以下|左右|以内|及以上|以后)?\s*[\])〕】]*\s*%?\s*(?:\(?\*+\)?|\(?注\d?\)?)?$"
)
_SHORT = 16
_VOID = re.compile(r"^(?:-{1,3}|—{1,3}|/|－|–|\.{3}|…+|N/A|无)$")
_CLASS = re.compile(r"^(?:万亿|千亿|百亿|十亿)级?$")
LABEL_UNIT = re.compile(r"[(（]((?:[^()（）]|[(（][^()（）]*[)）])*)[)）]\s*$")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: name, unit, nature, change, base, target, with its year if printed."""

    role: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: the line it stands on, its text and its column."""

    line: int
    text: str
    column: Column
    measure: Measure | None = None


@dataclass(slots=True)
class TableRow:
    """One row: its label with the line of the label, its unit, its cells."""

    line: int
    label: str
    unit: str
    cells: list[Cell] = field(default_factory=list)
    binding: bool | None = None
    parent: str = ""
    starred: bool = False
    place: str = ""


def is_void(flat: str) -> bool:
    """Whether a cell says that there is no figure."""
    return bool(_VOID.match(flat))


def is_class(flat: str) -> bool:
    """Whether a cell is a class such as 千亿级."""
    return bool(_CLASS.match(flat))


def is_value(flat: str) -> bool:
    """Whether a cell is a figure, a class or void."""
    return bool(_VALUE.match(flat)) or is_void(flat) or is_class(flat)


def bare_label(text: str) -> str:
    """The name of an indicator without its running number, 其中 and marks of footnotes."""
    bare = re.sub(r"^(?:[（(]?\d{1,2}[）).、]?(?!\d)|[①-⑳]|其中：?|——|[-·])+", "", text)
    return re.sub(r"(?:[（(]?[*＊]+[）)]?|[①-⑳]|注\d)+$", "", bare).strip("，：")


def is_unit(text: str) -> bool:
    """Whether a text is a unit."""
    plain = text.lstrip("万亿千百")
    units = lexicon().units
    return text in units or plain in units or ("/" in text and len(text) <= _SHORT) or text == "PUE"


def cell_measure(flat: str) -> Measure | None:
    """The figure of a cell, None if it is void."""
    if _VOID.match(flat):
        return None
    text = re.sub(r"[\[\]()〔〕【】*]|注\d?", "", flat)
    if _CLASS.match(text):
        text = text.removesuffix("级") + "级"
    found = measures(text)
    if not found:
        return None
    first = found[0]
    negative = "-" in flat and flat.index("-") < flat.index(next(c for c in flat if c.isdigit()))
    value = -first.value if negative and first.kind != "class" else first.value
    return Measure(
        0,
        first.digits,
        first.end,
        Decimal(value),
        first.value_max,
        first.unit,
        first.kind,
        first.comparator,
        first.before,
        first.after,
    )


def bind(note: str, rows: Sequence[TableRow]) -> None:
    """What a note says of the binding force: of all rows, of those with a mark, of the others."""
    kinds = alternatives(lexicon().binding)
    note = folded(note)
    every = re.search(rf"(?:均为|皆为|全部为|都是)({kinds})", note)
    marked = re.search(rf"\*[”\"]?(?:号|的|标识|符号|项|为|者|表示|、|指标|是)*({kinds})", note)
    others = re.search(rf"(?:其余|其他|未标)[^，。；]{{0,8}}?({kinds})", note)
    for row in rows:
        star = row.starred or any("*" in c.text for c in row.cells)
        said = marked if star and marked else (others if marked and not star else every)
        if said and row.binding is None:
            row.binding = lexicon().binding[said[1]]
