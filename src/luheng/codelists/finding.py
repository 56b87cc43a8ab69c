"""Finding a code in all lists at once, with the reason why each row was found."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .codelist import UNIONS, Row, folded, load, names, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["REASONS", "Hit", "find"]

#: why a row was found, the strongest reason first: (reason, Chinese, English)
REASONS = (
    ("code", "代码相同", "is the code"),
    ("name", "名称相同", "is the name"),
    ("alias", "别名相同", "is an alias"),
    ("begins", "名称以此开头", "begins a name"),
    ("contains", "名称中含有", "is part of a name"),
    ("within", "名称包含在所查文字中", "holds a name"),
    ("resembles", "名称相近", "resembles a name"),
)
_RANK = {reason: n for n, (reason, _, _) in enumerate(REASONS)}
_ALIKE = 0.5
#: so many rows that only resemble the text are told
_MOST_ALIKE = 8
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of one list, the text of it that was met, and how it was met."""

    codelist: str
    row: Row
    reason: str
    text: str
    likeness: float

    def as_dict(self) -> dict[str, object]:
        """The hit as a program reads it."""
        return {
            "list": self.codelist,
            "reason": self.reason,
            "text": self.text,
            "likeness": round(self.likeness, 3),
            **self.row,
        }


def find(text: str, lists: Iterable[str] = ()) -> tuple[Hit, ...]:
    """The rows of all lists, or of some, that a text means or resembles: the best first.

    Exact code, name, alias; then names that begin with it, contain it, are contained in it, or
    resemble it. Within one reason the share of the name that the text makes up decides, then the
    order of the lists. Lists made of others are not searched again unless they are named. A blank
    text finds nothing. Raises UnknownCode for a list that there is not.
    """
    wanted = folded(text)
    if not wanted:
        return ()
    chosen = tuple(lists) or tuple(name for name in names() if name not in UNIONS)
    hits = [hit for name in chosen for row in load(name).rows for hit in _best(name, row, wanted)]
    met = [hit for hit in hits if hit.reason != "resembles"]
    met.sort(key=lambda hit: (_RANK[hit.reason], -hit.likeness))
    return tuple(met or sorted(hits, key=lambda hit: -hit.likeness)[:_MOST_ALIKE])


def _best(name: str, row: Row, wanted: str) -> Iterator[Hit]:
    """The strongest way in which a row is met, if there is one."""
    met = [
        (_RANK[reason], -likeness, reason, text)
        for text in texts_of(row)
        for reason, likeness in _reasons(row, text, folded(text), wanted)
    ]
    if met:
        _, likeness, reason, text = min(met)
        yield Hit(name, row, reason, text, -likeness)


def _reasons(row: Row, text: str, held: str, wanted: str) -> Iterator[tuple[str, float]]:
    share = min(len(wanted), len(held)) / max(len(wanted), len(held), 1)
    if held == wanted:
        own = "name" if text in {row["zh"], row["en"], row.get("short")} else "alias"
        yield "code" if text == row["id"] else own, 1.0
    elif held.startswith(wanted):
        yield "begins", share
    elif wanted in held:
        yield "contains", share
    elif len(held) >= _SHORTEST and held in wanted:
        yield "within", share
    elif len(wanted) >= _SHORTEST and 2 * share / (1 + share) >= _ALIKE:
        # a likeness can be no greater than twice the shorter length over the sum of both
        likeness = difflib.SequenceMatcher(None, wanted, held).ratio()
        if likeness >= _ALIKE:
            yield "resembles", likeness
