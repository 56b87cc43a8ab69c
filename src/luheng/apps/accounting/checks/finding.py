"""What a named check found: where, what is likely behind it, and the way out."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

from luheng.errors import say
from luheng.records import Level

__all__ = ["Check", "CheckFinding", "checks", "number"]


@dataclass(frozen=True, slots=True)
class Check:
    """One named check: its numbers and its sentences."""

    code: str
    zh: str
    en: str
    level: Level
    numbers: Mapping[str, float]
    texts: Mapping[str, str]

    @property
    def name(self) -> str:
        """The check in the reader's language."""
        return say(zh=self.zh, en=self.en)


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One finding at one entity; ``said`` fills the sentences, in both languages."""

    check: Check
    entity: str
    period: str
    item: str
    said_zh: Mapping[str, object]
    said_en: Mapping[str, object]
    level: Level
    source: str = ""
    place: str = ""

    @property
    def code(self) -> str:
        """The code, under which ``docs/findings`` has a page."""
        return self.check.code

    def _text(self, name: str) -> str:
        return say(
            zh=self.check.texts[f"{name}_zh"].format(**self.said_zh),
            en=self.check.texts[f"{name}_en"].format(**self.said_en),
        )

    @property
    def problem(self) -> str:
        """What is wrong, in the reader's language."""
        return self._text("problem")

    @property
    def cause(self) -> str:
        """What is likely behind it."""
        return self._text("cause")

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self._text("remedy")

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "code": self.code,
            "check": self.check.name,
            "level": str(self.level),
            "entity": self.entity,
            "period": self.period,
            "item": self.item or None,
            "problem": self.problem,
            "cause": self.cause,
            "remedy": self.remedy,
            "source": self.source or None,
            "place": self.place or None,
        }

    def __str__(self) -> str:
        place = f"  {self.source} {self.place}".rstrip() if self.source else ""
        return (
            f"? {self.entity}: {self.problem}{place}\n    {self.cause}\n"
            f"    {self.remedy}  [{self.code}]"
        )


@functools.cache
def checks() -> Mapping[str, Check]:
    """The checks of this release by code."""
    import yaml

    place = resources.files("luheng.apps.accounting.checks").joinpath("checks.yaml")
    raw = yaml.safe_load(place.read_text(encoding="utf-8"))["checks"]
    return MappingProxyType({code: _check(code, said) for code, said in raw.items()})


def _check(code: str, raw: Mapping[str, Any]) -> Check:
    texts = {
        f"{part}_{tongue}": str(raw[f"{part}_{tongue}"])
        for part in ("problem", "cause", "remedy")
        for tongue in ("zh", "en")
    }
    numbers = {k: float(v) for k, v in raw["numbers"].items()}
    return Check(
        code, raw["zh"], raw["en"], Level(raw["level"]), MappingProxyType(numbers),
        MappingProxyType(texts),
    )  # fmt: skip


def number(value: float) -> str:
    """A figure for a sentence: six significant digits, thousands parted."""
    text = f"{float(f'{value:.6g}'):,.10f}"
    return text.rstrip("0").rstrip(".")
