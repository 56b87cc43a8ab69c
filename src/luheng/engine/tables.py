"""Tables: where the rows of sources, factors and memberships lie, for one question."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from luheng.codelists import load
from luheng.errors import BadQuery
from luheng.periods import Period
from luheng.rules import Factor, Resolved, Rulebook, Source
from luheng.units import Kind, unit, vocabulary

from .assays import Assays
from .exact import exact_sum, exact_sum_of_readings
from .expected import expected_rows
from .memberships import Memberships
from .plan import Column
from .pushdown import Pushdown
from .slices import within
from .steam_states import RESTING_ON
from .steps import Select, Steps

__all__ = ["Backend", "LedgerTables", "readings_in"]

#: dimensions with so few members that which of them occur can be asked of all rows at once
_TELLING = (
    *("item", "role", "property", "flow", "form", "sector", "measure", "prices", "tariff"),
    "period_grain",
)
#: what is read of each row of amounts
_OF_A_ROW = ("amount", "state", "period_grain", "period_start", "period_end")
#: dimension of a source -> column of its record, where the two differ
_METER_COLUMNS = ("item", "role")


class Backend(Protocol):
    """One query engine over one ledger: DuckDB here, Spark on a cluster."""

    #: rows of the ledger to a slice of a question, where it is answered in slices (slices.py)
    slice_rows: int | None

    def visible(self, record: str, known: int | None) -> ir.Table:
        """The rows of a ledger table as known at a receipt."""
        ...

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table handed in."""
        ...

    def sql(self, expression: ir.Table) -> str:
        """The SELECT that an expression becomes, in the engine's own dialect."""
        ...

    def translated(self, sql: str) -> str:
        """A SELECT of the ledger, written for DuckDB, in the engine's own dialect."""
        ...

    def run(self, sql: str) -> pa.Table:
        """Execute."""
        ...

    def answers(self, selects: Sequence[Select]) -> Iterator[pa.Table]:
        """Execute SELECTs of several steps, one after another."""
        ...

    def state(self, records: Iterable[str], known: int | None) -> str:
        """A text that changes when what is visible of some tables changes."""
        ...

    def small(self, record: str, known: int | None) -> pa.Table:
        """All visible rows of a small table (master data)."""
        ...


@dataclass
class LedgerTables:
    """Reads a ledger for one question: periods, filters, and the receipt as known at."""

    backend: Backend
    book: Rulebook
    known: int | None
    known_day: dt.date
    asked: tuple[str, ...]
    compute: Callable[[Column, Sequence[Period]], pa.Table]
    periods: Sequence[Period] = ()
    resolved: dict[str, tuple[Resolved, ...]] = field(default_factory=dict)
    #: record -> the members that occur together, by the dimensions that tell rows apart cheaply
    held: dict[str, tuple[list[str], set[tuple[str | None, ...]]]] = field(default_factory=dict)
    #: relation and periods -> its links
    linked: dict[tuple[str, tuple[Period, ...]], pa.Table] = field(default_factory=dict)
    #: leave out of the SELECT what this state of the ledger does not hold
    lean: bool = True
    slots: set[tuple[str, str]] = field(default_factory=set)
    #: source -> what of the question may be pushed down to its rows
    filters: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    steps: Steps = field(default_factory=Steps)
    #: the sources that are read a slice of the entities at a time
    sliced: frozenset[str] = frozenset()

    # -- factors --------------------------------------------------------------------------

    def factor(self, factor: Factor, periods: Sequence[Period]) -> ir.Table:
        """Dimensions, period, value, trust: the governing value of each key in each period."""
        return self.arrow(self._values(factor, periods))

    def factors(
        self, some: Sequence[Factor], periods: Sequence[Period]
    ) -> Sequence[tuple[tuple[Factor, ...], ir.Table]]:
        """Factors of one grain side by side, those together whose values have the same dimensions.

        Dimensions, and of each factor ``value <name>`` and ``trust <name>``. If lean, and each key
        has one value in all the periods, the period is left out.
        """
        by_dims: dict[tuple[str, ...], list[tuple[Factor, pa.Table]]] = {}
        for factor in some:
            table = self._values(factor, periods)
            table = _without_period(table, periods) if self.lean else table
            dims = tuple(c for c in table.column_names if c not in {"value", "trust"})
            told = [f"{c} {factor.name}" if c not in dims else c for c in table.column_names]
            by_dims.setdefault(dims, []).append((factor, table.rename_columns(told)))
        return [
            (tuple(f for f, _ in held), self.arrow(_beside([t for _, t in held], dims)))
            for dims, held in by_dims.items()
        ]

    def _values(self, factor: Factor, periods: Sequence[Period]) -> pa.Table:
        rows = factor.resolve(periods, self.known_day)
        self.resolved[factor.name] = rows
        columns: dict[str, Any] = {
            d: pa.array([dict(r.key)[d] for r in rows], pa.string()) for d in sorted(factor.grain)
        }
        columns["period"] = pa.array([r.period for r in rows], pa.string())
        columns["value"] = pa.array([r.value for r in rows], pa.float64())
        columns["trust"] = pa.array([int(r.row.trust) for r in rows], pa.int64())
        return pa.table(columns)

    def method(self, column: Column) -> ir.Table:
        """What a method gave for the periods of the question."""
        return self.arrow(self.compute(column, self.periods))

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table handed in."""
        return self.backend.arrow(table)

    def named(self, table: ir.Table) -> ir.Table:
        """A table that a question builds upon, by a name of its own."""
        return self.steps.named(table)

    def select(self, table: ir.Table) -> Select:
        """The SELECT that an expression becomes, with the steps that it rests on."""
        return self.steps.select(table, self.backend.sql)

    # -- memberships ----------------------------------------------------------------------

    @functools.cached_property
    def _memberships(self) -> Memberships:
        table = self.backend.small("membership", self.known)
        return Memberships(table, self.book.relations)

    def membership(self, relation: str, periods: Sequence[Period]) -> ir.Table:
        """child, parent, period, whole: false where a child has two parents in one period (A9)."""
        return self.arrow(self._links(relation, tuple(periods)))

    def unique(self, relation: str, periods: Sequence[Period]) -> bool:
        """Whether it is known that no child has two parents in a period along a relation."""
        if not self.lean:
            return False
        return bool(pc.all(self._links(relation, tuple(periods))["whole"]).as_py())

    def _links(self, relation: str, periods: tuple[Period, ...]) -> pa.Table:
        """The links of a relation, if lean without periods where they are the same in all."""
        key = (relation, periods)
        if key not in self.linked:
            links = self._memberships.steady(relation, periods) if self.lean else None
            if links is None:
                links = self._memberships.in_periods(relation, periods)
            self.linked[key] = links
        return self.linked[key]

    def below(self, relation: str, parents: tuple[str, ...]) -> tuple[str, ...]:
        """The children that some parents have, or ever had, along one relation."""
        return self._memberships.below(relation, parents)

    def members(
        self, dimension: str, wanted: str, values: tuple[str, ...]
    ) -> tuple[str, ...] | None:
        """The members of ``dimension`` that lie below some members of ``wanted``, or None."""
        return self._memberships.members(dimension, wanted, values)

    def filtered(self, table: ir.Table, source: Source) -> ir.Table:
        """Push what is asked down to the rows of a source; the members are filled in later."""
        for own, dimension in sorted(self.filters.get(source.name, ())):
            if own in table.columns:
                table = table.filter(table[own].isin([self.slot(own, dimension)]))
        return table

    def slot(self, own: str, dimension: str) -> str:
        """A text that stands in the SQL for the members of ``own`` below what is asked."""
        self.slots.add((own, dimension))
        return f"<<{own}<{dimension}>>"

    def fill(self, sql: str, where: Mapping[str, tuple[str, ...]]) -> str:
        """The SQL with the members of one question in place of its slots."""
        for own, dimension in self.slots:
            members: tuple[str, ...] | None = where[dimension]
            if own != dimension:
                members = self.members(own, dimension, where[dimension])
            texts = ", ".join("'" + m.replace("'", "''") + "'" for m in members or ())
            sql = sql.replace(f"'<<{own}<{dimension}>>'", texts or "NULL")
        return sql

    # -- sources --------------------------------------------------------------------------

    @property
    def assays(self) -> Assays:
        """Measured properties, as known at the receipt."""
        return Assays(self.backend, self.known)

    def rows(self, source: Source) -> ir.Table:
        """The rows of a source that may count: its own, those asked for, near the periods.

        Whose rows they are is said first: several sources share the scan that it narrows.
        """
        rows = self.near(source.record)
        if source.name in self.sliced:
            rows = within(rows)
        rows = self.filtered(rows, source)
        for dimension, values in source.where.items():
            if dimension in rows.columns:
                rows = rows.filter(rows[dimension].isin(list(values)))
        return rows

    def near(self, record: str) -> ir.Table:
        """The rows of a record that lie in the periods, or reach into them."""
        rows = self.backend.visible(record, self.known)
        periods = self.periods
        span = Period("", "span", min(p.start for p in periods), max(p.end for p in periods))
        if record == "reading":
            low, high = _instants(span)
            return rows.filter(
                rows["at"] >= self.bound("low", low), rows["at"] <= self.bound("high", high)
            )
        return rows.filter(
            rows["period_start"] >= self.bound("start", span.start),
            rows["period_end"] <= self.bound("end", span.end),
        )

    def empty(self, source: Source, **members: tuple[str, ...]) -> bool:
        """Whether nothing is on record, or expected, of a source or some members of a dimension.

        Whom a question asks about does not count: its SELECT serves other members too.
        """
        if not self.lean or not self.periods:
            return False
        record = "assay" if source.assay else source.record
        picked: dict[str, tuple[str, ...]] = {**source.where, **members}
        for dimension in members.keys() & source.where.keys():
            picked[dimension] = tuple(m for m in members[dimension] if m in source.where[dimension])
        if source.assay:
            picked = {"property": tuple(RESTING_ON.get(source.assay, (source.assay,)))}
        dims, held = self._combinations(record)
        if any(_told(dims, picked, one) for one in held):
            return False
        return bool(source.assay) or not self._expects(record, picked)

    def _combinations(self, record: str) -> tuple[list[str], set[tuple[str | None, ...]]]:
        """Which members occur together on record in the periods; of whom does not count.

        A meter's item and role are no columns of its readings: of those it is known only whether
        there are any. One query serves every source of a record.
        """
        if record not in self.held:
            # an assay of a year holds for its months
            whole = record == "assay"
            rows = self.backend.visible(record, self.known) if whole else self.near(record)
            dims = [d for d in _TELLING if d in rows.columns]
            wanted = rows.select(*dims).distinct() if dims else rows.select("meter").limit(1)
            found = self.backend.run(self.backend.sql(wanted)).to_pylist()
            self.held[record] = (dims, {tuple(row[d] for d in dims) for row in found})
        return self.held[record]

    def _expects(self, record: str, picked: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether some of the members are expected; one of any item says nothing of one item."""
        owed = self.backend.small("expectation", self.known)
        owed = owed.filter(pc.equal(owed["record"], record)).select(["item", "role"])
        told = {d: some for d, some in picked.items() if d in {"item", "role"}}
        return any(all(row[d] in some for d, some in told.items()) for row in owed.to_pylist())

    def bound(self, name: str, value: dt.date) -> Any:  # noqa: ARG002  (a table may name it)
        """A first or last day or instant of the periods asked, as rows are compared with it."""
        return value

    def source(self, source: Source, periods: Sequence[Period]) -> ir.Table:
        """Dimensions, period, value and the counts of a ledger table in the asked periods."""
        rows = self.rows(source)
        grains = sorted({p.grain for p in periods})
        parts = []
        for grain in grains:
            some = [p for p in periods if p.grain == grain]
            if source.record == "reading":
                parts.append(self._readings(source, rows, some))
            else:
                parts.append(self._amounts(source, rows, some))
        return parts[0] if len(parts) == 1 else ibis.union(*parts)

    def _labels(self, periods: Sequence[Period]) -> ir.Table:
        return self.arrow(
            pa.table(
                {
                    "period": [p.text for p in periods],
                    "start__": pa.array([p.start for p in periods], pa.date32()),
                    "end__": pa.array([p.end for p in periods], pa.date32()),
                }
            )
        )

    def _amounts(self, source: Source, rows: ir.Table, periods: Sequence[Period]) -> ir.Table:
        """Rows by reporting period, gathered into the asked grain; longer periods do not count."""
        dims = [d for d in source.grain if d != "period"]
        grain = periods[0].grain
        if source.assay:
            rows = self._beside(source, rows, dims)
        amount = ibis.ifelse(
            (rows["state"] == "nil") & rows["amount"].isnull(), 0.0, rows["amount"]
        )
        if source.times_assay:
            amount *= rows["assayed__"]
        rows = rows.select(
            *dims,
            amount=amount.cast("float64"),
            grain__=rows["period_grain"],
            from__=rows["period_start"],
            to__=rows["period_end"],
        )
        rows = self._in_period(rows, periods)
        if self._all_of(source, grain):  # a key has one row of a length: nothing is to be gathered
            one = ibis.literal(1).cast("int64")
            table = rows.select(
                *dims, "period", value=rows["amount"], counted=one, whole=ibis.literal(True)
            )
            return self._covered(source, table, dims, periods)
        same = rows["grain__"] == grain
        text, number = ibis.null("string"), ibis.null("float64")
        finer = ibis.ifelse(same, text, rows["grain__"])
        shorter = ibis.ifelse(same, number, rows["amount"])
        only = source.kind is not Kind.EXTENSIVE
        extremes = {"least": shorter.min(), "most": shorter.max()} if only else {}
        one = rows.group_by([*dims, "period"]).aggregate(
            exact_n=same.cast("int64").sum(),
            exact=ibis.ifelse(same, rows["amount"], number).max(),
            finer=exact_sum(shorter),
            finer_n=finer.count(),
            finer_said=shorter.count(),
            finest=finer.min(),
            coarsest=finer.max(),
            **extremes,
        )
        # months beside quarters of the same key would be counted twice: that cannot be said
        summed = (one["finest"] == one["coarsest"]) & (one["finer_said"] == one["finer_n"])
        if source.kind is not Kind.EXTENSIVE:  # never summed: twelve equal months make a year (A6)
            summed &= one["least"] == one["most"]
        whole = one["exact_n"] > 0
        table = one.select(
            *dims,
            "period",
            # a record's key is unique, so that a key has one row of the asked length at most
            value=ibis.cases(
                (one["exact_n"] == 1, one["exact"]),
                (whole, number),
                (summed, one["least" if only else "finer"]),
            ),
            counted=ibis.ifelse(whole, one["exact_n"], one["finer_n"]),
            whole=whole,
        )
        return self._covered(source, table, dims, periods)

    def _beside(self, source: Source, rows: ir.Table, dims: Sequence[str]) -> ir.Table:
        """The rows beside their assays, with no more columns than are read of them."""
        needed = {*dims, "entity", "item", "role", *_OF_A_ROW}
        return self.assays.beside(source, rows.select(*(c for c in rows.columns if c in needed)))

    def _all_of(self, source: Source, grain: str) -> bool:
        """Whether every row near the periods has the length that is asked for."""
        if not self.lean or source.assay or grain == "span":
            return False
        dims, held = self._combinations(source.record)
        at = dims.index("period_grain")
        return all(one[at] == grain for one in held if _told(dims, source.where, one))

    def _in_period(self, rows: ir.Table, periods: Sequence[Period]) -> ir.Table:
        labels = self._labels(periods)
        grain = periods[0].grain
        if grain == "span":
            return rows.inner_join(
                labels, [rows["from__"] >= labels["start__"], rows["to__"] <= labels["end__"]]
            )
        letter = {"year": "Y", "quarter": "Q", "month": "M", "day": "D"}[grain]
        rows = rows.mutate(start__=rows["from__"].truncate(letter).cast("date"))
        joined = rows.view().inner_join(labels, "start__")
        return joined.filter(joined["to__"] <= joined["end__"])

    def _readings(self, source: Source, rows: ir.Table, periods: Sequence[Period]) -> ir.Table:
        """Interval values by the local period in which the interval lies; ``at`` closes it."""
        dims = [d for d in source.grain if d != "period"]
        rows = rows.filter(rows["kind"] == "interval")
        # a join with the days of the periods is four times as fast as date_trunc on an instant
        rows = rows.select(
            "meter", "amount", "canonical_unit", day__=_local_seconds(rows) // 86_400
        )
        joined = rows.view().inner_join(self._days(periods), "day__")
        one = joined.group_by(["meter", "canonical_unit", "index__"]).aggregate(
            total=exact_sum_of_readings(joined["amount"]),
            counted=joined["amount"].count(),
        )
        one = one.view().inner_join(self._indexed(periods), "index__")
        one = one.view().inner_join(self._meters(), "meter")
        one = one.view().left_join(self._scales(), ["item", "canonical_unit"])
        none = ibis.null("float64")
        amount = ibis.ifelse(one["counted"] > 0, one["total"] * one["scale"], none)
        one = one.select("meter", "item", "role", "period", "counted", amount=amount)
        # readings in a unit that does not measure the meter's item make its figure unsayable
        sound = one["amount"].count() == one["counted"].count()
        table = one.group_by([*dims, "period"]).aggregate(
            value=ibis.ifelse(sound, exact_sum(one["amount"]), none),
            counted=one["counted"].sum().cast("int64"),
        )
        table = table.mutate(whole=ibis.literal(False))
        return self._covered(source, table, dims, periods)

    def _scales(self) -> ir.Table:
        """How many of an item's canonical unit one of each unit of its dimension is."""
        return self.arrow(_scales())

    def _days(self, periods: Sequence[Period]) -> ir.Table:
        """Each local day since 1970 of the periods, with the number of its period."""
        epoch = dt.date(1970, 1, 1)
        days: list[int] = []
        numbers: list[int] = []
        for n, period in enumerate(periods):
            first, last = (period.start - epoch).days, (period.end - epoch).days
            days.extend(range(first, last))
            numbers.extend([n] * (last - first))
        return self.arrow(
            pa.table(
                {"day__": pa.array(days, pa.int64()), "index__": pa.array(numbers, pa.int64())}
            )
        )

    def _indexed(self, periods: Sequence[Period]) -> ir.Table:
        texts = [p.text for p in periods]
        numbers = pa.array(range(len(texts)), pa.int64())
        return self.arrow(pa.table({"index__": numbers, "period": texts}))

    def _meters(self) -> ir.Table:
        entities = self.backend.small("entity", self.known)
        keep = [i for i, kind in enumerate(entities["type"].to_pylist()) if kind == "meter"]
        meters = entities.take(pa.array(keep, pa.int64()))
        return self.arrow(
            pa.table({"meter": meters["id"], **{c: meters[c] for c in _METER_COLUMNS}})
        )

    def _covered(
        self, source: Source, table: ir.Table, dims: Sequence[str], periods: Sequence[Period]
    ) -> ir.Table:
        """Set the rows beside what is expected: a row that should be there and is not, counts."""
        # what is expected of activities says nothing of their assays
        owed = (
            None
            if source.assay
            else expected_rows(
                self.backend.small("expectation", self.known),
                self.backend.small("entity", self.known) if source.record == "reading" else None,
                source,
                periods,
            )
        )
        if owed is None:
            present = table["counted"].cast("int64")
            if self.lean:
                return table.select(*dims, "period", "value", present=present)
            null = ibis.null("int64").cast("int64")
            return table.select(*dims, "period", "value", present=present, expected=null, met=null)
        names = [*dims, "period"]
        right = self.filtered(self.arrow(owed), source)
        joined = table.view().join(right.view(), names, how="outer", rname="{name}__r")
        keys = {d: ibis.coalesce(joined[d], joined[f"{d}__r"]) for d in names}
        # one row of the asked length stands for all the shorter ones that were expected
        count = ibis.ifelse(joined["whole"], joined["owed"], joined["counted"].cast("int64"))
        return joined.select(
            **keys,
            value=joined["value"],
            present=joined["counted"].fill_null(0).cast("int64"),
            expected=joined["owed"].cast("int64"),
            met=ibis.least(count.fill_null(0), joined["owed"]).cast("int64"),
        )

    def refuse_unknown_dimensions(self, dims: Sequence[str], quantity: str) -> None:
        """Refuse a filter that cannot bear on a quantity, rather than leave it out silently."""
        for dimension in self.asked:
            if dimension == "period" or dimension in dims:
                continue
            if Pushdown(self.book.relations).pairs(dims, (dimension,)):
                continue
            have = ", ".join(dims)
            raise BadQuery(
                f"{quantity} 没有维度 {dimension}（它有：{have}）。",
                f"{quantity} has no dimension {dimension} (it has: {have}).",
            )


def _without_period(table: pa.Table, periods: Sequence[Period]) -> pa.Table:
    """The table without its periods, if every key says the same in all of them."""
    kept = [c for c in table.column_names if c != "period"]
    one = table.group_by(kept, use_threads=False).aggregate([("period", "count")])
    same = bool(pc.all(pc.equal(one["period_count"], len(periods))).as_py())
    return one.select(kept) if same else table


def _beside(tables: Sequence[pa.Table], dims: Sequence[str]) -> pa.Table:
    """Small tables of the same dimensions as one, in the order of those; null where one is silent.

    Numbers without a dimension stand in one row, also those that nothing is said of.
    """
    if not dims:
        row = {c: t[c][0].as_py() if len(t) else None for t in tables for c in t.column_names}
        kinds = pa.schema([f for t in tables for f in t.schema])
        return pa.Table.from_pylist([row], schema=kinds)
    first, *others = tables
    for other in others:
        first = first.join(other, list(dims), join_type="full outer", use_threads=False)
    return first.sort_by([(d, "ascending") for d in dims])


def _told(
    dims: Sequence[str], picked: Mapping[str, Collection[str]], one: Sequence[str | None]
) -> bool:
    """Whether members that occur together are among those picked, as far as they are told apart."""
    return all(one[dims.index(d)] in some for d, some in picked.items() if d in dims)


def _near(rows: ir.Table, period: Period) -> ir.Table:
    """The rows within a day of a period in UTC: lets the engine skip files and row groups."""
    low, high = _instants(period)
    return rows.filter(rows["at"] >= low, rows["at"] <= high)


def _instants(period: Period) -> tuple[dt.datetime, dt.datetime]:
    """A day before a period and a day after it, in UTC."""
    day = dt.timedelta(days=1)
    low = dt.datetime.combine(period.start - day, dt.time(), dt.UTC)
    return low, dt.datetime.combine(period.end + day, dt.time(), dt.UTC)


def _local_seconds(rows: ir.Table) -> Any:
    """Local seconds since 1970 of the last second of an interval that closes at ``at``."""
    return rows["at"].epoch_seconds() + rows["offset_minutes"].cast("int64") * 60 - 1


def readings_in(rows: ir.Table, period: Period) -> ir.Table:
    """The readings whose interval lies in a period, by the meter's local time."""
    rows = _near(rows, period)
    epoch = dt.date(1970, 1, 1)
    day = _local_seconds(rows) // 86_400
    return rows.filter(day >= (period.start - epoch).days, day < (period.end - epoch).days)


@functools.cache
def _scales() -> pa.Table:
    items: dict[str, list[Any]] = {"item": [], "canonical_unit": [], "scale": []}
    symbols = [row.symbol for row in vocabulary()]
    for row in load("items").rows:
        own = unit(row["unit"]) if row["unit"] else None
        for symbol in symbols if own else ():
            if own is not None and own.dimension and unit(symbol).fits(own):
                items["item"].append(row["id"])
                items["canonical_unit"].append(symbol)
                items["scale"].append(float(unit(symbol).ratio_to(own)))
    return pa.table(items)
