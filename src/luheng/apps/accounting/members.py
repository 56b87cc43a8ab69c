"""Members: which entities' rows a subject's figures rest on in a period, and their meters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luheng.engine.memberships import Memberships
    from luheng.ledger import Ledger
    from luheng.periods import Period
    from luheng.rules import Rulebook

    from .subject import Subject

__all__ = ["Members", "by_dimension", "members_of", "parents_of"]

#: the relation along which the entities of a park or a region are found
_ALONG = {"park": "park_of", "region": "within_region"}


@dataclass(frozen=True, slots=True)
class Members:
    """The entities of a subject in a period, and their meters; an entity is its own member."""

    entities: tuple[str, ...]
    meters: tuple[str, ...]


def members_of(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    period: Period,
    known_at: dt.datetime | int | None = None,
) -> Members:
    """The entities and meters that a subject's figures may rest on in a period."""
    from luheng.engine.memberships import Memberships

    table = ledger.read("membership", known=known_at)
    links = Memberships(table, book.relations)
    entities: tuple[str, ...] = (subject.id,)
    if subject.kind in _ALONG:
        entities = _children(links, _ALONG[subject.kind], period, {subject.id})
    meters = _children(links, "meter_of", period, set(entities))
    return Members(entities, meters)


def parents_of(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    period: Period,
    known_at: dt.datetime | int | None = None,
) -> dict[str, frozenset[str]]:
    """What a subject belongs to in a period, by relation: its guides, regions, sector, park."""
    from luheng.engine.memberships import Memberships

    if subject.kind != "entity":
        return {}
    links = Memberships(ledger.read("membership", known=known_at), book.relations)
    found: dict[str, frozenset[str]] = {}
    for relation, (child, parent) in book.relations.items():
        if child == "entity" and parent != "entity":
            rows = links.in_periods(relation, [period])
            pairs = zip(rows["child"].to_pylist(), rows["parent"].to_pylist(), strict=True)
            own = frozenset(p for c, p in pairs if c == subject.id)
            if own:
                found[relation] = own
    return found


def by_dimension(book: Rulebook, parents: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The same by the dimension of the parents: every guide, every region."""
    found: dict[str, frozenset[str]] = {}
    for relation, own in parents.items():
        dimension = book.relations[relation][1]
        found[dimension] = found.get(dimension, frozenset()) | own
    return found


def _children(
    links: Memberships, relation: str, period: Period, parents: set[str]
) -> tuple[str, ...]:
    found = links.in_periods(relation, [period])
    pairs = zip(found["child"].to_pylist(), found["parent"].to_pylist(), strict=True)
    return tuple(sorted({child for child, parent in pairs if parent in parents}))
