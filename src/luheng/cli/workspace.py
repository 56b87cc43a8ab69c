"""``luheng init``, and how every command finds its workspace.

A workspace is looked for in this order: ``--workspace DIR``; the environment variable
``LUHENG_WORKSPACE``; the current folder or the nearest one above it that holds ``luheng.toml``;
``luheng-workspace`` in the current folder.
"""

import contextvars
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.errors import say

if TYPE_CHECKING:
    from luheng.ledger import Workspace

__all__ = [
    "JsonOption",
    "WorkspaceOption",
    "choose",
    "find",
    "init",
    "open_or_create",
    "open_workspace",
]

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", help="工作区目录 · folder of the workspace")
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")]

SETTINGS = "luheng.toml"
#: what a new workspace lays over the rulebook, and why (A18)
OVERLAYS = ("ndrc_guides_for_earlier_years",)

_CHOSEN: contextvars.ContextVar[Path | None] = contextvars.ContextVar(
    "luheng_workspace", default=None
)


def choose(folder: Path) -> None:
    """Take this folder for the commands that follow: what ``luheng --workspace DIR …`` says."""
    _CHOSEN.set(folder)


def find(folder: Path | None = None) -> Path:
    """The folder of the workspace that is meant, whether or not it is there."""
    said = folder or _CHOSEN.get() or os.environ.get("LUHENG_WORKSPACE")
    if said:
        return Path(said)
    here = Path.cwd()
    for near in (here, *here.parents):
        if (near / SETTINGS).is_file():
            return near
    return here / "luheng-workspace"


def open_workspace(folder: Path | None = None) -> "Workspace":
    """The workspace that is meant; raises NoWorkspace if there is none."""
    from luheng.ledger import Workspace

    return Workspace.open(find(folder))


def open_or_create(folder: Path | None = None) -> "Workspace":
    """The workspace that is meant, made if there is none; standard error says that it was made."""
    place = find(folder)
    if (place / SETTINGS).is_file():
        return open_workspace(place)
    made = _create(place)
    typer.echo(say(zh=f"新建了工作区 {place}。", en=f"Made the workspace {place}."), err=True)
    return made


def _create(folder: Path) -> "Workspace":
    from luheng.ledger import Workspace

    made = Workspace.create(folder, overlays=OVERLAYS)
    _say_why(made.folder / SETTINGS)
    return made


def _say_why(settings: Path) -> None:
    """Put the reason for the default overlay above it, for whoever opens the file."""
    why = (
        "# 2013年以前没有核算指南。这一替代方案把2013—2015年行业指南的缺省值用于2005—2012年，",
        "# 用到它的数字都写明它的名称；不需要时删去即可。",
        "# No guide governs the years before 2013. This overlay takes the defaults of the 2013-15",
        "# industry guides for 2005-2012; every figure that rests on it bears its name. Remove it",
        "# and those figures cannot be said.",
    )
    lines = settings.read_text(encoding="utf-8").splitlines()
    at = next((n for n, line in enumerate(lines) if line.startswith("overlays")), len(lines))
    settings.write_text("\n".join([*lines[:at], *why, *lines[at:]]) + "\n", encoding="utf-8")


def init(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="目录，缺省为当前目录 · default: here")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """新建工作区；已有的保持原样。 Make a workspace; one that is there stays as it is."""
    said = folder or workspace or _CHOSEN.get() or os.environ.get("LUHENG_WORKSPACE")
    place = Path(said) if said else Path.cwd()
    there = (place / SETTINGS).is_file()
    made = open_workspace(place) if there else _create(place)
    overlays = list(made.settings.overlays)
    if as_json:
        shown = {"folder": str(made.folder), "created": not there, "overlays": overlays}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    typer.echo(
        say(zh=f"工作区已经在 {made.folder}。", en=f"The workspace is at {made.folder} already.")
        if there
        else say(zh=f"新建了工作区 {made.folder}。", en=f"Made the workspace {made.folder}.")
    )
    if overlays:
        named = say(zh="、", en=", ").join(overlays)
        typer.echo(
            say(
                zh=f"替代方案：{named}（原因写在 {SETTINGS}）。",
                en=f"Overlays: {named} ({SETTINGS} says why).",
            )
        )
