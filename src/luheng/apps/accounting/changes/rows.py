"""What changed beneath two states: ledger rows, values of factors, editions of rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.reach import reach
from luheng.errors import UnknownQuantity, say
from luheng.rules import Rule

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.periods import Period
    from luheng.rules import Resolved, Rulebook

__all__ = [
    "EditionChange",
    "FactorChange",
    "RowChange",
    "edition_changes",
    "factor_changes",
    "row_changes",
]

_RECORDS = ("activity", "assay")


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was added, changed or taken away between two states of knowledge."""

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
    """A factor whose governing value is another in the second state, with its sources."""

    name: str
    title: str
    key: Mapping[str, str]
    old: float | None
    new: float | None
    unit: str
    source_old: str
    source_new: str

    @property
    def text(self) -> str:
        """The change in one line."""
        key = " ".join(self.key.values())
        old, new = ("—" if v is None else f"{v:,.10g}" for v in (self.old, self.new))
        sources = dict.fromkeys(s for s in (self.source_old, self.source_new) if s)
        return f"{self.title} {key}: {old} → {new} {self.unit} ({' → '.join(sources)})"

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "factor": self.name, **self.key, "old": self.old, "new": self.new, "unit": self.unit,
            "source_old": self.source_old or None, "source_new": self.source_new or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class EditionChange:
    """A rule that another edition of its standard governs in the second state."""

    quantity: str
    old: str
    new: str

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {"quantity": self.quantity, "old": self.old or None, "new": self.new or None}


def row_changes(
    ledger: Ledger,
    entities: Sequence[str],
    period: Period,
    *,
    then: dt.datetime | int | None,
    now: dt.datetime | int | None,
) -> tuple[RowChange, ...]:
    """The rows of some entities that touch a period and are other rows in the later state."""
    out = []
    for record in _RECORDS:
        before, after = (_visible(ledger, record, entities, period, k) for k in (then, now))
        for key in dict.fromkeys((*before, *after)):
            old, new = before.get(key), after.get(key)
            if _amount(old) != _amount(new):
                row = new or old or {}
                out.append(
                    RowChange(
                        record,
                        dict(zip(("entity", "period", "item", "about"), key, strict=True)),
                        (old or {}).get("quantity"),
                        (new or {}).get("quantity"),
                        row["unit"],
                        row["receipt"],
                        row["source"] or "",
                        row["corrected_by"] or "",
                    )
                )
    return tuple(sorted(out, key=lambda c: (c.receipt, tuple(c.key.values()))))


def _amount(row: Mapping[str, Any] | None) -> tuple[Any, Any]:
    return (row["quantity"], row["unit"]) if row else (None, None)


def _visible(
    ledger: Ledger,
    record: str,
    entities: Sequence[str],
    period: Period,
    known: dt.datetime | int | None,
) -> dict[tuple[str, ...], dict[str, Any]]:
    about = "role" if record == "activity" else "property"
    found = ledger.read(record, where={"entity": list(entities)}, known=known).to_pylist()
    return {
        (r["entity"], r["period"], r["item"], r[about]): r
        for r in found
        if r["period_start"] < period.end and r["period_end"] > period.start
    }


def factor_changes(
    quantities: Iterable[str],
    old: tuple[Rulebook, Period, dt.date],
    new: tuple[Rulebook, Period, dt.date],
    *,
    items: frozenset[str] = frozenset(),
    parents: Mapping[str, frozenset[str]] | None = None,
) -> tuple[FactorChange, ...]:
    """Factors beneath some quantities that have another value in the second state.

    Each side is a rulebook, a period and the day up to which values were known. Only the items and
    the guides, regions … of the subject are told, if any are named.
    """
    names: set[str] = set()
    for quantity in quantities:
        for book, period, _ in (old, new):
            try:
                names |= set(reach(book, quantity, period).factors)
            except UnknownQuantity:
                continue
    out = []
    for name in sorted(names):
        before, after = (_values(name, *side) for side in (old, new))
        for key in sorted({*before, *after}):
            if not _meant(dict(key), items, parents or {}):
                continue
            a, b = before.get(key), after.get(key)
            if (a.value if a else None) != (b.value if b else None):
                out.append(_change(new[0], name, dict(key), a, b))
    return tuple(out)


def _values(
    name: str, book: Rulebook, period: Period, day: dt.date
) -> dict[tuple[tuple[str, str], ...], Resolved]:
    factor = book.factors.get(name)
    return {r.key: r for r in factor.resolve([period], day)} if factor else {}


def _meant(
    key: Mapping[str, str], items: frozenset[str], parents: Mapping[str, frozenset[str]]
) -> bool:
    if items and "item" in key and key["item"] not in items:
        return False
    return all(key[d] in parents[d] for d in key if parents.get(d))


def _change(
    book: Rulebook, name: str, key: dict[str, str], a: Resolved | None, b: Resolved | None
) -> FactorChange:
    factor = book.factors[name]
    title = say(zh=factor.zh or name, en=factor.en or name)
    sources = [
        ", ".join(p for p in (r.row.source, r.row.place, r.row.overlay) if p) if r else ""
        for r in (a, b)
    ]
    said = next((r.row.unit.symbol for r in (b, a) if r), "")
    return FactorChange(
        name, title, key, a.value if a else None, b.value if b else None, said, *sources
    )


def edition_changes(
    quantities: Iterable[str], old: tuple[Rulebook, Period], new: tuple[Rulebook, Period]
) -> tuple[EditionChange, ...]:
    """Rules beneath some quantities that another edition governs in the second state."""
    names: dict[str, None] = {}
    for quantity in quantities:
        for book, period in (old, new):
            try:
                names.update(dict.fromkeys(reach(book, quantity, period).quantities))
            except UnknownQuantity:
                continue
    out = []
    for name in names:
        cites = [_cite(book, name, period) for book, period in (old, new)]
        if cites[0] != cites[1]:
            out.append(EditionChange(name, *cites))
    return tuple(out)


def _cite(book: Rulebook, name: str, period: Period) -> str:
    rule = book.governing(name, period) if name in book.rules else None
    return book.cite(rule) if isinstance(rule, Rule) else ""
