"""``luheng ledger``: what was written when, what it changed, and whether all of it still stands."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import BadQuery, say

from .workspace import JsonOption, WorkspaceOption, open_workspace

if TYPE_CHECKING:
    from luheng.engine import Figures
    from luheng.ledger import Ledger, Workspace

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="账本 · the ledger")

_DAMAGED = 1


@app.callback()
def _group() -> None:
    """账本：何时写入了什么、改变了什么、是否完好。 What was written, and is it whole."""


@app.command()
def log(
    record: Annotated[str, typer.Option("--record", help="只看一种记录 · only one record")] = "",
    *,
    last: Annotated[int, typer.Option("--last", help="最近多少条 · the last so many")] = 50,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出账本的每一步：谁在何时由哪个文件写入多少行。 List the acts of the ledger."""
    ledger = open_workspace(workspace).ledger
    links = [link for link in ledger.links() if not record or link.record == record]
    rows = [_act(link) for link in links[-last:]]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    table = _table(
        say(zh="收据", en="receipt"),
        say(zh="时刻", en="at"),
        say(zh="记录", en="record"),
        say(zh="文件", en="file"),
        say(zh="由谁", en="by"),
        say(zh="新增/更正/拒收", en="kept/corrected/refused"),
        say(zh="链", en="chain"),
    )
    for row in rows:
        at = row["at"][:16].replace("T", " ")
        cells = (row["receipt"] or row["act"], at, row["record"], row["source"])
        counts = f"{row['kept']}/{row['corrected']}/{row['refused']}"
        table.add_row(*map(str, cells), row["recorded_by"], counts, row["hash"][:8])
    Console().print(table, highlight=False)
    if links:
        typer.echo(say(zh=f"链头 {links[-1].hash}", en=f"Head of the chain {links[-1].hash}"))


@app.command()
def diff(
    since: Annotated[str, typer.Option("--from", help="收据号或时刻 · receipt number or instant")],
    *,
    until: Annotated[str, typer.Option("--to", help="默认现在 · now by default")] = "",
    record: Annotated[str, typer.Option("--record", help="只看一种记录 · only one record")] = "",
    quantity: Annotated[
        list[str] | None,
        typer.Option("--quantity", help="还比较这个量的数字 · compare its figures too"),
    ] = None,
    period: Annotated[str, typer.Option("--period", help="数字的报告期 · of the figures")] = "",
    limit: Annotated[int, typer.Option("--limit", help="列出多少行 · rows to list")] = 100,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """两个时点之间改变了什么：哪些行、由谁、来自哪个文件，哪些数字因此变动。 What changed since."""
    from luheng.records import names

    from .figures import instant

    opened = open_workspace(workspace)
    ledger = opened.ledger
    before = ledger.known(instant(since, opened))
    after = ledger.known(instant(until, opened))
    receipts = [
        _act(link)
        for link in ledger.links()
        if link.receipt is not None and before < link.receipt <= after
    ]
    touched = sorted({r["record"] for r in receipts})
    found = [
        ledger.changes(n, before, after, limit=limit)
        for n in names()
        if n in touched and record in {"", n}
    ]
    figures = _moved(opened, quantity or [], period, before, after)
    said = {
        "from": before,
        "to": after,
        "receipts": receipts,
        "records": [
            {"record": c.record, "counts": c.counts, "rows": _plain(c.listed())} for c in found
        ],
        "figures": figures,
    }
    if as_json:
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2, default=str))
        return
    _print_diff(said)


@app.command()
def verify(
    head: Annotated[
        str, typer.Option("--head", help="从前记下的链头 · a head of the chain noted before")
    ] = "",
    *,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """核对账本的每一环、每张收据、每个文件；有改动即指出。 Hold the ledger against its chain."""
    from .progress import steps

    ledger = open_workspace(workspace).ledger
    with steps(say(zh="核对", en="verifying")) as step:
        found = ledger.verify(head=head, progress=step)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    else:
        typer.echo(
            say(
                zh=f"{found.links} 环，{found.receipts} 张收据，{found.files} 个文件，"
                f"{found.rows:,} 行，{found.bytes:,} 字节。",
                en=f"{found.links} links, {found.receipts} receipts, {found.files} files, "
                f"{found.rows:,} rows, {found.bytes:,} bytes.",
            )
        )
        for damage in found.damages:
            typer.echo(f"{damage.code}  {damage.problem}")
        if found.sound:
            typer.echo(say(zh=f"完好。链头 {found.head}", en=f"Whole. Head {found.head}"))
    if not found.sound:
        raise typer.Exit(code=_DAMAGED)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="备份目录 · folder of the backup")],
    *,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """备份整个工作区；再次备份只复制新文件。 Back the workspace up."""
    from .progress import steps

    opened = open_workspace(workspace)
    with steps(say(zh="复制", en="copying")) as step:
        done = opened.back_up(target, progress=step)
    if as_json:
        typer.echo(json.dumps(done.as_dict(), ensure_ascii=False, indent=2))
        return
    typer.echo(
        say(
            zh=f"已备份到 {done.folder}：截至收据 {done.receipt}，{done.files} 个文件，"
            f"{done.bytes:,} 字节（新复制 {done.copied} 个）。链头 {done.head}",
            en=f"Backed up to {done.folder}: up to receipt {done.receipt}, {done.files} files, "
            f"{done.bytes:,} bytes ({done.copied} newly copied). Head {done.head}",
        )
    )


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="备份目录 · the backup")],
    target: Annotated[Path, typer.Argument(metavar="DIR", help="空目录 · an empty folder")],
    *,
    as_json: JsonOption = False,
) -> None:
    """从备份恢复到空目录：恢复前后都核对。 Restore into an empty folder."""
    from luheng.ledger import Workspace

    from .progress import steps

    with steps(say(zh="恢复", en="restoring")) as step:
        workspace = Workspace.restore(source, target, progress=step)
        found = workspace.ledger.verify(progress=step)
    if as_json:
        typer.echo(json.dumps({"folder": str(target), **found.as_dict()}, ensure_ascii=False))
    else:
        typer.echo(
            say(
                zh=f"已恢复到 {target}：{found.receipts} 张收据，{found.rows:,} 行。",
                en=f"Restored to {target}: {found.receipts} receipts, {found.rows:,} rows.",
            )
        )
        for damage in found.damages:
            typer.echo(f"{damage.code}  {damage.problem}")
    if not found.sound:
        raise typer.Exit(code=_DAMAGED)


@app.command()
def compact(
    records: Annotated[
        list[str] | None, typer.Argument(metavar="RECORD…", help="默认全部 · all by default")
    ] = None,
    *,
    discard_after_days: Annotated[
        int | None,
        typer.Option(
            "--discard-after",
            metavar="DAYS",
            min=0,
            help="删除搁置满几天的旧文件 · delete files put aside so many days ago",
        ),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """把许多小文件整理成少数排好序的文件；不丢任何行。 Rewrite files into few; loses nothing."""
    from luheng.records import names

    ledger = open_workspace(workspace).ledger
    for record in records or names():
        before = len(ledger.files(record)) + len(ledger.correction_files(record))
        if not before:
            continue
        ledger.compact(record)
        after = len(ledger.files(record)) + len(ledger.correction_files(record))
        typer.echo(f"{record}: {before} → {after}")
    if discard_after_days is not None:
        count, size = ledger.discard_superseded(dt.timedelta(days=discard_after_days))
        typer.echo(
            say(
                zh=f"删除了 {count} 个搁置的文件，{size:,} 字节。",
                en=f"Deleted {count} files that had been put aside, {size:,} bytes.",
            )
        )


# -- parts -------------------------------------------------------------------------------------


def _act(link: Any) -> dict[str, Any]:
    """One act as a program reads it; a compaction has no receipt and no counts."""
    row = link.body.get("receipt", {})
    counts = {n: row.get(n, 0) for n in ("kept", "corrected", "unchanged", "refused", "noted")}
    return {
        "link": link.number,
        "act": link.act,
        "receipt": link.receipt,
        "at": link.at.isoformat(),
        "record": link.record,
        "source": row.get("source", ""),
        "sha256": row.get("sha256", ""),
        "recorded_by": row.get("recorded_by", ""),
        "rule": row.get("rule"),
        "reason": row.get("reason"),
        **counts,
        "hash": link.hash,
    }


def _moved(
    workspace: "Workspace", quantities: list[str], period: str, before: int, after: int
) -> list[dict[str, Any]]:
    """The figures that are not what they were, each with both values."""
    if not quantities:
        return []
    if not period:
        raise BadQuery(
            "比较数字需要 --period，例如 --period 2024。",
            "To compare figures say their --period, such as --period 2024.",
        )
    from luheng.engine import evaluate
    from luheng.rulebook import load_rulebook

    book = load_rulebook(overlays=workspace.settings.overlays)
    ledger: Ledger = workspace.ledger

    def known(at: int) -> dict[str, dict[str, Any]]:
        figures: Figures = evaluate(ledger, book, quantities, period=period, known_at=at)
        return {_cell(row): row for row in figures.rows()}

    old, new = known(before), known(after)
    out = []
    for cell in dict.fromkeys([*old, *new]):
        was, now = old.get(cell, {}).get("value"), new.get(cell, {}).get("value")
        if was != now:
            row = new.get(cell) or old[cell]
            key = {k: v for k, v in row.items() if k not in _OF_A_VALUE}
            out.append({**key, "old": was, "new": now})
    return out


_OF_A_VALUE = {"value", "coverage", "provisional", "trust", "overlays"}


def _cell(row: dict[str, Any]) -> str:
    return json.dumps({k: v for k, v in row.items() if k not in _OF_A_VALUE}, default=str)


def _plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Instants and dates as text."""
    return json.loads(json.dumps(rows, ensure_ascii=False, default=str))  # type: ignore[no-any-return]


def _print_diff(said: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console()
    typer.echo(
        say(
            zh=f"从收据 {said['from']} 到 {said['to']}：{len(said['receipts'])} 次写入。",
            en=f"From receipt {said['from']} to {said['to']}: {len(said['receipts'])} writings.",
        )
    )
    for one in said["records"]:
        counts = ", ".join(f"{k} {v}" for k, v in one["counts"].items())
        table = _table(
            say(zh="变化", en="change"),
            say(zh="收据", en="receipt"),
            say(zh="键", en="key"),
            say(zh="原值 → 新值", en="old → new"),
            say(zh="出处", en="from"),
        )
        for row in one["rows"]:
            added = row["change"] == "added"
            values = "; ".join(
                f"{k} {b}" if added else f"{k} {a} → {b}" for k, (a, b) in row["columns"].items()
            )
            key = ", ".join(str(v) for v in row["key"].values())
            place = ":".join(str(row[n]) for n in ("source", "sheet", "row") if row[n])
            table.add_row(row["change"], str(row["receipt"]), key, values, place)
        console.print(f"{one['record']}  {counts}", highlight=False)
        console.print(table, highlight=False)
    if said["figures"]:
        typer.echo(say(zh="变动的数字：", en="Figures that moved:"))
        for row in said["figures"]:
            key = ", ".join(f"{k}={v}" for k, v in row.items() if k not in {"old", "new"})
            typer.echo(f"  {key}: {row['old']} → {row['new']}")


def _table(*columns: str) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    fold: Any = {"overflow": "fold"}
    for column in columns:
        table.add_column(column, **fold)
    return table
