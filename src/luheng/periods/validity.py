"""Validity: from when to when something governs, half-open, open at either end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ALWAYS", "Validity"]


@dataclass(frozen=True, slots=True, order=True)
class Validity:
    """A half-open interval of days; ``start`` is within, ``end`` is not; ``end`` None is open."""

    start: dt.date = dt.date.min
    end: dt.date | None = None

    @classmethod
    def of(cls, raw: Mapping[str, object] | None) -> Validity:
        """Read ``{from:, to:}`` of a rulebook file; a missing end is open."""
        raw = raw or {}
        return cls(_day(raw.get("from")) or dt.date.min, _day(raw.get("to")))

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies within."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Validity) -> bool:
        """Whether the two share a day."""
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )

    def days_within(self, start: dt.date, end: dt.date) -> int:
        """How many days of [start, end) lie within."""
        lo = max(self.start, start)
        hi = end if self.end is None else min(self.end, end)
        return max(0, (hi - lo).days)

    def __str__(self) -> str:
        start = "…" if self.start == dt.date.min else self.start.isoformat()
        return f"{start} → {self.end.isoformat() if self.end else '…'}"


ALWAYS = Validity()


def _day(value: object) -> dt.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(str(value))
