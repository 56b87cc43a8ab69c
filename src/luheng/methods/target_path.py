"""The agreed path from a base to a target: what should have been reached by each year.

=============  ============================================================================
linear         ``x_t = x_b + (x_T - x_b) (t - b) / (T - b)``: stocks, shares, counts
log_linear     ``x_t = x_b (x_T / x_b)^((t - b) / (T - b))``: intensities, an equal rate a year
custom         points that were agreed, straight lines between them
constant       the target itself every year: a figure promised of each year
=============  ============================================================================

Progress is the share of the way that is behind: ``(x - x_b) / (x_T - x_b)``, in logarithms on a
log-linear path. It is not cut off: above 1 is beyond the target, below 0 the wrong way. The gap is
counted in the unit of the target and is positive on the better side of the path.
Own choice of equations (no standard names one); an equal annual rate is how plans word intensities.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Path", "PathKind", "behind", "gap", "progress"]


class PathKind(StrEnum):
    """The shapes that a path can have."""

    LINEAR = "linear"
    LOG_LINEAR = "log_linear"
    CUSTOM = "custom"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Path:
    """A path by its points, in order of years; between two points its kind decides.

    Raises:
        ValueError: no point, years not in order, or a value not above nought where logs are taken.
    """

    kind: PathKind
    points: tuple[tuple[int, float], ...]

    def __post_init__(self) -> None:
        years = [year for year, _ in self.points]
        if not years or years != sorted(set(years)):
            raise ValueError(years)
        if self.kind is PathKind.LOG_LINEAR and any(v <= 0 for _, v in self.points):
            raise ValueError(self.points)

    @classmethod
    def between(
        cls, kind: PathKind, base_year: int, base: float, target_year: int, target: float
    ) -> Path:
        """The path from the base to the target."""
        return cls(kind, ((base_year, base), (target_year, target)))

    @classmethod
    def custom(cls, points: Mapping[int, float]) -> Path:
        """The path through agreed points."""
        return cls(PathKind.CUSTOM, tuple(sorted(points.items())))

    def at(self, year: int) -> float | None:
        """The expected value at the end of a year; None before the first point.

        After the last point its value holds: a target is to be kept once it is reached.
        """
        if year < self.points[0][0]:
            return None
        last_year, last = self.points[-1]
        if year >= last_year or self.kind is PathKind.CONSTANT:
            return last
        for (y0, v0), (y1, v1) in zip(self.points, self.points[1:], strict=False):
            if y0 <= year <= y1:
                share = (year - y0) / (y1 - y0)
                if self.kind is PathKind.LOG_LINEAR:
                    return v0 * math.exp(share * math.log(v1 / v0))
                return v0 + share * (v1 - v0)
        raise AssertionError(year)

    def years(self) -> tuple[tuple[int, float], ...]:
        """Every year from the first point to the last with its value."""
        first, last = self.points[0][0], self.points[-1][0]
        values = ((year, self.at(year)) for year in range(first, last + 1))
        return tuple((year, value) for year, value in values if value is not None)


def progress(kind: PathKind, base: float, target: float, value: float) -> float | None:
    """The share of the way from base to target; None where base and target are one, or no log is.

    See the module for the equation.
    """
    if base == target:
        return None
    if kind is PathKind.LOG_LINEAR:
        if min(base, target, value) <= 0:
            return None
        return math.log(value / base) / math.log(target / base)
    return (value - base) / (target - base)


def gap(value: float, expected: float, *, lower_is_better: bool) -> float:
    """By how much a value is better than expected, in its own unit; negative is worse."""
    return expected - value if lower_is_better else value - expected


def behind(gap_to_path: float, base: float, target: float) -> float | None:
    """How far behind the path, as a share of the way from base to target; None of no way."""
    way = abs(target - base)
    return -gap_to_path / way if way else None
