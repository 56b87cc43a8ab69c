"""Tables whose rows are places and whose columns are indicators: what each city is to reach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .indicators import indicator_id
from .table_cells import LABEL_UNIT, Cell, Column, TableRow, bind, cell_measure, is_unit, is_value
from .table_grid import FIGURES, MOST_HEAD_ROWS, column_of, flat_cell, heads_over, table_words

if TYPE_CHECKING:
    from .table_grid import Grid

__all__ = ["place_rows"]

#: what a head says of the time and the kind of its figures, and the shortest name without it
_WHEN = re.compile(
    r"(?:到|至)?20\d{2}年(?:底|末)?(?:目标值?|实际值?|现状)?|“?十[一二三四五六]五”?(?:期间|时期)?"
    r"|目标值?$|任务$|目标任务$"
)
_NAMED: Final = 4


def place_rows(grid: Grid, first_year: int) -> list[TableRow]:
    """The rows of a table of places (地区 | 能耗降低（%） | 节能量（吨）), one for each figure.

    Only columns whose head names an indicator with its unit are read; a head such as 2025年目标
    leaves the name to the caption and gives nothing.
    """
    words = table_words()
    rows = [r for r in grid.rows if len(r) > 1]
    found = next(
        (
            (i, j)
            for i, r in enumerate(rows[:MOST_HEAD_ROWS])
            for j, c in enumerate(r)
            if flat_cell(c.text) in words["places"]
        ),
        None,
    )
    if found is None:
        return []
    begin, at = found
    width, size = len(rows[begin]), 1
    while begin + size < len(rows) and len(rows[begin + size]) == width:
        if rows[begin + size][at].text or size == MOST_HEAD_ROWS:
            break
        size += 1
    heads = [_headed(text, first_year) for text in heads_over(rows[begin : begin + size])]
    out: list[TableRow] = []
    for row in rows[begin + size :]:
        place = flat_cell(row[at].text) if len(row) == width else ""
        for head, cell in zip(heads, row, strict=False):
            flat = flat_cell(cell.text)
            if head and place and place not in words["places"] and is_value(flat):
                name, unit, column = head
                measured = Cell(cell.line, cell.text, column, cell_measure(flat))
                out.append(TableRow(cell.line, name, unit, [measured], place=place))
    for note in grid.notes:
        bind(note, out)
    return [r for r in out if r.cells[0].measure]


def _headed(text: str, first_year: int) -> tuple[str, str, Column] | None:
    """The indicator, the unit and the column that a head speaks of, if it names all of them."""
    unit = LABEL_UNIT.search(text)
    if unit is None or not is_unit(unit[1]):
        return None
    name = _WHEN.sub("", text[: unit.start()])
    column = column_of(text[: unit.start()], first_year)
    if column.role not in FIGURES:
        column = Column("target")
    known = indicator_id(name, "percent" if unit[1] == "%" else "physical")
    return (name, unit[1], column) if known or len(name) >= _NAMED else None
