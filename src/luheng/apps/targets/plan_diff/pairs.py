"""Which promises of two plans speak of one thing, and which must not be compared."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.rulebook import plans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from luheng.rulebook.plans import Plan, PlanTarget, Relation

__all__ = ["home", "pairs", "place", "promises", "relation", "sectors_meet"]


def pairs(
    a: Plan, b: Plan, ours: list[PlanTarget], theirs: list[PlanTarget]
) -> Iterator[tuple[PlanTarget, PlanTarget]]:
    """Each plan's own region first, then every place of which both speak."""
    paired: set[PlanTarget] = set()
    places = dict.fromkeys([(home(a), home(b)), *((p, p) for p in map(place, ours))])
    for here, there in places:
        rows = _grouped([t for t in ours if place(t) == here and t not in paired])
        others = _grouped([t for t in theirs if place(t) == there and t not in paired])
        for key, group in rows.items():
            for pair in _in_order(group, others.get(key, [])):
                paired.update(pair)
                yield pair


def _in_order(
    rows: list[PlanTarget], others: list[PlanTarget]
) -> Iterator[tuple[PlanTarget, PlanTarget]]:
    """The last promise of either plan; earlier ones only where the years agree."""
    if not others:
        return
    last, last_other = max(rows, key=_year), max(others, key=_year)
    by_year = {t.target_year: t for t in others if t is not last_other}
    for row in rows:
        other = last_other if row is last else by_year.get(row.target_year)
        if other is not None:
            yield row, other


def _grouped(
    rows: list[PlanTarget],
) -> dict[tuple[str, str | None, frozenset[str]], list[PlanTarget]]:
    groups = defaultdict(list)
    for row in rows:
        # a promise whose indicator has no code is known by its printed name
        groups[row.indicator or row.zh, row.of, frozenset(row.sector)].append(row)
    return groups


def promises(plan: Plan) -> list[PlanTarget]:
    """The promises of a plan, each once: no row that restates another, said to or not."""
    seen = set()
    firsts = []
    for row in plan.targets:
        said = (row.scope, row.kind, row.change, row.value, row.unit, row.target_year)
        key = (row.indicator or row.zh, row.of, row.sector, *said)
        if row.restates is None and key not in seen:
            firsts.append(row)
        seen.add(key)
    return firsts


def home(plan: Plan) -> str:
    """The code of a plan's own region; its name where the list has none."""
    return codelists.load("regions").match(plan.region) or plan.region


def place(row: PlanTarget) -> str:
    """The code of the region of which a promise speaks; its name where the list has none."""
    return codelists.load("regions").match(row.scope) or row.scope


def _year(row: PlanTarget) -> int:
    return row.target_year


def sectors_meet(a: PlanTarget, b: PlanTarget) -> bool:
    """Whether two promises have a sector in common, or one of them names none."""
    return not (a.sector and b.sector) or bool(set(a.sector) & set(b.sector))


def relation(a: str, b: str, *of: str | None) -> Relation | None:
    """Why two indicators, or two definitions of one, must not be compared; None if they may."""
    # two different indicators are a pair whatever the narrower definition of either
    narrower = {o for o in of if o} if a == b else set()
    if a == b and not narrower:
        return None
    for pair in plans.relations():
        if {pair.indicator_a, pair.indicator_b} == {a, b} and (a != b or narrower == {pair.of}):
            return pair
    return None
