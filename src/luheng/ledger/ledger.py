"""Ledger: the append-only, bitemporal store of one workspace."""

from __future__ import annotations

import datetime as dt
import tempfile
import threading
import uuid
import zoneinfo
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luheng.errors import BadQuery, LedgerDamaged
from luheng.records import Finding, Origin, Record

from .chain import ABANDON, COMPACT, added_files, standing_files
from .layout import RECEIVED, Layout, layout_of
from .lock import PATIENCE, hold
from .quoting import identifier, identifiers
from .sound import sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import duckdb
    import pyarrow as pa

    from .append import Written
    from .backup import Backup
    from .chain import Link
    from .difference import Changes
    from .reading import AsKnown
    from .receipt import Receipt
    from .registry import Registry
    from .settings import Settings
    from .tables import Table
    from .verify import Verification

__all__ = ["Ledger"]

#: how long files that were put aside wait for readers that hold their names
_RETENTION = dt.timedelta(days=7)


class Ledger:
    """Receipts in the registry, rows in Delta tables: facts and, beside them, corrections.

    A record is given as its class or by its name. ``known`` and ``at`` are an instant, a receipt
    number or None for all that is known now.
    """

    def __init__(self, settings: Settings, *, name: str = "", patience: float = PATIENCE) -> None:
        self.settings = settings
        self.name = name or settings.ledger
        self.patience = patience
        self._tables: dict[str, tuple[Table, Table]] = {}
        self._guard = threading.Lock()

    # -- writing ---------------------------------------------------------------------------

    def append(
        self,
        record: str | type[Record],
        table: pa.Table | pa.RecordBatchReader,
        *,
        origin: Origin,
        recorded_by: str,
        findings: Sequence[Finding] = (),
    ) -> Receipt:
        """Keep the rows that say something new; a second import of one file adds nothing.

        ``table`` has the record's, the derived and the origin columns, typed and checked. A row
        with a new key becomes a fact; one whose key is known with another value, a correction.
        ``findings`` are kept with the receipt and counted in it.

        Raises:
            BadRecord: the columns do not fit the record, or a key is empty.
            LedgerBusy: another writer held the lock for too long.
            LedgerDamaged: the table cannot be read.
            NoSpace: the disk is full; no row of this receipt will be seen.
        """
        from .append import append

        layout = layout_of(record)

        def write(connection: duckdb.DuckDBPyConnection, number: int, known: AsKnown) -> Written:
            same_file = self._registry.same_file(layout.name, origin.sha256)
            tables = self._of(layout)
            return append(
                connection,
                layout,
                table,
                receipt=number,
                known=known,
                tables=tables,
                same_file=same_file,
            )

        return self._write(layout, origin, recorded_by, write, findings)

    def correct(
        self,
        record: str | type[Record],
        table: pa.Table,
        *,
        rule: str,
        reason: str,
        recorded_by: str,
        origin: Origin | None = None,
    ) -> Receipt:
        """Give rows new values or new keys by a named rule; the rows as received stay on file.

        ``table`` has a column ``key_<k>`` for each key column, with the key under which the row
        was received, and the record's and derived columns with what shall hold; origin columns
        are optional. A row that would stand at another's key is refused.

        Raises:
            BadRecord: the columns do not fit the record, or a key is empty.
            BadQuery: the rule has no name.
            LedgerBusy: another writer held the lock for too long.
        """
        from .correct import correct

        layout = layout_of(record)
        if not rule.strip() or rule == RECEIVED or not reason.strip():
            raise BadQuery(
                f"更正必须写明规则和理由；规则不能叫 {RECEIVED}。",
                f"A correction needs a rule and a reason; the rule cannot be called {RECEIVED}.",
            )

        def write(connection: duckdb.DuckDBPyConnection, number: int, known: AsKnown) -> Written:
            corrections = self._of(layout)[1]
            return correct(
                connection,
                layout,
                table,
                receipt=number,
                known=known,
                corrections=corrections,
                rule=rule,
                reason=reason,
            )

        return self._write(
            layout, origin or Origin(""), recorded_by, write, rule=rule, reason=reason
        )

    def compact(self, record: str | type[Record]) -> None:
        """Rewrite a record's tables into few files sorted by its ``clustered_by``; loses nothing.

        Raises:
            LedgerBusy: another writer held the lock for too long.
        """
        with self._lock():
            self._settle(self._registry)
            self._compact(layout_of(record))

    def _compact(self, layout: Layout) -> None:
        from .compaction import compact

        known = self._as_known(layout, None)
        with sound(layout.name), closing(self.connection().cursor()) as cursor:
            compact(
                cursor,
                layout,
                known,
                self._of(layout),
                seal=lambda body: self._registry.seal(COMPACT, layout.name, body),
            )

    def _settle(self, registry: Registry) -> None:
        """Bring the chain up to what stands, before anything is added; needs the lock.

        A compaction whose writer died before its commit is set aside, and a ledger that was made
        before there was a chain is sealed as it stands.
        """
        link = registry.last_link()
        if link is not None and link.act == COMPACT:
            table = {t.name: t for t in self._every_table()}[link.body["table"]]
            if table.snapshot().version < link.body["version"]:
                body = {"table": table.name, "files": {}}
                registry.seal(ABANDON, link.record, body)
        if link is not None or not registry.unsealed():
            return
        files = {t.name: standing_files(t) for t in self._every_table()}
        registry.begin_chain({name: some for name, some in files.items() if some})

    def _write(
        self,
        layout: Layout,
        origin: Origin,
        recorded_by: str,
        write: Callable[[duckdb.DuckDBPyConnection, int, AsKnown], Written],
        findings: Sequence[Finding] = (),
        *,
        rule: str = "",
        reason: str = "",
    ) -> Receipt:
        from .incoming import counted
        from .space import room

        with (
            room(self.name),
            self._lock() as registry,
            self.sound(layout.record),
            closing(self.connection().cursor()) as cursor,
        ):
            self._settle(registry)
            number = registry.open(layout.name, origin, recorded_by, rule=rule, reason=reason)
            try:
                self._grow(layout)
                done = write(cursor, number, self._as_known(layout, None))
                self._commit(layout, number, done)
                refused, noted = counted(findings)
                noted += counted(done.findings)[1]
                counts = {
                    "kept": done.kept,
                    "corrected": done.corrected,
                    "unchanged": done.unchanged,
                    "refused": refused + done.refused,
                    "noted": noted,
                }
                facts, corrections = self._of(layout)
                files = added_files(((facts, done.facts), (corrections, done.corrections)))
                return registry.commit(number, counts, (*findings, *done.findings), files)
            except BaseException:
                # where even this cannot be written, the next writer closes what stands open
                with suppress(Exception):
                    registry.abort(number)
                raise

    @contextmanager
    def sound(self, record: str | type[Record]) -> Iterator[None]:
        """Raise LedgerDamaged, with the table's name, where a query meets an unreadable file."""
        with sound(layout_of(record).name):
            yield

    def _commit(self, layout: Layout, number: int, done: Written) -> None:
        facts, corrections = self._of(layout)
        note = f"receipt {number}"
        try:
            if done.facts:
                facts.commit(done.facts, layout.schema(layout.facts), note=note)
            if done.corrections:
                corrections.commit(done.corrections, layout.schema(layout.corrections), note=note)
        except BaseException:
            facts.abandon(done.facts)
            corrections.abandon(done.corrections)
            raise

    def _grow(self, layout: Layout) -> None:
        """Rewrite the tables if the record has gained columns since they were made."""
        grown = False
        for table, columns in zip(
            self._of(layout), (layout.facts, layout.corrections), strict=True
        ):
            stored = table.snapshot().columns
            unknown = [c for c in stored if c not in columns]
            if unknown:
                raise LedgerDamaged(table.name, f"? {', '.join(unknown)}")
            grown = grown or bool(stored and len(stored) < len(columns))
        if grown:
            self._compact(layout)

    # -- receipts --------------------------------------------------------------------------

    def receipts(self) -> pa.Table:
        """Every receipt in order of number, with what it counted, its state and its file."""
        return self._registry.receipts()

    def findings(self, receipt: int) -> tuple[Finding, ...]:
        """What was found in the rows of one receipt, in order."""
        return self._registry.findings(receipt)

    def known(self, at: dt.datetime | int | None = None) -> int:
        """The greatest receipt that was visible at an instant, or up to a receipt number (A12).

        An instant without a zone is read in the workspace's. 0 is before the first receipt.
        """
        if isinstance(at, dt.datetime):
            if at.tzinfo is None:
                at = at.replace(tzinfo=zoneinfo.ZoneInfo(self.settings.timezone))
            return self._registry.last(at.astimezone(dt.UTC))
        last = self._registry.last()
        return last if at is None else max(0, min(at, last))

    # -- history ---------------------------------------------------------------------------

    def links(self) -> Iterator[Link]:
        """The acts of the ledger in order, each sealed by a hash that rests on all before it."""
        return self._registry.links()

    def verify(
        self, *, head: str = "", progress: Callable[[str], None] = lambda _: None
    ) -> Verification:
        """Hold registry, tables and files against the chain; reads every file once.

        ``head`` is a hash of the chain that was noted elsewhere and must be among its links.
        Waits for a writer, since a receipt that is just being written looks like damage.
        """
        from .verify import verify

        with self._lock() as registry:
            if registry.unsealed():
                self._settle(registry)
            return verify(
                registry, self._every_table(), self.connection(), head=head, progress=progress
            )

    def changes(
        self,
        record: str | type[Record],
        since: dt.datetime | int,
        until: dt.datetime | int | None = None,
        *,
        limit: int = 1000,
    ) -> Changes:
        """What changed in a record's visible rows between two states of knowledge.

        All changed rows are counted and the first ``limit`` listed, old and new side by side.
        """
        from .difference import changes

        layout = layout_of(record)
        before, after = self._as_known(layout, since), self._as_known(layout, until)
        with closing(self.connection().cursor()) as cursor:
            return changes(cursor, before, after, limit=limit)

    def records_touched(self, since: int, known: int) -> frozenset[str]:
        """The names of the records that receipts after ``since`` and up to ``known`` touched."""
        return self._registry.records_after(since, known)

    def touched_sql(self, record: str, since: int, known: int, *, first: bool = True) -> str:
        """A SELECT of each version of the rows that later receipts touched; see ``touched.py``."""
        from .touched import touched

        return touched(self._as_known(layout_of(record), known), since, first=first)

    def back_up(
        self,
        target: str | Path,
        *,
        settings: str | Path = "",
        progress: Callable[[str], None] = lambda _: None,
    ) -> Backup:
        """Copy the ledger as it stands into a folder; one that holds an earlier backup is renewed.

        Raises:
            BadQuery: the folder holds something else, or the ledger is in an object store.
            LedgerDamaged: a file is not as it was written; the backup is not finished.
        """
        from .backup import back_up, freeze

        target = Path(target)
        with self._lock() as registry:
            self._settle(registry)
            tables = self._every_table()
            frozen = freeze(registry, tables, Path(settings), target, registry.last())
        return back_up(frozen, target, progress)

    def discard_superseded(self, older_than: dt.timedelta = _RETENTION) -> tuple[int, int]:
        """Delete files that a compaction put aside, and give how many and how many bytes.

        Every row is in the files that stand. Readers may still hold the names of the others, so
        those put aside within ``older_than`` are left.
        """
        with self._lock():
            gone = [t.discard_superseded(older_than) for t in self._every_table()]
        return sum(n for n, _ in gone), sum(size for _, size in gone)

    def _every_table(self) -> list[Table]:
        from luheng.records import names

        return [t for n in names() for t in self._of(layout_of(n))]

    # -- reading ---------------------------------------------------------------------------

    def files(self, record: str | type[Record]) -> tuple[str, ...]:
        """The Parquet files of the facts at the current version."""
        return tuple(f.path for f in self._of(layout_of(record))[0].snapshot().files)

    def correction_files(self, record: str | type[Record]) -> tuple[str, ...]:
        """The Parquet files of the corrections at the current version."""
        return tuple(f.path for f in self._of(layout_of(record))[1].snapshot().files)

    def hidden(self, record: str | type[Record]) -> frozenset[int]:
        """Receipts of the record whose rows must not be seen: not yet, or never, committed."""
        return self._registry.hidden(layout_of(record).name)

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The ledger's DuckDB connection; take a ``cursor()`` of it in each thread."""
        with self._guard:
            return self._connection

    def relation_sql(
        self, record: str | type[Record], known: dt.datetime | int | None = None
    ) -> str:
        """A DuckDB SELECT of the rows visible as known: at most one row a key, no order.

        Columns: the record's, the derived, ``source``, ``sheet``, ``row``, ``col``, ``receipt``
        and ``corrected_by`` (the rule, ``received`` if the source sent another value, or NULL).
        """
        return self._as_known(layout_of(record), known).relation()

    def read(
        self,
        record: str | type[Record],
        where: Mapping[str, Any] | None = None,
        known: dt.datetime | int | None = None,
    ) -> pa.Table:
        """The visible rows as an Arrow table; ``where`` gives a column's value or list of values.

        Raises:
            BadQuery: the record has no such column.
            LedgerDamaged: a file of the table cannot be read.
        """
        layout = layout_of(record)
        columns = {**layout.facts, "corrected_by": layout.corrections["corrected_by"]}
        conditions, values = self._conditions(layout, columns, where or {})
        select = (
            f"SELECT {identifiers(columns)} FROM ({self.relation_sql(record, known)}){conditions}"
        )
        with sound(layout.name), closing(self.connection().cursor()) as cursor:
            found = cursor.execute(select, values).to_arrow_table()
        table: pa.Table = found.cast(layout.schema(columns))
        return table

    def series(
        self,
        meter: str,
        after: dt.datetime | None = None,
        upto: dt.datetime | None = None,
        known: dt.datetime | int | None = None,
    ) -> pa.Table:
        """A meter's visible readings after one instant and up to another, oldest first.

        Half-open on the left, because an interval value belongs to the time before its ``at``.
        Columns: at, value, unit, kind, quality, offset_minutes, receipt, corrected_by.
        """
        from .reading import Stretch
        from .series import series

        stretch = Stretch(meter, self._instant(after), self._instant(upto))
        with closing(self.connection().cursor()) as cursor:
            return series(cursor, self._as_known(layout_of("reading"), known), stretch)

    def latest(self, meter: str, known: dt.datetime | int | None = None) -> pa.Table:
        """The last of a meter's visible readings that has a value: one row, or none.

        The columns are those of ``series``.
        """
        from .series import latest

        with closing(self.connection().cursor()) as cursor:
            return latest(cursor, self._as_known(layout_of("reading"), known), meter)

    def _conditions(
        self, layout: Layout, columns: Mapping[str, object], where: Mapping[str, Any]
    ) -> tuple[str, list[Any]]:
        said: list[str] = []
        values: list[Any] = []
        for name, wanted in where.items():
            if name not in columns:
                raise BadQuery(
                    f"记录 {layout.name} 没有列“{name}”。",
                    f"The record {layout.name} has no column {name!r}.",
                )
            if isinstance(wanted, (list, tuple, set, frozenset)):
                each = [self._instant(w) for w in wanted]
                said.append(f"{identifier(name)} IN ({', '.join('?' * len(each)) or 'NULL'})")
                values += each
            elif wanted is None:
                said.append(f"{identifier(name)} IS NULL")
            else:
                said.append(f"{identifier(name)} = ?")
                values.append(self._instant(wanted))
        return (" WHERE " + " AND ".join(said) if said else ""), values

    def _instant(self, value: Any) -> Any:
        if isinstance(value, dt.datetime) and value.tzinfo is None:
            return value.replace(tzinfo=zoneinfo.ZoneInfo(self.settings.timezone))
        return value

    @contextmanager
    def alone(self, work: str) -> Iterator[None]:
        """Hold a lock of the workspace for a piece of work that reads and then appends.

        It is not the lock of writing, which each append takes and lets go within.

        Raises:
            LedgerBusy: somebody else held it for too long.
        """
        with hold(self.settings.registry, self.name, self.patience, of=work):
            yield

    # -- inside ----------------------------------------------------------------------------

    @contextmanager
    def _lock(self) -> Iterator[Registry]:
        registry = self._registry  # made under the lock, so before it is taken here
        with hold(self.settings.registry, self.name, self.patience):
            yield registry

    @cached_property
    def _registry(self) -> Registry:
        from .registry import Registry

        registry = Registry(self.settings.registry, self.name)
        if not registry.stands():
            with hold(self.settings.registry, self.name, self.patience):
                registry.make()
        return registry

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        from .object_store import serve

        connection = duckdb.connect()
        serve(connection, self.settings.ledger)
        # instants leave as UTC whatever zone the machine is in
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        # DuckDB 1.5.6 fails inside this optimizer on a ranked union of files and corrections
        connection.execute("SET GLOBAL disabled_optimizers = 'top_n_window_elimination'")
        # made when a query needs more than memory, and deleted with the connection
        spill = Path(tempfile.gettempdir()) / f"luheng-{uuid.uuid4().hex}"
        connection.execute("SET GLOBAL temp_directory = ?", [str(spill)])
        return connection

    def _of(self, layout: Layout) -> tuple[Table, Table]:
        from .tables import Table

        with self._guard:
            if layout.name not in self._tables:
                root = self.settings.ledger
                self._tables[layout.name] = (
                    Table(root, layout.name, layout.keys),
                    Table(root, f"{layout.name}_corrections", layout.received_keys),
                )
            return self._tables[layout.name]

    def _as_known(self, layout: Layout, known: dt.datetime | int | None) -> AsKnown:
        from .reading import AsKnown

        # in this order: what commits meanwhile has a number above ``upto`` and stays unseen
        upto = self.known(known)
        hidden = self._registry.hidden(layout.name)
        facts, corrections = self._of(layout)
        return AsKnown(layout, upto, hidden, facts.snapshot(), corrections.snapshot())
