"""When a source is due: an interval or a time of day, and sooner again after a failure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .runs import FAILED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .runs import Run
    from .source import Source

__all__ = ["due_at"]

#: after the n-th failure in a row the next try is 5 min × 2^(n-1) later, an hour at most
_FIRST, _LONGEST = dt.timedelta(minutes=5), dt.timedelta(hours=1)
_DOUBLINGS = 8


def due_at(source: Source, runs: Sequence[Run], timezone: str) -> dt.datetime | None:
    """When the source is due next, in the workspace's zone; None without a schedule."""
    zone = ZoneInfo(timezone)
    if source.interval is None and source.time_of_day is None:
        return None
    done = [r for r in runs if r.state != FAILED]
    if not runs:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    failures = 0
    for run in reversed(runs):
        if run.state != FAILED:
            break
        failures += 1
    planned = _planned(source, done[-1] if done else None, zone)
    if not failures:
        return planned
    wait: dt.timedelta = min(_LONGEST, _FIRST * int(2 ** min(failures - 1, _DOUBLINGS)))
    if source.interval is not None:
        wait = min(wait, source.interval)
    return max(planned, runs[-1].started_at.astimezone(zone) + wait)


def _planned(source: Source, last: Run | None, zone: ZoneInfo) -> dt.datetime:
    """When it is due if nothing fails."""
    if last is None:
        return dt.datetime.min.replace(tzinfo=dt.UTC)
    started = last.started_at.astimezone(zone)
    if source.interval is not None:
        return started + source.interval
    at = source.time_of_day or dt.time()
    # wall-clock time of the zone: a day with a change of clocks has its 06:30 all the same
    today = dt.datetime.combine(started.date(), at, zone)
    if started < today:
        return today
    return dt.datetime.combine(started.date() + dt.timedelta(days=1), at, zone)
