"""Compound files (the container of .xls and of encrypted workbooks) and the error cells of BIFF.

Layout after [MS-CFB] 2.2-2.6 and [MS-XLS] 2.4. The workbook reader gives an error cell as blank;
where blank means none that would turn an error into a figure, so the errors are read here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["ERROR_TEXTS", "MAGIC", "error_cells", "is_encrypted", "is_workbook", "stream"]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_END = 0xFFFFFFFA  # this and all above mark the end of a chain, a free sector or a table
_ENTRY = 128
_HEAD = 512
_BOUNDSHEET, _FILEPASS, _BOF, _EOF, _BOOLERR, _FORMULA = 0x85, 0x2F, 0x809, 0x0A, 0x205, 0x06
_BOOLERR_SIZE, _FORMULA_SIZE, _OFFSET_SIZE = 8, 14, 4
_IS_ERROR = 2  # the kind of a formula's cached result


@dataclass(frozen=True, slots=True)
class _Container:
    content: bytes
    sector: int
    fat: tuple[int, ...]

    def chain(self, start: int) -> bytes:
        """The bytes of one chain of sectors; a chain that loops ends where it began to."""
        parts: list[bytes] = []
        at, left = start, len(self.fat)
        while at < _END and at < len(self.fat) and left > 0:
            offset = (at + 1) * self.sector
            parts.append(self.content[offset : offset + self.sector])
            at, left = self.fat[at], left - 1
        return b"".join(parts)


def is_encrypted(content: bytes) -> bool:
    """Whether a compound file holds an encrypted package or a password-locked BIFF workbook."""
    if stream(content, "EncryptedPackage") is not None:
        return True
    book = _book(content)
    return book is not None and any(kind == _FILEPASS for kind, _ in _records(book, 0))


def is_workbook(content: bytes) -> bool:
    """Whether a compound file holds a BIFF workbook; WPS's own .et mostly does, a .doc does not."""
    return _book(content) is not None


def error_cells(content: bytes) -> Mapping[int, Mapping[tuple[int, int], str]]:
    """Sheet number (from 0) to the error text of each (row, column) that holds an error."""
    book = _book(content)
    if book is None:
        return {}
    starts = [
        struct.unpack_from("<I", data)[0]
        for kind, data in _records(book, 0)
        if kind == _BOUNDSHEET and len(data) >= _OFFSET_SIZE
    ]
    return {n: dict(_errors(book, start)) for n, start in enumerate(starts)}


def stream(content: bytes, name: str) -> bytes | None:
    """The bytes of a stream in the container, or None if it has no such stream."""
    try:
        return _stream(content, name)
    except (struct.error, IndexError, ValueError, ZeroDivisionError):
        return None


def _stream(content: bytes, name: str) -> bytes | None:
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    first_directory, cutoff, first_mini = struct.unpack_from("<I4xII", content, 48)
    box = _Container(content, 1 << shift, _fat(content, 1 << shift))
    directory = box.chain(first_directory)
    entries = dict(_entries(directory))
    if name not in entries:
        return None
    start, size = entries[name]
    if size >= cutoff:
        return box.chain(start)[:size]
    table = box.chain(first_mini)
    minis = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
    root = box.chain(struct.unpack_from("<I", directory, 116)[0])
    step, parts, left = 1 << mini_shift, [], len(minis)
    while start < len(minis) and left > 0:
        parts.append(root[start * step : (start + 1) * step])
        start, left = minis[start], left - 1
    return b"".join(parts)[:size]


def _fat(content: bytes, sector: int) -> tuple[int, ...]:
    """The sector table: its own sectors are listed in the header and, beyond 109, in a chain."""
    places = list(struct.unpack_from("<109I", content, 76))
    following = struct.unpack_from("<I", content, 68)[0]
    per_sector = sector // 4
    left = len(content) // sector + 1
    while following < _END and left > 0:
        more = struct.unpack_from(f"<{per_sector}I", content, (following + 1) * sector)
        places.extend(more[:-1])
        following, left = more[-1], left - 1
    table: list[int] = []
    for place in places:
        if place < _END:
            table.extend(struct.unpack_from(f"<{per_sector}I", content, (place + 1) * sector))
    return tuple(table)


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", directory, at + 116)
        if name:
            yield name, (start, size)


def _book(content: bytes) -> bytes | None:
    return stream(content, "Workbook") or stream(content, "Book")


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The BIFF records of one substream, those of embedded charts left out."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        depth += kind == _BOF
        if depth == 1:
            yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return


def _errors(book: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, data in _records(book, start):
        if kind == _BOOLERR and len(data) >= _BOOLERR_SIZE and data[7]:
            code = data[6]
        elif (
            kind == _FORMULA
            and len(data) >= _FORMULA_SIZE
            and data[12:14] == b"\xff\xff"
            and data[6] == _IS_ERROR
        ):
            code = data[8]
        else:
            continue
        yield struct.unpack_from("<HH", data), ERROR_TEXTS.get(code, "#ERROR!")
