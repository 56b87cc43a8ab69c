"""Workbooks as archives: bombs are found in the directory and, because it may lie, while reading.

Bounds, all far beyond a workbook of a million rows: no more than ``MAX_BYTES`` unpacked; no part
that unpacks to more than ``MAX_RATIO`` times its size once it is larger than ``RATIO_FROM``; no
sheet whose used area exceeds ``MAX_CELLS`` cells (two cells at opposite corners of a sheet are a
small file, and 17 thousand million cells in memory).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luheng.errors import UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = [
    "MAX_BYTES",
    "MAX_CELLS",
    "MAX_MEMBERS",
    "MAX_RATIO",
    "RATIO_FROM",
    "bomb",
    "broken_cells",
    "damaged",
    "unpack",
    "verify",
]

MAX_BYTES = 2_000_000_000
MAX_RATIO = 250
RATIO_FROM = 20_000_000
MAX_CELLS = 24_000_000
MAX_MEMBERS = 5_000
_LOCAL_HEADER = 30
_ROWS = 1_048_576
_CHUNK = 1 << 20
_OVERLAP = 256
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})[0-9]""")
_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{0,3}([0-9]{1,7})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_BROKEN = re.compile(
    rb't="e"|</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></|</(?:\w+:)?c>)|'
    rb"<(?:\w+:)?f\s*/>\s*</(?:\w+:)?c>"
)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")


@dataclass
class _Extent:
    """What was seen of one sheet while it was unpacked."""

    columns: set[bytes] = field(default_factory=set)
    rows: int = 0
    broken: bool = False


def verify(content: bytes, name: str) -> Mapping[str, bool]:
    """Unpack every part once, within bounds; gives each part and whether it holds broken cells.

    Raises:
        UnreadableFile: damaged, encrypted, or larger inside than any workbook.
    """
    found: dict[str, bool] = {}
    total = 0
    for info in _members(content, name):
        # which part is a sheet is said elsewhere and could be anywhere: every part is looked at
        extent = _Extent()
        size, tail = 0, b""
        for chunk in unpack(content, info, name):
            size += len(chunk)
            total += len(chunk)
            if (
                total > MAX_BYTES
                or size > info.file_size
                or (size > RATIO_FROM and size > MAX_RATIO * max(info.compress_size, 1))
            ):
                raise bomb(name)
            tail = _look(extent, tail + chunk)
        if size != info.file_size:
            raise damaged(name)
        _bound_area(extent, name)
        found[info.filename] = extent.broken
    return found


def broken_cells(content: bytes) -> Mapping[str, Mapping[tuple[int, int], str]]:
    """Sheet name to its cells that hold an error or a formula never calculated; after verify."""
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        parts = set(box.namelist())
        targets = _targets(box)
        return {
            sheet: dict(_broken(box.read(part))) for sheet, part in targets.items() if part in parts
        }


def _members(content: bytes, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            infos = box.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise damaged(name) from error
    if len(infos) > MAX_MEMBERS or sum(i.file_size for i in infos) > MAX_BYTES:
        raise bomb(name)
    for info in infos:
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise bomb(name)
        if info.flag_bits & 1:
            from .form import encrypted

            raise encrypted(name)
    names = [i.filename for i in infos]
    if len(set(names)) != len(names) or "[Content_Types].xml" not in names:
        raise UnreadableFile(
            name,
            "这是压缩包，但不是 Excel 工作簿。",
            "it is an archive, but no Excel workbook.",
            "请解压后导入其中的表格文件。",
            "Unpack it and import the table inside.",
        )
    return infos


def unpack(source: bytes | Path, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """The part's bytes, read by their own stream and not by the size that the directory claims."""
    head = b"".join(_piece(source, info.header_offset, _LOCAL_HEADER))
    if len(head) < _LOCAL_HEADER or head[:4] != b"PK\x03\x04":
        raise damaged(name)
    name_length, extra_length = struct.unpack_from("<HH", head, 26)
    start = info.header_offset + _LOCAL_HEADER + name_length + extra_length
    packed = _piece(source, start, info.compress_size)
    if info.compress_type == zipfile.ZIP_STORED:
        yield from packed
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed, name)
    else:
        raise damaged(name)


def _piece(source: bytes | Path, at: int, size: int) -> Iterator[bytes]:
    """So many bytes of an archive from one place on, a chunk at a time."""
    if isinstance(source, bytes):
        end = min(at + size, len(source))
        yield from (source[n : min(n + _CHUNK, end)] for n in range(at, end, _CHUNK))
        return
    with source.open("rb") as file:
        file.seek(at)
        while size > 0 and (chunk := file.read(min(size, _CHUNK))):
            size -= len(chunk)
            yield chunk


def _inflated(packed: Iterator[bytes], name: str) -> Iterator[bytes]:
    stream = zlib.decompressobj(-15)
    try:
        for piece in packed:
            rest = piece
            while rest and not stream.eof:
                if chunk := stream.decompress(rest, _CHUNK):
                    yield chunk
                rest = stream.unconsumed_tail
        # what was read may still give more than one chunk
        while not stream.eof:
            if not (chunk := stream.decompress(b"", _CHUNK)):
                raise damaged(name)
            yield chunk
    except zlib.error as error:
        raise damaged(name) from error


def _look(extent: _Extent, chunk: bytes) -> bytes:
    """Note the columns and rows that a chunk names; gives back its end, for names cut in two."""
    extent.columns.update(_COLUMN.findall(chunk))
    if len(extent.columns) * _ROWS > MAX_CELLS or max(map(_number, extent.columns), default=0) > (
        MAX_CELLS // _ROWS
    ):
        extent.rows = max(extent.rows, max(map(int, set(_ROW.findall(chunk))), default=0))
    extent.broken = extent.broken or _BROKEN.search(chunk) is not None
    return chunk[-_OVERLAP:]


def _bound_area(extent: _Extent, name: str) -> None:
    width = max(map(_number, extent.columns), default=0)
    if width * extent.rows > MAX_CELLS:
        raise UnreadableFile(
            name,
            f"有一张表的使用区域达 {extent.rows} 行 × {width} 列，超出可读范围。",
            f"the used area of a sheet is {extent.rows} rows by {width} columns, beyond what is "
            "read.",
            "请删除远处的多余单元格（选中空行空列后删除），再保存。",
            "Delete the stray far cells (select the empty rows and columns, delete) and save.",
        )


def _number(column: bytes) -> int:
    n = 0
    for character in column.upper():
        n = n * 26 + character - 64
    return n


def _targets(box: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name to the part that holds it, by way of the relationship ids."""
    import html

    def attributes(raw: bytes) -> dict[str, str]:
        pairs = re.findall(rb'([\w:]+)\s*=\s*"([^"]*)"', raw)
        return {k.decode(): html.unescape(v.decode("utf-8", "replace")) for k, v in pairs}

    try:
        book = box.read("xl/workbook.xml")
        links = box.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return {}
    parts = {a.get("Id"): a.get("Target", "") for a in map(attributes, _LINK.findall(links))}
    out = {}
    for sheet in map(attributes, _SHEET.findall(book)):
        link = next((v for k, v in sheet.items() if k.endswith(":id")), None)
        target = parts.get(link, "")
        out[sheet.get("name", "")] = (
            target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        )
    return out


def _broken(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if _BROKEN.search(xml) is None:
        return
    for said, inner in _CELL.findall(xml):
        where = re.search(rb'\br="([A-Z]{1,3})([0-9]{1,7})"', b" " + said)
        if where is None:
            continue
        value = _VALUE.search(inner)
        text = value.group(1).decode("utf-8", "replace") if value else ""
        if b't="e"' in said:
            shown = text or "#ERROR!"
        elif b"<f" in inner.replace(b":f", b"<f") and not text:
            shown = "=…"
        else:
            continue
        yield (int(where.group(2)) - 1, _number(where.group(1)) - 1), shown


def bomb(name: str) -> UnreadableFile:
    """The refusal of an archive that unpacks to more than is read."""
    return UnreadableFile(
        name,
        "解压后的体积远超任何正常文件（疑似压缩炸弹），未打开。",
        "it unpacks to far more than any real file (a zip bomb?) and was not opened.",
        "请核对来源；确有超大数据时改用 CSV 或 Parquet。",
        "Check where it comes from; for truly large data use CSV or Parquet.",
    )


def damaged(name: str) -> UnreadableFile:
    """The refusal of an archive whose bytes are not what its directory says."""
    return UnreadableFile(
        name,
        "文件已损坏或没有传送完整。",
        "the file is damaged or was not transferred whole.",
        "请重新传送；工作簿可用 Excel 打开另存。",
        "Send it again; a workbook can be opened and saved in Excel.",
    )
