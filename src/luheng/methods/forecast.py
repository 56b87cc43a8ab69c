"""Forecast of a short annual series to a target year, with an interval and a probability.

A series of a target has five to twenty annual points at best, so the method is a random walk with
drift on the scale on which its changes are comparable (logarithms for intensities and stocks,
log-odds for shares in per cent, plain values otherwise). With points ``y_1 … y_n`` at the years
``t_1 … t_n``, steps ``d_i`` over ``D_i`` years and horizon ``h``:

    m   = (y_n - y_1) / (t_n - t_1)                           drift a year
    s^2 = Σ (d_i - m D_i)^2 / D_i / (n - 2)                   variance a year
    k   = h, or  f + f^2 + … + f^h  for a damped drift        steps of drift ahead
    y   = y_n + m k                                           centre
    v   = s^2 (h + k^2 / (t_n - t_1)) w(h)^2                  spread, widened by w
    (x - y) / √v  follows Student's t with n - 2 degrees of freedom

With k = h and w = 1 this is the textbook interval of the drift method (Hyndman and Athanasopoulos,
Forecasting: Principles and Practice, 3rd ed., 5.5, which takes the normal for the t), written for
unequal steps. A damped drift (f = 0.8) lets growth fade, as a damped trend does (Gardner and
McKenzie, Management Science 31 (1985) 1237-1246). ``local_linear_trend`` and ``damped_trend``
(statsmodels) are there to be compared with; ``docs/targets_status.md`` gives the comparison that
chose the drift for intensities, the damped drift for stocks, and the widening.

One point gives no forecast; two give a centre and no interval, because nothing is left to
estimate a spread from.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["METHODS", "Forecast", "Scale", "forecast"]

_FULL = 100.0
#: what is left of the drift after each year
_DAMPING = 0.8
#: points that leave a degree of freedom for the spread
_SPREAD_FROM = 3


class Scale(StrEnum):
    """On which scale the changes of a series are comparable over time."""

    LEVEL = "level"
    LOG = "log"
    LOG_ODDS = "log_odds"

    def to(self, value: float) -> float:
        """A value on the scale.

        Raises:
            ValueError: the value has none (a logarithm of nought, a share of 100 %).
        """
        if self is Scale.LOG:
            return math.log(value)
        if self is Scale.LOG_ODDS:
            if not 0 < value < _FULL:
                raise ValueError(value)
            return math.log(value / (_FULL - value))
        return value

    def back(self, value: float) -> float:
        """From the scale to a value."""
        if self is Scale.LOG:
            return math.exp(value)
        if self is Scale.LOG_ODDS:
            return _FULL / (1 + math.exp(-value))
        return value

    def fits(self, values: Sequence[float]) -> bool:
        """Whether every value has a place on the scale."""
        if self is Scale.LOG:
            return min(values) > 0
        return self is Scale.LEVEL or (min(values) > 0 and max(values) < _FULL)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast for the end of one year.

    ``low`` and ``high`` bound the central interval of probability ``level``; None where two points
    leave no spread. ``centre`` and ``spread`` stand on ``scale``; ``n`` counts the points used.
    """

    year: int
    value: float
    low: float | None
    high: float | None
    level: float
    method: str
    n: int
    centre: float
    spread: float | None
    freedom: int
    scale: Scale

    def probability_at_most(self, limit: float) -> float | None:
        """The probability that the value is at most ``limit``; None without a spread."""
        if self.spread is None:
            return None
        if not self.scale.fits([limit]):
            return 0.0 if limit <= 0 else 1.0
        step = self.scale.to(limit) - self.centre
        if self.spread == 0:
            return 1.0 if step >= 0 else 0.0
        from scipy.special import stdtr

        return float(stdtr(self.freedom, step / self.spread))

    def interval(self, level: float) -> tuple[float, float] | None:
        """The central interval of a probability; None without a spread."""
        if self.spread is None:
            return None
        from scipy.special import stdtrit

        reach = float(stdtrit(self.freedom, 0.5 + level / 2)) * self.spread
        return self.scale.back(self.centre - reach), self.scale.back(self.centre + reach)


#: centres and spreads for the years asked, and the degrees of freedom
_Answer = tuple[list[float], list[float | None], int]


def forecast(
    points: Sequence[tuple[int, float]],
    until: int,
    *,
    scale: Scale,
    method: str = "drift",
    level: float = 0.8,
    widening: Callable[[int], float] = lambda _: 1.0,
) -> tuple[Forecast, ...]:
    """The forecasts for each year after the last point up to ``until``; none from one point.

    Args:
        points: (year, value) in order of years.
        until: the last year to forecast.
        scale: on which scale; a series that does not fit it is taken as it stands.
        method: one of :data:`METHODS`.
        level: probability of the interval.
        widening: the factor of the spread at a horizon; see the module.

    Raises:
        ValueError: years not in order, or no such method.
    """
    years = [year for year, _ in points]
    if years != sorted(set(years)) or method not in METHODS:
        raise ValueError((years, method))
    if len(points) < _SPREAD_FROM - 1 or until <= years[-1]:
        return ()
    used = scale if scale.fits([v for _, v in points]) else Scale.LEVEL
    series = [used.to(value) for _, value in points]
    horizons = range(1, until - years[-1] + 1)
    centres, spreads, freedom = METHODS[method](years, series, horizons)
    out = []
    for h, centre, spread in zip(horizons, centres, spreads, strict=True):
        widened = None if spread is None else spread * widening(h)
        bare = Forecast(
            years[-1] + h, used.back(centre), None, None, level, method, len(points),
            centre, widened, freedom, used,
        )  # fmt: skip
        out.append(_with_interval(bare))
    return tuple(out)


def _with_interval(bare: Forecast) -> Forecast:
    from dataclasses import replace

    ends = bare.interval(bare.level)
    return bare if ends is None else replace(bare, low=ends[0], high=ends[1])


def _drift(years: Sequence[int], series: Sequence[float], horizons: range) -> _Answer:
    return _walk(years, series, horizons, 1.0)


def _damped_drift(years: Sequence[int], series: Sequence[float], horizons: range) -> _Answer:
    return _walk(years, series, horizons, _DAMPING)


def _walk(
    years: Sequence[int], series: Sequence[float], horizons: range, damping: float
) -> _Answer:
    span = years[-1] - years[0]
    drift = (series[-1] - series[0]) / span
    steps = [
        (y1 - y0 - drift * (t1 - t0)) ** 2 / (t1 - t0)
        for t0, t1, y0, y1 in zip(years, years[1:], series, series[1:], strict=False)
    ]
    freedom = len(series) - 2
    ahead = {h: math.fsum(damping**i for i in range(1, h + 1)) for h in horizons}
    centres = [series[-1] + drift * ahead[h] for h in horizons]
    if freedom < 1:
        return centres, [None] * len(centres), 0
    variance = math.fsum(steps) / freedom
    spreads: list[float | None] = [
        math.sqrt(variance * (h + ahead[h] ** 2 / span)) for h in horizons
    ]
    return centres, spreads, freedom


def _local_linear_trend(years: Sequence[int], series: Sequence[float], horizons: range) -> _Answer:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    model = UnobservedComponents(_yearly(years, series), "local linear trend")
    said = _fitted(model).get_forecast(len(horizons))
    spreads: list[float | None] = [float(s) for s in said.se_mean]
    return [float(c) for c in said.predicted_mean], spreads, max(1, len(series) - 3)


def _damped_trend(years: Sequence[int], series: Sequence[float], horizons: range) -> _Answer:
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    ordered = pd.Series(_yearly(years, series))
    model = ETSModel(ordered, error="add", trend="add", damped_trend=True)
    n = len(series)
    said = _fitted(model).get_prediction(n, n + len(horizons) - 1)
    spreads: list[float | None] = [math.sqrt(float(v)) for v in said.forecast_variance]
    return [float(c) for c in said.predicted_mean], spreads, max(1, n - 5)


def _yearly(years: Sequence[int], series: Sequence[float]) -> Any:
    import numpy as np

    if years[-1] - years[0] + 1 != len(years):
        raise ValueError(years)
    return np.asarray(series, dtype=float)


def _fitted(model: Any) -> Any:
    with warnings.catch_warnings():
        # a dozen points often leave the likelihood flat: the optimiser says so every time
        warnings.simplefilter("ignore")
        return model.fit(disp=0)


METHODS: dict[str, Callable[[Sequence[int], Sequence[float], range], _Answer]] = {
    "drift": _drift,
    "damped_drift": _damped_drift,
    "local_linear_trend": _local_linear_trend,
    "damped_trend": _damped_trend,
}
