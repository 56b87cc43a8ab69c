"""Tables of indicators in plain text: one cell a line, or a row a line parted by tabs or blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .lexicon import lexicon
from .line import Line
from .numerals import folded
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
)
from .table_grid import grid_at, grid_rows
from .table_places import place_rows

__all__ = ["tables"]

_CELL_LENGTH = 60
_SHORT = 16
#: a label, its unit in brackets and a figure without a blank: …下降（%）18
_STUCK = re.compile(
    r"^(?P<label>.*[^\d]（[^（）]*）)(?P<value>[<>≤≥\[]?\d[\d.]*(?:以上|以下|左右)?[\]*]*)$"
)


def tables(lines: Sequence[Line], *, first_year: int) -> Iterator[tuple[list[TableRow], set[int]]]:
    """The tables of a document in order, each with the numbers of the lines it took."""
    i, tried = 0, 0
    while i < len(lines):
        if i >= tried and lines[i].text.startswith("\t"):
            grid = grid_at(lines, i)
            tried = grid.end
            found = grid_rows(grid, first_year) or place_rows(grid, first_year)
            if found:
                yield found, {line.number for line in lines[i : grid.end]} - grid.prose
                i = grid.end
                continue
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
    stuck = _STUCK.match(folded(text).strip().replace("(", "（").replace(")", "）"))
    if stuck and "\t" not in text.strip():
        return [stuck["label"], stuck["value"]]
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
        is_value(flat)
        or text in lexicon().binding
        or re.fullmatch(r"\d{4}年?(?:目标值?|现状值?)?", flat)
        or is_unit(flat)
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
            bind(flat, rows)
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
    return not any(is_value(text) for row in ahead for text in _split(row))


def _void(rows: list[TableRow], columns: Sequence[Column], line: int) -> None:
    """An empty cell keeps its column: the next number is not moved into it."""
    figures = [c for c in columns if c.role in {"base", "target", "change"}]
    waits = any(c.role == "unit" for c in columns) and rows and not rows[-1].unit
    if rows and not waits and len(rows[-1].cells) < len(figures):
        rows[-1].cells.append(Cell(line, "", figures[len(rows[-1].cells)]))


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
    if len(flat) > _SHORT or (LABEL_UNIT.search(flat) and "年" not in flat):
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
    value = is_value(flat)
    figures = [c for c in columns if c.role in {"base", "target", "change"}]
    if value and row is not None and len(row.cells) < len(figures):
        row.cells.append(Cell(line, text, figures[len(row.cells)], cell_measure(flat)))
        return
    if value:
        return
    unit_column = any(c.role == "unit" for c in columns)
    # a category and a running number may share the line of the label
    text = re.sub(r"^\S{2,8}\s+(?=\d{1,2}[.、]?\s*[^\d\s.])", "", text)
    label = re.sub(r"^[^\d（]{2,8}(?=\d{1,2}[.、])", "", squeezed(text)[0])
    if row is not None and not row.cells and not row.unit:
        if unit_column and is_unit(flat):
            row.unit = flat
            return
        if not re.match(r"^[（(]?\d|其中|——", label):
            # a label that the page broke in two
            rest = LABEL_UNIT.search(label)
            row.label += label[: rest.start()] if rest else label
            row.unit = rest[1] if rest else ""
            return
    unit = LABEL_UNIT.search(label)
    kept = re.split("[，、]", unit[1])[0] if unit else ""  # （家，累计）
    kept = kept if unit and is_unit(kept) else (unit[1] if unit else "")
    named = label[: unit.start()] if unit else label
    bare = bare_label(named)
    if not bare:
        return
    # what follows 其中 belongs to the same row until the next numbered one
    sub = bool(re.match(r"^[-—·]*其中", label)) or (
        row is not None and bool(row.parent) and not re.match(r"^[（(]?\d", label)
    )
    parent = ""
    if rows and sub:
        parent = rows[-1].parent or rows[-1].label
    starred = "*" in folded(label)
    rows.append(TableRow(line, bare, kept, parent=parent, starred=starred))
