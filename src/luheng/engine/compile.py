"""Compile: the columns of a plan become frames, one table per grain, one SELECT per stratum.

A frame is an Ibis table keyed by its dimensions. Each stratum adds to a frame in one mutate: one
mutate per rule is quadratic in the number of rules (docs/adr/0004-strata.md). Coverage and trust
are not columns per rule either: a frame carries counts per path from a
ledger table and one trust column per factor, and each column knows which of them it rests on.

Of a path, ``p`` counts the rows present, ``e`` those expected and ``m`` those both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from luheng.periods import Period
from luheng.rules import Factor, Rulebook, Source
from luheng.rules import expression as ex

from .exact import exact_sum
from .plan import (
    AtOp,
    ByOp,
    Column,
    FactorOp,
    FixedOp,
    MethodOp,
    Plan,
    RollUpOp,
    RowOp,
    ShiftOp,
    SourceOp,
    StoredOp,
    SumOp,
)

__all__ = ["Compiler", "Rests", "Tables"]


class Tables(Protocol):
    """What the compiler asks of the side that knows where rows lie."""

    def source(self, source: Source, periods: Sequence[Period]) -> ir.Table:
        """Dimensions, period, value, present, expected, met."""
        ...

    def factor(self, factor: Factor, periods: Sequence[Period]) -> ir.Table:
        """Dimensions, period, value, trust."""
        ...

    def method(self, column: Column) -> ir.Table:
        """Dimensions, period, value, present, expected, met, trust: what a method gave."""
        ...

    def membership(self, relation: str, periods: Sequence[Period]) -> ir.Table:
        """child, parent, period, whole (false where the child has two parents in the period)."""
        ...

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table handed in."""
        ...


@dataclass(frozen=True, slots=True)
class Rests:
    """What a column rests on within its frame: paths with their counts, and trust columns."""

    pairs: frozenset[str] = frozenset()
    trusts: frozenset[str] = frozenset()

    def __or__(self, other: Rests) -> Rests:
        return Rests(self.pairs | other.pairs, self.trusts | other.trusts)


@dataclass
class _Frame:
    dims: tuple[str, ...]
    table: ir.Table
    rests: dict[str, Rests] = field(default_factory=dict)


@dataclass
class Compiler:
    """Builds the frames of one plan for one set of periods."""

    plan: Plan
    book: Rulebook
    tables: Tables
    periods: Sequence[Period]
    frames: dict[frozenset[str], _Frame] = field(default_factory=dict)
    _names: int = 0

    def run(self) -> Compiler:
        """Walk the strata from the ledger up."""
        for stratum in self.plan.strata:
            self._leaves([c for c in stratum if isinstance(c.op, SourceOp | MethodOp | StoredOp)])
            self._masks([c for c in stratum if isinstance(c.op, AtOp) and c.op.keep])
            self._aggregates([c for c in stratum if _drops(c)])
            self._beside([c for c in stratum if isinstance(c.op, ByOp)])
            for column in stratum:
                if isinstance(column.op, ShiftOp | FixedOp):
                    self._moved(column)
            self._rows([c for c in stratum if isinstance(c.op, RowOp)])
        for target in self.plan.targets:
            column = self.plan.columns[target]
            if isinstance(column.op, FactorOp):
                self._asked(column)
        return self

    # -- leaves ---------------------------------------------------------------------------

    def _leaves(self, columns: Iterable[Column]) -> None:
        for column in columns:
            n = self._fresh()
            names = {f"p{n}": "present", f"e{n}": "expected", f"m{n}": "met"}
            if isinstance(column.op, SourceOp):
                table = self.tables.source(column.op.source, self.periods)
                rests = Rests(frozenset({n}))
            else:
                table = self.tables.method(column)
                names[f"t{n}"] = "trust"
                rests = Rests(frozenset({n}), frozenset({f"t{n}"}))
            table = table.rename({column.id: "value", **names})
            self._merge(column.grain, column.dims, table, {column.id: rests})

    def _fresh(self) -> str:
        self._names += 1
        return str(self._names)

    def _merge(
        self,
        grain: frozenset[str],
        dims: tuple[str, ...],
        table: ir.Table,
        rests: Mapping[str, Rests],
    ) -> None:
        """Bring new columns into the frame of their grain; a missing row stays a missing row."""
        frame = self.frames.get(grain)
        if frame is None:
            self.frames[grain] = _Frame(dims, table, dict(rests))
            return
        if dims:
            joined = frame.table.view().join(
                table.view(), list(dims), how="outer", rname="{name}__r"
            )
            keys = {d: ibis.coalesce(joined[d], joined[f"{d}__r"]) for d in dims}
        else:
            joined, keys = frame.table.view().cross_join(table.view()), {}
        old = {c: joined[c] for c in frame.table.columns if c not in dims}
        new = {c: joined[c] for c in table.columns if c not in dims}
        frame.table = joined.select(**keys, **old, **new)
        frame.rests.update(rests)

    def _asked(self, column: Column) -> None:
        """A factor that is asked for itself: all of its rows, whatever else its frame holds."""
        frame = self.frames.get(column.grain)
        if frame is None or column.id not in frame.rests:
            part = self._part(column)
            self._merge(column.grain, column.dims, part.table, part.rests)

    # -- arithmetic on rows ---------------------------------------------------------------

    def _rows(self, columns: Sequence[Column]) -> None:
        by_grain: dict[frozenset[str], list[Column]] = {}
        for column in columns:
            by_grain.setdefault(column.grain, []).append(column)
        for grain, some in by_grain.items():
            reads = list(dict.fromkeys(r for c in some for r in self._reads(c)))
            frame = self._frame_for(grain, some[0].dims, reads)
            for read in reads:
                self._bring(frame, self.plan.columns[read])
            new: dict[str, ir.Value] = {}
            for column in some:
                if isinstance(column.op, RowOp):
                    new[column.id] = _value(column.op.expression, frame)
                    rests = Rests()
                    for read in column.op.reads:
                        rests |= frame.rests[read]
                    frame.rests[column.id] = rests
            if new:
                frame.table = frame.table.mutate(**new)

    @staticmethod
    def _reads(column: Column) -> tuple[str, ...]:
        return column.op.reads if isinstance(column.op, RowOp) else (column.id,)

    def _frame_for(
        self, grain: frozenset[str], dims: tuple[str, ...], reads: Sequence[str]
    ) -> _Frame:
        if grain in self.frames:
            return self.frames[grain]
        # no ledger table has this grain: it is spanned by what the rule reads
        parts = [self._part(self.plan.columns[r]) for r in reads]
        parts.sort(key=lambda p: -len(p.dims))
        table, have, rests = parts[0].table, list(parts[0].dims), dict(parts[0].rests)
        for part in parts[1:]:
            shared = [d for d in part.dims if d in have]
            fresh = [c for c in part.table.columns if c not in shared and c not in table.columns]
            right = part.table.select(*shared, *fresh)
            table = (
                table.view().left_join(right.view(), shared).drop([f"{d}_right" for d in shared])
                if shared
                else table.view().cross_join(right.view())
            )
            have += [d for d in part.dims if d not in have]
            rests.update(part.rests)
        if "period" in grain and "period" not in have:
            labels = pa.table({"period": [p.text for p in self.periods]})
            table = table.view().cross_join(self.tables.arrow(labels))
        self.frames[grain] = _Frame(dims, table, rests)
        return self.frames[grain]

    def _part(self, column: Column) -> _Frame:
        if isinstance(column.op, FactorOp):
            table = self.tables.factor(column.op.factor, self.periods)
            trust = f"t{self._fresh()}"
            table = table.rename({column.id: "value", trust: "trust"})
            return _Frame(column.dims, table, {column.id: Rests(frozenset(), frozenset({trust}))})
        frame = self.frames[column.grain]
        rests = frame.rests[column.id]
        kept = [*column.dims, column.id, *_support(rests)]
        return _Frame(column.dims, frame.table.select(*kept), {column.id: rests})

    def _bring(self, frame: _Frame, column: Column) -> None:
        """Join a column of a coarser grain, or a factor, to each row that it says something of."""
        if column.id in frame.rests:
            return
        part = self._part(column)
        again = self._fresh()
        fresh = {
            c: f"{c}x{again}" if c in frame.table.columns else c
            for c in part.table.columns
            if c not in part.dims
        }
        right = part.table.select(*part.dims, **{new: part.table[c] for c, new in fresh.items()})
        if part.dims:
            joined = frame.table.view().left_join(right.view(), list(part.dims), rname="{name}__r")
            frame.table = joined.drop([f"{d}__r" for d in part.dims])
        else:
            frame.table = frame.table.view().cross_join(right.view())
        rests = part.rests[column.id]
        frame.rests[column.id] = Rests(
            frozenset(fresh[f"p{n}"][1:] for n in rests.pairs),
            frozenset(fresh[t] for t in rests.trusts),
        )

    # -- verbs ----------------------------------------------------------------------------

    def _aggregates(self, columns: Sequence[Column]) -> None:
        groups: dict[tuple[object, ...], list[Column]] = {}
        for column in columns:
            groups.setdefault(self._signature(column), []).append(column)
        for some in groups.values():
            op = some[0].op
            child = self.plan.columns[op.child]  # type: ignore[union-attr]
            for column in some:
                self._child_frame(self.plan.columns[column.op.child])  # type: ignore[union-attr]
            table = self.frames[child.grain].table
            if isinstance(op, RollUpOp):
                table = self._along(table, op.along)
            if _one_member(some):
                self._picked(table, some)
                continue
            metrics: dict[str, ir.Value] = {}
            rests: dict[str, Rests] = {}
            made: dict[tuple[str, object], str] = {}
            for column in some:
                rests[column.id] = self._measure(table, column, metrics, made)
            result = table.group_by(list(some[0].dims)).aggregate(**metrics)
            self._merge(some[0].grain, some[0].dims, result, rests)

    def _signature(self, column: Column) -> tuple[object, ...]:
        op = column.op
        child = self.plan.columns[op.child]  # type: ignore[union-attr]
        if isinstance(op, RollUpOp):
            return ("roll", child.grain, op.along)
        # a sum over a dimension and some members of it drop the same: one GROUP BY serves both
        over = op.over if isinstance(op, SumOp) else (op.dimension,)  # type: ignore[union-attr]
        return ("drop", child.grain, frozenset(over))

    def _masks(self, columns: Sequence[Column]) -> None:
        """Some members of a dimension: the other rows of the frame say nothing in this column."""
        by_grain: dict[frozenset[str], list[Column]] = {}
        for column in columns:
            self._child_frame(self.plan.columns[column.op.child])  # type: ignore[union-attr]
            by_grain.setdefault(column.grain, []).append(column)
        for grain, some in by_grain.items():
            frame = self.frames[grain]
            new: dict[str, ir.Value] = {}
            made: dict[tuple[str, object], str] = {}
            for column in some:
                op = column.op
                assert isinstance(op, AtOp)
                chosen = frame.table[op.dimension].isin(list(op.members))
                rests = frame.rests[op.child]
                which = (op.dimension, op.members)
                new[column.id] = _masked(chosen, frame.table[op.child], "float64")
                frame.rests[column.id] = self._masked_rests(frame, rests, chosen, which, new, made)
            frame.table = frame.table.mutate(**new)

    def _masked_rests(  # noqa: PLR0917  (what is masked, how, and into which names)
        self,
        frame: _Frame,
        rests: Rests,
        chosen: ir.Value,
        which: object,
        new: dict[str, ir.Value],
        made: dict[tuple[str, object], str],
    ) -> Rests:
        for n in sorted(rests.pairs):
            if (n, which) not in made:
                made[n, which] = self._fresh()
                for letter in "pem":
                    count = frame.table[f"{letter}{n}"]
                    new[f"{letter}{made[n, which]}"] = _masked(chosen, count, "int64")
        for t in sorted(rests.trusts):
            if (t, which) not in made:
                made[t, which] = f"t{self._fresh()}"
                new[made[t, which]] = _masked(chosen, frame.table[t], "int64")
        return Rests(
            frozenset(made[n, which] for n in rests.pairs),
            frozenset(made[t, which] for t in rests.trusts),
        )

    def _picked(self, table: ir.Table, columns: Sequence[Column]) -> None:
        """One member of a dimension: its rows as they are, because each key has one of them."""
        op = columns[0].op
        assert isinstance(op, AtOp)
        grain, dims = columns[0].grain, columns[0].dims
        child = self.plan.columns[op.child]
        rows = table.filter(table[op.dimension] == op.members[0])
        values: dict[str, ir.Value] = {}
        rests: dict[str, Rests] = {}
        held: dict[str, str] = {}
        for column in columns:
            below = self.frames[child.grain].rests[column.op.child]  # type: ignore[union-attr]
            values[column.id] = rows[column.op.child]  # type: ignore[union-attr]
            rests[column.id], carried = self._carried(rows, below, held)
            values.update(carried)
        picked = rows.select(**{d: rows[d] for d in dims}, **values)
        self._merge(grain, dims, picked, rests)

    def _beside(self, columns: Sequence[Column]) -> None:
        """Each row beside its parent along a membership (``by``); the child stays."""
        groups: dict[tuple[object, ...], list[Column]] = {}
        for column in columns:
            op = column.op
            assert isinstance(op, ByOp)
            child = self.plan.columns[op.child]
            groups.setdefault((child.grain, op.along, op.default), []).append(column)
        for some in groups.values():
            op = some[0].op
            assert isinstance(op, ByOp)
            own, parent = self.book.relations[op.along]
            child = self.plan.columns[op.child]
            self._child_frame(child)
            frame = self.frames[child.grain]
            table = self._present(frame, some)
            links = self.tables.membership(op.along, self.periods)
            links = links.rename({own: "child", f"{parent}__p": "parent"})
            how = "left" if op.default else "inner"
            joined = table.view().join(links.view(), [own, "period"], how=how, rname="{name}__r")
            above, whole = joined[f"{parent}__p"], joined["whole"]
            if op.default:
                above = ibis.coalesce(above, ibis.literal(op.default))
                whole = whole.fill_null(True)
            values: dict[str, ir.Value] = {}
            rests: dict[str, Rests] = {}
            held: dict[str, str] = {}
            for column in some:
                below = frame.rests[column.op.child]  # type: ignore[union-attr]
                value = joined[column.op.child]  # type: ignore[union-attr]
                values[column.id] = ibis.ifelse(whole, value, ibis.null("float64"))
                rests[column.id], carried = self._carried(joined, below, held)
                values.update(carried)
            keys = {d: above if d == parent else joined[d] for d in some[0].dims}
            self._merge(some[0].grain, some[0].dims, joined.select(**keys, **values), rests)

    def _carried(
        self, table: ir.Table, below: Rests, held: dict[str, str]
    ) -> tuple[Rests, dict[str, ir.Value]]:
        """What a column rests on, taken along into another frame under fresh names."""
        out: dict[str, ir.Value] = {}
        for n in sorted(below.pairs):
            new = held.setdefault(n, self._fresh())
            out.update({f"{letter}{new}": table[f"{letter}{n}"] for letter in "pem"})
        for t in sorted(below.trusts):
            out[held.setdefault(t, f"t{self._fresh()}")] = table[t]
        rests = Rests(
            frozenset(held[n] for n in below.pairs), frozenset(held[t] for t in below.trusts)
        )
        return rests, out

    def _present(self, frame: _Frame, columns: Sequence[Column]) -> ir.Table:
        """The rows that say something in at least one column that ``by`` takes."""
        pairs = {n for c in columns for n in frame.rests[c.op.child].pairs}  # type: ignore[union-attr]
        if not pairs:
            return frame.table
        said = [
            (frame.table[f"p{n}"].fill_null(0) > 0) | frame.table[f"e{n}"].notnull()
            for n in sorted(pairs)
        ]
        return frame.table.filter(ibis.or_(*said))

    def _child_frame(self, child: Column) -> None:
        """A factor that a verb takes becomes a frame of its own first."""
        if isinstance(child.op, FactorOp) and (
            child.grain not in self.frames or child.id not in self.frames[child.grain].rests
        ):
            part = self._part(child)
            self._merge(child.grain, child.dims, part.table, part.rests)

    def _along(self, table: ir.Table, relation: str) -> ir.Table:
        child, parent = self.book.relations[relation]
        links = self.tables.membership(relation, self.periods)
        links = links.rename({child: "child", f"{parent}__p": "parent"})
        joined = table.view().inner_join(links.view(), [child, "period"])
        return joined.drop(child).rename({parent: f"{parent}__p"})

    def _measure(
        self,
        table: ir.Table,
        column: Column,
        metrics: dict[str, ir.Value],
        made: dict[tuple[str, object], str],
    ) -> Rests:
        """Add the column's value and what it rests on to the metrics of one group by."""
        op = column.op
        child = self.plan.columns[op.child]  # type: ignore[union-attr]
        rests = self.frames[child.grain].rests[child.id]
        value = table[child.id]
        chosen: Any = None
        if isinstance(op, RollUpOp):
            value = ibis.ifelse(table["whole"], value, ibis.null("float64"))
        if isinstance(op, AtOp):
            chosen = table[op.dimension].isin(list(op.members))
            metrics[column.id] = ibis.ifelse(chosen, value, ibis.null("float64")).max()
        else:
            assert isinstance(op, SumOp | RollUpOp)
            metrics[column.id] = _sum(table, value, rests, present_only=op.present_only)
        which = (op.dimension, op.members) if isinstance(op, AtOp) else ()
        pairs: set[str] = set()
        trusts: set[str] = set()
        for n in rests.pairs:
            if (n, which) not in made:
                made[n, which] = self._fresh()
                for letter in "pem":
                    count = table[f"{letter}{n}"]
                    if chosen is not None:
                        count = ibis.ifelse(chosen, count, ibis.null("int64"))
                    metrics[f"{letter}{made[n, which]}"] = count.sum().cast("int64")
            pairs.add(made[n, which])
        for t in rests.trusts:
            if (t, which) not in made:
                made[t, which] = f"t{self._fresh()}"
                trust = table[t]
                if chosen is not None:
                    trust = ibis.ifelse(chosen, trust, ibis.null("int64"))
                metrics[made[t, which]] = trust.max()
            trusts.add(made[t, which])
        return Rests(frozenset(pairs), frozenset(trusts))

    def _moved(self, column: Column) -> None:
        """A column of another period: the same frame with its periods renamed."""
        op = column.op
        assert isinstance(op, ShiftOp | FixedOp)
        child = self.plan.columns[op.child]
        self._child_frame(child)
        part = self._part(child) if child.grain in self.frames else None
        assert part is not None
        again = self._fresh()
        fresh = {c: f"{c}x{again}" for c in part.table.columns if c not in part.dims}
        table = part.table.rename({new: c for c, new in fresh.items()})
        table = table.rename({column.id: fresh[child.id]})
        if isinstance(op, ShiftOp):
            there = {p.shift(op.periods).text: p.text for p in self.periods}
            pairs = pa.table({"period": list(there), "now__": list(there.values())})
            joined = table.view().inner_join(self.tables.arrow(pairs), "period")
            table = joined.drop("period").rename({"period": "now__"})
        else:
            table = table.filter(table["period"] == op.period).drop("period")
        rests = part.rests[child.id]
        moved = Rests(
            frozenset(fresh[f"p{n}"][1:] for n in rests.pairs),
            frozenset(fresh[t] for t in rests.trusts),
        )
        self._merge(column.grain, column.dims, table, {column.id: moved})


def _support(rests: Rests) -> list[str]:
    pairs = [f"{letter}{n}" for n in sorted(rests.pairs) for letter in "pem"]
    return [*pairs, *sorted(rests.trusts)]


def _sum(table: ir.Table, value: ir.Value, rests: Rests, *, present_only: bool) -> ir.Value:
    """The exact sum; absent if a row that is present has no value (A2)."""
    total = exact_sum(value)
    if present_only:
        return total
    missing = value.isnull()
    if rests.pairs:
        present: Any = None
        for n in sorted(rests.pairs):
            here = table[f"p{n}"].fill_null(0) > 0
            present = here if present is None else present | here
        missing = missing & present
    return ibis.ifelse(missing.cast("int64").sum() == 0, total, ibis.null("float64"))


def _drops(column: Column) -> bool:
    return isinstance(column.op, SumOp | RollUpOp) or (
        isinstance(column.op, AtOp) and not column.op.keep
    )


def _one_member(columns: Sequence[Column]) -> bool:
    """Whether some columns all pick the same one member, so that no GROUP BY is needed."""
    return len({c.op.members if isinstance(c.op, AtOp) else c.id for c in columns}) == 1 and all(
        isinstance(c.op, AtOp) and len(c.op.members) == 1 for c in columns
    )


def _masked(chosen: ir.Value, value: ir.Value, kind: str) -> Any:
    return ibis.ifelse(chosen, value, ibis.null(kind))


def _or_nil(name: str, frame: _Frame) -> Any:
    """Zero where no row is present and none is expected, of any path that the column rests on."""
    value, table = frame.table[name], frame.table
    nil: Any = value.isnull()
    for n in sorted(frame.rests[name].pairs):
        nil &= (table[f"p{n}"].fill_null(0) == 0) & (table[f"e{n}"].fill_null(0) == 0)
    return ibis.ifelse(nil, ibis.literal(0.0).cast("float64"), value)


def _value(node: ex.Quantity, frame: _Frame) -> Any:
    table = frame.table
    match node:
        case ex.Ref(name):
            return table[name]
        case ex.OrNil(ex.Ref(name)):
            return _or_nil(name, frame)
        case ex.Constant(value):
            return _number(value)
        case ex.Arithmetic(op, left, right):
            a, b = _value(left, frame), _value(right, frame)
            if op == "+":
                return a + b
            if op == "-":
                return a - b
            if op == "*":
                return a * b
            # a ratio to nothing cannot be said
            return a / ibis.ifelse(b == 0, ibis.null("float64"), b)
        case ex.Where(condition, then, otherwise):
            test = _condition(condition, frame)
            return ibis.cases(
                (test, _value(then, frame)), (~test, _value(otherwise, frame)), else_=None
            )
        case ex.Prefer(first, second):
            return ibis.coalesce(_value(first, frame), _value(second, frame))
    raise TypeError(node)


def _condition(condition: ex.Condition, frame: _Frame) -> Any:
    a, b = _value(condition.left, frame), _value(condition.right, frame)
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[condition.op]


def _number(value: Fraction) -> Any:
    # a bare literal would become DECIMAL in DuckDB and change the arithmetic
    number = ibis.literal(float(value.numerator)).cast("float64")
    if value.denominator == 1:
        return number
    return number / ibis.literal(float(value.denominator)).cast("float64")
