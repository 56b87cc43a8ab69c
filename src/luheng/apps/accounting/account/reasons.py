"""Reasons: what keeps a figure from being said, traced down to rows, factors and editions.

A figure is absent because something beneath it is. The trace follows the rule's own text: what it
reads, in which roles and of which items, and holds that against the rows that the ledger has of the
subject and the values that factors have in the period. It asks the engine nothing. What may be
missing by the rule's own word (``or_nil``, the first of a ``prefer``) is no reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.apps.accounting.members import by_dimension, parents_of
from luheng.apps.accounting.reach import Members, Touch, narrowed, reach, without
from luheng.errors import UnknownQuantity
from luheng.rules import Factor, Method, Quantity, Rule, Rulebook, Source
from luheng.rules import expression as ex
from luheng.rules.rulebook import Definition

from .line import Reason, member

if TYPE_CHECKING:
    from luheng.apps.accounting.quality.evidence import Evidence
    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger
    from luheng.periods import Period

__all__ = ["Reasons", "no_value", "nothing", "reasons_for", "see_explain", "undefined"]

_SHOWN = 6
_ANY: Members = MappingProxyType({})
#: what keeps even an optional part from being nil, or the subject from having it at all
_BEYOND_NIL = frozenset({"no_factor", "undefined", "no_membership"})


@dataclass(frozen=True)
class Reasons:
    """Traces absent figures of one subject in one period, from what the ledger holds of it."""

    book: Rulebook
    period: Period
    evidence: Evidence
    known_day: dt.date
    #: of each dimension above the subject its members: its guides, its regions
    parents: Members = field(default_factory=lambda: _ANY)
    #: the relations along which the subject has a parent; None where that is not known
    relations: frozenset[str] | None = None
    _held: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _defaults: dict[str, set[str]] = field(default_factory=dict)
    _found: dict[Any, tuple[Reason, ...]] = field(default_factory=dict)

    def why(self, name: str, only: Members = _ANY) -> tuple[Reason, ...]:
        """The reasons why a figure has no value at some members, at most six."""
        found = self._name(name, only, frozenset())
        # what the subject does not belong to explains all the rest
        outside = tuple(r for r in found if r.kind == "no_membership")
        return outside or found[:_SHOWN] or (see_explain(name),)

    def _name(self, name: str, only: Members, above: frozenset[str]) -> tuple[Reason, ...]:
        """The reasons of one quantity, worked out once for each narrowing."""
        if name in above:
            return ()
        key = (name, tuple(sorted(only.items())))
        if key not in self._found:
            self._found[key] = tuple(dict.fromkeys(self._trace(name, only, above)))
        return self._found[key]

    def _trace(self, name: str, only: Members, above: frozenset[str]) -> Iterator[Reason]:
        try:
            one = self.book.definition(name, self.period)
        except UnknownQuantity:
            yield undefined(name)
            return
        match one:
            case Source():
                yield from self._source(one, only)
            case Rule() if self.book.governing(name, self.period) is None:
                yield _no_edition(one, self.period)
            case Rule():
                yield from self._body(one.body, only, above | {name})
            case Method():
                for read in one.reads:
                    yield from self._name(read, only, above | {name})
            case Factor() if self._items_held(one) is None:
                yield no_value(one, self.period, ())

    def _body(
        self, node: Quantity | ex.Condition, only: Members, above: frozenset[str]
    ) -> Iterator[Reason]:
        match node:
            case ex.Ref(name):
                yield from self._name(name, only, above)
            case ex.Prefer(first, second):
                yield from self._either(first, second, only, above)
            case ex.Where(_, then, otherwise):
                yield from self._branch(then, otherwise, only, above)
            case ex.By(_, along, default) if not self._belongs(along, default):
                yield _no_parent(along)
            case ex.OrNil(of):
                said = tuple(self._body(of, only, above))
                # nothing on record is nil here; rows that lack a factor are not
                yield from (r for r in said if r.kind in _BEYOND_NIL)
            case ex.Arithmetic("*" | "/", left, right):
                yield from self._body(left, only, above)
                yield from self._body(right, only, above)
                yield from self._lacking(left, right, only)
                yield from self._lacking(right, left, only)
            case _:
                inner = self._narrowed(node, only)
                for below in _below(node):
                    yield from self._body(below, inner, above)

    def _narrowed(self, node: object, only: Members) -> Members:
        """The limits that hold below a verb."""
        match node:
            case ex.At(_, dimension, one):
                return narrowed(only, dimension, frozenset({one}))
            case ex.Among(_, dimension, members, _):
                return narrowed(only, dimension, frozenset(members))
            case ex.Sum(_, over, _):
                return without(only, over)
            case ex.RollUp(_, along) | ex.By(_, along):
                return without(only, self._parent(along))
        return only

    def _belongs(self, along: str, default: str) -> bool:
        """Whether the subject has a parent along a relation, or takes the one by default."""
        if default:
            self._defaults.setdefault(self._parent(along)[0], set()).add(default)
        return bool(default) or self.relations is None or along in self.relations

    def _parent(self, along: str) -> tuple[str, ...]:
        """The dimension of the parents of a relation."""
        return self.book.relations[along][1:]

    def _either(
        self, first: Quantity, second: Quantity, only: Members, above: frozenset[str]
    ) -> Iterator[Reason]:
        """Of two that stand in for one another: nothing if one of them can be said."""
        one, other = tuple(self._body(first, only, above)), tuple(self._body(second, only, above))
        if one and other:
            yield from dict.fromkeys((*one, *other))

    def _branch(
        self, then: Quantity, otherwise: Quantity, only: Members, above: frozenset[str]
    ) -> Iterator[Reason]:
        """Of two branches the one that lacks less is taken to be the one that was meant."""
        sides = [tuple(dict.fromkeys(self._body(s, only, above))) for s in (then, otherwise)]
        yield from min(sides, key=len)

    def _lacking(self, side: Quantity, beside: Quantity, only: Members) -> Iterator[Reason]:
        """A factor without a value for an item that the other side has rows of."""
        if not isinstance(side, ex.Ref) or side.name not in self.book.factors:
            return
        factor = self.book.factors[side.name]
        if "item" not in factor.grain:
            return
        held = self._items_held(factor)
        items = self._items(beside, only)
        if held is not None and items - held:
            yield no_value(factor, self.period, tuple(sorted(items - held)))

    def _items(self, node: Quantity, only: Members) -> frozenset[str]:
        """The items that an expression has rows of."""
        cells = self.evidence.under(self._touches(node, only))
        return frozenset(c.item for c in cells if c.item)

    def _touches(self, node: object, only: Members) -> Iterable[Touch]:
        match node:
            case ex.Ref(name) if name not in self.book.factors:
                yield from reach(self.book, name, self.period, only).touches
            case ex.At(of, dimension, one):
                yield from self._touches(of, narrowed(only, dimension, frozenset({one})))
            case ex.Among(of, dimension, members, _):
                yield from self._touches(of, narrowed(only, dimension, frozenset(members)))
            case Quantity():
                for below in _below(node):
                    yield from self._touches(below, only)

    def _items_held(self, factor: Factor) -> frozenset[str] | None:
        """The items that a factor has a value for in the period; None if it has none at all."""
        if factor.name not in self._held:
            keys = [dict(r.key) for r in factor.resolve([self.period], self.known_day)]
            some = [k for k in keys if self._is_ours(k)]
            items = frozenset(k.get("item", "") for k in some)
            self._held[factor.name] = items if some else None
        return self._held[factor.name]

    def _is_ours(self, key: Mapping[str, str]) -> bool:
        """Whether a value is for the subject's own guide, region and so on."""
        for dimension, one in key.items():
            above = self.parents.get(dimension) or self._defaults.get(dimension)
            if above and dimension != "item" and one not in above:
                return False
        return True

    def _source(self, one: Source, only: Members) -> Iterator[Reason]:
        touches = reach(self.book, one.name, self.period, only).touches
        looked_at = {"activity", "reading"}
        if any(t.record not in looked_at for t in touches) or self.evidence.under(touches):
            return
        limits = touches[0].only
        role, items = sorted(limits.get("role", ())), sorted(limits.get("item", ()))
        roles_zh = "、".join(member("role", r) for r in role)
        few = items if len(items) <= _SHOWN else []
        zh = "".join(f"，{t}" for t in (roles_zh, "、".join(member("item", i) for i in few)) if t)
        en = "".join(f", {t}" for t in (", ".join(role), ", ".join(few)) if t)
        # rows of other items are there, or none could be: it is no matter of this item
        other = (
            "item" in only and len(only["item"]) <= 1 and touches[0].only["item"] <= only["item"]
        )
        yield Reason(
            "not_of_item" if other else "no_rows",
            f"账本中没有这一期的{one.zh}{zh}。",
            f"the ledger has no rows of {one.en} of the period{en}.",
            one.name,
            tuple(role),
        )


def reasons_for(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    period: Period,
    evidence: Evidence,
    *,
    known_at: dt.datetime | int | None,
    day: dt.date,
) -> Reasons:
    """Whatever a trace needs of a subject in a period."""
    parents = parents_of(ledger, book, subject, period, known_at)
    known = frozenset(parents) if subject.kind == "entity" else None
    return Reasons(book, period, evidence, day, by_dimension(book, parents), known)


def _below(node: object) -> Iterator[Quantity | ex.Condition]:
    for name in getattr(node, "__dataclass_fields__", {}):
        value = getattr(node, name)
        if isinstance(value, Quantity | ex.Condition):
            yield value


def undefined(name: str) -> Reason:
    """The rulebook has no such quantity."""
    return Reason(
        "undefined",
        f"本版规则库没有定义 {name}。",
        f"this release of the rulebook does not define {name}.",
        name,
    )


def nothing(one: Definition) -> Reason:
    """Nothing is on record that a quantity could rest on."""
    return Reason(
        "no_rows",
        f"账本中没有{one.zh}的数据。",
        f"nothing is on record of {one.en}.",
        one.name,
    )


def _no_edition(rule: Rule, period: Period) -> Reason:
    return Reason(
        "no_edition",
        f"{rule.zh}在 {period.text} 没有可用的标准版本。",
        f"no edition of {rule.en} is in force in {period.text}.",
        rule.name,
    )


def _no_parent(along: str) -> Reason:
    row = codelists.load("relations").get(along)
    return Reason(
        "no_membership",
        f"没有登记“{row['zh']}”（{along}）。",
        f'nothing is on record of "{row["en"]}" ({along}).',
        along,
    )


def no_value(factor: Factor, period: Period, items: tuple[str, ...]) -> Reason:
    """A factor has no value in a period, or none for some items."""
    named = "、".join(member("item", i) for i in items)
    zh = f"{factor.zh or factor.name}在 {period.text} 没有取值" + (
        f"：{named}。" if items else "。"
    )
    en = f"{factor.en or factor.name} has no value in {period.text}" + (
        f": {', '.join(items)}." if items else "."
    )
    return Reason("no_factor", zh, en, factor.name, items)


def see_explain(name: str) -> Reason:
    """The rules' text alone does not tell; the engine's own tree does."""
    return Reason(
        "see_explain",
        f"原因见 luheng explain {name}。",
        f"luheng explain {name} shows what is missing.",
        name,
    )
