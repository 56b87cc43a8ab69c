"""Places and names that hold on every system: drive letters, backslashes, what Windows cannot name.

A workspace may be made on one system and opened on another, so a name that only some of them can
hold is refused on all of them.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

__all__ = [
    "foreign_place",
    "long_paths",
    "name_within",
    "on_windows",
    "same_name",
    "scheme_of",
    "too_long",
    "unusable",
]

_DRIVE = re.compile(r"[A-Za-z]:(?![^\\/])")
#: device names that Windows finds in every folder, whatever ending they bear
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"}
)
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
#: characters that a path may have on Windows unless long ones are switched on
_MAX_PATH = 259
#: of the longest path within a workspace: a commit under way in the log of a table of corrections
_WITHIN = 110


def scheme_of(place: str) -> str:
    """``s3`` of ``s3://bucket/folder``; empty for a folder, one with a drive letter too."""
    scheme, apart, _ = place.partition("://")
    return scheme if apart and len(scheme) > 1 else ""


def on_windows() -> bool:
    """Whether this is Windows."""
    return os.name == "nt"


def foreign_place(place: str, *, windows: bool) -> bool:
    """Whether a folder is written in the way of Windows and this is another system.

    There it would be read as one strange name within the workspace, and the ledger look empty.
    """
    return not windows and ("\\" in place or _DRIVE.match(place) is not None)


def name_within(root: str, path: str) -> str:
    """The name of a file within a folder, with slashes, whichever way either is written."""
    said, held = path.replace("\\", "/"), root.replace("\\", "/").rstrip("/")
    return said[len(held) :].lstrip("/") if said.startswith(f"{held}/") else said


def unusable(name: str) -> bool:
    """Whether some system cannot have a file of that name, with or without an ending."""
    base = unicodedata.normalize("NFC", name).split(".")[0].rstrip(" ").casefold()
    return (
        not name
        or base in _DEVICES
        or _FORBIDDEN.search(name) is not None
        or name[-1] in ". "
        or name[0] == " "
    )


def same_name(name: str, others: Iterable[str]) -> str:
    """Which of the other names is the same file as this one where case does not count; or none."""
    folded = _folded(name)
    return next((o for o in others if o != name and _folded(o) == folded), "")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def too_long(folder: PurePath) -> bool:
    """Whether paths within a workspace of that folder exceed what Windows takes by itself."""
    return len(str(folder)) + _WITHIN > _MAX_PATH


def long_paths() -> bool:
    """Whether this Windows takes longer paths: a switch of its registry, off as it comes."""
    try:
        import winreg

        place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:  # type: ignore[attr-defined]  # Windows has it
            value = winreg.QueryValueEx(key, "LongPathsEnabled")  # type: ignore[attr-defined]
            return bool(value[0])
    except (ImportError, OSError):
        return False
