"""Series: the latest value and a stretch of one meter, from the few files that may hold them.

A compacted table is sorted by meter and instant, and the Delta log gives the bounds of each
file, so that one file or two are opened. Before compaction a stretch opens every file whose
bounds hold the meter; the latest value opens the newest files first and stops when no older one
can hold a later instant.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .quoting import identifiers
from .reading import Stretch
from .sound import sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    import pyarrow as pa

    from .reading import AsKnown
    from .tables import DataFile

__all__ = ["COLUMNS", "latest", "series", "series_sql"]

#: what a chart or a table of one meter shows of each reading
COLUMNS = ("at", "value", "unit", "kind", "quality", "offset_minutes", "receipt", "corrected_by")
#: files of facts that are asked for the latest value at first; twice as many each time after
_FIRST = 2


def series_sql(known: AsKnown, stretch: Stretch) -> str:
    """A DuckDB SELECT of a meter's visible readings in a stretch, oldest first."""
    rows = known.along(stretch).relation()
    return f'SELECT {identifiers(COLUMNS)} FROM ({rows}) AS rows_ ORDER BY "at"'


def series(connection: duckdb.DuckDBPyConnection, known: AsKnown, stretch: Stretch) -> pa.Table:
    """The readings of a meter in a stretch, oldest first; see ``COLUMNS``.

    Raises:
        LedgerDamaged: a file of the table cannot be read.
    """
    return _run(connection, known, series_sql(known, stretch))


def latest(connection: duckdb.DuckDBPyConnection, known: AsKnown, meter: str) -> pa.Table:
    """The last reading of a meter that has a value, in a table of one row or none.

    Raises:
        LedgerDamaged: a file of the table cannot be read.
    """
    whole = known.along(Stretch(meter))
    found: pa.Table | None = None
    for files, later in _newest_first(whole.facts.files):
        # the rows that corrections brought here are among those of every step
        some = whole.only(files)
        rows = (
            f"SELECT {identifiers(COLUMNS)} FROM ({some.relation()}) AS rows_ "
            'WHERE value IS NOT NULL ORDER BY "at" DESC LIMIT 1'
        )
        step = _run(connection, known, rows)
        if found is None or (step.num_rows and _at(step) > _at(found)):
            found = step
        if found.num_rows and later is not None and _at(found) >= later:
            break
    assert found is not None  # there is one step at least
    return found


def _newest_first(
    files: tuple[DataFile, ...],
) -> Iterator[tuple[tuple[DataFile, ...], dt.datetime | None]]:
    """Files in growing portions, with the last instant that those after them may hold."""
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    ordered = sorted(files, key=lambda f: f.highest.get("at") or never, reverse=True)
    size = _FIRST
    while True:
        portion, ordered = tuple(ordered[:size]), ordered[size:]
        yield portion, (ordered[0].highest.get("at") or never) if ordered else None
        if not ordered:
            return
        size *= 2


def _at(table: pa.Table) -> dt.datetime:
    if not table.num_rows:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    at: dt.datetime = table["at"][0].as_py()
    return at


def _run(connection: duckdb.DuckDBPyConnection, known: AsKnown, select: str) -> pa.Table:
    import pyarrow as pa

    layout = known.layout
    kinds = {**layout.facts, "corrected_by": layout.corrections["corrected_by"]}
    with sound(layout.name):
        table: pa.Table = connection.execute(select).to_arrow_table()
    return table.cast(pa.schema([(c, kinds[c]) for c in COLUMNS]))
