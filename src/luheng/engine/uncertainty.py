"""Uncertainty: the interval of a figure, from the intervals of the rows and factors beneath it.

The law of propagation for inputs that do not depend on one another (JCGM 100:2008, 5.1.2):

    U(y)² = Σ (∂y/∂x_i · U(x_i))²

with every x_i a ledger row or a factor's value and U half the width of its 95 % interval. A factor
that stands under several addends is one input: its effects are added before they are squared. The
partial derivatives are worked out from the rules themselves, exactly, by the chain rule.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luheng.periods import parse_period
from luheng.rules import Factor, Resolved, Source
from luheng.rules import expression as ex

from .explain import Key, Tree, tree_of
from .explanation import unit_at
from .plan import AtOp, ByOp, Column, FactorOp, FixedOp, RollUpOp, RowOp, ShiftOp, SourceOp, SumOp

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.rules import Rulebook

__all__ = ["Effect", "Propagated", "uncertainty"]

_COMPARE: Mapping[str, Any] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
#: the derivatives of an operation by its two sides
_SLOPES: Mapping[str, Any] = {
    "+": lambda a, b: (1.0, 1.0),  # noqa: ARG005
    "-": lambda a, b: (1.0, -1.0),  # noqa: ARG005
    "*": lambda a, b: (b, a),
    "/": lambda a, b: (1 / b, -a / (b * b)) if b else (0.0, 0.0),
}
Leaf = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Effect:
    """One input: how far the figure moves with it, and how much that adds to the interval."""

    quantity: str
    key: Mapping[str, str]
    #: how many per cent the figure moves when the input moves by one per cent
    elasticity: float | None
    #: half the width of the input's interval in per cent of its value; None where nobody says
    stated: float | None
    #: what the input alone would make of the figure's half width, in the figure's unit
    half_width: float | None

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "quantity": self.quantity,
            "key": dict(self.key),
            "elasticity": self.elasticity,
            "stated_percent": self.stated,
            "half_width": self.half_width,
        }


@dataclass(frozen=True)
class Propagated:
    """A figure with the half width of its 95 % interval, as far as its inputs state theirs.

    ``silent`` is the share of the figure's inputs, weighed by their elasticities, that state no
    interval: the half width is what the others alone make of it, and 0 is not "certain".
    """

    quantity: str
    key: Mapping[str, str]
    unit: str
    value: float | None
    half_width: float | None
    silent: float
    effects: tuple[Effect, ...] = field(default=())

    @property
    def percent(self) -> float | None:
        """The half width in per cent of the value."""
        if self.value is None or self.half_width is None or self.value == 0:
            return None
        return abs(100 * self.half_width / self.value)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "quantity": self.quantity,
            "key": dict(self.key),
            "value": self.value,
            "unit": self.unit,
            "half_width": self.half_width,
            "percent": self.percent,
            "silent": self.silent,
            "effects": [e.as_dict() for e in self.effects],
        }


def uncertainty(
    ledger: Ledger,
    book: Rulebook,
    quantity: str,
    *,
    key: Mapping[str, str],
    period: str,
    known_at: dt.datetime | int | None = None,
) -> Propagated:
    """The interval of one figure, and what each of its inputs adds to it, the largest first.

    Args:
        ledger: the rows; ``uncertainty`` of an activity or assay is in per cent.
        book: the rulebook; a factor's ``uncertainty`` is what its source prints.
        quantity: the figure's quantity; one that rests on a ``@method`` cannot be derived.
        key: its grain cell without the period.
        period: its period.
        known_at: an instant or a receipt number (A12).

    Raises:
        UnknownQuantity, BadPeriod; BadQuery if the key leaves a dimension open.
    """
    tree = tree_of(ledger, book, quantity, key=key, period=period, known_at=known_at)
    prepared = tree.prepared
    with prepared.lock:
        prepared.stage(tree.question.where)
        column = prepared.plan.columns[prepared.plan.targets[0]]
        full = {d: key[d] for d in column.dims if d in key} | {"period": parse_period(period).text}
        derived = _Derived(tree)
        value = derived.value(column, full)
        unit = unit_at(column.unit, full)
        if value is None:
            return Propagated(quantity, full, unit, None, None, 1.0)
        derived.add(column, full, 1.0)
        effects = tuple(sorted(derived.effects(value), key=lambda e: -(e.half_width or 0.0)))
    told = [e for e in effects if e.half_width is not None]
    half = math.sqrt(sum((e.half_width or 0.0) ** 2 for e in told)) if told else None
    weights = [abs(e.elasticity or 0.0) for e in effects]
    dumb = sum(abs(e.elasticity or 0.0) for e in effects if e.half_width is None)
    total = sum(weights)
    return Propagated(quantity, full, unit, value, half, dumb / total if total else 1.0, effects)


@dataclass
class _Derived:
    """Walks the columns of one figure's plan backwards and adds up its derivative by every leaf."""

    tree: Tree
    slopes: dict[Leaf, float] = field(default_factory=dict)
    leaves: dict[Leaf, tuple[Column, Key, float]] = field(default_factory=dict)
    stated: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def _column(self, name: str) -> Column:
        return self.tree.plan.columns[name]

    # -- values -------------------------------------------------------------------------

    def value(self, column: Column, key: Key) -> float | None:
        """What a column is worth at a key."""
        if isinstance(column.op, FactorOp):
            found = self._resolved(column.op.factor, key)
            return None if found is None else found.value
        return self.tree.cell(column, key).get(column.id)

    def _resolved(self, factor: Factor, key: Key) -> Resolved | None:
        wanted = tuple((d, key[d]) for d in factor.grain)
        some = self.tree.tables.resolved.get(factor.name, ())
        return next((r for r in some if r.key == wanted and r.period == key["period"]), None)

    def _worth(self, node: ex.Quantity, key: Key) -> float | None:
        """What an expression on one row is worth."""
        match node:
            case ex.Constant(number):
                return float(number)
            case ex.Ref(name):
                return self.value(self._column(name), key)
            case ex.OrNil(ex.Ref(name)):
                found = self.value(self._column(name), key)
                return 0.0 if found is None and not self._present(name, key) else found
            case ex.Arithmetic(op, left, right):
                a, b = self._worth(left, key), self._worth(right, key)
                if a is None or b is None or (op == "/" and b == 0):
                    return None
                return a / b if op == "/" else {"+": a + b, "-": a - b, "*": a * b}[op]
            case ex.Where():
                chosen = self._chosen(node, key)
                return None if chosen is None else self._worth(chosen, key)
            case ex.Prefer(first, second):
                found = self._worth(first, key)
                return self._worth(second, key) if found is None else found
        raise TypeError(node)

    def _present(self, name: str, key: Key) -> bool:
        return bool(self.tree.measured(self._column(name), key)["present"])

    def _chosen(self, node: ex.Where, key: Key) -> ex.Quantity | None:
        a, b = self._worth(node.condition.left, key), self._worth(node.condition.right, key)
        if a is None or b is None:
            return None
        return node.then if _COMPARE[node.condition.op](a, b) else node.otherwise

    # -- derivatives --------------------------------------------------------------------

    def add(self, column: Column, key: Key, slope: float) -> None:
        """Add a column's share of the derivative to the leaves beneath it."""
        own = {d: key[d] for d in column.grain if d in key}
        match column.op:
            case RowOp(expression, _):
                self._through(expression, key, slope)
            case SumOp(child, over, _):
                for inner in self._addends(self._column(child), over, own):
                    self.add(self._column(child), inner, slope)
            case RollUpOp(child, along, _):
                below, above = self.tree.book.relations[along]
                members = set(self.tree.tables.below(along, (own[above],)))
                rest = {d: m for d, m in own.items() if d != above}
                for inner in self._addends(self._column(child), (below,), rest, members):
                    self.add(self._column(child), inner, slope)
            case AtOp(child, dimension, members, keep):
                member = own.get(dimension, "") if keep else members[0]
                if member in members:
                    self.add(self._column(child), {**own, dimension: member}, slope)
            case ByOp(child, along, _):
                parent = self.tree.book.relations[along][1]
                self.add(self._column(child), {d: own[d] for d in own if d != parent}, slope)
            case ShiftOp(child, periods):
                moved = parse_period(key["period"]).shift(periods).text
                self.add(self._column(child), {**own, "period": moved}, slope)
            case FixedOp(child, period):
                self.add(self._column(child), {**own, "period": period}, slope)
            case _:
                self._leaf(column, {**own, "period": key["period"]}, slope)

    def _addends(
        self, column: Column, over: Sequence[str], key: Key, allowed: Collection[str] | None = None
    ) -> Iterator[Key]:
        """The key of each row that a sum ran over."""
        for row in self.tree.rows(column):
            told = all(row.get(d) == m for d, m in key.items() if d in column.dims)
            if told and (allowed is None or row[over[0]] in allowed):
                yield {**key, **{d: row[d] for d in over}}

    def _through(self, node: ex.Quantity, key: Key, slope: float) -> None:
        """The chain rule through the arithmetic of one row."""
        match node:
            case ex.Ref(name) | ex.OrNil(ex.Ref(name)):
                self.add(self._column(name), key, slope)
            case ex.Arithmetic(op, left, right):
                a, b = self._worth(left, key), self._worth(right, key)
                if a is None or b is None:
                    return
                for side, by in zip((left, right), _SLOPES[op](a, b), strict=True):
                    self._through(side, key, slope * by)
            case ex.Where():
                chosen = self._chosen(node, key)
                if chosen is not None:
                    self._through(chosen, key, slope)
            case ex.Prefer(first, second):
                taken = first if self._worth(first, key) is not None else second
                self._through(taken, key, slope)

    def _leaf(self, column: Column, key: Key, slope: float) -> None:
        value = self.value(column, key)
        if value is None:
            return
        leaf = (column.id, tuple(sorted(key.items())))
        self.slopes[leaf] = self.slopes.get(leaf, 0.0) + slope
        self.leaves[leaf] = (column, key, value)

    # -- intervals ----------------------------------------------------------------------

    def effects(self, figure: float) -> Iterator[Effect]:
        """What each leaf adds, from what its rows or its printed value state."""
        for leaf, slope in self.slopes.items():
            column, key, value = self.leaves[leaf]
            half = self._half_width(column, key, value)
            yield Effect(
                column.quantity or column.id,
                key,
                slope * value / figure if figure else None,
                100 * half / abs(value) if half is not None and value else None,
                None if half is None else abs(slope) * half,
            )

    def _half_width(self, column: Column, key: Key, value: float) -> float | None:
        if isinstance(column.op, FactorOp):
            found = self._resolved(column.op.factor, key)
            said = found.row.uncertainty if found else ""
            return abs(value) * float(Fraction(said)) / 100 if said else None
        if isinstance(column.op, SourceOp):
            return self._of_rows(column.op.source, key)
        return None  # a method's own uncertainty is not derived

    def _of_rows(self, source: Source, key: Key) -> float | None:
        """Half the width of the sum of some rows; None as soon as one of them states nothing."""
        if source.record == "reading":
            return None  # a meter's class of accuracy is no interval of a single reading
        rows = [r for r in self._rows(source) if all(r.get(d, m) == m for d, m in key.items())]
        squares = [_square(row) for row in rows]
        if not squares or None in squares:
            return None
        return math.sqrt(sum(s for s in squares if s is not None))

    def _rows(self, source: Source) -> list[dict[str, Any]]:
        """The rows of a source under the key asked, each with what it states of itself."""
        if source.name not in self.stated:
            table = self.tree.tables.rows(source)
            dims = [d for d in source.grain if d in table.columns and d != "period"]
            said = [c for c in ("uncertainty",) if c in table.columns]
            if source.assay:
                table = self.tree.tables.assays.beside(source, table)
                said.append("assayed_uncertainty__")
            by = table["assayed__"] if source.times_assay else 1.0
            table = table.select(*dims, *said, amount__=table["amount"] * by)
            name = f"{source.name} stated"
            rows = self.tree.prepared.read(name, lambda: table, self.tree.question.where)
            self.stated[source.name] = rows.to_pylist()
        return self.stated[source.name]


def _square(row: Mapping[str, Any]) -> float | None:
    """The square of half the width of one row's interval: its own and its assay's together."""
    percents = [row[c] for c in ("uncertainty", "assayed_uncertainty__") if c in row]
    if row["amount__"] is None or not percents or None in percents:
        return None
    return float(sum((row["amount__"] * p / 100) ** 2 for p in percents))
