"""``luheng sources``: queries and addresses that are asked again and again, on a schedule."""

import getpass
import json
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import BadQuery, say

from .workspace import JsonOption, WorkspaceOption, open_or_create, open_workspace

if TYPE_CHECKING:
    from luheng.intake.sources import Run
    from luheng.records import Finding

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="数据源 · sources that a plant already has")

_SHOWN = 20


@app.callback()
def _group() -> None:
    """数据源：数据库查询或网络接口，按计划读取。 Queries and addresses, read on a schedule."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="名称 · name")],
    *,
    kind: Annotated[str, typer.Option("--kind", help="sql | http")],
    url: Annotated[
        str, typer.Option("--url", help="地址，口令写 ${环境变量} · secrets as ${VARIABLE}")
    ],
    record: Annotated[str, typer.Option("--as", metavar="RECORD", help="记录 · record")],
    query: Annotated[str, typer.Option("--query", help="SELECT …")] = "",
    path: Annotated[str, typer.Option("--path", help="数组在 JSON 中的位置 · data.items")] = "",
    form: Annotated[str, typer.Option("--form", help="json | jsonl | csv")] = "",
    next_: Annotated[
        str, typer.Option("--next", help="下一页的字段 · field of the next link")
    ] = "",
    page: Annotated[str, typer.Option("--page", help="页码参数 · parameter of the page")] = "",
    profile: Annotated[str, typer.Option("--profile", help="映射配置 · mapping profile")] = "",
    cursor: Annotated[str, typer.Option("--cursor", help="递增的列 · column that grows")] = "",
    overlap: Annotated[str, typer.Option("--overlap", help="2h、1d · read again so much")] = "",
    start: Annotated[str, typer.Option("--start", help="第一次从何处读 · first time from")] = "",
    every: Annotated[str, typer.Option("--every", help="15min、1h、1d")] = "",
    daily: Annotated[str, typer.Option("--daily", help="06:30")] = "",
    header: Annotated[
        list[str] | None, typer.Option("--header", help="名称: ${环境变量} · Name: ${VARIABLE}")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """把一个数据源写进 sources.yaml。 Write one source into sources.yaml."""
    from luheng.intake.sources import FILE, add_source

    headers = {}
    for text in header or []:
        key, parted, value = text.partition(":")
        if not parted:
            raise BadQuery("--header 写作“名称: 值”。", "--header is written 'Name: value'.")
        headers[key.strip()] = value.strip()
    entry: dict[str, Any] = {
        "kind": kind, "url": url, "query": query, "record": record, "profile": profile,
        "headers": headers, "form": form, "path": path, "next": next_, "page": page,
        "cursor": cursor, "overlap": overlap, "start": start, "every": every, "daily": daily,
    }  # fmt: skip
    made = add_source(open_or_create(workspace).folder, name, entry)
    if as_json:
        typer.echo(json.dumps({"name": made.name, "place": made.place}, ensure_ascii=False))
        return
    typer.echo(
        say(
            zh=f"已写入 {FILE}：{made.place}。`luheng sources run {name}` 读取一次。",
            en=f"Written into {FILE}: {made.place}. `luheng sources run {name}` reads it once.",
        )
    )


@app.command("list")
def list_(*, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """列出数据源、最近一次读取和下一次的时间。 List sources, their last run and the next."""
    from luheng.intake.sources import runs_of, sources_of
    from luheng.intake.sources.schedule import due_at

    opened = open_workspace(workspace)
    rows = []
    for source in sources_of(opened.folder):
        runs = runs_of(opened.folder, source.name)
        due = due_at(source, runs, opened.settings.timezone)
        now = bool(due and not runs)
        rows.append(
            {
                "name": source.name, "kind": source.kind, "record": source.record,
                "place": source.place, "every": source.every, "daily": source.daily,
                "last": runs[-1].as_dict() if runs else None,
                "due": "now" if now else due.isoformat(timespec="minutes") if due else None,
            }
        )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        typer.echo(say(zh="没有数据源。", en="There are no sources."))
    shown: list[dict[str, Any]] = rows
    for row in shown:
        last = row["last"]
        said = (
            f"{last['started'][:16]} {last['state']}" if last else say(zh="未读取", en="not read")
        )
        when = row["due"] or say(zh="无计划", en="no schedule")
        typer.echo(f"{row['name']}  {row['kind']} → {row['record']}  {said}  ⏲ {when}")
        if last and last["reason"]:
            typer.echo(f"    {last['reason']}")


@app.command()
def run(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="名称 · name")] = "",
    *,
    due: Annotated[bool, typer.Option("--due", help="所有到期的 · all that are due")] = False,
    watch: Annotated[
        int, typer.Option("--watch", metavar="SECONDS", min=0, help="每隔几秒再看 · look again")
    ] = 0,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="经手人 · who")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """读取一个数据源，或所有到期的；失败的留下原因，以后再试。 Read one, or all that are due."""
    from luheng.intake.sources import run as run_one
    from luheng.intake.sources import run_due

    if bool(name) == due or (watch and not due):
        raise BadQuery(
            "写一个名称，或 --due（可加 --watch 秒）。",
            "Say a name, or --due (with --watch SECONDS to go on).",
        )
    opened = open_workspace(workspace)
    by = by or _user()
    while True:
        findings: tuple[Finding, ...] = ()
        if due:
            runs = run_due(opened, recorded_by=by)
        else:
            one, findings = run_one(opened, name, recorded_by=by)
            runs = (one,)
        _tell(runs, findings, as_json=as_json)
        if not watch:
            break
        time.sleep(watch)
    if any(r.state == "failed" for r in runs):
        raise typer.Exit(code=1)


def _tell(runs: "tuple[Run, ...]", findings: "tuple[Finding, ...]", *, as_json: bool) -> None:
    if as_json:
        said = [r.as_dict() for r in runs]
        if findings:
            said[0]["findings"] = [f.as_dict() for f in findings]
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    if not runs:
        typer.echo(say(zh="没有到期的数据源。", en="No source is due."))
    for one in runs:
        counts = say(
            zh=f"读取 {one.rows:,}，留下 {one.kept:,}，更正 {one.corrected:,}，"
            f"已有 {one.unchanged:,}，拒收 {one.refused:,}，存疑 {one.doubts:,}",
            en=f"read {one.rows:,}, kept {one.kept:,}, corrected {one.corrected:,}, "
            f"there already {one.unchanged:,}, refused {one.refused:,}, doubts {one.doubts:,}",
        )
        typer.echo(f"{one.source}  {one.reason if one.state == 'failed' else counts}")
    for finding in findings[:_SHOWN]:
        typer.echo(str(finding))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number that has no name
        return "unknown"
