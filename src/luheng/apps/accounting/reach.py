"""Reach: which ledger rows and which factors a quantity rests on, read off the rules' own text.

A rule's body is an expression, so what it reads is known without any data: which record, and of its
roles, items and other dimensions which members. The grade of a figure's data and the reason why a
figure cannot be said both start here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from luheng.errors import UnknownQuantity
from luheng.periods import Period
from luheng.rules import Factor, Method, Quantity, Rule, Rulebook, Source
from luheng.rules import expression as ex

__all__ = ["Members", "Reach", "Touch", "narrowed", "reach", "without"]

Members = Mapping[str, frozenset[str]]
_NO_LIMIT: Members = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Touch:
    """Rows of one record that a quantity reads: only these members of these dimensions.

    ``assay`` is the measured property that a row must have, if any; ``source`` the quantity that
    reads the record.
    """

    record: str
    source: str
    only: Members = field(default_factory=lambda: _NO_LIMIT)
    assay: str = ""

    def takes(self, row: Mapping[str, object]) -> bool:
        """Whether a row is among those read."""
        return all(row.get(d) in some for d, some in self.only.items() if d in row)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a quantity rests on in one period: ledger rows, factors and other quantities."""

    touches: tuple[Touch, ...] = ()
    factors: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def properties(self) -> frozenset[str]:
        """The measured properties that it takes where they are on record."""
        return frozenset(t.assay for t in self.touches if t.assay)


@dataclass
class _Walk:
    book: Rulebook
    period: Period
    touches: dict[tuple[str, str, tuple[tuple[str, frozenset[str]], ...], str], Touch] = field(
        default_factory=dict
    )
    factors: dict[str, None] = field(default_factory=dict)
    quantities: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    seen: set[tuple[str, tuple[tuple[str, frozenset[str]], ...]]] = field(default_factory=set)

    def name(self, name: str, only: Members) -> None:
        """Follow a quantity by its name, under the limits laid on it from above."""
        key = (name, tuple(sorted(only.items())))
        if key in self.seen:
            return
        self.seen.add(key)
        try:
            found = self.book.definition(name, self.period)
        except UnknownQuantity:
            self.unknown[name] = None
            return
        match found:
            case Factor():
                self.factors[name] = None
            case Source():
                self.source(found, only)
            case Rule():
                self.quantities[name] = None
                self.body(found.body, only)
            case Method():
                self.quantities[name] = None
                for read in found.reads:
                    self.name(read, only)

    def source(self, source: Source, only: Members) -> None:
        """Note the rows of a source; its own ``where`` narrows them too."""
        own = {d: frozenset(m) for d, m in source.where.items()}
        held = {d: m for d, m in only.items() if d in source.grain}
        limits = {d: (own[d] & held[d] if d in own and d in held else own.get(d) or held[d])
                  for d in {**own, **held}}  # fmt: skip
        touch = Touch(source.record, source.name, MappingProxyType(limits), source.assay)
        key = (touch.record, touch.source, tuple(sorted(limits.items())), touch.assay)
        self.touches[key] = touch

    def body(self, node: Quantity | ex.Condition, only: Members) -> None:
        """Follow an expression; ``at`` and ``among`` narrow what is below them."""
        match node:
            case ex.Ref(name):
                self.name(name, only)
            case ex.At(of, dimension, member):
                self.body(of, narrowed(only, dimension, frozenset({member})))
            case ex.Among(of, dimension, members, _):
                self.body(of, narrowed(only, dimension, frozenset(members)))
            case ex.Sum(of, over, _):
                # what is summed here is another dimension than the one narrowed above
                self.body(of, without(only, over))
            case ex.RollUp(of, along) | ex.By(of, along):
                # the parent was narrowed; which children it has is not known here
                self.body(of, without(only, self.book.relations[along][1:]))
            case _:
                for below in _below(node):
                    self.body(below, only)


def narrowed(only: Members, dimension: str, members: frozenset[str]) -> Members:
    """Limits with one more laid on."""
    held = only.get(dimension)
    return {**only, dimension: members if held is None else held & members}


def without(only: Members, dimensions: Collection[str]) -> Members:
    """Limits without those of some dimensions."""
    return {d: m for d, m in only.items() if d not in dimensions}


def _below(node: Quantity | ex.Condition) -> Iterator[Quantity | ex.Condition]:
    for name in getattr(node, "__dataclass_fields__", {}):
        value = getattr(node, name)
        if isinstance(value, Quantity | ex.Condition):
            yield value


def reach(book: Rulebook, name: str, period: Period, only: Members = _NO_LIMIT) -> Reach:
    """What a quantity rests on in a period, all the way down; ``only`` narrows its dimensions."""
    walk = _Walk(book, period)
    walk.name(name, only)
    return Reach(
        tuple(walk.touches.values()), tuple(walk.factors), tuple(walk.quantities),
        tuple(walk.unknown),
    )  # fmt: skip
