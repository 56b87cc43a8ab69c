"""Opening what was handed in: a file, or each file of an archive, with its origin."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.connectors.files import Source, check_first_lines, is_container, members
from luheng.errors import UnreadableFile
from luheng.records import Finding, Level, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Opened", "opened", "unreadable"]

#: bytes of a file that some readers need in memory whole
_MAX_WHOLE = 1_000_000_000
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et"})
_CHUNK = 1 << 20
_HEAD = 4


@dataclass(frozen=True, slots=True)
class Opened:
    """One file and its origin; or, where there is nothing to read, what to say of it.

    ``source`` is the file where it lies, or an archive's member: its bytes, or still packed.
    """

    origin: Origin
    source: Source = b""
    finding: Finding | None = None

    @property
    def content(self) -> bytes:
        """The file's bytes, all of them; raises UnreadableFile where they are too many."""
        if isinstance(self.source, Path):
            return _whole(self.source)
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


def opened(path: Path, *, profile: str = "") -> Iterator[Opened]:
    """The file itself, or the members of a .zip as ``archive.zip/member.csv`` in their order.

    What cannot be opened comes as a finding, so that it holds no other file back.
    """
    now = dt.datetime.now(dt.UTC)

    def origin(name: str, digest: str) -> Origin:
        return Origin(name, digest, profile, now)

    try:
        with path.open("rb") as file:
            archive = is_container(file.read(_HEAD), path.name)
        if not archive:
            check_first_lines(path)
            if path.suffix.lower() in _WORKBOOKS:
                _bounded(path)
            yield Opened(origin(path.name, _hash(path)), path)
            return
        _bounded(path)
    except UnreadableFile as error:
        yield Opened(Origin(path.name), finding=unreadable(error))
        return
    except OSError as error:
        yield Opened(Origin(path.name), finding=unreadable(_closed(path, error)))
        return
    try:
        for member in members(path, path.name):
            said = origin(member.name, member.sha256)
            if member.refused is not None:
                yield Opened(said, finding=unreadable(member.refused))
            elif member.strange:
                yield Opened(said, finding=_passed_over(member.name))
            else:
                yield Opened(said, member.source)
    except UnreadableFile as error:
        yield Opened(Origin(path.name), finding=unreadable(error))
    except OSError as error:
        yield Opened(Origin(path.name), finding=unreadable(_closed(path, error)))


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def unreadable(error: UnreadableFile) -> Finding:
    """The finding on a file that was refused whole."""
    return Finding(
        error.code,
        Level.REFUSED,
        error.file,
        error.problem_zh,
        error.problem_en,
        error.remedy_zh,
        error.remedy_en,
    )


def _whole(path: Path) -> bytes:
    _bounded(path)
    return path.read_bytes()


def _bounded(path: Path) -> None:
    if path.stat().st_size > _MAX_WHOLE:
        raise UnreadableFile(
            path.name,
            f"文件超过 {_MAX_WHOLE:,} 字节，而它需要整个读入，未打开。",
            f"it has more than {_MAX_WHOLE:,} bytes, would be read whole and was not opened.",
            "请拆分为多个文件，或改用 CSV、Parquet。",
            "Split it into several files, or use CSV or Parquet.",
        )


def _closed(path: Path, error: OSError) -> UnreadableFile:
    return UnreadableFile(
        path.name,
        f"文件打不开（{error.strerror}）。",
        f"the file cannot be opened ({error.strerror}).",
        "请核对路径与权限；文件正被别的程序打开时先关闭它。",
        "Check the path and your rights to it, and close it in any other program.",
    )


def _passed_over(name: str) -> Finding:
    return Finding(
        "FILE-02",
        Level.NOTED,
        name,
        "压缩包里的这个文件不是表格，未读取。",
        "This file of the archive is no table and was not read.",
        "如果其中有数据，请另存为 .xlsx 或 .csv。",
        "If it holds data, save it as .xlsx or .csv.",
    )
