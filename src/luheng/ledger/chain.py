"""The chain over receipts: each act of the ledger is sealed by a hash that rests on all before it.

A link says what one act did: the receipt as it was closed, the hash of its findings, and every file
that it added with its SHA-256; a compaction says which files stand in the place of all others.

    hash(n) = SHA-256( hash(n-1), a line break, canonical JSON of link n ),   hash(0) = 64 noughts

Whoever changes a file, a receipt or a link changes a hash that the next link holds. Somebody who
may write everywhere can still make the whole chain anew: note the newest hash elsewhere (it is on
each ``luheng ledger log``), and ``luheng ledger verify --head`` compares it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .places import name_within

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from .tables import NewFile, Table

__all__ = [
    "ABANDON",
    "BEGIN",
    "COMPACT",
    "NOUGHT",
    "RECEIPT",
    "Link",
    "added_files",
    "canonical",
    "file_sha256",
    "standing_files",
]

#: what the first link rests on
NOUGHT = "0" * 64
#: acts of the ledger: the chain begins on a ledger that had none, rows come in, files are rewritten
BEGIN, RECEIPT, COMPACT = "begin", "receipt", "compact"
#: a compaction was sealed and its writer died before its commit: what stood before still stands
ABANDON = "abandon"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Link:
    """One act of the ledger and the hash that seals it and all before it."""

    act: str
    record: str
    at: dt.datetime
    receipt: int | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0
    previous: str = NOUGHT
    hash: str = ""

    def holds(self) -> bool:
        """Whether the hash is that of what the link says."""
        return self.hash == self.sealed().hash

    def sealed(self) -> Link:
        """The same link with the hash of what it says; see the module for the equation."""
        said = {
            "number": self.number,
            "act": self.act,
            "record": self.record,
            "at": self.at.isoformat(),
            "receipt": self.receipt,
            "body": self.body,
        }
        text = f"{self.previous}\n{canonical(said)}"
        return replace(self, hash=hashlib.sha256(text.encode()).hexdigest())


def canonical(value: Any) -> str:
    """JSON with sorted names and no blanks: one text for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def file_sha256(path: str) -> str:
    """The SHA-256 of a local file."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def standing_files(table: Table) -> list[dict[str, Any]]:
    """The files of a table as they stand, with their SHA-256 on a local disk."""
    return [
        {
            "name": name_within(table.root, f.path),
            "size": Path(f.path).stat().st_size if table.local else 0,
            "rows": f.rows,
            "sha256": file_sha256(f.path) if table.local else "",
        }
        for f in table.snapshot().files
    ]


def added_files(
    parts: Iterable[tuple[Table, Sequence[NewFile]]],
) -> dict[str, list[dict[str, Any]]]:
    """Files that an act adds, by table; those in an object store carry no hash of their content."""
    return {
        table.name: [
            {
                "name": f.name,
                "size": f.size,
                "rows": f.file.rows,
                "sha256": file_sha256(f.file.path) if table.local else "",
            }
            for f in files
        ]
        for table, files in parts
        if files
    }
