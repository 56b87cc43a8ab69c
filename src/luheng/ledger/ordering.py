"""Order within files: the rows of one subject lie together, so that few row groups are read for it.

Readings often come instant after instant, each instant with every meter: then every row group of
a file holds every meter, and one meter costs the whole file. Such a file is written again in the
order of a compacted table before it is committed. Over 8 M readings that costs 5 s of processor
time once, and saves 0.2 s for each such file in every question about one meter.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from .quoting import identifier, identifiers, literal
from .writing import write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb
    import pyarrow as pa

    from .layout import Layout
    from .tables import NewFile, Table

__all__ = ["in_order", "scattered", "slices"]

#: rows of an incoming file that are sorted at a time: about 1 GiB
_SLICE = 4_000_000
#: rows from which the bounds of slices are estimated
_SAMPLE = 200_000
#: a file of so few row groups is cheap to go through whole
_FEW = 4
#: share of the row groups that may hold a subject, above which they are read in vain
_SHARE = 0.25


def in_order(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[NewFile],
    table: Table,
    columns: Mapping[str, pa.DataType],
    layout: Layout,
) -> tuple[NewFile, ...]:
    """New files of facts, those in which subjects lie scattered written again by subject.

    The files that are replaced are discarded; where that fails all of them are.
    """
    order = layout.clustering
    out: list[NewFile] = []
    new: list[NewFile] = []
    try:
        for file in files:
            if not scattered(connection, file, order[0]):
                out.append(file)
                continue
            select = f"SELECT * FROM read_parquet([{literal(file.file.path)}])"
            for part in slices(connection, select, order[0], _SLICE):
                rows = f"{select}{part} ORDER BY {identifiers(order)}"
                new += write(connection, rows, table, columns, layout.keys, split=True)
    except BaseException:
        table.discard((*files, *new))
        raise
    table.discard(f for f in files if f not in out)
    return (*out, *new)


def scattered(connection: duckdb.DuckDBPyConnection, file: NewFile, column: str) -> bool:
    """Whether one value of a column may be in more of a file's row groups than it need be."""
    groups = connection.execute(
        "SELECT stats_min_value, stats_max_value FROM parquet_metadata(?) WHERE path_in_schema = ?",
        [file.file.path, column],
    ).fetchall()
    if len(groups) <= _FEW or any(low is None or high is None for low, high in groups):
        return False
    # a subject that ends one group and begins the next does not count
    meets = sum(a[0] < b[1] and b[0] < a[1] for a in groups for b in groups)
    return bool(meets > _SHARE * len(groups) ** 2)


def slices(
    connection: duckdb.DuckDBPyConnection, select: str, column: str, size: int
) -> tuple[str, ...]:
    """Conditions that part the rows by a column into slices of about so many rows, in order."""
    found = connection.execute(f"SELECT count(*) FROM ({select})").fetchone()
    rows = found[0] if found else 0
    count = -(-rows // size)
    if count <= 1:
        return ("",)
    name = identifier(column)
    shares = ", ".join(str(n / count) for n in range(1, count))
    percent = min(100.0, 100 * _SAMPLE * count / rows)
    bounds = connection.execute(
        f"SELECT DISTINCT unnest(quantile_disc({name}, [{shares}])) AS bound "
        f"FROM (SELECT {name} FROM ({select})) TABLESAMPLE {percent} PERCENT (bernoulli, 7) "
        "ORDER BY bound"
    ).fetchall()
    cuts = [literal(b) for (b,) in bounds if b is not None]
    if not cuts:
        return ("",)
    between = [f" WHERE {name} > {a} AND {name} <= {b}" for a, b in itertools.pairwise(cuts)]
    # keys are never empty, but a column that is no key may be
    first = f" WHERE {name} <= {cuts[0]} OR {name} IS NULL"
    return (first, *between, f" WHERE {name} > {cuts[-1]}")
