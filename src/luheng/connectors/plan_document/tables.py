"""Tables of indicators in plain text: one cell a line, or a row a line parted by tabs or blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .lexicon import alternatives, lexicon
from .line import Line
from .measures import Measure, measures
from .numerals import folded
from .sentences import squeezed

__all__ = ["Cell", "Column", "TableRow", "tables"]

_VALUE = re.compile(
    r"^[\[(〔<>≤≥=~约近超]*\s*-?\d[\d.,]*(?:-\d[\d.]*)?\s*(?:%|[万亿千百]*(?:个百分点|吨标准煤|吨|元|家|个|项|种|台|户|万元|亿元))?"
    r"(?:以上|以下|左右|以内|及以上|以后)?\s*[\])〕]*\s*(?:\(?\*+\)?|\(?注\d?\)?)?$"
)
_CELL_LENGTH = 60
_SHORT = 16
_VOID = re.compile(r"^(?:-{1,3}|—{1,3}|/|－|–|\.{3}|…+|N/A|无)$")
_CLASS = re.compile(r"^(?:万亿|千亿|百亿|十亿)级?$")
_LABEL_UNIT = re.compile(r"[(（]((?:[^()（）]|[(（][^()（）]*[)）])*)[)）]\s*$")


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


def tables(lines: Sequence[Line], *, first_year: int) -> Iterator[tuple[list[TableRow], set[int]]]:
    """The tables of a document in order, each with the numbers of the lines it took."""
    i = 0
    while i < len(lines):
        if _is_start(lines[i].text):
            rows, last = _table(lines, i, first_year)
            if rows:
                yield rows, {line.number for line in lines[i:last]}
                i = last
                continue
        i += 1


def _is_start(text: str) -> bool:
    cells = _split(text)
    return bool(cells) and "".join(cells[0].split()) in lexicon().table["start"]


def _split(text: str) -> list[str]:
    """The cells of one line: parted by tabs, bars or wide blanks, or by blanks before numbers."""
    parts = [p.strip() for p in re.split(r"\t+|\||｜| {2,}|\u3000+", text.strip()) if p.strip()]
    if len(parts) > 1 and all(len("".join(p.split())) == 1 for p in parts):
        return ["".join(parts)]
    out: list[str] = []
    for part in parts:
        words = part.split()
        if words[0] in lexicon().table["start"]:
            out += words
            continue
        tail: list[str] = []
        while len(words) > 1 and (_cell_like(words[-1])):
            tail.insert(0, words.pop())
        out += [" ".join(words), *tail]
    return out


def _cell_like(text: str) -> bool:
    flat = folded(text)
    table = lexicon().table
    return bool(
        _VALUE.match(flat)
        or _VOID.match(flat)
        or _CLASS.match(flat)
        or text in lexicon().binding
        or re.fullmatch(r"\d{4}年?(?:目标值?|现状值?)?", flat)
        or _is_unit(flat)
        or text in table["unit"]
        or text in table["nature"]
    )


def _table(lines: Sequence[Line], start: int, first_year: int) -> tuple[list[TableRow], int]:
    columns: list[Column] = []
    rows: list[TableRow] = []
    header = True
    i = start
    while i < len(lines):
        text = lines[i].text
        if not text.strip():
            if text.startswith("\t") and not header:
                _void(rows, columns, lines[i].number)
            i += 1
            continue
        flat = squeezed(text)[0]
        if flat.startswith(("注", "备注", "说明：")):
            _note(flat, rows)
            return rows, i + 1
        if _ends(lines, i):
            break
        for text_cell in _split(text):
            column = _column(text_cell, first_year) if header else None
            if column is not None:
                columns.append(column)
                continue
            if header and not any(c.role in {"base", "target", "change"} for c in columns):
                return [], start
            header = False
            _take(rows, columns, lines[i].number, text_cell)
        i += 1
    return [r for r in rows if any(c.measure for c in r.cells)], i


def _is_unit(text: str) -> bool:
    plain = text.lstrip("万亿千百")
    units = lexicon().units
    return text in units or plain in units or ("/" in text and len(text) <= _SHORT) or text == "PUE"


def _ends(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is no more of a table: running text, or a heading that no figures follow."""
    flat = squeezed(lines[at].text)[0]
    if re.search(r"[。；]", flat) or len(flat) > _CELL_LENGTH:
        return True
    if re.match(r"[一二三四五六七八九十]{1,3}、|专栏|第[一二三四五六七八九十]{1,3}[章节]", flat):
        return True
    if not re.match(r"（[一二三四五六七八九十]{1,3}）", flat):
        return False
    ahead = [squeezed(line.text)[0] for line in lines[at + 1 : at + 9]]
    return not any(_VALUE.match(text) for row in ahead for text in _split(row))


def _void(rows: list[TableRow], columns: Sequence[Column], line: int) -> None:
    """An empty cell keeps its column: the next number is not moved into it."""
    figures = [c for c in columns if c.role in {"base", "target", "change"}]
    waits = any(c.role == "unit" for c in columns) and rows and not rows[-1].unit
    if rows and not waits and len(rows[-1].cells) < len(figures):
        rows[-1].cells.append(Cell(line, "", figures[len(rows[-1].cells)]))


def _note(text: str, rows: list[TableRow]) -> None:
    """注：以上指标均为预期性指标 settles the binding force of rows that do not print their own."""
    said = re.search(rf"均为({alternatives(lexicon().binding)})", text)
    for row in rows:
        if said and row.binding is None:
            row.binding = lexicon().binding[said[1]]


def _column(text: str, first_year: int) -> Column | None:
    words = lexicon().table
    flat = "".join(folded(text).split())
    year = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", flat)
    if flat in words["unit"]:
        return Column("unit")
    if flat in words["nature"]:
        return Column("nature")
    if flat in words["start"]:
        return Column("name")
    if len(flat) > _SHORT or (_LABEL_UNIT.search(flat) and "年" not in flat):
        return None
    if year is None and not any(w in flat for w in words["change"]):
        return None
    if any(w in flat for w in words["change"]) and not re.match(r"\d{4}年?目标", flat):
        return Column("change", int(year[1]) if year else None)
    if year:
        number = int(year[1])
        return Column("base" if number < first_year else "target", number)
    return None


def _take(rows: list[TableRow], columns: list[Column], line: int, text: str) -> None:
    flat = "".join(folded(text).split())
    row = rows[-1] if rows else None
    if text in lexicon().binding:
        if row:
            row.binding = lexicon().binding[text]
        return
    is_value = bool(_VALUE.match(flat) or _VOID.match(flat) or _CLASS.match(flat))
    figures = [c for c in columns if c.role in {"base", "target", "change"}]
    if is_value and row is not None and len(row.cells) < len(figures):
        row.cells.append(Cell(line, text, figures[len(row.cells)], _measure(flat)))
        return
    if is_value:
        return
    unit_column = any(c.role == "unit" for c in columns)
    # a category and a running number may share the line of the label
    text = re.sub(r"^\S{2,8}\s+(?=\d{1,2}[.、]?\s*[^\d\s.])", "", text)
    label = re.sub(r"^[^\d（]{2,8}(?=\d{1,2}[.、])", "", squeezed(text)[0])
    if row is not None and not row.cells and not row.unit:
        if unit_column and _is_unit(flat):
            row.unit = flat
            return
        if not re.match(r"^[（(]?\d|其中|——", label):
            # a label that the page broke in two
            rest = _LABEL_UNIT.search(label)
            row.label += label[: rest.start()] if rest else label
            row.unit = rest[1] if rest else ""
            return
    unit = _LABEL_UNIT.search(label)
    named = label[: unit.start()] if unit else label
    bare = re.sub(r"^(?:[（(]?\d{1,2}[）).、]?|其中：?|——|[-·])+", "", named).strip("，：")
    if not bare:
        return
    # what follows 其中 belongs to the same row until the next numbered one
    sub = bool(re.match(r"^[-—·]*其中", label)) or (
        row is not None and bool(row.parent) and not re.match(r"^[（(]?\d", label)
    )
    parent = ""
    if rows and sub:
        parent = rows[-1].parent or rows[-1].label
    rows.append(TableRow(line, bare, unit[1] if unit else "", parent=parent))


def _measure(flat: str) -> Measure | None:
    if _VOID.match(flat):
        return None
    text = re.sub(r"[\[\]()〔〕*]|注\d?", "", flat)
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
