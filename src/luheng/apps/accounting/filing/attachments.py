"""Attachments of a filing: each file is kept in the workspace under the hash of its bytes."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.errors import UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

    from luheng.ledger import Workspace

__all__ = ["FOLDER", "Attached", "attach"]

FOLDER = "attachments"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as it was attached."""

    name: str
    sha256: str
    size: int
    media_type: str | None

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {"file": self.name, "sha256": self.sha256, "size": self.size}


def attach(workspace: Workspace, file: Path) -> Attached:
    """Keep a copy of a file in the workspace; the same bytes are kept once.

    Raises:
        UnreadableFile: the file cannot be read.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            file.name, "附件无法读取。", "the attachment cannot be read."
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    folder = workspace.folder / FOLDER
    folder.mkdir(exist_ok=True)
    kept = folder / f"{digest}{file.suffix.lower()}"
    if not kept.exists():
        kept.write_bytes(content)
    return Attached(file.name, digest, len(content), mimetypes.guess_type(file.name)[0])
