"""Reaching: how restated keys spread through the columns that rest on factors alone.

Such a column has rows whatever is on record, and its keys go with it as boxes of members. Where it
meets rows of the ledger, the boxes become the subjects whose rows lie in them (whom.py); from there
on the change spreads as every other does (stale.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from luheng.engine.plan import (
    AtOp,
    Column,
    FactorOp,
    FixedOp,
    Plan,
    RollUpOp,
    ShiftOp,
    SumOp,
    children,
)
from luheng.periods import Period
from luheng.rules import Rulebook

from .layers import subject_of
from .restated import Box, Restated
from .whom import Whom

__all__ = ["Reaching"]

_NO_PERIOD = "*"
#: period -> subjects, None for all
_Stale = Mapping[str, frozenset[str] | None]
_Boxes = Mapping[str, tuple[Box, ...]]


@dataclass
class Reaching:
    """Spreads the restated keys of one plan; columns are asked for from the ledger up."""

    plan: Plan
    book: Rulebook
    restated: Restated
    whom: Whom
    periods: Sequence[Period]
    #: columns that rest on factors alone -> the boxes of what is another value there
    boxes: dict[str, _Boxes] = field(default_factory=dict)

    def of(self, column: Column) -> _Stale:
        """What meeting the restated keys makes stale of a column that reads rows of the ledger."""
        reads = children(column.op)
        if isinstance(column.op, FactorOp) or (reads and all(r in self.boxes for r in reads)):
            self.boxes[column.id] = self._spread(column)
            return {}
        out: dict[str, frozenset[str] | None] = {}
        for boxes in (self.boxes[r] for r in reads if r in self.boxes):
            for period, some in self._dated(column, boxes).items():
                for box in some:
                    who = self.whom.concerned(column, box, period)
                    held = out.get(period, frozenset())
                    out[period] = None if who is None or held is None else held | who
        return out

    def alone(self, column: Column) -> _Stale:
        """What is stale of a stored column that rests on factors alone."""
        subject = subject_of(column)
        out: dict[str, frozenset[str] | None] = {}
        for period, some in self.boxes.get(column.id, {}).items():
            who = [box.get(subject) if subject else None for box in some]
            named = frozenset().union(*(w for w in who if w is not None))
            out[period] = None if None in who else named
        return out

    def _spread(self, column: Column) -> _Boxes:
        op = column.op
        if isinstance(op, FactorOp):
            return {t: tuple(b) for t, b in self.restated.boxes.get(column.id, {}).items()}
        parts = [self._dated(column, self.boxes[r]) for r in children(op)]
        below = {t: tuple(b for p in parts for b in p.get(t, ())) for p in parts for t in p}
        match op:
            case SumOp():
                return _each(below, lambda box: _without(box, op.over))
            case AtOp():
                return {t: _at(some, op) for t, some in below.items() if _at(some, op)}
            case RollUpOp():
                both = self.book.relations[op.along]
                return _each(below, lambda box: _without(box, both))
            case ShiftOp():
                back = {p.shift(op.periods).text: p.text for p in self.periods}
                return {back[t]: some for t, some in below.items() if t in back}
            case FixedOp():
                return {_NO_PERIOD: below[op.period]} if op.period in below else {}
        return below

    def _dated(self, column: Column, boxes: _Boxes) -> _Boxes:
        """The boxes in the periods of a column; one without a period bears on all of them."""
        if _NO_PERIOD not in boxes or "period" not in column.grain:
            return boxes
        whenever = boxes[_NO_PERIOD]
        return {p.text: (*boxes.get(p.text, ()), *whenever) for p in self.periods}


def _each(boxes: _Boxes, change: Callable[[Box], Box]) -> _Boxes:
    return {t: tuple(change(box) for box in some) for t, some in boxes.items()}


def _without(box: Box, dimensions: Sequence[str]) -> Box:
    return {d: members for d, members in box.items() if d not in dimensions}


def _at(boxes: Sequence[Box], op: AtOp) -> tuple[Box, ...]:
    """The boxes that hold one of the members chosen."""
    chosen = frozenset(op.members)
    out: list[Box] = []
    for box in boxes:
        held = box.get(op.dimension, chosen) & chosen
        if held:
            rest = _without(box, (op.dimension,))
            out.append({**rest, op.dimension: held} if op.keep else rest)
    return tuple(out)
