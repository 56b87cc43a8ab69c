"""Reading a table in a foreign shape by its profile; nothing that the profile does not say.

A sheet is read in blocks: how one block becomes drafts is in ``shaping.py``.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from luheng.errors import UnreadableFile
from luheng.records import Batch, Finding, Level

from .blocks import ROWS
from .header_change import changes, find
from .raw import plain, raw_tables
from .shaping import Shaping, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from luheng.connectors.files import Source
    from luheng.records import Origin

    from .profile import Profile
    from .raw import RawTable

__all__ = ["blocks", "read"]


def read(content: bytes, origin: Origin, profile: Profile) -> tuple[Batch, ...]:
    """Drafts of the profile's record, one batch per sheet that has its header.

    A sheet whose header has lost a column that the profile reads gives no rows and a finding per
    column.

    Raises:
        UnreadableFile: the file cannot be opened, or no sheet of it is what the profile describes.
    """
    return tuple(blocks(content, origin, profile, rows=None))


def blocks(
    source: Source,
    origin: Origin,
    profile: Profile,
    *,
    rows: int | None = ROWS,
    expect: Callable[[int], None] = lambda _: None,
) -> Iterator[Batch]:
    """The same in batches of about so many ``rows``, each read when it is asked for.

    Where columns turn into rows, a batch may have more. ``expect`` is told about how many rows
    each table has, once its header was found.

    Raises:
        UnreadableFile: as above; damage that lies deep in a file is met after its first batches.
        OSError: the file cannot be read from its disk.
    """
    left_out: list[str] = []
    held: Batch | None = None
    for table in raw_tables(source, origin.source):
        named = not profile.sheet or fnmatch.fnmatchcase(plain(table.sheet), plain(profile.sheet))
        found = find(table, profile) if named or not table.sheet else None
        if found is None:
            left_out.append(table.sheet)
            continue
        told = [*changes(found, profile, table, origin.source), *_encoding(table, origin)]
        if found.missing:
            batches = iter((nothing(profile, origin),))
        else:
            expect(table.height - found.row - profile.header_rows)
            batches = Shaping(profile, origin, table, found).batches(rows)
        for batch in batches:
            if held is not None:
                yield held
            held = batch.with_findings(told) if told else batch
            told = []
    if held is None:
        raise _no_header(origin, profile, left_out)
    yield held.with_findings([_left_out(origin, sheet) for sheet in left_out if sheet])


def _encoding(table: RawTable, origin: Origin) -> Iterator[Finding]:
    if table.encoding == "gb18030":
        yield Finding(
            "TABLE-09",
            Level.NOTED,
            origin.source,
            "文件按 GB18030 编码读取。",
            "The file was read as GB18030.",
            "如有乱码，请另存为“CSV UTF-8”后重新导入。",
            "If characters look wrong, save it as CSV UTF-8 and import it again.",
        )


def _no_header(origin: Origin, profile: Profile, sheets: list[str]) -> UnreadableFile:
    wanted = "、".join(profile.needs()[:8])
    there = "、".join(s for s in sheets if s)
    return UnreadableFile(
        origin.source,
        f"没有一张表是配置“{profile.name}”所说的样子（列：{wanted}）"
        f"{'；工作表：' + there if there else ''}。",
        f"no table is what the profile {profile.name!r} describes (columns: {wanted})"
        f"{'; sheets: ' + there if there else ''}.",
        "请核对文件与配置；新的样子用 `luheng profiles suggest` 另建配置。",
        "Check file and profile; for a new shape make one with `luheng profiles suggest`.",
    )


def _left_out(origin: Origin, sheet: str) -> Finding:
    return Finding(
        "TABLE-08",
        Level.NOTED,
        origin.source,
        f"工作表“{sheet}”不是配置所说的样子，未读取。",
        f"The sheet {sheet!r} is not what the profile describes and was not read.",
        sheet=sheet,
        cell="A1",
    )
