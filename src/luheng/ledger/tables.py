"""Delta tables of the ledger: which Parquet files there are, and adding some in one commit.

Delta Lake keeps the log; the Parquet files are written and read by others. No Delta reader is at
hand in DuckDB or Spark without an extension, so both are given the list of files.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from luheng.errors import LedgerDamaged

from .places import scheme_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa
    from deltalake import DeltaTable

__all__ = ["DataFile", "NewFile", "Snapshot", "Table"]

_FOREVER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a table, with the least and greatest value of its key columns."""

    path: str
    rows: int
    lowest: Mapping[str, Any]
    highest: Mapping[str, Any]

    @property
    def receipts(self) -> tuple[int, int]:
        """The least and greatest receipt number in the file."""
        low, high = self.lowest.get("receipt"), self.highest.get("receipt")
        return (0 if low is None else low), (_FOREVER if high is None else high)

    def overlaps(self, other: DataFile, columns: Iterable[str]) -> bool:
        """Whether both may hold one key, judged by the columns' bounds."""
        for c in columns:
            bounds = (self.lowest.get(c), self.highest.get(c), other.lowest.get(c))
            if other.highest.get(c) is None or any(b is None for b in bounds):
                continue
            if bounds[1] < other.lowest[c] or other.highest[c] < bounds[0]:
                return False
        return True


@dataclass(frozen=True, slots=True)
class NewFile:
    """A Parquet file that was written into a table's folder and is not yet part of it."""

    file: DataFile
    name: str
    size: int
    nulls: Mapping[str, int]

    @property
    def stats(self) -> str:
        """The file's statistics as the Delta log has them."""
        return json.dumps(
            {
                "numRecords": self.file.rows,
                "minValues": {c: _json(v) for c, v in self.file.lowest.items()},
                "maxValues": {c: _json(v) for c, v in self.file.highest.items()},
                "nullCount": dict(self.nulls),
            }
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A table at one version: its files, oldest receipts first, and its columns."""

    version: int = -1
    files: tuple[DataFile, ...] = ()
    columns: tuple[str, ...] = ()


class Table:
    """One Delta table in a folder or under an object-store URL; made when first written to."""

    def __init__(self, root: str, name: str, bounded: Sequence[str]) -> None:
        self.name = name
        self.root = f"{root.rstrip('/')}/{name}"
        self.local = not scheme_of(root)
        self._bounded = (*bounded, "receipt")
        self._delta: DeltaTable | None = None
        self._seen = Snapshot()
        self._guard = threading.Lock()

    @property
    def bounded(self) -> tuple[str, ...]:
        """The key columns of which each file's least and greatest value is known."""
        return tuple(c for c in self._bounded if c != "receipt")

    def path(self, name: str) -> str:
        """Where a file of the table lies."""
        return f"{self.root}/{name}"

    def snapshot(self, *, present: bool = True) -> Snapshot:
        """The table at its latest version; empty if it has not been written to.

        With ``present`` every file that it lists must be there.

        Raises:
            LedgerDamaged: the log cannot be read, or lists a file that is not there.
        """
        with self._guard:
            try:
                delta = self._latest()
            except Exception as error:
                raise LedgerDamaged(self.name, str(error)) from error
            if delta is not None and not present:
                return self._read(delta)
            if delta is not None and delta.version() != self._seen.version:
                seen = self._read(delta)
                self._must_be_there(seen.files)
                self._seen = seen
            return self._seen

    def commit(
        self, files: Sequence[NewFile], schema: pa.Schema, *, overwrite: bool = False, note: str
    ) -> None:
        """Add files, or put them in the place of all others, in one commit; needs the lock."""
        from deltalake import DeltaTable
        from deltalake.transaction import AddAction, CommitProperties

        with self._guard:
            delta = self._latest()
            if delta is None:
                if self.local:
                    Path(self.root).mkdir(parents=True, exist_ok=True)
                delta = self._delta = DeltaTable.create(self.root, schema)
            instant = int(time.time() * 1000)
            delta.create_write_transaction(
                # a rewrite brings no new data: readers of the change feed may skip it
                [AddAction(f.name, f.size, {}, instant, not overwrite, f.stats) for f in files],
                "overwrite" if overwrite else "append",
                schema,
                commit_properties=CommitProperties(custom_metadata={"luheng": note}),
            )

    def discard(self, files: Iterable[NewFile]) -> None:
        """Delete files that were not committed; in an object store they wait for a vacuum."""
        for f in files if self.local else ():
            Path(f.file.path).unlink(missing_ok=True)

    def discard_superseded(self, older_than: dt.timedelta) -> tuple[int, int]:
        """Delete Parquet files that the table no longer lists; needs the lock.

        Gives their number and bytes. In an object store its own rules for old versions do this.
        """
        if not self.local or not Path(self.root).is_dir():
            return 0, 0
        # by name within the folder: a path may be written with other slashes than the log's
        root = Path(self.root)
        listed = {Path(f.path).relative_to(root) for f in self.snapshot().files}
        before = time.time() - older_than.total_seconds()
        count = size = 0
        for path in root.rglob("*.parquet"):
            name = path.relative_to(root)
            aside = name not in listed and "_delta_log" not in name.parts
            if aside and path.stat().st_mtime <= before:
                count, size = count + 1, size + path.stat().st_size
                path.unlink()
        return count, size

    def abandon(self, files: Sequence[NewFile]) -> None:
        """Delete those files of a failed commit that the table does not list after all."""
        # a commit may have been made before the error: checkpoints are written after it
        with contextlib.suppress(LedgerDamaged):
            listed = {f.path for f in self.snapshot().files}
            self.discard(f for f in files if f.file.path not in listed)

    def _latest(self) -> DeltaTable | None:
        from deltalake import DeltaTable

        if self._delta is not None:
            self._delta.update_incremental()
        elif (not self.local or Path(self.root).is_dir()) and DeltaTable.is_deltatable(self.root):
            self._delta = DeltaTable(self.root)
        return self._delta

    def _read(self, delta: DeltaTable) -> Snapshot:
        import pyarrow as pa

        adds = pa.table(delta.get_add_actions(flatten=True))
        wanted = ["path", "num_records"]
        wanted += [f"{end}.{c}" for end in ("min", "max") for c in self._bounded]
        rows = adds.select([c for c in wanted if c in adds.column_names]).to_pylist()
        files = [
            DataFile(
                # paths in the log are URLs; delta-rs does not unquote the folder's own name
                self.path(unquote(r["path"])),
                r["num_records"] or 0,
                {c: r.get(f"min.{c}") for c in self._bounded},
                {c: r.get(f"max.{c}") for c in self._bounded},
            )
            for r in rows
        ]
        columns = tuple(f.name for f in delta.schema().fields)
        files.sort(key=lambda f: (f.receipts, f.path))
        return Snapshot(delta.version(), tuple(files), columns)

    def _must_be_there(self, files: Iterable[DataFile]) -> None:
        lost = [f.path for f in files if self.local and not Path(f.path).exists()]
        if lost:
            raise LedgerDamaged(self.name, f"{len(lost)} × {Path(lost[0]).name} …")


def _json(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    return value.isoformat() if isinstance(value, dt.date) else value
