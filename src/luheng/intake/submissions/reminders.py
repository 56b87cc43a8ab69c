"""Reminders (催报): what is said to those that have not filed; texts are made, not sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .office import Form

__all__ = ["Reminder", "reminder"]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: to whom, how late, the how-manieth, and its text in both languages."""

    entity: str
    name: str
    region: str
    days_late: int | None
    count: int
    text_zh: str
    text_en: str

    def as_dict(self) -> dict[str, object]:
        """The reminder as a program reads it."""
        return {name: getattr(self, name) for name in self.__slots__}


def reminder(row: Mapping[str, Any], form: Form, period: str, by: str, on: dt.date) -> Reminder:
    """The reminder of one enterprise's row of a standing."""
    name, days, count = row["name"] or row["entity"], row["days_late"], row["reminders"] + 1
    title_zh, title_en = form.zh or form.name, form.en or form.name
    returned = row["state"] == "returned"
    if row["due"] is None:
        due_zh, due_en = "", ""
    else:
        due_zh = f"，应于{row['due']}前报送"
        due_en = f", due on {row['due']}"
    late_zh = f"，已逾期{days}天" if days else ""
    late_en = f", {days} days late" if days else ""
    state_zh = "已退回，尚未重新上报" if returned else "尚未上报"
    state_en = "was returned and not filed again" if returned else "has not been filed"
    return Reminder(
        row["entity"], name, row["region"] or "", days, count,
        f"{name}（{row['entity']}）：{period}的{title_zh}{due_zh}{late_zh}，{state_zh}"
        f"（应报{row['owed']}项，已有{row['met']}项）。请尽快报送。第{count}次催报。{by}，{on}",
        f"{name} ({row['entity']}): {title_en} of {period}{due_en}{late_en}, {state_en} "
        f"({row['met']} of {row['owed']} items are there). Please file it. "
        f"Reminder no. {count}. {by}, {on}",
    )  # fmt: skip
