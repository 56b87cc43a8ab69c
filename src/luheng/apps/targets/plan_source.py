"""Where a plan comes from: the register, or the ledger, into which somebody accepted it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from luheng.errors import UnknownPlan
from luheng.records.acceptance import REJECTED
from luheng.rulebook import plans
from luheng.rulebook.plans import Plan, PlanFact, PlanTarget, PlanTaskNode, PlanThreshold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from luheng.ledger import Ledger

__all__ = ["accepted_ids", "open_plan"]

_PERIOD = re.compile(r"^\d{4}(?:/\d{4})?$")
_SENSES = {"increase": "increase", "decrease": "decrease"}
_CHANGES = frozenset({"relative_change", "percentage_points", "per_year"})


def open_plan(
    plan: str, ledger: Ledger | None = None, known_at: dt.datetime | int | None = None
) -> Plan:
    """A registered plan, or one that was accepted into the ledger, as known at an instant.

    Of an accepted plan only rows that stand are in it: no rejected draft, no fact without a
    period (the document does not say of which year it is) and no target without a year. A target
    whose indicator has no code has the empty id and its printed name. ``en`` repeats the Chinese
    where nobody has translated it.

    Raises:
        UnknownPlan: no plan of that id is registered, or in the ledger as known then.
    """
    if plan in plans.names():
        return plans.load(plan)
    if ledger is not None:
        rows = {
            name: _standing(ledger, name, plan, known_at)
            for name in ("plan", "target", "stated_fact", "threshold", "plan_task")
        }
        if any(rows.values()):
            return _assembled(plan, rows)
    known = () if ledger is None else accepted_ids(ledger, known_at)
    raise UnknownPlan(plan, (*plans.names(), *known))


def accepted_ids(ledger: Ledger, known_at: dt.datetime | int | None = None) -> tuple[str, ...]:
    """The ids of the plans in the ledger, in alphabetical order."""
    rows = ledger.read("plan", known=known_at).to_pylist()
    return tuple(sorted(r["plan"] for r in rows if r["decision"] != REJECTED))


def _standing(
    ledger: Ledger, name: str, plan: str, known_at: dt.datetime | int | None
) -> list[dict[str, Any]]:
    """The accepted rows of a plan in one record, in the order of the text."""
    key = "document" if name == "stated_fact" else "plan"
    rows = ledger.read(name, {key: plan}, known_at).to_pylist()
    standing = [r for r in rows if r["decision"] != REJECTED]
    return sorted(standing, key=_place)


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    start = str(row.get("span_start") or "")
    characters = int(start.split(":")[1]) if ":" in start else 0
    numbers = [int(n) for n in re.findall(r"\d+", str(row.get("number") or ""))]
    return row.get("line") or 0, characters, numbers


def _assembled(plan: str, rows: Mapping[str, list[dict[str, Any]]]) -> Plan:
    head = rows["plan"][0] if rows["plan"] else {}
    years = [r["target_year"] for r in rows["target"] if r["target_year"]]
    title = head.get("title") or plan
    issuer = head.get("issuer") or ""
    return Plan(
        id=plan,
        zh=title,
        en=title,
        issuer_zh=issuer,
        issuer_en=issuer,
        number=head.get("document_number"),
        published=head.get("published"),
        # a plan whose period nobody has stated spans its own targets
        first_year=head.get("first_year") or min(years, default=0),
        last_year=head.get("last_year") or max(years, default=0),
        region=head.get("region") or "",
        above=None,
        predecessor=head.get("predecessor"),
        successor=None,
        text=head.get("document") or "",
        sha256=head.get("document_sha256") or "",
        recalled=("en",),
        targets=tuple(_targets(plan, rows["target"])),
        facts=tuple(_facts(plan, rows["stated_fact"])),
        remarks=(),
        thresholds=tuple(_threshold(plan, r) for r in rows["threshold"]),
        tasks=tuple(_tasks(plan, rows["plan_task"])),
    )


def _targets(plan: str, rows: Iterable[Mapping[str, Any]]) -> Iterable[PlanTarget]:
    for row in rows:
        if row["target_year"] is not None and row["quantity"] is not None:
            yield PlanTarget(
                **_figure(plan, row),
                binding={"binding": True, "expected": False}.get(row["binding"] or ""),
                target_year=row["target_year"],
                target_year_implied=row["target_year_implied"] == "yes",
            )


def _facts(plan: str, rows: Iterable[Mapping[str, Any]]) -> Iterable[PlanFact]:
    for row in rows:
        period = (row["period"] or "").replace("-", "/")
        if _PERIOD.match(period) and row["quantity"] is not None:
            yield PlanFact(**_figure(plan, row), period=period)


def _figure(plan: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a target and a fact have in common."""
    return {
        "plan": plan,
        "number": row["number"],
        "indicator": row["indicator"] or "",
        "zh": row["indicator_zh"] or row["indicator"] or "",
        "kind": row["kind"],
        "value": _text(row["quantity"]),
        "unit": row["printed_unit"] or row["unit"],
        "comparator": row["comparator"],
        "section": row["section"] or "",
        "line": row["line"] or 0,
        "scope": row["scope"] or "",
        "tier": "explicit",
        "trust": row["trust"] or "transcribed",
        "page": row["page"],
        "change": _SENSES.get(row["direction"] or "") if row["kind"] in _CHANGES else None,
        "base_year": row["base_year"],
        "base_year_implied": row["base_year_implied"] == "yes",
        "base_value": None if row["base_value"] is None else _text(row["base_value"]),
        "sector": _parts(row["sector"]),
        "qualifiers": _parts(row["qualifiers"]),
        "note": (row["note"], row["note"]) if row["note"] else None,
    }


def _threshold(plan: str, row: Mapping[str, Any]) -> PlanThreshold:
    return PlanThreshold(
        plan=plan,
        number=row["number"],
        subject=row["subject"] or "",
        measure_id=row["indicator"] or "",
        measure=row["indicator_zh"] or row["indicator"] or "",
        comparator=row["comparator"],
        value=_text(row["quantity"]),
        unit=row["printed_unit"] or row["unit"],
        consequence=row["consequence"] or "",
        type=row["type"] or "",
        section=row["section"] or "",
        line=row["line"] or 0,
        scope=row["scope"] or "",
        trust=row["trust"] or "transcribed",
    )


def _tasks(plan: str, rows: list[dict[str, Any]]) -> Iterable[PlanTaskNode]:
    """The tree; a task whose parent nobody accepted hangs from the plan."""
    numbers = {r["number"] for r in rows}
    root = next((r["number"] for r in rows if r["type"] == "plan"), None)
    for row in rows:
        orphan = row["parent"] not in numbers and row["number"] != root
        yield _task(plan, row, root if orphan else row["parent"])


def _task(plan: str, row: Mapping[str, Any], parent: str | None) -> PlanTaskNode:
    functions = _parts(row["function"])
    return PlanTaskNode(
        plan=plan,
        number=row["number"],
        parent=parent,
        type=row["type"],
        zh=row["title"],
        en=row["title"],
        function=functions[0] if functions else "none",
        also=functions[1:],
        section=row["section"] or "",
        line=row["line"] or 0,
        responsible=_parts(row["responsible"]),
        due=row["due"],
    )


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(p for p in re.split(r"[、；;|]\s*", text or "") if p)


def _text(number: float) -> str:
    """The decimal text of a double that was read from one of at most 15 digits."""
    return str(int(number)) if number.is_integer() else repr(number)
