"""Spark: the same plans over the same Parquet files on a cluster (extra ``spark``, Java 17)."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot
from sqlglot import exp

from luheng.errors import EngineUnavailable

from .cluster import is_near, master_of, must_answer
from .spark_files import frame_of
from .steps import Select, in_parts

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["SparkBackend"]

_PATIENCE = 60.0
#: steps to a part of a plan: Spark takes a time that grows faster than a plan does
_MOST = 4
_CONFIG = (
    ("spark.sql.session.timeZone", "UTC"),
    ("spark.sql.ansi.enabled", "false"),
    ("spark.ui.showConsoleProgress", "false"),
    # what a filter says of every expression above it: exponential in the depth of a rule's choices
    ("spark.sql.constraintPropagation.enabled", "false"),
)
_NEAR = (
    ("spark.sql.shuffle.partitions", "4"),
    ("spark.ui.enabled", "false"),
    ("spark.driver.host", "127.0.0.1"),
    ("spark.driver.bindAddress", "127.0.0.1"),
)


class SparkBackend:
    """Spark reading the files that the ledger's tables list; no jar is needed.

    ``engine`` is as cluster.py says. Master data is read by the driver; facts by the executors,
    which have to see the ledger under the same path, or its object store.
    """

    def __init__(self, ledger: Ledger, engine: str) -> None:
        master = master_of(engine)
        assert master is not None  # backend_of asks for Spark only where Spark is named
        must_answer(engine, master)
        self.ledger = ledger
        self.slice_rows: int | None = None  # a cluster's memory grows with its executors
        self.session: Any = _session(engine, master)
        self.ibis: Any = ibis.pyspark.connect(self.session)
        self._views: dict[str, ir.Table] = {}
        self._small: dict[str, pa.Table] = {}
        self._files_seen: set[str] = set()
        self._lock = threading.Lock()

    def visible(self, record: str, known: int | None) -> ir.Table:
        """The rows of a ledger table as known at a receipt: the ledger's SELECT, in Spark's SQL."""
        sql = self.ledger.relation_sql(record, known)
        name = f"luheng_{record}_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
        if name not in self._views:
            self.session.sql(self.translated(sql)).createOrReplaceTempView(name)
            self._views[name] = self.ibis.table(name)
        return self._views[name]

    def translated(self, sql: str) -> str:
        """A SELECT of the ledger, which speaks DuckDB's SQL, in Spark's."""
        tree = sqlglot.parse_one(sql, dialect="duckdb")
        for scan in list(tree.find_all(exp.ReadParquet)):
            scan.replace(exp.to_identifier(self._files(scan)))
        return tree.sql(dialect="spark")

    def _files(self, scan: exp.ReadParquet) -> str:
        """A view over the Parquet files that a scan names, of the columns that are read of them."""
        paths = [p.this for p in scan.find_all(exp.Literal) if p.is_string]
        reading = scan.find_ancestor(exp.Select)
        columns = sorted({c.name for c in reading.find_all(exp.Column)}) if reading else []
        said = "|".join([*paths, *columns])
        name = f"luheng_f{hashlib.sha256(said.encode()).hexdigest()[:24]}"
        if name not in self._files_seen:
            frame_of(self.session, paths, columns).createOrReplaceTempView(name)
            self._files_seen.add(name)
        return name

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table as a view under a name that its content gives it."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        name = f"luheng_a{hashlib.sha256(sink.getvalue()).hexdigest()[:24]}"
        if name not in self._views:
            self.session.createDataFrame(table).createOrReplaceTempView(name)
            self._views[name] = self.ibis.table(name)
        return self._views[name]

    def sql(self, expression: ir.Table) -> str:
        """The SELECT that an expression becomes, in Spark's dialect."""
        return str(self.ibis.compile(expression))

    def run(self, sql: str) -> pa.Table:
        """Execute to Arrow."""
        return self.session.sql(sql).toArrow()

    def answers(self, selects: Sequence[Select]) -> Iterator[pa.Table]:
        """Execute SELECTs of several steps to Arrow.

        Spark writes a common table out at each place that reads it, and those that it reads in
        turn: a plan of three hundred columns does not fit its memory. A step that is read more than
        once is therefore worked out once; the executors keep it until nothing names it any more.
        """
        kept = []
        with self._lock:
            try:
                for name, sql in in_parts(selects, _MOST):
                    frame = self.session.sql(sql)
                    if not name:
                        yield frame.toArrow()
                        continue
                    frame.localCheckpoint(eager=True).createOrReplaceTempView(name)
                    kept.append(name)
            finally:
                for name in kept:
                    self.session.catalog.dropTempView(name)

    def state(self, records: Iterable[str], known: int | None) -> str:
        """The files behind some tables, as known at a receipt, in one short text."""
        texts = (self.ledger.relation_sql(r, known) for r in sorted(set(records)))
        return hashlib.sha256("|".join(texts).encode()).hexdigest()

    def small(self, record: str, known: int | None) -> pa.Table:
        """All visible rows of a table of master data, read by the driver."""
        sql = self.ledger.relation_sql(record, known)
        if sql not in self._small:
            self._small[sql] = self.ledger.read(record, known=known)
        return self._small[sql]


def _session(engine: str, master: str) -> Any:
    """A session on a master, which has an executor at least; raises EngineUnavailable."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    building = SparkSession.builder.master(master).appName("luheng").config(map=dict(_CONFIG))
    if is_near(master):
        # workers on this machine bind to loopback, not to its address in a network
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        # and are of this Python: the one that PATH names may have no pyarrow
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        building = building.config(map=dict(_NEAR))
    try:
        session = building.getOrCreate()
    except (PySparkException, Py4JError, RuntimeError) as error:
        said = " ".join(str(error).split())[:300]
        raise EngineUnavailable(engine, said, said) from error
    session.sparkContext.setLogLevel("ERROR")
    if master.startswith("spark://"):
        _must_have_workers(session, engine)
    return session


def _must_have_workers(session: Any, engine: str) -> None:
    """Wait for the first executor: without one a question would wait for ever."""
    status = session.sparkContext._jsc.sc()  # noqa: SLF001  (pyspark gives no other way to ask)
    until = time.monotonic() + _PATIENCE
    while status.getExecutorMemoryStatus().size() <= 1:  # the driver counts for one
        if time.monotonic() > until:
            session.stop()
            raise EngineUnavailable(
                engine,
                f"{_PATIENCE:.0f} 秒内没有得到计算节点。",
                f"it gave no executor within {_PATIENCE:.0f} s.",
                "请启动工作节点，并看它是否有空闲的核和内存。",
                "Start a worker, and see whether it has cores and memory to spare.",
            )
        time.sleep(0.2)
