"""Where a plan's targets stand at a date: progress, path, gap, forecast, probability, colour.

Each target is taken through the same steps: what was measured (``measurements``), the agreed path
from base to target, how far behind or ahead the latest figure is, a forecast to the target year
with an interval, the probability of meeting the target, and a colour with its reason by the rules
of ``colours.yaml``. What cannot be said is None, grey, and says what would be needed.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.apps.targets.measurements.evidence import gather
from luheng.apps.targets.measurements.measured import Measured, Measurement, measured
from luheng.apps.targets.measurements.own_indicators import own_indicators
from luheng.apps.targets.plan_source import open_plan
from luheng.apps.targets.reasons import Reason
from luheng.errors import UnknownCode
from luheng.methods.forecast import Forecast, Scale, forecast
from luheng.methods.peak import has_peaked
from luheng.methods.target_comparison import Better, Bounds, better_side, bounds, compare
from luheng.methods.target_path import Path, PathKind, behind, gap, progress
from luheng.methods.target_terms import from_index, to_index
from luheng.methods.widening import widening

from .agreed_paths import agreed_paths
from .colours import Colour, Situation, colour_of
from .standing import PathPoint, TargetStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from luheng.apps.targets.measurements.own_indicators import Indicator
    from luheng.ledger import Ledger
    from luheng.rulebook.plans import PlanTarget

__all__ = [
    "Colour",
    "Measurement",
    "PathPoint",
    "Reason",
    "TargetStatus",
    "plan_status",
    "target_status",
]

#: kinds whose figures cannot fall back once they are reached
_LASTING = frozenset({"count", "cumulative"})


def plan_status(
    plan: str,
    *,
    at: dt.date,
    ledger: Ledger | None = None,
    known_at: dt.datetime | int | None = None,
    published_by: dt.date | None = None,
) -> tuple[TargetStatus, ...]:
    """Where every target of a plan stands at a date, in the order of the plan.

    Args:
        plan: id of a registered plan, or of one accepted into the ledger.
        at: figures of periods that ended by this day are used.
        ledger: where accepted plans, statistics and meters' figures are; None reads the register.
        known_at: what the ledger had recorded by then (A12).
        published_by: use only what had been made public by this day (A12, for back-tests).

    Raises:
        UnknownPlan: no plan of that id.
        BadIndicator: the workspace's ``indicators.yaml`` or ``target_paths.yaml`` breaks its form.
    """
    opened = open_plan(plan, ledger, known_at)
    folder = FilePath(ledger.name) if ledger is not None else None
    indicators = own_indicators(folder) if folder and folder.is_dir() else {}
    paths = agreed_paths(folder) if folder and folder.is_dir() else {}
    evidence = gather(
        opened,
        at=at,
        ledger=ledger,
        known_at=known_at,
        published_by=published_by,
        indicators=indicators,
    )
    return tuple(
        target_status(
            target,
            measured(target, opened, evidence),
            at=at,
            points=paths.get((opened.id, target.number)),
            row=_indicator(target, indicators),
        )
        for target in opened.targets
    )


def _indicator(target: PlanTarget, own: Mapping[str, Indicator]) -> Mapping[str, str]:
    if target.indicator in own:
        mine = own[target.indicator]
        return {"kind": mine.kind, "direction": mine.direction}
    try:
        return codelists.load("indicators").get(target.indicator)
    except UnknownCode:
        return {"kind": "", "direction": ""}


def target_status(
    target: PlanTarget,
    found: Measured,
    *,
    at: dt.date,
    row: Mapping[str, str],
    points: Mapping[int, float] | None = None,
) -> TargetStatus:
    """Where one target stands, from what was measured of it.

    Args:
        target: the promise.
        found: base and series in the target's terms.
        at: the day of the status.
        row: kind and direction of the indicator.
        points: an agreed path of its own, by year, in the target's unit.
    """
    since = found.base.year if found.base else None
    after = [m for m in found.series if since is None or m.year > since]
    bare = TargetStatus(
        target, at, Colour.GREY, Reason("", ""), target.unit, found.base, found.series,
        after[-1] if after else None, (), PathKind.LINEAR.value, None, None, None, None, None,
        found.needs,
    )  # fmt: skip
    if target.kind == "peak_year":
        return _peak_status(bare)
    sides = {better_side(target.kind, c, row["direction"]) for c in _readings(target)}
    if len(sides) > 1 or None in sides:
        said = Reason("目标没有说明哪一侧更好。", "The target names no better side.")
        return replace(bare, reason=said, needs=(*bare.needs, said))
    better = sides.pop()
    assert better is not None  # refused above
    if target.kind == "per_year":
        return _yearly_status(bare, better)
    return _way_status(bare, better, row, points)


def _readings(target: PlanTarget) -> tuple[str, ...]:
    return (target.comparator, *target.comparator_also)


# -- a way from a base to a target -------------------------------------------------------------


def _way_status(
    bare: TargetStatus,
    better: Better,
    row: Mapping[str, str],
    points: Mapping[int, float] | None,
) -> TargetStatus:
    target, latest = bare.target, bare.latest
    path = _path(bare, row, points)
    made = bare
    if path is not None:
        years = tuple(PathPoint(y, _out(target, v)) for y, v in path.years())
        made = replace(made, path=years, path_kind=path.kind.value)
    final = next((m for m in bare.series if m.year == target.target_year), None)
    judged = _judge(target, final, better) if final else None
    if latest is not None and path is not None and bare.base is not None:
        made = _against_path(made, path, latest, better)
    if bare.base is None and judged is None:
        return _coloured(made, Situation())
    made = _forecasted(made, row, better) if judged is None else made
    situation = Situation(
        judged=judged,
        reached=latest is not None and _judge(target, latest, better) == "met",
        lasting=target.kind in _LASTING,
        probability=made.probability,
        behind=_behind(made),
    )
    return _coloured(made, situation)


def _path(
    bare: TargetStatus, row: Mapping[str, str], points: Mapping[int, float] | None
) -> Path | None:
    """The agreed path on the working scale: the index behind a relative change, else as it is."""
    target, base = bare.target, bare.base
    if base is None or base.year >= target.target_year:
        return None
    start, goal = _in(target, base.value), _in(target, float(target.amount))
    if points:
        through = {base.year: start, **{y: _in(target, v) for y, v in points.items()}}
        return Path.custom({**through, target.target_year: goal})
    equal_rate = target.kind == "relative_change" or row["kind"] == "intensive"
    kind = PathKind.LOG_LINEAR if equal_rate and min(start, goal) > 0 else PathKind.LINEAR
    return Path.between(kind, base.year, start, target.target_year, goal)


def _against_path(
    made: TargetStatus, path: Path, latest: Measurement, better: Better
) -> TargetStatus:
    target, base = made.target, made.base
    expected = path.at(latest.year)
    if expected is None or base is None:
        return made
    shown = _out(target, expected)
    shape = PathKind.LOG_LINEAR if path.kind is PathKind.LOG_LINEAR else PathKind.LINEAR
    goal = _in(target, float(target.amount))
    return replace(
        made,
        expected=shown,
        gap=gap(latest.value, shown, lower_is_better=better is Better.LOWER),
        progress=progress(shape, _in(target, base.value), goal, _in(target, latest.value)),
    )


def _behind(made: TargetStatus) -> float | None:
    """How far behind the path, as a share of the way from base to target."""
    if made.gap is None or made.base is None:
        return None
    return behind(made.gap, made.base.value, float(made.target.amount))


def _in(target: PlanTarget, value: float) -> float:
    return to_index(value, target.change) if target.kind == "relative_change" else value


def _out(target: PlanTarget, value: float) -> float:
    return from_index(value, target.change) if target.kind == "relative_change" else value


def _judge(target: PlanTarget, said: Measurement, better: Better) -> str:
    """Met, missed or undecided by the full-value comparison of ``methods.target_comparison``."""
    stated = (
        bounds(said.text, said.comparator, just_under=said.just_under)
        if said.text
        else _bounds_of(said.value, said.comparator)
    )
    outcomes = {
        compare(stated, target.value, comparator=c, better=better).outcome.value
        for c in _readings(target)
    }
    return outcomes.pop() if len(outcomes) == 1 else "undecided"


def _bounds_of(value: float, comparator: str) -> Bounds:
    exact = Fraction(value).limit_denominator(10**12)
    low = None if comparator in {"<", "<="} else exact
    high = None if comparator in {">", ">="} else exact
    return Bounds(exact, low, high, comparator == ">", comparator == "<", comparator == "~")


# -- forecast ----------------------------------------------------------------------------------


def _forecasted(made: TargetStatus, row: Mapping[str, str], better: Better) -> TargetStatus:
    target = made.target
    points = [(m.year, _in(target, m.value)) for m in made.series]
    if made.latest is None or made.latest.year >= target.target_year:
        return made
    scale = _scale(target, row)
    method = "damped_drift" if target.kind == "level" and row["kind"] == "extensive" else "drift"
    fan = forecast(
        points, target.target_year, scale=scale, method=method, widening=widening(method)
    )
    if not fan:
        return replace(made, needs=(*made.needs, _needs_points(len(points))))
    last = fan[-1]
    goal = _in(target, float(target.amount))
    lower = (better is Better.LOWER) != (
        target.kind == "relative_change" and target.change == "decrease"
    )
    at_most = last.probability_at_most(goal)
    probability = at_most if at_most is None or lower else 1 - at_most
    needs = made.needs if at_most is not None else (*made.needs, _needs_points(len(points)))
    shown = tuple(_shown(target, f) for f in fan)
    return replace(made, fan=shown, forecast=shown[-1], probability=probability, needs=needs)


def _scale(target: PlanTarget, row: Mapping[str, str]) -> Scale:
    if target.kind == "relative_change":
        return Scale.LOG
    if target.kind == "share" and target.unit == "%":
        return Scale.LOG_ODDS
    if target.kind == "level" and row["kind"] in {"intensive", "extensive"}:
        return Scale.LOG
    return Scale.LEVEL


def _shown(target: PlanTarget, one: Forecast) -> Forecast:
    """The forecast in the target's terms; ``centre`` and ``spread`` stay on the working scale."""
    if target.kind != "relative_change":
        return one
    ends = [None if v is None else _out(target, v) for v in (one.low, one.high)]
    if target.change == "decrease":
        ends.reverse()
    return replace(one, value=_out(target, one.value), low=ends[0], high=ends[1])


def _needs_points(count: int) -> Reason:
    return Reason(
        f"只有{count}个年份的数值，不能给出概率；需要：至少三个年份。",
        f"With figures of {count} years no probability can be said; needed: at least three years.",
    )


# -- every year, and peaks ---------------------------------------------------------------------


def _yearly_status(bare: TargetStatus, better: Better) -> TargetStatus:
    """A figure promised of each year: which of the years so far met it."""
    target = bare.target
    years = [m for m in bare.series if bare.base is None or m.year > bare.base.year]
    results = [_judge(target, m, better) for m in years]
    met, missed = results.count("met"), results.count("missed")
    final = bool(years) and years[-1].year == target.target_year
    whole = bare.base is not None and len(years) == target.target_year - bare.base.year
    path = Path(PathKind.CONSTANT, ((target.target_year, float(target.amount)),))
    expected = path.at(target.target_year)
    latest = bare.latest
    made = replace(
        bare,
        path=tuple(PathPoint(y, v) for y, v in path.years()),
        path_kind=path.kind.value,
        expected=expected if latest else None,
        gap=None
        if latest is None or expected is None
        else gap(latest.value, expected, lower_is_better=better is Better.LOWER),
        progress=met / len(years) if years else None,
    )
    situation = Situation(
        judged="met" if final and whole and met == len(years) else None,
        years_missed=missed if met + missed else None,
    )
    return _coloured(made, situation)


def _peak_status(bare: TargetStatus) -> TargetStatus:
    """Whether the series that stands for a peak target has passed its peak."""
    found = has_peaked([(m.year, m.value) for m in bare.series])
    if found is None:
        said = Reason(
            "需要：要达峰的排放量逐年数值（在工作区的 indicators.yaml 中指明）。",
            "Needed: the yearly emissions that are to peak (name them in the workspace's "
            "indicators.yaml).",
        )
        return _coloured(replace(bare, base=None, needs=(said,)), Situation())
    made = replace(bare, path_kind="peak")
    late = found.state == "yes" and found.year > bare.target.target_year
    return _coloured(made, Situation(peaked="no" if late else found.state))


def _coloured(made: TargetStatus, situation: Situation) -> TargetStatus:
    colour, reason = colour_of(situation)
    if colour is Colour.GREY and situation.judged is None and made.needs:
        reason = made.needs[-1] if made.base is not None else made.needs[0]
    return replace(made, colour=colour, reason=reason)
