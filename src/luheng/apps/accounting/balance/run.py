"""Run: the balance of energy, water, carbon or material of an entity in a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.apps.accounting.checks.finding import number
from luheng.apps.accounting.question import Question
from luheng.errors import BadQuery
from luheng.methods.carbon_balance import CarbonBalance, carbon_balance
from luheng.methods.enterprise_energy_balance import CarrierBalance, carrier_balances
from luheng.methods.water_balance import SIGNS, UnitBalance, unit_balances
from luheng.periods import parse_period

from .causes import Evidence, cause, likely_causes, tolerance
from .flows import Flows, flows_of, items_of
from .result import Balance, BalanceLine, LikelyCause

if TYPE_CHECKING:
    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger
    from luheng.rules import Rulebook

__all__ = ["KINDS", "balance_of"]

KINDS = ("energy", "water", "carbon", "material")
#: what the accounts of carbon call the amount that was burnt, its carbon and what became of it
_USE, _CARBON, _CO2 = "fuel_use", "fuel_carbon", "fuel_combustion_co2"
_COAL = "coal_equivalent_applied"


def balance_of(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    period: str,
    *,
    kind: str,
    known_at: dt.datetime | int | None = None,
) -> Balance:
    """What came in and went out, what is left open, and what is likeliest behind it.

    Energy and material are balanced by item, water by unit (the entity and its parts), carbon by
    carrier in tonnes of carbon.

    Raises:
        BadQuery: no such balance, or the subject is a park or a region.
        BadPeriod: the text is no period.
    """
    if kind not in KINDS:
        raise BadQuery(
            f"没有“{kind}”平衡；有：{'、'.join(KINDS)}。",
            f"There is no balance of {kind!r}; there are: {', '.join(KINDS)}.",
        )
    if subject.kind != "entity":
        raise BadQuery(
            "平衡按企业或其部分核对，请用 --entity。",
            "A balance is of an enterprise or a part of one; use --entity.",
        )
    at = dt.datetime.now(dt.UTC) if known_at is None else known_at
    one = parse_period(period)
    asked = Question(ledger, book, subject, one, at)
    made: dict[str, Any] = _KINDS[kind](asked, flows_of(asked))
    known = ledger.known(at)
    return Balance(kind, subject, one.text, tolerance=tolerance(kind), known_at=known, **made)


def _energy(asked: Question, flows: Flows) -> dict[str, Any]:
    rows = asked.figures(_COAL)
    coefficients = {r["item"]: r["value"] for r in rows if r["value"] is not None}
    items = items_of(["energy_carriers"])
    carriers = carrier_balances(
        flows.of(asked.subject.id, items), coefficients=coefficients, tolerance=tolerance("energy")
    )
    some = tuple(c for c in carriers if c.flows)
    return {
        "lines": tuple(_item(c, flows, asked.subject.id, "energy") for c in some),
        "carriers": some,
    }


def _material(asked: Question, flows: Flows) -> dict[str, Any]:
    items = items_of(["materials", "products"])
    carriers = carrier_balances(flows.of(asked.subject.id, items), tolerance=tolerance("material"))
    some = tuple(c for c in carriers if c.flows)
    lines = tuple(_item(c, flows, asked.subject.id, "material") for c in some)
    return {"lines": lines, "carriers": some}


def _item(one: CarrierBalance, flows: Flows, entity: str, kind: str) -> BalanceLine:
    row = codelists.load("items").get(one.item)
    if one.balanced is not False or _one_sided(one, kind):
        # what is made and not sold yet, or used and bought by nobody's record, is no balance
        balanced = one.balanced if not _one_sided(one, kind) else None
        return BalanceLine(one.item, "item", row["unit"], one.flows, one.imbalance, balanced)
    assert one.imbalance is not None
    found = (one.cause.name, one.cause.role, one.cause.factor) if one.cause else None
    larger = max(
        sum(v for v in one.flows.values() if v > 0), -sum(v for v in one.flows.values() if v < 0)
    )
    causes = likely_causes(
        one.flows, one.imbalance, flows.evidence(entity, one.item), found=found,
        closed=tolerance(kind) * larger,
    )  # fmt: skip
    return BalanceLine(one.item, "item", row["unit"], one.flows, one.imbalance, False, causes)


def _one_sided(one: CarrierBalance, kind: str) -> bool:
    """A material or product of which only one side is on record: nothing to balance."""
    signs = {v > 0 for v in one.flows.values() if v}
    return kind == "material" and len(signs) < 2  # noqa: PLR2004  (in and out)


def _water(asked: Question, flows: Flows) -> dict[str, Any]:
    waters = frozenset(r["id"] for r in codelists.load("waters").rows if r["class"] != "aggregate")
    lines = [
        (entity, role, value)
        for entity in (asked.subject.id, *flows.parts)
        for _, role, value in flows.of(entity, waters)
    ]
    units = unit_balances(lines, tolerance=tolerance("water"))
    return {"lines": tuple(_unit(u) for u in units)}


def _unit(one: UnitBalance) -> BalanceLine:
    signed = {
        role: None if value is None else SIGNS[role] * value
        for role, value in one.flows.items()
        if role in SIGNS
    }
    causes: tuple[LikelyCause, ...] = ()
    if one.balanced is False and one.imbalance is not None:
        known = {r: v for r, v in signed.items() if v is not None}
        found = None
        if one.cause:
            found = (one.cause.name, one.cause.role or one.cause.other, one.cause.factor)
        closed = tolerance("water") * max(one.input or 0.0, one.output or 0.0)
        causes = likely_causes(known, one.imbalance, Evidence(), found=found, closed=closed)
    return BalanceLine(one.entity, "entity", "m3", signed, one.imbalance, one.balanced, causes)


def _carbon(asked: Question, flows: Flows) -> dict[str, Any]:
    rows = asked.figures(_USE, _CARBON, _CO2)
    contents = _contents(rows)
    co2 = next((r["value"] for r in rows if r["quantity"] == _CO2), None)
    fuels = frozenset(r["item"] for r in rows if r["quantity"] == _USE)
    carriers = carrier_balances(flows.of(asked.subject.id, fuels), tolerance=tolerance("carbon"))
    some = tuple(c for c in carriers if c.flows)
    found = carbon_balance(some, contents, co2=co2, tolerance=tolerance("carbon"))
    by_item = {c.item: c for c in some}
    lines = tuple(
        BalanceLine(
            line.item, "item", "tC", line.flows, line.imbalance, by_item[line.item].balanced,
            _item(by_item[line.item], flows, asked.subject.id, "energy").causes,
        )
        for line in found.lines
    )  # fmt: skip
    return {"lines": lines, "carriers": some, "carbon": found, "causes": _whole(found)}


def _contents(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Carbon per unit of each fuel as the accounts applied it: its carbon over its amount."""
    use = {r["item"]: r["value"] for r in rows if r["quantity"] == _USE}
    carbon: dict[str, float] = {}
    for row in rows:
        if row["quantity"] == _CARBON and row["value"] is not None:
            carbon[row["item"]] = carbon.get(row["item"], 0.0) + row["value"]
    return {i: carbon[i] / use[i] for i in carbon if use.get(i)}


def _whole(found: CarbonBalance) -> tuple[LikelyCause, ...]:
    """What is wrong with the carbon of all carriers together."""
    causes = []
    if found.open_conversion:
        put_in = -sum(x.flows.get("transformation_input", 0.0) for x in found.lines)
        out = put_in - found.conversion
        causes.append(cause("carbon_created", into=number(put_in), out=number(out)))
    if found.open_combustion and found.emitted is not None:
        burnt, emitted = number(found.burnt), number(found.emitted)
        causes.append(cause("content_off", into=burnt, out=emitted))
    return tuple(causes)


_KINDS: Mapping[str, Callable[..., dict[str, Any]]] = MappingProxyType(
    {"energy": _energy, "water": _water, "carbon": _carbon, "material": _material}
)
