"""The energy balance of an entity as a table: carriers by stage, and what does not close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng import codelists
from luheng.apps.accounting import State
from luheng.apps.accounting.account.line import member
from luheng.errors import say
from luheng.methods.enterprise_energy_balance import CarrierBalance, carrier_balances
from luheng.units import unit

from .filled import Cell, CellKind, FilledTable, Mark, Origin, Place
from .filler import Asked, Filler

if TYPE_CHECKING:
    from luheng.apps.accounting import AccountLine

    from .form import Column, Table

__all__ = ["BALANCE_QUANTITIES", "fill_balance"]

#: what the balance is made from
BALANCE_QUANTITIES = ("activity_amount", "coal_equivalent_applied")
_CITE = "GB/T 3484; methods/enterprise_energy_balance.py"
_COMPUTED = frozenset({"fuel_and_power", "imbalance", "imbalance_tce"})


def fill_balance(filler: Filler, table: Table) -> FilledTable:
    """A row for each carrier on record; its imbalance is a figure, and so is what it comes to."""
    amounts = filler.lines("activity_amount", filler.period, {})
    carriers = codelists.load("energy_carriers")
    aside = {"aggregate", "measured", "certificate"}
    wanted = [
        line
        for line in amounts
        if line.state in {State.SAID, State.ABSENT}
        and line.key["item"] in carriers.ids()
        and carriers.get(line.key["item"])["class"] not in aside
    ]
    applied = filler.lines("coal_equivalent_applied", filler.period, {})
    coefficients = {x.key["item"]: x.value for x in applied if x.value is not None}
    balances = carrier_balances(
        [(x.key["item"], x.key["role"], x.value) for x in wanted], coefficients=coefficients
    )
    order = {row["id"]: n for n, row in enumerate(carriers.rows)}
    balances = tuple(sorted(balances, key=lambda b: order[b.item]))
    marks = {x.key["item"]: x for x in applied}
    rows = tuple(
        tuple(_cell(filler, table, c, one, marks.get(one.item)) for c in table.columns)
        for one in balances
    )
    empty = say(
        zh="账本中没有能源的收支记录。", en="The ledger has no rows of energy bought or used."
    )
    return FilledTable(table, rows, "" if rows else empty)


def _cell(
    filler: Filler,
    table: Table,
    column: Column,
    one: CarrierBalance,
    coefficient: AccountLine | None,
) -> Cell:
    match column.show:
        case "member":
            return Cell(CellKind.TEXT, member("item", one.item))
        case "unit":
            return Cell(CellKind.TEXT, filler.item_unit(one.item))
        case "cause":
            zh, en = one.cause.say() if one.cause else ("", "")
            closed = say(zh="平衡", en="closed")
            unknown = say(zh="数据不全，不能判断", en="cannot be told")
            text = say(zh=zh, en=en) or (unknown if one.balanced is None else closed)
            return Cell(CellKind.TEXT, text)
    name = column.show
    line = f"{table.id}/{one.item}/{column.id}"
    place = Place(line, table.title.text, member("item", one.item), column.title.text)
    if name not in _COMPUTED:
        asked = Asked(
            "activity_amount", {"item": one.item, "role": name}, filler.period, "item",
            column.digits, required=False,
        )  # fmt: skip
        return filler.figure(place, asked)
    own = codelists.load("items").get(one.item)["unit"]
    if name == "imbalance_tce":
        amount, shown, provisional = one.tce(one.imbalance), "tce", _provisional(coefficient)
    else:
        amount = -one.flows[name] if name in one.flows else None
        amount = one.imbalance if name == "imbalance" else amount
        shown, provisional = filler.item_unit(one.item), False
    if amount is None:
        return Cell(CellKind.NONE)
    factor = 1 if shown == "tce" else unit(own).ratio_to(unit(shown))
    origin = Origin(
        quantity=f"energy_balance.{name}", title=column.title.text,
        key={"item": one.item}, period=filler.period, value=amount,
        unit="tce" if shown == "tce" else own, provisional=provisional, cite=_CITE,
        trust="", coverage=None,
    )  # fmt: skip
    return Cell(
        CellKind.NUMBER, value=float(amount * factor), digits=column.digits, unit=shown,
        marks=(Mark.PROVISIONAL,) if provisional else (), origin=origin, line=line,
    )  # fmt: skip


def _provisional(coefficient: AccountLine | None) -> bool:
    return coefficient is not None and coefficient.provisional
