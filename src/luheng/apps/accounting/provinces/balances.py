"""What the door found in the energy balances on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.records import Finding

__all__ = ["IDENTITY", "TOTALS", "balance_findings"]

#: a carrier's supply, transformation, losses and final use do not add up to its printed balance
IDENTITY = "BALANCE-01"
#: a printed total misses the sum of its rows or carriers, or of what it is made of
TOTALS = "BALANCE-02"


def balance_findings(ledger: Ledger, *codes: str) -> tuple[Finding, ...]:
    """The findings on balances that came with the receipts of ``statistic``, each once.

    Without ``codes`` the breaks of the balance identity alone; a finding that a later import of
    the same cell repeats is told once.
    """
    wanted = codes or (IDENTITY,)
    seen: dict[tuple[object, ...], Finding] = {}
    for receipt in ledger.receipts().to_pylist():
        if receipt["record"] != "statistic":
            continue
        for finding in ledger.findings(receipt["number"]):
            if finding.code in wanted:
                seen[(finding.code, finding.source, finding.sheet, finding.cell)] = finding
    return tuple(seen.values())
