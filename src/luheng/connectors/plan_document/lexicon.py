"""The plan reader's words, read once from ``lexicon.yaml`` and made into patterns."""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

__all__ = ["Lexicon", "alternatives", "lexicon"]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists by name; ``units`` maps a unit as written to its class."""

    words: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str]
    per: tuple[str, ...]
    before: Mapping[str, str]
    between: Mapping[str, str]
    after: Mapping[str, str]
    headings: Mapping[str, tuple[str, ...]]
    sectors: Mapping[str, str]
    binding: Mapping[str, bool]
    table: Mapping[str, tuple[str, ...]]

    def any_of(self, name: str) -> re.Pattern[str]:
        """A pattern of the words of one list, the longest first."""
        return _pattern(self.words[name])


def alternatives(words: Iterable[str]) -> str:
    """The words as one alternation, longest first."""
    return _joined(tuple(words))


@functools.cache
def _joined(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True))


@functools.cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(alternatives(words))


@functools.cache
def lexicon() -> Lexicon:
    """The lexicon that is shipped with the reader."""
    text = importlib.resources.files(__package__).joinpath("lexicon.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    hedges = raw["hedges"]
    units = {u: kind for kind, names in raw["units"].items() if kind != "per" for u in names}
    return Lexicon(
        words={k: tuple(v) for k, v in raw.items() if isinstance(v, list)},
        units=units,
        per=tuple(raw["units"]["per"]),
        before=_inverted(hedges["before"]),
        between=_inverted(hedges["between"]),
        after=_inverted(hedges["after"]),
        headings={k: tuple(v) for k, v in raw["headings"].items()},
        sectors=raw["sectors"],
        binding=raw["binding"],
        table={k: tuple(v) for k, v in raw["table"].items()},
    )


def _inverted(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {str(word): sign for sign, words in groups.items() for word in words}
