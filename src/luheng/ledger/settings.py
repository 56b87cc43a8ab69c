"""Settings: what ``luheng.toml`` says about a workspace."""

from __future__ import annotations

import json
import os
import re
import tomllib
import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.errors import BadQuery, NoWorkspace, UnreadableFile

from .places import foreign_place, long_paths, on_windows, scheme_of, too_long

if TYPE_CHECKING:
    from pathlib import Path, PurePath

__all__ = ["FILE", "Settings", "read_settings", "write_settings"]

FILE = "luheng.toml"
_TEXTS = {"timezone", "registry", "ledger", "engine"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a workspace keeps what it keeps, and how it reads what has no time zone.

    ``registry`` is a SQLAlchemy URL and ``ledger`` a folder or an object-store URL; in a
    workspace both are absolute, in ``luheng.toml`` they may be relative to its folder.
    """

    timezone: str = "Asia/Shanghai"
    overlays: tuple[str, ...] = ()
    registry: str = "sqlite:///registry.db"
    ledger: str = "ledger"
    engine: str = "duckdb"


def read_settings(folder: Path) -> Settings:
    """The settings of a workspace folder; ``LUHENG_REGISTRY`` and ``LUHENG_ENGINE`` go first.

    Raises:
        NoWorkspace: the folder holds no ``luheng.toml``.
        UnreadableFile: the file is not TOML or says what it may not say.
        BadQuery: the time zone or the place of the registry or the ledger cannot be used.
    """
    path = folder / FILE
    if not path.is_file():
        raise NoWorkspace(str(folder))
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            FILE,
            f"不是 TOML：{error}",
            f"is not TOML: {error}",
            "路径里的反斜杠要写两个，或改用正斜杠：D:/账本。",
            "Write the backslashes of a path twice, or use slashes: D:/ledger.",
        ) from error
    # tables are left to other rooms; a mistyped name of ours would otherwise go unseen
    ours = {k: v for k, v in said.items() if not isinstance(v, dict)}
    _check(ours)
    for name in ("registry", "engine"):
        if from_environment := os.environ.get(f"LUHENG_{name.upper()}"):
            ours[name] = from_environment
    ours["overlays"] = tuple(ours.get("overlays", ()))
    return _resolve(Settings(**ours), folder.resolve())


def write_settings(folder: Path, settings: Settings) -> None:
    """Write ``luheng.toml`` into a folder."""
    lines = [
        f"timezone = {_toml(settings.timezone)}",
        f"overlays = [{', '.join(_toml(o) for o in settings.overlays)}]",
        f"registry = {_toml(settings.registry)}",
        f"ledger = {_toml(settings.ledger)}",
        f"engine = {_toml(settings.engine)}",
    ]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def check_timezone(name: str) -> None:
    """Raise BadQuery if there is no time zone of that name."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadQuery(
            f"没有名为“{name}”的时区；例如 Asia/Shanghai。",
            f"There is no time zone {name!r}; Asia/Shanghai is one.",
        ) from error


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _check(said: dict[str, Any]) -> None:
    for name, value in said.items():
        if name in _TEXTS and isinstance(value, str) and value:
            continue
        if (
            name == "overlays"
            and isinstance(value, list)
            and all(isinstance(o, str) for o in value)
        ):
            continue
        known = ", ".join(("overlays", *sorted(_TEXTS)))
        raise UnreadableFile(
            FILE,
            f"不认识的设置 {name} = {value!r}。",
            f"the setting {name} = {value!r} is not understood.",
            f"可用的设置：{known}；overlays 是文字列表，其余是文字。",
            f"There are {known}; overlays is a list of texts, the others are texts.",
        )


def _resolve(settings: Settings, folder: PurePath) -> Settings:
    check_timezone(settings.timezone)
    if on_windows() and too_long(folder) and not long_paths():
        raise BadQuery(
            f"工作区的路径太长（{len(str(folder))} 个字符），Windows 打不开其中的文件：{folder}；"
            "请换一个较短的目录，或启用系统的长路径（LongPathsEnabled）。",
            f"The workspace's path is too long ({len(str(folder))} characters) for Windows to open "
            f"the files in it: {folder}; use a shorter one, or enable long paths in the system "
            "(LongPathsEnabled).",
        )
    registry = settings.registry
    # three slashes and a relative path: the file lies in the workspace
    found = re.match(r"^(sqlite(?:\+\w+)?:///)([^?]*)(.*)$", registry)
    if found and found[2] != ":memory:":
        registry = f"{found[1]}{folder / found[2]}{found[3]}"
    if registry.startswith("sqlite") and (not found or found[2] in ("", ":memory:")):
        raise BadQuery(
            "登记库必须是文件或服务器，不能只在内存中。",
            "The registry must be a file or a server; it cannot live in memory.",
        )
    ledger = settings.ledger
    if not scheme_of(ledger):
        if foreign_place(ledger, windows=on_windows()):
            raise BadQuery(
                f"账本的位置 {ledger} 是 Windows 的写法，这台机器不是 Windows；"
                f"请在 {FILE} 中改成本机的目录，用正斜杠。",
                f"The ledger's place {ledger} is written for Windows, which this machine is not; "
                f"name a folder of this machine in {FILE}, with slashes.",
            )
        ledger = str(folder / ledger)
        if re.search(r"%[0-9A-Fa-f]{2}", ledger):
            # delta-rs reads %20 in a path as a space and then looks in another folder
            raise BadQuery(
                f"账本的路径含有 % 转义：{ledger}；请改文件夹的名称。",
                f"The ledger's path holds a % escape: {ledger}; rename the folder.",
            )
    return Settings(settings.timezone, settings.overlays, registry, ledger, settings.engine)
