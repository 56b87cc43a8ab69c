"""A filled form as the cells of a filing: each figure, and each gap with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from luheng.apps.accounting import FilledCell, FormCell
from luheng.methods.gbt_8170 import rounded_text

if TYPE_CHECKING:
    from .filled import Cell, FilledForm, FilledTable, Gap

__all__ = ["filed_cells"]


def filed_cells(filled: FilledForm) -> tuple[FilledCell, ...]:
    """The cells of a form in reading order; a figure of another period bears it among its members.

    A cell is named by its table, its row (the members of its figure where rows stand for members)
    and its column. Gaps that the form does not hold by its nature are left out: no data mends them.
    """
    found: dict[str, FilledCell] = {}
    for table, row, column, cell in filled.figures():
        one = _cell(filled, table, row, column, cell)
        found.setdefault(_free(one.cell.line, found), one)
    for gap in filled.gaps:
        if not gap.partial:
            one = _gap(gap)
            found.setdefault(_free(one.cell.line, found), one)
    return tuple(_named(line, one) for line, one in found.items())


def _free(line: str, taken: dict[str, FilledCell]) -> str:
    """The name of a line, numbered where two cells of a form would bear it."""
    return next(n for n in _numbered(line) if n not in taken)


def _numbered(line: str) -> Iterator[str]:
    yield line
    number = 2
    while True:
        yield f"{line}#{number}"
        number += 1


def _cell(filled: FilledForm, table: FilledTable, row: int, column: int, cell: Cell) -> FilledCell:
    origin = cell.origin
    assert origin is not None
    where = dict(origin.key)
    if origin.period != filled.period:
        where["period"] = origin.period
    members = ".".join(origin.key.values()) or str(row + 1)
    heading = table.table.columns[column]
    title = f"{table.row_title(row)} {heading.title.text}".strip()
    asked = FormCell(
        f"{table.table.id}/{members}/{heading.id}", origin.quantity, where, cell.unit,
        cell.digits, required=False, zh=title, en=title,
    )  # fmt: skip
    if cell.value is None:
        return FilledCell(asked, None, cell.unit or "1")
    printed = rounded_text(cell.value, cell.digits)
    return FilledCell(
        asked, cell.value, cell.unit or "1", printed, origin.provisional, origin.coverage
    )


def _gap(gap: Gap) -> FilledCell:
    names = [p for p in (gap.table, gap.row, gap.column) if p]
    figure = gap.quantity or names[-1]
    title = " ".join(names)
    asked = FormCell("/".join(names), figure, {}, "", 2, required=True, zh=title, en=title)
    return FilledCell(asked, None, "1", why=(gap.reason, gap.reason))


def _named(line: str, one: FilledCell) -> FilledCell:
    return one if one.cell.line == line else replace(one, cell=replace(one.cell, line=line))
