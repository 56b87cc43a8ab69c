"""Early warning: when figures against a path, a date or their own history call for attention.

Each rule is arithmetic on figures; who is told, and what becomes of it, is the desk's. With
``y_t`` the figure of year t, ``p_t`` the path's value, ``b = +1`` where more is better and ``-1``
where less is, ``D`` the day of judgement:

================  ==============================================================================
run off the path  ``g_t = b (y_t - p_t)``; t is worse than the path if ``g_t < -τ |p_t|`` and
                  better if ``g_t > τ |p_t|``. The run is the longest block of adjacent years up
                  to the latest figure that lie on one side; a year without a figure ends it.
probability       ``P(target met) < x``, P as the forecast gives it
age               days from the last day of the latest figure's period to D
days late         days from the deadline to D, where D is later
days unsaid       days to D from the later of the first day of the plan and the day after the
                  latest figure's period
jump              ``c_t = ln(y_t / y_s) / (t - s)``, s the year before t with a figure. With at
                  least n changes: ``M_t = 0.6745 (c_t - median) / MAD``, a jump if ``|M_t| > z``
                  and ``|exp(c_t) - 1| > l``. With fewer, or where MAD is 0, there is no scale to
                  judge by: a jump if ``|c_t| > ln(1 + r)``.
================  ==============================================================================

The run is Shewhart's rule of consecutive points on one side of the line, as the Western Electric
Statistical Quality Control Handbook (1956) tells it for eight points; how many points make a run
is a parameter here, since yearly figures never come to eight within a plan. ``M_t`` is the
modified z-score of Iglewicz and Hoaglin, How to Detect and Handle Outliers (ASQC, 1993), with
their z = 3.5; the second condition and the rule for short series are our own. (Sources recalled,
not compared with the books.)
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

__all__ = [
    "Jump",
    "better_sign",
    "days_beyond",
    "days_unsaid",
    "is_overlong",
    "is_run",
    "is_unlikely",
    "jumps",
    "run_off_path",
]

#: 0.6745 is the 75 % quantile of the normal distribution: MAD / 0.6745 estimates its sigma
_QUARTILE = 0.6745


@dataclass(frozen=True, slots=True)
class Jump:
    """A change that does not fit its series.

    ``change`` is the relative change a year (0.5 is +50 %); ``score`` is M, or None where the
    series is too short or too even for a scale.
    """

    year: int
    before: int
    change: float
    score: float | None


def better_sign(gap: float | None, latest: float, expected: float) -> int:
    """+1 where more is better, -1 where less is, read off a gap (positive is better); 0 unknown."""
    if gap is None or gap == 0 or latest == expected:
        return 0
    return 1 if (gap > 0) == (latest > expected) else -1


def run_off_path(
    figures: Mapping[int, float],
    path: Mapping[int, float],
    *,
    better: int,
    side: str = "worse",
    tolerance: float = 0.0,
) -> tuple[int, ...]:
    """The years of the run on one side of the path that ends with the latest figure.

    Args:
        figures: value by year.
        path: the path's value by year, in the same unit.
        better: +1 where more is better, -1 where less is; 0 gives no run.
        side: ``worse`` or ``better`` than the path.
        tolerance: τ, the share of the path's value that is still on it.
    """
    wanted = {"worse": -1, "better": 1}[side]
    run: list[int] = []
    for year in sorted(figures, reverse=True):
        if run and year != run[-1] - 1:
            break
        expected = path.get(year)
        if expected is None:
            break
        gap = wanted * better * (figures[year] - expected)
        if not gap > tolerance * abs(expected):
            break
        run.append(year)
    return tuple(reversed(run))


def days_beyond(day: dt.date, at: dt.date) -> int:
    """Days by which ``at`` is later than ``day``; 0 if it is not."""
    return max(0, (at - day).days)


def days_unsaid(first_day: dt.date, latest_end: dt.date | None, at: dt.date) -> int:
    """Days for which nothing could be said; ``latest_end`` is the last day of the latest figure."""
    since = first_day if latest_end is None else max(first_day, latest_end + dt.timedelta(days=1))
    return days_beyond(since, at)


def jumps(
    figures: Mapping[int, float],
    *,
    score: float = 3.5,
    least_changes: int = 5,
    least_change: float = 0.1,
    lone_change: float = 0.5,
) -> tuple[Jump, ...]:
    """The changes that do not fit their series, in order of year; see the module for the rule.

    A series with a figure that is not above nought has no logarithms: no jump is said of it.

    Args:
        figures: value by year, in one unit.
        score: z, the modified z-score above which a change does not fit.
        least_changes: n, the changes that a scale needs.
        least_change: l, the relative change a year below which nothing is a jump.
        lone_change: r, the relative rise a year that is a jump without a scale.
    """
    if any(not value > 0 for value in figures.values()):
        return ()
    years = sorted(figures)
    pairs = list(pairwise(years))
    changes = [math.log(figures[t] / figures[s]) / (t - s) for s, t in pairs]
    scores = _scores(changes, least_changes)
    found = []
    for (s, t), c, m in zip(pairs, changes, scores, strict=True):
        if m is None:
            jumped = abs(c) > math.log1p(lone_change)
        else:
            jumped = abs(m) > score and abs(math.expm1(c)) > least_change
        if jumped:
            found.append(Jump(t, s, math.expm1(c), m))
    return tuple(found)


def _scores(changes: Sequence[float], least: int) -> list[float | None]:
    if len(changes) < max(1, least):
        return [None] * len(changes)
    middle = median(changes)
    spread = median(abs(c - middle) for c in changes)
    # a spread of rounding errors is no spread: an even series would make every digit an outlier
    if spread <= 1e-12 * max(1.0, abs(middle)):
        return [None] * len(changes)
    return [_QUARTILE * (c - middle) / spread for c in changes]


# -- whether a rule speaks ---------------------------------------------------------------------


def is_run(years: Sequence[int], *, periods: int) -> bool:
    """Whether a run is long enough to be told."""
    return len(years) >= periods


def is_unlikely(probability: float, *, below: float) -> bool:
    """Whether a probability lies below its bound."""
    return probability < below


def is_overlong(days: int, *, least: int) -> bool:
    """Whether an age, a delay or a silence has lasted that many days."""
    return days >= least
