"""A long text that stays packed in its archive and is unpacked anew each time it is read."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .archive import MAX_BYTES, MAX_RATIO, RATIO_FROM, bomb, damaged, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Packed"]


@dataclass(frozen=True, slots=True)
class Packed:
    """One member of an archive, under the name that its messages bear."""

    archive: bytes | Path
    info: zipfile.ZipInfo
    name: str
    #: the archive's own name, for what concerns all of it
    within: str
    #: bytes that the archive may still unpack to
    left: int = MAX_BYTES

    @property
    def size(self) -> int:
        """How many bytes it has, by the archive's directory."""
        return self.info.file_size

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, within bounds.

        Raises:
            UnreadableFile: damaged, or more than the directory says or than is ever read.
        """
        size = 0
        for chunk in unpack(self.archive, self.info, self.name):
            size += len(chunk)
            if size > self.left or size > self.info.file_size:
                raise bomb(self.within)
            if size > RATIO_FROM and size > MAX_RATIO * max(self.info.compress_size, 1):
                raise bomb(self.within)
            yield chunk
        if size != self.info.file_size:
            raise damaged(self.name)

    def read_bytes(self) -> bytes:
        """All of its bytes; raises UnreadableFile as above."""
        return b"".join(self.chunks())
