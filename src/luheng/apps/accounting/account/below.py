"""Below: of an absent figure of a park or a region, the entities that keep it from being said.

What a park's figure is rolled up from is read off the rules' text, and those quantities are asked
of the members in one question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luheng.engine import evaluate
from luheng.errors import UnknownQuantity
from luheng.rules import Method, Rule, Rulebook

from .line import Reason

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.periods import Period

__all__ = ["Below", "below_of", "rolled_up"]

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Below:
    """What the members of a park or a region cannot say in one period."""

    book: Rulebook
    period: Period
    kind: str
    #: how many members have a figure or an absent one, and the absent rows, by quantity
    asked: Mapping[str, int] = field(default_factory=dict)
    absent: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    def why(self, name: str, key: Mapping[str, str]) -> tuple[Reason, ...]:
        """The members that cannot say what a figure is rolled up from."""
        return tuple(self._why(name, key))

    def _why(self, name: str, key: Mapping[str, str]) -> Iterator[Reason]:
        for below in rolled_up(self.book, name, self.period, self.kind):
            rows = [r for r in self.absent.get(below, ()) if _fits(r, key)]
            found = sorted({str(r["entity"]) for r in rows})
            if not found:
                continue
            one = self.book.definition(below, self.period)
            few = found[:_SHOWN]
            more = len(found) - len(few)
            zh = "、".join(few) + (f" 等 {len(found)} 家" if more else "")
            en = ", ".join(few) + (f" and {more} more" if more else "")
            whole = self.asked[below]
            yield Reason(
                "members",
                f"{whole} 个成员中有 {len(found)} 个的{one.zh}无法给出：{zh}；原因见其自身的核算。",
                f"{one.en} cannot be said for {len(found)} of {whole} members: {en}; their own "
                "accounts say why.",
                below,
                tuple(few),
            )


def _fits(row: Mapping[str, Any], key: Mapping[str, str]) -> bool:
    """Whether a member's row is part of a cell; ``item`` and the like must agree."""
    return all(row.get(d) is None or row[d] == m for d, m in key.items())


def below_of(
    ledger: Ledger,
    book: Rulebook,
    kind: str,
    absent: Iterable[str],
    entities: Sequence[str],
    *,
    period: Period,
    known_at: dt.datetime | int,
) -> Below:
    """Ask the members for whatever some absent figures are rolled up from."""
    names = dict.fromkeys(n for one in absent for n in rolled_up(book, one, period, kind))
    if not names or not entities:
        return Below(book, period, kind)
    found = evaluate(
        ledger, book, list(names), where={"entity": entities}, period=[period], known_at=known_at
    )
    held: dict[str, set[str]] = {}
    gaps: dict[str, list[Mapping[str, Any]]] = {}
    for row in found.rows():
        held.setdefault(row["quantity"], set()).add(row["entity"])
        if row["value"] is None:
            gaps.setdefault(row["quantity"], []).append(row)
    return Below(book, period, kind, {n: len(some) for n, some in held.items()}, gaps)


def rolled_up(book: Rulebook, name: str, period: Period, kind: str) -> tuple[str, ...]:
    """The quantities of entities that a figure of a park or a region is rolled up from."""
    return tuple(dict.fromkeys(_rolled_up(book, name, period, kind, frozenset())))


def _rolled_up(
    book: Rulebook, name: str, period: Period, kind: str, above: frozenset[str]
) -> Iterator[str]:
    try:
        one = book.definition(name, period)
    except UnknownQuantity:
        return
    if name in above or not isinstance(one, Rule | Method):
        return
    if kind not in one.grain:
        if "entity" in one.grain:
            yield name
        return
    for read in one.reads:
        yield from _rolled_up(book, read, period, kind, above | {name})
