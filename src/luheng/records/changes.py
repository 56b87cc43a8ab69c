"""Changes: what each version of each record added and removed, from ``changes.csv``.

A record whose columns differ from what its lines add up to has changed without saying so: give it
a new ``version`` and a line.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import importlib.resources
from dataclasses import dataclass

__all__ = ["Change", "changes"]


@dataclass(frozen=True, slots=True)
class Change:
    """One version of one record: the day, the columns added and removed, and what changed."""

    record: str
    version: str
    day: dt.date
    added: tuple[str, ...]
    removed: tuple[str, ...]
    zh: str
    en: str


def changes(record: str) -> tuple[Change, ...]:
    """The versions of a record, the oldest first; none for a record that was never published."""
    return tuple(c for c in _all() if c.record == record)


@functools.cache
def _all() -> tuple[Change, ...]:
    place = importlib.resources.files(__package__) / "changes.csv"
    rows = csv.DictReader(place.read_text(encoding="utf-8").splitlines())
    return tuple(
        Change(
            row["record"],
            row["version"],
            dt.date.fromisoformat(row["day"]),
            tuple(row["added"].split()),
            tuple(row["removed"].split()),
            row["zh"],
            row["en"],
        )
        for row in rows
    )
