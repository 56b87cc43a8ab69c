"""``luheng profiles``: how tables in foreign shapes are read; proposed, confirmed, kept."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import BadQuery, UnreadableFile, say

from .workspace import JsonOption, WorkspaceOption, open_or_create, open_workspace

if TYPE_CHECKING:
    from rich.console import Console

    from luheng.intake.opening import Opened
    from luheng.intake.profiles import Proposal

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True, help="外来表格的映射配置 · how tables in foreign shapes are read"
)

_SHOWN = 12


@app.callback()
def _group() -> None:
    """映射配置：外来表格怎样读作一种记录。 Profiles: how a foreign table is read as a record."""


@app.command()
def suggest(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="样例文件 · a file of that shape")],
    *,
    as_: Annotated[str, typer.Option("--as", metavar="RECORD", help="记录名 · name of a record")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="配置的名称 · its name")],
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="COLUMN=VALUE", help="每行相同的值 · the same in every row"),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=HEADER", help="指定列 · which column is which"),
    ] = None,
    sheet: Annotated[
        str, typer.Option("--sheet", metavar="NAME", help="工作表 · which sheet")
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="不问，直接保存 · save without asking")
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """看表头和内容，提出一份配置，确认后保存。 Propose a profile from headers and cells."""
    from luheng.intake.profiles import Shelf, propose

    found = _first(file)
    proposal = propose(
        found.source,
        found.origin.source,
        as_,
        name,
        given=_pairs(given or [], "--set"),
        columns=_pairs(columns or [], "--map"),
        sheet=sheet,
    )
    if not as_json:
        _print(proposal)
    keep = yes or (not as_json and sys.stdin.isatty() and _confirmed())
    kept = Shelf.of(open_or_create(workspace).folder).save(proposal.profile) if keep else None
    if as_json:
        shown = _as_dict(proposal) | {"saved": kept is not None}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif kept is not None:
        typer.echo(
            say(
                zh=f"已保存 profiles/{kept.name}.yaml（第 {kept.version} 版）。试读：",
                en=f"Saved profiles/{kept.name}.yaml (version {kept.version}). Try it:",
            )
        )
        typer.echo(f"  luheng import {file} --as {kept.record} --profile {kept.name} --dry-run")
    else:
        typer.echo(say(zh="没有保存；加 --yes 保存。", en="Not saved; --yes saves it."))


def _first(file: Path) -> "Opened":
    """The file, or the first of an archive that can be read."""
    from luheng.intake.opening import opened

    told = None
    for found in opened(file):
        if found.finding is None:
            return found
        told = told or found.finding
    raise UnreadableFile(
        str(file),
        told.problem_zh if told else "没有可读的文件。",
        told.problem_en if told else "there is nothing to read.",
        told.remedy_zh if told else "",
        told.remedy_en if told else "",
    )


def _pairs(said: list[str], option: str) -> dict[str, str]:
    out = {}
    for text in said:
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            raise BadQuery(
                f"{option} 的写法是 列=值：{text}", f"{option} is written COLUMN=VALUE: {text}"
            )
        out[name.strip()] = value
    return out


def _confirmed() -> bool:
    return typer.confirm(say(zh="保存这份配置吗？", en="Save this profile?"), default=False)


def _as_dict(proposal: "Proposal") -> dict[str, Any]:
    return {
        "profile": proposal.profile.as_dict(),
        "matches": [
            {"column": m.column, "header": m.header, "score": m.score, "doubtful": m.doubtful,
             "why": say(zh=m.why_zh, en=m.why_en)}
            for m in proposal.matches
        ],
        "unpivot": say(zh=proposal.turned.why_zh, en=proposal.turned.why_en)
        if proposal.turned
        else None,
        "translations": {
            column: [
                {"text": t.text, "code": t.code, "score": t.score, "like": t.name,
                 "next_best": t.next_best or None}
                for t in some
            ]
            for column, some in proposal.translations.items()
        },
        "missing": list(proposal.missing),
        "unread": list(proposal.unread),
        "questions": [say(zh=zh, en=en) for zh, en in proposal.questions],
    }  # fmt: skip


def _print(proposal: "Proposal") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from luheng.intake.profiles.shelf import to_yaml

    console = Console()
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    for title in (say(zh="记录的列", en="record column"), say(zh="文件的列", en="header"),
                  say(zh="分数", en="score"), say(zh="理由", en="why")):  # fmt: skip
        table.add_column(title, overflow="fold")
    for m in proposal.matches:
        mark = " ?" if m.doubtful else ""
        table.add_row(m.column, m.header, f"{m.score:.2f}{mark}", say(zh=m.why_zh, en=m.why_en))
    for name, cell in proposal.profile.columns.items():
        if cell.constant is not None:
            table.add_row(name, f"= {cell.constant}", "", say(zh="固定值", en="constant"))
    if proposal.turned:
        turned = proposal.turned
        shown = "、".join(turned.headers[:3]) + (" …" if len(turned.headers) > 3 else "")  # noqa: PLR2004
        why = say(zh=turned.why_zh, en=turned.why_en)
        table.add_row(turned.unpivot.value, shown, "", why)
    console.print(table)
    _print_translations(console, proposal)
    for label_zh, label_en, names in (
        ("没有读取的列", "Columns that are not read", proposal.unread),
        ("还缺（用 --set 列=值 或 --map 列=表头 补上）",
         "Still missing (give them by --set COLUMN=VALUE or --map COLUMN=HEADER)",
         proposal.missing),
    ):  # fmt: skip
        if names:
            text = say(zh=label_zh, en=label_en) + ": " + ", ".join(names)
            console.print(text, markup=False, highlight=False, soft_wrap=True)
    for zh, en in proposal.questions:
        console.print("? " + say(zh=zh, en=en), style="yellow", markup=False, soft_wrap=True)
    typer.echo(to_yaml(proposal.profile))


def _print_translations(console: "Console", proposal: "Proposal") -> None:
    for column, some in proposal.translations.items():
        answered = [t for t in some if t.code is not None]
        open_ = [t for t in some if t.code is None]
        head = say(zh=f"{column} 的代码对照：", en=f"Codes of {column}:")
        console.print(head, style="bold", markup=False)
        for t in answered[:_SHOWN]:
            console.print(f"  {t.text} → {t.code}  {t.score:.2f}", markup=False, highlight=False)
        if open_:
            shown = "、".join(t.text for t in open_[:_SHOWN]) + (
                " …" if len(open_) > _SHOWN else ""
            )
            console.print(
                say(
                    zh=f"  {len(open_)} 个没有把握（在配置里填写，否则拒收）：{shown}",
                    en=f"  {len(open_)} unsure (answer them in the profile, else refused): {shown}",
                ),
                style="yellow", markup=False, soft_wrap=True,
            )  # fmt: skip


@app.command("list")
def list_profiles(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """列出工作区的配置。 List the profiles of the workspace."""
    from luheng.errors import BadProfile
    from luheng.intake.profiles import Shelf

    shelf = Shelf.of(open_workspace(workspace).folder)
    rows: list[dict[str, Any]] = []
    for name in shelf.names():
        try:
            p = shelf.get(name)
        except BadProfile as error:
            rows.append({"name": name, "wrong": say(zh=error.problem_zh, en=error.problem_en)})
            continue
        rows.append({"name": name, "record": p.record, "version": p.version, "source": p.source,
                     "sha256": p.sha256})  # fmt: skip
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        if "wrong" in row:
            typer.echo(f"! {row['name']}: {row['wrong']}")
        else:
            typer.echo(f"{row['name']}  {row['record']}  v{row['version']}  {row['sha256'][:12]}")
    if not rows:
        typer.echo(say(zh="还没有配置。", en="There are none yet."))


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="配置的名称 · its name")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """显示一份配置。 Show one profile."""
    from luheng.intake.profiles import Shelf
    from luheng.intake.profiles.shelf import to_yaml

    profile = Shelf.of(open_workspace(workspace).folder).get(name)
    if as_json:
        said = {"name": name, "sha256": profile.sha256, "profile": profile.as_dict()}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    typer.echo(to_yaml(profile), nl=False)


@app.command()
def schema() -> None:
    """打印配置格式的 JSON Schema。 Print the JSON Schema of a profile."""
    from luheng.connectors.table.profile import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
