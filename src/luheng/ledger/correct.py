"""Correcting by rule: a row gets new values, or a new key, and stays on file as received.

A correction names the key under which the row was received, so that a row that was moved can be
moved again and its whole story is found in one place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .append import Written
from .incoming import check_keys, check_schema, typed
from .layout import Layout, duckdb_type
from .quoting import identifier, identifiers, literal
from .remarks import TOLD, remarks
from .writing import write

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from luheng.records import Finding

    from .reading import AsKnown
    from .tables import Table

__all__ = ["correct"]


def correct(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    rows: pa.Table,
    *,
    receipt: int,
    known: AsKnown,
    corrections: Table,
    rule: str,
    reason: str,
) -> Written:
    """Write the corrections that change something and leave one visible row a key.

    ``rows`` has ``key_…`` columns, the record's and the derived columns, and may have the origin's;
    without them a row keeps the place that it was received from. Raises BadRecord.
    """
    own = {c: k for c, k in layout.corrections.items() if c not in _LEDGERS}
    stated = {c: k for c, k in own.items() if c not in layout.origin}
    with_origin = any(c in rows.schema.names for c in layout.origin)
    check_schema(layout, rows.schema, own if with_origin else stated)
    keys = (*layout.keys, *layout.received_keys)
    check_keys(layout, {c: rows.column(c).null_count for c in keys})
    task = _Correction(connection, layout, known)
    task.propose(rows, own if with_origin else stated)
    task.rule()
    return task.written(corrections, receipt, rule, reason)


#: columns that the ledger fills itself
_LEDGERS = ("receipt", "corrected_by", "reason")


class _Correction:
    """The rows that one call proposes and the verdict on each, in temporary tables."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, layout: Layout, known: AsKnown
    ) -> None:
        self._connection = connection
        self._run = connection.execute
        self._layout = layout
        self._known = known
        self._keys = identifiers(layout.keys)
        self._received = identifiers(layout.received_keys)

    def propose(self, rows: pa.Table, columns: dict[str, pa.DataType]) -> None:
        """Take in the rows, numbered, and beside them the latest version of each row named."""
        self._connection.register("incoming", rows)
        items = ", ".join(
            f"CAST({identifier(c)} AS {duckdb_type(k)}) AS {identifier(c)}"
            for c, k in columns.items()
        )
        self._run(
            f"CREATE OR REPLACE TEMP TABLE stated AS "
            f"SELECT {items}, row_number() OVER () AS _place FROM incoming"
        )
        pairs = zip(self._layout.keys, self._layout.received_keys, strict=True)
        first = ", ".join(f"{identifier(k)} AS {identifier(r)}" for k, r in pairs)
        story = (
            f"SELECT *, {first} FROM ({self._known.received()}) UNION ALL BY NAME "
            f"SELECT * EXCLUDE (corrected_by, reason) FROM ({self._known.versions()})"
        )
        self._run(
            f"CREATE OR REPLACE TEMP TABLE standing AS SELECT * FROM ({story}) SEMI JOIN stated "
            f"USING ({self._received}) QUALIFY "
            f"row_number() OVER (PARTITION BY {self._received} ORDER BY receipt DESC) = 1"
        )
        origin = [c for c in self._layout.origin if c not in columns]
        kept = ", ".join(f"s.{identifier(c)}" for c in origin)
        self._run(
            "CREATE OR REPLACE TEMP TABLE proposed AS SELECT p.*"
            + (f", {kept}" if origin else "")
            + f" FROM stated AS p LEFT JOIN standing AS s USING ({self._received})"
        )
        self._run("CREATE OR REPLACE TEMP TABLE judged (_place BIGINT, verdict VARCHAR)")

    def rule(self) -> None:
        """Give a verdict on every row that does not become a correction."""
        values = (*self._layout.keys, *self._layout.values)
        same = " AND ".join(
            f"a.{identifier(c)} IS NOT DISTINCT FROM b.{identifier(c)}" for c in values
        )
        named = " AND ".join(
            f"a.{identifier(r)} = b.{identifier(r)}" for r in self._layout.received_keys
        )
        self._judge(
            f"WITH ranked AS (SELECT *, max(_place) OVER (PARTITION BY {self._received}) AS _last "
            f"FROM proposed) SELECT a._place, "
            f"CASE WHEN {same} THEN 'unchanged' ELSE 'repeated' END "
            "FROM ranked AS a JOIN ranked AS b ON b._place = a._last WHERE a._place < a._last"
        )
        self._judge(
            f"SELECT _place, 'unknown' FROM {_WAITING} AS a ANTI JOIN standing AS b ON {named}"
        )
        self._judge(
            f"SELECT _place, 'unchanged' FROM {_WAITING} AS a SEMI JOIN standing AS b "
            f"ON {named} AND {same}"
        )
        self._rule_on_places()

    def _rule_on_places(self) -> None:
        """Refuse rows that would stand where another row stands, until no such row is left."""
        visible = self._known.relation(received_keys=True)
        self._run(
            f"CREATE OR REPLACE TEMP TABLE occupied AS SELECT {self._keys}, {self._received} "
            f"FROM ({visible}) SEMI JOIN proposed USING ({self._keys})"
        )
        self._judge(
            f"SELECT _place, 'taken' FROM {_WAITING} "
            f"QUALIFY row_number() OVER (PARTITION BY {self._keys} ORDER BY _place DESC) > 1"
        )
        before = -1
        # a row that is refused stays where it stands, and may so be in the way of another
        while before < (before := self._judged()):
            self._judge(
                f"SELECT _place, 'taken' FROM {_WAITING} AS a SEMI JOIN (SELECT * FROM occupied "
                f"ANTI JOIN {_WAITING} AS leaving USING ({self._received})) USING ({self._keys})"
            )

    def _judge(self, select: str) -> None:
        self._run(f"INSERT INTO judged {select}")

    def _judged(self) -> int:
        row = self._run("SELECT count(*) FROM judged").fetchone()
        return int(row[0]) if row else 0

    def written(self, corrections: Table, receipt: int, rule: str, reason: str) -> Written:
        """Write the rows that were not ruled out."""
        layout = self._layout
        columns = {c: k for c, k in layout.corrections.items() if c not in _LEDGERS}
        files = write(
            self._connection,
            f"SELECT {typed(columns, receipt)}, {literal(rule)} AS corrected_by, "
            f"{literal(reason)} AS reason FROM {_WAITING}",
            corrections,
            layout.corrections,
            layout.received_keys,
        )
        count = dict(self._run("SELECT verdict, count(*) FROM judged GROUP BY verdict").fetchall())
        unchanged = count.pop("unchanged", 0)
        found: list[Finding] = []
        for verdict, number in sorted(count.items()):
            shown = layout.keys if verdict == "taken" else layout.received_keys
            key = ", ".join(f"CAST({identifier(c)} AS VARCHAR)" for c in shown)
            rows = self._run(
                f"SELECT source, sheet, \"row\", col, concat_ws(', ', {key}) FROM proposed "
                f"JOIN judged USING (_place) WHERE verdict = {literal(verdict)} "
                f"ORDER BY _place LIMIT {TOLD}"
            ).fetchall()
            found.extend(remarks(verdict, rows, number))
        return Written((), files, unchanged, sum(count.values()), tuple(found))


_WAITING = "(SELECT * FROM proposed ANTI JOIN judged USING (_place))"
