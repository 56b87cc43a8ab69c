"""Evidence: every observation that may speak of a plan's targets, as known and as published.

Observations come from four places: figures that registered plans state, stated facts accepted into
the ledger, indicators that an office defines in ``indicators.yaml`` (statistics and quantities of
the ledger), and quantities of the rulebook that are bound to an indicator. ``at`` bounds the
period that an observation speaks of, ``known_at`` what the ledger had recorded, ``published_by``
what had been made public (A12); what bears no date of publication is left out under the last, and
said to be.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from luheng.apps.targets.reasons import Reason
from luheng.rulebook import plans

from .observation import Observation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from luheng.ledger import Ledger
    from luheng.rulebook.plans import Plan, PlanFact, PlanTarget

    from .own_indicators import Indicator

__all__ = ["Evidence", "gather"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may be used to judge one plan's targets, and what was left out for want of a date."""

    observations: Mapping[str, tuple[Observation, ...]]
    undated: Mapping[str, int] = field(default_factory=dict)

    def of(self, target: PlanTarget) -> tuple[Observation, ...]:
        """The observations of a target's indicator, in order of the years they speak of."""
        found = self.observations.get(target.indicator, ())
        return tuple(sorted(found, key=lambda o: (o.last_year, o.locator)))

    def notes(self, target: PlanTarget) -> Iterator[Reason]:
        """What was left out, as something that would be needed."""
        left_out = self.undated.get(target.indicator, 0)
        if left_out:
            yield Reason(
                f"另有{left_out}个数值没有公布日期，按公布日期回看时不采用；需要：它们的公布日期。",
                f"{left_out} more figures bear no date of publication and are left out of a "
                "look back by date; needed: when they were published.",
            )


def gather(
    plan: Plan,
    *,
    at: dt.date,
    ledger: Ledger | None = None,
    known_at: dt.datetime | int | None = None,
    published_by: dt.date | None = None,
    indicators: Mapping[str, Indicator] | None = None,
) -> Evidence:
    """All evidence for a plan's targets whose period has ended by ``at``."""
    every = list(_registered())
    if ledger is not None:
        from .statistics import ledger_observations

        every += ledger_observations(plan, ledger, known_at, at, indicators or {})
    kept: dict[str, list[Observation]] = {}
    undated: dict[str, int] = {}
    for one in every:
        if dt.date(one.last_year, 12, 31) > at:
            continue
        own = one.source == plan.id
        if published_by is not None and not own:
            if one.published is None:
                undated[one.indicator] = undated.get(one.indicator, 0) + 1
                continue
            if one.published > published_by:
                continue
        kept.setdefault(one.indicator, []).append(one)
    return Evidence({name: tuple(some) for name, some in kept.items()}, undated)


def _registered() -> Iterable[Observation]:
    for name in plans.names():
        plan = plans.load(name)
        for fact in plan.facts:
            yield _of_fact(fact, plan)


def _of_fact(fact: PlanFact, plan: Plan) -> Observation:
    made = Observation(
        indicator=fact.indicator,
        kind=fact.kind,
        value=float(fact.amount),
        unit=fact.unit,
        first_year=fact.first_year,
        last_year=fact.last_year,
        period=fact.period,
        scope=fact.scope,
        sector=fact.sector,
        locator=fact.locator,
        published=plan.published,
        trust=fact.trust,
        how="stated_fact",
        source=plan.id,
    )
    return replace(
        made,
        comparator=fact.comparator,
        text=fact.value,
        change=fact.change,
        base_year=fact.base_year,
        of=fact.of,
        just_under="近" in fact.qualifiers,
    )
