"""Tables: where the rows of sources, factors and memberships lie, for one question."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from luheng.errors import BadQuery
from luheng.periods import Period
from luheng.rules import Factor, Resolved, Rulebook, Source

from .exact import exact_sum, exact_sum_of_readings
from .expected import expected_rows
from .plan import Column

__all__ = ["Backend", "LedgerTables"]

#: dimension of a source -> column of its record, where the two differ
_METER_COLUMNS = ("item", "role")


class Backend(Protocol):
    """One query engine over one ledger: DuckDB here, Spark on a cluster."""

    def visible(self, record: str, known: int | None) -> ir.Table:
        """The rows of a ledger table as known at a receipt."""
        ...

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table handed in."""
        ...

    def run(self, expression: ir.Table) -> pa.Table:
        """Execute."""
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
    where: Mapping[str, tuple[str, ...]]
    compute: Callable[[Column, Sequence[Period]], pa.Table]
    periods: Sequence[Period] = ()
    resolved: dict[str, tuple[Resolved, ...]] = field(default_factory=dict)

    # -- factors --------------------------------------------------------------------------

    def factor(self, factor: Factor, periods: Sequence[Period]) -> ir.Table:
        """Dimensions, period, value, trust: the governing value of each key in each period."""
        rows = factor.resolve(periods, self.known_day)
        self.resolved[factor.name] = rows
        columns: dict[str, Any] = {
            d: pa.array([dict(r.key)[d] for r in rows], pa.string()) for d in sorted(factor.grain)
        }
        columns["period"] = pa.array([r.period for r in rows], pa.string())
        columns["value"] = pa.array([r.value for r in rows], pa.float64())
        columns["trust"] = pa.array([int(r.row.trust) for r in rows], pa.int64())
        return self.backend.arrow(pa.table(columns))

    def method(self, column: Column) -> ir.Table:
        """What a method gave for the periods of the question."""
        return self.backend.arrow(self.compute(column, self.periods))

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table handed in."""
        return self.backend.arrow(table)

    # -- memberships ----------------------------------------------------------------------

    @functools.cached_property
    def _memberships(self) -> pa.Table:
        return self.backend.small("membership", self.known)

    def membership(self, relation: str, periods: Sequence[Period]) -> ir.Table:
        """child, parent, period, whole: false where a child has two parents in one period (A9)."""
        links: dict[tuple[str, str], list[str]] = {}
        wanted = [p for p in periods if p.grain != "span"] or list(periods)
        rows = [r for r in self._memberships.to_pylist() if r["relation"] == relation]
        for period in wanted:
            for r in rows:
                end = r["valid_to"]
                if r["valid_from"] < period.end and (end is None or end > period.start):
                    parents = links.setdefault((r["child"], period.text), [])
                    if r["parent"] not in parents:
                        parents.append(r["parent"])
        out: dict[str, list[Any]] = {"child": [], "parent": [], "period": [], "whole": []}
        for (child, period_text), parents in links.items():
            for parent in parents:
                out["child"].append(child)
                out["parent"].append(parent)
                out["period"].append(period_text)
                out["whole"].append(len(parents) == 1)
        schema = pa.schema(
            [("child", pa.string()), ("parent", pa.string()), ("period", pa.string()),
             ("whole", pa.bool_())]
        )  # fmt: skip
        return self.backend.arrow(pa.table(out, schema=schema))

    def members(
        self, dimension: str, wanted: str, values: tuple[str, ...]
    ) -> tuple[str, ...] | None:
        """The members of ``dimension`` that lie below some members of ``wanted``, or None."""
        for relation, (child, parent) in self.book.relations.items():
            if child != dimension or child == parent:
                continue
            above = values if parent == wanted else self.members(parent, wanted, values)
            if above is None:
                continue
            table = self._memberships
            keep = set(above)
            return tuple(
                dict.fromkeys(
                    c
                    for r, c, p in zip(
                        table["relation"].to_pylist(),
                        table["child"].to_pylist(),
                        table["parent"].to_pylist(),
                        strict=True,
                    )
                    if r == relation and p in keep
                )
            )
        return None

    def _filtered(self, table: ir.Table, dims: Sequence[str], key: str = "") -> ir.Table:
        """Push what was asked down to the rows of a source."""
        for dimension, values in self.where.items():
            if dimension == "period":
                continue
            if dimension in dims and dimension in table.columns:
                table = table.filter(table[dimension].isin(list(values)))
                continue
            for own in dims:
                below = self.members(own, dimension, values)
                if below is not None and own in table.columns:
                    table = table.filter(table[own].isin(list(below) or [""]))
                    break
        del key
        return table

    # -- sources --------------------------------------------------------------------------

    def source(self, source: Source, periods: Sequence[Period]) -> ir.Table:
        """Dimensions, period, value and the counts of a ledger table in the asked periods."""
        rows = self.backend.visible(source.record, self.known)
        for dimension, values in source.where.items():
            if dimension in rows.columns:
                rows = rows.filter(rows[dimension].isin(list(values)))
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
        return self.backend.arrow(
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
        rows = self._filtered(rows, dims)
        first, last = min(p.start for p in periods), max(p.end for p in periods)
        rows = rows.filter(rows["period_start"] >= first, rows["period_end"] <= last)
        amount = ibis.ifelse(
            (rows["state"] == "nil") & rows["amount"].isnull(), 0.0, rows["amount"]
        )
        rows = rows.select(
            *dims,
            amount=amount.cast("float64"),
            grain__=rows["period_grain"],
            from__=rows["period_start"],
            to__=rows["period_end"],
        )
        rows = self._in_period(rows, periods)
        same = rows["grain__"] == grain
        finer = ~same
        missing = rows["amount"].isnull().cast("int64")
        one = rows.group_by([*dims, "period"]).aggregate(
            exact_n=same.cast("int64").sum(),
            exact_missing=ibis.ifelse(same, missing, 0).sum(),
            exact=exact_sum(ibis.ifelse(same, rows["amount"], ibis.null("float64"))),
            finer=exact_sum(ibis.ifelse(finer, rows["amount"], ibis.null("float64"))),
            finer_n=finer.cast("int64").sum(),
            finer_missing=ibis.ifelse(finer, missing, 0).sum(),
            finest=ibis.ifelse(finer, rows["grain__"], ibis.null("string")).min(),
            coarsest=ibis.ifelse(finer, rows["grain__"], ibis.null("string")).max(),
        )
        none = ibis.null("float64")
        # months beside quarters of the same key would be counted twice: that cannot be said
        sums = ibis.ifelse(
            (one["finest"] == one["coarsest"]) & (one["finer_missing"] == 0), one["finer"], none
        )
        said = ibis.ifelse(one["exact_missing"] == 0, one["exact"], none)
        table = one.select(
            *dims,
            "period",
            value=ibis.ifelse(one["exact_n"] > 0, said, sums),
            counted=ibis.ifelse(one["exact_n"] > 0, one["exact_n"], one["finer_n"]),
            whole=one["exact_n"] > 0,
        )
        return self._covered(source, table, dims, periods)

    def _in_period(self, rows: ir.Table, periods: Sequence[Period]) -> ir.Table:
        labels = self._labels(periods)
        grain = periods[0].grain
        if grain == "span":
            joined = rows.inner_join(
                labels, [rows["from__"] >= labels["start__"], rows["to__"] <= labels["end__"]]
            )
            return joined
        letter = {"year": "Y", "quarter": "Q", "month": "M", "day": "D"}[grain]
        rows = rows.mutate(start__=rows["from__"].truncate(letter).cast("date"))
        joined = rows.view().inner_join(labels, "start__")
        return joined.filter(joined["to__"] <= joined["end__"])

    def _readings(self, source: Source, rows: ir.Table, periods: Sequence[Period]) -> ir.Table:
        """Interval values by the local period in which the interval lies; ``at`` closes it."""
        dims = [d for d in source.grain if d != "period"]
        rows = self._filtered(rows, ["meter"])
        first, last = min(p.start for p in periods), max(p.end for p in periods)
        day = dt.timedelta(days=1)
        utc = dt.UTC
        low = dt.datetime.combine(first - day, dt.time(), utc)
        high = dt.datetime.combine(last + day, dt.time(), utc)
        rows = rows.filter(rows["kind"] == "interval", rows["at"] >= low, rows["at"] <= high)
        micros = (
            rows["at"].cast("int64")
            if self.backend_micros
            else rows["at"].epoch_seconds() * 1_000_000
        )
        local = micros + rows["offset_minutes"].cast("int64") * 60_000_000 - 1
        rows = rows.select("meter", "amount", local=local)
        cuts = sorted(periods, key=lambda p: p.start)
        rows = rows.mutate(period=_bucket(rows["local"], cuts)).filter(ibis._["period"].notnull())
        one = rows.group_by(["meter", "period"]).aggregate(
            total=exact_sum_of_readings(rows["amount"]),
            counted=rows["amount"].count(),
            missing=rows["amount"].isnull().cast("int64").sum(),
        )
        table = one.select(
            "meter", "period", value=one["total"], counted=one["counted"], whole=False
        )
        if set(dims) != {"meter"}:
            table = table.view().inner_join(self._meters(), "meter")
            table = table.select(*dims, "period", "value", "counted", "whole")
        return self._covered(source, table, dims, periods)

    backend_micros = False

    def _meters(self) -> ir.Table:
        entities = self.backend.small("entity", self.known)
        keep = [i for i, kind in enumerate(entities["type"].to_pylist()) if kind == "meter"]
        meters = entities.take(pa.array(keep, pa.int64()))
        return self.backend.arrow(
            pa.table({"meter": meters["id"], **{c: meters[c] for c in _METER_COLUMNS}})
        )

    def _covered(
        self, source: Source, table: ir.Table, dims: Sequence[str], periods: Sequence[Period]
    ) -> ir.Table:
        """Set the rows beside what is expected: a row that should be there and is not, counts."""
        owed = expected_rows(
            self.backend.small("expectation", self.known),
            self.backend.small("entity", self.known) if source.record == "reading" else None,
            source,
            periods,
        )
        if owed is None:
            null = ibis.null("int64")
            return table.select(
                *dims,
                "period",
                "value",
                present=table["counted"].cast("int64"),
                expected=null.cast("int64"),
                met=null.cast("int64"),
            )
        names = [*dims, "period"]
        right = self._filtered(self.backend.arrow(owed), dims)
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
        for dimension, values in self.where.items():
            if dimension == "period" or dimension in dims:
                continue
            if any(self.members(d, dimension, values) is not None for d in dims):
                continue
            have = ", ".join(dims)
            raise BadQuery(
                f"{quantity} 没有维度 {dimension}（它有：{have}）。",
                f"{quantity} has no dimension {dimension} (it has: {have}).",
            )


def _bucket(local: Any, periods: Sequence[Period]) -> Any:
    """The label of the period that holds a local microsecond, as one flat CASE."""
    epoch = dt.date(1970, 1, 1)
    branches = []
    for period in periods:
        start = (period.start - epoch).days * 86_400_000_000
        end = (period.end - epoch).days * 86_400_000_000
        branches.append(((local >= start) & (local < end), ibis.literal(period.text)))
    return ibis.cases(*branches, else_=ibis.null("string"))
