"""Calendars that a workspace may use: those of this release, and its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from luheng.errors import BadQuery, listed
from luheng.periods import TimeCalendar, calendars, read_calendars

__all__ = ["FILE", "calendar_of", "calendars_of"]

#: the workspace's own file, beside ``luheng.toml``
FILE = "calendars.yaml"


def calendars_of(folder: Path | None = None) -> Mapping[str, TimeCalendar]:
    """Every calendar by id; a workspace's own goes before one of the release of the same id.

    Raises:
        BadCalendar: the workspace's file is not in form.
    """
    found = dict(calendars())
    own = folder / FILE if folder else None
    if own is not None and own.is_file():
        found |= read_calendars(own.read_text(encoding="utf-8"), FILE)
    return MappingProxyType(found)


def calendar_of(kind: str, name: str = "", folder: Path | None = None) -> TimeCalendar:
    """The calendar of an id; without one the only calendar of the kind in the workspace's file.

    Raises:
        BadQuery: there is none, or more than one and none is named.
        BadCalendar: the workspace's file is not in form.
    """
    every = {n: c for n, c in calendars_of(folder).items() if c.kind == kind}
    if name:
        if name not in every:
            raise BadQuery(
                f"没有名为“{name}”的日历；有：{listed(tuple(every)) or '无'}。",
                f"There is no calendar {name!r}; there are: {listed(tuple(every)) or 'none'}.",
            )
        return every[name]
    own = [c for n, c in every.items() if n not in calendars()]
    if len(own) != 1:
        raise BadQuery(
            f"请用 --calendar 指定日历；有：{listed(tuple(every)) or '无'}。"
            f"自有的日历写在工作区的 {FILE} 中。",
            f"Name a calendar with --calendar; there are: {listed(tuple(every)) or 'none'}. "
            f"Calendars of your own stand in {FILE} of the workspace.",
        )
    return own[0]
