"""A code list: the dated rows of one official table, and how a text finds its code."""

from __future__ import annotations

import csv
import difflib
import functools
import importlib.resources
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from luheng.errors import UnknownCode
from luheng.periods import Validity

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["UNIONS", "CodeList", "Row", "about", "folded", "load", "names", "texts_of"]

Row = Mapping[str, str]

#: lists that are others one after another; a name that two of them bear is read as the first one
UNIONS = MappingProxyType(
    {
        "items": (
            *("energy_carriers", "wastes", "waters", "pollutants", "products", "gases"),
            *("materials", "economics"),
        )
    }
)

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
        texts: dict[str, str] = {}
        for part in UNIONS.get(self.name, ("",)):
            rows = [row for row in self.rows if not part or row["list"] == part]
            texts = _by_text(rows) | texts
        # an id is never read as the name of another row
        ids = {folded(row["id"]): row["id"] for row in reversed(self.rows)}
        object.__setattr__(self, "_by_text", texts | ids)

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
        if two codes do; of a class and the only group that it is of, it names the wider one.
        """
        return self._by_text.get(folded(text))

    def bearers(self, text: str) -> tuple[str, ...]:
        """Every code that bears the name, in the order of the table."""
        wanted = folded(text)
        found = (r["id"] for r in self.rows if wanted in map(folded, texts_of(r)))
        return tuple(dict.fromkeys(found))

    def near(self, text: str, n: int = 3) -> tuple[str, ...]:
        """At most ``n`` codes whose id or name resembles the text, the most alike first."""
        alike = difflib.get_close_matches(folded(text), self._by_text, n=4 * n, cutoff=0.5)
        return tuple(dict.fromkeys(self._by_text[name] for name in alike))[:n]

    def search(self, text: str) -> tuple[Row, ...]:
        """The rows whose id, name or an alias contains the text, in the order of the table."""
        wanted = folded(text)
        return tuple(
            row for row in self.rows if any(wanted in folded(name) for name in texts_of(row))
        )


@functools.cache
def load(name: str) -> CodeList:
    """The code list of that name; raises UnknownCode if there is none."""
    said = _sources().get(name)
    if said is None:
        near = difflib.get_close_matches(name, _sources(), n=3, cutoff=0.5)
        raise UnknownCode("codelists", name, tuple(near))
    parts = UNIONS.get(name)
    rows = tuple(_marked(part, r) for part in parts for r in load(part).rows) if parts else None
    return CodeList(name, said["title_zh"], said["source"], rows or _read(name))


def about(name: str) -> Row:
    """What a list is: title, source, edition, licence and a note; raises UnknownCode."""
    load(name)
    return _sources()[name]


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


def _marked(part: str, row: Row) -> Row:
    return MappingProxyType({**row, "list": part})


def _by_text(rows: Sequence[Row]) -> dict[str, str]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    parents = {row["id"]: row.get("parent", "") for row in rows}
    for row in rows:
        for text in texts_of(row):
            found[folded(text)].add(row["id"])
    # a name that two codes bear names neither: a guess here would move figures silently
    named = ((text, _widest(codes, parents)) for text, codes in found.items())
    return {text: code for text, code in named if code} | {folded(i): i for i in parents}


def _widest(codes: set[str], parents: Mapping[str, str]) -> str:
    """The code that all others of the set lie below, as a group of one class does; else nothing."""
    tops = [code for code in codes if parents[code] not in codes]
    return tops[0] if len(tops) == 1 else ""


def texts_of(row: Row) -> Iterator[str]:
    """What a row is called: its id, its names and its aliases."""
    yield row["id"]
    for column in _NAME_COLUMNS:
        if row.get(column):
            yield row[column]
    if row.get("aliases"):
        yield from row["aliases"].split("|")


def _validity(row: Row) -> Validity:
    return Validity.of({"from": row.get("valid_from"), "to": row.get("valid_to")})


def folded(text: str) -> str:
    """The text without spaces, width and case: what two spellings have in common."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
