"""Compaction: many small files become few that are sorted by what is asked for.

Rows are sorted a slice of subjects at a time, so that a table of any size needs the memory and the
spill of one slice. Nothing is lost: every row of a committed receipt keeps its receipt number, so
that reading as known at any earlier receipt gives what it gave. Rows of aborted receipts, which
nobody can ever see, are left behind. The old files stay on disk for readers that hold their names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.errors import LedgerDamaged

from .ordering import slices
from .quoting import identifier, identifiers, literal
from .writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import duckdb
    import pyarrow as pa

    from .layout import Layout
    from .reading import AsKnown
    from .tables import NewFile, Table

__all__ = ["compact"]

#: rows that are sorted at a time: about 6 GiB of memory, or spill, for readings
_SLICE = 32_000_000


def compact(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    known: AsKnown,
    tables: tuple[Table, Table],
    *,
    seal: Callable[[Mapping[str, Any]], object],
) -> None:
    """Rewrite facts and corrections, each as one commit that ``seal`` notes; needs the lock.

    Raises:
        LedgerDamaged: the rewritten rows are not those that stood; nothing was replaced.
    """
    facts, corrections = tables
    if known.facts.version >= 0:
        _rewrite(
            connection,
            known.received(),
            facts,
            layout.facts,
            bounded=layout.keys,
            order=layout.clustering,
            seal=seal,
        )
    if known.corrections.version >= 0:
        _rewrite(
            connection,
            known.versions(),
            corrections,
            layout.corrections,
            bounded=layout.received_keys,
            order=(*layout.received_keys, "receipt"),
            seal=seal,
        )


def _rewrite(
    connection: duckdb.DuckDBPyConnection,
    select: str,
    table: Table,
    columns: Mapping[str, pa.DataType],
    *,
    bounded: Sequence[str],
    order: Sequence[str],
    seal: Callable[[Mapping[str, Any]], object],
) -> None:
    import pyarrow as pa

    from .chain import added_files

    files: list[NewFile] = []
    try:
        text = pa.types.is_string(columns[order[0]])
        for part in slices(connection, select, order[0], _SLICE) if text else ("",):
            rows = f"SELECT * FROM ({select}) AS stood{part} ORDER BY {identifiers(order)}"
            files += write(connection, rows, table, columns, bounded, split=True)
        _must_be_the_same(connection, select, files, table, columns)
        # sealed first: a link whose commit never came is told apart by the table's version
        version = table.snapshot().version + 1
        seal({"table": table.name, "version": version, "files": added_files([(table, files)])})
        table.commit(files, pa.schema(list(columns.items())), overwrite=True, note="compact")
    except BaseException:
        table.abandon(files)
        raise


def _must_be_the_same(
    connection: duckdb.DuckDBPyConnection,
    select: str,
    files: Sequence[NewFile],
    table: Table,
    columns: Mapping[str, pa.DataType],
) -> None:
    """Hold the rows written against those that stood: their number and a sum over their hashes."""
    row = f"hash({', '.join(map(identifier, columns))})"
    asked = f"SELECT count(*), CAST(sum(CAST({row} AS HUGEINT)) AS VARCHAR) FROM"
    stood = connection.execute(f"{asked} ({select})").fetchone()
    paths = ", ".join(literal(f.file.path) for f in files)
    wrote = (
        connection.execute(f"{asked} read_parquet([{paths}])").fetchone() if files else (0, None)
    )
    if stood != wrote:
        raise LedgerDamaged(table.name, f"{stood} ≠ {wrote}")
