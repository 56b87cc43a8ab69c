"""Receiving files: each is read, checked and appended; what is bad in one holds no other back."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.connectors import Connector, connector
from luheng.connectors import table as generic
from luheng.connectors.table import mapped
from luheng.errors import BadQuery, UnreadableFile
from luheng.ledger.space import room
from luheng.records import Batch, Finding, Level, Origin, Record
from luheng.records import names as record_names

from .balances import balance_findings
from .blocks import check_blocks, sliced
from .check import examine
from .corrections import apply_rules
from .entities import known_entities, unknown_entities
from .inventories import inventory_findings
from .named_entities import read_names
from .opening import Opened, opened, unreadable
from .outcome import Outcome
from .profiles import Shelf
from .staging import staging
from .validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyarrow as pa

    from luheng.connectors.table.profile import Profile
    from luheng.ledger import Receipt, Workspace

__all__ = ["receive", "receive_table"]


_ORDER = {Level.REFUSED: 0, Level.DOUBT: 1, Level.NOTED: 2}
#: rows of a block; a longer table is checked block by block
ROWS = generic.ROWS


def receive(
    workspace: Workspace,
    files: Sequence[Path],
    as_: str,
    *,
    recorded_by: str,
    profile: str = "",
    dry_run: bool = False,
    resume: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Import files as a record (its own tables) or through a connector.

    Every good row is kept; each bad cell is answered by a finding. A file that cannot be read at
    all is one finding. The same file a second time adds nothing. The files of a .zip are imported
    each under its own origin, ``archive.zip/member.csv``.

    With a ``profile`` of the workspace the tables are in a foreign shape and are read as it says;
    each receipt keeps its name and hash. A ``dry_run`` counts and finds what the import would and
    writes nothing. ``progress`` is told the name of each file and how many rows were read.

    A long table of one record is checked in blocks, and stands in the ledger under one receipt or
    not at all. With ``resume``, blocks that an import which was cut off had checked are taken up,
    and files that have their receipt already are not read again.

    Raises:
        BadQuery: ``as_`` names neither a record nor a connector, or the profile is of another.
        UnknownProfile: the workspace holds no such profile.
        BadProfile: the profile is not in form.
        LedgerBusy: another writer held the ledger too long; nothing of that file was written.
        NoSpace: the disk is full; nothing of that file was written.
    """
    if dry_run:
        with workspace.rehearsal() as tried:
            outcome = receive(
                tried, files, as_, recorded_by=recorded_by, profile=profile, progress=progress
            )
            return replace(outcome, receipts=(), dry_run=True)
    source = None if as_ in record_names() else connector(as_)
    shape = _profile(workspace, profile, as_) if profile else None
    door = _Door(workspace, source, recorded_by)
    for path in files:
        for file in opened(Path(path), profile=shape.reference if shape else ""):
            if file.finding is not None:
                door.tell(file.finding)
                continue
            progress(file.origin.source)
            try:
                if source is None:
                    if not (resume and door.has(file.origin, as_)):
                        door.keep_table(_table(door, file, as_, shape), progress, resume=resume)
                    continue
                for batch in _from(source, file):
                    door.keep(batch)
                    progress(f"{file.origin.source}  {door.rows:,}")
            except UnreadableFile as error:
                door.tell(unreadable(error))
    return door.outcome()


def receive_table(
    workspace: Workspace,
    batches: Iterable[Batch],
    *,
    recorded_by: str,
    progress: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Import the blocks of one table that came from elsewhere than a file, under one receipt.

    All are of one record and one origin. Otherwise like ``receive``.
    """
    door = _Door(workspace, None, recorded_by)
    door.keep_table(iter(batches), progress, resume=False)
    return door.outcome()


def _profile(workspace: Workspace, name: str, as_: str) -> Profile:
    shape = Shelf.of(workspace.folder).get(name)
    if shape.record != as_:
        raise BadQuery(
            f"映射配置“{name}”读作 {shape.record}，不是 {as_}。",
            f"The profile {name!r} reads tables as {shape.record}, not as {as_}.",
        )
    return shape


def _table(door: _Door, file: Opened, record: str, shape: Profile | None) -> Iterator[Batch]:
    """The drafts of a table in blocks, by its profile or under the record's own header."""
    door.expected = 0
    source, origin = file.source, file.origin
    if shape is None:
        return generic.blocks(source, origin, record=record, rows=ROWS, expect=door.expect)
    batches = mapped.blocks(source, origin, shape, rows=ROWS, expect=door.expect)
    # where columns turn into rows, a block gives more of them than it has
    return itertools.chain.from_iterable(sliced(batch, ROWS) for batch in batches)


def _from(source: Connector, file: Opened) -> Iterable[Batch]:
    batches = source.read(file.content, file.origin)
    return (batches,) if isinstance(batches, Batch) else batches


@dataclass
class _Door:
    """One import under way: what has been kept and found so far."""

    workspace: Workspace
    source: Connector | None
    recorded_by: str
    refused: int = 0
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    #: findings that are told by size and not by place: (code, size, finding)
    sized: list[tuple[str, float, Finding]] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    #: rows read so far, for whoever waits
    rows: int = 0
    #: rows that the file under way is said to have
    expected: int = 0
    _known: set[str] | None = None

    def expect(self, rows: int) -> None:
        """Note how many rows a table of the file has."""
        self.expected += rows

    def tell(self, finding: Finding) -> None:
        """Note what is to be said of a whole file."""
        self.findings.append(finding)
        self.refused += finding.level is Level.REFUSED

    def has(self, origin: Origin, record: str) -> bool:
        """Whether a file stands in the ledger under a receipt; then it is counted as unchanged."""
        for row in self.workspace.ledger.receipts().to_pylist():
            said = (row["record"], row["sha256"], row["source"], row["profile"])
            same = said == (record, origin.sha256, origin.source, origin.profile)
            if same and row["state"] == "committed" and not row["rule"]:
                self.unchanged += row["kept"] + row["corrected"] + row["unchanged"]
                self.refused += row["refused"]
                self.findings += self.workspace.ledger.findings(row["number"])
                return True
        return False

    def keep_table(
        self, batches: Iterator[Batch], progress: Callable[[str], None], *, resume: bool
    ) -> None:
        """Check the blocks of one table, and append its good rows under one receipt."""
        batches = map(self._named, batches)
        first, second = next(batches), next(batches, None)
        if second is None:
            self.keep(first)
            progress(f"{first.origin.source}  {self.rows:,}")
            return
        record, origin = first.record, first.origin
        settings = self.workspace.settings

        done = 0

        def read(rows: int) -> None:
            nonlocal done
            done += rows
            self.rows += rows
            total = f" / {max(self.expected, done):,}" if self.expected else ""
            progress(f"{origin.source}  {done:,}{total}")

        with room(str(self.workspace.folder)), staging(
            self.workspace.folder, origin, record.record_name,
            rows=ROWS, timezone=settings.timezone, resume=resume,
        ) as place:  # fmt: skip
            every = itertools.chain((first, second), batches)
            del first, second
            blocks = check_blocks(every, place, timezone=settings.timezone, progress=read)
            self.refused += blocks.refused
            known = self._entities(record.record_name, lambda: blocks.table(["id"]))
            places = blocks.places()
            empty = Batch(record, origin, places)
            findings = [*blocks.findings, *unknown_entities(empty, places, known)]
            del places, empty
            sized = _sized(record.record_name, blocks.table)
            with self.workspace.ledger.sound(record):
                looked = validate(self.workspace, record, origin, blocks)
            findings += looked.findings
            self.refused += len(looked.refused)
            rows = looked.reader(blocks.reader())
            receipt = self._append(record, origin, rows, findings, sized)
            stood = blocks.rows - len(looked.refused)
            self._took(receipt, stood, len(findings) + len(sized))

    def keep(self, batch: Batch) -> None:
        """Check one batch, append its good rows, apply its connector's rules."""
        name = batch.record.record_name
        self.rows += batch.table.num_rows
        checked = examine(batch, timezone=self.workspace.settings.timezone)
        findings = [*batch.findings, *checked.findings]
        self.refused += checked.refused + sum(f.level is Level.REFUSED for f in batch.findings)
        known = self._entities(name, lambda: checked.table)
        findings += unknown_entities(batch, checked.table, known)
        sized = _sized(name, lambda: checked.table)
        with self.workspace.ledger.sound(batch.record):
            looked = validate(self.workspace, batch.record, batch.origin, checked.table)
        findings += looked.findings
        self.refused += len(looked.refused)
        table = looked.without(checked.table)
        receipt = self._append(batch.record, batch.origin, table, findings, sized)
        self._took(receipt, table.num_rows, len(findings) + len(sized))
        rules = self.source.RULES if self.source is not None else ()
        for correction in apply_rules(self.workspace, rules, batch, table, self.recorded_by):
            self._took(
                correction, correction.corrected + correction.unchanged + correction.refused, 0
            )

    def _named(self, batch: Batch) -> Batch:
        """The batch with the ids of enterprises that its rows call by name."""
        if batch.record.record_name == "entity":
            return batch
        known = self._entities(batch.record.record_name, lambda: batch.table)
        read, told = read_names(self.workspace.ledger, batch, known)
        return read.with_findings(told) if told else read

    def _entities(self, record: str, table: Callable[[], pa.Table]) -> set[str]:
        """The entities that are described, by rows of the import too."""
        if self._known is None:
            self._known = known_entities(self.workspace.ledger)
        if record == "entity":
            self._known.update(table().column("id").to_pylist())
        return self._known

    def _append(
        self,
        record: type[Record],
        origin: Origin,
        table: pa.Table | pa.RecordBatchReader,
        findings: list[Finding],
        sized: Sequence[tuple[float, Finding]],
    ) -> Receipt:
        receipt = self.workspace.ledger.append(
            record,
            table,
            origin=origin,
            recorded_by=self.recorded_by,
            findings=(*findings, *(f for _, f in sized)),
        )
        self.findings += findings
        self.sized += [(f.code, gap, f) for gap, f in sized]
        self.unchanged += receipt.unchanged
        return receipt

    def _took(self, receipt: Receipt, rows: int, told: int) -> None:
        """Note a receipt, and what only the ledger could find."""
        self.receipts.append(receipt)
        stored = receipt.kept + receipt.corrected + receipt.unchanged
        if stored < rows:
            more = self.workspace.ledger.findings(receipt.number)[told:]
            self.findings += more
            self.refused += rows - stored

    def outcome(self) -> Outcome:
        """The findings by weight, what does not balance by the size of its gap, and the counts."""
        self.sized.sort(key=lambda s: (s[0], -s[1]))
        findings = [*(f for _, _, f in self.sized), *self.findings]
        findings.sort(key=lambda f: _ORDER[f.level])
        receipts = tuple(self.receipts)
        return Outcome(
            kept=sum(r.kept for r in receipts),
            refused=self.refused,
            noted=sum(f.level is not Level.REFUSED for f in findings),
            corrected=sum(r.corrected for r in receipts),
            unchanged=self.unchanged,
            findings=tuple(findings),
            receipts=receipts,
        )


def _sized(record: str, table: Callable[[], pa.Table]) -> Sequence[tuple[float, Finding]]:
    """What of official figures does not add up, with the size of the gap."""
    if record != "statistic":
        return ()
    rows = table()
    return (*balance_findings(rows), *inventory_findings(rows))
