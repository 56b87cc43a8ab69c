"""Parquet files for Spark: a disk's by its own reader, an object store's by pyarrow.

Spark reads ``s3://`` only with Hadoop's ``hadoop-aws`` jar. Instead each file that the ledger's
table lists is one partition, which an executor reads with the S3 client that pyarrow has built in.
Who may read is said by the executors' own ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``, so
that no secret enters a plan; where the store is, is passed along.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from luheng.ledger.object_store import store, store_settings
from luheng.ledger.places import scheme_of

__all__ = ["frame_of"]

_FORMAT = "luheng_files"
#: rows that go from an executor's Python to its JVM at a time
_ROWS = 100_000


def frame_of(session: Any, paths: Sequence[str], columns: Sequence[str]) -> Any:
    """A DataFrame over Parquet files of one form, with those of the columns that they have.

    The form is read from one footer: Spark itself would run a job to find it out.
    """
    far = bool(scheme_of(paths[0]))
    form = schema_of(paths[0])
    kept = pa.schema([f for f in form if f.name in columns] or form)
    if not far:
        return session.read.schema(_in_spark(kept)).parquet(*paths)
    session.dataSource.register(_source())
    reading = session.read.format(_FORMAT).schema(_in_spark(kept))
    said = {"files": json.dumps(list(paths)), "store": json.dumps(store_settings())}
    return reading.options(**said).load()


def schema_of(path: str) -> pa.Schema:
    """The columns of a Parquet file on a disk or in a store."""
    if not scheme_of(path):
        return parquet.read_schema(path)
    with store().open(path, "rb") as file:
        return parquet.ParquetFile(file).schema_arrow


def _in_spark(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


def _source() -> Any:
    """The data source; made here, so that it travels to executors that have no Luheng."""
    from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition

    rows = _ROWS

    class Reader(DataSourceReader):
        """One partition a file."""

        def __init__(self, options: Any, columns: list[str]) -> None:
            self.files: list[str] = json.loads(options["files"])
            self.store: dict[str, Any] = json.loads(options["store"])
            self.columns = columns

        def partitions(self) -> list[Any]:
            return [InputPartition(path) for path in self.files]

        def read(self, partition: Any) -> Iterator[Any]:
            from pyarrow import fs
            from pyarrow import parquet as format_

            scheme, apart, place = partition.value.partition("://")
            where = fs.S3FileSystem(**self.store) if apart else fs.LocalFileSystem()
            with where.open_input_file(place if apart else scheme) as file:
                columns = self.columns
                batches = format_.ParquetFile(file).iter_batches(
                    batch_size=rows, columns=columns, use_threads=False
                )
                # the file's own order may be another
                yield from (batch.select(columns) for batch in batches)

    class Files(DataSource):
        """Parquet files by their names."""

        @classmethod
        def name(cls) -> str:
            return _FORMAT

        def reader(self, schema: Any) -> Any:
            return Reader(self.options, [f.name for f in schema.fields])

    return Files
