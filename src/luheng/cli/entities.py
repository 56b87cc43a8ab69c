"""``luheng entities``: which of the known enterprises a list of names means."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.errors import BadQuery, say

from .workspace import JsonOption, WorkspaceOption, open_workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from luheng.intake.matching import Proposals

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="单位 · entities")

_LEDGER = "ledger"
#: questions that are shown; ``--out`` writes all of them, ``--json`` prints all
_SHOWN = 20


@app.callback()
def _group() -> None:
    """单位：名单里的企业是账本中的哪一个。 Which known enterprises a list of names means."""


@app.command()
def match(  # noqa: PLR0917  (typer calls by name)
    file: Annotated[Path, typer.Argument(metavar="FILE", help="名单 · a list of enterprises")],
    against: Annotated[
        str,
        typer.Option(
            "--against", metavar="FILE|ledger", help="与什么比对，缺省为账本 · what to match with"
        ),
    ] = _LEDGER,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", help="账本中的对象类型，缺省为企业 · entity types of the ledger"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="OUT.xlsx", help="待确认名单 · what is asked")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """比对名单：相同、待确认、新。每一条都说明得分的由来。 Match a list, and say why."""
    from luheng.intake.match_review import write_review
    from luheng.intake.matching import designations, enterprises, listing, propose

    from .progress import steps

    with steps(say(zh="比对", en="matching")) as step:
        step(file.name)
        incoming = listing(file)
        decided: pa.Table | None = None
        if against == _LEDGER:
            ledger = open_workspace(workspace).ledger
            register = enterprises(ledger, tuple(types or ("enterprise",)))
            decided = designations(ledger)
        else:
            step(Path(against).name)
            register = listing(Path(against))
        step(f"{incoming.num_rows:,} × {register.num_rows:,}")
        proposals = propose(incoming, register, decided)
        if out is not None:
            step(out.name)
            write_review(proposals, out)
    if as_json:
        typer.echo(json.dumps(_said(proposals), ensure_ascii=False, indent=2))
    else:
        _print(proposals, out)


@app.command()
def decide(  # noqa: PLR0917
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="填好的待确认名单 · the reviewed file")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="名称 · the name")] = "",
    entity: Annotated[
        str, typer.Option("--entity", metavar="ID|none", help="所指单位 · what it means")
    ] = "",
    region: Annotated[
        str, typer.Option("--region", help="地区，缺省为不论何处 · region; anywhere by default")
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="经手人，缺省为系统用户 · who decides")
    ] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """记下认定的结果，以后不再询问。 Keep what was decided; it is not asked again."""
    from luheng.intake.matching import decide as keep
    from luheng.intake.matching import decide_one

    if (file is None) == (not (name and entity)):
        raise BadQuery(
            "请给出填好的文件，或者 --name 与 --entity。",
            "Give a reviewed file, or --name and --entity.",
        )
    opened = open_workspace(workspace)
    by = by or _user()
    if file is not None:
        outcome = keep(opened, file, recorded_by=by)
    else:
        outcome = decide_one(opened, name, entity, region=region, recorded_by=by)
    if as_json:
        typer.echo(json.dumps(outcome.as_dict(), ensure_ascii=False, indent=2))
        return
    typer.echo(
        say(
            zh=f"记下 {outcome.kept} 条，更正 {outcome.corrected} 条，"
            f"已有 {outcome.unchanged} 条，拒收 {outcome.refused} 条。",
            en=f"{outcome.kept} kept, {outcome.corrected} corrected, "
            f"{outcome.unchanged} there already, {outcome.refused} refused.",
        )
    )
    for finding in outcome.findings:
        typer.echo(str(finding))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number that has no name
        return "unknown"


def _said(proposals: Proposals) -> dict[str, object]:
    """Counts, and every row with its proposal, its explanation and the register's row."""
    from luheng.methods.match_explanation import field_texts, reason_texts

    matches = proposals.matches
    names = matches.append_column("name", proposals.incoming["name"])
    names = names.append_column("explanation", field_texts(matches))
    names = names.append_column("why", reason_texts(matches))
    return {"counts": proposals.counts(), "matches": names.to_pylist()}


def _print(proposals: Proposals, out: Path | None) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from luheng.intake.match_review import review_rows

    counts = proposals.counts()
    rows, known = f"{proposals.incoming.num_rows:,}", f"{proposals.register.num_rows:,}"
    typer.echo(
        say(
            zh=f"相同 {counts['same']:,}，待确认 {counts['ask']:,}，新 {counts['new']:,}"
            f"（名单 {rows} 行，名册 {known} 行）。",
            en=f"{counts['same']:,} the same, {counts['ask']:,} asked, {counts['new']:,} new "
            f"({rows} rows, {known} in the register).",
        )
    )
    asked = review_rows(proposals, "ask")
    if asked.num_rows and out is None:
        shown = (0, 3, 4, 6, 10, 11)
        table = Table(box=None)
        for column in shown:
            table.add_column(asked.column_names[column], overflow="fold")
        for row in asked.slice(0, _SHOWN).to_pylist():
            cells = list(row.values())
            table.add_row(*(escape(str(cells[c] if cells[c] is not None else "")) for c in shown))
        Console().print(table, highlight=False)
    if asked.num_rows:
        file = str(out) if out is not None else "--out OUT.xlsx"
        typer.echo(
            say(
                zh=f"待确认的写在 {file}；填好后 `luheng entities decide` 记下。",
                en=f"What is asked is in {file}; `luheng entities decide` keeps the answers.",
            )
        )
