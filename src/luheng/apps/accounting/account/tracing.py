"""Tracing: the reasons of an absent figure, read off the engine's own explanation of it.

The tree under a figure has the value of every part, so the parts that have none can be followed
down to the rows and factors that are not there. It costs a question of its own; a figure of which
nothing is on record is told without it (``reasons.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from luheng.engine import explain
from luheng.rules import Quantity, Rule, Rulebook
from luheng.rules import expression as ex

from .line import Reason, member
from .reasons import Reasons, no_value

if TYPE_CHECKING:
    from luheng.engine.explanation import Node
    from luheng.ledger import Ledger

__all__ = ["explained"]

_SHOWN = 6
_DEEP = 40
_TOLD = frozenset({"no_rows", "no_factor", "no_edition", "no_membership"})


def explained(
    ledger: Ledger,
    book: Rulebook,
    quantity: str,
    *,
    key: Mapping[str, str],
    known_at: dt.datetime | int,
    text: Reasons,
) -> tuple[Reason, ...]:
    """Why one figure has no value, at most six reasons; none where the tree does not tell.

    ``text`` tells of what is not in the tree at all because nothing is on record of it.
    """
    period = text.period
    found = explain(ledger, book, quantity, key=key, period=period.text, known_at=known_at)
    walk = _Walk(book, text)
    return tuple(dict.fromkeys(walk.down(found.node, 0)))[:_SHOWN]


class Need(IntEnum):
    """How much a rule needs a part."""

    SURE = 0
    #: in one branch of two
    BRANCH = 1
    #: below ``or_nil``, or the first of a ``prefer``
    SPARED = 2


@dataclass(frozen=True)
class _Walk:
    book: Rulebook
    text: Reasons

    def down(self, node: Node, depth: int, *, free: bool = False) -> Iterator[Reason]:
        """The reasons beneath a part without a value; ``free`` where another stands in for it."""
        if node.value is not None or depth > _DEEP:
            return
        if node.quantity in self.book.factors:
            yield from self._factor(node)
        elif node.quantity in self.book.sources:
            yield self._source(node)
        else:
            yield from self._parts(node, depth, free=free)

    def _parts(self, node: Node, depth: int, *, free: bool) -> Iterator[Reason]:
        reads = self._reads(node)
        told = False
        for part in node.parts:
            need = reads.get(part.quantity, Need.SURE)
            if part.value is None and not (need is Need.SPARED and _bare(part)):
                for reason in self.down(part, depth + 1, free=free or need is not Need.SURE):
                    told = True
                    yield reason
        if not told and not free:
            # what nothing is on record of is not in the tree
            sure = {name for name, need in reads.items() if need is Need.SURE}
            for name in sorted(sure - set(_names(node))):
                yield from (r for r in self.text.why(name) if r.kind in _TOLD)

    def _reads(self, node: Node) -> dict[str, Need]:
        """How much a rule needs each of its reads, at the place that needs it most."""
        if node.quantity not in self.book.rules:
            return {}
        rule = self.book.definition(node.quantity, self.text.period)
        made: dict[str, Need] = {}
        for name, need in _read(rule.body if isinstance(rule, Rule) else None, Need.SURE):
            made[name] = min(need, made.get(name, need))
        return made

    def _factor(self, node: Node) -> Iterator[Reason]:
        """A factor that has no value; one that the tree merely did not fetch has one."""
        factor = self.book.factors[node.quantity]
        own = {d: node.key[d] for d in factor.grain if d in node.key}
        resolved = factor.resolve([self.text.period], self.text.known_day)
        if not any(own.items() <= dict(r.key).items() for r in resolved):
            yield no_value(factor, self.text.period, (own["item"],) if "item" in own else ())

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


def _read(node: object, need: Need) -> Iterator[tuple[str, Need]]:
    """Each name that a body reads, and how much it needs it there."""
    match node:
        case ex.Ref(name):
            yield name, need
        case ex.Prefer(first, second):
            yield from _read(first, Need.SPARED)
            yield from _read(second, need)
        case ex.OrNil(of):
            yield from _read(of, Need.SPARED)
        case ex.Where(condition, then, otherwise):
            yield from _read(condition, need)
            yield from _read(then, max(need, Need.BRANCH))
            yield from _read(otherwise, max(need, Need.BRANCH))
        case _:
            for name in getattr(node, "__dataclass_fields__", {}):
                below = getattr(node, name)
                if isinstance(below, Quantity | ex.Condition):
                    yield from _read(below, need)


def _names(node: Node) -> Iterator[str]:
    """The quantities that stand beneath a node as parts, through addends without a name."""
    for part in node.parts:
        if part.quantity:
            yield part.quantity
        else:
            yield from _names(part)


def _bare(node: Node) -> bool:
    """Whether nothing at all is on record beneath a part."""
    if node.rows or node.value is not None:
        return False
    return all(_bare(part) for part in node.parts)
