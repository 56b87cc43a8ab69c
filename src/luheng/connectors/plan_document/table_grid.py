"""Indicator tables whose rows and columns are known: cells that begin with a tab, one row a block.

A row holds as many cells as the table has columns, empty ones included; what a merged cell spans
is empty. The head may take several rows, the name of an indicator several columns.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml

from .lexicon import lexicon
from .numerals import folded
from .phrasing import pue
from .sentences import squeezed
from .table_cells import (
    LABEL_UNIT,
    Cell,
    Column,
    TableRow,
    bare_label,
    bind,
    cell_measure,
    is_unit,
    is_value,
    is_void,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .line import Line

__all__ = [
    "FIGURES",
    "MOST_HEAD_ROWS",
    "Grid",
    "column_of",
    "flat_cell",
    "grid_at",
    "grid_rows",
    "heads_over",
    "table_words",
]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_HEAD_ROWS: Final = 4
_FEWEST_COLUMNS: Final = 2
#: share of the rows that must have the width of the table
_EVEN: Final = 0.6
_NOTE: Final = ("注", "备注", "说明", "*", "带*", "标*")
_NOTE_LINES: Final = 4
_PROSE: Final = 40
#: 比2020年下降13.5%: a change written out in the cell
_CHANGED = re.compile(r"^(?:[比较]20\d{2}年)?(?:累计)?(?P<way>下降|降低|减少|提高|增长|提升)(?=\d)")
_PAGE = re.compile(r"^\s*[-—–－]+\s*\d{1,4}\s*[-—–－]+\s*$")
_FIVE = re.compile(r"十([一二三四五六])五")
_ORDINALS: Final = "零一二三四五六"
FIGURES: Final = frozenset({"base", "target", "change"})


@functools.cache
def table_words() -> dict[str, tuple[str, ...]]:
    """The words of the heads of tables, by what they say of their column."""
    text = (importlib.resources.files(__package__) / "tables.yaml").read_text(encoding="utf-8")
    held = yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader)
    return {name: tuple(words) for name, words in held.items()}


@dataclass(slots=True)
class _GridCell:
    line: int
    text: str


@dataclass(slots=True)
class Grid:
    """Rows of cells from one table, the place of the line behind it, and the notes below it."""

    rows: list[list[_GridCell]] = field(default_factory=list)
    end: int = 0
    notes: list[str] = field(default_factory=list)
    prose: set[int] = field(default_factory=set)


def grid_at(lines: Sequence[Line], start: int) -> Grid:
    """The rows from a line that begins a cell to the end of its table."""
    grid = Grid(rows=[[]])
    blank = 0
    i = start
    while i < len(lines):
        text = lines[i].text
        if _PAGE.match(text) and not text.startswith("\t"):
            i += 1
            continue
        if text.startswith("\t"):
            grid.rows[-1].append(_GridCell(lines[i].number, text.strip()))
            blank = 0
        elif not text.strip():
            blank += 1
            if blank > 1 and not _goes_on(lines, i, grid):
                break
            if grid.rows[-1]:
                grid.rows.append([])
        elif grid.rows[-1] and blank == 0:
            last = grid.rows[-1][-1]
            last.text += text.strip()
        else:
            break
        i += 1
    grid.rows = [row for row in grid.rows if row]
    grid.prose = {r[0].line for r in grid.rows if "。" in _only(r)[:-1] and len(_only(r)) > _PROSE}
    grid.end = i
    _read_notes(grid, lines)
    return grid


def _last(grid: Grid) -> list[_GridCell]:
    return next((row for row in reversed(grid.rows) if row), [])


def _goes_on(lines: Sequence[Line], at: int, grid: Grid) -> bool:
    """Whether the next text is a row as wide as those before, as on the next page."""
    while at < len(lines) and (not lines[at].text.strip() or _PAGE.match(lines[at].text)):
        if lines[at].text.startswith("\t"):
            break
        at += 1
    cells = []
    while at < len(lines) and lines[at].text.startswith("\t"):
        cells.append(flat_cell(lines[at].text))
        at += 1
    other = any(c in table_words()["name"] for c in cells)  # the head of another table
    again = cells in [[flat_cell(c.text) for c in row] for row in grid.rows[:MOST_HEAD_ROWS]]
    return len(cells) == len(_last(grid)) > 1 and (again or not other)


def _read_notes(grid: Grid, lines: Sequence[Line]) -> None:
    """The notes in the last row and right below the table."""
    while grid.rows and _only(grid.rows[-1]).startswith(_NOTE):
        grid.notes.append(_only(grid.rows.pop()))
    i, seen = grid.end, 0
    while i < len(lines) and seen < _NOTE_LINES:
        text = squeezed(lines[i].text)[0]
        if text:
            numbered = bool(grid.notes) and re.match(r"^(?:\d{1,2}[.、]|[①-⑨])", text)
            if not text.startswith(_NOTE) and not numbered:
                break
            grid.notes.append(text)
            grid.end = i + 1
            seen += 1
        i += 1


def _only(row: Sequence[_GridCell]) -> str:
    """The text of a row that has one, else nothing."""
    texts = [squeezed(c.text)[0] for c in row if c.text]
    return texts[0] if len(texts) == 1 else ""


# -- columns -----------------------------------------------------------------------------------


def grid_rows(grid: Grid, first_year: int) -> list[TableRow]:
    """The rows of indicators; none if the head names no indicator or no column of figures."""
    rows = [r for r in grid.rows if not (_only(r) and len(r) == 1)]
    found = _head(rows)
    if found is None:
        return []
    begin, size = found
    width = len(rows[begin])
    even = sum(1 for r in rows[begin:] if len(r) == width)
    if width < _FEWEST_COLUMNS or even < _EVEN * len(rows[begin:]):
        return []
    columns = _columns(rows[begin : begin + size], first_year)
    if not any(c.role == "name" for c in columns):
        heads_above = heads_over(rows[begin : begin + size])
        subject = next(
            (j for j, t in enumerate(heads_above) if t in table_words()["subject"]), None
        )
        columns = [Column("name") if j == subject else c for j, c in enumerate(columns)]
    roles = {c.role for c in columns}
    if "name" not in roles or not roles & FIGURES:
        return []
    heads = {tuple(flat_cell(c.text) for c in r) for r in rows[begin : begin + size]}
    body = [
        r
        for r in rows[begin + size :]
        if len(r) == width and tuple(flat_cell(c.text) for c in r) not in heads
    ]
    out = _rows(body, columns)
    for note in grid.notes:
        bind(note, out)
    return [r for r in out if any(c.measure for c in r.cells)]


def flat_cell(text: str) -> str:
    """A cell's text with half-width signs and without blanks."""
    return "".join(folded(text).split())


def _head(rows: Sequence[Sequence[_GridCell]]) -> tuple[int, int] | None:
    """Where the head begins and how many rows it takes: up to the first row with a figure."""
    words = table_words()
    for begin, row in enumerate(rows[:MOST_HEAD_ROWS]):
        flats = [flat_cell(c.text) for c in row]
        starts = (*words["name"], *words["subject"], *lexicon().table["start"])
        if not any(f in starts for f in flats):
            continue
        size = 1
        while begin + size < len(rows) and size < MOST_HEAD_ROWS:
            below = rows[begin + size]
            texts = [flat_cell(c.text) for c in below if c.text]
            # a row below the head holds years or nothing where the names stand
            if len(below) != len(row) or (below[0].text and flat_cell(below[0].text) != flats[0]):
                break
            if not texts or not all(_is_head_text(t) for t in texts):
                break
            size += 1
        return begin, size
    return None


def _is_head_text(text: str) -> bool:
    words = table_words()
    known = [*words["name"], *words["unit"], *words["nature"], *words["class"], *words["number"]]
    return (
        text in known
        or bool(re.search(r"20\d{2}|十[一二三四五六]五", text))
        or any(w in text for w in (*words["base"], *words["target"], *words["change"]))
    )


def _columns(head: Sequence[Sequence[_GridCell]], first_year: int) -> list[Column]:
    return [column_of(text, first_year) for text in heads_over(head)]


def heads_over(head: Sequence[Sequence[_GridCell]]) -> list[str]:
    """What stands over each column."""
    width = len(head[0])
    above = ["" for _ in range(width)]
    for depth, row in enumerate(head):
        carried = ""
        for j in range(width):
            text = flat_cell(row[j].text)
            below = any(r[j].text for r in head[depth + 1 :])
            # a merged head stands over the columns to its right that have heads of their own, or
            # over the second column of the names
            if text:
                carried = text
            elif carried and (below or (carried in table_words()["name"] and not above[j])):
                text = carried
            if text and not above[j].endswith(text):
                above[j] += text
    return above


def column_of(text: str, first_year: int) -> Column:
    """What a column holds, told by its head."""
    words = table_words()
    for role in ("number", "unit", "nature", "other"):
        if text in words[role]:
            return Column(role)
    unique = text[: len(text) // 2] if text[: len(text) // 2] * 2 == text else text
    if unique in words["name"]:
        return Column("name")
    if unique in words["class"] or unique in words["places"]:
        return Column("class")
    years = [int(y) for y in re.findall(r"(?<!\d)(20\d{2})(?!\d)", text)]
    five = _FIVE.search(text)
    if not years and five:
        years = [2005 + 5 * _ORDINALS.index(five[1])]
    aimed = any(w in text for w in words["target"])
    known = any(w in text for w in words["base"])
    if any(w in text for w in words["change"]) and not re.match(r"\d{4}年?目标", text):
        return Column("change", max(years) if years else None)
    if years:
        year = years[0] if known and not aimed else years[-1]
        past = (known and not aimed) or year < first_year
        return Column("base" if past else "target", year)
    if aimed:
        return Column("target")
    if known:
        return Column("base", (first_year - 1) // 5 * 5 if first_year else None)
    return Column("other")


# -- rows --------------------------------------------------------------------------------------


def _rows(body: Sequence[Sequence[_GridCell]], columns: Sequence[Column]) -> list[TableRow]:
    out: list[TableRow] = []
    carried: dict[int, str] = {}
    unit = ""
    for row in body:
        names = [(j, squeezed(row[j].text)[0]) for j, c in enumerate(columns) if c.role == "name"]
        own = [(j, t) for j, t in names if t]
        if not own or not any(row[j].text for j, c in enumerate(columns) if c.role in FIGURES):
            carried.update(own)
            continue
        j, label = own[-1]
        group = next((carried[k] for k, t in names if k < j and not t and k in carried), "")
        group = group or next((t for k, t in names if k < j and t), "")
        carried.update(own)
        made = _row(row, columns, label, row[j].line)
        if group and group != label and not re.match(r"^[-—·]*其中", label):
            made.label = _under(bare_label(group), made.label)
        part = bool(re.match(r"^[-—·*]*其中", label))
        # what follows 其中 belongs to the same indicator until the next number or category
        ahead = any(row[k].text for k, c in enumerate(columns) if c.role in {"number", "class"})
        if not part and out and out[-1].parent and not ahead:
            part = not re.match(r"^[（(]?\d", label)
        if part and out:
            made.parent = out[-1].parent or out[-1].label
        if not made.unit and any(c.role == "unit" for c in columns) and not pue(label):
            blank = all(not row[k].text for k, c in enumerate(columns) if c.role == "unit")
            made.unit = unit if blank else ""  # merged with the cell above
        unit = made.unit
        out.append(made)
    return out


def _under(group: str, label: str) -> str:
    """The name of a part under the name of its group: what both say is said once."""
    for size in range(min(len(group), len(label)), 1, -1):
        if group.endswith(label[:size]):
            return group + label[size:]
    return group + label


def _row(row: Sequence[_GridCell], columns: Sequence[Column], label: str, line: int) -> TableRow:
    unit = LABEL_UNIT.search(label)
    if unit and is_unit(re.split("[，、]", unit[1])[0]):  # （家，累计）
        label = f"{label[: unit.start()]}（{re.split('[，、]', unit[1])[0]}）"
        unit = LABEL_UNIT.search(label)
    kept = unit and (is_unit(unit[1]) or unit[1].startswith(("%", "[%")))
    named = label[: unit.start()] if unit and kept else label
    starred = "*" in folded(label)
    made = TableRow(line, bare_label(named), unit[1] if unit and kept else "", starred=starred)
    for cell, column in zip(row, columns, strict=True):
        flat = flat_cell(cell.text)
        if column.role == "unit" and flat and not is_void(flat):
            made.unit = re.sub(r"[\[\]〔〕【】]", "", flat).split("(")[0] or made.unit
        elif column.role == "nature" and flat in lexicon().binding:
            made.binding = lexicon().binding[flat]
        elif column.role in FIGURES:
            worded = _CHANGED.match(flat)
            if worded and not re.search(r"下降|降低|减少|提高|增长|提升", made.label):
                made.label += worded["way"]
            flat = flat[worded.end() :] if worded else flat
            measure = cell_measure(flat) if is_value(flat) else None
            made.cells.append(Cell(cell.line, cell.text, column, measure))
    return made
