"""``luheng import``: files in, rows kept, and an answer for every cell that was not understood."""

import getpass
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import UnreadableFile, say

from .progress import steps
from .workspace import SETTINGS, JsonOption, WorkspaceOption, find, open_or_create

if TYPE_CHECKING:
    from luheng.intake import Outcome
    from luheng.ledger import Workspace

__all__ = ["import_files"]

#: how many findings a reader is shown before being asked to narrow down; ``--json`` shows all
_SHOWN = 40
#: exit code of ``--strict`` where a row was refused
_REFUSED = 3


_As = Annotated[
    str,
    typer.Option(
        "--as", metavar="NAME", help="记录或数据接口的名称 · name of a record or a connector"
    ),
]
_Profile = Annotated[
    str,
    typer.Option(
        "--profile", metavar="NAME", help="外来表格的映射配置 · how a foreign table is read"
    ),
]
_DryRun = Annotated[
    bool, typer.Option("--dry-run", help="只检查，什么都不写 · check everything, write nothing")
]
_Errors = Annotated[
    Path | None,
    typer.Option(
        "--errors", metavar="OUT.xlsx", help="写出标明问题的工作簿 · mark the bad cells in it"
    ),
]
_Resume = Annotated[
    bool, typer.Option("--resume", help="接着上次中断处 · take up an import that was cut off")
]
_Strict = Annotated[
    bool, typer.Option("--strict", help="有行被拒收时以 3 退出 · exit 3 if a row was refused")
]
_By = Annotated[
    str, typer.Option("--by", metavar="NAME", help="经手人，缺省为系统用户 · who hands it in")
]


def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="文件 · files")],
    *,
    as_: _As,
    profile: _Profile = "",
    dry_run: _DryRun = False,
    errors: _Errors = None,
    resume: _Resume = False,
    strict: _Strict = False,
    by: _By = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """导入文件：好的行留下，坏的单元格逐一说明。 Keep every good row, answer every bad cell."""
    from luheng.intake import receive
    from luheng.intake.error_workbook import write_errors
    from luheng.intake.reflow import reflow

    for file in files:
        if not file.is_file():
            raise UnreadableFile(
                str(file), "没有这个文件。", "there is no such file.",
                "请核对文件名和目录。", "Check its name and folder.",
            )  # fmt: skip
    with _meant(workspace, dry_run=dry_run) as found, steps(say(zh="导入", en="Importing")) as tell:
        outcome = receive(
            found,
            files,
            as_,
            recorded_by=by or _user(),
            profile=profile,
            dry_run=dry_run,
            resume=resume,
            progress=tell,
        )
        if errors is not None:
            tell(errors.name)
            write_errors(outcome, files, errors)
        moved = () if dry_run else reflow(found, by=by or _user())
    if as_json:
        shown = dict(outcome.as_dict())
        if errors is not None:
            shown["errors"] = str(errors)
        if moved:
            shown["reflow"] = [one.as_dict() for one in moved]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print(outcome)
        for one in moved:
            typer.echo(
                say(
                    zh=f"已存数字“{one.name}”：变动 {one.moved.num_rows} 格。",
                    en=f"Stored figures {one.name!r}: {one.moved.num_rows} cells moved.",
                )
            )
        if errors is not None:
            typer.echo(say(zh=f"问题工作簿：{errors}", en=f"The marked workbook: {errors}"))
    if strict and outcome.refused:
        raise typer.Exit(code=_REFUSED)


@contextmanager
def _meant(folder: Path | None, *, dry_run: bool) -> "Iterator[Workspace]":
    """The workspace that is meant; a dry run where there is none makes one that is gone after."""
    if not dry_run or (find(folder) / SETTINGS).is_file():
        yield open_or_create(folder)
        return
    from luheng.ledger import Workspace

    with tempfile.TemporaryDirectory(prefix="luheng-dry-run-") as place:
        yield Workspace.create(place)


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
    head = (
        say(zh="试读（什么都没有写）：", en="Dry run, nothing written: ") if outcome.dry_run else ""
    )
    line = head + say(zh="，", en=", ").join(shown)
    console.print(line, style="bold", highlight=False)
    styles = {"refused": "red", "doubt": "yellow", "noted": "dim"}
    # a cell that stands for many rows of a wide table is answered once
    told = Counter(outcome.findings)
    for finding, times in islice(told.items(), _SHOWN):
        text = escape(str(finding)) + (f" × {times}" if times > 1 else "")
        console.print(text, style=styles[str(finding.level)], highlight=False, soft_wrap=True)
    rest = len(told) - _SHOWN
    if rest > 0:
        console.print(
            say(zh=f"还有 {rest} 条；--json 列出全部。", en=f"{rest} more; --json lists them all.")
        )
