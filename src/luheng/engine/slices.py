"""Slices: a question about very many subjects is answered for some of them at a time.

Where a figure of an entity rests on rows of that entity alone, the entities can be asked for in
ranges: no figure changes, and the memory that a question takes is bounded by the rows of one range
and the figures themselves, however many enterprises there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from .plan import Plan

__all__ = ["DIMENSION", "ROWS", "WHOLE", "Slice", "can_slice", "slices_of", "within"]

#: the dimension whose members are told apart, and rows of the ledger to a slice
DIMENSION = "entity"
ROWS = 2_500_000
_FROM, _BELOW = f"<<from<{DIMENSION}>>", f"<<below<{DIMENSION}>>"
#: greater than every text
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Slice:
    """The members from one, included, to another, excluded, in the order of their code points."""

    start: str = ""
    end: str = _LAST

    def fill(self, sql: str) -> str:
        """The SQL of a sliced question with the ends of this slice in place."""
        for name, text in ((_FROM, self.start), (_BELOW, self.end)):
            sql = sql.replace(f"'{name}'", "'" + text.replace("'", "''") + "'")
        return sql


#: every member at once
WHOLE = Slice()


def within(table: ir.Table) -> ir.Table:
    """The rows of a slice, which is filled in later; all rows of a table without the dimension."""
    if DIMENSION not in table.columns:
        return table
    own: Any = table[DIMENSION]
    return table.filter(own >= _FROM, own < _BELOW)


class Counting(Protocol):
    """The query engine, as far as rows are counted."""

    def sql(self, expression: ir.Table) -> str:
        """The SELECT that an expression becomes."""
        ...

    def run(self, sql: str) -> pa.Table:
        """Execute."""
        ...


def can_slice(plan: Plan, where: Mapping[str, Sequence[str]]) -> bool:
    """Whether every figure asked for is one of an entity, and the entities are not named."""
    return DIMENSION not in where and all(DIMENSION in plan.columns[t].grain for t in plan.targets)


def slices_of(engine: Counting, tables: Iterable[ir.Table], rows: int) -> tuple[Slice, ...]:
    """Slices of about so many rows each of some tables, in order; one if there are no more."""
    counted = [t.group_by(DIMENSION).aggregate(rows__=t.count()) for t in tables]
    if not counted:
        return (WHOLE,)
    every = counted[0] if len(counted) == 1 else ibis.union(*counted)
    total = every.group_by(DIMENSION).aggregate(rows__=every["rows__"].sum().cast("int64"))
    ends, held = [], 0
    found = engine.run(engine.sql(total)).sort_by(DIMENSION)
    for member, some in zip(*(found[c].to_pylist() for c in (DIMENSION, "rows__")), strict=True):
        if held and held + some > rows:
            ends.append(member)
            held = 0
        held += some
    return tuple(Slice(a, b) for a, b in zip(["", *ends], [*ends, _LAST], strict=True))
