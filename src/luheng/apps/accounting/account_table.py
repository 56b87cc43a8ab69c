"""The table of accounts: which quantities make up the accounts, in which order; ``accounts.yaml``.

It names quantities of the rulebook and holds no formula. What a release of the rulebook does not
define stays in the table and is told as such, line by line.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng.errors import BadQuery, UnknownQuantity, say

from .subject import KINDS

if TYPE_CHECKING:
    from luheng.rules import Rulebook

__all__ = ["AccountTable", "Line", "Section", "account_table", "bases"]

_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a quantity for one kind of subject, and how it is shown and taken apart."""

    section: str
    quantity: str
    shown: str = ""
    parts: str = ""
    amount: str = ""
    common: str = ""
    sum: Mapping[str, int] = field(default_factory=lambda: _NONE)
    ratio: tuple[str, ...] = ()
    detail: bool = False
    variants: Mapping[str, str] = field(default_factory=lambda: _NONE)
    lacking: tuple[str, str] | None = None

    def on(self, basis: str) -> str:
        """The quantity that says the same on another basis; its own where it has none."""
        return next(
            (q for b, q in self.variants.items() if b.lower() == basis.lower()), self.quantity
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    id: str
    zh: str
    en: str
    lines: Mapping[str, tuple[Line, ...]]

    @property
    def title(self) -> str:
        """The heading in the reader's language."""
        return say(zh=self.zh, en=self.en)


@dataclass(frozen=True, slots=True)
class AccountTable:
    """Every section, and for each kind of subject its lines."""

    sections: tuple[Section, ...]

    def lines(self, kind: str, sections: tuple[str, ...] = ()) -> Iterator[Line]:
        """The lines of a kind of subject in reading order; only of some sections if named.

        Raises:
            BadQuery: there is no such section.
        """
        known = {s.id for s in self.sections}
        if set(sections) - known:
            wrong = ", ".join(sorted(set(sections) - known))
            raise BadQuery(
                f"没有名为 {wrong} 的部分；有：{'、'.join(sorted(known))}。",
                f"There is no section {wrong}; there are: {', '.join(sorted(known))}.",
            )
        for section in self.sections:
            if not sections or section.id in sections:
                yield from section.lines.get(kind, ())

    def line(self, kind: str, quantity: str) -> Line | None:
        """The line of a quantity."""
        return next((one for one in self.lines(kind) if one.quantity == quantity), None)

    def section(self, name: str) -> Section:
        """The section of an id."""
        return next(s for s in self.sections if s.id == name)

    def quantities(self) -> frozenset[str]:
        """Every quantity that the table names, on whatever basis and for whatever use."""
        found: set[str] = set()
        for section in self.sections:
            for line in (one for some in section.lines.values() for one in some):
                found |= {
                    line.quantity,
                    line.parts,
                    line.amount,
                    *line.sum,
                    *line.variants.values(),
                }
        return frozenset(found - {""})


@functools.cache
def account_table() -> AccountTable:
    """The table of this release."""
    import yaml

    place = resources.files("luheng.apps.accounting").joinpath("accounts.yaml")
    raw = yaml.safe_load(place.read_text(encoding="utf-8"))
    return AccountTable(tuple(_section(one) for one in raw["sections"]))


def _section(raw: Mapping[str, Any]) -> Section:
    lines: dict[str, list[Line]] = {kind: [] for kind in KINDS}
    for one in raw["lines"]:
        for kind in KINDS:
            if kind in one:
                lines[kind].append(_line(raw["id"], one, kind))
    named = {kind: tuple(some) for kind, some in lines.items()}
    return Section(raw["id"], raw["zh"], raw["en"], MappingProxyType(named))


def _line(section: str, said: Mapping[str, Any], kind: str) -> Line:
    """A line of one kind of subject; what is said for that kind alone goes first."""
    own = said[kind] if isinstance(said[kind], dict) else {"quantity": said[kind]}
    raw = {**{k: v for k, v in said.items() if k not in KINDS}, **own}
    return Line(
        section=section,
        quantity=str(raw["quantity"]),
        shown=str(raw.get("shown", "")),
        parts=str(raw.get("parts", "")),
        amount=str(raw.get("amount", "")),
        common=str(raw.get("common", "")),
        ratio=tuple(raw.get("ratio") or ()),
        sum=MappingProxyType({k: int(v) for k, v in (raw.get("sum") or {}).items()}),
        detail=bool(raw.get("detail", False)),
        variants=MappingProxyType(dict(raw.get("variants") or {})),
        lacking=(raw["lacking"]["zh"], raw["lacking"]["en"]) if "lacking" in raw else None,
    )


def bases(book: Rulebook, quantity: str) -> str:
    """The basis that the rulebook declares for a quantity; empty where it has none."""
    try:
        return str(getattr(book.definition(quantity), "basis", ""))
    except UnknownQuantity:
        return ""
