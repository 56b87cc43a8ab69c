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
from .check import Checked, examine
from .corrections import apply_rules
from .entities import known_entities, unknown_entities
from .outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.ledger import Receipt, Workspace

__all__ = ["receive"]


@dataclass
class _Tally:
    """What has come of the files so far."""

    refused: int = 0
    findings: list[Finding] = field(default_factory=list)
    #: findings that are told by size and not by place: (code, size, finding)
    sized: list[tuple[str, float, Finding]] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)


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
    source: Connector | None = None if as_ in record_names() else connector(as_)
    tally = _Tally()
    known: set[str] | None = None
    for path in files:
        try:
            origin, batches = _read(Path(path), as_, source, profile)
        except UnreadableFile as error:
            tally.findings.append(_unreadable(error))
            tally.refused += 1
            continue
        known = known_entities(workspace.ledger) if known is None else known
        for batch in batches:
            _keep(workspace, batch, source, known, recorded_by, tally)
    tally.sized.sort(key=lambda s: (s[0], -s[1]))
    findings = (*(f for _, _, f in tally.sized), *tally.findings)
    receipts = tuple(tally.receipts)
    return Outcome(
        kept=sum(r.kept for r in receipts),
        refused=tally.refused,
        noted=sum(f.level is not Level.REFUSED for f in findings),
        corrected=sum(r.corrected for r in receipts),
        unchanged=sum(r.unchanged for r in receipts),
        findings=findings,
        receipts=receipts,
    )


def _read(
    path: Path, as_: str, source: Connector | None, profile: str
) -> tuple[Origin, tuple[Batch, ...]]:
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
        return origin, generic.read(content, origin, record=as_)
    batches = source.read(content, origin)
    return origin, (batches,) if isinstance(batches, Batch) else batches


def _keep(
    workspace: Workspace,
    batch: Batch,
    source: Connector | None,
    known: set[str],
    recorded_by: str,
    tally: _Tally,
) -> None:
    """Check one batch, append its good rows, apply its connector's rules."""
    name = batch.record.record_name
    checked: Checked = examine(batch, timezone=workspace.settings.timezone)
    findings = [*batch.findings, *checked.findings]
    tally.refused += checked.refused + sum(f.level is Level.REFUSED for f in batch.findings)
    if name == "entity":
        known.update(checked.table.column("id").to_pylist())
    findings += unknown_entities(batch, checked.table, known)
    sized = balance_findings(checked.table) if name == "statistic" else ()
    receipt = workspace.ledger.append(
        name,
        checked.table,
        origin=batch.origin,
        recorded_by=recorded_by,
        findings=(*findings, *(f for _, f in sized)),
    )
    tally.receipts.append(receipt)
    tally.findings += findings
    tally.sized += [(f.code, gap, f) for gap, f in sized]
    if source is not None and checked.table.num_rows:
        tally.receipts += apply_rules(
            workspace, source, name, checked.table, batch.origin, recorded_by
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
