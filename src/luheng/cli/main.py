"""``luheng``: finds the command, speaks the reader's language, and turns errors into exit codes.

Exit codes: 0 done; 1 Luheng says what is wrong; 2 the command was called wrongly; 3 ``import
--strict`` met rows that it refused.
"""

import contextvars
import glob
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from luheng.errors import LuhengError, say, set_language

__all__ = ["COMMANDS", "Entry", "main"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives, and what the list of commands says of it."""

    module: str
    name: str
    zh: str
    en: str


#: a new command is one function or Typer app in a file of this folder and one line here
COMMANDS = {
    "demo": Entry(
        "demo", "demo", "从数据到有出处的数字：一分钟演示", "from files to figures, in a minute"
    ),
    "init": Entry("workspace", "init", "新建工作区", "make a workspace"),
    "import": Entry("imports", "import_files", "导入文件", "bring files in"),
    "sources": Entry("sources", "app", "数据源", "queries and addresses read on a schedule"),
    "profiles": Entry("profiles", "app", "外来表格的映射配置", "how foreign tables are read"),
    "evaluate": Entry("figures", "evaluate", "计算", "work figures out"),
    "explain": Entry("figures", "explain", "说明一个数字的由来", "show what a figure rests on"),
    "uncertainty": Entry(
        "uncertainty", "uncertainty", "一个数字的不确定度", "the interval of a figure, by input"
    ),
    "check": Entry("rulebook", "check", "检查规则库", "check every rule and value of the rulebook"),
    "rules": Entry("rules", "app", "规则库的出处", "clauses, values, examples and releases"),
    "where": Entry("rulebook", "where", "查找出处所在的文件", "find the file that holds a thing"),
    "plans": Entry("plans", "app", "规划文本与登记", "plan documents and the register"),
    "targets": Entry("targets", "app", "规划目标", "what plans promise, and whether it was kept"),
    "accounting": Entry("accounting", "app", "核算", "energy and carbon accounts"),
    "monitoring": Entry("monitoring", "app", "监测", "meters and what they show"),
    "readings": Entry("readings", "app", "抄表数据", "latest values and series of meters"),
    "submissions": Entry("submissions", "app", "上报与催报", "who files what, and who has not"),
    "materialise": Entry("materialise", "materialise", "存放数字", "store figures"),
    "refresh": Entry("materialise", "refresh", "数字重算", "let late and corrected rows flow in"),
    "ledger": Entry("ledger", "app", "账本", "what was written when, and whether it is whole"),
    "records": Entry("records", "app", "数据标准", "the data standard and its templates"),
    "codelists": Entry("codelists", "app", "代码表", "official tables, and a search through them"),
    "entities": Entry("entities", "app", "企业比对", "which enterprises a list of names means"),
}


class Commands(TyperGroup):
    """The commands of the table; one is imported when it is called, not when it is listed."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (the base class asks so)
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """What the list shows of a command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        return TyperCommand(cmd_name, help=say(zh=entry.zh, en=entry.en))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command itself, imported now."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, found and _load(str(name)), rest


def _load(command: str) -> Any:
    entry = COMMANDS[command]
    module = importlib.import_module(f"luheng.cli.{entry.module}")
    found = getattr(module, entry.name, None) or module.app
    if isinstance(found, typer.Typer):
        loaded: Any = typer.main.get_group(found)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command(command)(found)
        loaded = typer.main.get_command(alone)
    loaded.name = command
    return loaded


app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False)


def _version(wanted: bool) -> None:
    if wanted:
        from luheng import __version__

        typer.echo(f"luheng {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    workspace: Annotated[
        Path | None, typer.Option("--workspace", help="工作区目录 · folder of the workspace")
    ] = None,
    lang: Annotated[  # noqa: ARG001  (taken out of the arguments before they come here)
        str, typer.Option("--lang", metavar="zh|en", help="语言 · language of messages")
    ] = "",
    version: Annotated[  # noqa: ARG001
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="版本 · the version"),
    ] = False,
) -> None:
    """绿衡：从规划的一句话到炉前的一块表。 Weighs industry's green transition, and shows how."""
    if workspace is not None:
        from .workspace import choose

        choose(workspace)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code and never lets a traceback out.

    ``--lang`` is taken wherever it stands; ``LUHENG_DEBUG=1`` shows the traceback of an error. The
    language and the workspace that the command chose are forgotten afterwards.
    """
    arguments = list(argv) if argv is not None else _expanded(sys.argv[1:], os.name == "nt")
    _never_unprintable()
    return contextvars.copy_context().run(_run, arguments)


def _expanded(arguments: Sequence[str], windows: bool) -> list[str]:
    """The arguments with ``*.xlsx`` as the files that it names: the shells of Windows leave it."""
    if not windows:
        return list(arguments)
    out: list[str] = []
    for said in arguments:
        many = glob.has_magic(said) and not said.startswith("-")
        found = sorted(glob.glob(said)) if many else []  # noqa: PTH207  (it may begin with a drive)
        out += found or [said]
    return out


def _never_unprintable() -> None:
    """Write what an output's encoding lacks as its code: a code page of Windows has few letters."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    try:
        app(args=_take_language(arguments), prog_name="luheng")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    except KeyboardInterrupt:
        return 130
    except LuhengError as error:
        _trace()
        typer.echo(str(error), err=True)
        return 1
    except Exception as error:  # noqa: BLE001  (the last door: a reader never meets a traceback)
        _trace()
        said = " ".join(str(error).split()) or "—"
        typer.echo(
            say(
                zh=f"没有预料到的错误：{type(error).__name__}：{said}"
                "  用 LUHENG_DEBUG=1 再运行一次可以看到出错的位置。",
                en=f"Unexpected error: {type(error).__name__}: {said}"
                "  Run it again with LUHENG_DEBUG=1 to see where.",
            ),
            err=True,
        )
        return 1
    return 0


def _trace() -> None:
    if os.environ.get("LUHENG_DEBUG", "") not in {"", "0"}:
        traceback.print_exc()


def _take_language(arguments: list[str]) -> list[str]:
    """Take ``--lang zh`` or ``--lang=zh`` out, before or after the command; exit 2 if unknown."""
    kept: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return [*kept, word, *words]
        if word != "--lang" and not word.startswith("--lang="):
            kept.append(word)
            continue
        chosen = word.partition("=")[2] or next(words, "")
        if chosen not in {"zh", "en"}:
            typer.echo(say(zh="--lang 只能是 zh 或 en。", en="--lang takes zh or en."), err=True)
            raise SystemExit(2)
        set_language(chosen)
    return kept
