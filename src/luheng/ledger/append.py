"""Appending: new keys become facts, known keys with another value become corrections.

The incoming rows are written once, to the file that will hold them if every key is new; that is
the usual case and then the file is committed as it stands. Only when a key occurs twice, or is
known, are the rows judged one by one. A file in which the subjects lie scattered is put in order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .incoming import check_keys, check_schema, typed
from .layout import RECEIVED, Layout
from .ordering import in_order
from .quoting import identifier, identifiers, literal
from .remarks import TOLD, remarks
from .writing import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import duckdb
    import pyarrow as pa

    from luheng.records import Finding

    from .reading import AsKnown
    from .tables import NewFile, Table

__all__ = ["Written", "append"]


@dataclass(frozen=True, slots=True)
class Written:
    """Files that wait for their commit, and what became of the rows."""

    facts: tuple[NewFile, ...] = ()
    corrections: tuple[NewFile, ...] = ()
    unchanged: int = 0
    refused: int = 0
    findings: tuple[Finding, ...] = field(default=())

    @property
    def kept(self) -> int:
        """Rows that wait to be added as facts."""
        return sum(f.file.rows for f in self.facts)

    @property
    def corrected(self) -> int:
        """Rows that wait to be added as corrections."""
        return sum(f.file.rows for f in self.corrections)


def append(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    rows: pa.Table | pa.RecordBatchReader,
    *,
    receipt: int,
    known: AsKnown,
    tables: tuple[Table, Table],
    same_file: Sequence[int],
) -> Written:
    """Write the rows that say something new; ``tables`` are the facts and the corrections.

    ``same_file`` are the receipts under which the same file came before. Raises BadRecord if the
    rows do not fit the record.
    """
    facts, corrections = tables
    expected = {c: k for c, k in layout.facts.items() if c != "receipt"}
    check_schema(layout, rows.schema, expected)
    connection.register("incoming", rows)
    select = f"SELECT {typed(layout.facts, receipt)} FROM incoming"
    whole = write(connection, select, facts, layout.facts, layout.keys)
    if not whole:
        return Written()
    done = Written()
    try:
        check_keys(layout, whole[0].nulls)
        judge = _Judge(connection, layout, whole[0], known, tuple(same_file))
        if judge.all_new():
            done = Written(facts=whole, findings=tuple(judge.doubts()))
        else:
            done = judge.written(facts, corrections)
    finally:
        facts.discard(f for f in whole if f not in done.facts)
    return replace(done, facts=in_order(connection, done.facts, facts, layout.facts, layout))


class _Judge:
    """Judges the rows of one file against what the ledger knows; holds temporary tables only."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        layout: Layout,
        file: NewFile,
        known: AsKnown,
        same_file: tuple[int, ...],
    ) -> None:
        self._run = connection.execute
        self._connection = connection
        self._layout = layout
        self._known = known.near(file.file)
        self._same_file = same_file
        self._keys = identifiers(layout.keys)
        self._rows = file.file.rows
        self._waiting = (
            "(SELECT * FROM arriving ANTI JOIN judged USING (_place) "
            f"SEMI JOIN met USING ({self._keys}))"
        )
        path = literal(file.file.path)
        self._run(
            "CREATE OR REPLACE TEMP VIEW arriving AS SELECT *, file_row_number AS _place "
            f"FROM read_parquet([{path}], file_row_number = true)"
        )
        self._run("CREATE OR REPLACE TEMP TABLE judged (_place BIGINT, verdict VARCHAR)")

    def _count(self, select: str) -> int:
        row = self._run(select).fetchone()
        return int(row[0]) if row else 0

    def all_new(self) -> bool:
        """Give a verdict on every row that is not simply new; whether there is none."""
        distinct = f"SELECT count(*) FROM (SELECT DISTINCT {self._keys} FROM arriving)"
        if self._count(distinct) < self._rows:
            self._rule_on_repeats()
        if self._meet():
            self._rule_on_known()
        return not self._count("SELECT count(*) FROM judged")

    def _meet(self) -> int:
        """Find the keys under which rows were received before."""
        self._run(
            f"CREATE OR REPLACE TEMP TABLE met AS SELECT {self._keys} FROM arriving "
            f"SEMI JOIN ({self._known.received()}) USING ({self._keys})"
        )
        return self._count("SELECT count(*) FROM met")

    def _rule_on_known(self) -> None:
        self._judge(
            f"SELECT _place, 'unchanged' FROM {self._waiting} AS a SEMI JOIN "
            f"({self._said()}) AS s ON {self._same('a', 's')} "
            f"AND {self._same('a', 's', self._layout.values, null=True)}"
        )
        self._judge(f"SELECT _place, 'corrected' FROM {self._waiting} AS a")

    def _rule_on_repeats(self) -> None:
        last = (
            f"SELECT *, max(_place) OVER (PARTITION BY {self._keys}) AS _last FROM arriving "
            f"SEMI JOIN (SELECT {self._keys} FROM arriving GROUP BY {self._keys} "
            f"HAVING count(*) > 1) USING ({self._keys})"
        )
        same = self._same("a", "b", self._layout.values, null=True)
        self._judge(
            f"WITH repeated AS ({last}) SELECT a._place, "
            f"CASE WHEN {same} THEN 'unchanged' ELSE 'repeated' END "
            "FROM repeated AS a JOIN repeated AS b ON b._place = a._last WHERE a._place < a._last"
        )

    def _judge(self, select: str) -> None:
        self._run(f"INSERT INTO judged {select}")

    def _said(self) -> str:
        """All that makes an incoming row nothing new: what holds, and what its source last said.

        A correction by rule hides what the source said. The same file, or a later one that says
        it again, must not undo the rule; nor may an older file undo a later one.
        """
        known, keys = self._known, self._keys
        said = [known.received()]
        if known.corrected:
            restated = f"SELECT * FROM ({known.versions()}) WHERE corrected_by = {_RECEIVED}"
            pairs = zip(self._layout.keys, self._layout.received_keys, strict=True)
            named = " AND ".join(f"f.{identifier(k)} = c.{identifier(r)}" for k, r in pairs)
            numbers = ", ".join(map(str, self._same_file)) or "NULL"
            said = [
                f"SELECT * FROM ({known.latest()}) WHERE {known.unmoved()}",
                (
                    f"SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY receipt DESC) "
                    f"AS _rank FROM ({restated}) QUALIFY _rank = 1 OR receipt IN ({numbers})"
                ),
                (
                    # met first: NOT EXISTS would else be asked of every fact
                    f"SELECT * FROM (SELECT * FROM ({known.received()}) SEMI JOIN met "
                    f"USING ({keys})) AS f WHERE receipt IN ({numbers}) "
                    f"OR NOT EXISTS (SELECT 1 FROM ({restated}) AS c WHERE {named})"
                ),
            ]
        columns = identifiers((*self._layout.keys, *self._layout.values))
        each = " UNION ALL ".join(f"SELECT {columns} FROM ({s})" for s in said)
        return f"SELECT * FROM ({each}) SEMI JOIN met USING ({keys})"

    def _same(
        self, a: str, b: str, columns: Iterable[str] | None = None, *, null: bool = False
    ) -> str:
        verb = "IS NOT DISTINCT FROM" if null else "="
        names = self._layout.keys if columns is None else columns
        each = (f"{a}.{identifier(c)} {verb} {b}.{identifier(c)}" for c in names)
        return " AND ".join(each) or "true"

    def written(self, facts: Table, corrections: Table) -> Written:
        """Write the rows as judged."""
        layout = self._layout
        count = dict(self._run("SELECT verdict, count(*) FROM judged GROUP BY verdict").fetchall())
        new: tuple[NewFile, ...] = ()
        other: tuple[NewFile, ...] = ()
        if sum(count.values()) < self._rows:
            rest = "SELECT * FROM arriving ANTI JOIN judged USING (_place)"
            new = write(self._connection, rest, facts, layout.facts, layout.keys)
        if "corrected" in count:
            pairs = zip(layout.keys, layout.received_keys, strict=True)
            received = ", ".join(f"{identifier(k)} AS {identifier(r)}" for k, r in pairs)
            changed = (
                f"SELECT *, {received}, {_RECEIVED} AS corrected_by, "
                f"CAST(NULL AS VARCHAR) AS reason FROM arriving SEMI JOIN ({_CORRECTED}) "
                "USING (_place)"
            )
            columns = layout.corrections
            other = write(self._connection, changed, corrections, columns, layout.received_keys)
        repeated = count.get("repeated", 0)
        told = tuple(self._told("repeated", "SELECT _place FROM judged WHERE verdict = 'repeated'"))
        return Written(
            facts=new,
            corrections=other,
            unchanged=count.get("unchanged", 0),
            refused=repeated,
            findings=(*told, *self.doubts()),
        )

    def doubts(self) -> Iterator[Finding]:
        """Rows that are stored and meet a correction by rule; usually the rule runs next."""
        if not self._known.corrected:
            return
        layout, latest = self._layout, self._known.latest()
        pairs = zip(layout.keys, layout.received_keys, strict=True)
        named = " AND ".join(f"a.{identifier(k)} = c.{identifier(r)}" for k, r in pairs)
        yield from self._told(
            "overruled",
            f"SELECT _place FROM arriving AS a SEMI JOIN ({_CORRECTED}) USING (_place) SEMI JOIN "
            f"(SELECT * FROM ({latest}) WHERE corrected_by <> {_RECEIVED}) AS c ON {named}",
        )
        yield from self._told(
            "shadowed",
            f"SELECT _place FROM arriving ANTI JOIN (SELECT _place FROM judged "
            f"WHERE verdict <> 'corrected') USING (_place) SEMI JOIN "
            f"(SELECT * FROM ({latest}) WHERE NOT ({self._known.unmoved()})) USING ({self._keys})",
        )

    def _told(self, what: str, places: str) -> Iterator[Finding]:
        keys = ", ".join(f"CAST({identifier(k)} AS VARCHAR)" for k in self._layout.keys)
        rows = self._run(
            f"SELECT source, sheet, \"row\", col, concat_ws(', ', {keys}), count(*) OVER () "
            f"FROM arriving SEMI JOIN ({places}) USING (_place) ORDER BY _place LIMIT {TOLD}"
        ).fetchall()
        if rows:
            yield from remarks(what, [r[:-1] for r in rows], rows[0][-1])


_RECEIVED = literal(RECEIVED)
_CORRECTED = "SELECT _place FROM judged WHERE verdict = 'corrected'"
