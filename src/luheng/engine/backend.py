"""Backends: DuckDB over the ledger's Parquet files, and which engine a ledger asks for."""

from __future__ import annotations

import hashlib
import itertools
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from .cluster import DUCKDB, master_of
from .slices import ROWS
from .steps import Select
from .tables import Backend

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["DuckDBBackend", "backend_of"]

# the engines fuse SELECTs themselves, and faster than Ibis does
ibis.options.sql.fuse_selects = False

_NUMBERS = itertools.count()
#: DuckDB 1.5.6 fails inside the first on a ranked union of files and corrections; the second brings
#: every filter upon a common table into it, as joins with each long IN: a quarter of the time
_WITHOUT = ("top_n_window_elimination", "cte_filter_pusher")
#: small tables kept registered, so that a plan that is asked again finds them
_KEPT = 512


class DuckDBBackend:
    """DuckDB reading the files that the ledger's tables list."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.slice_rows: int | None = ROWS
        self.raw = ledger.connection()
        self.raw.execute(f"SET disabled_optimizers = '{','.join(_WITHOUT)}'")
        # the ledger's files never change: their footers need to be read once
        self.raw.execute("SET parquet_metadata_cache = true")
        self.ibis: Any = ibis.duckdb.from_connection(self.raw)
        self._arrow: OrderedDict[str, ir.Table] = OrderedDict()
        self._views: dict[tuple[str, int | None, str], ir.Table] = {}
        self._small: dict[tuple[str, str], pa.Table] = {}

    def visible(self, record: str, known: int | None) -> ir.Table:
        """The rows of a ledger table as known at a receipt, as a view over its files."""
        sql = self.ledger.relation_sql(record, known)
        key = (record, known, hashlib.sha256(sql.encode()).hexdigest()[:16])
        if key not in self._views:
            name = f"luheng_{record}_{key[2]}"
            self.raw.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")
            self._views = {k: v for k, v in self._views.items() if k[0] != record}
            self._views[key] = self.ibis.table(name)
        return self._views[key]

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table under a name that its content gives it."""
        digest = hashlib.sha256(str(table.schema).encode())
        for column in table.columns:
            for chunk in column.chunks:
                for buffer in chunk.buffers():
                    if buffer is not None:
                        digest.update(buffer)
            digest.update(b"|")
        digest.update(str(table.num_rows).encode())
        name = f"luheng_a{digest.hexdigest()[:24]}"
        if name in self._arrow:
            self._arrow.move_to_end(name)
            return self._arrow[name]
        self.raw.register(name, table)
        self._arrow[name] = self.ibis.table(name)
        while len(self._arrow) > _KEPT:
            old, _ = self._arrow.popitem(last=False)
            self.raw.unregister(old)
        return self._arrow[name]

    def translated(self, sql: str) -> str:
        """A SELECT of the ledger in the engine's own dialect: as it is."""
        return sql

    def run(self, sql: str) -> pa.Table:
        """Execute to Arrow."""
        return self.raw.execute(sql).to_arrow_table()

    def answers(self, selects: Sequence[Select]) -> Iterator[pa.Table]:
        """Execute SELECTs of several steps to Arrow, one after another."""
        return (self.run(select.text()) for select in selects)

    # -- staging: see staging.py --------------------------------------------------------

    def stage(self, name: str, table: pa.Table) -> ir.Table:
        """A temporary table, as prepared statements want it: a view would be planned anew."""
        self.raw.register("luheng_shape", table)
        self.raw.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM luheng_shape")
        self.raw.unregister("luheng_shape")
        return self.ibis.table(name)

    def refill(self, name: str, sql: str) -> None:
        """Replace the rows of a temporary table by what a SELECT gives."""
        self.raw.execute(f"DELETE FROM {name}")
        self.raw.execute(f"INSERT INTO {name} {sql}")

    def prepare(self, sql: str) -> str:
        """Plan a SELECT once; the name under which to execute it."""
        name = f"luheng_p{next(_NUMBERS)}"
        self.raw.execute(f"PREPARE {name} AS {sql}")
        return name

    def let_go(self, tables: Iterable[str], statements: Iterable[str]) -> None:
        """Drop temporary tables and prepared SELECTs that no plan uses any more."""
        for name in statements:
            self.raw.execute(f"DEALLOCATE {name}")
        for name in tables:
            self.raw.execute(f"DROP TABLE IF EXISTS {name}")

    def execute(self, name: str) -> pa.Table:
        """Run a prepared SELECT to Arrow."""
        return self.raw.execute(f"EXECUTE {name}").to_arrow_table()

    def state(self, records: Iterable[str], known: int | None) -> str:
        """The files behind some tables, as known at a receipt, in one short text."""
        texts = (self.ledger.relation_sql(r, known) for r in sorted(set(records)))
        return hashlib.sha256("|".join(texts).encode()).hexdigest()

    def sql(self, expression: ir.Table) -> str:
        """The SELECT that an expression becomes."""
        return str(self.ibis.compile(expression))

    def small(self, record: str, known: int | None) -> pa.Table:
        """All visible rows of a table of master data; read once per state of the ledger."""
        sql = self.ledger.relation_sql(record, known)
        key = (record, sql)
        if key not in self._small:
            self._small = {k: v for k, v in self._small.items() if k[0] != record}
            self._small[key] = self.raw.execute(sql).to_arrow_table()
        return self._small[key]


_BACKENDS: weakref.WeakKeyDictionary[Any, Backend] = weakref.WeakKeyDictionary()


def backend_of(ledger: Ledger) -> Backend:
    """The backend of a ledger, made once: DuckDB unless its settings name a cluster.

    Raises:
        EngineUnavailable: the settings name an engine that is not there or does not answer.
    """
    if ledger not in _BACKENDS:
        engine = getattr(getattr(ledger, "settings", None), "engine", DUCKDB)
        if master_of(engine) is not None:
            from .spark import SparkBackend

            _BACKENDS[ledger] = SparkBackend(ledger, engine)
        else:
            _BACKENDS[ledger] = DuckDBBackend(ledger)
    return _BACKENDS[ledger]
