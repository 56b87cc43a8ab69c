"""A .zip as a container of tables: its members one by one, within bounds, under their own names.

A long text stays in the archive and is unpacked piece by piece; other members come as their bytes.
Sizes are checked in the directory and, because it may lie, again while unpacking. Windows tools in
China write member names in GBK and say nothing about it: they are read so where they are no UTF-8.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.errors import UnreadableFile

from .archive import MAX_BYTES, MAX_MEMBERS, MAX_RATIO, RATIO_FROM, bomb, damaged
from .form import ENDINGS
from .packed import Packed
from .pieces import PIECE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Member", "is_container", "members"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_UTF8 = 0x800
_ARCHIVES = frozenset({"zip", "rar", "7z", "gz", "tgz", "tar", "bz2", "xz", "zst"})
#: what operating systems and WPS leave in an archive beside the files
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", "~$", ".~")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its bytes or a way to them, or why it was not read."""

    name: str
    source: bytes | Packed = b""
    #: the SHA-256 of its bytes
    sha256: str = ""
    #: the refusal of this member; the others are read all the same
    refused: UnreadableFile | None = None
    #: no table by its ending: passed over, and said so
    strange: bool = False


def is_container(content: bytes, name: str) -> bool:
    """Whether a file is an archive of files, by its ending and its content."""
    return name.lower().endswith(".zip") and content.startswith(_ZIP)


def members(archive: bytes | Path, name: str) -> Iterator[Member]:
    """The files of an archive in its order, each named ``archive.zip/member.csv``.

    Every member is unpacked once before it is given, so that a damaged one is found at once.

    Raises:
        UnreadableFile: damaged, encrypted, beyond the bounds, empty, or a workbook misnamed.
    """
    infos = [i for i in _directory(archive, name) if not i.is_dir()]
    told = [(i, _name(i)) for i in infos]
    told = [(i, n) for i, n in told if not _is_litter(n)]
    if not told:
        raise UnreadableFile(
            name,
            "压缩包里没有文件。",
            "the archive holds no file.",
            "请核对后重新压缩。",
            "Check it and pack it again.",
        )
    left = MAX_BYTES
    for info, inner in told:
        full = f"{name}/{inner}"
        ending = inner.rsplit(".", 1)[-1].lower() if "." in inner else ""
        if ending in _ARCHIVES:
            yield Member(full, refused=_nested(full))
        elif ending not in ENDINGS:
            yield Member(full, strange=True)
        else:
            packed = Packed(archive, info, full, name, left)
            try:
                member = _opened(packed, whole=ENDINGS[ending] != "text" or packed.size <= PIECE)
            except UnreadableFile as error:
                if error.file == name:  # a bomb: nothing more of this archive is touched
                    raise
                yield Member(full, refused=error)
                continue
            left -= packed.size
            yield member


def _opened(packed: Packed, *, whole: bool) -> Member:
    digest, parts = hashlib.sha256(), []
    for chunk in packed.chunks():
        digest.update(chunk)
        if whole:
            parts.append(chunk)
    return Member(packed.name, b"".join(parts) if whole else packed, digest.hexdigest())


def _directory(archive: bytes | Path, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(archive) if isinstance(archive, bytes) else archive) as box:
            infos = box.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise damaged(name) from error
    if len(infos) > MAX_MEMBERS or sum(i.file_size for i in infos) > MAX_BYTES:
        raise bomb(name)
    for info in infos:
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise bomb(name)
        if info.flag_bits & 1:
            raise UnreadableFile(
                name,
                "压缩包已加密，需要密码才能解开。",
                "the archive is encrypted and opens only with a password.",
                "请解压后导入其中的文件，或不加密码重新压缩。",
                "Unpack it and import the files, or pack it again without a password.",
            )
    if any(i.filename == "[Content_Types].xml" for i in infos):
        raise UnreadableFile(
            name,
            "这是 Office 文件，扩展名却是 .zip。",
            "it is an Office file that ends in .zip.",
            "如果是工作簿，请把扩展名改回 .xlsx。",
            "If it is a workbook, let it end in .xlsx again.",
        )
    return infos


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; one that is not marked as UTF-8 is read as UTF-8 or, failing that, GBK."""
    if info.flag_bits & _UTF8:
        return info.filename.replace("\\", "/")
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename.replace("\\", "/")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename


def _is_litter(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return name.startswith(_LITTER[:1]) or last in _LITTER[1:4] or last.startswith(_LITTER[4:])


def _nested(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        "压缩包里的压缩包不读。",
        "an archive within an archive is not read.",
        "请解开这一层后导入。",
        "Unpack this layer and import that.",
    )
