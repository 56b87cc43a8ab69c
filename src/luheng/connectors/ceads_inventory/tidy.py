"""The table of all years: one line per year, province, sector and fuel, noughts left out.

The table lists what is not nought, so a cell of a listed province and year without a line is nil,
not absent. A province and year without any line are absent.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from . import findings as told
from .labels import DIRECT, FORM, ITEMS, TOTAL, item_of, region_of, sector_of, sectors

if TYPE_CHECKING:
    import pyarrow as pa

    from luheng.records import Finding, Origin

__all__ = ["read"]

_HEADER = ("year", "province", "sector", "fuel")
_VALUE = "MtCO2"
_YEAR_DIGITS = 4
#: (place of the line, sector, item, text of the value)
_Cell = tuple[int, str, str, str]


def read(text: str, origin: Origin) -> tuple[pa.Table | None, tuple[Finding, ...]]:
    """The drafts of the table and what was wrong with it; no table if the header is another."""
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    header = [cell.strip() for cell in next(lines, [])]
    if not {*_HEADER, _VALUE} <= set(header):
        return None, ()
    places = [header.index(name) for name in (*_HEADER, _VALUE)]
    findings: list[Finding] = []
    cells: dict[tuple[str, str], list[_Cell]] = {}
    for number, line in enumerate(lines, start=2):
        if not any(line):
            continue
        if len(line) != len(header):
            findings.append(told.missing(origin, "该行的单元格", "rest of the line", row=number))
            continue
        year, province, sector, fuel, value = (line[p].strip() for p in places)
        region = region_of(province)
        if region is None or not (year.isdigit() and len(year) == _YEAR_DIGITS):
            findings.append(told.not_a_province(origin, f"{province}{year}", row=number))
            continue
        row, column = sector_of(sector), item_of(fuel)
        if row is None or column is None:
            about, label = ("sector", sector) if row is None else ("item", fuel)
            where = places[2 if row is None else 3]
            at = f"{chr(65 + where)}{number}"
            findings.append(told.unknown(origin, about, label, row=number, cell=at))
            # what was there cannot be told, so the cell must not come out as nil
            cells.setdefault((region, year), []).append((0, row or "", (column or ("", ""))[1], ""))
            continue
        if column[0] == DIRECT:
            cells.setdefault((region, year), []).append((number, row, column[1], value))
    return _table(cells), tuple(findings)


def _table(cells: dict[tuple[str, str], list[_Cell]]) -> pa.Table:
    import pyarrow as pa

    names = ("region", "period", "sector", "item", "quantity", "state", "row")
    columns: dict[str, list[object]] = {name: [] for name in names}
    grid = [(s, i) for s in (TOTAL, *sectors()) for flow, i in ITEMS if flow == DIRECT]
    for (region, period), listed in cells.items():
        there = {(sector, item) for _, sector, item, _ in listed if sector and item}
        unclear = {part for _, sector, item, _ in listed if not (sector and item)
                   for part in (sector, item) if part}  # fmt: skip
        kept: list[tuple[int | None, str, str, str | None]] = [c for c in listed if c[0]]
        kept += [(None, s, i, None) for s, i in grid
                 if (s, i) not in there and not {s, i} & unclear]  # fmt: skip
        columns["region"] += [region] * len(kept)
        columns["period"] += [period] * len(kept)
        for row, sector, item, value in kept:
            columns["sector"].append(sector)
            columns["item"].append(item)
            columns["quantity"].append(value or None)
            columns["state"].append("nil" if row is None else "value")
            columns["row"].append(row)
    height = len(columns["row"])
    arrays = {n: pa.array(c, pa.int32() if n == "row" else pa.string()) for n, c in columns.items()}
    same = {"form": FORM, "flow": DIRECT, "unit": _VALUE, "col": _VALUE}
    return pa.table(
        arrays | {n: pa.repeat(pa.scalar(text, pa.string()), height) for n, text in same.items()}
    )
