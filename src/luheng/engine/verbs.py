"""Verbs: sums, members, roll-ups, parents beside, and other periods, as operations on frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from luheng.periods import Period
from luheng.rules import Rulebook

from .exact import exact_round, exact_sum
from .frames import Frame, Rests, counts_of
from .plan import AtOp, ByOp, Column, FixedOp, Plan, RollUpOp, ShiftOp, SumOp

__all__ = ["Making", "beside", "dropped", "masked", "moved"]


class Making(Protocol):
    """The plan in the making, as the verbs see it: the compiler."""

    plan: Plan
    book: Rulebook
    periods: Sequence[Period]

    @property
    def tables(self) -> Links:
        """Where rows and memberships lie."""
        ...

    def fresh(self) -> str:
        """A number that no column of the plan's frames has yet."""
        ...

    def framed(self, column: Column) -> Frame:
        """The frame of a column."""
        ...

    def carried(self, frame: Frame) -> list[str]:
        """The names that a frame carries on: its dimensions and what is read from here on."""
        ...

    def settle(self, frame: Frame, columns: Iterable[str]) -> None:
        """Say that some columns lie in a frame."""
        ...


class Links(Protocol):
    """Where memberships lie."""

    def membership(self, relation: str, periods: Sequence[Period]) -> ir.Table:
        """child, parent, period, whole; no period where the links are the same in all of them."""
        ...

    def unique(self, relation: str, periods: Sequence[Period]) -> bool:
        """Whether it is known that no child has two parents in a period."""
        ...

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table handed in."""
        ...


def dropped(compiler: Making, columns: Sequence[Column]) -> None:
    """Sums over dimensions, one member of a dimension, or roll-ups, of columns of one frame."""
    op = columns[0].op
    frame = compiler.framed(_child(compiler, columns[0]))
    if isinstance(op, AtOp):
        # each key has one row of the member, so that nothing needs to be grouped
        rows = frame.table.filter(frame.table[op.dimension] == op.members[0])
        _taken(compiler, frame, rows, columns, rounded=False)
    elif isinstance(op, SumOp) and set(op.over) <= frame.single:
        _taken(compiler, frame, frame.table, columns, rounded=True)
    else:
        _grouped(compiler, frame, columns)


def _child(compiler: Making, column: Column) -> Column:
    return compiler.plan.columns[column.op.child]  # type: ignore[union-attr]


def _taken(
    compiler: Making, frame: Frame, rows: ir.Table, columns: Sequence[Column], *, rounded: bool
) -> None:
    """The rows as they are, without a dimension that is not needed to tell them apart.

    A sum of one addend is that addend, rounded as an addend is (A13).
    """
    values: dict[str, ir.Value] = {}
    rests: dict[str, Rests] = {}
    held: dict[str, str] = {}
    for column in columns:
        child = _child(compiler, column).id
        values[column.id] = exact_round(rows[child]) if rounded else rows[child]
        rests[column.id], carried = _carried(compiler, rows, frame.rests[child], held)
        values.update(carried)
    dims = columns[0].dims
    table = rows.select(**{d: rows[d] for d in dims}, **values)
    compiler.settle(Frame(dims, table, rests), rests)


def _carried(
    compiler: Making, table: ir.Table, below: Rests, held: dict[str, str]
) -> tuple[Rests, dict[str, ir.Value]]:
    """What a column rests on, taken along into another frame under fresh names."""
    out: dict[str, ir.Value] = {}
    for n in sorted(below.pairs):
        new = held.setdefault(n, compiler.fresh())
        out.update({f"{c[0]}{new}": table[c] for c in counts_of(table, n)})
    for t in sorted(below.trusts):
        out[held.setdefault(t, f"t{compiler.fresh()}")] = table[t]
    pairs, trusts = (frozenset(held[n] for n in some) for some in (below.pairs, below.trusts))
    return Rests(pairs, trusts), out


def _grouped(compiler: Making, frame: Frame, columns: Sequence[Column]) -> None:
    op = columns[0].op
    table = frame.table
    if isinstance(op, RollUpOp):
        child, parent = compiler.book.relations[op.along]
        links = compiler.tables.membership(op.along, compiler.periods)
        links = links.rename({child: "child", f"{parent}__p": "parent"})
        keys = [child, *(d for d in ("period",) if d in links.columns)]
        both = table.view().inner_join(links.view(), keys)
        table = both.drop(child).rename({parent: f"{parent}__p"})
    metrics: dict[str, ir.Value] = {}
    rests: dict[str, Rests] = {}
    held: dict[str, str] = {}
    for column in columns:
        own = column.op
        assert isinstance(own, SumOp | RollUpOp)
        below = frame.rests[own.child]
        value = table[own.child]
        if isinstance(own, RollUpOp):
            value = ibis.ifelse(table["whole"], value, ibis.null("float64"))
        metrics[column.id] = _sum(table, value, below, present_only=own.present_only)
        rests[column.id], carried = _carried(compiler, table, below, held)
        metrics.update(
            {n: v.max() if n[0] == "t" else v.sum().cast("int64") for n, v in carried.items()}
        )
    dims = columns[0].dims
    compiler.settle(Frame(dims, table.group_by(list(dims)).aggregate(**metrics), rests), rests)


def _sum(table: ir.Table, value: ir.Value, rests: Rests, *, present_only: bool) -> ir.Value:
    """The exact sum; absent if a row that is present has no value (A2)."""
    total = exact_sum(value)
    if present_only:
        return total
    missing = value.isnull()
    if rests.pairs:
        here = [table[f"p{n}"].fill_null(0) > 0 for n in sorted(rests.pairs)]
        missing &= ibis.or_(*here)
    # a COUNT costs less than half of a SUM, which DuckDB carries in 128 bits
    some = ibis.ifelse(missing, ibis.literal(1).cast("int8"), ibis.null("int8")).count()
    return ibis.ifelse(some == 0, total, ibis.null("float64"))


def masked(compiler: Making, columns: Sequence[Column]) -> None:
    """Some members of a dimension: the other rows of the frame say nothing in this column."""
    frame = compiler.framed(_child(compiler, columns[0]))
    kept = compiler.carried(frame)
    table, flags = _flagged(compiler, frame.table, columns)
    new: dict[str, ir.Value] = {}
    held: dict[tuple[object, ...], dict[str, str]] = {}
    for column in columns:
        op = column.op
        assert isinstance(op, AtOp)
        chosen = table[flags[op.dimension, op.members]]
        names = held.setdefault((op.dimension, op.members), {})
        rests, carried = _carried(compiler, table, frame.rests[op.child], names)
        for name, value in {column.id: table[op.child], **carried}.items():
            kind = "float64" if name == column.id else "int64"
            new[name] = ibis.ifelse(chosen, value, ibis.null(kind))
        frame.rests[column.id] = rests
    frame.table = table.select(*kept, **new)
    compiler.settle(frame, [c.id for c in columns])


def _flagged(
    compiler: Making, table: ir.Table, columns: Sequence[Column]
) -> tuple[ir.Table, dict[tuple[str, tuple[str, ...]], str]]:
    """The table with a flag for each choice of members: DuckDB makes a join of every long IN."""
    flags: dict[tuple[str, tuple[str, ...]], str] = {}
    for column in columns:
        op = column.op
        assert isinstance(op, AtOp)
        if (op.dimension, op.members) not in flags:
            flags[op.dimension, op.members] = f"f{compiler.fresh()}__"
    chosen = {name: table[d].isin(list(members)) for (d, members), name in flags.items()}
    return table.mutate(**chosen), flags


def beside(compiler: Making, columns: Sequence[Column]) -> None:
    """Each row beside its parent along a membership (``by``); the child stays.

    Rows that say nothing in any of the columns are left behind.
    """
    op = columns[0].op
    assert isinstance(op, ByOp)
    own, parent = compiler.book.relations[op.along]
    frame = compiler.framed(_child(compiler, columns[0]))
    links = compiler.tables.membership(op.along, compiler.periods)
    links = links.rename({own: "child", f"{parent}__p": "parent"})
    how = "left" if op.default else "inner"
    table = _saying(frame, columns)
    keys = [own, *(d for d in ("period",) if d in links.columns)]
    both: Any = table.view().join(links.view(), keys, how=how, rname="{name}__r")
    above, whole = both[f"{parent}__p"], both["whole"]
    if op.default:
        above, whole = ibis.coalesce(above, ibis.literal(op.default)), whole.fill_null(True)
    values: dict[str, ir.Value] = {}
    rests: dict[str, Rests] = {}
    held: dict[str, str] = {}
    for column in columns:
        child = column.op.child  # type: ignore[union-attr]
        values[column.id] = ibis.ifelse(whole, both[child], ibis.null("float64"))
        rests[column.id], carried = _carried(compiler, both, frame.rests[child], held)
        values.update(carried)
    dims = columns[0].dims
    dimensions = {d: above if d == parent else both[d] for d in dims}
    unique = compiler.tables.unique(op.along, compiler.periods)
    single = frozenset({parent}) if unique else frozenset()
    made = Frame(dims, both.select(**dimensions, **values), rests, single=single)
    compiler.settle(made, rests)


def _saying(frame: Frame, columns: Sequence[Column]) -> ir.Table:
    pairs = {n for c in columns for n in frame.rests[c.op.child].pairs}  # type: ignore[union-attr]
    table = frame.table
    said = [
        table[c].fill_null(0) > 0 if c[0] == "p" else table[c].notnull()
        for n in sorted(pairs)
        for c in counts_of(table, n)
        if c[0] != "m"
    ]
    return table.filter(ibis.or_(*said)) if said else table


def moved(compiler: Making, column: Column) -> None:
    """A column of another period: the same rows with their periods renamed."""
    op = column.op
    assert isinstance(op, ShiftOp | FixedOp)
    child = _child(compiler, column).id
    frame = compiler.framed(_child(compiler, column))
    rests, carried = _carried(compiler, frame.table, frame.rests[child], {})
    dims = {d: frame.table[d] for d in frame.dims}
    table = frame.table.select(**dims, **{column.id: frame.table[child]}, **carried)
    if isinstance(op, ShiftOp):
        there = {p.shift(op.periods).text: p.text for p in compiler.periods}
        pairs = pa.table({"period": list(there), "now__": list(there.values())})
        both = table.view().inner_join(compiler.tables.arrow(pairs), "period")
        table = both.drop("period").rename({"period": "now__"})
    else:
        table = table.filter(table["period"] == op.period).drop("period")
    compiler.settle(Frame(column.dims, table, {column.id: rests}), [column.id])
