"""The tables that a user brings: one member per line, cells as exact numbers, blanks as absent.

Every fault is collected, with line, column, reason and remedy, before anything is refused.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.errors import BadMembers, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Faults", "Line", "MemberTable", "decimal", "read_table", "region_of"]

#: an exponent of many digits would be a number of that many digits
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?", re.IGNORECASE)
_BLANKS = frozenset({"", "-", "—", "－", "na", "n/a", "/"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its number in the file and its cells by column, blanks left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MemberTable:
    """A table under one header; columns are known by their canonical names where they have one."""

    file: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    #: canonical name to the heading as the file has it
    headings: Mapping[str, str] = field(default_factory=dict)
    #: what the lines that begin with # say
    remarks: tuple[str, ...] = ()

    def has(self, column: str) -> bool:
        """Whether the header has the column."""
        return column in self.columns


@dataclass(slots=True)
class Faults:
    """What is wrong with a table, in both languages; :meth:`refuse` raises it all at once."""

    file: str
    headings: Mapping[str, str] = field(default_factory=dict)
    zh: list[str] = field(default_factory=list)
    en: list[str] = field(default_factory=list)

    def add(self, zh: str, en: str) -> None:
        """One fault."""
        self.zh.append(zh)
        self.en.append(en)

    def refuse(self) -> None:
        """Raise what was collected, if anything was.

        Raises:
            BadMembers: the table has faults.
        """
        if self.zh:
            raise BadMembers(self.file, "\n".join(self.zh), "\n".join(self.en))

    def blank(self, line: Line, column: str) -> None:
        """A cell that is needed and blank."""
        column = self.headings.get(column, column)
        self.add(
            f"第 {line.number} 行“{column}”空白；空白不是零，请填写数值。",
            f"Line {line.number}, {column}: blank; a blank is not zero, give the figure.",
        )

    def number(
        self, line: Line, column: str, *, least: Fraction | None = Fraction(0), strict: bool = False
    ) -> Fraction | None:
        """The number in a cell, None where the cell is blank; a fault where it cannot be used."""
        text = line.cells.get(column)
        if text is None:
            return None
        value = decimal(text)
        column = self.headings.get(column, column)
        if value is None:
            self.add(
                f"第 {line.number} 行“{column}”不是数字：{text}。",
                f"Line {line.number}, {column}: {text!r} is no number.",
            )
        elif least is not None and (value < least or (strict and value == least)):
            zh, en = ("大于", "above") if strict else ("不小于", "at least")
            self.add(
                f"第 {line.number} 行“{column}”为 {text}，应{zh} {least}。",
                f"Line {line.number}, {column}: {text} must be {en} {least}.",
            )
        else:
            return value
        return None

    def needed(self, line: Line, column: str, *, strict: bool = True) -> Fraction:
        """The number in a cell that must not be blank; one where it is at fault."""
        if column not in line.cells:
            self.blank(line, column)
            return Fraction(1)
        value = self.number(line, column, strict=strict)
        return Fraction(1) if value is None else value


def decimal(text: str) -> Fraction | None:
    """A decimal text as an exact number; None if it is none. Thousands may be parted by commas."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "").removesuffix("%")
    if not _DECIMAL.fullmatch(plain):
        return None
    return Fraction(plain)


def region_of(text: str) -> str | None:
    """The code of a region by code or name; None if it is not in ``regions.csv``."""
    return codelists.load("regions").match(text)


def read_table(path: Path, names: Mapping[str, Sequence[str]]) -> MemberTable:
    """The first table of a csv, tsv, xlsx or xls; lines that begin with # are remarks.

    Args:
        path: the file.
        names: canonical names of columns, each with the headings that stand for it.

    Raises:
        UnreadableFile: the file cannot be opened.
        BadMembers: it holds no line, or two columns of one name.
    """
    every = [(n, cells) for n, cells in _rows(path) if any(cells)]
    rows = [(n, cells) for n, cells in every if not cells[0].startswith("#")]
    said = [",".join(c for c in cells if c) for _, cells in every if cells[0].startswith("#")]
    faults = Faults(path.name)
    if len(rows) < 2:  # noqa: PLR2004  (a header and a line)
        faults.add("表中没有数据行。", "There is no line under the header.")
        faults.refuse()
    known = {_fold(a): name for name, also in names.items() for a in (name, *also)}
    header = [known.get(_fold(text), text) for text in rows[0][1]]
    while header and not header[-1]:
        header.pop()
    for name in sorted({h for h in header if h and header.count(h) > 1}):
        faults.add(f"有两列都是“{name}”，请只留一列。", f"Two columns are {name!r}; keep one.")
    lines = []
    for n, cells in rows[1:]:
        if any(cells[len(header) :]):
            faults.add(f"第 {n} 行比表头多出单元格。", f"Line {n} has more cells than the header.")
        pairs = zip(header, cells, strict=False)
        lines.append(Line(n, {h: c for h, c in pairs if h and c.strip().lower() not in _BLANKS}))
    faults.refuse()
    headings = dict(zip(header, rows[0][1], strict=False))
    return MemberTable(
        path.name,
        tuple(h for h in header if h),
        tuple(lines),
        headings,
        tuple(r.lstrip("# ") for r in said),
    )


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    return "".join(folded.split("(")[0].split()).replace("_", "")


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    from luheng.connectors.files import Form, decode, form_of, read_sheets

    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            path.name, f"打不开（{error.strerror}）。", f"cannot be opened ({error.strerror})."
        ) from error
    form = form_of(content, path.name)
    if form is Form.PARQUET:
        raise UnreadableFile(
            path.name,
            "这里只读 csv、tsv、xlsx、xls。",
            "csv, tsv, xlsx and xls are read here.",
        )
    if form is Form.TEXT:
        text, _ = decode(content, path.name)
        delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
        lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
        return [(lines.line_num, [c.strip() for c in cells]) for cells in lines]
    sheet = next((s for s in read_sheets(content, form, path.name) if not s.empty), None)
    if sheet is None:
        return []
    return [(n, [_text(cell) for cell in row]) for n, row in enumerate(sheet.rows, start=1)]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip()
