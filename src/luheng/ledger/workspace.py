"""Workspace: a folder with ``luheng.toml``, a registry and a ledger."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.errors import BadQuery

from .ledger import Ledger
from .settings import FILE, Settings, check_timezone, read_settings, write_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .backup import Backup

__all__ = ["Workspace"]


@dataclass(frozen=True)
class Workspace:
    """A folder that holds everything one organisation records."""

    folder: Path
    settings: Settings

    @classmethod
    def create(
        cls,
        folder: str | Path,
        *,
        overlays: Iterable[str] = (),
        timezone: str = "Asia/Shanghai",
    ) -> Workspace:
        """Make a folder a workspace; one that is so already with the same settings is opened.

        Raises:
            BadQuery: the folder is a workspace with other settings, or there is no such time zone.
        """
        folder = Path(folder)
        wanted = Settings(timezone=timezone, overlays=tuple(overlays))
        check_timezone(timezone)
        if (folder / FILE).is_file():
            stands = cls.open(folder)
            if (stands.settings.timezone, stands.settings.overlays) != (
                wanted.timezone,
                wanted.overlays,
            ):
                raise BadQuery(
                    f"{folder} 已是工作区，设置不同；请修改 {FILE}，或换一个目录。",
                    f"{folder} is a workspace with other settings; edit its {FILE} or name "
                    "another folder.",
                )
            return stands
        folder.mkdir(parents=True, exist_ok=True)
        write_settings(folder, wanted)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: str | Path) -> Workspace:
        """Open a workspace folder; raises NoWorkspace if it is none."""
        folder = Path(folder)
        return cls(folder, read_settings(folder))

    def back_up(
        self, target: str | Path, progress: Callable[[str], None] = lambda _: None
    ) -> Backup:
        """Copy the workspace into a folder: settings, registry and ledger as they stand now.

        Raises:
            BadQuery: the folder holds something else, or the ledger is in an object store.
            LedgerDamaged: a file of the ledger is not as it was written.
        """
        return self.ledger.back_up(target, settings=self.folder / FILE, progress=progress)

    @classmethod
    def restore(
        cls,
        backup: str | Path,
        target: str | Path,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Workspace:
        """Make a workspace from a backup, each file of which is checked first.

        Its registry is a SQLite file of the folder, whatever database the first one was on.

        Raises:
            BackupDamaged: the backup is not finished, or its files were changed.
            BadQuery: the target is not empty.
        """
        from .backup import read_backup, restore

        restore(read_backup(Path(backup), progress), Path(target), progress)
        return cls.open(target)

    @contextmanager
    def rehearsal(self) -> Iterator[Workspace]:
        """The same workspace with a ledger to try things on, which is gone afterwards.

        What is appended to it is judged as if it were written; nothing of the workspace changes.
        """
        from .rehearsal import rehearse

        with rehearse(self.ledger) as ledger:
            tried = Workspace(self.folder, self.settings)
            # where the property keeps it
            vars(tried)["ledger"] = ledger
            yield tried

    @cached_property
    def ledger(self) -> Ledger:
        """The workspace's ledger; the registry is made on first use."""
        return Ledger(self.settings, name=str(self.folder))
