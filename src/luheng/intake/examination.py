"""The state of one check: raw columns, typed columns, which rows still stand, what was found."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luheng.records import Batch, Column, Finding, Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import numpy as np
    import pyarrow as pa

__all__ = ["Examination", "Words", "as_received", "uniques"]

#: a double holds whole numbers up to here to the last digit
_EXACT = 1e15


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong and what to do, in both languages."""

    problem_zh: str
    problem_en: str
    remedy_zh: str = ""
    remedy_en: str = ""


@dataclass
class Examination:
    """One batch under examination; rows are numbered from 0 within it."""

    batch: Batch
    raw: dict[str, pa.Array]
    good: np.ndarray
    typed: dict[str, pa.Array] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, batch: Batch) -> Examination:
        """The start: every row stands, nothing is typed."""
        import numpy as np
        import pyarrow as pa

        table = batch.table
        raw = {}
        for name in table.column_names:
            chunks = table[name].combine_chunks()
            raw[name] = (
                pa.concat_arrays(chunks.chunks) if isinstance(chunks, pa.ChunkedArray) else chunks
            )
        return cls(batch, raw, np.ones(table.num_rows, dtype=bool))

    @property
    def height(self) -> int:
        """How many rows the batch has."""
        return int(self.batch.table.num_rows)

    @functools.cached_property
    def lines(self) -> np.ndarray:
        """The line number of each row in its file, 0 where the batch does not say."""
        import numpy as np
        import pyarrow.compute as pc

        if "row" not in self.raw:
            return np.zeros(self.height, dtype=np.int64)
        return np.asarray(pc.fill_null(self.raw["row"], 0)).astype(np.int64)

    @property
    def columns(self) -> Mapping[str, Column]:
        """The record's columns."""
        return self.batch.record.columns()

    def letter(self, column: str, row: int) -> str:
        """The letters of the file's column that a row's cell stands in, or nothing."""
        record = self.batch.record
        if "col" in self.raw and column in {record.value_column, "unit"}:
            said = self.raw["col"][row].as_py()
            own = self._letters.get(column, "")
            return own or str(said or "")
        return self._letters.get(column, "")

    @functools.cached_property
    def _letters(self) -> dict[str, str]:
        out = {}
        for f in self.batch.table.schema:
            said = (f.metadata or {}).get(b"letter")
            if said:
                out[f.name] = said.decode()
        return out

    def value(self, column: str, row: int) -> str:
        """The cell as it was received, as text."""
        if column not in self.raw:
            return ""
        return as_received(self.raw[column][row].as_py())

    def tell(
        self,
        rows: Iterable[int] | np.ndarray,
        column: str,
        code: str,
        words: Words | Callable[[int], Words],
        level: Level = Level.REFUSED,
    ) -> None:
        """One finding per row at the cell of a column; a refusal takes the row out."""
        import numpy as np

        numbers = np.asarray(list(rows) if not isinstance(rows, np.ndarray) else rows, dtype=int)
        for row in numbers.tolist():
            said = words(row) if callable(words) else words
            letter, line = self.letter(column, row), int(self.lines[row])
            self.findings.append(
                Finding(
                    code,
                    level,
                    self.batch.origin.source,
                    said.problem_zh,
                    said.problem_en,
                    said.remedy_zh,
                    said.remedy_en,
                    sheet=self._sheet(row),
                    row=line or None,
                    column=column,
                    cell=f"{letter}{line}" if letter and line else "",
                    value=self.value(column, row),
                )
            )
        if level is Level.REFUSED and len(numbers):
            self.good[numbers] = False

    def _sheet(self, row: int) -> str:
        return str(self.raw["sheet"][row].as_py() or "") if "sheet" in self.raw else ""

    def place(self, row: int) -> str:
        """Where a row stands, for a text that names another row."""
        sheet, line = self._sheet(row), int(self.lines[row])
        return f"{sheet}!{line}" if sheet else str(line)


def as_received(cell: object) -> str:
    """A cell as text: a whole number of a workbook without the .0 of its storage."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return "" if cell is None else str(cell)


def uniques(column: Any) -> tuple[list[Any], np.ndarray]:
    """The distinct values of a column and each row's number in them, -1 where null."""
    import numpy as np
    import pyarrow.compute as pc

    encoded = column if hasattr(column, "dictionary") else column.dictionary_encode()
    codes = np.asarray(pc.fill_null(encoded.indices, -1)).astype(np.int64)
    return encoded.dictionary.to_pylist(), codes
