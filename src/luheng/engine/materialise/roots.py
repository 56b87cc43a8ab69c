"""Roots: how a row of some grain comes to have a member of a dimension, beside its subject.

An entity has a row of diesel because the ledger holds one (or expects one), and a row under a guide
because a membership says so or because it has the guide by default. Where the rows of a grain come
about in another way, a dimension is not traced: nothing is then said of whom a member concerns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from luheng.engine.derived_links import ITEMS, derivation
from luheng.engine.plan import (
    AtOp,
    ByOp,
    Column,
    FactorOp,
    MethodOp,
    Plan,
    RollUpOp,
    RowOp,
    SourceOp,
    SumOp,
    children,
)
from luheng.records import record
from luheng.rules import Source

__all__ = [
    "SUBJECTS",
    "Above",
    "Beside",
    "Root",
    "Roots",
    "Rows",
    "dated",
    "has_methods",
    "sources_of",
]

#: the dimensions by which cells are told apart (subject_of)
SUBJECTS = ("entity", "region", "meter", "park", "sector", "market")
#: what a meter's rows have from its own entry, not from its readings
_OF_A_METER = frozenset({"item", "role"})


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a record that have the member in their own column."""

    record: str
    subject: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The parent along a relation, or the default of those that have none."""

    along: str
    default: str


@dataclass(frozen=True, slots=True)
class Above:
    """Whoever lies above subjects that have the member by other roots."""

    along: str
    below: frozenset[Root]


Root = Rows | Beside | Above


class _Of(Protocol):
    """The roots of a column that is read, of one subject."""

    def __call__(self, child: str, whose: str = ...) -> frozenset[Root] | None: ...


@dataclass
class Roots:
    """The roots of every grain of one plan; rows of one grain may share a frame (ADR 0009)."""

    plan: Plan
    relations: Mapping[str, tuple[str, str]]
    _found: dict[str, dict[tuple[frozenset[str], str], frozenset[Root] | None]] = field(
        default_factory=dict
    )

    def of(self, grain: frozenset[str], subject: str, dimension: str) -> frozenset[Root] | None:
        """The roots of a member of a dimension in rows of a grain, or None where not traced."""
        if dimension not in self._found:
            self._found[dimension] = self._trace(dimension)
        return self._found[dimension].get((grain, subject)) or None

    def _trace(self, dimension: str) -> dict[tuple[frozenset[str], str], frozenset[Root] | None]:
        """Columns of one grain add to each other's roots until nothing is added any more."""
        found: dict[tuple[frozenset[str], str], frozenset[Root] | None] = {}
        columns = [
            (c, s)
            for c in sorted(self.plan.columns.values(), key=lambda c: c.level)
            if dimension in c.grain and not isinstance(c.op, FactorOp)
            for s in SUBJECTS
            if s in c.grain and s != dimension
        ]
        again = True
        while again:
            again = False
            for column, subject in columns:
                key = (column.grain, subject)
                held = found.get(key, frozenset())
                own = self._own(column, subject, dimension, found)
                both = None if held is None or own is None else held | own
                if both != held or key not in found:
                    found[key] = both
                    again = again or both != held
        return found

    def _own(
        self,
        column: Column,
        subject: str,
        dimension: str,
        found: Mapping[tuple[frozenset[str], str], frozenset[Root] | None],
    ) -> frozenset[Root] | None:
        op = column.op

        def of(child: str, whose: str = subject) -> frozenset[Root] | None:
            below = self.plan.columns[child]
            if isinstance(below.op, FactorOp):
                return None
            return found.get((below.grain, whose), frozenset())

        match op:
            case SourceOp(source):
                return _of_source(source, subject, dimension)
            case RowOp():
                return self._of_rows(column, subject, dimension, of)
            case ByOp():
                child, parent = self.relations[op.along]
                if dimension != parent:
                    return of(op.child)
                return frozenset({Beside(op.along, op.default)}) if child == subject else None
            case RollUpOp():
                return self._of_roll_up(op, subject, dimension, of)
            case SumOp() | AtOp():
                return of(op.child)
        return None  # a method, another period: the rows are not those of the period itself

    def _of_rows(
        self, column: Column, subject: str, dimension: str, of: _Of
    ) -> frozenset[Root] | None:
        reads = [self.plan.columns[r] for r in children(column.op)]
        if any(r.grain == column.grain and not isinstance(r.op, FactorOp) for r in reads):
            return frozenset()  # its frame is that of its grain, whose roots are gathered anyway
        # spanned by columns of coarser grains, the finest first: the subject comes with the first
        reads.sort(key=lambda r: -len(r.dims))
        first = next((r for r in reads if subject in r.grain), None)
        if first is None or dimension not in first.grain:
            return None
        return of(first.id)

    def _of_roll_up(
        self, op: RollUpOp, subject: str, dimension: str, of: _Of
    ) -> frozenset[Root] | None:
        child, parent = self.relations[op.along]
        derived = derivation(op.along)
        if derived is not None and derived.through == ITEMS:
            # whoever has a kind of an item is found with whoever has the item (whom.py)
            return of(op.child)
        if parent in (dimension, child):
            return None
        if subject != parent:
            return of(op.child)
        below = of(op.child, child)
        return None if below is None else frozenset({Above(op.along, below)} if below else ())


def _of_source(source: Source, subject: str, dimension: str) -> frozenset[Root] | None:
    if source.carried and dimension == "item":
        return None  # the item is that of the assay, not the one that its rows are of
    columns = {*record(source.record).columns()}
    if source.record == "reading":
        traced = subject == "meter" and dimension in _OF_A_METER
    else:
        traced = {subject, dimension} <= columns and dated(source.record)
    return frozenset({Rows(source.record, subject)}) if traced else None


def dated(name: str) -> bool:
    """Whether the rows of a record have a first and a last day."""
    return "period_start" in record(name).derived()


def sources_of(plan: Plan) -> Iterable[Source]:
    """The sources that a plan reads."""
    return (c.op.source for c in plan.columns.values() if isinstance(c.op, SourceOp))


def has_methods(plan: Plan) -> bool:
    """Whether figures of methods, whose rows are not traced, are read."""
    return any(isinstance(c.op, MethodOp) for c in plan.columns.values())
