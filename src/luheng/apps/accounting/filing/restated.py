"""Restated: what a filing would say today, line by line, and what moved it since.

A figure moves for three reasons: rows of the ledger were recorded or corrected after the filing, a
factor's value was published or another one governs, or the rulebook itself is another release. The
last is told apart by asking today's rulebook under the filing's own state of knowledge:

    today − filed  =  (then, this release − filed)  +  (today − then, this release)
                      rulebook                        rows and factors
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.members import members_of
from luheng.apps.accounting.reach import reach
from luheng.errors import UnknownQuantity, say
from luheng.periods import parse_period

from .cell import FilledCell, FormCell
from .fill import fill

if TYPE_CHECKING:
    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger
    from luheng.periods import Period
    from luheng.rules import Rulebook

    from .filings import FiledLine, Filing

__all__ = ["FactorChange", "Restated", "RestatedLine", "RowChange", "restated"]

_RECORDS = ("activity", "assay")


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
class RowChange:
    """A row beneath a filing that was added, changed or taken away since."""

    record: str
    key: Mapping[str, str]
    old: float | None
    new: float | None
    unit: str
    receipt: int
    source: str
    rule: str

    @property
    def text(self) -> str:
        """The change in one line."""
        key = " ".join(self.key.values())
        old, new = ("—" if v is None else f"{v:,.10g}" for v in (self.old, self.new))
        by = self.rule or self.source
        receipt = say(zh=f"收据 {self.receipt}", en=f"receipt {self.receipt}")
        return f"{key}: {old} → {new} {self.unit} ({receipt}, {by})"

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "record": self.record, **self.key, "old": self.old, "new": self.new,
            "unit": self.unit, "receipt": self.receipt, "source": self.source,
            "rule": self.rule or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactorChange:
    """A factor whose governing value is another today than when the filing was made."""

    name: str
    key: Mapping[str, str]
    old: float | None
    new: float | None
    source: str

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "factor": self.name, **self.key, "old": self.old, "new": self.new,
            "source": self.source,
        }  # fmt: skip


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
    cells = [_cell(one) for one in filing.lines]
    today = fill(ledger, book, subject, filing.period, cells, known_at=now)
    moved = [k for k, c in enumerate(today) if c.value != filing.lines[k].value]
    same = filing.rulebook == book.release
    then: Mapping[int, FilledCell] = {}
    if moved and not same:
        again = [cells[k] for k in moved]
        found = fill(ledger, book, subject, filing.period, again, known_at=filing.known)
        then = dict(zip(moved, found, strict=True))
    lines = tuple(_restated(filing.lines[k], today[k], then.get(k), same=same) for k in moved)
    one = parse_period(filing.period)
    rows: tuple[RowChange, ...] = ()
    factors: tuple[FactorChange, ...] = ()
    if moved:
        rows = tuple(_rows(ledger, book, subject, one, then=filing.known, now=now))
        names = {filing.lines[k].figure for k in moved}
        factors = tuple(_factors(ledger, book, names, one, then=filing.known, now=now))
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


def _rows(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    period: Period,
    *,
    then: dt.datetime | int,
    now: dt.datetime | int,
) -> list[RowChange]:
    """The rows of the subject's members and the period that are other rows today."""
    members = members_of(ledger, book, subject, period, now)
    out = []
    for record in _RECORDS:
        before, after = (
            _visible(ledger, record, members.entities, period, known) for known in (then, now)
        )
        for key in dict.fromkeys((*before, *after)):
            old, new = before.get(key), after.get(key)
            if (old or {}).get("amount_") != (new or {}).get("amount_"):
                row = new or old or {}
                out.append(
                    RowChange(
                        record, dict(zip(("entity", "period", "item", "about"), key, strict=True)),
                        (old or {}).get("quantity"), (new or {}).get("quantity"), row["unit"],
                        row["receipt"], row["source"] or "", row["corrected_by"] or "",
                    )
                )  # fmt: skip
    return sorted(out, key=lambda c: (c.receipt, tuple(c.key.values())))


def _visible(
    ledger: Ledger,
    record: str,
    entities: Sequence[str],
    period: Period,
    known: dt.datetime | int,
) -> dict[tuple[str, ...], dict[str, Any]]:
    about = "role" if record == "activity" else "property"
    found = ledger.read(record, where={"entity": list(entities)}, known=known).to_pylist()
    return {
        (r["entity"], r["period"], r["item"], r[about]): {
            **r,
            "amount_": (r["quantity"], r["unit"]),
        }
        for r in found
        if r["period_start"] < period.end and r["period_end"] > period.start
    }


def _factors(
    ledger: Ledger,
    book: Rulebook,
    quantities: set[str],
    period: Period,
    *,
    then: dt.datetime | int,
    now: dt.datetime | int,
) -> list[FactorChange]:
    """Factors beneath some quantities whose value was published, or corrected, in between."""
    from luheng.engine.evaluate import known_day

    names: set[str] = set()
    for quantity in quantities:
        try:
            names |= set(reach(book, quantity, period).factors)
        except UnknownQuantity:
            continue
    days = [known_day(ledger, known, ledger.known(known)) for known in (then, now)]
    out = []
    for name in sorted(names):
        old, new = ({r.key: r for r in book.factors[name].resolve([period], day)} for day in days)
        for key in sorted({*old, *new}):
            a, b = old.get(key), new.get(key)
            if (a.value if a else None) != (b.value if b else None):
                row = (b or a).row  # type: ignore[union-attr]
                out.append(
                    FactorChange(
                        name, dict(key), a.value if a else None, b.value if b else None,
                        f"{row.source}, {row.place}",
                    )
                )  # fmt: skip
    return out
