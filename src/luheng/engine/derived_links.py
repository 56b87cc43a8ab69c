"""Derived links: memberships that follow from the code lists.

Where an enterprise lies is recorded once, as a county, a city or a province; which regions it lies
within follows from the code list of regions. Which item is a kind of which follows from the lists
of items alone.
"""

from __future__ import annotations

import functools
from collections.abc import Container
from dataclasses import dataclass

from luheng.codelists import load

__all__ = ["Derivation", "derivation", "kinds", "parents_of", "recorded", "regions_above"]

#: what a relation is derived from that no membership says
ITEMS = "items"
#: the level of a relation whose links are recorded ones under another name
SAME = "same"
#: of a code of GB/T 2260
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Derivation:
    """A relation that is derived: through which recorded one, and up to which level (* is all).

    ``through`` is "items" where the code lists of items say it all; ``level`` is "same" where the
    links are the recorded ones, under another dimension of the child.
    """

    through: str
    level: str


@functools.cache
def derivation(relation: str) -> Derivation | None:
    """How a relation is derived, or None where it is recorded."""
    row = next((r for r in load("relations").rows if r["id"] == relation), None)
    return Derivation(row["through"], row["level"]) if row and row["through"] else None


def recorded(relation: str) -> str:
    """The recorded relation on which one rests: itself, unless it is derived."""
    derived = derivation(relation)
    return derived.through if derived else relation


@functools.cache
def kinds() -> tuple[tuple[str, str], ...]:
    """Each item that is a kind of another, and that other: (fly_ash, industrial solid waste)."""
    return tuple((row["id"], row["parent"]) for row in load(ITEMS).rows if row.get("parent"))


def parents_of(relation: str, parent: str) -> tuple[str, ...]:
    """What a parent of the recorded relation becomes along this one."""
    derived = derivation(relation)
    if derived is None or derived.level == SAME:
        return (parent,)
    return tuple(p for p, _ in regions_above(parent, derived.level))


@functools.cache
def regions_above(region: str, level: str = "*") -> tuple[tuple[str, str], ...]:
    """A region and every one that it lies in, each with its level; one level only if it is named.

    A county that the list does not hold lies where the digits of its code say (GB/T 2260: two for
    the province, two for the city).
    """
    rows = {row["id"]: row for row in load("regions").rows}
    found: dict[str, str] = {}
    code = region
    while code and code not in found:
        row = rows.get(code)
        found[code] = row["level"] if row else "county"
        code = row["parent"] if row else _parent(code, rows)
    return tuple((c, own) for c, own in found.items() if level in {"*", own})


def _parent(code: str, rows: Container[str]) -> str:
    if len(code) != _DIGITS or not code.isdigit():
        return ""
    return next((c for c in (code[:4] + "00", code[:2] + "0000") if c in rows), "")
