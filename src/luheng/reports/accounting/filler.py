"""Filler: finds figures for cells, and numbers what is missing in reading order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from luheng.apps.accounting import State
from luheng.apps.accounting.members import members_of
from luheng.apps.accounting.quality.evidence import evidence_of
from luheng.apps.accounting.reach import reach
from luheng.engine.evaluate import known_day
from luheng.errors import say
from luheng.periods import parse_period
from luheng.units import unit

from .entity_facts import entity_where
from .filled import Cell, CellKind, Gap, Mark, Origin, Place
from .wording import nothing, partial_reason, partial_remedy, remedy, trust_word, unit_of_member

if TYPE_CHECKING:
    from luheng.apps.accounting import Account, AccountLine
    from luheng.apps.accounting.quality.evidence import Evidence
    from luheng.ledger import Ledger
    from luheng.rules import Rulebook

    from .entity_facts import EntityFacts
    from .form import Form

__all__ = ["Asked", "Filler"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that a cell asks for, how it is shown, and whether the form must have it."""

    quantity: str
    key: Mapping[str, str]
    period: str
    unit: str = ""
    digits: int = 2
    required: bool = True


@dataclass
class Filler:
    """One form under way: finds figures, and numbers what is missing in reading order."""

    ledger: Ledger
    book: Rulebook
    form: Form
    account: Account
    facts: EntityFacts
    period: str
    gaps: list[Gap] = field(default_factory=list)
    _found: dict[tuple[str, str], list[AccountLine]] = field(default_factory=dict)
    _evidence: dict[str, Evidence] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.account.lines:
            self._found.setdefault((line.quantity, line.period), []).append(line)

    @property
    def known_day(self) -> dt.date:
        """The day that bounds which values of factors are known."""
        return known_day(self.ledger, self.account.known_at, self.account.known_at)

    def meant(self, guides: tuple[str, ...]) -> bool:
        """Whether a table or row is one of the entity's guide."""
        return not guides or bool(self.guides & set(guides))

    @property
    def guides(self) -> frozenset[str]:
        """The guides by which the entity accounts, the market's too."""
        return self.facts.guides

    def shifted(self, periods: int) -> str:
        """The period of the form, some periods away."""
        return parse_period(self.period).shift(periods).text

    @property
    def by_quantity(self) -> dict[str, list[AccountLine]]:
        """The figures of the period by quantity, said or not; those without any row left out."""
        found: dict[str, list[AccountLine]] = {}
        for (quantity, period), lines in self._found.items():
            if period == self.period:
                held = [x for x in lines if not self.is_empty(x)]
                found |= {quantity: held} if held else {}
        return found

    # -- cells ----------------------------------------------------------------------------

    def lines(self, quantity: str, period: str, key: Mapping[str, str]) -> list[AccountLine]:
        """The lines of a quantity that bear some members."""
        found = self._found.get((quantity, period), ())
        return [x for x in found if all(x.key.get(d) == m for d, m in key.items())]

    def line(self, quantity: str, period: str, key: Mapping[str, str]) -> AccountLine | None:
        """The one line of a quantity at some members; None where there is none or are several."""
        found = self.lines(quantity, period, key)
        return found[0] if len(found) == 1 else None

    def figure(self, place: Place, asked: Asked) -> Cell:
        """The cell of a figure; a gap where it cannot be said, a dash where nobody asks for it."""
        line = self.line(asked.quantity, asked.period, asked.key)
        if line is None or line.state is not State.SAID or line.value is None:
            return self._missing(place, asked, line)
        target = self.unit_of(asked.quantity, asked.unit, line, asked.key)
        value = line.value
        if target != line.unit:
            ratio = unit(line.unit).ratio_to(unit(target))
            value = value * ratio.numerator / ratio.denominator
        marks = [Mark.PROVISIONAL] if line.provisional else []
        gap = None
        if line.coverage is not None and line.coverage < 1:
            marks.append(Mark.PARTIAL)
            said = partial_reason(line.coverage), partial_remedy()
            gap = self.gap(place, asked.period, *said, asked=asked, partial=True)
        if line.overlays:
            marks.append(Mark.OVERLAID)
        return Cell(
            CellKind.NUMBER, value=value, digits=asked.digits, unit=target, marks=tuple(marks),
            origin=_origin(line), gap=gap, line=place.line,
        )  # fmt: skip

    def _missing(self, place: Place, asked: Asked, line: AccountLine | None) -> Cell:
        quantity, key, period = asked.quantity, asked.key, asked.period
        # a quantity that nothing defines or governs has one bare line, whatever the members asked
        bare = line or next((x for x in self.lines(quantity, period, {}) if not x.key), None)
        if not asked.required and self.is_empty(bare):
            return Cell(CellKind.NONE)
        if bare is not None and bare.why:
            reason = say(zh="", en=" ").join(r.text for r in bare.why)
            where = entity_where(self.facts.id, {**key, **bare.key})
            mend = remedy(bare.why, quantity, where, period)
        else:
            below = reach(self.book, quantity, parse_period(period))
            reason, mend = nothing(below, self.title_of(quantity), key)
        made = self.gap(place, period, reason, mend, asked=asked)
        return Cell(CellKind.GAP, gap=made, line=place.line)

    def is_empty(self, line: AccountLine | None) -> bool:
        """Whether a figure lacks no more than rows that nobody had to file.

        A line without trust and coverage may be one of which the engine had no row at all; it is
        empty unless the ledger has rows that the quantity reads.
        """
        if line is None or line.state is not State.ABSENT:
            return line is None or line.value is None
        if line.why and all(r.kind in {"no_rows", "not_of_item"} for r in line.why):
            return True
        if line.trust is not None or line.coverage is not None or line.key:
            return False
        period = parse_period(line.period)
        if line.period not in self._evidence:
            known = self.account.known_at
            members = members_of(self.ledger, self.book, self.account.subject, period, known)
            self._evidence[line.period] = evidence_of(self.ledger, members, period, known)
        below = reach(self.book, line.quantity, period)
        return not self._evidence[line.period].under(below.touches)

    def gap(
        self,
        place: Place,
        period: str,
        reason: str,
        mend: str,
        *,
        asked: Asked | None = None,
        partial: bool = False,
    ) -> Gap:
        """Put something missing on the list."""
        made = Gap(
            len(self.gaps) + 1, place.line, place.table, place.row, place.column, period, reason,
            mend, partial=partial,
        )  # fmt: skip
        if asked is not None:
            shown = self.unit_of(asked.quantity, asked.unit, None, asked.key)
            made = replace(
                made, quantity=asked.quantity, key=MappingProxyType(dict(asked.key)), unit=shown
            )
        self.gaps.append(made)
        return made

    def title_of(self, quantity: str) -> str:
        """What a quantity is called, in the reader's language."""
        if quantity not in self.book.names():
            return quantity
        one = self.book.definition(quantity)
        return say(zh=one.zh or quantity, en=one.en or one.zh or quantity)

    def unit_of(
        self, quantity: str, asked: str, line: AccountLine | None, key: Mapping[str, str]
    ) -> str:
        """The unit of display: ``item`` in it is the form's own unit of the row's item."""
        if "item" in key and (asked == "item" or "{item}" in asked):
            own = self.item_unit(key["item"])
            return own if asked == "item" else asked.replace("{item}", own)
        if asked:
            return asked
        if line is not None:
            return line.unit
        known = quantity in self.book.names()
        return str(self.book.definition(quantity).unit) if known else ""

    def item_unit(self, item: str) -> str:
        """The unit in which the form shows an item."""
        own = unit_of_member("item", item)
        return self.form.units.get(own, own)


def _origin(line: AccountLine) -> Origin:
    return Origin(
        quantity=line.quantity,
        title=line.title,
        key=line.key,
        period=line.period,
        value=line.value,
        unit=line.unit,
        coverage=line.coverage,
        trust=trust_word(line.trust),
        provisional=line.provisional,
        basis=line.basis,
        overlays=line.overlays,
        grade=line.graded.grade.id if line.graded else "",
        cite=line.cite,
        evaluated=True,
    )
