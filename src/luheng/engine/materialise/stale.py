"""Stale cells: how what changed in the ledger spreads through a plan, column by column.

For each column: which periods, and in each which subjects, may have another figure than the one
that is stored. A set is small where one row was corrected and large where a month came in; that a
column mixes its subjects (a method, a sum) makes all of them stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from luheng.engine.derived_links import parents_of, recorded
from luheng.engine.plan import (
    AtOp,
    ByOp,
    Column,
    FixedOp,
    MethodOp,
    Plan,
    RollUpOp,
    RowOp,
    ShiftOp,
    SourceOp,
    SumOp,
    make_plan,
)
from luheng.engine.steam_states import RESTING_ON
from luheng.periods import Period, parse_period
from luheng.rules import Rulebook, Source

from .layers import subject_of
from .touched import Touch, Touched

__all__ = ["ALL", "Stale", "StaleCells", "join", "reached"]

#: in the place of a set of subjects: every one of them
ALL = None
#: period -> subjects; the period of a column without one is ``*``
Stale = Mapping[str, frozenset[str] | None]
_NO_PERIOD = "*"


def join(parts: Iterable[Stale]) -> dict[str, frozenset[str] | None]:
    """The union of some."""
    out: dict[str, frozenset[str] | None] = {}
    for part in parts:
        for period, subjects in part.items():
            held = out.get(period, frozenset())
            out[period] = ALL if held is ALL or subjects is ALL else held | subjects
    return out


def reached(plan: Plan, asked: Mapping[str, Iterable[Period]]) -> dict[str, dict[str, Period]]:
    """The periods in which each column is needed, if some columns are asked in some periods."""
    out: dict[str, dict[str, Period]] = {c: {} for c in plan.columns}
    for one, periods in asked.items():
        out[one].update({p.text: p for p in periods})
    for column in sorted(plan.columns.values(), key=lambda c: -c.level):
        op, here = column.op, out[column.id]
        if isinstance(op, ShiftOp):
            moved = (p.shift(op.periods) for p in here.values())
            out[op.child].update({p.text: p for p in moved})
        elif isinstance(op, FixedOp):
            out[op.child][op.period] = parse_period(op.period)
        else:
            reads = op.reads if isinstance(op, RowOp) else (getattr(op, "child", None),)
            for child in reads:
                if child is not None:
                    out[child].update(here)
    return out


class Meeting(Protocol):
    """Where keys of factors that have another value meet rows of the ledger (reaching.py)."""

    def of(self, column: Column) -> Stale:
        """What is stale of a column that reads rows; columns are asked for from the ledger up."""
        ...

    def alone(self, column: Column) -> Stale:
        """What is stale of a column that rests on factors alone."""
        ...


@dataclass
class StaleCells:
    """Spreads one set of changes through a plan."""

    plan: Plan
    book: Rulebook
    touched: Touched
    periods: Sequence[Period]
    #: the keys of factors that have another value, or None where none has
    reaching: Meeting | None = None
    found: dict[str, Stale] = field(default_factory=dict)

    def run(self) -> dict[str, Stale]:
        """The stale cells of each column, from the ledger up."""
        for column in sorted(self.plan.columns.values(), key=lambda c: c.level):
            found = self._of(column)
            if self.reaching is not None:
                found = join([found, self.reaching.of(column)])
            self.found[column.id] = found
        if self.reaching is None:
            return self.found
        alone = {c: self.reaching.alone(column) for c, column in self.plan.columns.items()}
        return {c: join([found, alone[c]]) for c, found in self.found.items()}

    def _of(self, column: Column) -> Stale:
        op = column.op
        match op:
            case SourceOp(source):
                return self._source(source)
            case MethodOp():
                return self._method(column)
            case RowOp():
                return join(self._into(column, self.plan.columns[r]) for r in op.reads)
            case RollUpOp():
                child = self.plan.columns[op.child]
                if self.book.relations[op.along][0] != subject_of(child):
                    return self._into(column, child)
                return self._rolled(op)
            case ByOp():
                moved = self._in_periods(self.touched.links(recorded(op.along)))
                return join([self._into(column, self.plan.columns[op.child]), moved])
            case SumOp() | AtOp():
                return self._into(column, self.plan.columns[op.child])
            case ShiftOp():
                back = {p.shift(op.periods).text: p.text for p in self.periods}
                below = self.found[op.child]
                return {back[text]: who for text, who in below.items() if text in back}
            case FixedOp():
                below = self.found[op.child]
                return {_NO_PERIOD: below[op.period]} if op.period in below else {}
        return {}  # a factor changes with the rulebook, which its fingerprint tells (reaching.py)

    def _into(self, column: Column, child: Column) -> Stale:
        """What is stale of a column that reads another in its own row, or sums over it."""
        below = self.found[child.id]
        own, other = subject_of(column), subject_of(child)
        if own != other or own is None:
            below = self._across(column, child, below)
        if "period" in column.grain and _NO_PERIOD in below:
            whenever = below[_NO_PERIOD]
            below = join([{p.text: whenever for p in self.periods}, _dated(below)])
        elif "period" not in column.grain and below:
            below = join({_NO_PERIOD: who} for who in below.values())
        return below

    @staticmethod
    def _across(column: Column, child: Column, below: Stale) -> Stale:
        op, subject = column.op, subject_of(child)
        if isinstance(op, AtOp) and op.dimension == subject:
            chosen = frozenset(op.members)
            below = {p: who for p, who in below.items() if who is ALL or who & chosen}
        return dict.fromkeys(below, ALL)

    def _source(self, source: Source) -> Stale:
        touches = [*self.touched.rows(source), *self.touched.expectations(source.record)]
        if source.record == "reading":
            touches += self.touched.meters()
        if source.assay:
            measured = {"property": RESTING_ON.get(source.assay, (source.assay,))}
            touches += self.touched.rows(replace(source, record="assay", where=measured))
        return self._in_periods(touches)

    def _in_periods(self, touches: Iterable[Touch]) -> Stale:
        some: dict[str, set[str]] = {}
        every: set[str] = set()
        for touch in touches:
            for period in self.periods:
                if touch.start < period.end and touch.end > period.start:
                    if touch.subject is None:
                        every.add(period.text)
                    else:
                        some.setdefault(period.text, set()).add(touch.subject)
        found: dict[str, frozenset[str] | None] = {p: frozenset(who) for p, who in some.items()}
        return {**found, **dict.fromkeys(every, ALL)}

    def _rolled(self, op: RollUpOp) -> Stale:
        through = recorded(op.along)
        below = join([self.found[op.child], self._in_periods(self.touched.links(through))])
        named = {c for who in below.values() if who is not ALL for c in who}
        above = {
            child: [one for p in parents for one in parents_of(op.along, p)]
            for child, parents in self.touched.parents(through, named).items()
        }
        return {
            period: ALL if who is ALL else frozenset(p for c in who for p in above.get(c, ()))
            for period, who in below.items()
        }

    def _method(self, column: Column) -> Stale:
        """A method sees all rows at once: whatever it reads makes each of its figures stale."""
        method = self.book.methods[column.quantity]
        inner = make_plan(self.book, method.reads, self.periods[0])
        below = StaleCells(inner, self.book, self.touched, self.periods).run()
        stale = any(found for found in below.values())
        return {p.text: ALL for p in self.periods} if stale else {}


def _dated(found: Stale) -> Stale:
    return {p: who for p, who in found.items() if p != _NO_PERIOD}
