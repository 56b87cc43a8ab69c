"""A form filled in: cells with their figures, what each rests on, and what is missing and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.account.line import member
from luheng.errors import say

from .digits import shown

if TYPE_CHECKING:
    from luheng.apps.accounting import CheckFinding

    from .form import Form, Table, Title

__all__ = [
    "Cell",
    "CellKind",
    "Fact",
    "FilledForm",
    "FilledTable",
    "Gap",
    "Mark",
    "Origin",
    "Place",
]

_NO_KEY: Mapping[str, str] = MappingProxyType({})
NONE, VOID = "—", "×"


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    GAP = "gap"  # it must be filled and cannot be: answered in the list of gaps
    NONE = "none"  # nothing on record, and the form does not ask for it
    VOID = "void"  # the column does not apply to the row


class Mark(StrEnum):
    """What is put after a figure."""

    PROVISIONAL = "*"
    PARTIAL = "†"
    OVERLAID = "‡"

    @property
    def meaning(self) -> str:
        """The footnote."""
        match self:
            case Mark.PROVISIONAL:
                return say(
                    zh="* 暂定：所依据的取值中有未与原文核对的（凭记忆或各处不一），见“来源”。",
                    en="* provisional: it rests on a value that is recalled or disputed; "
                    "see Origins.",
                )
            case Mark.PARTIAL:
                return say(
                    zh="† 数据不全：应有的记录没有到齐，数值只含已有部分，见“缺项”。",
                    en="† partial: rows that should be there are missing; see Gaps.",
                )
            case Mark.OVERLAID:
                return say(
                    zh="‡ 采用了具名的替代取值，名称见“来源”。",
                    en="‡ a named overlay stands in place of the rulebook; see Origins.",
                )


@dataclass(frozen=True, slots=True)
class Origin:
    """What one figure of a form rests on; ``value`` is in full, in the rulebook's ``unit``.

    ``key`` are its members by their codes. ``evaluated`` is true of a figure of the entity, which
    can be asked for again, and false of the value of a factor or of a balance's own arithmetic.
    """

    quantity: str
    title: str
    key: Mapping[str, str]
    period: str
    value: float | None
    unit: str
    coverage: float | None = None
    trust: str = ""
    provisional: bool = False
    basis: str = ""
    overlays: tuple[str, ...] = ()
    grade: str = ""
    cite: str = ""
    evaluated: bool = False

    @property
    def members(self) -> str:
        """Its members in the reader's language."""
        return say(zh="、", en=", ").join(member(d, m) for d, m in self.key.items())

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "quantity": self.quantity, "title": self.title, **self.key, "period": self.period,
            "value": self.value, "unit": self.unit, "coverage": self.coverage,
            "trust": self.trust or None, "provisional": self.provisional,
            "basis": self.basis or None, "overlays": list(self.overlays),
            "grade": self.grade or None, "cite": self.cite,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: its place in the form, the reason and the remedy.

    ``line`` names the cell whatever the language; ``key`` are the members of the figure that lacks,
    by their codes, and ``unit`` is that of display.
    """

    number: int
    line: str
    table: str
    row: str
    column: str
    period: str
    reason: str
    remedy: str
    quantity: str = ""
    partial: bool = False
    key: Mapping[str, str] = field(default_factory=lambda: _NO_KEY)
    unit: str = ""

    @property
    def place(self) -> str:
        """Where in the form, in one line."""
        return " / ".join(p for p in (self.table, self.row, self.column) if p)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "number": self.number, "line": self.line, "table": self.table, "row": self.row,
            "column": self.column, "period": self.period, "quantity": self.quantity or None,
            "partial": self.partial, **self.key, "reason": self.reason, "remedy": self.remedy,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands: in words, and by ``line``, which does not change with the language."""

    line: str
    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``value`` is in the unit of display and never rounded, ``line`` names the cell."""

    kind: CellKind
    text: str = ""
    value: float | None = None
    digits: int = 2
    unit: str = ""
    marks: tuple[Mark, ...] = ()
    origin: Origin | None = None
    gap: Gap | None = None
    level: int = 0
    line: str = ""

    @property
    def mark_text(self) -> str:
        """Its marks in a row."""
        return "".join(self.marks)

    @property
    def shown(self) -> str:
        """What a reader sees."""
        match self.kind:
            case CellKind.NUMBER:
                number = self.text or shown(self.value or 0.0, self.digits)
                return number + self.mark_text
            case CellKind.GAP:
                number = str(self.gap.number) if self.gap else ""
                return say(zh=f"缺{number}", en=f"gap {number}")
            case CellKind.NONE:
                return NONE
            case CellKind.VOID:
                return VOID
            case _:
                return self.text


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table with its cells, row by row; ``empty`` says why there is no row."""

    table: Table
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    total: bool = False

    def cells(self) -> Iterator[tuple[int, int, Cell]]:
        """Every cell with its row and its column, counted from 0."""
        for r, row in enumerate(self.rows):
            for c, cell in enumerate(row):
                yield r, c, cell

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks in use, in order."""
        used = {m for _, _, cell in self.cells() for m in cell.marks}
        return tuple(m for m in Mark if m in used)

    @property
    def figure_columns(self) -> frozenset[int]:
        """The columns that hold no texts: figures, gaps in their place, dashes."""
        texts = {c for _, c, cell in self.cells() if cell.kind is CellKind.TEXT}
        return frozenset(range(len(self.table.columns))) - texts

    def row_title(self, number: int) -> str:
        """What a row is called: the first text in it that is no number of a line."""
        texts = [c.text for c in self.rows[number] if c.kind is CellKind.TEXT and c.text]
        return next((t for t in texts if not t.replace(".", "").isdigit()), "")

    def legend(self) -> tuple[str, ...]:
        """The footnotes that the table needs."""
        kinds = {cell.kind for _, _, cell in self.cells()}
        said = [m.meaning for m in self.marks]
        if CellKind.NONE in kinds:
            said.append(
                say(zh="— 没有记录，不是零。", en="— nothing is on record; it is not nought.")
            )
        if CellKind.VOID in kinds:
            said.append(say(zh="× 该栏不适用。", en="× the column does not apply."))
        return tuple(said)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the cover."""

    label: Title
    text: str
    gap: Gap | None = None


@dataclass(frozen=True)
class FilledForm:
    """A whole form for one entity and period, under one state of knowledge (A12)."""

    form: Form
    entity: str
    name: str
    period: str
    facts: tuple[Fact, ...]
    tables: tuple[FilledTable, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[CheckFinding, ...]
    known_at: int
    release: str
    made_at: dt.datetime
    overlays: tuple[str, ...] = ()
    not_held: tuple[Gap, ...] = field(default_factory=tuple)

    @property
    def title(self) -> str:
        """The form's title with its number."""
        number = f"（{self.form.number}）" if self.form.number else ""
        return self.form.title.text + say(zh=number, en=number and f" ({self.form.number})")

    def figures(self) -> Iterator[tuple[FilledTable, int, int, Cell]]:
        """Every cell that has an origin, with its table, row and column."""
        for table in self.tables:
            for r, c, cell in table.cells():
                if cell.origin is not None:
                    yield table, r, c, cell

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "form": self.form.id,
            "number": self.form.number or None,
            "entity": self.entity,
            "name": self.name,
            "period": self.period,
            "known_at": self.known_at,
            "release": self.release,
            "overlays": list(self.overlays),
            "facts": {f.label.text: f.text or None for f in self.facts},
            "tables": [
                {
                    "table": t.table.id,
                    "columns": [c.id for c in t.table.columns],
                    "rows": [[_plain(cell) for cell in row] for row in t.rows],
                }
                for t in self.tables
            ],
            "gaps": [g.as_dict() for g in (*self.gaps, *self.not_held)],
            "findings": [f.as_dict() for f in self.findings],
        }


def _plain(cell: Cell) -> Any:
    if cell.kind is CellKind.NUMBER:
        origin = cell.origin.as_dict() if cell.origin else None
        return {"value": cell.value, "unit": cell.unit, "shown": cell.shown, "origin": origin}
    if cell.kind is CellKind.GAP:
        return {"gap": cell.gap.number if cell.gap else None}
    return cell.text or None
