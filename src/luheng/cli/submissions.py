"""``luheng submissions``: who owes what, files it, has it returned or accepted, and is reminded."""

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import say

from .workspace import JsonOption, WorkspaceOption, open_workspace

if TYPE_CHECKING:
    from luheng.intake.submissions import Desk, Signed

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="上报与催报 · submissions and reminders")

_BROKEN = 1
_SHOWN = 60
_STATES = {
    "owed": ("未报", "owed"),
    "filed": ("已报待审", "filed"),
    "checked": ("已审核", "checked"),
    "returned": ("已退回", "returned"),
    "accepted": ("已受理", "accepted"),
}

FormOption = Annotated[str, typer.Option("--form", metavar="FORM", help="报表 · which form")]
PeriodOption = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help="报告期，如 2025-05 · such as 2025-05")
]
ByOption = Annotated[
    str, typer.Option("--by", metavar="NAME", help="签名，缺省为系统用户 · who signs")
]
LevelOption = Annotated[
    str, typer.Option("--level", help="以哪一级行事 · enterprise, city or province")
]
NoteOption = Annotated[str, typer.Option("--note", help="说明 · a note")]
Entities = Annotated[list[str], typer.Argument(metavar="ENTITY", help="企业编码 · enterprises")]


@app.callback()
def _group() -> None:
    """上报：企业报、市级审、退、受理，省级可见；催报。 Filing month by month, and reminders."""


@app.command("list")
def list_(
    *,
    period: PeriodOption,
    form: FormOption = "activity",
    state: Annotated[
        list[str] | None, typer.Option("--state", help="只看某状态 · only those in a state")
    ] = None,
    region: Annotated[
        str, typer.Option("--region", help="只看某地区 · only a region and what lies in it")
    ] = "",
    known_at: Annotated[
        str, typer.Option("--known-at", help="当时所知：收据号 · as known at a receipt")
    ] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出每一家的状态：谁没有报、谁迟报、谁被退回。 Where every enterprise stands."""
    from .figures import instant

    opened = open_workspace(workspace)
    desk = _desk(opened, form, period)
    known = opened.ledger.known(instant(known_at, opened)) if known_at else None
    rows = desk.standing(region=region, known=known).to_pylist()
    rows = [r for r in rows if not state or r["state"] in state]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    _print(rows, form, period)


@app.command()
def file(
    entities: Entities,
    *,
    period: PeriodOption,
    form: FormOption = "activity",
    files: Annotated[
        list[Path] | None,
        typer.Option("--import", metavar="FILE", help="先导入的文件 · files to import first"),
    ] = None,
    as_: Annotated[
        str, typer.Option("--as", metavar="NAME", help="文件的记录，缺省同报表 · default: the form")
    ] = "",
    by: ByOption = "",
    level: LevelOption = "",
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """企业上报一期数据，在账本现有的行上签名。 File a month: sign its rows as they stand."""
    opened = open_workspace(workspace)
    desk = _desk(opened, form, period)
    desk.office.signer(by or _user(), "file", level)
    if files:
        from luheng.intake import receive
        from luheng.intake.reflow import reflow

        outcome = receive(opened, files, as_ or desk.form.records[0], recorded_by=by or _user())
        reflow(opened, by=by or _user())
        typer.echo(
            say(
                zh=f"导入：留下 {outcome.kept}，更正 {outcome.corrected}，拒收 {outcome.refused}。",
                en=f"Imported: {outcome.kept} kept, {outcome.corrected} corrected, "
                f"{outcome.refused} refused.",
            ),
            err=True,
        )
    _signed(desk.file(entities, by=by or _user(), level=level, note=note), as_json=as_json)


@app.command()
def check(
    entities: Entities,
    *,
    period: PeriodOption,
    form: FormOption = "activity",
    by: ByOption = "",
    level: LevelOption = "",
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """市级审核。 The city notes that it has looked at the rows."""
    desk = _desk(open_workspace(workspace), form, period)
    _signed(desk.check(entities, by=by or _user(), level=level, note=note), as_json=as_json)


@app.command("return")
def return_(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="企业编码 · the enterprise")],
    *,
    remarks: Annotated[
        list[str],
        typer.Option(
            "--remark",
            metavar="ROW#COLUMN: TEXT",
            help="如 item=diesel#quantity: 与上月相差千倍；*: 整份表 · one for each row or cell",
        ),
    ],
    period: PeriodOption,
    form: FormOption = "activity",
    by: ByOption = "",
    level: LevelOption = "",
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """退回并写明意见，每条指到行或格。 Return a month with remarks, each at its row or cell."""
    desk = _desk(open_workspace(workspace), form, period)
    done = desk.give_back(entity, remarks, by=by or _user(), level=level, note=note)
    _signed(done, as_json=as_json)


@app.command()
def accept(
    entities: Entities,
    *,
    period: PeriodOption,
    form: FormOption = "activity",
    by: ByOption = "",
    level: LevelOption = "",
    note: NoteOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """受理；上报后有改动的不能受理。 Accept the rows as filed."""
    desk = _desk(open_workspace(workspace), form, period)
    _signed(desk.accept(entities, by=by or _user(), level=level, note=note), as_json=as_json)


@app.command()
def remind(
    entities: Annotated[
        list[str] | None, typer.Argument(metavar="[ENTITY]", help="缺省为全部 · default: all")
    ] = None,
    *,
    period: PeriodOption,
    form: FormOption = "activity",
    region: Annotated[str, typer.Option("--region", help="只催某地区 · only a region")] = "",
    early: Annotated[
        bool, typer.Option("--early", help="未到期的也催 · also those that are not late")
    ] = False,
    by: ByOption = "",
    level: LevelOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """催报：记下一次催报并给出文字，不代发。 Note a reminder and give its text; nothing is sent."""
    desk = _desk(open_workspace(workspace), form, period)
    said = desk.remind(entities or (), by=by or _user(), level=level, region=region, early=early)
    if as_json:
        typer.echo(json.dumps([s.as_dict() for s in said], ensure_ascii=False, indent=2))
        return
    for one in said:
        typer.echo(say(zh=one.text_zh, en=one.text_en))
    typer.echo(say(zh=f"催报 {len(said)} 家。", en=f"{len(said)} reminded."))


@app.command()
def history(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="企业编码 · the enterprise")],
    *,
    period: PeriodOption,
    form: FormOption = "activity",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """一家企业一期的每一步：谁、何时、在哪些行上签名。 Every step of one submission."""
    rows = _desk(open_workspace(workspace), form, period).history(entity)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    for row in rows:
        typer.echo(
            f"{row['number']:>3}  {row['at']:%Y-%m-%d %H:%M}  {_state(row['state'])}  "
            f"{row['action']}  {row['by']} ({row['level']})  {row['met']}/{row['owed']}  "
            f"{row['hash'][:12]}  {row['message'] or ''}"
        )
        for remark in json.loads(row["remarks"] or "[]"):
            places = ", ".join(f"{p['source']}:{p['row']}" for p in remark["places"])
            typer.echo(f"       {remark['row']} {remark['column']} {places}: {remark['text']}")


@app.command()
def verify(
    *,
    period: PeriodOption,
    form: FormOption = "activity",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """核对每一步的校验值和所签的行。 Hold every step against its hash and its rows."""
    from luheng.intake.submissions import audit

    found = audit(_desk(open_workspace(workspace), form, period))
    wrong = [*found.broken, *found.other_rows]
    if as_json:
        said = {"steps": found.steps, "sound": found.sound, "wrong": wrong}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2, default=str))
    else:
        for row in wrong:
            typer.echo(f"{row['entity']}  {row['period']}  {row['number']}  {row['hash'][:12]}")
        typer.echo(
            say(
                zh=f"{found.steps} 步，{len(wrong)} 步不符。",
                en=f"{found.steps} steps, {len(wrong)} do not hold.",
            )
        )
    if not found.sound:
        raise typer.Exit(code=_BROKEN)


def _desk(workspace: Any, form: str, period: str) -> "Desk":
    from luheng.intake.submissions import Desk

    return Desk.open(workspace, form, period)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number that has no name
        return "unknown"


def _state(state: str) -> str:
    zh, en = _STATES[state]
    return say(zh=zh, en=en)


def _signed(done: "Signed", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(done.as_dict(), ensure_ascii=False, indent=2))
        return
    count = len(done.entities)
    typer.echo(
        say(
            zh=f"{count} 家：{_state(done.state)}（收据 {done.receipt}）。",
            en=f"{count}: {_state(done.state)} (receipt {done.receipt}).",
        )
    )
    if done.late:
        typer.echo(
            say(zh=f"其中迟报：{', '.join(done.late)}", en=f"Filed late: {', '.join(done.late)}")
        )


def _print(rows: list[dict[str, Any]], form: str, period: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=f"{form} {period}", title_justify="left")
    heads = (("企业", "enterprise"), ("地区", "region"), ("状态", "state"), ("应报", "due"),
             ("迟报天数", "days late"), ("项数", "items"), ("催报", "reminders"),
             ("签名", "signed by"))  # fmt: skip
    for zh, en in heads:
        table.add_column(say(zh=zh, en=en), overflow="fold")
    for row in rows[:_SHOWN]:
        state = _state(row["state"])
        if row["changed"]:
            state += say(zh="（之后有改动）", en=" (changed since)")
        late = "" if row["days_late"] is None else str(row["days_late"])
        cells = (row["region"] or "", state, str(row["due"] or ""), late)
        name = f"{row['entity']} {row['name'] or ''}".strip()
        items = f"{row['met']}/{row['owed']}"
        table.add_row(name, *cells, items, str(row["reminders"]), row["by"] or "")
    console = Console()
    console.print(table, highlight=False)
    counts = {s: sum(r["state"] == s for r in rows) for s in _STATES}
    typer.echo("  ".join(f"{_state(s)} {n}" for s, n in counts.items()))
    if len(rows) > _SHOWN:
        typer.echo(
            say(
                zh=f"共 {len(rows)} 家，这里列出 {_SHOWN} 家；--json 列出全部。",
                en=f"{len(rows)} in all, {_SHOWN} shown; --json lists them all.",
            )
        )
