"""Tables with a row for each member on record: each fuel, each water, each waste."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.apps.accounting import State
from luheng.apps.accounting.account.line import member
from luheng.errors import say
from luheng.periods import parse_period
from luheng.units import unit

from .filled import Cell, CellKind, FilledTable, Mark, Origin, Place
from .filler import Asked, Filler
from .wording import trust_word

if TYPE_CHECKING:
    from luheng.apps.accounting import AccountLine
    from luheng.codelists.codelist import Row as ListRow

    from .form import Column, Table

__all__ = ["fill_members"]

_LISTS = {"item": "items", "gas": "gases", "guide": "guides", "region": "regions"}


def fill_members(filler: Filler, table: Table) -> FilledTable:
    """A row for each member that a driving quantity has a figure of, in the order of the list."""
    found = _members(filler, table)
    rows = [tuple(_cell(filler, table, c, m) for c in table.columns) for m in found]
    if not rows:
        return FilledTable(table, (), _nothing(filler, table))
    if table.total is not None:
        rows.append(tuple(_total(filler, table, n) for n in range(len(table.columns))))
    return FilledTable(table, tuple(rows), total=table.total is not None)


def _members(filler: Filler, table: Table) -> list[str]:
    seen: set[str] = set()
    for quantity, at in _driving(table):
        for line in filler.lines(quantity, filler.period, at):
            if table.dimension in line.key and _there(line):
                seen.add(line.key[table.dimension])
    rows = codelists.load(_LISTS[table.dimension]).rows
    order = {row["id"]: row for row in rows}
    return [m for m in order if m in seen and _wanted(table, order[m])]


def _driving(table: Table) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The quantities that make a row, with the members of their columns."""
    shown = [c for c in table.columns if c.quantity and not c.shift]
    drives = table.drives or tuple(c.quantity for c in shown)
    for name in dict.fromkeys(drives):
        columns = [c.at for c in shown if c.quantity == name]
        yield from ((name, at) for at in columns or [{}])


def _there(line: AccountLine) -> bool:
    return line.state in {State.SAID, State.ABSENT}


def _wanted(table: Table, row: ListRow) -> bool:
    if table.members and row.get("list", "") not in table.members:
        return False
    return row.get("class", "") not in table.without


def _cell(filler: Filler, table: Table, column: Column, code: str) -> Cell:
    key = {**column.at, table.dimension: code}
    if column.when and not _applies(filler, column.when, key):
        return Cell(CellKind.VOID)
    match column.show:
        case "member":
            return Cell(CellKind.TEXT, member(table.dimension, code))
        case "code":
            return Cell(CellKind.TEXT, code)
        case "unit":
            return Cell(CellKind.TEXT, filler.item_unit(code))
        case "source":
            return _source(filler, column, key)
    row = codelists.load(_LISTS[table.dimension]).get(code)
    if {code, row.get("class", "")} & set(column.void):
        return Cell(CellKind.VOID)
    place = Place(
        f"{table.id}/{code}/{column.id}", table.title.text, member(table.dimension, code),
        column.title.text,
    )  # fmt: skip
    if column.factor:
        return _factor(filler, column, key, place.line)
    return filler.figure(
        place,
        Asked(
            column.quantity, key, filler.shifted(column.shift), column.unit, column.digits,
            column.required,
        ),
    )  # fmt: skip


def _applies(filler: Filler, quantity: str, key: dict[str, str]) -> bool:
    """Whether a quantity has a figure other than nil, or one that only cannot be said."""
    line = filler.line(quantity, filler.period, key)
    return line is not None and line.value != 0


def _source(filler: Filler, column: Column, key: dict[str, str]) -> Cell:
    """Whether ``of`` is measured, as far as ``quantity`` covers it, or by default."""
    whole = filler.line(column.of, filler.period, key)
    covered = filler.line(column.quantity, filler.period, key)
    if whole is None or whole.value is None:
        return Cell(CellKind.NONE)
    if covered is None or not covered.value:
        return Cell(CellKind.TEXT, say(zh="缺省值", en="default"))
    if covered.value == whole.value:
        return Cell(CellKind.TEXT, say(zh="实测值", en="measured"))
    return Cell(CellKind.TEXT, say(zh="部分实测", en="measured in part"))


def _factor(filler: Filler, column: Column, key: dict[str, str], line: str) -> Cell:
    """The value of a factor in force; that a table prints none is no gap of the entity's."""
    one = filler.book.factors.get(column.factor)
    full = {**key, "guide": filler.facts.guide}
    period = parse_period(filler.period)
    resolved = one.resolve([period], filler.known_day) if one else ()
    held = [r for r in resolved if all(full.get(d) == m for d, m in r.key)]
    if one is None or len(held) != 1:
        return Cell(CellKind.NONE)
    row = held[0].row
    target = filler.unit_of(column.factor, column.unit, None, key) or row.unit.symbol
    exact = row.exact() * row.unit.ratio_to(unit(target))
    trust = row.trust.name.lower()
    marks = [Mark.PROVISIONAL] if row.trust.provisional else []
    if row.overlay:
        marks.append(Mark.OVERLAID)
    origin = Origin(
        quantity=column.factor,
        title=say(zh=one.zh or one.name, en=one.en or one.name),
        key=dict(row.key),
        period=filler.period,
        value=float(row.exact()),
        unit=row.unit.symbol,
        trust=trust_word(trust),
        provisional=row.trust.provisional,
        basis=one.basis,
        overlays=(row.overlay,) if row.overlay else (),
        cite=f"{row.source}, {row.place}",
    )
    return Cell(
        CellKind.NUMBER, value=float(exact), digits=column.digits, unit=target,
        marks=tuple(marks), origin=origin, line=line,
    )  # fmt: skip


def _total(filler: Filler, table: Table, number: int) -> Cell:
    """A cell of the row of totals: a quantity of its own, since a form adds nothing up."""
    column = table.columns[number]
    title, cells = table.total or (table.title, {})
    if column.id in cells:
        row = cells[column.id]
        line = f"{table.id}/total/{column.id}"
        place = Place(line, table.title.text, title.text, column.title.text)
        return filler.figure(
            place,
            Asked(
                row.quantity, row.at, filler.shifted(column.shift), row.unit, row.digits,
                row.required,
            ),
        )  # fmt: skip
    if column.show == "member":
        return Cell(CellKind.TEXT, title.text)
    return Cell(CellKind.VOID)


def _nothing(filler: Filler, table: Table) -> str:
    """Why a table has no row."""
    names = dict.fromkeys(table.drives or tuple(c.quantity for c in table.columns if c.quantity))
    titles = say(zh="、", en=", ").join(filler.title_of(n) for n in names)
    return say(
        zh=f"账本中没有本表所需的记录（{titles}）。",
        en=f"The ledger has no rows for this table ({titles}).",
    )
