"""Plan: the columns that a wish needs, each with grain, stratum and the operation that makes it.

A body is cut at the verbs that change the grain; what lies between two cuts is arithmetic on one
row and becomes one column of one mutate. Nothing here knows a query engine.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from luheng.errors import UnknownQuantity
from luheng.periods import Period
from luheng.rules import Factor, Meaning, Method, Rule, Rulebook, Source
from luheng.rules import expression as ex
from luheng.rules.meaning import Place, infer
from luheng.units import PerItem, Unit

__all__ = [
    "AtOp",
    "ByOp",
    "Column",
    "FactorOp",
    "FixedOp",
    "MethodOp",
    "Op",
    "Plan",
    "RollUpOp",
    "RowOp",
    "ShiftOp",
    "SourceOp",
    "StoredOp",
    "SumOp",
    "make_plan",
]


@dataclass(frozen=True, slots=True)
class SourceOp:
    """Rows of a ledger table, gathered into the asked periods."""

    source: Source


@dataclass(frozen=True, slots=True)
class FactorOp:
    """Values of a factor, resolved for each period."""

    factor: Factor


@dataclass(frozen=True, slots=True)
class MethodOp:
    """The table that a method gave."""

    method: Method


@dataclass(frozen=True, slots=True)
class StoredOp:
    """Cells of a column that were worked out before (materialise/)."""

    name: str


@dataclass(frozen=True, slots=True)
class RowOp:
    """Arithmetic on one row; the leaves of ``expression`` are column ids."""

    expression: ex.Quantity
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SumOp:
    """A sum over dimensions of one column."""

    child: str
    over: tuple[str, ...]
    present_only: bool


@dataclass(frozen=True, slots=True)
class AtOp:
    """One member of a dimension of one column; ``keep`` keeps the dimension (among)."""

    child: str
    dimension: str
    members: tuple[str, ...]
    keep: bool = False


@dataclass(frozen=True, slots=True)
class RollUpOp:
    """A sum along a membership of one column."""

    child: str
    along: str
    present_only: bool


@dataclass(frozen=True, slots=True)
class ByOp:
    """One column beside the parent of each row along a membership."""

    child: str
    along: str
    default: str


@dataclass(frozen=True, slots=True)
class ShiftOp:
    """A column of another period."""

    child: str
    periods: int


@dataclass(frozen=True, slots=True)
class FixedOp:
    """A column of one fixed period, without the dimension period."""

    child: str
    period: str


Op = (
    SourceOp | FactorOp | MethodOp | StoredOp | RowOp | SumOp | AtOp | RollUpOp | ByOp | ShiftOp
    | FixedOp
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one frame."""

    id: str
    grain: frozenset[str]
    level: int
    op: Op
    unit: Unit | PerItem
    quantity: str = ""

    @property
    def dims(self) -> tuple[str, ...]:
        """The dimensions in a fixed order, period last."""
        return tuple(sorted(self.grain - {"period"})) + (
            ("period",) if "period" in self.grain else ()
        )


@dataclass(frozen=True)
class Plan:
    """Columns in the order of their strata, and what each asked quantity became."""

    columns: Mapping[str, Column]
    targets: tuple[str, ...]
    rules: Mapping[str, Rule]
    gaps: tuple[str, ...] = ()
    #: text of an expression -> the column that holds it, so that an explanation finds its value
    texts: Mapping[str, str] = field(default_factory=dict)

    @functools.cached_property
    def strata(self) -> tuple[tuple[Column, ...], ...]:
        """Columns by level, so that each level reads only lower ones."""
        levels: dict[int, list[Column]] = {}
        for column in self.columns.values():
            levels.setdefault(column.level, []).append(column)
        return tuple(tuple(levels[n]) for n in sorted(levels))

    def offsets(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The period shifts and fixed periods that the targets reach through."""
        shifts: dict[str, set[int]] = {t: {0} for t in self.targets}
        fixed: set[str] = set()
        for column in sorted(self.columns.values(), key=lambda c: -c.level):
            own = shifts.get(column.id, set())
            for child in children(column.op):
                extra = column.op.periods if isinstance(column.op, ShiftOp) else 0
                shifts.setdefault(child, set()).update(o + extra for o in own)
            if isinstance(column.op, FixedOp):
                fixed.add(column.op.period)
        everything = set().union(*shifts.values()) if shifts else {0}
        return tuple(sorted(everything)), tuple(sorted(fixed))


def children(op: Op) -> tuple[str, ...]:
    """The column ids that an operation reads."""
    if isinstance(op, RowOp):
        return op.reads
    if isinstance(op, SourceOp | FactorOp | MethodOp | StoredOp):
        return ()
    return (op.child,)


def make_plan(book: Rulebook, names: Iterable[str], period: Period) -> Plan:
    """The plan for some quantities under the editions that govern a period.

    Raises:
        UnknownQuantity: a name that nothing defines.
    """
    lowering = _Lowering(book, period)
    targets = tuple(lowering.named(name) for name in names)
    return Plan(lowering.columns, targets, lowering.rules, tuple(lowering.gaps), lowering.texts)


@dataclass
class _Lowering:
    """Turns names and expressions into columns; one of them per plan."""

    book: Rulebook
    period: Period
    columns: dict[str, Column] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    _meanings: dict[str, Meaning] = field(default_factory=dict)

    def named(self, name: str, asked_at: str = "") -> str:
        """The column of a named quantity."""
        if name in self.columns:
            return name
        definition = self.book.definition(name, self.period, asked_at)
        if isinstance(definition, Rule):
            return self._rule(definition)
        grain = frozenset({*definition.grain, "period"})
        if isinstance(definition, Source):
            return self._add(name, grain, SourceOp(definition), definition.unit, name)
        if isinstance(definition, Factor):
            return self._add(name, grain, FactorOp(definition), definition.unit, name)
        if isinstance(definition, Method):
            return self._add(name, grain, MethodOp(definition), definition.unit, name)
        raise UnknownQuantity(name, (), asked_at)

    def _rule(self, rule: Rule) -> str:
        if self.book.governing(rule.name, self.period) is None:
            self.gaps.append(rule.name)  # its figures are absent: a gap is never zero (A10)
        self.rules[rule.name] = rule
        body, found = self.lower(rule.body, Place(rule.name, rule.place))
        body = _scaled(body, found.unit.ratio_to(rule.unit))
        reads = tuple(dict.fromkeys(_leaves(body)))
        grain = frozenset({*rule.grain, "period"})
        return self._add(rule.name, grain, RowOp(body, reads), rule.unit, rule.name)

    def _add(
        self, id_: str, grain: frozenset[str], op: Op, unit: Unit | PerItem, quantity: str = ""
    ) -> str:
        level = 1 + max((self.columns[c].level for c in children(op)), default=-1)
        self.columns[id_] = Column(id_, grain, level, op, unit, quantity)
        return id_

    def meaning(self, node: ex.Quantity, at: Place) -> Meaning:
        """The meaning of a node, remembered by its text."""
        key = ex.text(node)
        if key not in self._meanings:
            day = self.period.start
            self._meanings[key] = infer(
                node,
                lambda n: self.book.meaning(n, day, at.place),
                self.book.relations,
                at,
            )
        return self._meanings[key]

    def lower(self, node: ex.Quantity, at: Place) -> tuple[ex.Quantity, Meaning]:
        """The node with column ids for leaves; every verb that changes the grain is a column."""
        meaning = self.meaning(node, at)
        match node:
            case ex.Ref(name):
                return ex.Ref(self.named(name, at.place)), meaning
            case ex.Constant():
                return node, meaning
            case ex.Arithmetic(op, left, right):
                a, of_a = self.lower(left, at)
                b, of_b = self.lower(right, at)
                if op in "+-" and not isinstance(left, ex.Constant) and not ex.is_zero(right):
                    b = _scaled(b, of_b.unit.ratio_to(of_a.unit))
                return ex.Arithmetic(op, a, b), meaning
            case ex.Where(condition, then, otherwise):
                test = ex.Condition(condition.op, *self._pair(condition.left, condition.right, at))
                return ex.Where(test, *self._pair(then, otherwise, at)), meaning
            case ex.Prefer(first, second):
                return ex.Prefer(*self._pair(first, second, at)), meaning
            case ex.OrNil(of):
                return ex.OrNil(ex.Ref(self._column(of, at))), meaning
        return ex.Ref(self._verb(node, meaning, at)), meaning

    def _pair(
        self, left: ex.Quantity, right: ex.Quantity, at: Place
    ) -> tuple[ex.Quantity, ex.Quantity]:
        a, of_a = self.lower(left, at)
        b, of_b = self.lower(right, at)
        if ex.is_zero(left) or ex.is_zero(right):
            return a, b
        return a, _scaled(b, of_b.unit.ratio_to(of_a.unit))

    def _verb(self, node: ex.Quantity, meaning: Meaning, at: Place) -> str:
        key = ex.text(node)
        if key in self.texts:
            return self.texts[key]
        child = self._column(node.of, at)  # type: ignore[attr-defined]
        grain = meaning.grain
        op: Op
        match node:
            case ex.Sum(_, over, present_only):
                op = SumOp(child, over, present_only)
            case ex.At(_, dimension, member):
                op = AtOp(child, dimension, (member,))
            case ex.Among(_, dimension, members, _):
                op = AtOp(child, dimension, members, keep=True)
            case ex.RollUp(_, along, present_only):
                op = RollUpOp(child, along, present_only)
            case ex.By(_, along, default):
                op = ByOp(child, along, default)
            case ex.Shift(_, periods):
                op = ShiftOp(child, periods)
            case ex.InPeriod(_, period):
                op, grain = FixedOp(child, period), grain - {"period"}
            case _:
                raise TypeError(node)
        self.texts[key] = self._add(f"_c{len(self.columns)}", grain, op, meaning.unit)
        return self.texts[key]

    def _column(self, node: ex.Quantity, at: Place) -> str:
        """A node as a column of its own, so that a verb can take it."""
        if isinstance(node, ex.Ref):
            return self.named(node.name, at.place)
        inline, meaning = self.lower(node, at)
        if isinstance(inline, ex.Ref):
            return inline.name
        key = ex.text(node)
        if key not in self.texts:
            reads = tuple(dict.fromkeys(_leaves(inline)))
            self.texts[key] = self._add(
                f"_c{len(self.columns)}", meaning.grain, RowOp(inline, reads), meaning.unit
            )
        return self.texts[key]


def _scaled(node: ex.Quantity, ratio: Fraction) -> ex.Quantity:
    """The node times an exact scale, applied once (A13)."""
    if ratio == 1:
        return node
    if ratio.numerator == 1:
        return ex.Arithmetic("/", node, ex.Constant(Fraction(ratio.denominator)))
    return ex.Arithmetic("*", node, ex.Constant(ratio))


def _leaves(node: ex.Quantity | ex.Condition) -> Iterable[str]:
    match node:
        case ex.Ref(name):
            yield name
        case ex.OrNil(of):
            yield from _leaves(of)
        case ex.Arithmetic(_, left, right) | ex.Condition(_, left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case ex.Where(condition, then, otherwise):
            yield from _leaves(condition)
            yield from _leaves(then)
            yield from _leaves(otherwise)
        case ex.Prefer(first, second):
            yield from _leaves(first)
            yield from _leaves(second)
