"""Compaction: many small files become few that are sorted by what is asked for.

Nothing is lost: every row of a committed receipt keeps its receipt number, so that reading as
known at any earlier receipt gives what it gave. Rows of aborted receipts, which nobody can ever
see, are left behind. The old files stay on disk for readers that hold their names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .quoting import identifiers
from .writing import write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb
    import pyarrow as pa

    from .layout import Layout
    from .reading import AsKnown
    from .tables import Table

__all__ = ["compact"]


def compact(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    known: AsKnown,
    tables: tuple[Table, Table],
) -> None:
    """Rewrite facts and corrections, each as one commit; needs the lock."""
    facts, corrections = tables
    if known.facts.version >= 0:
        _rewrite(
            connection,
            known.received(),
            facts,
            layout.facts,
            bounded=layout.keys,
            order=layout.clustering,
        )
    if known.corrections.version >= 0:
        _rewrite(
            connection,
            known.versions(),
            corrections,
            layout.corrections,
            bounded=layout.received_keys,
            order=(*layout.received_keys, "receipt"),
        )


def _rewrite(
    connection: duckdb.DuckDBPyConnection,
    select: str,
    table: Table,
    columns: Mapping[str, pa.DataType],
    *,
    bounded: Sequence[str],
    order: Sequence[str],
) -> None:
    import pyarrow as pa

    sorted_rows = f"SELECT * FROM ({select}) ORDER BY {identifiers(order)}"
    files = write(connection, sorted_rows, table, columns, bounded, split=True)
    try:
        table.commit(files, pa.schema(list(columns.items())), overwrite=True, note="compact")
    except BaseException:
        table.abandon(files)
        raise
