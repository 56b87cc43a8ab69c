"""What came of an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from luheng.ledger import Receipt
    from luheng.records import Finding

__all__ = ["Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows were kept, refused, corrected or there already, and every finding.

    ``refused`` counts rows, and what a file names but no row stands for (a column, a sheet, the
    file itself) as one each; ``noted`` counts the findings that held nothing back. Findings
    come refusals first, then doubts, then notes; what does not balance by the size of its gap.
    """

    kept: int = 0
    refused: int = 0
    noted: int = 0
    corrected: int = 0
    unchanged: int = 0
    findings: tuple[Finding, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    #: whether it was only tried: then nothing was written and there is no receipt
    dry_run: bool = False

    def as_dict(self) -> Mapping[str, object]:
        """The outcome as a program reads it."""
        return {
            "kept": self.kept,
            "refused": self.refused,
            "noted": self.noted,
            "corrected": self.corrected,
            "unchanged": self.unchanged,
            "dry_run": self.dry_run,
            "findings": [f.as_dict() for f in self.findings],
        }
