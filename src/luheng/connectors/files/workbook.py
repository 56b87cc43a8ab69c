"""Workbooks as sheets of cells, with what a cell reader would pass over: merges and errors."""

from __future__ import annotations

import contextlib
import io
import os
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luheng.errors import UnreadableFile

from . import archive, compound
from .form import Form, encrypted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Sheet", "letter", "read_sheets"]

#: stderr is the process's: one reader at a time may turn it away
_HUSHING = threading.Lock()
#: ((first row, first column), (last row, last column)), counted from 0, both ends within
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows of cells from A1 on, None where blank; error cells hold their error text."""

    name: str
    rows: list[list[object]]
    merged: tuple[Merge, ...] = ()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell is not None for row in self.rows for cell in row)


def letter(column: int) -> str:
    """The letters of a column counted from 0: A, B … Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def read_sheets(content: bytes, form: Form, name: str) -> tuple[Sheet, ...]:
    """The worksheets of an .xls or .xlsx, in order, hidden ones too.

    Raises:
        UnreadableFile: damaged, encrypted or dangerous.
    """
    suspect = archive.verify(content, name) if form is Form.XLSX else None
    by_number: Mapping[int, Mapping[tuple[int, int], str]] = {}
    by_name: Mapping[str, Mapping[tuple[int, int], str]] = {}
    if form is Form.XLS:
        by_number = compound.error_cells(content)
    elif suspect and any(suspect.values()):
        by_name = archive.broken_cells(content)
    try:
        with _hushed() if form is Form.XLS else contextlib.nullcontext():
            return _read(content, by_number, by_name)
    except UnreadableFile:
        raise
    except BaseException as error:
        raise _refusal(error, name) from error


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Keep what the reader's panics print off the terminal: the refusal says it in our words.

    A damaged .xls can make the reader panic; the panic is caught, but Rust has by then written to
    the process's stderr by itself.
    """
    with _HUSHING:
        try:
            kept = os.dup(2)
        except OSError:  # there is no stderr
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


def _read(
    content: bytes,
    by_number: Mapping[int, Mapping[tuple[int, int], str]],
    by_name: Mapping[str, Mapping[tuple[int, int], str]],
) -> tuple[Sheet, ...]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    out = []
    for number, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        raw = book.get_sheet_by_index(number)
        rows: list[list[Any]] = raw.to_python(skip_empty_area=False)
        for row in rows:
            for n, cell in enumerate(row):
                if cell == "" or (isinstance(cell, str) and not cell.strip()):
                    row[n] = None
        errors = by_number.get(number) or by_name.get(about.name) or {}
        _put(errors, rows)
        bottom = len(rows)
        merged = tuple(
            (start, end) for start, end in (raw.merged_cell_ranges or ()) if start[0] < bottom
        )
        out.append(Sheet(about.name, rows, merged, errors))
    return tuple(out)


def _put(errors: Mapping[tuple[int, int], str], rows: list[list[object]]) -> None:
    """Write the error texts into their cells, so that they are never taken for blanks."""
    width = max((len(r) for r in rows), default=0)
    for (row, column), text in errors.items():
        while row >= len(rows):
            rows.append([None] * width)
        line = rows[row]
        line.extend([None] * (column + 1 - len(line)))
        if line[column] is None:
            line[column] = text


def _refusal(error: BaseException, name: str) -> BaseException:
    """One clear refusal for whatever the cell reader raised; a real interrupt goes through."""
    if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
        return error
    if type(error).__name__ == "PasswordError":
        return encrypted(name)
    return UnreadableFile(
        name,
        f"工作簿无法读取（{error}）。",
        f"the workbook cannot be read ({error}).",
        "请用 Excel 打开并另存为 .xlsx 后再导入。",
        "Open it in Excel, save it as .xlsx and import that.",
    )
