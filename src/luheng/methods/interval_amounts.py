"""Interval amounts by window: what interval values of a meter come to in each window of time.

An interval value closes at its instant and counts for the time before it. Where a window ends
inside an interval (an hourly meter, a tariff that changes at half past), the value is shared out by
minutes, as if its power had been constant,

    W_L  =  Σ_i  w_i · m_iL / m_i

with m_i the minutes of interval i and m_iL those of them that lie in windows of the number L (A11);
how many intervals were so shared is told. Minutes without a window keep their amount apart. An
absent value is no nought: it is counted and adds nothing.

Sums are exact: each addend is rounded to a millionth of its unit, integers are added (A13).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

__all__ = ["NO_WINDOW", "IntervalAmounts", "by_window"]

#: the number of the window of a minute that none covers
NO_WINDOW = -1
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class IntervalAmounts:
    """Amounts per window number (the last is what no window covers), and how they were got.

    ``present`` and ``absent`` count intervals, ``shared`` those that a window's end cuts;
    ``minutes`` are the minutes of the intervals with a value, per window.
    """

    amounts: tuple[float, ...]
    minutes: tuple[int, ...]
    present: int
    absent: int
    shared: int

    @property
    def coverage(self) -> float | None:
        """The share of intervals that have a value; None if none was expected."""
        every = self.present + self.absent
        return self.present / every if every else None


def by_window(
    begins: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    step_minutes: int,
    windows: Sequence[tuple[int, int, int]],
    total_minutes: int,
) -> IntervalAmounts:
    """Share interval values out among windows.

    Args:
        begins: the local minute at which each interval begins, counted from the first day.
        values: the amount of each interval; NaN is absent.
        step_minutes: length of an interval.
        windows: (first minute, end minute, number) of each window; a later one goes before an
            earlier one where both cover a minute. Numbers run from 0.
        total_minutes: minutes of the days looked at; intervals that do not lie within are left out.

    Raises:
        ValueError: two values claim one interval.
    """
    import numpy as np

    count = 1 + max((n for _, _, n in windows), default=NO_WINDOW)
    owner = np.full(total_minutes, NO_WINDOW, np.int64)
    for first, end, number in windows:
        owner[max(first, 0) : min(end, total_minutes)] = number
    start, amount = np.asarray(begins, np.int64), np.asarray(values, np.float64)
    inside = (start >= 0) & (start + step_minutes <= total_minutes)
    start, amount = start[inside], amount[inside]
    if len(np.unique(start)) != len(start):
        raise ValueError(len(start))
    known = ~np.isnan(amount)
    start, amount = start[known], amount[known]
    cut = _changes_within(owner, start, step_minutes)
    # the number -1 of no window is the last place
    totals, minutes = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    whole = owner[start[~cut]]
    np.add.at(totals, whole, _millionths(amount[~cut]))
    np.add.at(minutes, whole, step_minutes)
    for at, value in zip(start[cut].tolist(), amount[cut].tolist(), strict=True):
        numbers, each = np.unique(owner[at : at + step_minutes], return_counts=True)
        np.add.at(totals, numbers, _millionths(value * each / step_minutes))
        np.add.at(minutes, numbers, each)
    expected = total_minutes // step_minutes
    return IntervalAmounts(
        amounts=tuple(int(t) / _MILLION for t in totals),
        minutes=tuple(int(m) for m in minutes),
        present=len(start),
        absent=max(0, expected - len(start)),
        shared=int(cut.sum()),
    )


def _millionths(amount: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Each addend as a whole number of millionths."""
    import numpy as np

    found: npt.NDArray[np.int64] = np.floor(amount * _MILLION + 0.5).astype(np.int64)
    return found


def _changes_within(
    owner: npt.NDArray[np.int64], start: npt.NDArray[np.int64], step: int
) -> npt.NDArray[np.bool_]:
    """Whether the window changes inside each interval, by a running count of changes."""
    import numpy as np

    running = np.concatenate(([0], np.cumsum(owner[1:] != owner[:-1])))
    found: npt.NDArray[np.bool_] = running[start + step - 1] > running[start]
    return found
