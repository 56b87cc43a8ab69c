"""Which column of a file is which column of a record."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.records import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from luheng.records import Record

__all__ = ["SEARCHED_ROWS", "Header", "find_header", "fold", "in_brackets", "spread"]

SEARCHED_ROWS = 40
_ENOUGH = 2
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_INSIDE = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what it says; rows and columns counted from 0."""

    row: int
    last_row: int
    columns: Mapping[str, int]
    texts: tuple[str, ...]
    unknown: tuple[int, ...]
    #: (record column, column not taken) where two columns bear names of one
    doubled: tuple[tuple[str, int], ...]


def fold(text: object) -> str:
    """A header without width, case, spaces, bracketed units and the star of a required field."""
    plain = unicodedata.normalize("NFKC", str(text))
    return "".join(_BRACKETS.sub("", plain).split()).strip("*:").casefold()


def in_brackets(text: str) -> str:
    """What stands in the first brackets of a header, mostly its unit."""
    found = _INSIDE.search(unicodedata.normalize("NFKC", text))
    return found.group(1).strip() if found else ""


@functools.cache
def _names(record_name: str) -> Mapping[str, tuple[str, int]]:
    """Folded name to (column, rank): its name weighs more than its titles, those than aliases."""
    out: dict[str, tuple[str, int]] = {}
    for name, about in record(record_name).columns().items():
        said = ((name, 0), (about.zh, 1), (about.en, 2), *((a, 3) for a in about.aliases))
        for text, rank in said:
            key = fold(text)
            if key and (key not in out or rank < out[key][1]):
                out[key] = (name, rank)
    return out


def find_header(rows: Sequence[Sequence[object]], kind: type[Record]) -> Header | None:
    """The row among the first that names most of the record's columns, or None.

    One that names a single column counts only if it holds nothing else. Rows right below that
    say the same in another language belong to the header.
    """
    best: Header | None = None
    for number, row in enumerate(rows[:SEARCHED_ROWS]):
        header = _match(number, row, kind)
        filled = sum(1 for c in row if c is not None and str(c).strip())
        enough = min(_ENOUGH, filled) if len(kind.columns()) > 1 else 1
        if len(header.columns) >= max(enough, 1) and (
            best is None or len(header.columns) > len(best.columns)
        ):
            best = header
    if best is None:
        return None
    last = best.row
    while last + 1 < len(rows):
        below = _match(last + 1, rows[last + 1], kind)
        agree = sum(best.columns.get(name) == n for name, n in below.columns.items())
        if agree < _ENOUGH:
            break
        last += 1
    return Header(best.row, last, best.columns, best.texts, best.unknown, best.doubled)


def spread(
    rows: Sequence[Sequence[object]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> list[list[object]]:
    """The first rows with each text that is merged downwards in every row that it spans.

    A title that spans two header rows stands in the upper one; the row below is the one that
    names the columns.
    """
    out = [list(row) for row in rows[: SEARCHED_ROWS + 1]]
    for (top, left), (bottom, right) in merged:
        if left != right or bottom == top or top >= len(out) or left >= len(out[top]):
            continue
        text = out[top][left]
        for row in out[top + 1 : bottom + 1] if isinstance(text, str) else ():
            row.extend([None] * (left + 1 - len(row)))
            row[left] = text
    return [*out, *(list(row) for row in rows[SEARCHED_ROWS + 1 :])]


def _match(number: int, row: Sequence[object], kind: type[Record]) -> Header:
    names = _names(kind.record_name)
    taken: dict[str, tuple[int, int]] = {}
    unknown, doubled = [], []
    texts = tuple("" if c is None else str(c).strip() for c in row)
    for n, text in enumerate(texts):
        found = names.get(fold(text)) if text else None
        if found is None:
            if text:
                unknown.append(n)
            continue
        name, rank = found
        if name not in taken or rank < taken[name][1]:
            if name in taken:
                doubled.append((name, taken[name][0]))
            taken[name] = (n, rank)
        else:
            doubled.append((name, n))
    columns = {name: n for name, (n, _) in taken.items()}
    return Header(number, number, columns, texts, tuple(unknown), tuple(doubled))
