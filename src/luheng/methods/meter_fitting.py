"""Is energy measured where it has to be: fitting rates and accuracy, as a checklist (GB 17167).

    fitting rate = instruments installed ÷ instruments that measuring all energy takes × 100 %

An enterprise has to measure what it takes in and gives off; a sub-unit or a piece of equipment only
from a threshold of use on. A place counts once, however many instruments stand there. Whether the
rate is enough, and from which use on a place counts, are requirements that the caller brings: the
method knows no standard. A place whose use is not known, or is known in a unit that does not
measure what the threshold does, is left out of the rate and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from luheng.units import unit

__all__ = [
    "Accuracy",
    "Fitting",
    "Instrument",
    "Level",
    "Place",
    "Requirement",
    "accuracies",
    "fitting",
]


class Level(StrEnum):
    """Where energy is measured."""

    UNIT = "unit"
    SUB_UNIT = "sub_unit"
    EQUIPMENT = "equipment"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is asked at one level of one item: the rate, and the use from which a place counts.

    ``kind`` names the group of items for which one rate is asked. A level without a threshold
    counts every place.
    """

    kind: str
    rate: float
    threshold: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One item at one entity, and how much of it is used there: per year, or as a power or flow."""

    entity: str
    level: Level
    item: str
    use: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument: what it measures, where, and its accuracy class in per cent if on record."""

    id: str
    entity: str
    item: str
    accuracy: float | None = None


@dataclass(frozen=True, slots=True)
class Fitting:
    """One line of the checklist: a level and a kind of energy.

    ``rate`` (per cent) and ``passes`` are None where no place needs an instrument. ``lacking`` are
    the entities that need one and have none, ``undecided`` those of which that cannot be said.
    """

    level: Level
    kind: str
    needed: int
    installed: int
    rate: float | None
    limit: float
    passes: bool | None
    lacking: tuple[str, ...]
    undecided: tuple[str, ...]

    def say(self) -> tuple[str, str]:
        """The reason of the verdict, in Chinese and in English."""
        doubt_zh = f"；{len(self.undecided)} 处用量不明，未计入" if self.undecided else ""
        doubt_en = f"; {len(self.undecided)} of unknown use left out" if self.undecided else ""
        if self.rate is None:
            return f"没有应当计量的地点{doubt_zh}。", f"No place has to be measured{doubt_en}."
        zh = f"应装 {self.needed} 处，已装 {self.installed} 处，{self.rate:.1f}%"
        en = f"{self.installed} of {self.needed} places measured, {self.rate:.1f} %"
        asked = f"{self.limit:g}"
        if self.passes:
            return f"{zh}，不低于 {asked}%{doubt_zh}。", f"{en}, at least {asked} %{doubt_en}."
        names = "、".join(self.lacking), ", ".join(self.lacking)
        return (
            f"{zh}，低于 {asked}%；缺：{names[0]}{doubt_zh}。",
            f"{en}, below {asked} %; lacking: {names[1]}{doubt_en}.",
        )


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The accuracy class of one instrument against what is asked; None where one is unknown."""

    instrument: str
    item: str
    accuracy: float | None
    limit: float | None
    passes: bool | None

    def say(self) -> tuple[str, str]:
        """The reason of the verdict, in Chinese and in English."""
        if self.limit is None:
            return (
                "没有单一的要求：由负荷类别、衡器种类或口径决定。",
                "No single requirement: duty, kind of scale or diameter decides.",
            )
        if self.accuracy is None:
            return "准确度等级没有记录。", "Its accuracy class is not on record."
        better = "不差于" if self.passes else "差于"
        worse = "no worse than" if self.passes else "worse than"
        return (
            f"{self.accuracy:g} 级，{better} {self.limit:g} 级。",
            f"Class {self.accuracy:g}, {worse} {self.limit:g}.",
        )


def fitting(
    places: Iterable[Place],
    instruments: Iterable[Instrument],
    requirements: Mapping[tuple[Level, str], Requirement],
) -> tuple[Fitting, ...]:
    """The fitting rate of each level and kind of energy, by level and then in order of kind.

    Args:
        places: where energy is used; one that no requirement is for is left out.
        instruments: what is installed; one at no such place counts for nothing.
        requirements: (level, item) to what is asked.
    """
    measured = {(i.entity, i.item) for i in instruments}
    lines: dict[tuple[Level, str], dict[str, list[str]]] = {}
    limits: dict[tuple[Level, str], float] = {}
    for place in sorted(set(places), key=lambda p: (p.entity, p.item)):
        asked = requirements.get((place.level, place.item))
        if asked is None:
            continue
        key = (place.level, asked.kind)
        limits[key] = asked.rate
        line = lines.setdefault(key, {"installed": [], "lacking": [], "undecided": []})
        counts = _counts(place, asked)
        if counts is None:
            line["undecided"].append(place.entity)
        elif counts:
            there = (place.entity, place.item) in measured
            line["installed" if there else "lacking"].append(place.entity)
    order = list(Level)
    return tuple(
        _line(*key, line, limits[key])
        for key, line in sorted(lines.items(), key=lambda one: (order.index(one[0][0]), one[0][1]))
    )


def _counts(place: Place, asked: Requirement) -> bool | None:
    """Whether a place has to be measured; None if its use is unknown or does not fit."""
    if asked.threshold is None:
        return True
    if place.use is None or not place.unit:
        return None
    own, limit = unit(place.unit), unit(asked.unit)
    if not own.fits(limit):
        return None
    return Fraction(place.use) * own.ratio_to(limit) >= Fraction(asked.threshold)


def _line(level: Level, kind: str, line: Mapping[str, list[str]], limit: float) -> Fitting:
    installed, lacking = len(line["installed"]), tuple(line["lacking"])
    needed = installed + len(lacking)
    rate = 100 * installed / needed if needed else None
    passes = None if rate is None else rate >= limit
    undecided = tuple(line["undecided"])
    return Fitting(level, kind, needed, installed, rate, limit, passes, lacking, undecided)


def accuracies(
    instruments: Iterable[Instrument], limits: Mapping[str, float]
) -> tuple[Accuracy, ...]:
    """Each instrument's accuracy class against the largest that is allowed for its item.

    Args:
        instruments: those at the whole unit, where an accuracy is asked for.
        limits: item to the largest permissible class; an item without a single one is left open.
    """
    out = []
    for one in sorted(instruments, key=lambda i: i.id):
        limit = limits.get(one.item)
        known = limit is not None and one.accuracy is not None
        passes = one.accuracy <= limit if known else None  # type: ignore[operator]
        out.append(Accuracy(one.id, one.item, one.accuracy, limit, passes))
    return tuple(out)
