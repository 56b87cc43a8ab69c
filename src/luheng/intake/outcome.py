"""What came of an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.records import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from luheng.ledger import Receipt

__all__ = ["Outcome"]

_ORDER = {Level.REFUSED: 0, Level.DOUBT: 1, Level.NOTED: 2}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows were kept, refused, corrected or there already, and every finding.

    ``refused`` counts rows, and what a file names but no row stands for (a column, a sheet, the
    file itself) as one each; ``noted`` counts the findings that held nothing back.
    """

    kept: int = 0
    refused: int = 0
    noted: int = 0
    corrected: int = 0
    unchanged: int = 0
    findings: tuple[Finding, ...] = ()
    receipts: tuple[Receipt, ...] = ()

    def as_dict(self) -> Mapping[str, object]:
        """The outcome as a program reads it; refusals first, then doubts, then notes."""
        return {
            "kept": self.kept,
            "refused": self.refused,
            "noted": self.noted,
            "corrected": self.corrected,
            "unchanged": self.unchanged,
            "receipts": [r.number for r in self.receipts],
            "findings": [f.as_dict() for f in sorted(self.findings, key=lambda f: _ORDER[f.level])],
        }
