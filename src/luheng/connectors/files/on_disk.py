"""The form of a file that is large enough to stay where it is while it is read."""

from __future__ import annotations

from pathlib import Path

from luheng.errors import UnreadableFile

from .form import ENDINGS, Form, form_of
from .packed import Packed
from .pieces import PIECE

__all__ = ["Source", "form_of_file"]

#: a file: its bytes, where it lies on a disk, or packed in an archive
Source = bytes | Path | Packed

#: bytes at each end of a large file that tell its form
_END = 65_536
#: bytes of a workbook file, which is read whole; larger ones unpack to more than is read
_MAX_WORKBOOK = 1_000_000_000
_WHOLE = frozenset(ending for ending, family in ENDINGS.items() if family == "workbook")


def form_of_file(source: Source, name: str) -> tuple[Form, Source]:
    """The form of a file and what to read it from: small files and workbooks as their bytes.

    A file that is packed is a text by its ending; a large one on a disk is told by its two ends.

    Raises:
        UnreadableFile: as ``form_of``, or a workbook larger than is read.
        OSError: the file cannot be read from its disk.
    """
    if isinstance(source, bytes):
        return form_of(source, name), source
    if isinstance(source, Packed):
        return form_of(next(source.chunks(), b""), name), source
    size = source.stat().st_size
    if size <= PIECE:
        content = source.read_bytes()
        return form_of(content, name), content
    if name.rsplit(".", 1)[-1].lower() in _WHOLE:
        if size > _MAX_WORKBOOK:
            raise _too_large(name, size)
        content = source.read_bytes()
        return form_of(content, name), content
    with source.open("rb") as file:
        ends = file.read(_END)
        file.seek(-_END, 2)
        ends += file.read(_END)
    return form_of(ends, name), source


def _too_large(name: str, size: int) -> UnreadableFile:
    return UnreadableFile(
        name,
        f"工作簿有 {size:,} 字节，超出可读范围，未打开。",
        f"the workbook has {size:,} bytes, more than is read, and was not opened.",
        "请拆分为多个文件，或改用 CSV、Parquet。",
        "Split it into several files, or use CSV or Parquet.",
    )
