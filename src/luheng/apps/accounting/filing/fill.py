"""Fill: the cells of a form worked out as known at one instant, in one question to the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.account.reasons import Reasons, reasons_for, undefined
from luheng.apps.accounting.account_table import account_table
from luheng.apps.accounting.members import members_of
from luheng.apps.accounting.quality.evidence import evidence_of
from luheng.engine import evaluate
from luheng.errors import UnknownQuantity
from luheng.methods.gbt_8170 import rounded_text
from luheng.periods import parse_period
from luheng.units import Unit, unit

from .cell import FilledCell, FormCell

if TYPE_CHECKING:
    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger
    from luheng.periods import Period
    from luheng.rules import Rulebook

__all__ = ["OWN_FORM", "fill", "own_cells"]

#: the form of the desk itself: the lines of the accounts that are no details
OWN_FORM = "accounts"

Row = dict[str, Any]


def own_cells(book: Rulebook, subject: Subject) -> tuple[FormCell, ...]:
    """The cells of the desk's own form: each line of the accounts that has one figure.

    Nothing in it is required: which figures an entity has depends on what it does.
    """
    cells = []
    for line in account_table().lines(subject.kind):
        if line.detail or line.quantity not in book.names():
            continue
        one = book.definition(line.quantity)
        if set(one.grain) == {subject.kind, "period"}:
            said = line.shown or str(one.unit)
            cells.append(
                FormCell(
                    f"{line.section}/{line.quantity}", line.quantity, unit=said, required=False,
                    zh=one.zh, en=one.en,
                )
            )  # fmt: skip
    return tuple(cells)


def fill(
    ledger: Ledger,
    book: Rulebook,
    subject: Subject,
    period: str,
    cells: Sequence[FormCell],
    *,
    known_at: dt.datetime | int | None = None,
) -> tuple[FilledCell, ...]:
    """Work out each cell; one that cannot be said says why.

    Raises:
        UnitMismatch: a cell's unit does not measure its quantity.
    """
    one = parse_period(period)
    known_at = dt.datetime.now(dt.UTC) if known_at is None else known_at
    names = [q for q in dict.fromkeys(c.quantity for c in cells) if _has(book, q, one, subject)]
    rows: dict[str, list[Row]] = {n: [] for n in names}
    day = dt.datetime.now(dt.UTC).date()
    if names:
        found = evaluate(ledger, book, names, where=subject.where, period=one, known_at=known_at)
        day = found.known_day
        for row in found.rows():
            rows[row["quantity"]].append(row)
    members = members_of(ledger, book, subject, one, known_at)
    evidence = evidence_of(ledger, members, one, known_at)
    reasons = reasons_for(ledger, book, subject, one, evidence, known_at=known_at, day=day)
    return tuple(_filled(cell, rows, reasons) for cell in cells)


def _has(book: Rulebook, name: str, period: Period, subject: Subject) -> bool:
    try:
        return subject.kind in book.definition(name, period).grain
    except UnknownQuantity:
        return False


def _filled(cell: FormCell, rows: dict[str, list[Row]], reasons: Reasons) -> FilledCell:
    if cell.quantity not in rows:
        said = undefined(cell.quantity)
        return FilledCell(cell, None, cell.unit or "1", why=(said.zh, said.en))
    found = [r for r in rows[cell.quantity] if all(r.get(d) == m for d, m in cell.where.items())]
    if len(found) != 1 or found[0]["value"] is None:
        why = reasons.why(cell.quantity, {d: frozenset({m}) for d, m in cell.where.items()})
        zh, en = "".join(r.zh for r in why), " ".join(r.en for r in why)
        return FilledCell(cell, None, _unit(cell, found), why=(zh, en))
    row = found[0]
    wanted = cell.unit or row["unit"]
    ratio = unit(row["unit"]).ratio_to(unit(wanted))
    value = row["value"] * ratio.numerator / ratio.denominator
    return FilledCell(
        cell, value, wanted, rounded_text(value, cell.places), bool(row["provisional"]),
        row["coverage"],
    )  # fmt: skip


def _unit(cell: FormCell, found: Sequence[Row]) -> str:
    """The unit of a cell that has no value: its own, or that of the quantity."""
    said = cell.unit or next((r["unit"] for r in found if r.get("unit")), "1")
    return said if isinstance(unit(said), Unit) else "1"
