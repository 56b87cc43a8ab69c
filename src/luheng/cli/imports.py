"""``luheng import``: files in, rows kept, and an answer for every cell that was not understood."""

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import UnreadableFile, say

from .workspace import JsonOption, WorkspaceOption, open_or_create

if TYPE_CHECKING:
    from luheng.intake import Outcome

__all__ = ["import_files"]

#: how many findings a reader is shown before being asked to narrow down; ``--json`` shows all
_SHOWN = 40
#: exit code of ``--strict`` where a row was refused
_REFUSED = 3


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="文件 · files")],
    *,
    as_: Annotated[
        str,
        typer.Option(
            "--as", metavar="NAME", help="记录或数据接口的名称 · name of a record or a connector"
        ),
    ],
    strict: Annotated[
        bool, typer.Option("--strict", help="有行被拒收时以 3 退出 · exit 3 if a row was refused")
    ] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="经手人，缺省为系统用户 · who hands it in")
    ] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """导入文件：好的行留下，坏的单元格逐一说明。 Keep every good row, answer every bad cell."""
    from luheng.intake import receive

    for file in files:
        if not file.is_file():
            raise UnreadableFile(
                str(file), "没有这个文件。", "there is no such file.",
                "请核对文件名和目录。", "Check its name and folder.",
            )  # fmt: skip
    found = open_or_create(workspace)
    outcome = receive(found, files, as_, recorded_by=by or _user())
    if as_json:
        typer.echo(json.dumps(outcome.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print(outcome)
    if strict and outcome.refused:
        raise typer.Exit(code=_REFUSED)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number that has no name
        return "unknown"


def _print(outcome: "Outcome") -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console()
    counts: list[tuple[Any, str, str]] = [
        (outcome.kept, "留下", "kept"),
        (outcome.unchanged, "已有", "there already"),
        (outcome.corrected, "更正", "corrected"),
        (outcome.refused, "拒收", "refused"),
        (outcome.noted, "说明", "noted"),
    ]
    always = {"kept", "refused"}
    shown = (f"{say(zh=zh, en=en)} {n:,}" for n, zh, en in counts if n or en in always)
    console.print(say(zh="，", en=", ").join(shown), style="bold", highlight=False)
    styles = {"refused": "red", "doubt": "yellow", "noted": "dim"}
    for finding in outcome.findings[:_SHOWN]:
        console.print(
            escape(str(finding)), style=styles[str(finding.level)], highlight=False, soft_wrap=True
        )
    rest = len(outcome.findings) - _SHOWN
    if rest > 0:
        console.print(
            say(zh=f"还有 {rest} 条；--json 列出全部。", en=f"{rest} more; --json lists them all.")
        )
