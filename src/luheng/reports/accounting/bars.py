"""The one chart that a table of a form may have: a bar for each of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .filled import CellKind
from .form import Kind

if TYPE_CHECKING:
    from .filled import FilledTable

__all__ = ["COLOUR", "Bars", "bars_of"]

COLOUR = "0072B2"


@dataclass(frozen=True, slots=True)
class Bars:
    """Names and values in the order of the table; ``unit`` is that of the column."""

    title: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    shown: tuple[str, ...]

    @property
    def largest(self) -> float:
        """The largest absolute value, by which the others are drawn."""
        return max(map(abs, self.values))


def bars_of(filled: FilledTable) -> Bars | None:
    """The bars of a table: parts only, no totals; None where fewer than two rows have a figure."""
    table = filled.table
    at = next((n for n, c in enumerate(table.columns) if c.id == table.chart), None)
    if at is None:
        return None
    found = []
    last = len(filled.rows) - (1 if filled.total else 0)
    for n, row in enumerate(filled.rows[:last]):
        part = table.kind != Kind.LINES or any(c.level for c in row)
        if part and row[at].kind is CellKind.NUMBER and row[at].value:
            found.append((filled.row_title(n), row[at]))
    if len(found) < 2:  # noqa: PLR2004  (one bar compares nothing)
        return None
    return Bars(
        table.columns[at].title.text,
        tuple(name for name, _ in found),
        tuple(cell.value or 0.0 for _, cell in found),
        tuple(f"{cell.shown} {cell.unit}" for _, cell in found),
    )
