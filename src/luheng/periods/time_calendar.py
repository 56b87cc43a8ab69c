"""Time calendars: which tariff period, or which shift, each minute of a day belongs to; dated data.

A calendar parts every local day into windows, each with a label. Which windows a day has depends on
its month and on what kind of day it is (workday, weekend, holiday). A window that runs past
midnight belongs to the day on which it begins: the night shift of the 3rd ends on the 4th; where
it meets a window of the next day, the next day's holds. Crews that take turns follow a rotation
counted from one anchor day.

Calendars are YAML: those of this release in ``periods/calendars/``, an office's own in its
workspace. A day that a calendar does not govern, or a minute without a window, has no label.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import Any

from luheng.errors import BadCalendar, say

from .validity import Validity

__all__ = ["DAY_KINDS", "Label", "TimeCalendar", "Window", "calendars", "read_calendars"]

DAY_KINDS = ("workday", "weekend", "holiday")
KINDS = ("tariff", "shift")
MINUTES = 1440
_WINDOW = re.compile(r"^(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})$")
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Label:
    """A tariff period or a shift: its id and its names."""

    id: str
    zh: str
    en: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return say(zh=self.zh, en=self.en) or self.id


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes of a day from ``start`` up to ``end``, counted from its midnight; may pass 1440."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class _Days:
    """The windows of some months and kinds of day."""

    months: frozenset[int]
    kinds: frozenset[str]
    windows: tuple[Window, ...]

    def cover(self, month: int, kind: str) -> bool:
        return month in self.months and kind in self.kinds


@dataclass(frozen=True, slots=True)
class TimeCalendar:
    """One calendar of tariff periods or of shifts, with the days that it governs and its source."""

    id: str
    kind: str
    zh: str
    en: str
    applies: Validity
    labels: tuple[Label, ...]
    source: Mapping[str, str]
    trust: str
    days: tuple[_Days, ...]
    holidays: frozenset[dt.date] = frozenset()
    workdays: frozenset[dt.date] = frozenset()
    rotation: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    anchor: dt.date | None = None

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return say(zh=self.zh, en=self.en) or self.id

    def label(self, name: str) -> Label:
        """The label of an id."""
        return next(one for one in self.labels if one.id == name)

    def kind_of(self, day: dt.date) -> str:
        """What kind of day it is; a listed day goes before the day of the week."""
        if day in self.holidays:
            return "holiday"
        if day in self.workdays:
            return "workday"
        return "weekend" if day.weekday() >= _SATURDAY else "workday"

    def windows(self, day: dt.date) -> tuple[Window, ...]:
        """The windows that begin on a day, in order; none on a day that it does not govern."""
        if not self.applies.holds(day):
            return ()
        kind = self.kind_of(day)
        found = next((d for d in self.days if d.cover(day.month, kind)), None)
        return found.windows if found else ()

    def crew(self, day: dt.date, label: str) -> str:
        """Who has the shift that begins on a day; empty where the calendar has no rotation."""
        turns = self.rotation.get(label)
        if not turns or self.anchor is None:
            return ""
        return turns[(day - self.anchor).days % len(turns)]

    def spans(self, first: dt.date, end: dt.date) -> Iterator[tuple[dt.date, int, int, str]]:
        """Each window over the days [first, end): day it begins on, minutes since ``first``, label.

        A window that began on the day before is there from minute 0; one that runs past the last
        day is cut there.
        """
        total = (end - first).days * MINUTES
        day = first - dt.timedelta(days=1)
        while day < end:
            base = (day - first).days * MINUTES
            for window in self.windows(day):
                start, stop = max(0, base + window.start), min(total, base + window.end)
                if start < stop:
                    yield day, start, stop, window.label
            day += dt.timedelta(days=1)

    def as_dict(self) -> dict[str, Any]:
        """The calendar's head as a program reads it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "zh": self.zh,
            "en": self.en,
            "applies": str(self.applies),
            "labels": [{"id": one.id, "zh": one.zh, "en": one.en} for one in self.labels],
            "source": dict(self.source),
            "trust": self.trust,
        }


@functools.cache
def calendars() -> Mapping[str, TimeCalendar]:
    """The calendars of this release by id."""
    found: dict[str, TimeCalendar] = {}
    folder = resources.files(__package__ or "luheng.periods").joinpath("calendars")
    for place in sorted(folder.iterdir(), key=lambda p: p.name):
        if place.name.endswith(".yaml"):
            found |= read_calendars(place.read_text(encoding="utf-8"), place.name)
    return MappingProxyType(found)


def read_calendars(text: str, place: str) -> dict[str, TimeCalendar]:
    """The calendars of a YAML text: a list ``calendars:``, each as in ``docs/accounting.md``.

    Raises:
        BadCalendar: the text is not in form, or two windows of one day claim one minute.
    """
    import yaml

    try:
        raw = yaml.safe_load(text)
        said = raw["calendars"]
        found = [_calendar(one, place) for one in said]
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        shown = " ".join(str(error).split())
        raise BadCalendar(place, f"读不懂：{shown}", f"it cannot be read: {shown}") from error
    return {one.id: one for one in found}


def _calendar(raw: Mapping[str, Any], place: str) -> TimeCalendar:
    name, kind = str(raw["id"]), str(raw["kind"])
    where = f"{place} {name}"
    labels = tuple(
        Label(str(one["id"]), str(one.get("zh", "")), str(one.get("en", "")))
        for one in raw["labels"]
    )
    ids = {one.id for one in labels}
    days = tuple(_days(one, ids, where) for one in raw["days"])
    turns = raw.get("rotation") or {}
    if kind not in KINDS:
        raise BadCalendar(
            where, f"kind 只能是 {'、'.join(KINDS)}。", f"kind is one of {', '.join(KINDS)}."
        )
    return TimeCalendar(
        id=name,
        kind=kind,
        zh=str(raw.get("zh", "")),
        en=str(raw.get("en", "")),
        applies=Validity.of(raw.get("applies")),
        labels=labels,
        source=MappingProxyType({k: str(v) for k, v in (raw.get("source") or {}).items()}),
        trust=str(raw.get("trust", "recalled")),
        days=days,
        holidays=frozenset(_day(d) for d in raw.get("holidays") or ()),
        workdays=frozenset(_day(d) for d in raw.get("workdays") or ()),
        rotation=MappingProxyType(
            {k: tuple(str(c) for c in v) for k, v in (turns.get("crews") or {}).items()}
        ),
        anchor=_day(turns["anchor"]) if turns else None,
    )


def _day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _days(raw: Mapping[str, Any], labels: set[str], where: str) -> _Days:
    months = raw.get("months") or range(1, 13)
    kinds = raw.get("kinds") or DAY_KINDS
    if set(kinds) - set(DAY_KINDS):
        raise BadCalendar(
            where,
            f"kinds 只能是 {'、'.join(DAY_KINDS)}。",
            f"kinds lists some of {', '.join(DAY_KINDS)}.",
        )
    windows = sorted(
        (_window(text, str(label), labels, where) for text, label in raw["windows"].items()),
        key=lambda w: w.start,
    )
    _must_not_meet(windows, where)
    return _Days(frozenset(int(m) for m in months), frozenset(kinds), tuple(windows))


def _window(text: str, label: str, labels: set[str], where: str) -> Window:
    found = _WINDOW.match(str(text).strip())
    if found is None or label not in labels:
        raise BadCalendar(
            where,
            f"时段“{text}: {label}”应写作 08:00-11:00: 已列出的标签。",
            f"The window {text}: {label} should read 08:00-11:00: a label that is listed.",
        )
    start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    return Window(start, end if end > start else end + MINUTES, label)


def _must_not_meet(windows: Sequence[Window], where: str) -> None:
    """Two windows of one kind of day never claim one minute (A10)."""
    for k, one in enumerate(windows):
        for other in windows[k + 1 :]:
            days = (-MINUTES, 0, MINUTES)
            if any(one.start < other.end + d and other.start + d < one.end for d in days):
                raise BadCalendar(
                    where,
                    f"时段 {one.label} 与 {other.label} 重叠。",
                    f"The windows {one.label} and {other.label} overlap.",
                )
