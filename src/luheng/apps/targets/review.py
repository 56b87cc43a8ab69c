"""Did a plan keep its promises? Each promise against what other plans state of its period.

A promise and a stated figure are compared only if they are of the same thing: the same indicator
and definition, scope, sector, kind, base year and final year, and units of one dimension. The
comparison itself is ``methods.target_comparison`` (A15). Where anything differs the verdict is
``not_comparable`` and says what; no verdict is forced.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.errors import UnitMismatch, UnknownUnit, say
from luheng.methods.target_comparison import (
    Bounds,
    Outcome,
    better_side,
    bounds,
    compare,
    rise_above,
)
from luheng.rulebook import plans
from luheng.units import unit

from . import reasons
from .plan_source import accepted_ids, open_plan
from .reasons import Reason

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from luheng.ledger import Ledger
    from luheng.rulebook.plans import Plan, PlanFact, PlanTarget, Relation
    from luheng.units import Unit

__all__ = ["Verdict", "VerdictName", "review"]

_CHANGES = frozenset({"relative_change", "percentage_points"})


class VerdictName(StrEnum):
    """The four things that can be said of a promise."""

    MET = "met"
    MISSED = "missed"
    NOT_COMPARABLE = "not_comparable"
    NOTHING_STATED = "nothing_stated"

    @property
    def words(self) -> Reason:
        """The verdict in words a reader meets in a table."""
        return {
            "met": Reason("达到", "met"),
            "missed": Reason("未达到", "missed"),
            "not_comparable": Reason("不可比", "not comparable"),
            "nothing_stated": Reason("未载明数值", "nothing stated"),
        }[self.value]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One promise, what was stated of it, and what follows.

    ``gap`` is in the promise's unit and positive beyond the promise; None where nothing was
    compared. Where the stated figure is approximate or a bound, so is the gap.
    """

    target_number: str
    indicator_id: str
    indicator_zh: str
    indicator_en: str
    kind: str
    change: str | None
    direction: str
    target_value: Decimal
    comparator: str
    unit: str
    base_year: int | None
    target_year: int
    stated_value: Decimal | None
    stated_unit: str | None
    stated_comparator: str | None
    verdict: VerdictName
    gap: Decimal | None
    target_locator: str
    fact_locator: str | None
    promised: Reason
    stated: Reason | None
    said: Reason
    restates: str | None
    trust: str

    @property
    def reason(self) -> str:
        """Why, in the reader's language."""
        return say(zh=self.said.zh, en=self.said.en)

    def as_dict(self) -> dict[str, str | float | int | None]:
        """The verdict as plain values, the reason in the reader's language."""
        return {
            "target_number": self.target_number,
            "indicator_id": self.indicator_id,
            "indicator_zh": self.indicator_zh,
            "indicator_en": self.indicator_en,
            "kind": self.kind,
            "change": self.change,
            "direction": self.direction,
            "target_value": float(self.target_value),
            "comparator": self.comparator,
            "unit": self.unit,
            "base_year": self.base_year,
            "target_year": self.target_year,
            "stated_value": None if self.stated_value is None else float(self.stated_value),
            "stated_unit": self.stated_unit,
            "stated_comparator": self.stated_comparator,
            "verdict": self.verdict.value,
            "gap": None if self.gap is None else float(self.gap),
            "target_locator": self.target_locator,
            "fact_locator": self.fact_locator,
            "reason": self.reason,
            "restates": self.restates,
            "trust": self.trust,
        }


@dataclass(frozen=True, slots=True)
class _Finding:
    """What one stated figure, or the lack of one, says of a promise."""

    verdict: VerdictName
    said: Reason
    fact: PlanFact | None = None
    gap: Decimal | None = None
    locator: str | None = None


def review(
    plan_id: str, ledger: Ledger | None = None, known_at: dt.datetime | int | None = None
) -> tuple[Verdict, ...]:
    """Every promise of a plan, in the plan's order, with its verdict.

    The figures that judge are those that other registered plans state about the plan's years and
    of a place of which the plan promises something.

    With a ledger, plans that were accepted into it are weighed and judge like registered ones.

    Raises:
        UnknownPlan: no plan of that id is registered, or in the ledger as known then.
    """
    plan = open_plan(plan_id, ledger, known_at)
    accepted = accepted_ids(ledger, known_at) if ledger is not None else ()
    names = dict.fromkeys((*plans.names(), *accepted))
    others = [open_plan(name, ledger, known_at) for name in names if name != plan_id]
    scopes = {target.scope for target in plan.targets}
    facts = [
        fact
        for other in others
        for fact in other.facts
        if fact.scope in scopes
        and plan.first_year <= fact.first_year
        and fact.last_year <= plan.last_year
    ]
    return tuple(_verdict(t, _judge(t, plan, facts, others)) for t in plan.targets)


def _judge(target: PlanTarget, plan: Plan, facts: list[PlanFact], others: list[Plan]) -> _Finding:
    # an indicator without a code is nobody else's either
    same = [f for f in facts if f.indicator == target.indicator and target.indicator]
    own = [_against(target, fact) for fact in same]
    decided = [f for f in own if f.verdict in {VerdictName.MET, VerdictName.MISSED}]
    if len({f.verdict for f in decided}) > 1:
        return _not_comparable(reasons.statements_disagree(), decided[0].fact)
    if decided or own:
        return (decided or own)[0]
    for fact in facts:
        pair = _relation(target, fact)
        if pair is not None:
            return _not_comparable(reasons.related(fact, pair), fact)
    return _nothing(target, plan, facts, others)


def _nothing(target: PlanTarget, plan: Plan, facts: list[PlanFact], others: list[Plan]) -> _Finding:
    nothing = VerdictName.NOTHING_STATED
    if target.target_year > plan.last_year:
        return _Finding(nothing, reasons.beyond_period(target, plan))
    if not facts:
        return _Finding(nothing, reasons.no_statements(plan))
    for remark in (r for other in others for r in other.remarks):
        last_year = int(remark.period.split("/")[-1])
        if remark.indicator == target.indicator and last_year == target.target_year:
            said = reasons.only_in_words(target, remark)
            return _Finding(nothing, said, locator=remark.locator)
    return _Finding(nothing, reasons.no_figure(plan))


def _against(target: PlanTarget, fact: PlanFact) -> _Finding:
    """What one figure of the same indicator says of a promise."""
    hindrance = _hindrance(target, fact)
    if hindrance is not None:
        return _not_comparable(hindrance, fact)
    stated = _stated(target, fact)
    if isinstance(stated, Reason):
        return _not_comparable(stated, fact)
    direction = _about(target)["direction"]
    readings = (target.comparator, *target.comparator_also)
    sides = [(c, better_side(target.kind, c, direction)) for c in readings]
    results = [
        compare(stated, target.value, comparator=c, better=side) for c, side in sides if side
    ]
    if len(results) < len(readings):
        return _not_comparable(reasons.no_direction(), fact)
    outcomes = {r.outcome for r in results}
    if len(outcomes) > 1:
        return _not_comparable(reasons.readings_disagree(target), fact)
    if outcomes == {Outcome.UNDECIDED}:
        return _not_comparable(reasons.undecided(target, fact, stated), fact)
    met = outcomes == {Outcome.MET}
    said = reasons.compared(target, fact, stated, sides[0][1], met=met)
    verdict = VerdictName.MET if met else VerdictName.MISSED
    return _Finding(verdict, said, fact, _decimal(results[0].gap))


def _hindrance(target: PlanTarget, fact: PlanFact) -> Reason | None:
    """The first thing that keeps a figure of the same indicator from judging the promise."""
    return next(_hindrances(target, fact), None)


def _hindrances(target: PlanTarget, fact: PlanFact) -> Iterator[Reason]:
    if target.of != fact.of:
        pair = _relation(target, fact)
        yield reasons.related(fact, pair) if pair else reasons.other_definition(target, fact)
    if target.scope != fact.scope:
        yield reasons.other_scope(target, fact)
    if not _same_sector(target, fact):
        yield reasons.other_sector(target, fact)
    if fact.last_year != target.target_year:
        yield reasons.other_year(target, fact)
    if target.ambiguous and target.kind_also:
        yield reasons.ambiguous_kind()
    if target.kind != fact.kind and not _rise_is_known(target, fact):
        yield reasons.other_kind(target, fact)
    if fact.kind in _CHANGES and target.base_year != fact.base_year:
        yield reasons.other_base(target, fact)


def _same_sector(target: PlanTarget, fact: PlanFact) -> bool:
    """Equal lists; or the promise's list is open (等) and the figure is of all sectors."""
    return set(target.sector) == set(fact.sector) or (target.sector_open and not fact.sector)


def _rise_is_known(target: PlanTarget, fact: PlanFact) -> bool:
    """A promised rise in points can be read off a stated level where its base is known."""
    return (
        target.kind == "percentage_points"
        and target.base_value is not None
        and (fact.kind, fact.unit) == ("share", "%")
    )


def _stated(target: PlanTarget, fact: PlanFact) -> Bounds | Reason:
    """The stated figure in the promise's unit and sense, or why it cannot be put so."""
    stated = bounds(fact.value, fact.comparator, just_under="近" in fact.qualifiers)
    if target.kind != fact.kind and target.base_value is not None:
        stated = rise_above(stated, target.base_value)
    try:
        ratio = _unit(fact, target.kind).ratio_to(_unit(target, target.kind))
    except (UnitMismatch, UnknownUnit):
        return reasons.other_unit(target, fact)
    stated = stated.scaled(ratio)
    sense = fact.change or "increase"
    return stated if target.change in {None, sense} else stated.opposite()


def _unit(row: PlanTarget | PlanFact, kind: str) -> Unit:
    # plans write points as 个百分点 and as %; a rise above a base in % is in points as well
    points = kind == "percentage_points" and row.unit in {"%", "pp"}
    return unit("pp" if points else row.unit)


def _relation(target: PlanTarget, fact: PlanFact) -> Relation | None:
    if target.scope != fact.scope or (
        target.sector and fact.sector and not set(target.sector) & set(fact.sector)
    ):
        return None
    return _pairs().get(_pair_key(target.indicator, fact.indicator, target.of, fact.of))


@functools.cache
def _pairs() -> dict[tuple[frozenset[str], frozenset[str]], Relation]:
    return {_pair_key(r.indicator_a, r.indicator_b, r.of): r for r in plans.relations()}


def _pair_key(a: str, b: str, *of: str | None) -> tuple[frozenset[str], frozenset[str]]:
    # two different indicators are a pair whatever the narrower definition of either
    narrower = frozenset(o for o in of if o) if a == b else frozenset[str]()
    return frozenset({a, b}), narrower


def _not_comparable(said: Reason, fact: PlanFact | None) -> _Finding:
    return _Finding(VerdictName.NOT_COMPARABLE, said, fact)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def _verdict(target: PlanTarget, finding: _Finding) -> Verdict:
    fact = finding.fact
    row = _about(target)
    said = finding.said if target.restates is None else reasons.restated(finding.said, target)
    return Verdict(
        target_number=target.number,
        indicator_id=target.indicator,
        indicator_zh=target.zh,
        indicator_en=row["en"],
        kind=target.kind,
        change=target.change,
        direction=row["direction"],
        target_value=target.amount,
        comparator=target.comparator,
        unit=target.unit,
        base_year=target.base_year,
        target_year=target.target_year,
        stated_value=fact.amount if fact else None,
        stated_unit=fact.unit if fact else None,
        stated_comparator=fact.comparator if fact else None,
        verdict=finding.verdict,
        gap=finding.gap,
        target_locator=target.locator,
        fact_locator=fact.locator if fact else finding.locator,
        promised=reasons.amount(target),
        stated=reasons.amount(fact) if fact else None,
        said=said,
        restates=target.restates,
        trust=_worst(target.trust, fact.trust if fact else target.trust),
    )


def _about(target: PlanTarget) -> Mapping[str, str]:
    """What the code list says of a target's indicator; one without a code has its printed name."""
    codes = codelists.load("indicators")
    if target.indicator in codes.ids():
        return codes.get(target.indicator)
    return {"en": target.zh, "direction": ""}


def _worst(*trusts: str) -> str:
    """Trust is the worst of what a verdict rests on (A16)."""
    order = ("printed", "transcribed", "recalled", "conflicting")
    return max(trusts, key=order.index)
