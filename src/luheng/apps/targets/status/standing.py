"""What can be said of where a target stands: the values that ``status`` makes and others show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from luheng.apps.targets.measurements.measured import Measurement
    from luheng.apps.targets.reasons import Reason
    from luheng.methods.forecast import Forecast
    from luheng.rulebook.plans import PlanTarget

    from .colours import Colour

__all__ = ["PathPoint", "TargetStatus"]


@dataclass(frozen=True, slots=True)
class PathPoint:
    """What the agreed path expects at the end of a year, in the target's unit."""

    year: int
    value: float


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """Where one target stands; a None says that it cannot be said, and ``needs`` what is needed.

    ``gap`` is positive on the better side of the path; ``progress`` is the share of the way from
    base to target that is behind, not cut off at 0 and 1. ``fan`` holds the forecast of each year,
    ``forecast`` that of the target year.
    """

    target: PlanTarget
    at: dt.date
    colour: Colour
    reason: Reason
    unit: str
    base: Measurement | None
    series: tuple[Measurement, ...]
    latest: Measurement | None
    path: tuple[PathPoint, ...]
    path_kind: str
    expected: float | None
    gap: float | None
    progress: float | None
    forecast: Forecast | None
    probability: float | None
    needs: tuple[Reason, ...]
    fan: tuple[Forecast, ...] = ()

    @property
    def trust(self) -> str:
        """The worst trust of the target and of what was measured (A16)."""
        order = ("printed", "transcribed", "recalled", "conflicting")
        every = [self.target.trust, *(m.trust for m in self.series)]
        return max(every, key=lambda t: order.index(t) if t in order else len(order))

    def as_dict(self) -> dict[str, object]:
        """The status as plain values, reasons in both languages."""
        target, ahead = self.target, self.forecast
        return {
            "plan": target.plan,
            "number": target.number,
            "indicator": target.indicator,
            "indicator_zh": target.zh,
            "scope": target.scope,
            "sector": list(target.sector),
            "kind": target.kind,
            "change": target.change,
            "comparator": target.comparator,
            "value": float(target.amount),
            "unit": self.unit,
            "base_year": target.base_year,
            "target_year": target.target_year,
            "at": self.at.isoformat(),
            "colour": self.colour.value,
            "reason": {"zh": self.reason.zh, "en": self.reason.en},
            "base": self.base.as_dict() if self.base else None,
            "latest": self.latest.as_dict() if self.latest else None,
            "series": [m.as_dict() for m in self.series],
            "path_kind": self.path_kind,
            "path": [{"year": p.year, "value": p.value} for p in self.path],
            "expected": self.expected,
            "gap": self.gap,
            "progress": self.progress,
            "forecast": None if ahead is None else _forecast_dict(ahead),
            "fan": [_forecast_dict(f) for f in self.fan],
            "probability": self.probability,
            "needs": [{"zh": n.zh, "en": n.en} for n in self.needs],
            "locator": target.locator,
            "trust": self.trust,
        }


def _forecast_dict(ahead: Forecast) -> dict[str, object]:
    return {
        "year": ahead.year,
        "value": ahead.value,
        "low": ahead.low,
        "high": ahead.high,
        "level": ahead.level,
        "method": ahead.method,
        "n": ahead.n,
    }
