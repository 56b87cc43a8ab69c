"""Tracing: the reasons of an absent figure, read off the engine's own explanation of it.

The tree under a figure has the value of every part, so the parts that have none can be followed
down to the rows and factors that are not there. It costs a question of its own; a figure of which
nothing is on record is told without it (``reasons.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.engine import explain
from luheng.rules import Quantity, Rule, Rulebook
from luheng.rules import expression as ex

from .line import Reason, member
from .reasons import no_value

if TYPE_CHECKING:
    from luheng.engine.explanation import Node
    from luheng.ledger import Ledger
    from luheng.periods import Period

__all__ = ["explained"]

_SHOWN = 6
_DEEP = 40


def explained(
    ledger: Ledger,
    book: Rulebook,
    quantity: str,
    *,
    key: Mapping[str, str],
    period: Period,
    known_at: dt.datetime | int,
    day: dt.date,
) -> tuple[Reason, ...]:
    """Why one figure has no value, at most six reasons; none where the tree does not tell.

    ``day`` bounds which values of factors were known.
    """
    found = explain(ledger, book, quantity, key=key, period=period.text, known_at=known_at)
    walk = _Walk(book, period, day)
    return tuple(dict.fromkeys(walk.down(found.node, 0)))[:_SHOWN]


@dataclass(frozen=True)
class _Walk:
    book: Rulebook
    period: Period
    day: dt.date

    def down(self, node: Node, depth: int) -> Iterator[Reason]:
        """The reasons beneath a part without a value."""
        if node.value is not None or depth > _DEEP:
            return
        if node.quantity in self.book.factors:
            yield from self._factor(node)
        elif node.quantity in self.book.sources:
            yield self._source(node)
        else:
            free = self._free(node)
            for part in node.parts:
                if part.value is None and not (part.quantity in free and _bare(part)):
                    yield from self.down(part, depth + 1)

    def _free(self, node: Node) -> frozenset[str]:
        """The parts that a rule may do without: below ``or_nil``, or the first of a ``prefer``."""
        if node.quantity not in self.book.rules:
            return frozenset()
        rule = self.book.definition(node.quantity, self.period)
        return (
            frozenset(_optional(rule.body, free=False)) if isinstance(rule, Rule) else frozenset()
        )

    def _factor(self, node: Node) -> Iterator[Reason]:
        """A factor that has no value; one that the tree merely did not fetch has one."""
        factor = self.book.factors[node.quantity]
        own = {d: node.key[d] for d in factor.grain if d in node.key}
        resolved = factor.resolve([self.period], self.day)
        if not any(own.items() <= dict(r.key).items() for r in resolved):
            yield no_value(factor, self.period, (own["item"],) if "item" in own else ())

    def _source(self, node: Node) -> Reason:
        source = self.book.sources[node.quantity]
        about = [member(d, m) for d, m in node.key.items() if d in {"item", "role"}]
        if node.rows:
            zh, en = "有行而没有数值", "rows without a value"
        elif source.assay:
            zh, en = "没有实测数据", "not measured"
        else:
            zh, en = "账本中没有", "not on record"
        named = "、".join(about)
        return Reason(
            "no_assay" if source.assay else "no_rows",
            f"{source.zh}（{named}）：{zh}。" if named else f"{source.zh}：{zh}。",
            f"{source.en} ({', '.join(about)}): {en}." if named else f"{source.en}: {en}.",
            source.name,
            tuple(node.key.get(d, "") for d in ("item", "role") if d in node.key),
        )


def _optional(node: object, *, free: bool) -> Iterator[str]:
    match node:
        case ex.Ref(name):
            if free:
                yield name
        case ex.Prefer(first, second):
            yield from _optional(first, free=True)
            yield from _optional(second, free=free)
        case ex.OrNil(of):
            yield from _optional(of, free=True)
        case _:
            for name in getattr(node, "__dataclass_fields__", {}):
                below = getattr(node, name)
                if isinstance(below, Quantity | ex.Condition):
                    yield from _optional(below, free=free)


def _bare(node: Node) -> bool:
    """Whether nothing at all is on record beneath a part."""
    if node.rows or node.value is not None:
        return False
    return all(_bare(part) for part in node.parts)
