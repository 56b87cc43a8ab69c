"""Layout: the columns of the two tables that keep one record, facts and corrections."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from luheng.records import Record
from luheng.records import record as record_named

from .quoting import identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["RECEIVED", "Layout", "duckdb_type", "layout_of", "null_column"]

#: ``corrected_by`` of a row whose new value came from its source, not from a rule
RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Layout:
    """Names and Arrow types of a record's columns in the ledger, in order."""

    record: type[Record]
    name: str
    keys: tuple[str, ...]
    #: record and derived columns that are not keys: what makes two rows of one key differ
    values: tuple[str, ...]
    #: file, sheet, row and column that the row came from
    origin: tuple[str, ...]
    facts: Mapping[str, pa.DataType]
    corrections: Mapping[str, pa.DataType]

    @property
    def received_keys(self) -> tuple[str, ...]:
        """The columns that hold the key of a corrected row as it was received."""
        return tuple(f"key_{k}" for k in self.keys)

    @property
    def clustering(self) -> tuple[str, ...]:
        """The columns by which a compacted table is sorted."""
        first = self.record.clustered_by
        return (*first, *(k for k in self.keys if k not in first))

    def schema(self, columns: Mapping[str, pa.DataType]) -> pa.Schema:
        """An Arrow schema of the columns given."""
        import pyarrow as pa

        return pa.schema(list(columns.items()))


def layout_of(record: str | type[Record]) -> Layout:
    """The layout of a record, given as its class or its name; raises UnknownRecord."""
    name = record if isinstance(record, str) else record.record_name
    return _layout(name)


@functools.cache  # records are few and never end
def _layout(name: str) -> Layout:
    import pyarrow as pa

    record = record_named(name)
    own = {n: c.arrow_type() for n, c in record.columns().items()} | dict(record.derived())
    keys = record.keys()
    origin = {"source": pa.string(), "sheet": pa.string(), "row": pa.int32(), "col": pa.string()}
    facts = {**own, **origin, "receipt": pa.int64()}
    corrections = {
        **{f"key_{k}": own[k] for k in keys},
        **facts,
        "corrected_by": pa.string(),
        "reason": pa.string(),
    }
    return Layout(
        record=record,
        name=name,
        keys=keys,
        values=tuple(n for n in own if n not in keys),
        origin=tuple(origin),
        facts=MappingProxyType(facts),
        corrections=MappingProxyType(corrections),
    )


def duckdb_type(kind: pa.DataType) -> str:
    """The DuckDB type of a ledger column."""
    import pyarrow as pa

    if pa.types.is_timestamp(kind):
        return "TIMESTAMP WITH TIME ZONE"
    return {
        pa.string(): "VARCHAR",
        pa.float64(): "DOUBLE",
        pa.int64(): "BIGINT",
        pa.int32(): "INTEGER",
        pa.int16(): "SMALLINT",
        pa.date32(): "DATE",
        pa.bool_(): "BOOLEAN",
    }[kind]


def null_column(name: str, kind: pa.DataType) -> str:
    """A typed NULL under a column's name, as a SELECT item."""
    return f"CAST(NULL AS {duckdb_type(kind)}) AS {identifier(name)}"
