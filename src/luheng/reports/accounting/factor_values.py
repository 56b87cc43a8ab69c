"""The values of factors beneath some figures of an entity: as printed, with source and trust.

The rules say which factors a figure reads. Of their values those are taken that are the entity's:
of its guide, its province and the items that it has figures of. A default that a measured value
stood in for is among them, since the rule reads both; what was applied stands in other tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luheng.apps.accounting.account.line import member
from luheng.errors import say
from luheng.periods import parse_period
from luheng.rules import Factor, FactorRow, Method, Quantity, Rule
from luheng.rules import expression as ex

from .entity_facts import other_guides

if TYPE_CHECKING:
    from luheng.apps.accounting import AccountLine
    from luheng.periods import Period
    from luheng.rules import Rulebook

    from .entity_facts import EntityFacts

__all__ = ["FactorValue", "factor_rules", "factor_values"]

#: tables of signs and other definitions of our own are no factors with a source to be shown
_DEFINITIONS = "luheng_conventions/"
_NATION = "CN"

Limits = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class FactorValue:
    """One value as printed, and where it is printed."""

    quantity: str
    title: str
    key: Mapping[str, str]
    row: FactorRow

    @property
    def members(self) -> str:
        """Of what it is the value, in the reader's language."""
        named = (member(d, m) for d, m in self.key.items() if d != "guide")
        return say(zh="、", en=", ").join(named)


@dataclass(frozen=True)
class _Read:
    """A factor that a rule reads, the rule, and the members that its body names."""

    factor: Factor
    rule: Rule | Method
    limits: Limits = field(default_factory=dict)


def factor_rules(
    book: Rulebook, totals: Sequence[str], period: str, guides: frozenset[str]
) -> tuple[str, ...]:
    """The rules beneath some totals that read a factor, each once."""
    reads = _reads(book, totals, parse_period(period), guides)
    return tuple(dict.fromkeys(one.rule.name for one in reads))


def factor_values(
    book: Rulebook,
    totals: Sequence[str],
    period: str,
    *,
    facts: EntityFacts,
    lines: Mapping[str, Sequence[AccountLine]],
    known: dt.date,
) -> tuple[FactorValue, ...]:
    """The values in force in a period, each once, in the order in which the rules read them.

    Args:
        book: the rulebook.
        totals: the figures.
        period: the period of the form.
        facts: the entity's guide and province.
        lines: the entity's figures by quantity; a rule that has none of them needs no factor.
        known: values that were published later are left out.
    """
    one = parse_period(period)
    every = frozenset(x.key["item"] for some in lines.values() for x in some if "item" in x.key)
    found: dict[tuple[str, tuple[tuple[str, str], ...]], FactorValue] = {}
    for read in _reads(book, totals, one, facts.guides):
        own = lines.get(read.rule.name, ())
        if "entity" in read.rule.grain and not own:
            continue
        items = frozenset(x.key["item"] for x in own if "item" in x.key) or every
        for resolved in read.factor.resolve([one], known):
            key = dict(resolved.key)
            if _is_own(key, read.limits, facts, items):
                title = say(
                    zh=read.factor.zh or read.factor.name, en=read.factor.en or read.factor.name
                )
                value = FactorValue(read.factor.name, title, key, resolved.row)
                found.setdefault((value.quantity, resolved.key), value)
    return tuple(found.values())


def _is_own(
    key: Mapping[str, str], limits: Limits, facts: EntityFacts, items: frozenset[str]
) -> bool:
    # a region that a rule names is the region, whatever the entity's own is
    place = frozenset(facts.parents.get("in_province", ())) or frozenset({_NATION})
    own = {"item": items, "guide": facts.guides, "region": limits.get("region", place)}
    return all(
        m in own.get(d, frozenset({m})) and m in limits.get(d, frozenset({m}))
        for d, m in key.items()
    )


def _reads(
    book: Rulebook, totals: Sequence[str], period: Period, guides: frozenset[str]
) -> Iterator[_Read]:
    """Every factor that a rule beneath the totals reads; rules of other guides are left out."""
    aside = other_guides(guides)
    seen: set[str] = set()
    ahead = [t for t in totals if t in book.names()]
    while ahead:
        name = ahead.pop(0)
        if name in seen:
            continue
        seen.add(name)
        one = book.definition(name, period)
        if not isinstance(one, Rule | Method) or one.cite.standard in aside:
            continue
        for read, limits in _occurrences(one):
            factor = book.factors.get(read)
            if factor is None:
                ahead.append(read)
            elif not factor.place.startswith(_DEFINITIONS):
                yield _Read(factor, one, limits)


def _occurrences(one: Rule | Method) -> Iterator[tuple[str, Limits]]:
    """The names that a rule reads, each with the members that its body holds it to."""
    if isinstance(one, Method):
        yield from ((name, {}) for name in one.reads)
        return
    yield from _named(one.body, {})


def _named(node: object, limits: Limits) -> Iterator[tuple[str, Limits]]:
    match node:
        case ex.Ref(name):
            yield name, limits
        case ex.At(of, dimension, one):
            yield from _named(of, {**limits, dimension: frozenset({one})})
        case ex.Among(of, dimension, members, _):
            yield from _named(of, {**limits, dimension: frozenset(members)})
        case Quantity() | ex.Condition():
            for name in getattr(node, "__dataclass_fields__", {}):
                yield from _named(getattr(node, name), limits)
