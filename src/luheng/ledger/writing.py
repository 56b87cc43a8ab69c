"""Writing Parquet files into a table's folder, with the statistics that the Delta log wants."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .places import name_within
from .quoting import identifier, literal
from .tables import DataFile, NewFile, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import duckdb
    import pyarrow as pa

__all__ = ["write"]

_OPTIONS = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, RETURN_STATS"
#: of 122 880 rows each; a writer may end a file one group late, which makes 7.99 M rows
_GROUPS_PER_FILE = 64


def write(
    connection: duckdb.DuckDBPyConnection,
    select: str,
    table: Table,
    columns: Mapping[str, pa.DataType],
    bounded: Iterable[str],
    *,
    split: bool = False,
) -> tuple[NewFile, ...]:
    """Write the rows of a SELECT into a table's folder; nobody sees them before a commit.

    One file in the order of the rows, or with ``split`` several of at most 8 million rows.
    DuckDB's COPY took 2.9 s for 10 M readings where write_deltalake took 4.7 s (2 cores).
    """
    stem = f"part-{uuid.uuid4().hex}"
    if table.local:
        Path(table.root).mkdir(parents=True, exist_ok=True)
    target, options = table.path(f"{stem}.parquet"), _OPTIONS
    if split:
        target = table.path(stem)
        options += f", ROW_GROUPS_PER_FILE {_GROUPS_PER_FILE}"
    written = connection.execute(
        f"COPY (SELECT {', '.join(map(identifier, columns))} FROM ({select})) "
        f"TO {literal(target)} ({options})"
    ).fetchall()
    files = []
    for path, rows, size, _footer, statistics, *_ in written:
        name = name_within(table.root, path)
        files.append(
            _described(
                path,
                name,
                rows=rows,
                size=size,
                statistics=statistics,
                columns=columns,
                bounded=tuple(bounded),
            )
        )
    empty = [f for f in files if not f.file.rows]
    table.discard(empty)
    return tuple(f for f in files if f.file.rows)


def _described(
    path: str,
    name: str,
    *,
    rows: int,
    size: int,
    statistics: Mapping[str, Mapping[str, str]],
    columns: Mapping[str, pa.DataType],
    bounded: Sequence[str],
) -> NewFile:
    lowest: dict[str, Any] = {}
    highest: dict[str, Any] = {}
    nulls: dict[str, int] = {}
    for column in (*bounded, "receipt"):
        said = statistics.get(identifier(column), {})
        if "min" in said and "max" in said:
            lowest[column] = _value(said["min"], columns[column])
            highest[column] = _value(said["max"], columns[column])
        if "null_count" in said:
            nulls[column] = int(said["null_count"])
    return NewFile(DataFile(path, rows, lowest, highest), name, size, nulls)


def _value(text: str, kind: pa.DataType) -> Any:
    import pyarrow as pa

    if pa.types.is_timestamp(kind):
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    if pa.types.is_date(kind):
        return dt.date.fromisoformat(text)
    if pa.types.is_integer(kind):
        return int(text)
    return text
