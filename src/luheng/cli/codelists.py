"""``luheng codelists``: the official tables, one of them, and a search through all of them."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import say

from .workspace import JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.codelists import Hit

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="代码表 · code lists")

_SHOWN = 20


@app.command("list")
def list_lists(as_json: JsonOption = False) -> None:
    """列出每一张代码表。 List every table, with its source."""
    from luheng.codelists import about, load, names

    said = [
        {**{k: v for k, v in about(name).items() if k}, "rows": len(load(name).rows)}
        for name in names()
    ]
    if as_json:
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    titles = (say(zh="代码表", en="list"), say(zh="名称", en="title"), say(zh="行", en="rows"))
    rows = [
        (s["list"], say(zh=str(s["title_zh"]), en=str(s["title_en"])), str(s["rows"]), s["source"])
        for s in said
    ]
    _show((*titles, say(zh="来源", en="source")), rows)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="如 wastes · such as wastes")],
    as_json: JsonOption = False,
) -> None:
    """列出一张代码表的各行。 Show the rows of one table."""
    from luheng.codelists import about, load

    rows = load(name).rows
    said = about(name)
    if as_json:
        typer.echo(
            json.dumps(
                {**{k: v for k, v in said.items() if k}, "rows": [dict(r) for r in rows]},
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    typer.echo(say(zh=said["title_zh"], en=said["title_en"]))
    typer.echo(said["source"])
    columns = tuple(dict.fromkeys(c for r in rows for c, v in r.items() if v))
    _show(columns, [tuple(r.get(c, "") for c in columns) for r in rows])


@app.command()
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="如 钢渣 · such as slag")],
    only: Annotated[
        list[str] | None,
        typer.Option("--list", metavar="NAME", help="只查这张表，可重复 · only this list"),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, help="最多显示几条 · show so many at most")
    ] = _SHOWN,
    as_json: JsonOption = False,
) -> None:
    """在所有代码表中查找，说明为什么找到。 Search all tables and say why each row was found."""
    from luheng.codelists import find

    hits = find(text, only or ())
    if as_json:
        said = {"text": text, "found": len(hits), "hits": [h.as_dict() for h in hits[:limit]]}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
    elif hits:
        _show_hits(hits[:limit])
        if len(hits) > limit:
            typer.echo(
                say(
                    zh=f"另有 {len(hits) - limit} 条，用 --limit 查看。",
                    en=f"{len(hits) - limit} more: see --limit.",
                )
            )
    if not hits and not as_json:
        typer.echo(
            say(
                zh=f"没有代码表载有“{text}”或与之相近的名称。",
                en=f"No code list holds {text!r} or a name like it.",
            )
        )
    if not hits:
        raise typer.Exit(1)


def _show_hits(hits: "Sequence[Hit]") -> None:
    from luheng.codelists.finding import REASONS

    why = {reason: say(zh=zh, en=en) for reason, zh, en in REASONS}
    rows = [
        (
            h.codelist,
            h.row["id"],
            say(zh=h.row["zh"] or h.row["en"], en=h.row["en"] or h.row["zh"]),
            h.row.get("unit", ""),
            say(zh=f"{why[h.reason]}：{h.text}", en=f"{why[h.reason]}: {h.text}"),
        )
        for h in hits
    ]
    titles = (say(zh="代码表", en="list"), say(zh="代码", en="code"), say(zh="名称", en="name"))
    _show((*titles, say(zh="单位", en="unit"), say(zh="为什么", en="why")), rows)


def _show(titles: "Sequence[str]", rows: "Sequence[Sequence[Any]]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    for n, title in enumerate(titles):
        table.add_column(title, no_wrap=n == 0, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console(markup=False).print(table)
