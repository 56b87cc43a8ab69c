"""Were the probabilities right? Forecasts made again from every start, against what then came.

One *trial* takes a series up to a start year, forecasts so many years ahead, and asks for the
probability that the value will then be at most ``(1 + c)`` times that of the start year. Scores:

    Brier score   B = mean (p - o)^2                o is 1 where it happened, else 0
    climatology   B_c = mean over c of o_c (1 - o_c), with o_c the share that happened for that c
    skill         1 - B / B_c                       above 0: better than knowing the shares
    known then    as climatology, but o_c from the windows of all groups that had ended by the start

The climatology is hindsight: it knows the shares of the very trials that it is scored on, so it is
a harder rival than anything known at the time; "known then" is the fair one. Trials overlap in
time and regions share shocks, so :func:`resampled` draws whole regions, with a fixed seed; even so
its ends are too near.

Sources: G. W. Brier, Monthly Weather Review 78 (1950) 1-3; A. H. Murphy, Journal of Applied
Meteorology 12 (1973) 595-600; bootstrap of clusters: B. Efron and R. Tibshirani, An Introduction
to the Bootstrap (1993), ch. 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .forecast import Scale, forecast
from .widening import widening

__all__ = [
    "Reliability",
    "Trial",
    "brier",
    "climatology",
    "coverage",
    "known_then",
    "reliability",
    "replay",
    "resampled",
    "skill",
]

_SEED = 20260101


@dataclass(frozen=True, slots=True)
class Trial:
    """One forecast made again: what was said at ``start`` and what was there ``ahead`` years on."""

    group: str
    start: int
    ahead: int
    change: float
    probability: float
    happened: bool
    within_80: bool
    within_95: bool


@dataclass(frozen=True, slots=True)
class Reliability:
    """The trials whose probability lay in one class, and how often it happened."""

    low: float
    high: float
    count: int
    said: float
    happened: float


def replay(
    series: Mapping[str, Mapping[int, float]],
    *,
    scale: Scale,
    method: str,
    changes: Sequence[float],
    history: int = 6,
    ahead: int = 5,
    starts: Callable[[int], bool] = lambda _: True,
    widened: bool = True,
) -> tuple[Trial, ...]:
    """Every trial that the series allow, by group, start and change.

    Args:
        series: value by year of each group (a region); a year that is missing ends its history.
        scale: the scale of the forecast.
        method: a method of ``methods.forecast``.
        changes: the relative changes asked for, such as -0.1.
        history: years that a start needs behind it, itself counted.
        ahead: the horizon.
        starts: which start years to take.
        widened: with the widening of the method, or as the method says.
    """
    wider = widening(method) if widened else (lambda _: 1.0)
    out: list[Trial] = []
    for group, values in series.items():
        for start in sorted(values):
            known = _unbroken(values, start)
            if len(known) < history or start + ahead not in values or not starts(start):
                continue
            last = forecast(known, start + ahead, scale=scale, method=method, widening=wider)[-1]
            came = values[start + ahead]
            narrow, wide = last.interval(0.8), last.interval(0.95)
            if narrow is None or wide is None:
                continue
            for change in changes:
                limit = (1 + change) * values[start]
                said = last.probability_at_most(limit)
                out.append(
                    Trial(
                        group, start, ahead, change, float(said or 0.0), came <= limit,
                        narrow[0] <= came <= narrow[1], wide[0] <= came <= wide[1],
                    )
                )  # fmt: skip
    return tuple(out)


def brier(trials: Sequence[Trial]) -> float:
    """The Brier score; see the module.

    Raises:
        ZeroDivisionError: there is no trial.
    """
    return sum((t.probability - t.happened) ** 2 for t in trials) / len(trials)


def climatology(trials: Sequence[Trial]) -> float:
    """The Brier score of always saying the share that happened for the change asked."""
    by_change: dict[float, list[bool]] = {}
    for trial in trials:
        by_change.setdefault(trial.change, []).append(trial.happened)
    shares = {change: sum(some) / len(some) for change, some in by_change.items()}
    return sum((shares[t.change] - t.happened) ** 2 for t in trials) / len(trials)


def known_then(
    series: Mapping[str, Mapping[int, float]], trials: Sequence[Trial]
) -> tuple[float, float] | None:
    """The Brier scores of the forecasts and of the shares known at each start, on equal trials.

    Trials before any window had ended are left out of both; None where that leaves nothing.
    """
    ours: list[float] = []
    rival: list[float] = []
    for trial in trials:
        ended = [
            values[year + trial.ahead] <= (1 + trial.change) * start
            for values in series.values()
            for year, start in values.items()
            if year + trial.ahead in values and year + trial.ahead <= trial.start
        ]
        if ended:
            ours.append((trial.probability - trial.happened) ** 2)
            rival.append((sum(ended) / len(ended) - trial.happened) ** 2)
    return (sum(ours) / len(ours), sum(rival) / len(rival)) if ours else None


def skill(trials: Sequence[Trial]) -> float | None:
    """The share of the climatology's score that the forecast saves; None where that is nought."""
    rival = climatology(trials)
    return None if rival == 0 else 1 - brier(trials) / rival


def coverage(trials: Iterable[Trial]) -> tuple[float, float]:
    """The shares of forecasts whose 80 % and 95 % intervals held what came, each counted once."""
    once = {(t.group, t.start): t for t in trials}
    count = len(once)
    return (
        sum(t.within_80 for t in once.values()) / count,
        sum(t.within_95 for t in once.values()) / count,
    )


def reliability(trials: Sequence[Trial], classes: int = 5) -> tuple[Reliability, ...]:
    """The probabilities in equal classes against how often it happened; empty classes left out."""
    found: dict[int, list[Trial]] = {}
    for trial in trials:
        found.setdefault(min(int(trial.probability * classes), classes - 1), []).append(trial)
    return tuple(
        Reliability(
            n / classes,
            (n + 1) / classes,
            len(some),
            sum(t.probability for t in some) / len(some),
            sum(t.happened for t in some) / len(some),
        )
        for n, some in sorted(found.items())
    )


def resampled(
    trials: Sequence[Trial], score: Callable[[Sequence[Trial]], float], draws: int = 500
) -> tuple[float, float]:
    """The central 90 % of a score when whole groups are drawn again, with a fixed seed."""
    import random

    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(trial.group, []).append(trial)
    names = sorted(groups)
    generator = random.Random(_SEED)  # noqa: S311  (no secret: a bootstrap that can be repeated)
    scores = sorted(
        score([t for name in generator.choices(names, k=len(names)) for t in groups[name]])
        for _ in range(draws)
    )
    return scores[int(0.05 * draws)], scores[int(0.95 * draws) - 1]


def _unbroken(values: Mapping[int, float], last: int) -> list[tuple[int, float]]:
    out = []
    year = last
    while year in values:
        out.append((year, values[year]))
        year -= 1
    return out[::-1]
