"""The scale of grades: classes of rows and factors, and each grade's bounds; ``quality.yaml``."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from typing import Any

from luheng.errors import say

__all__ = ["Grade", "RowClass", "Scale", "scale"]


@dataclass(frozen=True, slots=True)
class RowClass:
    """A class of rows or of factors; ``rank`` rises from good to poor."""

    id: str
    rank: int
    zh: str
    en: str
    words: tuple[str, ...] = ()
    qualities: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The class in the reader's language."""
        return say(zh=self.zh, en=self.en)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the worst ranks that it bears."""

    id: str
    activity: int
    factor: int
    zh: str
    en: str

    @property
    def name(self) -> str:
        """What the grade means in the reader's language."""
        return say(zh=self.zh, en=self.en)


@dataclass(frozen=True, slots=True)
class Scale:
    """Every class and grade, and the shares from which a class or an item counts."""

    classes: tuple[RowClass, ...]
    factors: tuple[RowClass, ...]
    grades: tuple[Grade, ...]
    counts_from: float
    coverage: float

    def class_of(self, method: str | None, origin: str | None) -> RowClass:
        """The class that the words of an activity's ``method`` and ``origin`` name."""
        said = f"{method or ''} {origin or ''}".casefold()
        for one in self.classes:
            if any(word in said for word in one.words):
                return one
        return self.classes[-1]

    def class_of_reading(self, quality: str | None) -> RowClass:
        """The class of a reading by its quality flag."""
        for one in self.classes:
            if quality in one.qualities:
                return one
        return self.classes[-1]

    def factor(self, name: str) -> RowClass:
        """The class of factors of an id."""
        return next(one for one in self.factors if one.id == name)

    def grade(self, activity: int, factor: int, *, lower: bool = False) -> Grade:
        """The first grade that bears both ranks, or the one below it."""
        at = next(
            (n for n, g in enumerate(self.grades) if activity <= g.activity and factor <= g.factor),
            len(self.grades) - 1,
        )
        return self.grades[min(at + lower, len(self.grades) - 1)]


@functools.cache
def scale() -> Scale:
    """The scale of this release."""
    import yaml

    place = resources.files("luheng.apps.accounting.quality").joinpath("quality.yaml")
    raw = yaml.safe_load(place.read_text(encoding="utf-8"))
    return Scale(
        classes=tuple(_class(one) for one in raw["classes"]),
        factors=tuple(_class(one) for one in raw["factors"]),
        grades=tuple(
            Grade(str(g["id"]), int(g["activity"]), int(g["factor"]), g["zh"], g["en"])
            for g in raw["grades"]
        ),
        counts_from=float(raw["counts_from"]),
        coverage=float(raw["coverage"]),
    )


def _class(raw: dict[str, Any]) -> RowClass:
    return RowClass(
        str(raw["id"]),
        int(raw["rank"]),
        raw["zh"],
        raw["en"],
        tuple(str(w).casefold() for w in raw.get("words") or ()),
        frozenset(raw.get("qualities") or ()),
    )
