"""Reading: which rows are visible as known at a receipt, as SQL that DuckDB runs.

Facts are scanned plainly. Only where corrections are known does an anti-join against their small
table take away the rows that they replace: over 50 M readings that costs next to nothing, where
choosing the latest version of every row by window costs twenty times the scan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .layout import Layout, null_column
from .quoting import identifier, identifiers, literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

    from .tables import DataFile, Snapshot

__all__ = ["AsKnown", "Stretch"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One subject of a record keyed by subject and instant, after one instant and up to another."""

    subject: str
    after: dt.datetime | None = None
    upto: dt.datetime | None = None

    def condition(self, keys: tuple[str, ...]) -> str:
        """The condition on the two key columns, subject and instant."""
        subject, instant = map(identifier, keys)
        said = [f"{subject} = {literal(self.subject)}"]
        if self.after is not None:
            said.append(f"{instant} > {_instant(self.after)}")
        if self.upto is not None:
            said.append(f"{instant} <= {_instant(self.upto)}")
        return " AND ".join(said)

    def may_be_in(self, file: DataFile, keys: tuple[str, ...]) -> bool:
        """Whether a file may hold a row of it, judged by the bounds of its keys."""
        subject, instant = keys
        low, high = file.lowest.get(subject), file.highest.get(subject)
        if low is not None and high is not None and not low <= self.subject <= high:
            return False
        first, last = file.lowest.get(instant), file.highest.get(instant)
        return not (
            (self.after is not None and last is not None and last <= self.after)
            or (self.upto is not None and first is not None and first > self.upto)
        )


def _instant(at: dt.datetime) -> str:
    return f"CAST({literal(at.isoformat(sep=' '))} AS TIMESTAMPTZ)"


@dataclass(frozen=True, slots=True)
class AsKnown:
    """One record's tables as known at a receipt number.

    ``upto`` is the last receipt that may be seen, ``hidden`` are those before it that may not.
    """

    layout: Layout
    upto: int
    hidden: frozenset[int]
    facts: Snapshot
    corrections: Snapshot
    #: only this is read; the record's keys are a subject and an instant
    stretch: Stretch | None = None

    def along(self, stretch: Stretch) -> AsKnown:
        """The same for one subject, with only those files of facts that may hold rows of it."""
        keys = self.layout.keys
        files = tuple(f for f in self.facts.files if stretch.may_be_in(f, keys))
        return replace(self, facts=replace(self.facts, files=files), stretch=stretch)

    def only(self, files: tuple[DataFile, ...]) -> AsKnown:
        """The same with only some files of facts."""
        return replace(self, facts=replace(self.facts, files=files))

    def near(self, file: DataFile) -> AsKnown:
        """The same with only those files of facts that may hold a key of the file given."""
        files = tuple(f for f in self.facts.files if f.overlaps(file, self.layout.keys))
        return replace(self, facts=replace(self.facts, files=files))

    @property
    def corrected(self) -> bool:
        """Whether any correction may be known."""
        return bool(self._seen(self.corrections))

    def relation(self, *, received_keys: bool = False) -> str:
        """A SELECT of the visible rows: the record's columns, receipt and ``corrected_by``.

        At most one row a key: a row that stands where a rule has moved another one is not shown.

        With ``received_keys`` each row also has, in ``key_…`` columns, the key under which it was
        received, which differs from its own if a correction moved it.
        """
        layout = self.layout
        own = identifiers(layout.facts)
        pairs = list(zip(layout.keys, layout.received_keys, strict=True))
        as_received = [f"{identifier(k)} AS {identifier(r)}" for k, r in pairs]
        extra = ", " + ", ".join(as_received) if received_keys else ""
        null = null_column("corrected_by", layout.corrections["corrected_by"])
        plain = f"SELECT {own}, {null}{extra} FROM ({self.received()}) AS fact"
        if not self.corrected:
            return plain
        same = " AND ".join(f"taken.{identifier(k)} = fact.{identifier(k)}" for k in layout.keys)
        taken = (
            f"SELECT {', '.join(f'{identifier(r)} AS {identifier(k)}' for k, r in pairs)} "
            f"FROM latest UNION ALL SELECT {identifiers(layout.keys)} FROM latest"
        )
        # of two rows at one key one was moved there by a rule, and that one is shown
        ranked = (
            f"SELECT *, row_number() OVER (PARTITION BY {identifiers(layout.keys)} ORDER BY "
            f"CASE WHEN {self.unmoved()} THEN 1 ELSE 0 END) AS _rank FROM latest"
        )
        extra = ", " + identifiers(layout.received_keys) if received_keys else ""
        within = f" AND {self.stretch.condition(layout.keys)}" if self.stretch else ""
        return (
            f"WITH latest AS ({self.latest()}) {plain} "
            f"WHERE NOT EXISTS (SELECT 1 FROM ({taken}) AS taken WHERE {same}) UNION ALL "
            f"SELECT {own}, corrected_by{extra} FROM ({ranked}) AS ranked WHERE _rank = 1{within}"
        )

    def unmoved(self) -> str:
        """The condition that a correction leaves its row at the key under which it was received."""
        pairs = zip(self.layout.keys, self.layout.received_keys, strict=True)
        return " AND ".join(f"{identifier(k)} = {identifier(r)}" for k, r in pairs)

    def received(self) -> str:
        """A SELECT of the rows under which each key was first received; at most one a key."""
        scan = self._scan(self.facts, self.layout.facts, self.layout.facts)
        if self.stretch is None:
            return scan
        return f"SELECT * FROM ({scan}) AS scan WHERE {self.stretch.condition(self.layout.keys)}"

    def versions(self, columns: Iterable[str] | None = None) -> str:
        """A SELECT of all corrections, or of some of their columns."""
        known = self.layout.corrections
        wanted = known if columns is None else {c: known[c] for c in columns}
        scan = self._scan(self.corrections, wanted, known)
        if self.stretch is None:
            return scan
        # every version of a row that was received under the subject or ever moved to it: a later
        # version may have moved it on
        received, now = self.layout.received_keys[0], self.layout.keys[0]
        few = {c: known[c] for c in (received, now)}
        subject = literal(self.stretch.subject)
        moved = (
            f"SELECT {identifier(received)} FROM ({self._scan(self.corrections, few, known)}) "
            f"AS few WHERE {identifier(now)} = {subject}"
        )
        return (
            f"SELECT * FROM ({scan}) AS scan WHERE {identifier(received)} = {subject} "
            f"OR {identifier(received)} IN ({moved})"
        )

    def latest(self) -> str:
        """A SELECT of the latest correction of each key as received."""
        keys = identifiers(self.layout.received_keys)
        ranked = (
            f'SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY "receipt" DESC) AS _rank '
            f"FROM ({self.versions()}) AS version"
        )
        return (
            f"SELECT {identifiers(self.layout.corrections)} FROM ({ranked}) AS ranked "
            "WHERE _rank = 1"
        )

    def _seen(self, snapshot: Snapshot) -> tuple[DataFile, ...]:
        seen = []
        for f in snapshot.files:
            first, last = f.receipts
            if first <= self.upto and not (first == last and first in self.hidden):
                seen.append(f)
        return tuple(seen)

    def _scan(
        self,
        snapshot: Snapshot,
        columns: Mapping[str, pa.DataType],
        known: Mapping[str, pa.DataType],
    ) -> str:
        files = self._seen(snapshot)
        if not files:
            empty = ", ".join(null_column(c, known[c]) for c in columns)
            return f"SELECT {empty} WHERE false"
        stored = frozenset(snapshot.columns)
        items = ", ".join(
            # a column that the record gained since: the table is rewritten when next appended to
            identifier(c) if c in stored else null_column(c, known[c])
            for c in columns
        )
        paths = ", ".join(literal(f.path) for f in files)
        return f"SELECT {items} FROM read_parquet([{paths}]){self._condition(files)}"

    def _condition(self, files: Iterable[DataFile]) -> str:
        # a file tells which receipts it holds: the usual query needs no condition at all
        said = []
        spans = [f.receipts for f in files]
        if any(last > self.upto for _, last in spans):
            said.append(f'"receipt" <= {self.upto}')
        within = sorted(h for h in self.hidden if any(a <= h <= b for a, b in spans))
        if within:
            said.append(f'"receipt" NOT IN ({", ".join(map(str, within))})')
        return " WHERE " + " AND ".join(said) if said else ""
