"""Restated: what a filing would say today, line by line, and what moved it since.

A figure moves for three reasons: rows of the ledger were recorded or corrected after the filing, a
factor's value was published or another one governs, or the rulebook itself is another release. The
last is told apart by asking today's rulebook under the filing's own state of knowledge:

    today − filed  =  (then, this release − filed)  +  (today − then, this release)
                      rulebook                        rows and factors
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.changes.rows import (
    FactorChange,
    RowChange,
    factor_changes,
    row_changes,
)
from luheng.apps.accounting.members import members_of
from luheng.engine.evaluate import known_day
from luheng.periods import parse_period

from .cell import FilledCell, FormCell
from .fill import fill

if TYPE_CHECKING:
    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger
    from luheng.rules import Rulebook

    from .filings import FiledLine, Filing

__all__ = ["Restated", "RestatedLine", "restated"]


@dataclass(frozen=True, slots=True)
class RestatedLine:
    """A line that would be filed otherwise today; the parts add up to the change exactly."""

    filed: FiledLine
    now: float | None
    printed_now: str | None
    rulebook: Fraction | None
    data: Fraction | None
    why: str = ""

    @property
    def change(self) -> Fraction | None:
        """Today less as filed; None where one of them cannot be said."""
        if self.now is None or self.filed.value is None:
            return None
        return Fraction(self.now) - Fraction(self.filed.value)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            **self.filed.as_dict(),
            "now": self.now,
            "printed_now": self.printed_now,
            "change": None if self.change is None else float(self.change),
            "of_rulebook": None if self.rulebook is None else float(self.rulebook),
            "of_data": None if self.data is None else float(self.data),
            "why": self.why or None,
        }


@dataclass(frozen=True, slots=True)
class Restated:
    """What moved since a filing; nothing moved if ``lines`` is empty."""

    filing: Filing
    lines: tuple[RestatedLine, ...]
    rows: tuple[RowChange, ...]
    factors: tuple[FactorChange, ...]
    release: str
    known_at: int

    @property
    def other_release(self) -> bool:
        """Whether the rulebook is another than the filing's."""
        return self.release != self.filing.rulebook

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "number": self.filing.number,
            "moved": [one.as_dict() for one in self.lines],
            "rows": [one.as_dict() for one in self.rows],
            "factors": [one.as_dict() for one in self.factors],
            "rulebook_then": self.filing.rulebook,
            "rulebook_now": self.release,
            "known_at": self.known_at,
        }


def restated(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    filing: Filing,
    *,
    known_at: dt.datetime | int | None = None,
) -> Restated:
    """Work the lines of a filing out again, as known now and as known then."""
    now = dt.datetime.now(dt.UTC) if known_at is None else known_at
    # what the form shows of another period was filed with that period
    own = [one for one in filing.lines if "period" not in one.where]
    cells = [_cell(one) for one in own]
    today = fill(ledger, book, subject, filing.period, cells, known_at=now)
    moved = [k for k, c in enumerate(today) if c.value != own[k].value]
    same = filing.rulebook == book.release
    then: Mapping[int, FilledCell] = {}
    if moved and not same:
        again = [cells[k] for k in moved]
        found = fill(ledger, book, subject, filing.period, again, known_at=filing.known)
        then = dict(zip(moved, found, strict=True))
    lines = tuple(_restated(own[k], today[k], then.get(k), same=same) for k in moved)
    one = parse_period(filing.period)
    rows: tuple[RowChange, ...] = ()
    factors: tuple[FactorChange, ...] = ()
    if moved:
        members = members_of(ledger, book, subject, one, now)
        rows = row_changes(ledger, members.entities, one, then=filing.known, now=now)
        names = dict.fromkeys(own[k].figure for k in moved)
        days = [known_day(ledger, k, ledger.known(k)) for k in (filing.known, now)]
        factors = factor_changes(names, (book, one, days[0]), (book, one, days[1]))
    return Restated(filing, lines, rows, factors, book.release, ledger.known(now))


def _cell(line: FiledLine) -> FormCell:
    places = len(line.printed.partition(".")[2]) if line.printed else 2
    return FormCell(line.line, line.figure, line.where, line.unit, places, required=False)


def _restated(
    filed: FiledLine, now: FilledCell, then: FilledCell | None, *, same: bool
) -> RestatedLine:
    rulebook = data = None
    if now.value is not None and filed.value is not None:
        middle: float | None = filed.value if same else (then.value if then else None)
        if middle is not None:
            rulebook = Fraction(middle) - Fraction(filed.value)
            data = Fraction(now.value) - Fraction(middle)
    return RestatedLine(filed, now.value, now.printed, rulebook, data, now.reason)
