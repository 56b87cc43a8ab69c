"""Where the table stands on its sheet: found by what cells say, never by fixed positions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.codelists import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from luheng.connectors.files import Sheet

__all__ = ["Layout", "find_layout", "flow_of", "item_of", "label"]

_SEARCHED_ROWS = 40
_ENOUGH = 4
_NUMBERING = re.compile(r"^\s*(?:[一二三四五六七八九十]+|\d+)\s*[.．、,，]\s*|^\s*[#＃]\s*")
_LABELS = frozenset({"项目", "item", "items", "指标"})


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows and columns counted from 0; ``unknown`` columns carry a header that no code names."""

    header_row: int
    first_row: int
    label_column: int
    english_column: int | None
    items: Mapping[int, str]
    unknown: tuple[int, ...]
    #: columns whose Chinese header says nothing known but whose English one does
    by_english: tuple[int, ...]


def label(text: object) -> str:
    """A label without its inner blanks."""
    return "".join(str(text).split()) if text is not None else ""


def flow_of(text: object) -> str | None:
    """The row's code in balance_flows by a Chinese or English label, with or without numbering."""
    said = "" if text is None else str(text).strip()
    if not said:
        return None
    flows = load("balance_flows")
    return flows.match(said) or flows.match(_NUMBERING.sub("", said))


def item_of(text: object) -> str | None:
    """The carrier's code by a header's text."""
    said = label(text)
    return load("energy_carriers").match(said) if said else None


def find_layout(sheet: Sheet) -> Layout | None:
    """The layout of a sheet that holds a balance, or None if it holds none."""
    header_row, items = _header(sheet)
    if header_row is None:
        return None
    label_column, first_row = _labels(sheet, header_row, min(items))
    if first_row is None:
        return None
    english = _english_column(sheet, first_row, label_column, min(items))
    unknown, by_english = [], []
    row = sheet.rows[header_row]
    for n in range(max(label_column, english or 0) + 1, len(row)):
        if n in items or label(row[n]).casefold() in _LABELS:
            continue
        said = _english(sheet, header_row, first_row, n)
        found = item_of(said)
        if found is not None and found not in items.values():
            items[n] = found
            by_english.append(n)
        elif row[n] is not None or _has_numbers(sheet, first_row, n):
            unknown.append(n)
    return Layout(
        header_row,
        first_row,
        label_column,
        english,
        dict(sorted(items.items())),
        tuple(unknown),
        tuple(by_english),
    )


def _header(sheet: Sheet) -> tuple[int | None, dict[int, str]]:
    """The row that names most carriers."""
    best_row: int | None = None
    best: dict[int, str] = {}
    for number, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        found = {n: item for n, cell in enumerate(row) if (item := item_of(cell)) is not None}
        if len(found) >= _ENOUGH and len(found) > len(best):
            best_row, best = number, found
    return best_row, best


def _labels(sheet: Sheet, header_row: int, first_item: int) -> tuple[int, int | None]:
    """The leftmost column that names rows of the form, and the first row that any column names."""
    named: dict[int, list[int]] = {}
    for number, row in enumerate(sheet.rows[header_row + 1 :], header_row + 1):
        for column in range(min(first_item, len(row))):
            if flow_of(row[column]) is not None:
                named.setdefault(column, []).append(number)
    most = max((len(rows) for rows in named.values()), default=0)
    if most < _ENOUGH:
        return 0, None
    column = min(c for c, rows in named.items() if len(rows) * 2 > most)
    return column, min(rows[0] for rows in named.values())


def _english_column(sheet: Sheet, first_row: int, labels: int, first_item: int) -> int | None:
    for column in range(first_item):
        if column != labels and any(
            column < len(row) and flow_of(row[column]) for row in sheet.rows[first_row:]
        ):
            return column
    return None


def _english(sheet: Sheet, header_row: int, first_row: int, column: int) -> str:
    """The English name, printed over several lines below the Chinese one."""
    parts = []
    for row in sheet.rows[header_row:first_row]:
        cell = row[column] if column < len(row) else None
        if isinstance(cell, str) and cell.isascii() and not cell.strip().startswith("("):
            parts.append(cell.strip())
    return " ".join(parts)


def _has_numbers(sheet: Sheet, first_row: int, column: int) -> bool:
    return any(
        column < len(row) and isinstance(row[column], float) for row in sheet.rows[first_row:]
    )
