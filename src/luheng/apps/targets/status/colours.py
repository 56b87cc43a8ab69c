"""The colour of a target, by the rules of ``colours.yaml``: the limits are data, with reasons."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

import yaml

from luheng.apps.targets.reasons import Reason

__all__ = ["Colour", "Situation", "colour_of", "rules"]


class Colour(StrEnum):
    """Where a target stands; grey is "cannot be said"."""

    MET = "met"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"

    @property
    def words(self) -> Reason:
        """The colour in words a reader meets in a table."""
        return {
            "met": Reason("已达到", "met"),
            "green": Reason("正常", "on track"),
            "amber": Reason("预警", "at risk"),
            "red": Reason("落后", "off track"),
            "grey": Reason("不能说", "cannot be said"),
        }[self.value]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules of colours ask about; None is not known."""

    judged: str | None = None
    reached: bool | None = None
    lasting: bool | None = None
    probability: float | None = None
    behind: float | None = None
    years_missed: int | None = None
    peaked: str | None = None


_COMPARE = {
    "at_least": lambda value, limit: value >= limit,
    "at_most": lambda value, limit: value <= limit,
    "above": lambda value, limit: value > limit,
    "below": lambda value, limit: value < limit,
}
_NOTHING = Reason("没有可以判断的数值", "there is no figure to judge by")


def colour_of(situation: Situation) -> tuple[Colour, Reason]:
    """The colour of the first rule that holds, with its reason; grey where none does."""
    for rule in rules():
        conditions: Mapping[str, Any] = rule["when"]
        if all(_holds(getattr(situation, name), said) for name, said in conditions.items()):
            return Colour(rule["colour"]), Reason(rule["zh"], rule["en"])
    return Colour.GREY, _NOTHING


@functools.cache
def rules() -> tuple[Mapping[str, Any], ...]:
    """The rules in order, from ``colours.yaml``."""
    text = resources.files(__package__).joinpath("colours.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text)["rules"])


def _holds(value: Any, said: Any) -> bool:
    if value is None:
        return False
    if isinstance(said, Mapping):
        return all(_COMPARE[name](value, limit) for name, limit in said.items())
    return bool(value == said)
