"""A year's workbook: one sheet per province, sectors down, fuels across."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.connectors.files import Form, Sheet, letter, read_sheets

from . import findings as told
from .labels import FORM, INDIRECT, ITEMS, item_of, provinces, region_of, sector_of, sectors

if TYPE_CHECKING:
    import pyarrow as pa

    from luheng.records import Finding, Origin

__all__ = ["read"]

_NAMED = re.compile(r"^\s*(?P<region>.+?)[\s_-]*(?P<year>(?:19|20)\d{2})\s*$")
_HEADER_ROWS = 10
_COLUMNS_AT_LEAST = 5
_MEGATONNE = re.compile(r"^(mt|million tonn?e?s?)\s*(of\s*)?co2$|^百万吨二氧化碳$", re.IGNORECASE)


@dataclass
class _Drafts:
    """The drafts so far, column by column, and what was wrong."""

    origin: Origin
    findings: list[Finding] = field(default_factory=list)
    region: list[str] = field(default_factory=list)
    sector: list[str] = field(default_factory=list)
    flow: list[str] = field(default_factory=list)
    item: list[str] = field(default_factory=list)
    period: list[str] = field(default_factory=list)
    quantity: list[object] = field(default_factory=list)
    unit: list[str] = field(default_factory=list)
    sheet: list[str] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    col: list[str] = field(default_factory=list)

    def table(self) -> pa.Table:
        import pyarrow as pa

        texts = ("region", "sector", "flow", "item", "period", "unit", "sheet", "col")
        columns = {name: pa.array(getattr(self, name), pa.string()) for name in texts}
        plain = all(q is None or isinstance(q, float) for q in self.quantity)
        columns["quantity"] = (
            pa.array(self.quantity, pa.float64())
            if plain
            else pa.array([None if q is None else str(q) for q in self.quantity], pa.string())
        )
        columns["row"] = pa.array(self.row, pa.int32())
        columns["form"] = pa.repeat(pa.scalar(FORM), len(self.row))
        return pa.table(columns)


def read(content: bytes, form: Form, origin: Origin) -> tuple[pa.Table | None, tuple[Finding, ...]]:
    """The drafts of every sheet and what was wrong with them; no table if none is an inventory."""
    drafts = _Drafts(origin)
    findings = drafts.findings
    seen: dict[str, set[str]] = {}
    found = empty = 0
    for sheet in read_sheets(content, form, origin.source):
        header = _header(sheet)
        if header is None:
            if not sheet.empty:
                findings.append(told.left_out(origin, sheet.name))
            continue
        found += 1
        named = _NAMED.match(sheet.name)
        region = region_of(named["region"]) if named else None
        if named is None or region is None:
            findings.append(told.not_a_province(origin, sheet.name, sheet=sheet.name))
            continue
        seen.setdefault(named["year"], set()).add(region)
        empty += _sheet(sheet, header, (region, named["year"]), drafts)
    if not found:
        return None, ()
    findings += _provinces_missing(origin, seen)
    if empty:
        findings.append(told.empty_scope_2(origin, empty))
    return drafts.table(), tuple(findings)


def _header(sheet: Sheet) -> int | None:
    """The row of column labels; None if the sheet has none."""
    for number, cells in enumerate(sheet.rows[:_HEADER_ROWS]):
        if sum(item_of(cell) is not None for cell in cells) >= _COLUMNS_AT_LEAST:
            return number
    return None


def _sheet(
    sheet: Sheet,
    header: int,
    place: tuple[str, str],
    drafts: _Drafts,
) -> int:
    """Add one sheet's drafts; 1 if its scope 2 columns are empty."""
    origin, findings = drafts.origin, drafts.findings
    columns = _columns(sheet, header, origin, findings)
    rows = list(_rows(sheet, header, origin, findings))
    indirect = [c for c, (flow, _) in columns.items() if flow == INDIRECT]
    empty = bool(indirect) and not any(
        sheet.rows[n][c] not in (None, 0, 0.0) for n, _ in rows for c in indirect
    )
    units = {c: _unit(sheet, header, c) for c in columns}
    for number, sector in rows:
        cells = sheet.rows[number]
        for column, (flow, item) in columns.items():
            if empty and flow == INDIRECT:
                continue
            cell = cells[column] if column < len(cells) else None
            drafts.region.append(place[0])
            drafts.period.append(place[1])
            drafts.sector.append(sector)
            drafts.flow.append(flow)
            drafts.item.append(item)
            # a truth value is no number, though it is an int to Python
            if isinstance(cell, int) and not isinstance(cell, bool):
                cell = float(cell)
            drafts.quantity.append(cell)
            drafts.unit.append(units[column])
            drafts.sheet.append(sheet.name)
            drafts.row.append(number + 1)
            drafts.col.append(letter(column))
    return int(empty)


def _columns(
    sheet: Sheet, header: int, origin: Origin, findings: list[Finding]
) -> dict[int, tuple[str, str]]:
    """The meaning of each column by its place."""
    columns: dict[int, tuple[str, str]] = {}
    for column, cell in enumerate(sheet.rows[header][1:], start=1):
        if cell is None:
            continue
        meaning = item_of(cell)
        if meaning is None or meaning in columns.values():
            at = f"{letter(column)}{header + 1}"
            label = str(cell).strip()
            findings.append(
                told.unknown(origin, "item", label, sheet=sheet.name, row=header + 1, cell=at)
            )
        else:
            columns[column] = meaning
    carriers = load("energy_carriers")
    for meaning in ITEMS:
        if meaning not in columns.values() and meaning[0] != INDIRECT:
            item = meaning[1]
            known = carriers.get(item) if item in carriers.ids() else {"zh": item, "en": item}
            zh, en = f"“{known['zh']}”列", f"column {known['en']}"
            findings.append(told.missing(origin, zh, en, sheet=sheet.name, row=header + 1))
    return columns


def _rows(
    sheet: Sheet, header: int, origin: Origin, findings: list[Finding]
) -> list[tuple[int, str]]:
    """The sector of each row with figures by its place."""
    rows: list[tuple[int, str]] = []
    seen: set[str] = set()
    for number in range(header + 1, len(sheet.rows)):
        cells = sheet.rows[number]
        # the row of units, and blank rows between
        if all(cell is None for cell in cells[1:]) or _is_units(cells[1:]):
            continue
        sector = sector_of(cells[0])
        if sector is None or sector in seen:
            label = str(cells[0] or "").strip()
            findings.append(
                told.unknown(
                    origin, "sector", label, sheet=sheet.name, row=number + 1, cell=f"A{number + 1}"
                )
            )
            continue
        seen.add(sector)
        rows.append((number, sector))
    names = load("ceads_sectors")
    for sector in sectors():
        if sector not in seen:
            about = names.get(sector)
            findings.append(
                told.missing(origin, f"“{about['zh']}”行", f"row {about['en']}", sheet=sheet.name)
            )
    return rows


def _is_units(cells: list[object]) -> bool:
    said = [c for c in cells if c is not None]
    return bool(said) and all(isinstance(c, str) and "co2" in c.casefold() for c in said)


def _unit(sheet: Sheet, header: int, column: int) -> str:
    """The unit under a column's label, in our spelling; as printed where it is another."""
    for cells in sheet.rows[header + 1 : header + 3]:
        if _is_units(cells[1:]) and column < len(cells) and cells[column] is not None:
            said = str(cells[column]).strip()
            return "MtCO2" if _MEGATONNE.match(said) else said
    return ""


def _provinces_missing(origin: Origin, seen: dict[str, set[str]]) -> list[Finding]:
    regions = load("regions")
    found = []
    for year, there in sorted(seen.items()):
        for code in provinces():
            if code not in there:
                about = regions.get(code)
                zh, en = f"{about['zh']}{year}年的工作表", f"sheet of {about['en']} {year}"
                found.append(told.missing(origin, zh, en))
    return found
