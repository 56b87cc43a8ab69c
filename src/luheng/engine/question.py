"""Question: what is asked under one plan; its SELECTs are compiled once and filled in per key.

Compiling costs more than running for one entity, so the SQL is kept: the members asked for stand
in it as slots and are filled in as text. A kept plan is good as long as the rulebook, the periods,
the receipt known at and the files of the tables are the same.
"""

from __future__ import annotations

import datetime as dt
import functools
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from luheng.codelists import load
from luheng.periods import Period, parse_period
from luheng.rules import Method, Rulebook, Trust
from luheng.units import PerItem, Unit

from .compile import Compiler
from .figures import Figures, assemble, in_order, one_entity
from .frames import Frame, joined
from .plan import Column, FactorOp, Plan, SourceOp, children, make_plan
from .pushdown import Pushdown
from .slices import DIMENSION, WHOLE, Slice, can_slice, slices_of, within
from .staging import StagedTables
from .steps import Select
from .tables import Backend, LedgerTables

__all__ = ["Prepared", "Question", "unit_of_item", "units_of"]

#: kept plans per backend
_KEPT = 64
_PREPARED: weakref.WeakKeyDictionary[Any, OrderedDict[tuple[Any, ...], Prepared]] = (
    weakref.WeakKeyDictionary()
)
_LOCK = threading.Lock()


@dataclass
class Prepared:
    """A compiled plan: the SELECTs of its targets and of its frames, with slots for members."""

    plan: Plan
    compiler: Compiler
    tables: LedgerTables
    backend: Backend
    periods: tuple[Period, ...]
    slices: tuple[Slice, ...] = (WHOLE,)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _selects: dict[object, Select] = field(default_factory=dict)

    def made(self, name: object, make: Callable[[], ir.Table]) -> Select:
        """A SELECT by a name of ours, compiled when first asked."""
        if name not in self._selects:
            self._selects[name] = self.tables.select(make())
        return self._selects[name]

    def run(
        self, selects: Sequence[Select], where: Mapping[str, tuple[str, ...]], one: Slice = WHOLE
    ) -> Iterator[pa.Table]:
        """Fill the slots and execute, one SELECT after another."""

        def filled(sql: str) -> str:
            return one.fill(self.tables.fill(sql, where))

        return self.backend.answers([select.mapped(filled) for select in selects])

    def stage(self, where: Mapping[str, tuple[str, ...]]) -> None:
        """Fetch the rows under one key, where the engine can stage them."""
        if isinstance(self.tables, StagedTables):
            self.tables.fill_stages(where)

    def read(self, name: object, make: Any, where: Mapping[str, tuple[str, ...]]) -> pa.Table:
        """The rows of a SELECT at one key, compiled, and if staged planned, when first asked."""
        select = self.made(name, make)
        if isinstance(self.tables, StagedTables):
            return self.tables.execute(self.tables.fill(select.text(), where))
        (rows,) = self.run([select], where)
        return rows

    def close(self) -> None:
        """Let go of what the engine keeps for this plan."""
        if isinstance(self.tables, StagedTables):
            with self.lock:
                self.tables.close()

    @functools.cached_property
    def lineage(self) -> dict[str, frozenset[str]]:
        """For each target every column that it rests on, itself too."""
        out: dict[str, frozenset[str]] = {}
        for target in self.plan.targets:
            seen: set[str] = set()
            stack = [target]
            while stack:
                one = stack.pop()
                if one not in seen:
                    seen.add(one)
                    stack.extend(children(self.plan.columns[one].op))
            out[target] = frozenset(seen)
        return out

    def overlays(self, target: str) -> str:
        """The names of the overlays that a target's figures rest on (A18)."""
        names: set[str] = set()
        for one in self.lineage[target]:
            op = self.plan.columns[one].op
            if isinstance(op, FactorOp):
                names |= {r.row.overlay for r in self.tables.resolved.get(op.factor.name, ())}
        return ",".join(sorted(names - {""}))


@dataclass(frozen=True)
class Question:
    """One question under one plan: what is asked, of which periods, as known when."""

    book: Rulebook
    backend: Backend
    names: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]
    periods: tuple[Period, ...]
    known: int | None
    known_day: dt.date

    def prepared(self, *, staged: bool = False) -> Prepared:
        """The compiled plan, kept from an equal question if there was one.

        ``staged`` asks for a plan for explanations: of every column, also one that the targets do
        not need, and whose sources are fetched once per key where the engine can (staging.py).
        """
        kind = StagedTables if staged and hasattr(self.backend, "stage") else LedgerTables
        plan = make_plan(self.book, self.names, self.periods[0])
        sources = [c.op.source for c in plan.columns.values() if isinstance(c.op, SourceOp)]
        records = {s.record for s in sources} | {"assay" for s in sources if s.assay}
        state = self.backend.state({*records, "membership", "expectation", "entity"}, self.known)
        has_method = any(self._is_method(c) for c in plan.columns.values())
        key = (
            id(self.book), self.names, self.periods, tuple(sorted(self.where)), self.known,
            self.known_day, state, tuple(sorted(self.where.items())) if has_method else (),
            staged,
        )  # fmt: skip
        with _LOCK:
            kept = _PREPARED.setdefault(self.backend, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        made = self._compile(plan, kind, whole=staged)
        with _LOCK:
            kept[key] = made
            while len(kept) > _KEPT:
                kept.popitem(last=False)[1].close()
        return made

    def _is_method(self, column: Column) -> bool:
        return column.quantity in self.book.methods

    def _compile(self, plan: Plan, kind: type[LedgerTables], *, whole: bool) -> Prepared:
        shifts, fixed = plan.offsets()
        reached = {p.shift(s).text: p.shift(s) for p in self.periods for s in shifts}
        reached.update({text: parse_period(text) for text in fixed})
        every = tuple(sorted(reached.values(), key=lambda p: (p.start, p.text)))
        tables = kind(
            self.backend, self.book, self.known, self.known_day, tuple(self.where), self.run_method,
            every,
        )  # fmt: skip
        for target in plan.targets:
            tables.refuse_unknown_dimensions(plan.columns[target].dims, target)
        tables.filters = Pushdown(self.book.relations).of(plan, self.where)
        slices = (WHOLE,) if whole else self._slices(plan, tables)
        compiler = Compiler(plan, self.book, tables, every, whole=whole).run()
        return Prepared(plan, compiler, tables, self.backend, self.periods, slices)

    def _slices(self, plan: Plan, tables: LedgerTables) -> tuple[Slice, ...]:
        """In which slices the question is answered; the tables are told which sources have them."""
        rows = self.backend.slice_rows
        if rows is None or not can_slice(plan, self.where):
            return (WHOLE,)
        told = Pushdown(self.book.relations).of(plan, (*self.where, DIMENSION))
        sources = [c.op.source for c in plan.columns.values() if isinstance(c.op, SourceOp)]
        own = {s.name: s for s in sources if (DIMENSION, DIMENSION) in told[s.name]}
        records = sorted({s.record for s in own.values()})
        slices = slices_of(self.backend, (tables.near(r) for r in records), rows)
        tables.sliced = frozenset(own if len(slices) > 1 else ())
        return slices

    def run_method(self, column: Column, periods: Sequence[Period]) -> pa.Table:
        """Run a method node: what it reads as Arrow tables in, one table out."""
        definition = self.book.definition(column.id)
        assert isinstance(definition, Method)
        grains = [self.book.definition(n, self.periods[0]).grain for n in definition.reads]
        told = Pushdown(self.book.relations)
        where = {
            d: members
            for d, members in self.where.items()
            if d == "period" or all(told.pairs(grain, (d,)) for grain in grains)
        }
        inner = Question(
            self.book, self.backend, definition.reads, where, tuple(periods), self.known,
            self.known_day,
        )  # fmt: skip
        figures = inner.answer()
        tables = {}
        for name in definition.reads:
            rows = figures.table.filter(pc.equal(figures.table["quantity"], name))
            dims = self.book.definition(name, self.periods[0]).grain
            names = [*(d for d in dims if d != "period"), "period"]
            shown = one_entity(dims)
            columns = {n: rows["entity" if n == shown else n] for n in names}
            tables[name] = pa.table({**columns, "value": rows["value"]})
        return _method_table(definition.compute(**tables), column, figures)

    def answer(self) -> Figures:
        """Run the plan and put the figures together."""
        prepared = self.prepared()
        plan = prepared.plan
        by_grain: dict[frozenset[str], list[str]] = {}
        for target in dict.fromkeys(plan.targets):
            if target in prepared.compiler.empty:
                continue  # nothing that it rests on is on record
            by_grain.setdefault(plan.columns[target].grain, []).append(target)
        groups = list(by_grain.values())
        parts = self._parts(prepared, groups)
        dims = [d for some in groups for d in plan.columns[some[0]].dims if d != "period"]
        shown = {one_entity(plan.columns[t].dims) for t in plan.targets}
        extra = [d for d in dict.fromkeys(dims) if d not in shown]
        state = Figures(pa.table({}), self.known or 0, self.known_day, self.book.release, plan.gaps)
        return assemble([parts[t] for t in sorted(parts)], extra, state, ordered=True)

    def labels(self, prepared: Prepared) -> list[str]:  # noqa: ARG002  (a question may name them)
        """The periods asked, as the rows of a frame are compared with them."""
        return [p.text for p in self.periods]

    def select(self, prepared: Prepared, targets: Sequence[str]) -> ir.Table:
        """One SELECT for targets of one grain: dimensions, and value and counts of each."""
        column = prepared.plan.columns[targets[0]]
        home = prepared.compiler.home
        held: dict[Frame, list[str]] = {}
        for target in targets:
            held.setdefault(home[target], []).append(target)
        frames = [frame.only(some) for frame, some in held.items()]
        frame = frames[0] if len(frames) == 1 else joined(frames, prepared.tables.named)
        table = frame.table
        labels = self.labels(prepared)
        if "period" in column.grain and set(labels) != {p.text for p in prepared.compiler.periods}:
            table = table.filter(table["period"].isin(labels))
        asked = [d for d in self.where if d != "period"]
        for own, dimension in sorted(Pushdown(self.book.relations).pairs(column.dims, asked)):
            table = table.filter(table[own].isin([prepared.tables.slot(own, dimension)]))
        if prepared.tables.sliced:
            table = within(table)
        out: dict[str, Any] = {d: table[d] for d in column.dims}
        zero, none = ibis.literal(0).cast("int64"), ibis.null("int64")
        for n, target in enumerate(targets):
            rests = frame.rests[target]
            out[f"v{n}"] = table[target]
            present, met, owed, known = zero, zero, zero, none
            for pair in sorted(rests.pairs):
                present = present + table[f"p{pair}"].fill_null(0)
                if f"e{pair}" not in table.columns:
                    continue  # nothing is expected of this path
                expected = table[f"e{pair}"]
                met = met + table[f"m{pair}"].fill_null(0)
                owed = owed + expected.fill_null(0)
                known = ibis.coalesce(known, expected)
            out[f"p{n}"] = present
            out[f"m{n}"] = met
            out[f"e{n}"] = ibis.ifelse(known.isnull(), none, owed)
            trusts = [table[t] for t in sorted(rests.trusts)]
            worst = trusts[0] if len(trusts) == 1 else ibis.greatest(*trusts) if trusts else none
            out[f"t{n}"] = worst.cast("int64")
        return table.select(**out)

    def _parts(self, prepared: Prepared, groups: Sequence[Sequence[str]]) -> dict[str, pa.Table]:
        """The figures of each target, those of a grain by one SELECT, in the order of its rows."""
        columns = prepared.plan.columns
        selects = [
            prepared.made(tuple(some), functools.partial(self.select, prepared, some))
            for some in groups
        ]
        parts: dict[str, list[pa.Table]] = {target: [] for some in groups for target in some}
        for one in prepared.slices:
            found = prepared.run(selects, self.where, one)
            for some, answer in zip(groups, found, strict=True):
                order = [(d, "ascending") for d in in_order(columns[some[0]].dims)]
                rows = answer.sort_by(order) if order else answer
                for n, target in enumerate(some):
                    parts[target].append(self._part(rows, n, prepared, columns[target]))
        return {target: pa.concat_tables(some) for target, some in parts.items()}

    def _part(self, rows: pa.Table, n: int, prepared: Prepared, column: Column) -> pa.Table:
        """The figures of one target, out of the SELECT of its grain."""
        rows = rows.select([*column.dims, *(f"{letter}{n}" for letter in "vpmet")])
        value, present, owed = (rows[f"{letter}{n}"] for letter in "vpe")
        said = pc.or_(pc.is_valid(value), pc.or_(pc.greater(present, 0), pc.is_valid(owed)))
        if not pc.all(said, min_count=0).as_py():
            rows = rows.filter(pc.fill_null(said, False))
        value, met, owed, trust = (rows[f"{letter}{n}"] for letter in "vmet")
        shown = one_entity(column.dims)
        count = rows.num_rows
        out: dict[str, Any] = {
            "quantity": _repeated(column.quantity, count),
            "entity": rows[shown] if shown else pa.nulls(count, pa.string()),
        }
        for dimension in column.dims:
            if dimension not in {shown, "period"}:
                out[dimension] = rows[dimension]
        out["period"] = rows["period"] if "period" in column.dims else pa.nulls(count, pa.string())
        if prepared.lineage[column.id] & set(prepared.plan.gaps):
            value = pa.nulls(count, pa.float64())
        ranks = trust.combine_chunks() if isinstance(trust, pa.ChunkedArray) else trust
        words = pa.array([t.name.lower() for t in Trust], pa.string()).take(ranks)
        doubtful = pa.array([t.provisional for t in Trust], pa.bool_()).take(ranks)
        basis = self.book.meaning(column.quantity, self.periods[0].start).basis
        overlays = prepared.overlays(column.id)
        out["value"] = value.cast(pa.float64())
        out["unit"] = units_of(column.unit, rows)
        out["coverage"] = pc.divide(pc.cast(met, pa.float64()), pc.cast(owed, pa.float64()))
        out["trust"] = words
        out["provisional"] = pc.fill_null(doubtful, False)
        out["basis"] = _repeated(basis, count)
        out["overlays"] = _repeated(overlays, count)
        return pa.table(out)


def _repeated(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)


def units_of(said: Unit | PerItem, rows: pa.Table) -> pa.Array:
    """The unit of each row of a quantity; that of a per-item one goes by its column ``item``."""
    if isinstance(said, Unit):
        return _repeated(said.symbol, rows.num_rows)
    items = rows["item"].to_pylist()
    symbols = {item: unit_of_item(said, item) for item in set(items)}
    return pa.array([symbols[i] for i in items], pa.string())


def unit_of_item(said: PerItem, item: str) -> str:
    """The unit of a per-item quantity at one item; empty where the list does not hold the item."""
    carriers = load(said.codelist)
    if item not in carriers.ids():
        return ""
    own = carriers.get(item)["unit"]
    if said.power == 1:
        return own if said.rest.symbol == "1" else f"{said.rest}·{own}"
    return f"{said.rest}/{own}"


def _method_table(result: pa.Table, column: Column, reads: Figures) -> pa.Table:
    """A method's rows with what they rest on: the least coverage and worst trust of its reads."""
    count = result.num_rows
    ranks = [Trust[t.upper()].value for t in reads.table["trust"].to_pylist() if t]
    shares = [c for c in reads.table["coverage"].to_pylist() if c is not None]
    # counts in millionths, because a share has no rows of its own
    present = round(min(shares) * 1_000_000) if shares else 1
    expected = 1_000_000 if shares else None
    return pa.table(
        {
            **{d: result[d].cast(pa.string()) for d in column.dims},
            "value": result["value"].cast(pa.float64()),
            "present": pa.array([present] * count, pa.int64()),
            "expected": pa.array([expected] * count, pa.int64()),
            "met": pa.array([present if shares else None] * count, pa.int64()),
            "trust": pa.array([max(ranks) if ranks else None] * count, pa.int64()),
        }
    )
