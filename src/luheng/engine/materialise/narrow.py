"""Narrow tables: the ledger as some subjects see it, so that few cells cost few rows.

Master data of a province is large beside one enterprise's month. Memberships, expectations and
meters are therefore read only for the subjects asked and what lies below them.

Compiling a plan costs more than running it over few rows. On DuckDB each table of a question
therefore goes by its place in the question, not by its content, and members, periods and bounds are
slots: a refresh that asks of other rows what an earlier one asked finds its SELECT compiled.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from luheng.engine.backend import DuckDBBackend
from luheng.engine.derived_links import derivation, recorded
from luheng.engine.memberships import Memberships
from luheng.engine.steps import Select
from luheng.engine.tables import Backend, LedgerTables
from luheng.periods import Period
from luheng.rules import Source

from .places import with_places

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["NarrowBackend", "NarrowTables"]

#: compiled SELECTs that are kept, and the columns of a record as the engine sees them
_KEPT = 128
_SELECTS: OrderedDict[tuple[object, ...], Select] = OrderedDict()
_SCHEMAS: dict[str, Any] = {}
#: small table -> the column that names whom a row is about
_ABOUT = {"membership": "child", "expectation": "subject", "entity": "id"}


@dataclass(eq=False)
class NarrowBackend:
    """A backend whose small tables hold the rows of some subjects and of all below them."""

    backend: Backend
    ledger: Ledger
    #: None is every subject
    subjects: tuple[str, ...] | None
    slice_rows: int | None = None
    _small: dict[str, pa.Table] = field(default_factory=dict)
    #: the tables handed in so far, by name and columns: what the SELECT depends on beside the plan
    shape: list[str] = field(default_factory=list)

    @property
    def named(self) -> bool:
        """Whether tables may go by their place; on a cluster they go by their content."""
        return isinstance(self.backend, DuckDBBackend)

    def visible(self, record: str, known: int | None) -> ir.Table:
        """The rows of a ledger table as known at a receipt."""
        if not self.named:
            return self.backend.visible(record, known)
        if record not in _SCHEMAS:
            _SCHEMAS[record] = self.backend.visible(record, known).schema()
        name = f"luheng_w_{record}"
        rows = self.ledger.relation_sql(record, known)
        self.ledger.connection().execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {rows}")
        self.shape.append(name)
        return ibis.table(_SCHEMAS[record], name=name)

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table handed in."""
        if not self.named:
            return self.backend.arrow(table)
        name = f"luheng_w{len(self.shape)}"
        self.shape.append(f"{name} {table.schema}")
        self.ledger.connection().register(name, table)
        return ibis.table(ibis.Schema.from_pyarrow(table.schema), name=name)

    def sql(self, expression: ir.Table) -> str:
        """The SELECT that an expression becomes."""
        return self.backend.sql(expression)

    def select(self, of: tuple[object, ...], make: Callable[[], Select]) -> Select:
        """The SELECT of a plan, which ``of`` tells from others; compiled when first asked."""
        if not self.named:
            return make()
        key = (*of, *self.shape)
        if key in _SELECTS:
            _SELECTS.move_to_end(key)
        else:
            _SELECTS[key] = make()
        while len(_SELECTS) > _KEPT:
            _SELECTS.popitem(last=False)
        return _SELECTS[key]

    def translated(self, sql: str) -> str:
        """A SELECT of the ledger in the engine's own dialect."""
        return self.backend.translated(sql)

    def run(self, sql: str) -> pa.Table:
        """Execute."""
        return self.backend.run(sql)

    def answers(self, selects: Sequence[Select]) -> Iterator[pa.Table]:
        """Execute SELECTs of several steps, one after another."""
        return self.backend.answers(selects)

    def state(self, records: Iterable[str], known: int | None) -> str:
        """A text that changes when what is visible changes."""
        return self.backend.state(records, known)

    def small(self, record: str, known: int | None) -> pa.Table:
        """The rows of master data about the subjects asked and those below them."""
        if self.subjects is None:
            return self.backend.small(record, known)
        if record not in self._small:
            links = self.ledger.relation_sql("membership", known)
            rows = self.ledger.relation_sql(record, known)
            self._small[record] = self._run(
                f"WITH RECURSIVE link AS ({links}), below(id) AS (SELECT id FROM subjects UNION "
                "SELECT link.child FROM link JOIN below ON link.parent = below.id) "
                f'SELECT * FROM ({rows}) WHERE "{_ABOUT[record]}" IN (SELECT id FROM below)',
                known,
            )
        return self._small[record]

    def links(self, relation: str, periods: Sequence[Period], known: int | None) -> pa.Table:
        """child, parent, period, whole of one relation; of the subjects and their siblings (A9).

        A child has all its parents of a period beside it, asked for or not: whether it has two
        decides whether it counts.
        """
        rows = self.ledger.relation_sql("membership", known)
        near = "" if self.subjects is None else (
            " AND child IN (SELECT id FROM subjects UNION ALL "
            "SELECT child FROM link JOIN subjects ON parent = id)"
        )  # fmt: skip
        link = (
            "WITH link AS (SELECT relation, child, parent, valid_from, valid_to "
            f"FROM ({rows}) WHERE relation = '{recorded(relation)}')"
        )
        if derivation(relation) is not None:
            own = self._run(f"{link} SELECT * FROM link WHERE true{near}", known)
            return Memberships(own, {}).in_periods(relation, periods)
        return self._run(
            f"{link}, dated AS (SELECT DISTINCT child, parent, period "
            "FROM link JOIN label ON valid_from < to__ AND (valid_to IS NULL OR valid_to > from__)"
            f" WHERE true{near}) SELECT child, parent, period, "
            "count(*) OVER (PARTITION BY child, period) = 1 AS whole FROM dated",
            known,
            label=pa.table(
                {
                    "period": pa.array([p.text for p in periods], pa.string()),
                    "from__": pa.array([p.start for p in periods], pa.date32()),
                    "to__": pa.array([p.end for p in periods], pa.date32()),
                }
            ),
        )

    def _run(self, sql: str, known: int | None, **tables: pa.Table) -> pa.Table:
        asked = pa.table(
            {"id": pa.array(with_places(self.ledger, self.subjects or (), known), pa.string())}
        )
        with closing(self.ledger.connection().cursor()) as cursor:
            for name, table in {"subjects": asked, **tables}.items():
                cursor.register(name, table)
            found: Any = cursor.execute(sql).to_arrow_table()
        out: pa.Table = found
        return out


@dataclass
class NarrowTables(LedgerTables):
    """Ledger tables whose memberships are read as columns, and only where they bear.

    What this state of the ledger does not hold is left out of the SELECT. A SELECT is kept for
    other states, so that each thing left out is part of what tells it from others.
    """

    narrow: NarrowBackend | None = None
    bounds: dict[str, str] = field(default_factory=dict)
    _asking: bool = False
    _linked: dict[tuple[str, ...], pa.Table] = field(default_factory=dict)

    def empty(self, source: Source, **members: tuple[str, ...]) -> bool:
        """Whether nothing is on record, or expected, of a source or some members of it."""
        ask = super().empty
        return self._told(f"empty {source.name} {members}", lambda: ask(source, **members))

    def _all_of(self, source: Source, grain: str) -> bool:
        ask = super()._all_of
        return self._told(f"all of {source.name} {grain}", lambda: ask(source, grain))

    def unique(self, relation: str, periods: Sequence[Period]) -> bool:
        """Whether no child of those asked has two parents in a period along a relation."""
        links = self._links(relation, periods)
        return self._told(f"unique {relation}", lambda: bool(pc.all(links["whole"]).as_py()))

    def _told(self, question: str, answer: Callable[[], bool]) -> bool:
        """An answer on which a SELECT depends; it is asked with the periods as they are."""
        assert self.narrow is not None
        self._asking = True
        try:
            found = answer()
        finally:
            self._asking = False
        self.narrow.shape.append(f"{question} {found}")
        return found

    def bound(self, name: str, value: dt.date) -> Any:
        """A first or last day or instant, as a text in the SQL that is filled in."""
        if self._asking or self.narrow is None or not self.narrow.named:
            return value
        self.bounds[f"<<{name}>>"] = value.isoformat()
        kind = "timestamp('UTC')" if isinstance(value, dt.datetime) else "date"
        return ibis.literal(f"<<{name}>>").cast(kind)

    def fill(self, sql: str, where: Mapping[str, tuple[str, ...]]) -> str:
        """The SQL with subjects, periods and bounds in place of its slots."""
        for name, text in self.bounds.items():
            sql = sql.replace(name, text)
        return super().fill(sql, where)

    def membership(self, relation: str, periods: Sequence[Period]) -> ir.Table:
        """child, parent, period, whole: false where a child has two parents in one period."""
        return self.arrow(self._links(relation, periods))

    def _links(self, relation: str, periods: Sequence[Period]) -> pa.Table:
        assert self.narrow is not None
        wanted = [p for p in periods if p.grain != "span"] or list(periods)
        key = (relation, *(p.text for p in wanted))
        if key not in self._linked:
            self._linked[key] = self.narrow.links(relation, wanted, self.known)
        return self._linked[key]
