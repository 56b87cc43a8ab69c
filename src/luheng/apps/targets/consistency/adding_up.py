"""Do the targets of the regions add up to that of the nation, and what is missing if not?

The sums are ``methods.target_consistency``; here promises and weights are brought together. A
region without a target is absent: the rest's figure is then a bound that they must reach together,
and no region is taken to do nothing. Start at :func:`consistency`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.apps.targets.plan_source import open_plan
from luheng.apps.targets.target_to_share import form_of, indicator_kind
from luheng.errors import BadMembers, BadQuery
from luheng.methods.target_allocation import Form
from luheng.methods.target_consistency import (
    Addend,
    Additions,
    Sensitivity,
    additions,
    implied,
    known_together,
    rest,
    sensitivity,
    with_heavier_known,
)

from . import reasons
from .regional_targets import SetAside, from_file, from_plans, of_the_whole
from .result import Consistency, RegionRow
from .weights import Weights, from_ledger
from .weights import from_file as weights_from_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from luheng.ledger import Ledger
    from luheng.rulebook.plans import PlanTarget

    from .regional_targets import Promise

__all__ = ["Consistency", "RegionRow", "consistency"]


def consistency(
    plan_id: str,
    indicator: str,
    *,
    number: str | None = None,
    targets: Path | None = None,
    weights: Path | None = None,
    year: int | None = None,
    ledger: Ledger | None = None,
) -> Consistency:
    """Hold the regions' targets of an indicator against the whole's.

    Args:
        plan_id: the whole's plan.
        indicator: id of ``codelists/indicators.csv``.
        number: which of the plan's targets, where it has several of the indicator.
        targets: table of regions and targets; it goes before the registered plans.
        weights: table of weights; else the ledger's statistics, if there is a ledger.
        year: year of the weights; the target's base year if not given.
        ledger: holds accepted plans and statistics.

    Raises:
        BadQuery: no such target, one that has no parts, or no region with a target.
        BadMembers: a table cannot be used, or a region with a target has no weight.
    """
    plan = open_plan(plan_id, ledger)
    target = of_the_whole(plan, indicator, number)
    form = form_of(target.kind, indicator_kind(indicator))
    if form is None:
        raise BadQuery(
            f"“{target.zh}”的种类是 {target.kind}，不能由各地合成。",
            f"{target.zh} is of the kind {target.kind}; regions do not make it up.",
        )
    found, aside = from_plans(target, plan.region, ledger)
    promises = {p.region: p for p in found}
    listed: frozenset[str] = frozenset()
    if targets is not None:
        given, listed = from_file(targets)
        promises |= {p.region: p for p in given}
        promises = {r: p for r, p in promises.items() if r not in listed}
    if not promises:
        raise BadQuery(
            f"没有任何地区有可比的 {indicator} 目标。",
            f"No region has a comparable target of {indicator}.",
        )
    used_year = target.base_year if year is None else year
    weighed = _weights(form, weights, used_year, ledger)
    members = _members(form, plan.region, promises, listed, weighed)
    return _found(target, form, members, promises, weighed, aside=aside)


def _weights(
    form: Form, weights: Path | None, year: int | None, ledger: Ledger | None
) -> Weights | None:
    if form is Form.AMOUNT:
        return None
    if weights is not None:
        return weights_from_file(weights, form, year)
    return None if ledger is None else from_ledger(ledger, form, year)


def _members(
    form: Form,
    region: str,
    promises: Mapping[str, Promise],
    listed: frozenset[str],
    weights: Weights | None,
) -> list[Addend]:
    """Every region that counts, with its weight; of amounts each weighs one."""
    if form is Form.AMOUNT or weights is None:
        within = [r["id"] for r in reasons.provinces() if r["parent"] == region]
        names = dict.fromkeys([*within, *promises, *listed])
        return [Addend(n, Fraction(1), _of(promises, n)) for n in names]
    missing = [r for r in (*promises, *listed) if r not in weights.by_region]
    if missing:
        names_zh = "、".join(codelists.load("regions").get(r)["zh"] for r in missing)
        names_en = ", ".join(codelists.load("regions").get(r)["en"] for r in missing)
        raise BadMembers(
            weights.source,
            f"有目标的地区没有权重：{names_zh}；请补上。",
            f"Regions with a target have no weight: {names_en}; add them.",
        )
    total = sum(weights.by_region.values(), Fraction(0))
    left = 1 - weights.structural / 100
    return [Addend(r, w / total * left, _of(promises, r)) for r, w in weights.by_region.items()]


def _of(promises: Mapping[str, Promise], region: str) -> Fraction | None:
    found = promises.get(region)
    return None if found is None else found.figure


def _found(
    target: PlanTarget,
    form: Form,
    members: Sequence[Addend],
    promises: Mapping[str, Promise],
    weights: Weights | None,
    *,
    aside: tuple[SetAside, ...],
) -> Consistency:
    whole = Fraction(target.amount)
    figures = [p.figure for p in promises.values()]
    known = implied_by = left = gap = left_share = None
    adds: dict[str, Additions] = {}
    sens: tuple[Sensitivity, ...] = ()
    structural = weights.structural if weights is not None else Fraction(0)
    if form is Form.AMOUNT:
        known = sum(figures, Fraction(0))
        implied_by = implied(members)
        left = None if implied_by is not None else whole - known
        gap = None if implied_by is None else whole - implied_by
    elif weights is not None:
        known = known_together(members)
        implied_by = implied(members, structural)
        left = rest(members, whole, structural)
        gap = None if implied_by is None else whole - implied_by
        sens = sensitivity(members, whole, structural)
        total = sum((m.weight for m in members), Fraction(0))
        left_share = sum((m.weight for m in members if m.figure is None), Fraction(0)) / total
    short = _short(target, form, gap, known)
    if short is not None:
        pledged = [m for m in members if m.figure is not None]
        weight = sum((m.weight for m in pledged), Fraction(0))
        needed = short if gap is not None else short * weight
        adds = {a.name: a for a in additions(pledged, needed)}
    rows = tuple(_row(m, promises, adds, members, weights) for m in members)
    return Consistency(
        target=target,
        form=form,
        rows=rows,
        weights=weights,
        implied=implied_by,
        gap=gap,
        together=known,
        rest=left,
        rest_share=left_share,
        lowest=min(figures),
        highest=max(figures),
        sensitivities=sens,
        by_year=_by_year(members, whole, weights),
        heavier=_heavier(members, whole, weights),
        set_aside=aside,
        notes=reasons.notes(target, weights, members, list(promises.values()), left),
    )


def _short(
    target: PlanTarget, form: Form, gap: Fraction | None, together: Fraction | None
) -> Fraction | None:
    """By how much the regions fall short: all of them, or those with a target among themselves."""
    if gap is None:
        if form is Form.AMOUNT or together is None:
            return None
        gap = Fraction(target.amount) - together
    down = codelists.load("indicators").get(target.indicator)["direction"] == "down"
    low_is_good = down and form in {Form.RATIO, Form.AMOUNT}
    return gap if (gap < 0 if low_is_good else gap > 0) else None


def _heavier(
    members: Sequence[Addend], whole: Fraction, weights: Weights | None
) -> tuple[tuple[Fraction, Fraction], ...]:
    if weights is None or weights.kind != "value_added":
        return ()
    out = []
    for factor in (Fraction(1, 2), Fraction(2), Fraction(3)):
        found = with_heavier_known(members, whole, factor)
        if found is not None:
            out.append((factor, found))
    return tuple(out)


def _by_year(
    members: Sequence[Addend], whole: Fraction, weights: Weights | None
) -> tuple[tuple[int, Fraction], ...]:
    out = []
    for year, by in () if weights is None else weights.others.items():
        total = sum(by.values(), Fraction(0))
        moved = [Addend(m.name, by[m.name] / total, m.figure) for m in members]
        found = implied(moved)
        result = found if found is not None else rest(moved, whole)
        if result is not None:
            out.append((year, result))
    return tuple(out)


def _row(
    member: Addend,
    promises: Mapping[str, Promise],
    adds: Mapping[str, Additions],
    members: Sequence[Addend],
    weights: Weights | None,
) -> RegionRow:
    region = codelists.load("regions").get(member.name)
    promise = promises.get(member.name)
    total = sum((m.weight for m in members), Fraction(0))
    return RegionRow(
        region=member.name,
        zh=region["zh"],
        en=region["en"],
        figure=member.figure,
        share=None if weights is None else member.weight / total,
        place=None if promise is None else promise.place,
        trust=None if promise is None else promise.trust,
        additions=adds.get(member.name),
    )
