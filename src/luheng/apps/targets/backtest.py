"""The back-test of the desk's probabilities: forecasts made again from every start and province.

The subjects are those of ``backtest.yaml``, the series come from the ledger, the scores are
``methods.calibration``. Two further views: what would have been said from the figures up to a
*cut* year, province by province, against the last year that is there; and how the colours of a
registered plan would have stood at a day by what had been published (A12), which is
``status.plan_status`` with ``published_by``.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from luheng import codelists
from luheng.apps.targets.measurements.series_reader import SeriesReader
from luheng.methods.annual_series import scaled
from luheng.methods.calibration import (
    Reliability,
    Trial,
    brier,
    climatology,
    coverage,
    known_then,
    reliability,
    replay,
    resampled,
    skill,
)
from luheng.methods.forecast import Scale, forecast
from luheng.methods.target_path import Path, PathKind
from luheng.methods.widening import widening
from luheng.units import unit

if TYPE_CHECKING:
    import datetime as dt

    from luheng.ledger import Ledger

__all__ = ["Calibration", "CutStatus", "Subject", "as_of", "calibrate", "series_of", "subjects"]

_HISTORY = 6
_AHEAD = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """One series to run on: what measures it, by which method, and the changes asked about."""

    id: str
    zh: str
    en: str
    unit: str
    method: str
    before: str
    changes: tuple[float, ...]
    measured_by: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the probabilities and intervals of one method came out on one subject."""

    subject: str
    method: str
    widened: bool
    regions: int
    first_start: int
    last_start: int
    windows: int
    trials: int
    covered_80: float
    covered_95: float
    brier: float
    brier_low: float
    brier_high: float
    climatology: float
    skill: float | None
    brier_comparable: float | None
    known_then: float | None
    reliability: tuple[Reliability, ...]

    def as_dict(self) -> dict[str, object]:
        """The scores as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CutStatus:
    """What would have been said of one region from the figures up to a cut, and what came."""

    region: str
    base: float
    latest: float
    expected: float
    probability: float
    path_at_check: float
    came: float
    kept: bool

    def as_dict(self) -> dict[str, object]:
        """The row as plain values."""
        return asdict(self)


@functools.cache
def subjects() -> tuple[Subject, ...]:
    """The subjects of ``backtest.yaml``, in order."""
    text = resources.files(__package__).joinpath("backtest.yaml").read_text(encoding="utf-8")
    return tuple(
        Subject(**{**row, "changes": tuple(row["changes"])})
        for row in yaml.safe_load(text)["subjects"]
    )


def series_of(
    subject: Subject, ledger: Ledger, known_at: dt.datetime | int | None = None
) -> dict[str, dict[int, float]]:
    """The series of each province that the ledger holds, in the subject's unit."""
    reader = SeriesReader(ledger, known_at, 1949, 2100)
    into = unit(subject.unit)
    out: dict[str, dict[int, float]] = {}
    for row in codelists.load("regions").rows:
        if row["level"] == "province":
            found = reader.series(subject.measured_by, row["id"], subject.id)
            if found:
                out[row["id"]] = scaled(found, into)
    return out


def calibrate(
    subject: Subject,
    series: Mapping[str, Mapping[int, float]],
    *,
    method: str | None = None,
    widened: bool = True,
    until: int | None = None,
) -> Calibration | None:
    """The scores of a method (the subject's own if none is named); None without any trial.

    ``until`` leaves out every year after it, so that nothing later is known to the test.
    """
    chosen = method or subject.method
    known = {
        region: {y: v for y, v in values.items() if until is None or y <= until}
        for region, values in series.items()
    }
    trials = replay(
        known, scale=Scale.LOG, method=chosen, changes=subject.changes,
        history=_HISTORY, ahead=_AHEAD, widened=widened,
    )  # fmt: skip
    if not trials:
        return None
    made = _scored(subject, chosen, trials, widened=widened)
    then = known_then(known, trials)
    return made if then is None else replace(made, brier_comparable=then[0], known_then=then[1])


def _scored(
    subject: Subject, method: str, trials: tuple[Trial, ...], *, widened: bool
) -> Calibration:
    narrow, wide = coverage(trials)
    low, high = resampled(trials, brier)
    starts = [t.start for t in trials]
    return Calibration(
        subject=subject.id,
        method=method,
        widened=widened,
        regions=len({t.group for t in trials}),
        first_start=min(starts),
        last_start=max(starts),
        windows=len({(t.group, t.start) for t in trials}),
        trials=len(trials),
        covered_80=narrow,
        covered_95=wide,
        brier=brier(trials),
        brier_low=low,
        brier_high=high,
        climatology=climatology(trials),
        skill=skill(trials),
        brier_comparable=None,
        known_then=None,
        reliability=reliability(trials),
    )


def as_of(  # noqa: PLR0917  (the target that is supposed, then the years of the test)
    subject: Subject,
    series: Mapping[str, Mapping[int, float]],
    change: float,
    base_year: int,
    target_year: int,
    cut: int,
    check: int,
) -> tuple[CutStatus, ...]:
    """A supposed target (a change from base to target year) seen from a cut year, by region.

    The probability is that of standing on or better than the equal-rate path at ``check``.
    Regions without the base, the cut or the check year are left out.
    """
    out = []
    for region, values in sorted(series.items()):
        if not {base_year, cut, check} <= values.keys():
            continue
        base = values[base_year]
        path = Path.between(PathKind.LOG_LINEAR, base_year, base, target_year, base * (1 + change))
        known = sorted((y, v) for y, v in values.items() if y <= cut)
        last = forecast(
            known, check, scale=Scale.LOG, method=subject.method,
            widening=widening(subject.method),
        )[-1]  # fmt: skip
        limit, expected = path.at(check), path.at(cut)
        said = None if limit is None else last.probability_at_most(limit)
        if limit is None or expected is None or said is None:
            continue
        came = values[check]
        out.append(CutStatus(region, base, values[cut], expected, said, limit, came, came <= limit))
    return tuple(out)
