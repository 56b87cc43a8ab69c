"""How much a column of a file is like a column of a record, and why: by its name and its cells."""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.connectors.table.header import fold
from luheng.errors import BadPeriod, UnknownUnit
from luheng.periods import parse_period
from luheng.units import unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from luheng.records import Column

__all__ = ["DOUBTFUL", "ENOUGH", "Likeness", "is_period", "is_unit", "likeness", "reads_as"]

#: below the first nothing is proposed, below the second it is proposed as a doubt
ENOUGH = 0.6
DOUBTFUL = 0.75
_CONTAINED = 2
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?%?", re.ASCII)
_INSTANT = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?.*")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 to 1 and what speaks for it, in both languages."""

    score: float
    why_zh: str
    why_en: str


def likeness(header: str, cells: Sequence[str], about: Column) -> Likeness:
    """Name first, then whether the cells can be read as the column's."""
    name = _by_name(header, about)
    judge = reads_as(about)
    if judge is None or not cells:
        return name
    share = sum(map(judge, cells)) / len(cells)
    shown = f"{share:.0%}"
    if share < 0.2:  # noqa: PLR2004  (a name alone does not carry cells that cannot be read)
        lower = name.score - 0.3
        return Likeness(
            max(0.0, round(lower, 2)),
            f"{name.why_zh}；但只有 {shown} 的内容读得出",
            f"{name.why_en}, but only {shown} of its cells can be read so",
        )
    if share >= 0.8 and _telling(about):  # noqa: PLR2004
        score = max(0.78 if about.codelist or about.unit else 0.65, min(1.0, name.score + 0.05))
        return Likeness(
            round(score, 2),
            f"{name.why_zh}；{shown} 的内容读得出" if name.score else f"{shown} 的内容读得出",
            f"{name.why_en}; {shown} of its cells can be read so"
            if name.score
            else f"{shown} of its cells can be read so",
        )
    return name


def _telling(about: Column) -> bool:
    """Whether it says anything that cells can be read as the column's: any number is a number."""
    return bool(about.codelist or about.unit or about.one_of) or about.name == "period"


def _by_name(header: str, about: Column) -> Likeness:
    said = fold(header)
    if not said:
        return Likeness(0.0, "", "")
    best = Likeness(0.0, "", "")
    for text, score, zh, en in _names(about):
        own = fold(text)
        if own == said:
            found = Likeness(score, f"{zh}“{text}”", f"{en} {text!r}")
        elif len(own) >= _CONTAINED and own in said:
            found = Likeness(
                round(0.5 + 0.35 * len(own) / len(said), 2), f"含有“{text}”", f"holds {text!r}"
            )
        else:
            ratio = difflib.SequenceMatcher(None, own, said).ratio()
            found = Likeness(round(0.9 * ratio, 2), f"近似“{text}”", f"resembles {text!r}")
        if found.score > best.score:
            best = found
    return best


def _names(about: Column) -> Iterator[tuple[str, float, str, str]]:
    yield about.name, 1.0, "列名", "the name"
    yield about.zh, 0.98, "中文名", "the Chinese title"
    yield about.en, 0.98, "英文名", "the English title"
    for alias in about.aliases:
        yield alias, 0.95, "别名", "the alias"


def reads_as(about: Column) -> Callable[[str], bool] | None:
    """A test of whether a text can be a cell of the column; None where any text can."""
    import datetime as dt

    if about.codelist or about.one_of:
        return lambda text: _is_code(about.codelist, about.one_of, text)
    if about.unit:
        return is_unit
    if about.type in {float, int}:
        return lambda text: _NUMBER.fullmatch(text.strip()) is not None
    if about.type in {dt.datetime, dt.date}:
        return lambda text: _INSTANT.fullmatch(text.strip()) is not None
    if about.name == "period":
        return is_period
    return None


@functools.lru_cache(maxsize=4096)
def _is_code(codelist: str, one_of: tuple[str, ...], text: str) -> bool:
    return text in one_of or bool(codelist and load(codelist).match(text) is not None)


@functools.lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Whether a text is a unit of the vocabulary."""
    try:
        unit(text)
    except UnknownUnit:
        return False
    return bool(text.strip())


@functools.lru_cache(maxsize=4096)
def is_period(text: str) -> bool:
    """Whether a text is a reporting period."""
    try:
        parse_period(re.sub(r"[ T]00:00(?::00)?$", "", text))
    except BadPeriod:
        return False
    return True
