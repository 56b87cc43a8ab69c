"""Fill a form: one call to the desk, then every cell with its figure, its origin or its gap."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING

from luheng.apps.accounting import AccountTable, account_of, subject_of
from luheng.apps.accounting.account_table import Line, Section
from luheng.errors import say
from luheng.periods import parse_period

from .balance_tables import BALANCE_QUANTITIES, fill_balance
from .entity_facts import FACTS, entity_facts
from .factor_values import factor_rules
from .filled import Cell, CellKind, Fact, FilledForm, FilledTable, Gap, Place
from .filler import Asked, Filler
from .form import Kind
from .member_tables import fill_members
from .plain_tables import fill_factors, fill_register
from .term_tables import fill_terms, terms_of

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.rules import Rulebook

    from .form import Form, Row, Table

__all__ = ["fill"]


def fill(
    ledger: Ledger,
    book: Rulebook,
    form: Form,
    entity: str,
    period: str,
    *,
    known_at: dt.datetime | int | None = None,
    made_at: dt.datetime | None = None,
) -> FilledForm:
    """A form for one entity and period, as known at an instant or a receipt.

    Raises:
        BadPeriod: the period cannot be read.
    """
    this = parse_period(period)
    periods = [this.shift(-1).text, this.text] if form.previous else [this.text]
    # one instant for every question: what is recorded meanwhile must not creep in between two
    known = ledger.known(known_at)
    subject = subject_of(ledger, entity=entity, known_at=known)
    facts = entity_facts(ledger, book, entity, this, known)
    lines = tuple(Line(form.id, q) for q in _quantities(form, book, this.text, facts.guides))
    section = Section(form.id, form.title.zh, form.title.en, MappingProxyType({"entity": lines}))
    account = account_of(
        ledger, book, subject, ",".join(periods), known_at=known, table=AccountTable((section,))
    )
    filler = Filler(ledger, book, form, account, facts, this.text)
    cover = tuple(_fact(filler, name) for name in form.facts)
    tables = tuple(_table(filler, t) for t in form.tables if filler.meant(t.guides))
    return FilledForm(
        form=form,
        entity=entity,
        name=facts.name,
        period=this.text,
        facts=cover,
        tables=tables,
        gaps=tuple(filler.gaps),
        not_held=tuple(g for t in tables for g in _not_held(filler, t.table)),
        findings=tuple(f for f in account.findings if f.period.startswith(this.text)),
        known_at=account.known_at,
        release=account.release,
        made_at=made_at or dt.datetime.now().astimezone(),
        overlays=account.overlays,
    )


def _quantities(form: Form, book: Rulebook, period: str, guides: frozenset[str]) -> tuple[str, ...]:
    """Every quantity to be asked: those named, and those beneath the tables that show terms."""
    names = list(form.quantities())
    for table in form.tables:
        if table.kind == Kind.TERMS:
            names += terms_of(book, table.of, period, guides)
        if table.kind == Kind.FACTORS:
            names += factor_rules(book, table.of, period, guides)
        if table.kind == Kind.BALANCE:
            names += BALANCE_QUANTITIES
    return tuple(dict.fromkeys(names))


def _fact(filler: Filler, name: str) -> Fact:
    """A line of the cover; what is not on record is a gap."""
    label, read, mend = FACTS[name]
    text = read(filler.facts)
    if text:
        return Fact(label, text)
    place = Place(f"cover/{name}", say(zh="封面", en="cover"), label.text, "")
    reason = say(zh="账本中没有登记。", en="It is not on record.")
    return Fact(label, "", filler.gap(place, filler.period, reason, mend.text))


def _table(filler: Filler, table: Table) -> FilledTable:
    """A table with its cells; one that must have rows and has none is a gap as a whole."""
    match table.kind:
        case Kind.LINES:
            made = _lines(filler, table)
        case Kind.MEMBERS:
            made = fill_members(filler, table)
        case Kind.TERMS:
            made = fill_terms(filler, table)
        case Kind.BALANCE:
            made = fill_balance(filler, table)
        case Kind.FACTORS:
            made = fill_factors(filler, table)
        case _:
            made = fill_register(filler, table)
    if made.empty and table.required:
        mend = say(zh="补报相应的记录后重新生成。", en="File the rows and write the form again.")
        filler.gap(Place(table.id, table.title.text, "", ""), filler.period, made.empty, mend)
    return made


def _not_held(filler: Filler, table: Table) -> list[Gap]:
    """The columns of the printed form that no record of the ledger can hold."""
    return [
        Gap(
            0, f"{table.id}/not_held/{number}", table.title.text, "", one.title.text,
            filler.period, one.reason.text, one.remedy.text,
        )
        for number, one in enumerate(table.not_held, start=1)
    ]  # fmt: skip


def _lines(filler: Filler, table: Table) -> FilledTable:
    rows = [
        tuple(_line_cell(filler, table, row, n) for n in range(len(table.columns)))
        for row in table.rows
        if filler.meant(row.guides)
    ]
    return FilledTable(table, tuple(rows))


def _line_cell(filler: Filler, table: Table, row: Row, number: int) -> Cell:
    column = table.columns[number]
    line = filler.line(row.quantity, filler.period, row.at)
    match column.show:
        case "number":
            return Cell(CellKind.TEXT, row.number)
        case "title":
            return Cell(CellKind.TEXT, row.title.text, level=row.level)
        case "unit":
            return Cell(CellKind.TEXT, filler.unit_of(row.quantity, row.unit, line, row.at))
        case "cite":
            return Cell(CellKind.TEXT, line.cite if line else "")
    named = ".".join((row.quantity, *row.at.values()))
    place = Place(
        f"{table.id}/{named}/{column.id}", table.title.text, row.title.text, column.title.text
    )
    return filler.figure(
        place,
        Asked(
            row.quantity, row.at, filler.shifted(column.shift), row.unit, row.digits,
            row.required and column.required,
        ),
    )  # fmt: skip
