"""Compile: the columns of a plan become frames, one SELECT per stratum and frame.

Each stratum adds to a frame in one mutate: one mutate per rule is quadratic in the number of rules
(docs/adr/0004-strata.md). What the ledger does not hold at all is left out of the SELECT: it would
be an outer join with nothing (docs/adr/0009-frames-apart.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa

from luheng.periods import Period
from luheng.rules import Factor, Rulebook, Source
from luheng.rules import expression as ex

from .arithmetic import chooses, fold, leaves, trust_of, value_of
from .frames import Frame, Rests, joined
from .plan import (
    AtOp,
    ByOp,
    Column,
    FactorOp,
    FixedOp,
    MethodOp,
    Plan,
    RowOp,
    ShiftOp,
    SourceOp,
    StoredOp,
    children,
)
from .verbs import beside, dropped, masked, moved

__all__ = ["Compiler", "Rests", "Tables"]


class Tables(Protocol):
    """What the compiler asks of the side that knows where rows lie."""

    def source(self, source: Source, periods: Sequence[Period]) -> ir.Table:
        """Dimensions, period, value, present, and expected and met where something is expected."""
        ...

    def empty(self, source: Source, **members: tuple[str, ...]) -> bool:
        """Whether nothing is on record, or expected, of a source or some members of it."""
        ...

    def factor(self, factor: Factor, periods: Sequence[Period]) -> ir.Table:
        """Dimensions, period, value, trust."""
        ...

    def factors(
        self, some: Sequence[Factor], periods: Sequence[Period]
    ) -> Sequence[tuple[tuple[Factor, ...], ir.Table]]:
        """Factors of one grain side by side: dimensions, ``value <name>`` and ``trust <name>``."""
        ...

    def method(self, column: Column) -> ir.Table:
        """Dimensions, period, value, present, expected, met, trust: what a method gave."""
        ...

    def membership(self, relation: str, periods: Sequence[Period]) -> ir.Table:
        """child, parent, period, whole (false where the child has two parents in the period)."""
        ...

    def unique(self, relation: str, periods: Sequence[Period]) -> bool:
        """Whether it is known that no child has two parents in a period along a relation."""
        ...

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table handed in."""
        ...

    def named(self, table: ir.Table) -> ir.Table:
        """A table that more is built upon, by a name of its own."""
        ...


@dataclass
class Compiler:
    """Builds the frames of one plan for one set of periods."""

    plan: Plan
    book: Rulebook
    tables: Tables
    periods: Sequence[Period]
    #: make every column, also one that no target needs: an explanation shows it
    whole: bool = True
    #: the frame in which each column lies; a column of which nothing is on record lies in none
    home: dict[str, Frame] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    _needed: set[str] = field(default_factory=set)
    _folded: dict[str, ex.Quantity] = field(default_factory=dict)
    #: the last stratum in which each column is read
    _until: dict[str, float] = field(default_factory=dict)
    _stratum: int = 0
    _merged: dict[Frame, Frame] = field(default_factory=dict)
    _names: int = 0

    def run(self) -> Compiler:
        """Walk the strata from the ledger up."""
        for stratum in self.plan.strata:
            self.empty.update(c.id for c in stratum if self._nothing(c))
        self._needed = self._reached()
        for number, stratum in enumerate(self.plan.strata):
            self._stratum = number
            made = [c for c in stratum if c.id in self._needed]
            self._leaves([c for c in made if isinstance(c.op, SourceOp | MethodOp | StoredOp)])
            self._verbs([c for c in made if children(c.op) and not isinstance(c.op, RowOp)])
            self._rows([c for c in made if isinstance(c.op, RowOp)])
        for target in self.plan.targets:
            column = self.plan.columns[target]
            if isinstance(column.op, FactorOp):
                self.framed(column)
        return self

    def fresh(self) -> str:
        """A number that no column of the plan's frames has yet."""
        self._names += 1
        return str(self._names)

    def settle(self, frame: Frame, columns: Iterable[str]) -> None:
        """Say that some columns lie in a frame."""
        frame.table = self.tables.named(frame.table)
        for column in columns:
            self.home[column] = frame

    def _nothing(self, column: Column) -> bool:
        """Whether a column rests on nothing that is on record; then it has no rows either."""
        if isinstance(column.op, SourceOp):
            return self.tables.empty(column.op.source)
        reads = [c for c in children(column.op) if not self._of_factors(c)]
        nothing = bool(reads) and all(c in self.empty for c in reads)
        nothing = nothing or (isinstance(column.op, AtOp) and self._none_of(column))
        return nothing or (isinstance(column.op, RowOp) and not self._spans(column))

    def _reached(self) -> set[str]:
        """The columns on record that the targets need; all that are on record if ``whole``."""
        columns = self.plan.columns
        stack = list(columns if self.whole else self.plan.targets)
        self._until = dict.fromkeys(stack, math.inf)
        reached: set[str] = set()
        while stack:
            one = stack.pop()
            if one in reached or one in self.empty:
                continue
            reached.add(one)
            column = columns[one]
            if isinstance(column.op, RowOp):
                self._folded[one] = fold(column.op.expression, self.empty)
                reads = [*self._read(column), *(c.id for c in self._beneath(column))]
            else:
                reads = list(children(column.op))
            for read in reads:
                self._until[read] = max(self._until.get(read, 0), column.level)
            stack += reads
        return reached

    def carried(self, frame: Frame) -> list[str]:
        """The names that a frame carries on: its dimensions and what is read from here on.

        A column that was read for the last time would be carried through every join to the end.
        """
        frame.rests = {c: r for c, r in frame.rests.items() if self._until[c] >= self._stratum}
        frame.brought &= set(frame.rests)
        return frame.names(frame.rests)

    def _beneath(self, column: Column) -> list[Column]:
        """What a rule reads of its own grain: what it was folded away from too has its rows."""
        reads = [self.plan.columns[r] for r in children(column.op) if r not in self.empty]
        return [r for r in reads if r.grain == column.grain and not isinstance(r.op, FactorOp)]

    def _spans(self, column: Column) -> bool:
        """Whether what is on record of a rule's reads has every dimension of the rule's rows.

        Energy per product has no row where no product is on record, whatever the energy.
        """
        held = [self.plan.columns[c].grain for c in children(column.op) if c not in self.empty]
        return column.grain - {"period"} <= frozenset().union(*held)

    def _none_of(self, column: Column) -> bool:
        """Whether the members that a column picks, step by step, of a source are not on record."""
        picked: dict[str, tuple[str, ...]] = {}
        while isinstance(column.op, AtOp | ByOp):
            if isinstance(column.op, AtOp):
                op = column.op
                held = picked.get(op.dimension, op.members)
                picked[op.dimension] = tuple(m for m in op.members if m in held)
            column = self.plan.columns[column.op.child]
        return isinstance(column.op, SourceOp) and self.tables.empty(column.op.source, **picked)

    def _of_factors(self, name: str) -> bool:
        """Whether a column rests on factors alone: it has rows whatever is on record."""
        below = children(self.plan.columns[name].op)
        if not below:
            return isinstance(self.plan.columns[name].op, FactorOp)
        return all(self._of_factors(child) for child in below)

    # -- leaves ---------------------------------------------------------------------------

    def _leaves(self, columns: Iterable[Column]) -> None:
        for column in columns:
            n = self.fresh()
            names = {f"p{n}": "present", f"e{n}": "expected", f"m{n}": "met"}
            rests = Rests(frozenset({n}))
            if isinstance(column.op, SourceOp):
                table = self.tables.source(column.op.source, self.periods)
            else:
                table = self.tables.method(column)
                names[f"t{n}"] = "trust"
                rests = Rests(frozenset({n}), frozenset({f"t{n}"}))
            held = {new: old for new, old in names.items() if old in table.columns}
            table = table.rename({column.id: "value", **held})
            self.settle(Frame(column.dims, table, {column.id: rests}), [column.id])

    def framed(self, column: Column) -> Frame:
        """The frame of a column; a factor that a verb takes, or that is asked for, gets one."""
        if column.id not in self.home:
            table = self.tables.factor(column.op.factor, self.periods)  # type: ignore[union-attr]
            trust = f"t{self.fresh()}"
            table = table.rename({column.id: "value", trust: "trust"})
            rests = Rests(frozenset(), frozenset({trust}))
            self.settle(Frame(column.dims, table, {column.id: rests}), [column.id])
        return self.home[column.id]

    def _part(self, column: Column) -> Frame:
        """A column alone with what it rests on, to be joined to other rows."""
        part = self.framed(column).only([column.id])
        part.brought.clear()
        return part

    # -- verbs ----------------------------------------------------------------------------

    def _verbs(self, columns: Sequence[Column]) -> None:
        """Columns of one stratum that a verb makes; those of one frame and kind go together."""
        groups: dict[tuple[object, ...], list[Column]] = {}
        for column in columns:
            child = self.plan.columns[column.op.child]  # type: ignore[union-attr]
            frame = self.framed(child)
            groups.setdefault((id(frame), *self._kind(column)), []).append(column)
        for some in groups.values():
            op = some[0].op
            if isinstance(op, AtOp) and op.keep:
                masked(self, some)
            elif isinstance(op, ByOp):
                beside(self, some)
            elif isinstance(op, ShiftOp | FixedOp):
                for column in some:
                    moved(self, column)
            else:
                dropped(self, some)

    @staticmethod
    def _kind(column: Column) -> tuple[object, ...]:
        op = column.op
        if isinstance(op, AtOp):
            return ("mask",) if op.keep else ("at", op.dimension, op.members)
        if isinstance(op, ByOp):
            return ("by", op.along, op.default)
        if isinstance(op, ShiftOp | FixedOp):
            return ("moved",)
        return (type(op), getattr(op, "along", ""), frozenset(getattr(op, "over", ())))

    # -- arithmetic on rows ---------------------------------------------------------------

    def _rows(self, columns: Sequence[Column]) -> None:
        read = {c.id: self._read(c) for c in columns}
        frames = [self._frame_for(column, read[column.id]) for column in columns]
        by_frame: dict[int, list[Column]] = {}
        for column, frame in zip(columns, frames, strict=True):
            by_frame.setdefault(id(self._now(frame)), []).append(column)
        for some in by_frame.values():
            frame = self._now(frames[columns.index(some[0])])
            reads = dict.fromkeys(r for c in some for r in read[c.id])
            self._bring(frame, [self.plan.columns[r] for r in reads])
            new: dict[str, ir.Value] = {}
            kept = self.carried(frame)
            for column in some:
                node = self._folded[column.id]
                new[column.id] = value_of(node, frame)
                frame.rests[column.id] = self._rests(node, read[column.id], frame, new)
            frame.table = frame.table.select(*kept, **new)
            self.settle(frame, [c.id for c in some])

    def _read(self, column: Column) -> tuple[str, ...]:
        """What a folded expression reads, or what gives it rows where too little is left of it.

        One that cannot be said for want of a column still has the rows of the others: a row that is
        present without a value is absent and not nil (A2).
        """
        read = tuple(dict.fromkeys(leaves(self._folded[column.id])))
        spanned = frozenset().union(*(self.plan.columns[r].grain for r in read))
        if column.grain - {"period"} <= spanned and read:
            return read
        return tuple(r for r in children(column.op) if r not in self.empty)

    def _rests(
        self, node: ex.Quantity, read: Sequence[str], frame: Frame, new: dict[str, ir.Value]
    ) -> Rests:
        """What a rule's column rests on; where it chose between two, the trust of the chosen."""
        some = [frame.rests[name] for name in read]
        pairs = frozenset(n for r in some for n in r.pairs)
        trusts = frozenset(t for r in some for t in r.trusts)
        if not trusts or not chooses(node):
            return Rests(pairs, trusts)
        name = f"t{self.fresh()}"
        new[name] = trust_of(node, frame)
        return Rests(pairs, frozenset({name}))

    def _now(self, frame: Frame) -> Frame:
        """The frame that a frame has been merged into."""
        while frame in self._merged:
            frame = self._merged[frame]
        return frame

    def _frame_for(self, column: Column, read: Sequence[str]) -> Frame:
        """The frame in which a rule's arithmetic is done: that of its own grain that it reads."""
        own = list(dict.fromkeys(self.home[one.id] for one in self._beneath(column)))
        if not own:
            return self._spanned(column, [self.plan.columns[r] for r in read])
        return own[0] if len(own) == 1 else self._merge(own)

    def _merge(self, frames: Sequence[Frame]) -> Frame:
        """Bring frames together in one; the columns of all of them lie there from now on."""
        for frame in frames:
            frame.table = frame.table.select(*self.carried(frame))
        one = joined(frames, self.tables.named)
        for frame in frames:
            self._merged[frame] = one
        self.settle(one, [c for c, f in self.home.items() if f in frames])
        return one

    def _spanned(self, column: Column, reads: Sequence[Column]) -> Frame:
        """No column read has the grain of the rule: its rows are spanned by those that it reads."""
        parts = [self._part(read) for read in reads]
        parts.sort(key=lambda p: -len(p.dims))
        table, have, rests = parts[0].table, list(parts[0].dims), dict(parts[0].rests)
        for part in parts[1:]:
            shared = [d for d in part.dims if d in have]
            new = [c for c in part.table.columns if c not in shared and c not in table.columns]
            right = part.table.select(*shared, *new)
            table = (
                table.view().left_join(right.view(), shared).drop([f"{d}_right" for d in shared])
                if shared
                else table.view().cross_join(right.view())
            )
            have += [d for d in part.dims if d not in have]
            rests.update(part.rests)
        if "period" in column.grain and "period" not in have:
            labels = pa.table({"period": [p.text for p in self.periods]})
            table = table.view().cross_join(self.tables.arrow(labels))
        return Frame(column.dims, table, rests, set(rests))

    def _bring(self, frame: Frame, columns: Iterable[Column]) -> None:
        """Join columns of coarser grains, and factors, to each row that they say something of.

        Factors of one grain are put side by side first, so that the rows are joined once.
        """
        wanted = [c for c in columns if c.id not in frame.rests]
        grains: dict[frozenset[str], None] = {}
        for column in wanted:
            if isinstance(column.op, FactorOp) and column.id not in self.home:
                grains[column.grain] = None
            else:
                self._join(frame, self._part(column))
        for grain in grains:
            for part in self._side_by_side(grain, frame):
                self._join(frame, part)

    def _side_by_side(self, grain: frozenset[str], frame: Frame) -> Sequence[Frame]:
        """Every factor of a grain that the plan reads; what a rule does not read is pruned."""
        wanted: dict[str, Column] = {}
        some: list[Factor] = []
        for column in self.plan.columns.values():
            if column.grain != grain or not isinstance(column.op, FactorOp):
                continue
            if column.id not in self._needed or column.id in self.home or column.id in frame.rests:
                continue
            wanted[column.op.factor.name] = column
            some.append(column.op.factor)
        parts = []
        for factors, table in self.tables.factors(some, self.periods):
            names: dict[str, str] = {}
            rests: dict[str, Rests] = {}
            for factor in factors:
                trust = f"t{self.fresh()}"
                names |= {wanted[factor.name].id: f"value {factor.name}"}
                names |= {trust: f"trust {factor.name}"}
                rests[wanted[factor.name].id] = Rests(frozenset(), frozenset({trust}))
            dims = tuple(c for c in table.columns if c not in names.values())
            parts.append(Frame(dims, table.rename(names), rests))
        return parts

    def _join(self, frame: Frame, part: Frame) -> None:
        again = self.fresh()
        fresh = {
            c: f"{c}x{again}" if c in frame.table.columns else c
            for c in part.table.columns
            if c not in part.dims
        }
        right = part.table.select(*part.dims, **{new: part.table[c] for c, new in fresh.items()})
        if part.dims:
            both = frame.table.view().left_join(right.view(), list(part.dims), rname="{name}__r")
            table = both.drop([f"{d}__r" for d in part.dims])
        else:
            table = frame.table.view().cross_join(right.view())
        frame.table = self.tables.named(table)  # many joins would be nested too deep
        for column, rests in part.rests.items():
            frame.rests[column] = Rests(
                frozenset(fresh[f"p{n}"][1:] for n in rests.pairs),
                frozenset(fresh[t] for t in rests.trusts),
            )
            frame.brought.add(column)
