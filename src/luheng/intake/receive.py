"""Receiving files: each is read, checked and appended; what is bad in one holds no other back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.connectors import Connector, connector
from luheng.connectors import table as generic
from luheng.errors import UnreadableFile
from luheng.records import Batch, Finding, Level, Origin
from luheng.records import names as record_names

from .balances import balance_findings
from .check import examine
from .corrections import apply_rules
from .entities import known_entities, unknown_entities
from .outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.ledger import Receipt, Workspace

__all__ = ["receive"]


_ORDER = {Level.REFUSED: 0, Level.DOUBT: 1, Level.NOTED: 2}


def receive(
    workspace: Workspace,
    files: Sequence[Path],
    as_: str,
    *,
    recorded_by: str,
    profile: str = "",
) -> Outcome:
    """Import files as a record (its own tables) or through a connector.

    Every good row is kept; each bad cell is answered by a finding. A file that cannot be read at
    all is one finding. The same file a second time adds nothing.

    Raises:
        BadQuery: ``as_`` names neither a record nor a connector.
        LedgerBusy: another writer held the ledger too long; nothing of that file was written.
    """
    source = None if as_ in record_names() else connector(as_)
    door = _Door(workspace, source, recorded_by)
    for path in files:
        try:
            batches = _read(Path(path), as_, source, profile)
        except UnreadableFile as error:
            door.findings.append(_unreadable(error))
            door.refused += 1
            continue
        for batch in batches:
            door.keep(batch)
    return door.outcome()


def _read(path: Path, as_: str, source: Connector | None, profile: str) -> tuple[Batch, ...]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            path.name,
            f"文件打不开（{error.strerror}）。",
            f"the file cannot be opened ({error.strerror}).",
            "请核对路径与权限。",
            "Check the path and your rights to it.",
        ) from error
    origin = replace(
        Origin.of(path.name, content), profile=profile, read_at=dt.datetime.now(dt.UTC)
    )
    if source is None:
        return generic.read(content, origin, record=as_)
    batches = source.read(content, origin)
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
    _known: set[str] | None = None

    def keep(self, batch: Batch) -> None:
        """Check one batch, append its good rows, apply its connector's rules."""
        name = batch.record.record_name
        checked = examine(batch, timezone=self.workspace.settings.timezone)
        findings = [*batch.findings, *checked.findings]
        self.refused += checked.refused + sum(f.level is Level.REFUSED for f in batch.findings)
        if self._known is None:
            self._known = known_entities(self.workspace.ledger)
        if name == "entity":
            self._known.update(checked.table.column("id").to_pylist())
        findings += unknown_entities(batch, checked.table, self._known)
        sized = balance_findings(checked.table) if name == "statistic" else ()
        receipt = self.workspace.ledger.append(
            name,
            checked.table,
            origin=batch.origin,
            recorded_by=self.recorded_by,
            findings=(*findings, *(f for _, f in sized)),
        )
        self.findings += findings
        self.sized += [(f.code, gap, f) for gap, f in sized]
        self._took(receipt, checked.table.num_rows, len(findings) + len(sized))
        self.unchanged += receipt.unchanged
        rules = self.source.RULES if self.source is not None else ()
        for correction in apply_rules(
            self.workspace, rules, batch, checked.table, self.recorded_by
        ):
            self._took(
                correction, correction.corrected + correction.unchanged + correction.refused, 0
            )

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


def _unreadable(error: UnreadableFile) -> Finding:
    return Finding(
        error.code,
        Level.REFUSED,
        error.file,
        error.problem_zh,
        error.problem_en,
        error.remedy_zh,
        error.remedy_en,
    )
