"""Tables of texts: values of factors with their sources, registers of meters or equipment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.errors import say

from .factor_values import FactorValue, factor_values
from .filled import Cell, CellKind, FilledTable, Mark, Origin, Place
from .wording import trust_word

if TYPE_CHECKING:
    from .filler import Filler
    from .form import Column, Table

__all__ = ["fill_factors", "fill_register"]


def fill_factors(filler: Filler, table: Table) -> FilledTable:
    """A row for each value beneath the figures that the table names."""
    values = factor_values(
        filler.book, table.of, filler.period,
        facts=filler.facts, lines=filler.by_quantity, known=filler.known_day,
    )  # fmt: skip
    rows = tuple(tuple(_value_cell(filler, table, c, v) for c in table.columns) for v in values)
    empty = say(
        zh="本期没有可列的系数取值：各项排放量所依据的系数见各项缺项的原因。",
        en="No value of a factor can be listed: see the reasons of the gaps.",
    )
    return FilledTable(table, rows, "" if rows else empty)


def _value_cell(filler: Filler, table: Table, column: Column, one: FactorValue) -> Cell:
    row, trust = one.row, one.row.trust.name.lower()
    if column.show == "value":
        origin = Origin(
            quantity=one.quantity, title=one.title, key=one.key,
            period=filler.period, value=float(row.exact()), unit=row.unit.symbol,
            trust=trust_word(trust), provisional=row.trust.provisional,
            overlays=(row.overlay,) if row.overlay else (), cite=f"{row.source}, {row.place}",
        )  # fmt: skip
        marks = [Mark.PROVISIONAL] if row.trust.provisional else []
        if row.overlay:
            marks.append(Mark.OVERLAID)
        # the digits as printed, which may be a quotient such as 44/12
        return Cell(
            CellKind.NUMBER, row.value, value=float(row.exact()), unit=row.unit.symbol,
            marks=tuple(marks), origin=origin,
            line="/".join((table.id, ".".join((one.quantity, *one.key.values())), column.id)),
        )  # fmt: skip
    texts = {
        "title": one.title,
        "member": one.members or "—",
        "unit": row.unit.symbol,
        "source": f"{row.source}, {row.place}",
        "trust": trust_word(trust),
        "file": row.file,
        "note": row.note or "—",
    }
    return Cell(CellKind.TEXT, texts[column.show])


def fill_register(filler: Filler, table: Table) -> FilledTable:
    """A row for each meter or piece of equipment; what its record leaves out is a gap."""
    made = []
    for row in filler.facts.register(table.register):
        cells = []
        for column in table.columns:
            text = row[column.show]
            if text or not column.required:
                cells.append(Cell(CellKind.TEXT, text) if text else Cell(CellKind.NONE))
                continue
            line = f"{table.id}/{row['id']}/{column.id}"
            place = Place(line, table.title.text, row["name"] or row["id"], column.title.text)
            reason = say(zh="登记中没有这一项。", en="The register does not say it.")
            mend = say(zh="在 entity 记录中补填。", en="Complete the row of entity.")
            gap = filler.gap(place, filler.period, reason, mend)
            cells.append(Cell(CellKind.GAP, gap=gap, line=line))
        made.append(tuple(cells))
    empty = say(zh="账本中没有登记。", en="None is on record.")
    return FilledTable(table, tuple(made), "" if made else empty)
