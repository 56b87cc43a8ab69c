"""``luheng materialise`` and ``luheng refresh``: stored figures, and what moved them."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import say

from .workspace import JsonOption, WorkspaceOption, open_workspace

if TYPE_CHECKING:
    from luheng.engine.materialise import Reflow

__all__ = ["materialise", "refresh"]

_SHOWN = 40


def materialise(
    quantities: Annotated[list[str], typer.Argument(metavar="QUANTITY", help="量的名称 · names")],
    *,
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help="如 2025-01..2025-12 · such as that")
    ],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="这组数字的名称 · name of the set")
    ] = "figures",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """计算并存放数字；以后由 refresh 跟上新数据。 Store figures, to be followed by refresh."""
    from luheng.engine.materialise import materialise as store

    opened, book = _opened(workspace)
    asked = [q.strip() for said in quantities for q in said.split(",") if q.strip()]
    _print([store(opened.ledger, book, asked, period=period, name=name)], as_json=as_json)


def refresh(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="哪一组，缺省为全部 · default: all sets")
    ] = "",
    *,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """迟到、更正的数据重新流入已存的数字，只算受影响的。 Late and corrected rows reach figures."""
    from luheng.engine.materialise import refresh as follow

    opened, book = _opened(workspace)
    _print(list(follow(opened.ledger, book, name=name)), as_json=as_json)


def _opened(workspace: Any) -> Any:
    from luheng.rulebook import load_rulebook

    opened = open_workspace(workspace)
    return opened, load_rulebook(overlays=opened.settings.overlays)


def _print(done: "list[Reflow]", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([d.as_dict() for d in done], ensure_ascii=False, indent=2))
        return
    if not done:
        typer.echo(
            say(
                zh="没有已存的数字；先用 luheng materialise。",
                en="No figures are stored; run luheng materialise first.",
            )
        )
    for one in done:
        typer.echo(
            say(
                zh=f"{one.name}：收据 {one.since} 到 {one.known}，重算 {one.evaluated} 格，"
                f"变动 {one.moved.num_rows} 格。",
                en=f"{one.name}: receipts {one.since} to {one.known}, {one.evaluated} cells worked "
                f"out anew, {one.moved.num_rows} moved.",
            )
        )
        rows = one.figures()
        for row in rows[:_SHOWN]:
            typer.echo(
                f"  {row['quantity']} {row['key']} {row['period']}: {row['old']} → {row['new']} "
                f"{row['unit']}"
            )
        if len(rows) > _SHOWN:
            typer.echo(say(zh=f"  共 {len(rows)} 个。", en=f"  {len(rows)} in all."))
