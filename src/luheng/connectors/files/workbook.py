"""Workbooks as sheets of cells, with what a cell reader would pass over: merges and errors."""

from __future__ import annotations

import contextlib
import io
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.errors import UnreadableFile

from . import archive, compound
from .form import Form, encrypted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["OpenedSheet", "Sheet", "SheetStream", "letter", "read_sheets", "stream_sheets"]

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

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell is not None for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class SheetStream:
    """One sheet whose rows become Python lists only while they are read; opened when asked."""

    name: str
    open: Callable[[], OpenedSheet]


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A sheet in the reader's memory: its rows from A1 on, as in ``Sheet``, one after another."""

    height: int
    merged: tuple[Merge, ...]
    rows: Callable[[], Iterator[list[object]]]


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
    return tuple(_whole(stream) for stream in stream_sheets(content, form, name))


def _whole(stream: SheetStream) -> Sheet:
    opened = stream.open()
    return Sheet(stream.name, list(opened.rows()), opened.merged)


def stream_sheets(content: bytes, form: Form, name: str) -> tuple[SheetStream, ...]:
    """The worksheets of an .xls or .xlsx, in order, hidden ones too, none of them opened yet.

    Raises:
        UnreadableFile: damaged, encrypted or dangerous; opening a sheet may find it damaged too.
    """
    suspect = archive.verify(content, name) if form is Form.XLSX else None
    by_number: Mapping[int, Mapping[tuple[int, int], str]] = {}
    by_name: Mapping[str, Mapping[tuple[int, int], str]] = {}
    if form is Form.XLS:
        by_number = compound.error_cells(content)
    elif suspect and any(suspect.values()):
        by_name = archive.broken_cells(content)
    with _refusing(form, name):
        from python_calamine import CalamineWorkbook, SheetTypeEnum

        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (number, about.name)
            for number, about in enumerate(book.sheets_metadata)
            if about.typ == SheetTypeEnum.WorkSheet
        ]

    def stream(number: int, title: str) -> SheetStream:
        errors = by_number.get(number) or by_name.get(title) or {}
        return SheetStream(title, lambda: _open(book, number, errors, form, name))

    return tuple(stream(number, title) for number, title in sheets)


@contextlib.contextmanager
def _refusing(form: Form, name: str) -> Iterator[None]:
    """Turn whatever the cell reader raises, panics too, into one refusal of the file."""
    try:
        with _hushed() if form is Form.XLS else contextlib.nullcontext():
            yield
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


def _open(
    book: Any, number: int, errors: Mapping[tuple[int, int], str], form: Form, name: str
) -> OpenedSheet:
    with _refusing(form, name):
        raw = book.get_sheet_by_index(number)
        height = 0 if raw.end is None else raw.end[0] + 1
        left = 0 if raw.start is None else raw.start[1]
        merged = tuple(
            (start, end) for start, end in (raw.merged_cell_ranges or ()) if start[0] < height
        )
    texts: dict[int, dict[int, str]] = {}
    for (row, column), text in errors.items():
        texts.setdefault(row, {})[column] = text

    def rows() -> Iterator[list[object]]:
        width, at = 0, -1
        for at, row in enumerate(raw.iter_rows()):
            line: list[object] = [None] * left
            line += [None if isinstance(c, str) and not c.strip() else c for c in row]
            width = max(width, len(line))
            _put(texts.get(at, {}), line)
            yield line
        # error cells may lie below all that the reader saw
        for row in range(at + 1, max(texts, default=-1) + 1):
            line = [None] * width
            _put(texts.get(row, {}), line)
            yield line

    return OpenedSheet(max(height, max(texts, default=-1) + 1), merged, rows)


def _put(texts: Mapping[int, str], line: list[object]) -> None:
    """Write the error texts into their cells, so that they are never taken for blanks."""
    for column, text in texts.items():
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
