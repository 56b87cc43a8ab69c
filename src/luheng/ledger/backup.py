"""Backup and restore: a folder that holds a whole workspace at one receipt, with a manifest.

The registry is copied, table by table, into a SQLite file whatever database it is on, and the logs
of the tables with it, under the lock. The Parquet files never change, so they are copied after
that, while others write; a file that an earlier backup in the folder holds is not copied again.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luheng.errors import BackupDamaged, BadQuery, LedgerDamaged

from .chain import file_sha256
from .places import name_within
from .verify import sealed_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .registry import Registry
    from .tables import Table

__all__ = ["MANIFEST", "Backup", "Frozen", "back_up", "freeze", "read_backup", "restore"]

MANIFEST = "luheng-backup.json"
_REGISTRY = "registry.db"
_SETTINGS = "luheng.toml"
#: blocks of an import that has not been committed; it begins again
_STAGING = "staging"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: up to which receipt, under which head of the chain, which files."""

    folder: Path
    receipt: int
    head: str
    files: int
    bytes: int
    copied: int

    def as_dict(self) -> dict[str, Any]:
        """What a program reads."""
        return {
            "folder": str(self.folder),
            "receipt": self.receipt,
            "head": self.head,
            "files": self.files,
            "bytes": self.bytes,
            "copied": self.copied,
        }


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was copied under the lock, and the immutable files that are still to be copied."""

    receipt: int
    head: str
    parquet: tuple[tuple[str, Path, str], ...]


def freeze(
    registry: Registry, tables: Sequence[Table], settings: Path, target: Path, receipt: int
) -> Frozen:
    """Copy what changes: the registry, the settings and the tables' logs; needs the lock.

    Raises:
        BadQuery: the ledger is in an object store, whose own snapshots are the better backup; or
            the folder holds something else.
    """
    if any(not t.local for t in tables):
        raise BadQuery(
            "账本在对象存储中：请用它自己的版本与快照备份，登记库用数据库的备份。",
            "The ledger is in an object store: back it up by the store's own versions and "
            "snapshots, and the registry by its database's backup.",
        )
    if target.exists() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise BadQuery(
            f"{target} 不是空目录，也不是备份目录。",
            f"{target} is neither empty nor the folder of a backup.",
        )
    target.mkdir(parents=True, exist_ok=True)
    # without its manifest a half-made backup is none
    (target / MANIFEST).unlink(missing_ok=True)
    copy = target / _REGISTRY
    copy.unlink(missing_ok=True)
    registry.copy_to(copy)
    _copy_settings(settings, target, Path(tables[0].root).parent)
    head, sealed = sealed_files(registry.links())
    parquet: list[tuple[str, Path, str]] = []
    for table in tables:
        log = Path(table.root) / "_delta_log"
        if not log.is_dir():
            continue
        kept = target / "ledger" / table.name / "_delta_log"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(log, kept)
        said = sealed.get(table.name, {})
        for file in table.snapshot().files:
            name = name_within(table.root, file.path)
            sha256 = said[name]["sha256"] if name in said else file_sha256(file.path)
            parquet.append((f"ledger/{table.name}/{name}", Path(file.path), sha256))
    return Frozen(receipt, head, tuple(parquet))


def _copy_settings(settings: Path, target: Path, ledger: Path) -> None:
    """Copy what else a workspace holds: its settings, profiles, own rules and attachments."""
    folder = settings.parent
    if not settings.is_file():
        return
    aside = {ledger.resolve(), target.resolve(), (folder / _STAGING).resolve()}
    for path in sorted(folder.iterdir()):
        if path.resolve() in aside or path.name.startswith(_REGISTRY):
            continue
        if path.is_dir():
            # a backup within the workspace is no part of it
            inside = any(a != path.resolve() and a.is_relative_to(path.resolve()) for a in aside)
            if not inside and not (path / MANIFEST).is_file():
                shutil.copytree(path, target / path.name, dirs_exist_ok=True)
        elif not path.name.endswith(".lock"):
            shutil.copyfile(path, target / path.name)


def back_up(frozen: Frozen, target: Path, progress: Callable[[str], None]) -> Backup:
    """Copy the files that the frozen state lists and write the manifest last.

    Raises:
        LedgerDamaged: a file of the ledger is not as it was written; the backup is not finished.
    """
    copied = 0
    for name, source, sha256 in frozen.parquet:
        place = target / name
        if place.is_file() and file_sha256(str(place)) == sha256:
            continue
        progress(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(place.name + ".part")
        shutil.copyfile(source, part)
        if file_sha256(str(part)) != sha256:
            raise LedgerDamaged(name, "SHA-256")
        part.replace(place)
        copied += 1
    wanted = {name for name, *_ in frozen.parquet}
    for stale in (target / "ledger").glob("*/**/*.parquet"):
        name = stale.relative_to(target).as_posix()
        if "_delta_log" not in name and name not in wanted:
            stale.unlink()
    files: dict[str, dict[str, Any]] = {
        p.relative_to(target).as_posix(): {"size": p.stat().st_size, "sha256": file_sha256(str(p))}
        for p in sorted(target.rglob("*"))
        if p.is_file()
    }
    said = {"format": _FORMAT, "receipt": frozen.receipt, "head": frozen.head, "files": files}
    part = target / f"{MANIFEST}.part"
    with part.open("w", encoding="utf-8") as written:
        json.dump(said, written, ensure_ascii=False, indent=1)
        written.flush()
        os.fsync(written.fileno())
    part.replace(target / MANIFEST)
    size = sum(f["size"] for f in files.values())
    return Backup(target, frozen.receipt, frozen.head, len(files), size, copied)


def read_backup(folder: Path, progress: Callable[[str], None] = lambda _: None) -> Backup:
    """Check every file of a backup against its manifest.

    Raises:
        BackupDamaged: the folder is no finished backup, or files are missing or were changed.
    """
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = said["files"]
    except (OSError, ValueError, KeyError) as error:
        raise BackupDamaged(str(folder), (MANIFEST,)) from error
    wrong: list[str] = []
    for name, wanted in files.items():
        progress(name)
        path = folder / name
        if not path.is_file() or file_sha256(str(path)) != wanted["sha256"]:
            wrong.append(name)
    if wrong:
        raise BackupDamaged(str(folder), tuple(wrong))
    size = sum(f["size"] for f in files.values())
    return Backup(folder, said["receipt"], said["head"], len(files), size, 0)


def restore(backup: Backup, target: Path, progress: Callable[[str], None]) -> None:
    """Copy a checked backup into an empty folder, where it is a workspace again.

    Raises:
        BadQuery: the folder is not empty.
    """
    if target.exists() and any(target.iterdir()):
        raise BadQuery(
            f"{target} 不是空目录；恢复不覆盖任何文件。",
            f"{target} is not empty; a restore overwrites nothing.",
        )
    target.mkdir(parents=True, exist_ok=True)
    for path in _files(backup.folder):
        name = path.relative_to(backup.folder)
        progress(name.as_posix())
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    _at_home(target / _SETTINGS)


def _at_home(settings: Path) -> None:
    """Let registry and ledger be those of the folder, wherever the first ones were."""
    own = {"registry": f"sqlite:///{_REGISTRY}", "ledger": "ledger"}
    text = settings.read_text(encoding="utf-8-sig") if settings.is_file() else ""
    for name, place in own.items():
        line = f'{name} = "{place}"'
        text, found = re.subn(rf"(?m)^{name}\s*=.*$", line, text, count=1)
        # a setting stands before the first table of a TOML file
        text = text if found else f"{line}\n{text}"
    settings.write_text(text, encoding="utf-8")


def _files(folder: Path) -> Iterable[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != MANIFEST)
