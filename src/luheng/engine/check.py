"""Check: every rule of every edition, in every regime, before any data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luheng.errors import LuhengError
from luheng.rules import Rulebook

__all__ = ["Problem", "check"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a rulebook, and in which regime."""

    quantity: str
    regime: str
    error: LuhengError

    def __str__(self) -> str:
        return f"{self.quantity} ({self.regime}): {self.error}"


def check(book: Rulebook) -> tuple[Problem, ...]:
    """Units, kinds, bases, grains, overlaps and cycles of a rulebook, once per regime (A4-A10).

    A regime starts on each day on which any rule or value starts or ends. Nothing is read but the
    rulebook; an empty result means that every rule can be right.
    """
    problems: list[Problem] = []
    seen: set[str] = set()

    def note(quantity: str, regime: str, error: LuhengError) -> None:
        text = f"{quantity}: {error}"
        if text not in seen:
            seen.add(text)
            problems.append(Problem(quantity, regime, error))

    try:
        names = book.order
    except LuhengError as error:
        note(getattr(error, "rule", ""), "…", error)
        names = tuple(book.rules)
    for day in book.regimes():
        regime = "…" if day == dt.date.min else day.isoformat()
        for name in names:
            for rule in book.rules[name]:
                if not book.applies(rule).holds(day):
                    continue
                try:
                    book.check_rule(rule, day)
                except LuhengError as error:
                    note(name, regime, error)
    for overlap in book.overlaps():
        note(overlap.quantity, overlap.overlap, overlap)
    for method in book.methods.values():
        for read in method.reads:
            try:
                book.definition(read, asked_at=method.place)
            except LuhengError as error:
                note(method.name, "…", error)
    return tuple(problems)
