"""Flows: what a subject filed of each item in each role, and what speaks for causes of a gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.apps.accounting.checks.finding import CheckFinding
from luheng.apps.accounting.checks.rows import rows_of
from luheng.apps.accounting.checks.scales import off_by_a_thousand
from luheng.apps.accounting.members import Members
from luheng.apps.accounting.question import Question
from luheng.methods.enterprise_energy_balance import STAGES
from luheng.periods import iter_periods

from .causes import Evidence

if TYPE_CHECKING:
    from luheng.ledger import Ledger

#: role to the sign with which it enters a balance of an item
SIGNS = {
    **{role: sign for flows in STAGES.values() for role, sign in flows.items()},
    "consumed": -1,
}
#: classes of items that nobody keeps in store
_FLEETING = frozenset({"gas", "electricity", "heat", "steam"})

_NO_AMOUNT = frozenset({"aggregate", "basis_variant", "of_which", "certificate", "measured"})

__all__ = ["Flows", "flows_of", "items_of", "parts_of"]


@dataclass(frozen=True)
class Flows:
    """Amounts by entity, item and role in the items' canonical units; None where one has none."""

    amounts: Mapping[str, Mapping[str, Mapping[str, float | None]]]
    months: Mapping[tuple[str, str, str], frozenset[str]]
    told: Mapping[tuple[str, str, str], tuple[str, str]]
    days: int
    whole: str
    parts: tuple[str, ...]

    def of(self, entity: str, items: frozenset[str]) -> list[tuple[str, str, float | None]]:
        """(item, role, amount) of an entity, of some items."""
        held = self.amounts.get(entity, {})
        return [(i, r, v) for i, roles in held.items() if i in items for r, v in roles.items()]

    def evidence(self, entity: str, item: str) -> Evidence:
        """What speaks for causes at one item of one entity."""
        own = {r: m for (e, i, r), m in self.months.items() if (e, i) == (entity, item)}
        told = {r: t for (e, i, r), t in self.told.items() if (e, i) == (entity, item)}
        parts: dict[str, float] = {}
        if entity == self.whole:
            for part in self.parts:
                for role, value in self.amounts.get(part, {}).get(item, {}).items():
                    parts[role] = parts.get(role, 0.0) + (value or 0.0)
        held = self.amounts.get(entity, {}).get(item, {})
        signed = {r: SIGNS[r] * v for r, v in held.items() if r in SIGNS and v is not None}
        kept = codelists.load("items").get(item).get("class") not in _FLEETING
        return Evidence(signed, own, parts, self.days, told, kept)


def parts_of(ledger: Ledger, entity: str, known_at: dt.datetime | int | None) -> tuple[str, ...]:
    """The sites, processes and equipment of an entity, at any depth."""
    links = ledger.read("membership", where={"relation": "part_of"}, known=known_at).to_pylist()
    below: dict[str, list[str]] = {}
    for link in links:
        below.setdefault(link["parent"], []).append(link["child"])
    found: dict[str, None] = {}
    level = [entity]
    while level:
        level = [c for p in level for c in below.get(p, ()) if c not in found and c != entity]
        found.update(dict.fromkeys(level))
    return tuple(found)


def flows_of(asked: Question) -> Flows:
    """Every activity of an entity and of its parts in a period, as known."""
    ledger, whole, period = asked.ledger, asked.subject.id, asked.period
    parts = parts_of(ledger, whole, asked.known_at)
    every = (whole, *parts)
    amounts: dict[str, dict[str, dict[str, float | None]]] = {}
    for row in asked.figures("activity_amount", entities=every):
        own = amounts.setdefault(row["entity"], {}).setdefault(row["item"], {})
        own[row["role"]] = row["value"]
    # what meters say of a carrier's use that nobody filed
    for row in asked.figures("energy_use"):
        own = amounts.setdefault(whole, {}).setdefault(row["item"], {})
        own.setdefault("consumed", row["value"])
    with rows_of(ledger, Members(every, ()), [period], asked.known_at) as rows:
        months = rows.ask(
            "SELECT entity, item, role, list(DISTINCT period) AS months FROM near WHERE within AND "
            "period_grain = 'month' GROUP BY ALL"
        )
        told = {(f.entity, f.item, _role(f)): _texts(f) for f in off_by_a_thousand(rows)}
    several = len(list(iter_periods(period.start, period.end, "month"))) > 1
    held = {(r["entity"], r["item"], r["role"]): frozenset(r["months"]) for r in months}
    days = (period.end - period.start).days
    return Flows(amounts, held if several else {}, told, days, whole, parts)


def _role(found: CheckFinding) -> str:
    roles = codelists.load("activity_roles")
    return roles.match(str(found.said_zh.get("role", ""))) or ""


def _texts(found: CheckFinding) -> tuple[str, str]:
    texts = found.check.texts
    return (
        texts["problem_zh"].format(**found.said_zh),
        texts["problem_en"].format(**found.said_en),
    )


def items_of(lists: Sequence[str]) -> frozenset[str]:
    """Every item of some code lists that is an amount of its own: no printed sum, no "of which"."""
    return frozenset(
        r["id"]
        for name in lists
        for r in codelists.load(name).rows
        if r.get("class") not in _NO_AMOUNT
    )
