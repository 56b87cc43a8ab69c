"""What changed between two states of knowledge, row by row: added, changed, moved.

Nothing is compared that did not change: rows carry their receipt, so only those of the receipts
between the two are looked at, beside what was seen of their keys before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .quoting import identifier, identifiers

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from .reading import AsKnown

__all__ = ["Changes", "changes"]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows of one record changed in which way, and the first of them.

    ``rows`` has the columns change (added, changed, moved), receipt, source, sheet, row, rule, the
    record's keys, and for each other column ``old_…`` and ``new_…``.
    """

    record: str
    counts: dict[str, int]
    rows: pa.Table

    def listed(self) -> list[dict[str, Any]]:
        """Each row with its key and only those columns that differ, as {column: [old, new]}."""
        out = []
        for row in self.rows.to_pylist():
            differ = {
                name[4:]: [row[f"old_{name[4:]}"], row[name]]
                for name in row
                if name.startswith("new_") and row[name] != row[f"old_{name[4:]}"]
            }
            key = {k[4:]: row[k] for k in row if k.startswith("key_")}
            place = {n: row[n] for n in ("source", "sheet", "row")}
            first = {n: row[n] for n in ("change", "receipt", "rule")}
            out.append({**first, "key": key, "columns": differ, **place})
        return out


def changes(
    connection: duckdb.DuckDBPyConnection, before: AsKnown, after: AsKnown, *, limit: int
) -> Changes:
    """The changes of one record from one state of knowledge to a later one.

    At most ``limit`` rows are listed, in the order of receipts; all are counted.
    """
    layout = after.layout
    pairs = list(zip(layout.keys, layout.received_keys, strict=True))
    same = " AND ".join(f"a.{identifier(r)} = b.{identifier(r)}" for _, r in pairs)
    stays = " AND ".join(f"a.{identifier(k)} = b.{identifier(k)}" for k in layout.keys)
    values = ", ".join(
        f"b.{identifier(v)} AS {identifier(f'old_{v}')}, "
        f"a.{identifier(v)} AS {identifier(f'new_{v}')}"
        for v in layout.values
    )
    named = ", ".join(f"a.{identifier(k)} AS {identifier(f'key_{k}')}" for k in layout.keys)
    # both sides by the key under which a row was received: a moved row is one row, not two
    new = f"SELECT * FROM ({after.relation(received_keys=True)}) WHERE receipt > {before.upto}"
    old = f"SELECT * FROM ({before.relation(received_keys=True)})"
    select = (
        f"SELECT CASE WHEN b.receipt IS NULL THEN 'added' WHEN NOT ({stays}) THEN 'moved' "
        f"ELSE 'changed' END AS change, a.receipt AS receipt, a.source AS source, "
        f'a.sheet AS sheet, a."row" AS "row", a.corrected_by AS rule, '
        f"{named}, "
        f"{values} FROM ({new}) AS a LEFT JOIN ({old}) AS b ON {same}"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE changed AS {select}")
    counted = connection.execute("SELECT change, count(*) FROM changed GROUP BY change").fetchall()
    listed = connection.execute(
        f"SELECT * FROM changed ORDER BY receipt, {identifiers(f'key_{k}' for k in layout.keys)} "
        f"LIMIT {int(limit)}"
    ).to_arrow_table()
    connection.execute("DROP TABLE changed")
    rows: pa.Table = listed
    return Changes(layout.name, dict(sorted(counted)), rows)
