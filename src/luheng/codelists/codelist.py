"""A code list: the dated rows of one official table, and how a text finds its code."""

from __future__ import annotations

import csv
import difflib
import functools
import importlib.resources
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from luheng.errors import UnknownCode
from luheng.periods import Validity

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["CodeList", "Row", "load", "names"]

Row = Mapping[str, str]

#: A text is compared with these cells; ``aliases`` holds several, parted by ``|``.
_NAME_COLUMNS = ("zh", "en", "short")


@dataclass(frozen=True, slots=True, eq=False)
class CodeList:
    """One table: one row per code and validity, cells as text, a gap is the empty text."""

    name: str
    title_zh: str
    source: str
    rows: tuple[Row, ...] = field(repr=False)
    _by_id: Mapping[str, tuple[Row, ...]] = field(init=False, repr=False)
    _by_text: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", _by_id(self.rows))
        object.__setattr__(self, "_by_text", _by_text(self.rows))

    def ids(self) -> frozenset[str]:
        """Every code, whatever its validity."""
        return frozenset(self._by_id)

    def get(self, code: str, on: dt.date | None = None) -> Row:
        """The row of ``code`` that is valid ``on`` a day, or its newest row if none is given.

        Raises UnknownCode if the list does not hold the code, or not on that day.
        """
        for row in reversed(self._by_id.get(code, ())):
            if on is None or _validity(row).holds(on):
                return row
        raise UnknownCode(self.name, code, self.near(code))

    def match(self, text: str) -> str | None:
        """The code that a text names: its id, zh, en, short name or alias, however spaced.

        Width (full or half), spaces and case do not count. None if nothing bears the name, or
        if two codes do.
        """
        return self._by_text.get(_fold(text))

    def near(self, text: str, n: int = 3) -> tuple[str, ...]:
        """At most ``n`` codes whose id or name resembles the text, the most alike first."""
        alike = difflib.get_close_matches(_fold(text), self._by_text, n=4 * n, cutoff=0.5)
        return tuple(dict.fromkeys(self._by_text[name] for name in alike))[:n]

    def search(self, text: str) -> tuple[Row, ...]:
        """The rows whose id, name or an alias contains the text, in the order of the table."""
        wanted = _fold(text)
        return tuple(
            row for row in self.rows if any(wanted in _fold(name) for name in _texts_of(row))
        )


@functools.cache
def load(name: str) -> CodeList:
    """The code list of that name; raises UnknownCode if there is none."""
    about = _sources().get(name)
    if about is None:
        near = difflib.get_close_matches(name, _sources(), n=3, cutoff=0.5)
        raise UnknownCode("codelists", name, tuple(near))
    return CodeList(name, about["title_zh"], about["source"], _read(name))


def names() -> tuple[str, ...]:
    """The names of all code lists, in the order of ``sources.csv``."""
    return tuple(_sources())


@functools.cache
def _sources() -> Mapping[str, Row]:
    return {row["list"]: row for row in _read("sources")}


def _read(name: str) -> tuple[Row, ...]:
    text = (importlib.resources.files(__package__) / f"{name}.csv").read_text(encoding="utf-8")
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return tuple(MappingProxyType(dict(line)) for line in lines)


def _by_id(rows: tuple[Row, ...]) -> Mapping[str, tuple[Row, ...]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["id"]].append(row)
    return {code: tuple(sorted(of_code, key=_validity)) for code, of_code in found.items()}


def _by_text(rows: tuple[Row, ...]) -> Mapping[str, str]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for text in _texts_of(row):
            found[_fold(text)].add(row["id"])
    # a name that two codes bear names neither: a guess here would move figures silently
    names = {text: codes.pop() for text, codes in found.items() if len(codes) == 1}
    return names | {_fold(row["id"]): row["id"] for row in rows}


def _texts_of(row: Row) -> Iterator[str]:
    yield row["id"]
    for column in _NAME_COLUMNS:
        if row.get(column):
            yield row[column]
    if row.get("aliases"):
        yield from row["aliases"].split("|")


def _validity(row: Row) -> Validity:
    return Validity.of({"from": row.get("valid_from"), "to": row.get("valid_to")})


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
