"""Batch, Origin and Finding: what a connector hands over and what the reader is told."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from luheng.errors import say

if TYPE_CHECKING:
    import pyarrow as pa

    from .record import Record

__all__ = ["ORIGIN_COLUMNS", "Batch", "Finding", "Level", "Origin"]

#: where a row came from, on every row of every table: file, sheet, row and column of the value
ORIGIN_COLUMNS = ("source", "sheet", "row", "col")


class Level(StrEnum):
    """How much a finding weighs."""

    REFUSED = "refused"  # the row was not kept
    DOUBT = "doubt"  # the row was kept; somebody should look
    NOTED = "noted"  # the row was kept; this is what was done to read it


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, doubtful or worth knowing, at its place, with a way out."""

    code: str
    level: Level
    source: str
    problem_zh: str
    problem_en: str
    remedy_zh: str = ""
    remedy_en: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""
    value: str = ""

    @property
    def problem(self) -> str:
        """What is wrong, in the reader's language."""
        return say(zh=self.problem_zh, en=self.problem_en)

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language."""
        return say(zh=self.remedy_zh, en=self.remedy_en)

    def as_dict(self) -> dict[str, object]:
        """The finding as a program reads it."""
        return {
            "code": self.code,
            "level": str(self.level),
            "source": self.source,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "value": self.value,
            "problem": self.problem,
            "remedy": self.remedy,
        }

    def __str__(self) -> str:
        mark = {"refused": "!", "doubt": "?", "noted": "·"}[self.level]
        place = "!".join(p for p in (self.source, self.sheet) if p)
        at = self.cell or (say(zh=f"第{self.row}行", en=f"row {self.row}") if self.row else "")
        held = f" {self.column} = {self.value!r}" if self.column else ""
        head = f"{mark} {place} {at}{held}: {self.problem}".replace("  ", " ")
        return f"{head}\n    {self.remedy}  [{self.code}]"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch came from: the file's name, its hash, who handed it in and when it was read."""

    source: str
    sha256: str = ""
    profile: str = ""
    read_at: dt.datetime | None = None

    @classmethod
    def of(cls, source: str, content: bytes) -> Origin:
        """The origin of a file's bytes; only the file's name is kept, never a path."""
        return cls(
            source.replace("\\", "/").rsplit("/", 1)[-1], hashlib.sha256(content).hexdigest()
        )


@dataclass(frozen=True)
class Batch:
    """Drafts of one record: an Arrow table of raw cells with the place of each row.

    ``table`` has the record's columns (as text or already typed) and, where known, the columns
    ``sheet`` (text), ``row`` (1-based number) and ``col`` (column letter or header of the value).
    """

    record: type[Record]
    origin: Origin
    table: pa.Table
    findings: tuple[Finding, ...] = field(default=())

    def with_findings(self, more: Sequence[Finding]) -> Batch:
        """The same batch with more findings."""
        return Batch(self.record, self.origin, self.table, (*self.findings, *more))
