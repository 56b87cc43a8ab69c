"""What the ledger holds of a plan already: which drafts were decided, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from luheng.records import record
from luheng.records.acceptance import REJECTED

from .draft import FIGURES, RECORDS, PlanDraft, PlanDrafts

if TYPE_CHECKING:
    import datetime as dt

    from luheng.ledger import Ledger

__all__ = ["Held", "held", "with_additions"]


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of one plan by record and number; the plan's own row has the number ``""``."""

    rows: Mapping[str, Mapping[str, Mapping[str, Any]]]

    def of(self, draft: PlanDraft) -> tuple[str, Mapping[str, Any]] | None:
        """The record and row in which a draft was decided; where it stands, else where refused."""
        names = FIGURES if draft.record in FIGURES else (draft.record,)
        found = [(n, r) for n in names if (r := self.rows[n].get(draft.number)) is not None]
        standing = [(n, r) for n, r in found if r["decision"] != REJECTED]
        return next(iter(standing or found), None)

    def row(self, name: str, number: str) -> Mapping[str, Any] | None:
        """The row of one record under a number."""
        return self.rows[name].get(number)


def held(ledger: Ledger, plan: str, known_at: dt.datetime | int | None = None) -> Held:
    """What the ledger holds of a plan, as known at an instant or receipt."""
    rows: dict[str, dict[str, Mapping[str, Any]]] = {}
    for name in RECORDS:
        key = record(name).keys()[0]
        table = ledger.read(name, {key: plan}, known=known_at)
        rows[name] = {r.get("number") or "": r for r in table.to_pylist()}
    return Held(rows)


def with_additions(drafts: PlanDrafts, before: Held) -> PlanDrafts:
    """The drafts, and the rows that a reviewer added to them before, so that they can be reviewed.

    The reader knows nothing of such a row but the place that the reviewer gave.
    """
    added = [
        PlanDraft(
            name,
            number,
            {c: row[c] for c in ("line", "quote", "page")},
            1.0,
            text=str(row["quote"] or ""),
        )
        for name, rows in before.rows.items()
        for number, row in sorted(rows.items())
        if name != "plan_task" and "+" in number
    ]
    # a row that was moved stands in two records; it is one addition
    own: dict[str, PlanDraft] = {}
    for draft in added:
        stands = before.of(draft)
        if stands is None or stands[0] == draft.record:
            own.setdefault(draft.number, draft)
    return replace(drafts, drafts=(*drafts.drafts, *own.values()))
