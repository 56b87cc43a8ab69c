"""Pushdown: which rows of the ledger a question may leave unread, without changing an answer.

Asked for one enterprise, a sum over its carriers needs the rows of that enterprise alone. Asked for
one carrier, its share in the total still needs every carrier: a filter reaches a ledger table only
if each step between the two keeps rows apart by the dimension that is filtered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luheng.rules import Source

from .derived_links import recorded
from .plan import ByOp, Column, Plan, RollUpOp, SourceOp, children

__all__ = ["Pushdown"]

#: the dimension of a row that is filtered, and the dimension asked for that its members lie below
Pair = tuple[str, str]


@dataclass(frozen=True)
class Pushdown:
    """The relations of a rulebook, as far as they tell which rows lie below what is asked."""

    relations: Mapping[str, tuple[str, str]]

    def of(self, plan: Plan, asked: Iterable[str]) -> dict[str, frozenset[Pair]]:
        """For the source of each ledger table of a plan, by name: the filters that it may have."""
        wanted = [d for d in asked if d != "period"]
        bound = {t: self.pairs(plan.columns[t].dims, wanted) for t in plan.targets}
        for column in sorted(plan.columns.values(), key=lambda c: -c.level):
            mine = bound.get(column.id, frozenset())
            for child in children(column.op):
                passed = self._passed(column, plan.columns[child], mine)
                bound[child] = bound[child] & passed if child in bound else passed
        found = {}
        for column in plan.columns.values():
            if isinstance(column.op, SourceOp):
                found[column.op.source.name] = _on_rows(column.op.source, bound[column.id])
        return found

    def pairs(self, dims: Iterable[str], asked: Iterable[str]) -> frozenset[Pair]:
        """How rows of some dimensions are told apart by what is asked, as far as they are."""
        own = list(dims)
        found = set()
        for dimension in asked:
            below = (o for o in own if o == dimension or self.reaches(o, dimension))
            through = dimension if dimension in own else next(below, None)
            if through is not None:
                found.add((through, dimension))
        return frozenset(found)

    def reaches(self, own: str, wanted: str) -> bool:
        """Whether a chain of memberships leads from one dimension up to another."""
        return self._first(own, wanted) is not None

    def _first(self, own: str, wanted: str) -> str | None:
        """The relation along which members of a dimension below another are looked up."""
        for relation, (child, parent) in self.relations.items():
            if child == own != parent and (parent == wanted or self.reaches(parent, wanted)):
                return relation
        return None

    def _passed(self, column: Column, child: Column, pairs: frozenset[Pair]) -> frozenset[Pair]:
        op = column.op
        if not isinstance(op, RollUpOp | ByOp):
            return frozenset(p for p in pairs if p[0] in child.grain)
        below, above = self.relations[op.along]
        passed: set[Pair] = set()
        for own, dimension in pairs:
            if own != above and own in child.grain:
                passed.add((own, dimension))
            elif own == above and self._told(op, below, dimension):
                passed.add((below, dimension))
        return frozenset(passed)

    def _told(self, op: RollUpOp | ByOp, below: str, dimension: str) -> bool:
        """Whether the members looked up are those that the operation itself links."""
        if isinstance(op, ByOp) and op.default:
            return False  # a child of no parent on record has the default
        first = self._first(below, dimension)
        return first is not None and recorded(first) == recorded(op.along)


def _on_rows(source: Source, pairs: frozenset[Pair]) -> frozenset[Pair]:
    """What may filter the rows of the table itself: the item of a carrier is not the item asked."""
    return frozenset(p for p in pairs if not source.carried or p[0] != "item")
