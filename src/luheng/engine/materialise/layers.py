"""Layers: a plan cut where many cells become one, so that a layer can be read from stored cells.

Where a roll-up leads to a region, a park or a sector (or a sum runs over them), its addends are
stored. A changed addend then costs its own few rows and one exact sum over stored addends (A13),
not the rows of the whole province. A roll-up from a meter to its entity is not cut: the few
meters of one entity are read from the ledger as they are.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from luheng.engine.figures import one_entity
from luheng.engine.plan import (
    Column,
    FactorOp,
    MethodOp,
    Plan,
    RollUpOp,
    SourceOp,
    StoredOp,
    SumOp,
    children,
)
from luheng.rules import Rulebook

__all__ = ["Layer", "Layers", "cut", "lineage", "subject_of"]

#: dimensions whose members are many to one: a sum over them, or a roll-up out of them, is cut
_MANY = frozenset({"entity", "region", "park", "sector", "product", "market"})


def subject_of(column: Column) -> str | None:
    """The dimension by which a column's cells are told apart when some of them are stale."""
    return one_entity(column.dims)


@dataclass(frozen=True)
class Layer:
    """Stored columns that can be worked out in one go, of one subject, from lower ones."""

    plan: Plan
    subject: str | None
    #: columns of the lower layers that are read from what is stored
    leaves: tuple[str, ...]

    def only(self, targets: Sequence[str]) -> Layer:
        """The layer with some of its targets, and what they rest on."""
        if set(targets) == set(self.plan.targets):
            return self
        kept = lineage(self.plan, *targets)
        columns = {c: column for c, column in self.plan.columns.items() if c in kept}
        plan = replace(self.plan, columns=columns, targets=tuple(targets))
        return replace(self, plan=plan, leaves=tuple(c for c in self.leaves if c in kept))


@dataclass(frozen=True)
class Layers:
    """The layers of one plan in order, and the names under which its columns are stored."""

    plan: Plan
    names: Mapping[str, str]
    layers: tuple[Layer, ...]
    #: what was found out about columns before, by question; a plan does not change
    memo: dict[tuple[Hashable, ...], Any] = field(default_factory=dict, compare=False, repr=False)

    def lineage(self, column: str) -> frozenset[str]:
        """Every column that one rests on in the whole plan, itself too."""
        key = ("lineage", column)
        if key not in self.memo:
            self.memo[key] = lineage(self.plan, column)
        found: frozenset[str] = self.memo[key]
        return found


def lineage(plan: Plan, *columns: str) -> frozenset[str]:
    """Every column that some rest on in a plan, themselves too."""
    seen: set[str] = set()
    stack = list(columns)
    while stack:
        one = stack.pop()
        if one not in seen:
            seen.add(one)
            stack.extend(children(plan.columns[one].op))
    return frozenset(seen)


def cut(plan: Plan, book: Rulebook) -> Layers:
    """Cut a plan into layers; its targets and the addends of its cuts are what is stored."""
    columns = plan.columns
    addends = {c.op.child for c in columns.values() if _cuts(c, columns, book)}  # type: ignore[union-attr]
    height: dict[str, int] = {}
    for column in sorted(columns.values(), key=lambda c: c.level):
        step = 1 if _cuts(column, columns, book) else 0
        height[column.id] = max((height[c] + step for c in children(column.op)), default=0)
    stored = dict.fromkeys([*plan.targets, *sorted(addends)])
    by_text = {column: text for text, column in plan.texts.items()}
    names = {c: columns[c].quantity or by_text[c] for c in stored}
    groups: dict[tuple[int, str], list[str]] = {}
    for one in stored:
        groups.setdefault((height[one], subject_of(columns[one]) or ""), []).append(one)
    layers = tuple(
        _layer(plan, tuple(some), {c for c in stored if height[c] < level}, names, subject)
        for (level, subject), some in sorted(groups.items())
    )
    return Layers(plan, names, layers)


def _cuts(column: Column, columns: Mapping[str, Column], book: Rulebook) -> bool:
    op = column.op
    if isinstance(op, RollUpOp):
        child, parent = book.relations[op.along]
        many = parent != "entity" and child in _MANY
    elif isinstance(op, SumOp):
        many = bool(_MANY & set(op.over))
    else:
        return False
    # rows of the ledger, factors and what a method gave are not stored a second time
    return many and not isinstance(columns[op.child].op, SourceOp | FactorOp | MethodOp)


def _layer(
    plan: Plan, targets: tuple[str, ...], lower: set[str], names: Mapping[str, str], subject: str
) -> Layer:
    kept: dict[str, Column] = {}
    leaves: list[str] = []
    stack = list(targets)
    while stack:
        one = stack.pop()
        if one in kept:
            continue
        column = plan.columns[one]
        if one in lower:
            column = replace(column, op=StoredOp(names[one]))
            leaves.append(one)
        kept[one] = column
        stack.extend(children(column.op))
    ordered = {c: kept[c] for c in plan.columns if c in kept}
    part = Plan(ordered, targets, plan.rules, plan.gaps, plan.texts)
    return Layer(part, subject or None, tuple(sorted(leaves)))
