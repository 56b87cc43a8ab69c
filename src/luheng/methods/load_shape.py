"""Load shape: what the interval values of one meter say of a load.

An interval value closes at its instant and counts for the local day and slot in which it began.
With energy ``W`` of a step of ``h`` hours,

    P         =  W / h                    mean power of the step (kW)
    P_max     =  max P                    peak demand over one step
    P_mean    =  sum W / (n h)            over the n steps present
    load factor  =  P_mean / P_max

and over any time, from the sums of active energy ``W`` and reactive energy ``Q``,

    cos phi   =  W / sqrt(W^2 + Q^2)

so a power factor of a month is worked out from the month's sums, never as a mean of power factors
(A6). Sums of the billing month are what the Chinese rules on power-factor charges take, and
reactive energy fed back counts there with its absolute amount beside the reactive energy drawn
(功率因数调整电费办法, (83)水电财字第215号; recalled, the text itself was not opened).

An absent step is NaN in the grid and is never nought.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Grid = npt.NDArray[np.float64]

__all__ = ["LoadShape", "load_shape", "power_factor"]

_DAY = 1440
_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True, eq=False)
class LoadShape:
    """One meter's load: ``grid`` is mean power (kW), local day × slot of the day, NaN if absent."""

    first_day: dt.date
    step_minutes: int
    grid: Grid
    present: int
    absent: int
    peak: float
    peak_from: dt.datetime
    mean: float
    load_factor: float

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The local days of the rows."""
        return tuple(self.first_day + dt.timedelta(days=n) for n in range(len(self.grid)))

    @property
    def slots(self) -> tuple[str, ...]:
        """The local time at which each column begins."""
        starts = range(0, _DAY, self.step_minutes)
        return tuple(f"{m // 60:02d}:{m % 60:02d}" for m in starts)


def load_shape(
    closed_at: npt.ArrayLike,
    offset_minutes: npt.ArrayLike,
    energy: npt.ArrayLike,
    *,
    first_day: dt.date,
    end_day: dt.date,
    step_minutes: int = 15,
) -> LoadShape | None:
    """The load of the days [first_day, end_day) from interval values; None if there is none.

    Args:
        closed_at: instants at which the intervals close, microseconds since 1970 UTC.
        offset_minutes: local time less UTC at each.
        energy: energy of each interval (kWh); NaN is absent.
        first_day: the first local day of the grid.
        end_day: the local day after the last.
        step_minutes: length of an interval; a day holds a whole number of them.

    Raises:
        ValueError: the step does not divide the day, or two values claim one step.
    """
    import numpy as np

    if _DAY % step_minutes:
        raise ValueError(step_minutes)
    closes = np.asarray(closed_at, np.int64) // _MINUTE + np.asarray(offset_minutes, np.int64)
    values = np.asarray(energy, np.float64)
    begins = closes - step_minutes
    origin = (first_day - dt.date(1970, 1, 1)).days * _DAY
    slots = _DAY // step_minutes
    count = (end_day - first_day).days * slots
    index = (begins - origin) // step_minutes
    within = (index >= 0) & (index < count) & ~np.isnan(values)
    index, values = index[within], values[within]
    if not len(index):
        return None
    if len(np.unique(index)) != len(index):
        raise ValueError(len(index))
    flat = np.full(count, np.nan)
    flat[index] = values * (60 / step_minutes)
    first_peak = int(np.nanargmax(flat))
    peak, mean = float(flat[first_peak]), math.fsum(values) * (60 / step_minutes) / len(index)
    began = dt.datetime.combine(first_day, dt.time()) + dt.timedelta(
        minutes=first_peak * step_minutes
    )
    return LoadShape(
        first_day=first_day,
        step_minutes=step_minutes,
        grid=flat.reshape(-1, slots),
        present=len(index),
        absent=count - len(index),
        peak=peak,
        peak_from=began,
        mean=mean,
        load_factor=mean / peak if peak else math.nan,
    )


def power_factor(active: float | None, *reactive: float | None) -> float | None:
    """Power factor from sums of active (kWh) and reactive energies (kvarh); None if one is absent.

    Reactive energies add up by their absolute amounts; nought of everything has no power factor.
    """
    if active is None or not reactive or any(r is None for r in reactive):
        return None
    apparent = math.hypot(active, sum(abs(r) for r in reactive if r is not None))
    return active / apparent if apparent else None
