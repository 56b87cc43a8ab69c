"""Question: a subject in a period, as known at an instant, under one rulebook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.engine import evaluate

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.periods import Period
    from luheng.rules import Rulebook

    from .subject import Subject

__all__ = ["Question"]


@dataclass(frozen=True)
class Question:
    """What every part of one answer is asked under, so that the parts fit."""

    ledger: Ledger
    book: Rulebook
    subject: Subject
    period: Period
    known_at: dt.datetime | int

    def figures(self, *names: str, entities: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The figures of those quantities that the rulebook defines; of other entities if named."""
        known = [n for n in names if n in self.book.names()]
        if not known:
            return []
        where = {"entity": list(entities)} if entities else dict(self.subject.where)
        found = evaluate(
            self.ledger, self.book, known, where=where, period=self.period, known_at=self.known_at
        )
        return found.rows()
