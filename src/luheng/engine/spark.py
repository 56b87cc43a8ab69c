"""Spark: the same plans over the same Parquet files on a cluster (extra ``spark``, Java 17)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot
from sqlglot import exp

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["SparkBackend"]


class SparkBackend:
    """Spark reading the files that the ledger's tables list; no Delta jar is needed.

    ``engine`` is ``spark://host:7077`` or ``spark:`` and any master that Spark knows, such as
    ``spark:local-cluster[2,1,1024]``. Master data is read by the driver; facts by the executors.
    """

    def __init__(self, ledger: Ledger, engine: str) -> None:
        from pyspark.sql import SparkSession

        self.ledger = ledger
        master = engine if engine.startswith("spark://") else engine.removeprefix("spark:")
        if master.startswith("local"):
            # workers of a local cluster bind to loopback, not to the machine's address
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        self.session: Any = (
            SparkSession.builder.master(master)
            .appName("luheng")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.ansi.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()
        )
        self.ibis: Any = ibis.pyspark.connect(self.session)
        self._views: dict[str, ir.Table] = {}
        self._small: dict[str, pa.Table] = {}

    def visible(self, record: str, known: int | None) -> ir.Table:
        """The rows of a ledger table as known at a receipt: the ledger's SELECT, in Spark's SQL."""
        sql = self.ledger.relation_sql(record, known)
        name = f"luheng_{record}_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
        if name not in self._views:
            tree = sqlglot.parse_one(sql, dialect="duckdb")
            for scan in list(tree.find_all(exp.ReadParquet)):
                scan.replace(exp.to_identifier(self._files(scan)))
            text = tree.sql(dialect="spark")
            self.session.sql(text).createOrReplaceTempView(name)
            self._views[name] = self.ibis.table(name)
        return self._views[name]

    def _files(self, scan: exp.ReadParquet) -> str:
        """A view over the Parquet files that a scan names."""
        paths = [p.this for p in scan.find_all(exp.Literal) if p.is_string]
        name = f"luheng_f{hashlib.sha256('|'.join(paths).encode()).hexdigest()[:24]}"
        self.session.read.parquet(*paths).createOrReplaceTempView(name)
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
