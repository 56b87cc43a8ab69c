"""The row that a decision makes: the draft's values, the reviewer's changes, and who decided."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from luheng.records import record
from luheng.records.acceptance import ACCEPTED, CORRECTED, REJECTED

from .draft import Decision, PlanDraft, PlanDrafts

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["accepted_row", "changed", "rejected_row"]

#: what others than the reviewer may have filled in since, and a second acceptance leaves alone
_KEPT = {"plan_task": ("function", "responsible", "due", "state")}
_PLACE = ("quote", "page", "line", "section", "span_start", "span_end")


def changed(decision: Decision) -> dict[str, Any]:
    """The columns that now read otherwise than in the draft, with the draft's values.

    A remark is no correction.
    """
    said = decision.draft.values_as(decision.goes_to)
    return {k: said.get(k) for k, v in decision.changes.items() if v != said.get(k) and k != "note"}


def accepted_row(
    decision: Decision,
    drafts: PlanDrafts,
    plan: str,
    by: str,
    held: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The row of an accepted or corrected draft, its cells as they go to the check."""
    name, draft = decision.goes_to, decision.draft
    columns = record(name).columns()
    was = {} if draft.added else changed(decision)
    if name != draft.record and not draft.added:
        was["record"] = draft.record
    row: dict[str, Any] = dict.fromkeys(columns)
    row |= draft.values_as(name)
    row |= {k: v for k, v in decision.changes.items() if k in columns}
    row |= _common(drafts, draft, name, plan, by)
    row["decision"] = CORRECTED if was else ACCEPTED
    row["draft"] = _json(was) if was else None
    row["trust"] = "transcribed"
    if "unit" in columns:
        row["printed_unit"] = row["unit"]
        if row["kind"] == "peak_year" and row["unit"] == "年":
            row["unit"] = "year"  # 年 alone is the unit of a duration
    for column in _KEPT.get(name, ()):
        if row[column] is None and held is not None:
            row[column] = held[column]
    return row


def rejected_row(
    decision: Decision, name: str, drafts: PlanDrafts, plan: str, by: str
) -> dict[str, Any]:
    """The row that remembers a rejection: its place and what was drafted, and no figure."""
    draft = decision.draft
    columns = record(name).columns()
    row: dict[str, Any] = dict.fromkeys(columns)
    row |= {k: v for k, v in draft.values.items() if k in _PLACE and k in columns}
    row |= _common(drafts, draft, name, plan, by)
    row["decision"] = REJECTED
    said = {k: v for k, v in draft.values.items() if k not in _PLACE and v is not None}
    if decision.goes_to != draft.record or name != draft.record:
        said["record"] = draft.record
    row["draft"] = _json(said)
    row["note"] = decision.changes.get("note")
    return row


def _common(drafts: PlanDrafts, draft: PlanDraft, name: str, plan: str, by: str) -> dict[str, Any]:
    row: dict[str, Any] = {record(name).keys()[0]: plan, "decided_by": by}
    row["document_sha256"] = drafts.sha256
    if name == "plan":
        return row | {"document": drafts.document, "lines": drafts.lines}
    sureness = None if draft.added else draft.sureness
    return row | {"number": draft.number, "sureness": sureness}


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
