"""Accepting drafts: decisions become rows, the rows are checked, and good ones enter the ledger.

A row that is refused stays undecided and is asked again. A row that says nothing new is not
written; one that changes an earlier decision is a correction, and the earlier one stays readable
with ``known_at``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.errors import PlanIdTaken
from luheng.records import Level, Origin, record
from luheng.records.acceptance import ACCEPTED, CORRECTED, REJECTED
from luheng.rulebook import plans

from .checking import Candidate, checked_rows, remarks
from .draft import FIGURES, RECORDS, Decision, PlanDrafts, Verdict
from .held import Held, held
from .reading import suggested_id
from .rows import accepted_row, rejected_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from luheng.ledger import Ledger, Receipt
    from luheng.records import Finding

__all__ = ["Acceptance", "accept", "check_plan_id", "plan_id_of", "would_refuse"]

#: a second acceptance by somebody else, or by a reader that is surer, decides nothing new
_NO_NEWS = frozenset({"decided_by", "sureness", "document"})


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What came of the decisions on one document.

    ``left`` counts drafts that nobody has decided yet, ``refused`` rows that the checks did not
    let in; these are among the ``left``.
    """

    plan: str
    accepted: int
    corrected: int
    rejected: int
    unchanged: int
    refused: int
    left: int
    findings: tuple[Finding, ...] = ()
    receipts: tuple[Receipt, ...] = ()

    def as_dict(self) -> Mapping[str, object]:
        """The outcome as a program reads it."""
        return {
            "plan": self.plan,
            "accepted": self.accepted,
            "corrected": self.corrected,
            "rejected": self.rejected,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "left": self.left,
            "receipts": [r.number for r in self.receipts],
            "findings": [f.as_dict() for f in self.findings],
        }


def plan_id_of(ledger: Ledger, drafts: PlanDrafts, suggestion: str = "") -> str:
    """The id under which this very file was accepted before, else the suggestion or its name."""
    for name in RECORDS:
        known = ledger.read(name, {"document_sha256": drafts.sha256}).to_pylist()
        if known:
            return str(known[0][record(name).keys()[0]])
    return suggestion or suggested_id(drafts.document)


def check_plan_id(ledger: Ledger, drafts: PlanDrafts, plan: str) -> None:
    """Raise PlanIdTaken if the id is a registered plan's or was given to another document."""
    if plan in plans.names():
        raise PlanIdTaken(plan, "rulebook/plans")
    for rows in held(ledger, plan).rows.values():
        for row in rows.values():
            if row["document_sha256"] != drafts.sha256:
                raise PlanIdTaken(plan, str(row.get("document") or row["source"]))


def accept(
    ledger: Ledger,
    drafts: PlanDrafts,
    decisions: Sequence[Decision],
    *,
    plan: str,
    by: str,
    extra_indicators: frozenset[str] = frozenset(),
) -> Acceptance:
    """Put what was decided into the ledger; ``extra_indicators`` are ids of the office's own.

    Raises:
        PlanIdTaken: the id is a registered plan's, or another document was accepted under it.
        LedgerBusy: another writer held the ledger too long; what has a receipt was written.
    """
    check_plan_id(ledger, drafts, plan)
    before = held(ledger, plan)
    wanted = _candidates(decisions, drafts, plan, by, before)
    origin = Origin(drafts.document, "", f"plan_drafts {drafts.sha256}")
    counts: defaultdict[str, int] = defaultdict(int)
    findings: list[Finding] = []
    receipts: list[Receipt] = []
    for name in RECORDS:
        table, found, refused = checked_rows(name, wanted[name], origin, extra_indicators)
        news = _news(table, before, name)
        counts["refused"] += refused
        counts["unchanged"] += table.num_rows - news.num_rows
        findings += found
        if not news.num_rows:
            continue
        numbers = set(news.column("number").to_pylist()) if name != "plan" else {""}
        told = remarks(name, wanted[name], numbers, drafts.document, extra_indicators)
        found = (*found, *told)
        findings += told
        receipt = ledger.append(name, news, origin=origin, recorded_by=by, findings=found)
        receipts.append(receipt)
        for decision in news.column("decision").to_pylist():
            counts[decision] += 1
    after = held(ledger, plan)
    order = {Level.REFUSED: 0, Level.DOUBT: 1, Level.NOTED: 2}
    return Acceptance(
        plan,
        accepted=counts[ACCEPTED],
        corrected=counts[CORRECTED],
        rejected=counts[REJECTED],
        unchanged=counts["unchanged"],
        refused=counts["refused"],
        left=sum(after.of(d) is None for d in drafts.drafts),
        findings=tuple(sorted(findings, key=lambda f: order[f.level])),
        receipts=tuple(receipts),
    )


def would_refuse(
    drafts: PlanDrafts, decision: Decision, extra_indicators: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """What the checks would refuse in one decision; nothing is written."""
    nothing = Held({name: {} for name in RECORDS})
    origin = Origin(drafts.document)
    rows = _candidates([decision], drafts, "-", "-", nothing)
    found = [checked_rows(n, rows[n], origin, extra_indicators)[1] for n in RECORDS]
    return tuple(f for each in found for f in each if f.level is Level.REFUSED)


def _candidates(
    decisions: Sequence[Decision], drafts: PlanDrafts, plan: str, by: str, before: Held
) -> dict[str, list[Candidate]]:
    """The rows that the decisions make, by record; a figure stands in one record at most."""
    out: dict[str, list[Candidate]] = {name: [] for name in RECORDS}
    last_year = _last_year(decisions, drafts, before)
    for decision in decisions:
        draft = decision.draft
        stands = before.of(draft)
        if decision.verdict is Verdict.REJECT:
            name = stands[0] if stands else draft.record
            row = rejected_row(decision, name, drafts, plan, by)
            out[name].append(Candidate(decision, row))
            continue
        name = decision.goes_to
        row = accepted_row(decision, drafts, plan, by, before.row(name, draft.number))
        candidate = Candidate(decision, row)
        if name == "target" and row["target_year"] is None and last_year is not None:
            row |= {"target_year": last_year, "target_year_implied": "yes"}
            candidate = Candidate(decision, row, year_from_plan=True)
        out[name].append(candidate)
        moved = name in FIGURES and stands is not None and stands[0] != name
        if moved and stands is not None and stands[1]["decision"] != REJECTED:
            withdrawn = rejected_row(decision, stands[0], drafts, plan, by)
            out[stands[0]].append(Candidate(decision, withdrawn))
    return out


def _last_year(decisions: Sequence[Decision], drafts: PlanDrafts, before: Held) -> int | None:
    """The last year of the plan: as decided now, as decided before, as read."""
    for decision in decisions:
        if decision.draft.record == "plan" and "last_year" in decision.changes:
            return _year(decision.changes["last_year"])
    row = before.row("plan", "")
    return _year((row or drafts.head.values).get("last_year"))


def _year(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _news(table: Any, before: Held, name: str) -> Any:
    """The rows of a checked table that the ledger does not hold as they are."""
    columns = [c for c in record(name).columns() if c not in _NO_NEWS]
    import pyarrow as pa

    new = [
        (old := before.row(name, row.get("number") or "")) is None
        or any(row[c] != old[c] for c in columns)
        for row in table.to_pylist()
    ]
    return table.filter(pa.array(new, pa.bool_()))
