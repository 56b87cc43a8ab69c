"""What was measured of a target: stated facts, statistics and figures, in the target's own terms.

A target promises in terms of its own: a fall by 18 % against 2015, a share of 57 %, a count. A
measurement is put into those terms or left out with the reason; nothing is guessed and nothing
missing becomes zero. Of one year and one target the most recently published measurement counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from luheng.apps.targets.reasons import Reason
from luheng.errors import UnitMismatch, UnknownUnit
from luheng.methods.growth import Missing, chain
from luheng.methods.target_terms import from_levels, in_sense
from luheng.units import unit

from .observation import region_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from luheng.rulebook.plans import Plan, PlanTarget

    from .evidence import Evidence
    from .observation import Observation

__all__ = ["Measured", "Measurement", "measured", "region_of"]

_CHANGES = frozenset({"relative_change", "percentage_points"})
#: kinds that speak of a state at a year's end; a fact of one serves a target of another
_STATES = frozenset({"level", "share", "count"})


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured value in the terms and the unit of a target.

    ``how`` is stated_fact, statistic, quantity or derived; ``text`` is the decimal text where a
    document states the figure, ``comparator`` how it states it (``~`` is 约), ``just_under`` that
    it says 近.
    """

    indicator: str
    scope: str
    sector: tuple[str, ...]
    period: str
    year: int
    value: float
    unit: str
    locator: str
    published: dt.date | None
    trust: str
    how: str
    comparator: str = "="
    text: str = ""
    just_under: bool = False

    def as_dict(self) -> dict[str, object]:
        """The measurement as plain values."""
        return {
            "indicator": self.indicator,
            "scope": self.scope,
            "sector": list(self.sector),
            "period": self.period,
            "year": self.year,
            "value": self.value,
            "unit": self.unit,
            "locator": self.locator,
            "published": self.published.isoformat() if self.published else None,
            "trust": self.trust,
            "how": self.how,
            "comparator": self.comparator,
        }


@dataclass(frozen=True, slots=True)
class Measured:
    """The base and the series of one target, by year, and what keeps more from being said."""

    base: Measurement | None
    series: tuple[Measurement, ...]
    needs: tuple[Reason, ...] = ()


def measured(target: PlanTarget, plan: Plan, evidence: Evidence) -> Measured:
    """What the evidence says of a target, in the target's terms; see the module."""
    base_year = base_year_of(target, plan)
    own = [o for o in evidence.of(target) if _same_definition(target, o)]
    base = _base(target, base_year, own)
    found: list[Measurement] = []
    needs: list[Reason] = list(evidence.notes(target))
    for observation in own:
        one = _in_terms(target, plan, observation, base_year, own)
        if isinstance(one, Measurement):
            found.append(one)
    found += _chained(target, base_year, own, needs)
    series = _one_a_year([*found, *([base] if base else [])])
    if base is None:
        needs.append(_needs_base(target, base_year))
    after = [m for m in series if base_year is None or m.year > base_year]
    if not after:
        needs.append(_needs_figure(target, base_year))
    return Measured(base, series, tuple(dict.fromkeys(needs)))


def base_year_of(target: PlanTarget, plan: Plan) -> int | None:
    """The year from which a target counts: as written, else the one before the plan's first."""
    if target.base_year is not None:
        return target.base_year
    return None if target.kind in _CHANGES else plan.first_year - 1


def _same_definition(target: PlanTarget, observation: Observation) -> bool:
    if target.of != observation.of or target.scope != observation.scope:
        return False
    same = set(target.sector) == set(observation.sector)
    return same or (target.sector_open and not observation.sector)


def _base(target: PlanTarget, base_year: int | None, own: list[Observation]) -> Measurement | None:
    """The state from which the way is counted; of a change it is nought by definition."""
    if base_year is None:
        return None
    if target.kind in _CHANGES:
        return _plain(target, base_year, 0.0, "derived", target.locator, target.trust)
    if target.base_value is not None:
        stated = _plain(
            target, base_year, float(target.base_value), "stated_fact", target.locator, target.trust
        )
        return replace(stated, text=target.base_value)
    if target.accrual == "period" or target.kind == "cumulative":
        # what is counted during the period starts from nought at its beginning
        return _plain(target, base_year, 0.0, "derived", target.locator, target.trust)
    at_base = [
        one
        for o in own
        if o.last_year == base_year and isinstance(one := _state(target, o), Measurement)
    ]
    return _one_a_year(at_base)[0] if at_base else None


def _in_terms(
    target: PlanTarget,
    plan: Plan,
    observation: Observation,
    base_year: int | None,
    own: list[Observation],
) -> Measurement | None:
    """One observation in the target's terms; None where it is of other terms."""
    if target.kind == "peak_year":
        # the series that is to peak stays in its own unit: the target's is a year
        same = observation.kind == "level"
        return (
            replace(_measurement(target, observation, observation.value, ""), unit=observation.unit)
            if same
            else None
        )
    if target.kind in _CHANGES:
        if observation.kind == target.kind and observation.base_year == base_year:
            return _stated_change(target, observation)
        return _change_of_states(target, observation, base_year, own)
    if target.kind == "cumulative" or target.accrual == "period":
        accrued = observation.kind == "cumulative" and observation.first_year == plan.first_year
        same = accrued or (observation.kind == target.kind and observation.kind != "cumulative")
        return _state(target, observation) if same else None
    if observation.kind == target.kind or {observation.kind, target.kind} <= _STATES:
        return _state(target, observation)
    return None


def _state(target: PlanTarget, o: Observation) -> Measurement | None:
    """The observation in the unit of the target; None across dimensions."""
    try:
        ratio = unit(o.unit).ratio_to(unit(target.unit))
    except (UnitMismatch, UnknownUnit):
        return None
    return _measurement(target, o, o.value * float(ratio), _shifted(o.text, ratio))


def _shifted(text: str, ratio: Fraction) -> str:
    """The decimal text with its point moved, so that it keeps its significant digits.

    Empty where the units are not apart by a power of ten: no text of ours stands for theirs.
    """
    places = len(str(max(ratio.numerator, ratio.denominator))) - 1
    shift = places if ratio >= 1 else -places
    return str(Decimal(text).scaleb(shift)) if text and ratio == Fraction(10) ** shift else ""


def _stated_change(target: PlanTarget, o: Observation) -> Measurement | None:
    opposite = (o.change or "increase") != (target.change or "increase")
    flipped = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
    value = -o.value if opposite else o.value
    made = _measurement(target, o, value, "" if opposite else o.text)
    return replace(made, comparator=flipped.get(o.comparator, o.comparator)) if opposite else made


def _change_of_states(
    target: PlanTarget, o: Observation, base_year: int | None, own: list[Observation]
) -> Measurement | None:
    """A change read off two levels of one source and one unit: base year and this year."""
    if o.kind not in _STATES or base_year is None or o.last_year <= base_year:
        return None
    if target.base_value is not None and target.kind == "percentage_points":
        base: float | None = float(target.base_value)
    else:
        same = [b for b in own if b.last_year == base_year and b.comparable_with(o)]
        base = same[-1].value if same else None
    if base is None:
        return None
    value = from_levels(o.value, base, kind=target.kind, change=target.change)
    if value is None:
        return None
    made = _measurement(target, o, value, "")
    return replace(made, how="derived", comparator=o.comparator)


def _chained(
    target: PlanTarget, base_year: int | None, own: list[Observation], needs: list[Reason]
) -> Iterable[Measurement]:
    """A relative change from a chain of published annual rates, as far as it has no gap."""
    rates = {o.last_year: o for o in own if o.kind == "annual_rate"}
    if not rates or target.kind != "relative_change" or base_year is None:
        return
    fractions = {year: o.value / 100 for year, o in rates.items()}
    for year in sorted(y for y in rates if y > base_year):
        change = chain(fractions, base_year, year)
        if isinstance(change, Missing):
            years = "、".join(map(str, change.years))
            needs.append(
                Reason(
                    f"缺{years}年的增速，{year}年以来的变化不能说。",
                    f"Rates of {years} are missing, so the change up to {year} cannot be said.",
                )
            )
            return
        value = in_sense(100 * change.value, target.change)
        worst = max((rates[y] for y in range(base_year + 1, year + 1)), key=lambda o: o.rank)
        dates = [rates[y].published for y in range(base_year + 1, year + 1)]
        known = [d for d in dates if d is not None]
        made = _measurement(target, rates[year], value, "")
        yield replace(
            made,
            how="derived",
            period=f"{base_year + 1}/{year}",
            trust=worst.trust,
            published=max(known) if len(known) == len(dates) else None,
        )


def _measurement(target: PlanTarget, o: Observation, value: float, text: str) -> Measurement:
    return Measurement(
        target.indicator, target.scope, target.sector, o.period, o.last_year, value, target.unit,
        o.locator, o.published, o.trust, o.how, o.comparator, text, o.just_under,
    )  # fmt: skip


def _plain(  # noqa: PLR0917
    target: PlanTarget, year: int, value: float, how: str, locator: str, trust: str
) -> Measurement:
    return Measurement(
        target.indicator, target.scope, target.sector, str(year), year, value, target.unit,
        locator, None, trust, how,
    )  # fmt: skip


def _one_a_year(found: Iterable[Measurement]) -> tuple[Measurement, ...]:
    """The latest published of each year; exact before approximate where dates do not decide."""
    best: dict[int, Measurement] = {}
    for one in found:
        there = best.get(one.year)
        if there is None or _preference(one) > _preference(there):
            best[one.year] = one
    return tuple(best[year] for year in sorted(best))


def _preference(one: Measurement) -> tuple[str, bool, str]:
    dated = one.published.isoformat() if one.published else ""
    return dated, one.comparator == "=", one.locator


def _needs_base(target: PlanTarget, base_year: int | None) -> Reason:
    if base_year is None:
        return Reason(
            "没有写明基年，变化不能说；需要：文件或主管部门认定的基年。",
            "No base year is stated, so no change can be said; needed: the year it counts from.",
        )
    return Reason(
        f"没有{base_year}年的基数；需要：“{target.zh}”{base_year}年的数值（单位{target.unit}）。",
        f"The base of {base_year} is missing; needed: the figure of {base_year} "
        f"in {target.unit} ({target.zh}).",
    )


def _needs_figure(target: PlanTarget, base_year: int | None) -> Reason:
    since = base_year if base_year is not None else target.target_year
    if target.kind == "relative_change":
        return Reason(
            f"{since}年以来没有可用的数值；需要：{since}年起逐年的增速，或{since}年和以后任一年的水平值。",
            f"Nothing usable was measured since {since}; needed: the annual rates from {since} on, "
            f"or the level in {since} and in a later year.",
        )
    return Reason(
        f"{since}年以来没有测得的数值；需要：任一年的“{target.zh}”（单位{target.unit}）。",
        f"Nothing was measured since {since}; needed: a figure of any later year in "
        f"{target.unit} ({target.zh}).",
    )
