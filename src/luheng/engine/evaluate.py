"""Evaluate: quantities, a filter and periods in; figures out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from luheng.codelists import load
from luheng.errors import BadPeriod, BadQuery
from luheng.periods import Period, parse_period
from luheng.rules import Method, Rulebook, Trust
from luheng.units import PerItem, Unit, unit

from .backend import backend_of
from .compile import Compiler
from .figures import Figures, assemble, one_entity
from .plan import Column, FactorOp, Plan, children, make_plan
from .tables import Backend, LedgerTables

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["Question", "evaluate", "periods_of"]

Where = Mapping[str, str | Sequence[str]]


def periods_of(asked: str | Period | Iterable[str | Period]) -> tuple[Period, ...]:
    """The periods that a text or a list names; ``2025-01..2025-12`` is each month between."""
    if isinstance(asked, Period):
        return (asked,)
    if isinstance(asked, str):
        first, dots, last = asked.partition("..")
        if not dots:
            return tuple(parse_period(p) for p in asked.split(",") if p.strip())
        start, end = parse_period(first), parse_period(last)
        if start.grain != end.grain or end.start < start.start:
            raise BadPeriod(asked)
        out = [start]
        while out[-1].start < end.start:
            out.append(out[-1].shift(1))
        return tuple(out)
    return tuple(p for one in asked for p in periods_of(one))


@dataclass
class Question:
    """One question under one plan: what is asked, of which periods, as known when."""

    book: Rulebook
    backend: Backend
    names: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]
    periods: tuple[Period, ...]
    known: int | None
    known_day: dt.date

    def compiled(self) -> tuple[Plan, Compiler, LedgerTables]:
        """The plan and its frames; nothing has been read from the large tables yet."""
        plan = make_plan(self.book, self.names, self.periods[0])
        shifts, fixed = plan.offsets()
        reached = {p.shift(s).text: p.shift(s) for p in self.periods for s in shifts}
        reached.update({text: parse_period(text) for text in fixed})
        every = tuple(sorted(reached.values(), key=lambda p: (p.start, p.text)))
        tables = LedgerTables(
            self.backend, self.book, self.known, self.known_day, self.where, self.method, every
        )
        for target in plan.targets:
            tables.refuse_unknown_dimensions(plan.columns[target].dims, target)
        return plan, Compiler(plan, self.book, tables, every).run(), tables

    def method(self, column: Column, periods: Sequence[Period]) -> pa.Table:
        """Run a method node: what it reads as Arrow tables in, one table out."""
        definition = self.book.definition(column.id)
        assert isinstance(definition, Method)
        inner = Question(
            self.book, self.backend, definition.reads, self.where, tuple(periods), self.known,
            self.known_day,
        )  # fmt: skip
        figures = inner.answer()
        tables = {}
        for name in definition.reads:
            rows = figures.table.filter(pc.equal(figures.table["quantity"], name))
            dims = self.book.definition(name).grain
            names = [d for d in dims if d != "period"] + ["period"]
            shown = one_entity(dims)
            columns = {n: rows["entity" if n == shown else n] for n in names}
            tables[name] = pa.table({**columns, "value": rows["value"]})
        result = definition.compute(**tables)
        return _method_table(result, column, figures)

    def answer(self) -> Figures:
        """Run the plan and put the figures together."""
        plan, compiler, tables = self.compiled()
        by_grain: dict[frozenset[str], list[str]] = {}
        for target in dict.fromkeys(plan.targets):
            by_grain.setdefault(plan.columns[target].grain, []).append(target)
        parts: list[pa.Table] = []
        dims: list[str] = []
        for some in by_grain.values():
            own = plan.columns[some[0]].dims
            rows = self.backend.run(self.select(compiler, plan, some))
            dims += [d for d in own if d not in dims and d != "period"]
            overlays = {t: self.overlays(plan, t, tables) for t in some}
            parts += [
                self._part(rows, n, plan, plan.columns[t], overlays[t]) for n, t in enumerate(some)
            ]
        shown = {one_entity(plan.columns[t].dims) for t in plan.targets}
        extra = [d for d in dims if d not in shown]
        return assemble(parts, extra, self.known or 0, self.known_day, self.book.release, plan.gaps)

    def select(self, compiler: Compiler, plan: Plan, targets: Sequence[str]) -> ir.Table:
        """One SELECT for targets of one grain: dimensions, and value and counts of each."""
        column = plan.columns[targets[0]]
        frame = compiler.frames[column.grain]
        table = frame.table
        if "period" in column.grain:
            table = table.filter(table["period"].isin([p.text for p in self.periods]))
        for dimension, values in self.where.items():
            if dimension in column.dims and dimension != "period":
                table = table.filter(table[dimension].isin(list(values)))
        out: dict[str, Any] = {d: table[d] for d in column.dims}
        for n, target in enumerate(targets):
            rests = frame.rests[target]
            out[f"v{n}"] = table[target]
            pairs = sorted(rests.pairs)
            zero = ibis.literal(0).cast("int64")
            none = ibis.null("int64")
            present, met, owed, known = zero, zero, zero, none
            for pair in pairs:
                expected = table[f"e{pair}"]
                present = present + table[f"p{pair}"].fill_null(0)
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

    def overlays(self, plan: Plan, target: str, tables: LedgerTables) -> str:
        """The names of the overlays that a quantity's figures rest on (A18)."""
        names: set[str] = set()
        for one in self.lineage(plan, target):
            op = plan.columns[one].op
            if isinstance(op, FactorOp):
                names |= {r.row.overlay for r in tables.resolved.get(op.factor.name, ())}
        return ",".join(sorted(names - {""}))

    @staticmethod
    def lineage(plan: Plan, target: str) -> set[str]:
        """Every column that a column rests on, itself too."""
        seen: set[str] = set()
        stack = [target]
        while stack:
            one = stack.pop()
            if one not in seen:
                seen.add(one)
                stack.extend(children(plan.columns[one].op))
        return seen

    def _part(self, rows: pa.Table, n: int, plan: Plan, column: Column, overlays: str) -> pa.Table:
        value, present, owed = (rows[f"{letter}{n}"] for letter in "vpe")
        said = pc.or_(pc.is_valid(value), pc.or_(pc.greater(present, 0), pc.is_valid(owed)))
        keep = pc.fill_null(said, False)
        rows = rows.filter(keep)
        value, met, owed, trust = (rows[f"{letter}{n}"] for letter in "vmet")
        shown = one_entity(column.dims)
        definition = self.book.definition(column.quantity, self.periods[0])
        count = rows.num_rows
        ratio = pc.divide(pc.cast(met, pa.float64()), pc.cast(owed, pa.float64()))
        ranks = trust.to_pylist()
        words = [None if t is None else Trust(t).name.lower() for t in ranks]
        out: dict[str, Any] = {
            "quantity": pa.array([column.quantity] * count, pa.string()),
            "entity": rows[shown] if shown else pa.nulls(count, pa.string()),
        }
        for dimension in column.dims:
            if dimension not in {shown, "period"}:
                out[dimension] = rows[dimension]
        out["period"] = rows["period"] if "period" in column.dims else pa.nulls(count, pa.string())
        if self.lineage(plan, column.id) & set(plan.gaps):
            value = pa.nulls(count, pa.float64())
        out["value"] = value.cast(pa.float64())
        out["unit"] = _units(column.unit, rows)
        out["coverage"] = ratio
        out["trust"] = pa.array(words, pa.string())
        out["provisional"] = pa.array(
            [t is not None and Trust(t).provisional for t in ranks], pa.bool_()
        )
        basis = getattr(definition, "basis", "") or self._basis(column)
        out["basis"] = pa.array([basis] * count, pa.string())
        out["overlays"] = pa.array([overlays] * count, pa.string())
        return pa.table(out)

    def _basis(self, column: Column) -> str:
        return self.book.meaning(column.quantity, self.periods[0].start).basis


def _units(said: Unit | PerItem, rows: pa.Table) -> pa.Array:
    if isinstance(said, Unit):
        return pa.array([said.symbol] * rows.num_rows, pa.string())
    carriers = load(said.codelist)
    symbols: dict[str, str] = {}
    for item in set(rows["item"].to_pylist()):
        own = carriers.get(item)["unit"] if item in carriers.ids() else ""
        symbols[item] = own if said.power == 1 and said.rest.symbol == "1" else f"{said.rest}/{own}"
        if said.power == 1 and said.rest.symbol != "1":
            symbols[item] = f"{said.rest}·{own}"
    return pa.array([symbols[i] for i in rows["item"].to_pylist()], pa.string())


def _method_table(result: pa.Table, column: Column, reads: Figures) -> pa.Table:
    """A method's rows with what they rest on: the coverage and trust of what it read."""
    count = result.num_rows
    rank = [Trust[t.upper()].value for t in reads.table["trust"].to_pylist() if t]
    worst = max(rank) if rank else None
    shares = [c for c in reads.table["coverage"].to_pylist() if c is not None]
    present = round(min(shares) * 1_000_000) if shares else 1
    expected = 1_000_000 if shares else None
    return pa.table(
        {
            **{d: result[d].cast(pa.string()) for d in column.dims},
            "value": result["value"].cast(pa.float64()),
            "present": pa.array([present] * count, pa.int64()),
            "met": pa.array([present] * count, pa.int64()),
            "expected": pa.array([expected] * count, pa.int64()),
            "trust": pa.array([worst] * count, pa.int64()),
        }
    )


def evaluate(
    ledger: Ledger,
    book: Rulebook,
    quantities: Sequence[str],
    *,
    where: Where | None = None,
    period: str | Period | Iterable[str | Period],
    known_at: dt.datetime | int | None = None,
) -> Figures:
    """The figures of some quantities for some periods, as known at an instant or a receipt.

    Args:
        ledger: the rows.
        book: the rulebook, with its overlays.
        quantities: names of rules, sources, methods or factors.
        where: dimension to member or members, such as ``{"region": "130000"}``.
        period: ``2025``, ``2025-05``, a list, or ``2025-01..2025-12``.
        known_at: an instant or a receipt number (A12); None is everything known now.

    Returns:
        Figures: one row per quantity and grain cell; the same arguments, receipt, rulebook
        release and engine version give the same figures.

    Raises:
        UnknownQuantity, BadPeriod, BadQuery.
    """
    names = tuple(dict.fromkeys([quantities] if isinstance(quantities, str) else quantities))
    if not names:
        raise BadQuery("没有要计算的量。", "No quantity was asked for.")
    known = ledger.known(known_at)
    day = known_day(ledger, known_at, known)
    backend = backend_of(ledger)
    asked = periods_of(period)
    if not asked:
        raise BadQuery("没有报告期。", "No period was asked for.")
    filters = _filters(where)
    unit("1")
    groups: dict[tuple[Any, ...], list[Period]] = {}
    for one in asked:
        groups.setdefault((one.grain, *_regime(book, names, one)), []).append(one)
    answers = [
        Question(book, backend, names, filters, tuple(some), known, day).answer()
        for some in groups.values()
    ]
    if len(answers) == 1:
        return answers[0]
    dims = list(dict.fromkeys(c for a in answers for c in a.table.column_names if c not in _FIXED))
    gaps = tuple(dict.fromkeys(g for a in answers for g in a.gaps))
    return assemble([a.table for a in answers], dims, known, day, book.release, gaps)


_FIXED = frozenset(
    ("quantity", "entity", "period", "value", "unit", "coverage", "trust", "provisional", "basis",
     "overlays")
)  # fmt: skip


def _filters(where: Where | None) -> dict[str, tuple[str, ...]]:
    return {k: (v,) if isinstance(v, str) else tuple(v) for k, v in (where or {}).items()}


def _regime(book: Rulebook, names: Iterable[str], period: Period) -> tuple[int, ...]:
    """Which editions govern: periods of one regime share a plan."""
    seen: set[str] = set()
    stack = list(names)
    out: list[int] = []
    while stack:
        name = stack.pop()
        if name in seen:
            continue
        seen.add(name)
        definition = book.definition(name, period)
        if hasattr(definition, "reads"):
            stack.extend(definition.reads)
            out.append(id(definition))
    return tuple(sorted(out))


def known_day(ledger: Ledger, known_at: dt.datetime | int | None, known: int) -> dt.date:
    """The day that bounds what the rulebook knew: the instant asked, or the receipt's (A12)."""
    if known_at is None:
        return dt.datetime.now(dt.UTC).date()
    if isinstance(known_at, dt.datetime):
        return known_at.date()
    found = ledger.known_from(known)
    return found.date() if found else dt.datetime.now(dt.UTC).date()
