"""A filled form as the cells of a filing: each figure, and each gap with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.apps.accounting import FilledCell, FormCell
from luheng.methods.gbt_8170 import rounded_text

from .digits import decimals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .filled import Cell, FilledForm, FilledTable, Gap

__all__ = ["filed_cells"]


def filed_cells(filled: FilledForm) -> tuple[FilledCell, ...]:
    """The cells of a form in reading order; a figure of another period bears it among its members.

    A cell is named by its table, its row and its column, in no language. Values of factors and the
    arithmetic of a balance are no figures of the entity and are not filed. What no record can hold
    is left out of the gaps: no data mends it.
    """
    found = [
        _cell(filled, table, row, column, cell)
        for table, row, column, cell in filled.figures()
        if cell.origin is not None and cell.origin.evaluated and cell.value is not None
    ]
    return (*found, *(_gap(filled, gap) for gap in filled.gaps if not gap.partial))


def _cell(filled: FilledForm, table: FilledTable, row: int, column: int, cell: Cell) -> FilledCell:
    origin = cell.origin
    assert origin is not None
    value = cell.value or 0.0
    title = f"{table.row_title(row)} {table.table.columns[column].title.text}".strip()
    places = decimals(value, cell.digits)
    asked = FormCell(
        cell.line, origin.quantity, _where(filled, origin.key, origin.period), cell.unit, places,
        required=False, zh=title, en=title,
    )  # fmt: skip
    return FilledCell(
        asked, value, cell.unit, rounded_text(value, places), origin.provisional, origin.coverage
    )


def _gap(filled: FilledForm, gap: Gap) -> FilledCell:
    where = _where(filled, gap.key, gap.period)
    asked = FormCell(
        gap.line, gap.quantity or gap.line, where, gap.unit, zh=gap.place, en=gap.place
    )
    return FilledCell(asked, None, gap.unit or "1", why=(gap.reason, gap.reason))


def _where(filled: FilledForm, key: Mapping[str, str], period: str) -> dict[str, str]:
    return dict(key) if period == filled.period else {**key, "period": period}
