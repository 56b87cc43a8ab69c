"""Compare: two states of a subject's figures, what moved, and what each change contributed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.account_table import Line, account_table
from luheng.apps.accounting.members import by_dimension, members_of, parents_of
from luheng.engine import evaluate
from luheng.engine.evaluate import known_day
from luheng.errors import UnknownQuantity
from luheng.methods.change_split import shares

from .effects import Figures, Splitter
from .result import Changes, LineChange
from .rows import edition_changes, factor_changes, row_changes
from .state import State

if TYPE_CHECKING:
    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger
    from luheng.rules import Rulebook

__all__ = ["compare"]

_SEVERAL = 2


def compare(
    ledger: Ledger,
    books: Callable[[tuple[str, ...]], Rulebook],
    subject: Subject,
    before: State,
    after: State,
    *,
    quantities: Sequence[str] = (),
) -> Changes:
    """Every line of the accounts in two states, and what moved it, item by item.

    Effects of a line add up to its change exactly. Where more than one thing differs between the
    states (the period and an overlay, say), the share of each is given too, as the mean over the
    orders in which they could have changed.

    Args:
        ledger: the rows.
        books: gives the rulebook under some overlays (``load_rulebook`` does).
        subject: whose accounts.
        before: the first state.
        after: the second.
        quantities: only these lines; every line of the accounts that is no detail if none is named.

    Raises:
        BadFactor: there is no such overlay. UnknownQuantity: a line that is not in the accounts.
    """
    work = _Compare(ledger, books, subject, before, after)
    lines = work.wanted(quantities)
    changes = tuple(work.lines(lines))
    return Changes(
        subject=subject,
        before=before,
        after=after,
        axes=before.axes(after),
        lines=changes,
        rows=work.rows(),
        factors=work.factors(lines),
        editions=work.editions(lines),
        known_at=tuple(ledger.known(s.known_at) for s in (before, after)),
        releases=tuple(work.book(s).release for s in (before, after)),
    )


@dataclass
class _Compare:
    """One comparison under way."""

    ledger: Ledger
    books: Callable[[tuple[str, ...]], Rulebook]
    subject: Subject
    before: State
    after: State
    _figures: dict[State, Figures] = field(default_factory=dict)
    _day: dict[Any, dt.date] = field(default_factory=dict)
    _at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def book(self, state: State) -> Rulebook:
        """The rulebook under a state's overlays."""
        return self.books(state.overlays)

    def known(self, state: State) -> dt.datetime | int:
        """What a state knows; all that is known now is one instant for both states."""
        return self._at if state.known_at is None else state.known_at

    def wanted(self, quantities: Sequence[str]) -> tuple[Line, ...]:
        """The lines to be compared."""
        every = [o for o in account_table().lines(self.subject.kind) if not o.detail]
        if not quantities:
            return tuple(every)
        found = []
        for name in quantities:
            line = account_table().line(self.subject.kind, name)
            if line is None:
                known = tuple(o.quantity for o in every)
                raise UnknownQuantity(name, known[:3])
            found.append(line)
        return tuple(found)

    def lines(self, lines: Sequence[Line]) -> Iterator[LineChange]:
        """Each line that can be said in a state, with its effects."""
        self._ask_all(lines)
        a, b = self._figures[self.before], self._figures[self.after]
        splitter = Splitter(account_table(), self.subject.kind, a, b)
        axes = self.before.axes(self.after)
        for line in lines:
            name = line.quantity
            if a.whole.get(name) is None and b.whole.get(name) is None:
                continue
            said = line.shown or a.units.get(name) or b.units[name]
            effects = splitter.split(line, said)
            yield LineChange(
                quantity=name,
                section=line.section,
                title=self._title(name),
                unit=said,
                before=a.total(name, said),
                after=b.total(name, said),
                effects=effects or (),
                by_axis=self._by_axis(name, said, axes) if effects is not None else {},
            )

    def _title(self, name: str) -> tuple[str, str]:
        one = self.book(self.after).definition(name, self.after.period)
        return one.zh, one.en

    def _by_axis(self, name: str, said: str, axes: tuple[str, ...]) -> dict[str, Fraction]:
        """The share of each thing that differs, where more than one does."""
        if len(axes) < _SEVERAL:
            return {}
        totals: dict[frozenset[str], Fraction] = {}
        for state, figures in self._figures.items():
            value = figures.total(name, said)
            if value is None:
                return {}
            totals[frozenset(self.before.axes(state))] = value
        return shares(axes, lambda some: totals[some])

    def _ask_all(self, lines: Sequence[Line]) -> None:
        axes = self.before.axes(self.after)
        wanted = list(dict.fromkeys(n for line in lines for n in self._beneath(line)))
        states = {self.before, self.after}
        if len(axes) >= _SEVERAL:
            for n in range(2 ** len(axes)):
                some = frozenset(a for k, a in enumerate(axes) if n >> k & 1)
                states.add(self.before.moved(self.after, some))
        for state in states:
            self._figures[state] = self._ask(state, wanted)

    def _beneath(self, line: Line) -> Iterator[str]:
        yield from (n for n in (line.quantity, line.parts, line.amount, line.common) if n)
        yield from line.ratio
        for name in line.sum:
            inner = account_table().line(self.subject.kind, name)
            yield from self._beneath(inner) if inner else (name,)

    def _ask(self, state: State, names: Sequence[str]) -> Figures:
        """The figures of one state; a line stands under its usual name whatever the basis."""
        book, kind = self.book(state), self.subject.kind
        asked: dict[str, list[str]] = {}
        for name in names:
            line = account_table().line(kind, name)
            own = line.on(state.basis) if line and state.basis else name
            if own in book.names() and kind in book.definition(own, state.period).grain:
                asked.setdefault(own, []).append(name)
        whole: dict[str, float | None] = {}
        by_item: dict[str, dict[str, float | None]] = {}
        units: dict[str, str] = {}
        if not asked:
            return Figures(whole, by_item, units)
        found = evaluate(
            self.ledger, book, list(asked), where=self.subject.where, period=state.period,
            known_at=self.known(state),
        )  # fmt: skip
        self._day[state] = found.known_day
        for row in found.rows():
            for name in asked[row["quantity"]]:
                if row.get("item"):
                    by_item.setdefault(name, {})[row["item"]] = row["value"]
                else:
                    whole[name] = row["value"]
                units.setdefault(name, row["unit"])
        return Figures(whole, by_item, units)

    # -- causes ------------------------------------------------------------------------------

    def rows(self) -> tuple[Any, ...]:
        """Rows that are others in the second state of knowledge, if the knowledge differs."""
        a, b = self.before, self.after
        if a.known_at == b.known_at or a.period != b.period:
            return ()
        book = self.book(b)
        members = members_of(self.ledger, book, self.subject, b.period, self.known(b))
        return row_changes(
            self.ledger, members.entities, b.period, then=self.known(a), now=self.known(b)
        )

    def factors(self, lines: Sequence[Line]) -> tuple[Any, ...]:
        """Factors beneath the lines that have another value in the second state."""
        sides = [(self.book(s), s.period, self._known_day(s)) for s in (self.before, self.after)]
        parents: dict[str, frozenset[str]] = {}
        for state in (self.before, self.after):
            book = self.book(state)
            own = parents_of(self.ledger, book, self.subject, state.period, self.known(state))
            for dimension, some in by_dimension(book, own).items():
                parents[dimension] = parents.get(dimension, frozenset()) | some
        items = frozenset(
            i for f in self._figures.values() for some in f.by_item.values() for i in some
        )
        names = [q for line in lines for q in {line.quantity, *line.variants.values()}]
        return factor_changes(names, sides[0], sides[1], items=items, parents=parents)

    def editions(self, lines: Sequence[Line]) -> tuple[Any, ...]:
        """Rules that another edition governs in the second state."""
        sides = [(self.book(s), s.period) for s in (self.before, self.after)]
        return edition_changes([line.quantity for line in lines], sides[0], sides[1])

    def _known_day(self, state: State) -> dt.date:
        if state not in self._day:
            known = self.known(state)
            self._day[state] = known_day(self.ledger, known, self.ledger.known(known))
        return self._day[state]
