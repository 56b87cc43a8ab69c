"""From a grid under a header to drafts of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.connectors.files import letter
from luheng.errors import UnknownUnit
from luheng.records import Batch, Finding, Level
from luheng.units import unit

from .header import in_brackets
from .rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from luheng.connectors.files.workbook import Merge
    from luheng.records import Origin, Record

    from .grid import Grid
    from .header import Header

__all__ = ["batch_of"]


def batch_of(
    record: type[Record],
    origin: Origin,
    header: Header,
    grid: Grid,
    merges: Sequence[Merge] = (),
    *,
    first: bool = True,
    last: bool = True,
) -> Batch:
    """The drafts of a grid's rows; findings for what was set aside or read in a special way.

    Of a table in blocks, the ``first`` tells what the header says, and only the ``last`` can end
    in totals and footnotes.
    """
    import pyarrow as pa

    rows, tail = Rows(record, origin, header, grid), list[Finding]()
    if last:
        rows, tail = rows.without_tail()
    grid = rows.grid
    columns = {name: grid.columns[n] for name, n in header.columns.items()}
    columns, notes = rows.merged(columns, merges)
    findings = [*(_header_findings(rows) if first else ()), *tail, *notes, *rows.findings()]
    fields = [
        pa.field(name, column.type, metadata={"letter": letter(header.columns[name])})
        for name, column in columns.items()
    ]
    arrays = list(columns.values())
    keep = _filled(arrays, grid)
    value = header.columns.get(record.value_column)
    said, note = _unit_in_header(rows)
    if said and value is not None:
        fields.append(pa.field("unit", pa.string(), metadata={"letter": letter(value)}))
        arrays.append(_same(said, grid.height))
        findings += note if first else []
    fields += [pa.field("sheet", pa.string()), pa.field("row", pa.int32())]
    fields += [pa.field("col", pa.string())]
    arrays += [_same(grid.sheet, grid.height), pa.array(grid.lines, pa.int32())]
    arrays.append(_same(letter(value) if value is not None else "", grid.height))
    about = {"header_row": str(header.row + 1), "sheet": grid.sheet}
    table = pa.table(arrays, schema=pa.schema(fields, metadata=about))
    return Batch(record, origin, table if keep is None else table.filter(keep), tuple(findings))


def _same(text: str, height: int) -> pa.Array:
    import pyarrow as pa

    return pa.repeat(pa.scalar(text, pa.string()), height)


def _filled(columns: Sequence[pa.ChunkedArray], grid: Grid) -> pa.Array | None:
    """Which rows hold anything, or None where all do; lines that are too long are left out."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    full = np.zeros(grid.height, dtype=bool)
    for column in columns:
        full |= np.asarray(pc.is_valid(column))
        if full.all():
            break
    long = [n for n, cells in grid.ragged.items() if cells > len(grid.columns)]
    if long:
        full &= ~np.isin(grid.lines, long)
    return None if full.all() else pa.array(full)


def _header_findings(rows: Rows) -> Iterator[Finding]:
    header, line = rows.header, rows.header.row + 1
    for n in header.unknown:
        yield Finding(
            "TABLE-02",
            Level.NOTED,
            rows.origin.source,
            f"不认识的列“{header.texts[n]}”，未读取。",
            f"The column {header.texts[n]!r} is none of {rows.record.record_en} and was not read.",
            "如果它就是某一列，请改用模板的列名。",
            "If it is one of them, give it the template's name.",
            sheet=rows.grid.sheet,
            row=line,
            cell=f"{letter(n)}{line}",
            value=header.texts[n],
        )
    for name, n in header.doubled:
        kept = header.texts[header.columns[name]]
        yield Finding(
            "TABLE-03",
            Level.DOUBT,
            rows.origin.source,
            f"“{kept}”与“{header.texts[n]}”都像是 {name}；读取了前者。",
            f"Both {kept!r} and {header.texts[n]!r} look like {name}; the former was read.",
            "请只留一列，或改用模板的列名。",
            "Keep one of them, or use the template's names.",
            sheet=rows.grid.sheet,
            row=line,
            column=name,
            cell=f"{letter(n)}{line}",
            value=header.texts[n],
        )


def _unit_in_header(rows: Rows) -> tuple[str, list[Finding]]:
    """The unit that the value's header names in brackets, where the file has no unit column."""
    header, columns = rows.header, rows.record.columns()
    n = header.columns.get(rows.record.value_column)
    if n is None or "unit" not in columns or "unit" in header.columns:
        return "", []
    said = in_brackets(header.texts[n])
    try:
        unit(said)
    except UnknownUnit:
        return "", []
    note = Finding(
        "TABLE-07",
        Level.NOTED,
        rows.origin.source,
        f"没有“{columns['unit'].zh}”列，按表头括号里的“{said}”读取。",
        f"There is no unit column; the unit {said!r} was read from the header.",
        sheet=rows.grid.sheet,
        row=header.row + 1,
        column="unit",
        cell=f"{letter(n)}{header.row + 1}",
        value=said,
    )
    return said, [note]
