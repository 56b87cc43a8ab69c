"""Workspace: a folder with ``luheng.toml``, a registry and a ledger."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from luheng.errors import BadQuery

from .ledger import Ledger
from .settings import FILE, Settings, check_timezone, read_settings, write_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

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

    @cached_property
    def ledger(self) -> Ledger:
        """The workspace's ledger; the registry is made on first use."""
        return Ledger(self.settings, name=str(self.folder))
