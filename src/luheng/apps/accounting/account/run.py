"""Run: the accounts of one subject over some periods, all media, in one question to the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.account_table import AccountTable, Line, account_table
from luheng.apps.accounting.checks.run import check_subject
from luheng.apps.accounting.members import Members, members_of
from luheng.apps.accounting.quality.evidence import Evidence, evidence_of
from luheng.apps.accounting.quality.grade import Graded, definitions, grade_of
from luheng.apps.accounting.reach import Reach, reach
from luheng.engine import evaluate, uncertainty
from luheng.engine.evaluate import known_day, periods_of
from luheng.engine.figures import COLUMNS
from luheng.errors import UnknownQuantity

from .account import Account
from .below import Below, below_of
from .line import AccountLine, Reason, State
from .reasons import Reasons, nothing, reasons_for, see_explain, undefined
from .tracing import explained

if TYPE_CHECKING:
    from luheng.apps.accounting.checks.finding import CheckFinding
    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger
    from luheng.periods import Period
    from luheng.rules import Rulebook

__all__ = ["account_of"]

Row = dict[str, Any]
#: absent figures of one account that are explained by a question of their own
_EXPLAINED = 6
_FEW = 3


def account_of(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    period: str,
    *,
    known_at: dt.datetime | int | None = None,
    basis: str = "",
    sections: tuple[str, ...] = (),
    details: bool = True,
    reasons: bool = True,
    checks: bool = True,
    intervals: bool = False,
    table: AccountTable | None = None,
) -> Account:
    """The accounts of a subject: every line has its figure, or says why it has none.

    Args:
        ledger: the rows.
        book: the rulebook with its overlays.
        subject: an entity, a park or a region.
        period: ``2024-05``, ``2024-Q1``, ``2024``, or a row such as ``2024-01..2024-12``.
        known_at: an instant or a receipt number (A12).
        basis: put another basis in the place of the usual one where a line has it.
        sections: only these sections; all if none is named.
        details: the lines by item too, and the weights of items in a grade.
        reasons: trace why a line cannot be said.
        checks: run the named checks on the rows beneath.
        intervals: propagate the intervals of rows and factors to each line that is no detail, at
            the cost of one question a line.
        table: another table of accounts than this release's.

    Raises:
        BadQuery: no such section, or two lengths of period in one row.
        BadPeriod, UnknownQuantity.
    """
    # one instant for every question: what is recorded meanwhile must not creep in between two
    known_at = dt.datetime.now(dt.UTC) if known_at is None else known_at
    made = table or account_table()
    lines = tuple(o for o in made.lines(subject.kind, sections) if details or not o.detail)
    run = _Run(
        ledger, book, subject, periods_of(period), known_at, basis, lines,
        details=details, trace=reasons,
    )  # fmt: skip
    said = tuple(run.with_interval(one) if intervals else one for one in run.lines())
    named = dict.fromkeys(one.section for one in said)
    found: tuple[CheckFinding, ...] = ()
    if checks:
        found = check_subject(ledger, book, subject, run.periods, known_at=known_at)
    return Account(
        subject,
        tuple(p.text for p in run.periods),
        said,
        tuple((s, made.section(s).title) for s in named),
        ledger.known(known_at),
        book.release,
        basis,
        found,
        len({e for some in run.members.values() for e in some.entities}),
    )


@dataclass
class _Run:
    """One account under way."""

    ledger: Ledger
    book: Rulebook
    subject: Subject
    periods: Sequence[Period]
    known_at: dt.datetime | int
    basis: str
    wanted: Sequence[Line]
    details: bool
    trace: bool
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    told: dict[Any, tuple[Reason, ...]] = field(default_factory=dict)
    members: dict[str, Members] = field(default_factory=dict)

    def lines(self) -> Iterator[AccountLine]:
        """Every line, period after period, in reading order."""
        names = {line.on(self.basis): line for line in self.wanted}
        self.lacking = {
            n: Reason("told", line.lacking[0], line.lacking[1], n)
            for n, line in names.items()
            if line.lacking
        }
        parts = {line.parts for line in self.wanted if line.parts} if self.details else set()
        self._ask([n for n in dict.fromkeys([*names, *parts]) if self._has(n)])
        day = known_day(self.ledger, self.known_at, self.ledger.known(self.known_at))
        self.evidence = {p.text: self._evidence(p) for p in self.periods}
        self.reasons = {p.text: self._reasons(p, day) for p in self.periods}
        self.below = {p.text: self._below(p) for p in self.periods}
        self.defined = definitions(self.book)
        for period in self.periods:
            for name, line in names.items():
                yield from self._line(name, line, period)

    def with_interval(self, one: AccountLine) -> AccountLine:
        """The same line with its interval, where it has a value and is no detail."""
        if one.value is None or one.detail or self.subject.kind != "entity":
            return one
        key = {**self.subject.where, **one.key}
        found = uncertainty(
            self.ledger, self.book, one.quantity, key=key, period=one.period,
            known_at=self.known_at,
        )  # fmt: skip
        return replace(one, interval=found)

    def _has(self, name: str) -> bool:
        try:
            one = self.book.definition(name, self.periods[0])
        except UnknownQuantity:
            return False
        return self.subject.kind in one.grain

    def _ask(self, names: Sequence[str]) -> None:
        self.rows = {(n, p.text): [] for n in names for p in self.periods}
        if not names:
            return
        found = evaluate(
            self.ledger,
            self.book,
            names,
            where=self.subject.where,
            period=self.periods,
            known_at=self.known_at,
        )
        for row in found.rows():
            self.rows[row["quantity"], row["period"]].append(row)

    def _reasons(self, period: Period, day: dt.date) -> Reasons:
        return reasons_for(
            self.ledger, self.book, self.subject, period, self.evidence[period.text],
            known_at=self.known_at, day=day,
        )  # fmt: skip

    def _evidence(self, period: Period) -> Evidence:
        members = members_of(self.ledger, self.book, self.subject, period, self.known_at)
        self.members[period.text] = members
        return evidence_of(self.ledger, members, period, self.known_at)

    def _below(self, period: Period) -> Below:
        """What the members of a park or a region cannot say; nothing for an entity."""
        kind = self.subject.kind
        if kind == "entity" or not self.trace:
            return Below(self.book, period, kind)
        return below_of(
            self.ledger, self.book, kind, self._absent(period, items=True),
            self.members[period.text].entities, period=period, known_at=self.known_at,
        )  # fmt: skip

    def _line(self, name: str, line: Line, period: Period) -> Iterator[AccountLine]:
        if not self._has(name):
            why = undefined(name)
            yield AccountLine(
                line.section, name, "", "", period.text, State.UNDEFINED, detail=line.detail,
                why=(why,),
            )  # fmt: skip
            return
        below = reach(self.book, name, period)
        made = [self._figure(name, line, period, below, r) for r in self.rows[name, period.text]]
        found = [one for one in made if not _hollow(one)]
        yield from found or (self._bare(name, line, period),)

    def _bare(self, name: str, line: Line, period: Period) -> AccountLine:
        one = self.book.definition(name, period)
        why = self._why(name, period, {}, hollow=True)
        # the engine gives a row wherever something is on record, so that here nothing is: what
        # factors would have been asked for does not matter
        gap = any(r.kind == "no_edition" for r in why)
        why = tuple(r for r in why if gap or r.kind != "no_factor") or (nothing(one),)
        return AccountLine(
            line.section, name, one.zh, one.en, period.text,
            State.ABSENT if gap else State.NOTHING, unit=str(one.unit), shown=line.shown,
            cite=self.book.cite(one), detail=line.detail, why=why,
        )  # fmt: skip

    def _figure(self, name: str, line: Line, period: Period, below: Reach, row: Row) -> AccountLine:
        one = self.book.definition(name, period)
        aside = {*COLUMNS, self.subject.kind}
        key = {d: str(m) for d, m in row.items() if d not in aside and m is not None}
        said = row["value"] is not None
        return AccountLine(
            section=line.section,
            quantity=name,
            zh=one.zh,
            en=one.en,
            period=period.text,
            state=State.SAID if said else State.ABSENT,
            key=MappingProxyType(key),
            value=row["value"],
            unit=row["unit"],
            shown=line.shown,
            coverage=row["coverage"],
            trust=row["trust"],
            provisional=bool(row["provisional"]),
            basis=row["basis"] or "",
            overlays=tuple(o for o in (row["overlays"] or "").split(",") if o),
            cite=self.book.cite(one),
            detail=line.detail,
            graded=self._graded(line, period, below, row, key) if said else None,
            why=() if said else self._why(name, period, key, hollow=False),
        )

    def _why(
        self, name: str, period: Period, key: Mapping[str, str], *, hollow: bool
    ) -> tuple[Reason, ...]:
        """Why a line has no value: from the rules' text where it has no row, else explained."""
        if not self.trace:
            return ()
        only = {d: frozenset({m}) for d, m in key.items()}
        told = self.reasons[period.text].why(name, only)
        if hollow or _kind(told) == "not_of_item":
            return told
        if self.subject.kind != "entity":
            return self.below[period.text].why(name, key) or self._few(name, told)
        below = [n for n in reach(self.book, name, period).quantities if n in self._absent(period)]
        deeper = next((n for n in below if n != name), "")
        if deeper:
            # a total is absent because a line of it is, and that one says why
            return self._why(deeper, period, {}, hollow=False)
        found = () if key else self._explained(name, period, key)
        return found or self._few(name, told)

    def _few(self, name: str, told: tuple[Reason, ...]) -> tuple[Reason, ...]:
        """Many causes read off the text alone are mostly those of branches that were not taken."""
        if len(told) > _FEW or _kind(told) in {"", "see_explain"}:
            lacking = self.lacking.get(name)
            return (lacking or see_explain(name),)
        return told

    def _absent(self, period: Period, *, items: bool = False) -> frozenset[str]:
        """The lines that have a row and no value in a period; those by item if asked for."""
        return frozenset(
            n
            for (n, p), rows in self.rows.items()
            if p == period.text
            and any(r["value"] is None and (items or not r.get("item")) for r in rows)
        )

    def _explained(self, name: str, period: Period, key: Mapping[str, str]) -> tuple[Reason, ...]:
        """The engine's own tree of a figure, for as many figures as a reader waits for."""
        cell = (name, period.text, tuple(key.items()))
        if cell not in self.told:
            if len(self.told) >= _EXPLAINED:
                return ()
            self.told[cell] = explained(
                self.ledger, self.book, name, key={**self.subject.where, **key},
                known_at=self.known_at, text=self.reasons[period.text],
            )  # fmt: skip
        return self.told[cell]

    def _graded(
        self, line: Line, period: Period, below: Reach, row: Row, key: Mapping[str, str]
    ) -> Graded | None:
        weights = {key["item"]: 1.0} if "item" in key else self._weights(line, period)
        return grade_of(
            below,
            self.evidence[period.text],
            defined=self.defined,
            trust=row["trust"],
            provisional=bool(row["provisional"]),
            coverage=row["coverage"],
            weights=weights,
        )

    def _weights(self, line: Line, period: Period) -> dict[str, float] | None:
        """The share of each item in a line that has parts."""
        parts = self.rows.get((line.parts, period.text), []) if line.parts else []
        values = {r["item"]: abs(r["value"]) for r in parts if r.get("item") and r["value"]}
        total = sum(values.values())
        return {i: v / total for i, v in values.items()} if total else None


def _kind(reasons: Sequence[Reason]) -> str:
    return reasons[0].kind if reasons else ""


def _hollow(one: AccountLine) -> bool:
    """A cell that only others' items gave rise to: nothing is on record of its own item."""
    return "item" in one.key and any(r.kind == "not_of_item" for r in one.why)
