"""The office: which forms are owed by when, and who may sign which step; data, not code.

Steps and the level that takes them stand in ``steps.csv``. A workspace may hold a
``submissions.toml`` with its forms, their days and its people; without one each record that
enterprises file by month is a form without a due day, and a person signs at the level they state.
"""

from __future__ import annotations

import csv
import functools
import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luheng.errors import BadOffice, NoRight
from luheng.records import names as record_names
from luheng.records import record

__all__ = ["FILE", "LEVELS", "Form", "Office", "Person", "Step", "read_office", "steps"]

FILE = "submissions.toml"
LEVELS = ("enterprise", "city", "province")
#: days after a period within which a form may fall due
_LONGEST = 366
_STEPS = {"P1M": "month", "P3M": "quarter", "P1Y": "year"}


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a state to another, and the level that goes it."""

    action: str
    start: str
    end: str
    level: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Form:
    """What an enterprise files at each step of time: rows of some records.

    ``due_days`` counts from the last day of the period; None is "no day is on record", so that
    nothing can be said to be late.
    """

    name: str
    records: tuple[str, ...]
    step: str = "P1M"
    zh: str = ""
    en: str = ""
    due_days: int | None = None

    @property
    def grain(self) -> str:
        """The grain of the periods that are filed."""
        return _STEPS[self.step]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign: at which level, and for which region or enterprise."""

    name: str
    level: str
    area: str = ""


@dataclass(frozen=True)
class Office:
    """Forms and people of one workspace."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)

    def form(self, name: str) -> Form:
        """A form by its name; raises BadOffice if there is none."""
        if name in self.forms:
            return self.forms[name]
        if not self.forms and name in _fileable():
            return Form(name, (name,), zh=record(name).record_zh, en=record(name).record_en)
        known = ", ".join(self.forms or _fileable())
        raise BadOffice(
            FILE,
            f"没有报表“{name}”（有：{known}）",
            f"there is no form {name!r} (there are: {known})",
        )

    def signer(self, name: str, action: str, level: str) -> Person:
        """The person who signs a step.

        Raises:
            NoRight: nobody has that name, or their level does not take that step.
        """
        levels = {s.level for s in steps() if s.action == action}
        if self.people and name not in self.people:
            raise NoRight(name, action, "没有登记此人", "nobody of that name is registered")
        stated = level or ", ".join(sorted(levels))
        person = self.people[name] if self.people else Person(name, stated)
        if person.level not in levels:
            wanted = ", ".join(sorted(levels))
            raise NoRight(
                name,
                action,
                f"这一步由 {wanted} 级执行，不是 {person.level} 级",
                f"it is taken at the level {wanted}, not {person.level}",
            )
        return person


@functools.cache
def steps() -> tuple[Step, ...]:
    """Every step that may be taken."""
    text = importlib.resources.files(__package__).joinpath("steps.csv").read_text("utf-8")
    return tuple(
        Step(r["action"], r["from"], r["to"], r["level"], r["zh"], r["en"])
        for r in csv.DictReader(text.splitlines())
    )


@functools.cache
def _fileable() -> tuple[str, ...]:
    """Records whose rows an entity files for a period."""
    found = []
    for name in record_names():
        keys = record(name).keys()
        if "entity" in keys and "period" in keys and name != "submission_step":
            found.append(name)
    return tuple(found)


def read_office(folder: Path) -> Office:
    """The forms and people of a workspace's ``submissions.toml``; empty if it has none.

    Raises:
        BadOffice: the file breaks its form.
    """
    path = folder / FILE
    if not path.is_file():
        return Office()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadOffice(FILE, f"不是 TOML：{error}", f"it is no TOML: {error}") from error
    forms = {n: _form(n, f) for n, f in _tables(said, "forms").items()}
    people = {n: _person(n, p) for n, p in _tables(said, "people").items()}
    return Office(forms, people)


def _tables(said: Mapping[str, Any], name: str) -> Mapping[str, Mapping[str, Any]]:
    found = said.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(v, dict) for v in found.values()):
        raise BadOffice(FILE, f"[{name}] 应为表", f"[{name}] should be a table of tables")
    return found


def _form(name: str, said: Mapping[str, Any]) -> Form:
    records = tuple(said.get("records", (name,)))
    strange = [r for r in records if r not in _fileable()]
    if strange or not records:
        raise BadOffice(
            FILE,
            f"报表 {name} 的记录 {strange} 不能按企业和报告期上报",
            f"the records {strange} of the form {name} are not filed by entity and period",
        )
    days, step = said.get("due_days"), said.get("step", "P1M")
    if (
        not (days is None or (isinstance(days, int) and 0 <= days <= _LONGEST))
        or step not in _STEPS
    ):
        raise BadOffice(
            FILE,
            f"报表 {name}：due_days 是天数，step 是 {', '.join(_STEPS)}",
            f"the form {name}: due_days is a number of days, step one of {', '.join(_STEPS)}",
        )
    return Form(name, records, step, str(said.get("zh", "")), str(said.get("en", "")), days)


def _person(name: str, said: Mapping[str, Any]) -> Person:
    level = said.get("level", "")
    if level not in LEVELS:
        raise BadOffice(
            FILE,
            f"{name} 的级别应为 {', '.join(LEVELS)}",
            f"the level of {name} should be one of {', '.join(LEVELS)}",
        )
    return Person(name, level, str(said.get("area", "")))
