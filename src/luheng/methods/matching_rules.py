"""The words, chances and thresholds for matching enterprises, from ``entity_matching.yaml``.

The points of a level of a field are log2(m/u): m the chance of that level in two rows about one
enterprise, u in two rows about different ones (Fellegi and Sunter 1969, J. Am. Stat. Assoc. 64).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

__all__ = ["MISSING", "MatchingRules", "matching_rules"]

#: the level of a field of which one of the two rows says nothing: no points either way
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class MatchingRules:
    """What is compared, what it is worth, and from where on two rows are one enterprise."""

    #: field -> level -> points; a level that is not there gives none
    points: Mapping[str, Mapping[str, float]]
    #: field -> levels with which a person is asked whatever the points
    asked: Mapping[str, frozenset[str]]
    thresholds: Mapping[str, float]
    similarity: Mapping[str, float]
    blocking: Mapping[str, float]
    legal_forms: Mapping[str, tuple[str, ...]]
    group_words: tuple[str, ...]
    idle_words: tuple[str, ...]
    places_that_are_words: frozenset[str]


@functools.cache
def matching_rules() -> MatchingRules:
    """The rules of the package, read once."""
    import yaml

    text = (Path(__file__).with_name("entity_matching.yaml")).read_text(encoding="utf-8")
    return _of(yaml.safe_load(text))


def _of(said: Mapping[str, Any]) -> MatchingRules:
    points = {
        field: MappingProxyType({level: math.log2(c["m"] / c["u"]) for level, c in levels.items()})
        for field, levels in said["fields"].items()
    }
    asked = {field: frozenset(levels) for field, levels in said["never_same_unasked"].items()}
    forms = {kind: tuple(words) for kind, words in said["legal_forms"].items()}
    return MatchingRules(
        points=MappingProxyType(points),
        asked=MappingProxyType(asked),
        thresholds=MappingProxyType(said["thresholds"]),
        similarity=MappingProxyType(said["similarity"]),
        blocking=MappingProxyType(said["blocking"]),
        legal_forms=MappingProxyType(forms),
        group_words=tuple(said["group_words"]),
        idle_words=tuple(said["idle_words"]),
        places_that_are_words=frozenset(said["places_that_are_words"]),
    )
