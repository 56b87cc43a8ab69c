"""Tables of the terms beneath some totals: what the rules read for this entity, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.apps.accounting.account.line import member
from luheng.apps.accounting.reach import reach
from luheng.errors import say
from luheng.periods import parse_period
from luheng.rules import Rule

from .entity_facts import other_guides
from .filled import Cell, CellKind, FilledTable, Place
from .filler import Asked, Filler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from luheng.apps.accounting import AccountLine
    from luheng.rules import Rulebook

    from .form import Column, Table

__all__ = ["fill_terms", "terms_of"]

#: how records are read is common to all tables; it is no term of a guide
_CONVENTIONS = "luheng_conventions"
#: dimensions that a row can name; a term of another grain is a step on the way and no line
_DIMENSIONS = frozenset({"entity", "period", "item", "gas", "guide"})


def terms_of(
    book: Rulebook, totals: tuple[str, ...], period: str, guides: frozenset[str]
) -> Iterator[str]:
    """The totals and every rule beneath them whose figures are an entity's, from the top down.

    Terms of another guide than those that the entity accounts by are left out.
    """
    one = parse_period(period)
    aside = {_CONVENTIONS, *other_guides(guides)}
    seen: set[str] = set()
    for total in totals:
        if total not in book.names():
            continue
        for name in (total, *reach(book, total, one).quantities):
            definition = book.definition(name, one)
            grain = frozenset(definition.grain)
            own = isinstance(definition, Rule) and definition.cite.standard not in aside
            if own and name not in seen and "entity" in grain and grain <= _DIMENSIONS:
                seen.add(name)
                yield name


def fill_terms(filler: Filler, table: Table) -> FilledTable:
    """A row for each term that has a figure other than nil, or one that keeps a total unsaid."""
    totals = [x for name in table.of for x in filler.lines(name, filler.period, {})]
    lacking = any(not filler.is_empty(x) and x.value is None for x in totals)
    rows = [
        tuple(_cell(filler, table, c, line) for c in table.columns)
        for name in terms_of(filler.book, table.of, filler.period, filler.guides)
        for line in filler.lines(name, filler.period, {})
        if line.value or (lacking and line.value is None and not filler.is_empty(line))
    ]
    empty = say(zh="本期账本中没有这一类排放的记录。", en="The ledger holds nothing of this kind.")
    return FilledTable(table, tuple(rows), "" if rows else empty)


def _cell(filler: Filler, table: Table, column: Column, line: AccountLine) -> Cell:
    match column.show:
        case "title":
            return Cell(CellKind.TEXT, line.title)
        case "member":
            members = [member(d, m) for d, m in line.key.items() if d != "guide"]
            text = say(zh="、", en=", ").join(members)
            return Cell(CellKind.TEXT, text) if text else Cell(CellKind.VOID)
        case "cite":
            return Cell(CellKind.TEXT, line.cite)
    asked = Asked(
        line.quantity, line.key, line.period, _unit(filler, line), column.digits, column.required
    )
    if column.show == "unit":
        return Cell(CellKind.TEXT, filler.unit_of(line.quantity, asked.unit, line, line.key))
    named = ".".join((line.quantity, *line.key.values()))
    at = f"{table.id}/{named}/{column.id}"
    return filler.figure(Place(at, table.title.text, line.name, column.title.text), asked)


def _unit(filler: Filler, line: AccountLine) -> str:
    """The form's unit of the item where the figure is in the item's own unit."""
    return filler.form.units.get(line.unit, line.unit)
