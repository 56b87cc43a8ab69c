"""Checked blocks of a long file, on disk beside the ledger until the whole file has its receipt.

Nobody sees them there: the ledger gets all blocks of a file under one receipt, or none. If the
import is cut off, ``--resume`` takes up what was checked before. A block counts as staged once its
``.json`` stands, which is written last and holds the SHA-256 of the rows; whatever does not fit is
checked again. Only the same bytes, record, profile, time zone and version are taken up.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import shutil
import sqlite3
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luheng import __version__
from luheng.errors import UnreadableFile
from luheng.records import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from luheng.records import Origin

__all__ = ["FOLDER", "StagedBlock", "Staging", "staging"]

FOLDER = "staging"
#: seconds after which what nobody took up is deleted
_KEPT = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class StagedBlock:
    """One block: rows read, rows refused, the column letter of its value, and what was found."""

    height: int
    refused: int
    letter: str
    sha256: str
    findings: tuple[Finding, ...] = field(default=())

    def as_json(self) -> str:
        """The block as it is kept."""
        said = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        said["findings"] = [_plain(f) for f in self.findings]
        return json.dumps(said, ensure_ascii=False)

    @classmethod
    def of_json(cls, text: str) -> StagedBlock:
        """The block that was kept."""
        said = json.loads(text)
        found = (Finding(**{**f, "level": Level(f["level"])}) for f in said.pop("findings"))
        return cls(**said, findings=tuple(found))


@dataclass
class Staging:
    """The staged blocks of one file, in the order of the file."""

    folder: Path
    blocks: list[StagedBlock] = field(default_factory=list)

    def put(self, table: pa.Table, block: StagedBlock) -> None:
        """Stage the next block."""
        from pyarrow import parquet

        number = len(self.blocks)
        rows = self._rows(number)
        parquet.write_table(table, rows, compression="zstd", compression_level=1)
        block = dataclasses.replace(block, sha256=_sha256(rows))
        told = self._told(number)
        waiting = told.with_suffix(".part")
        waiting.write_text(block.as_json(), encoding="utf-8")
        waiting.replace(told)
        self.blocks.append(block)

    def read(self, number: int, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a block."""
        from pyarrow import parquet

        wanted = list(columns) if columns is not None else None
        return parquet.ParquetFile(self._rows(number)).read(columns=wanted, use_threads=False)

    def height(self, number: int) -> int:
        """How many rows of a block are staged."""
        from pyarrow import parquet

        return int(parquet.read_metadata(self._rows(number)).num_rows)

    def take_up(self) -> None:
        """Count the blocks that an import which was cut off left whole; delete the rest."""
        while self._told(len(self.blocks)).is_file():
            number = len(self.blocks)
            try:
                block = StagedBlock.of_json(self._told(number).read_text(encoding="utf-8"))
                if _sha256(self._rows(number)) != block.sha256:
                    break
            except (OSError, ValueError, TypeError, KeyError):
                break
            self.blocks.append(block)
        kept = {p for n in range(len(self.blocks)) for p in (self._rows(n), self._told(n))}
        for path in self.folder.glob("block-*"):
            if path not in kept:
                path.unlink()

    def _rows(self, number: int) -> Path:
        return self.folder / f"block-{number:06}.parquet"

    def _told(self, number: int) -> Path:
        return self.folder / f"block-{number:06}.json"


@contextlib.contextmanager
def staging(
    workspace: Path, origin: Origin, record: str, *, rows: int, timezone: str, resume: bool
) -> Iterator[Staging]:
    """A place for a file's blocks; with ``resume`` the blocks that stand there are taken up.

    It goes with the import that succeeds, and with a file that cannot be read to its end. A
    process that was killed, a full disk or a busy ledger leave blocks to be taken up. Two imports
    of one file at once do not share a place.
    """
    root = workspace / FOLDER
    said = [origin.sha256, origin.source, origin.profile, record, rows, timezone, __version__]
    name = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
    _clear(root)
    with _held(root, name) as folder:
        place = Staging(folder)
        if resume:
            place.take_up()
        else:
            for path in folder.glob("block-*"):
                path.unlink()
        try:
            yield place
        except UnreadableFile:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _held(root: Path, name: str) -> Iterator[Path]:
    """The folder of that name, or another one if a living process has it."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    # a lock of SQLite ends with its process, on every system
    lock = sqlite3.connect(root / f"{name}.lock", timeout=0, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            folder = root / f"{name}-{uuid.uuid4().hex[:8]}"
            folder.mkdir()
        yield folder
    finally:
        lock.close()


def _clear(root: Path) -> None:
    """Delete what nobody has taken up for a week."""
    if not root.is_dir():
        return
    before = time.time() - _KEPT
    for path in root.iterdir():
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(finding: Finding) -> dict[str, Any]:
    said = {f.name: getattr(finding, f.name) for f in dataclasses.fields(finding)}
    return said | {"level": str(finding.level)}
