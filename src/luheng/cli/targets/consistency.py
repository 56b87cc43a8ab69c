"""``luheng targets consistency``: do the regions' targets add up to the nation's?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import LuhengError, say

from .tasks import workspace_if_any

if TYPE_CHECKING:
    from luheng.apps.targets.consistency.adding_up import Consistency

__all__ = ["consistency"]


def consistency(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="总体规划 · the whole's plan")],
    *,
    indicator: Annotated[str, typer.Option(help="指标 · id of an indicator")],
    number: Annotated[
        str | None, typer.Option(help="目标序号，几项时用 · which target, if several")
    ] = None,
    targets: Annotated[
        Path | None, typer.Option(help="各地目标表 · table of regions and targets")
    ] = None,
    weights: Annotated[Path | None, typer.Option(help="权重表 · table of weights")] = None,
    year: Annotated[
        int | None, typer.Option(help="权重年份，缺省为基年 · year of the weights")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """各地目标能否合成总体目标。 Do the regions' targets add up to the whole's."""
    from luheng.apps.targets.consistency.adding_up import consistency as held_against

    there = workspace_if_any(workspace)
    try:
        found = held_against(
            plan,
            indicator,
            number=number,
            targets=targets,
            weights=weights,
            year=year,
            ledger=None if there is None else there.ledger,
        )
    except LuhengError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(code=1) from None
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        return
    _print(found)


def _print(found: Consistency) -> None:
    from rich.console import Console

    from luheng.apps.targets.consistency.result import conclusion
    from luheng.apps.targets.decomposition.reasons import number

    console = Console()
    target = found.target
    console.print(
        f"{target.zh} {number(found.value)} {target.unit}  {target.number} {target.locator}",
        style="bold",
        highlight=False,
        markup=False,
    )
    for reason in conclusion(found):
        console.print(say(zh=reason.zh, en=reason.en), highlight=False)
    console.print(_table(found))
    if found.sensitivities:
        ends = [v for s in found.sensitivities for v in (s.lower_weight, s.higher_weight)]
        low, high = number(min(ends)), number(max(ends))
        console.print(
            say(
                zh=f"任一地区的权重增减一成，结果在 {low} 到 {high} {target.unit} 之间。",
                en=f"With any one weight a tenth lower or higher the result lies between {low} "
                f"and {high} {target.unit}.",
            ),
            highlight=False,
        )
    if found.by_year:
        years, values = zip(*found.by_year, strict=True)
        low, high = number(min(values)), number(max(values))
        console.print(
            say(
                zh=f"换用 {min(years)} 至 {max(years)} 年的权重，结果在 {low} 到 {high} 之间。",
                en=f"With the weights of {min(years)} to {max(years)} it lies between {low} "
                f"and {high}.",
            ),
            highlight=False,
        )
    if found.heavier:
        each = say(zh="，", en=", ").join(f"×{f}: {number(v)}" for f, v in found.heavier)
        console.print(
            say(
                zh=f"若有目标地区的强度是其余地区的若干倍，其余须达到：{each}",
                en=f"If the intensity of those with a target is so many times the rest's, the rest "
                f"must reach: {each}",
            ),
            highlight=False,
        )
    for aside in found.set_aside:
        why = say(zh=aside.why.zh, en=aside.why.en)
        head = say(zh="未计入", en="set aside")
        console.print(f"{head}: {aside.place}: {why}", highlight=False, markup=False)
    for note in found.notes:
        console.print("· " + say(zh=note.zh, en=note.en), highlight=False, markup=False)


def _table(found: Consistency) -> Any:
    from rich import box
    from rich.table import Table

    from luheng.apps.targets.decomposition.reasons import number

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    fold: Any = {"overflow": "fold"}
    right: Any = {"justify": "right"}
    table.add_column(say(zh="地区", en="region"), **fold)
    table.add_column(found.target.unit, **right)
    table.add_column(say(zh="权重 %", en="weight %"), **right)
    table.add_column(say(zh="按比例须达到", en="in proportion"), **right)
    table.add_column(say(zh="等步须达到", en="by equal steps"), **right)
    table.add_column(say(zh="出处", en="place"), **fold)
    absent = [r for r in found.rows if r.figure is None]
    for row in (r for r in found.rows if r.figure is not None):
        adds = row.additions
        table.add_row(
            say(zh=row.zh, en=row.en),
            number(row.figure),
            number(None if row.share is None else 100 * row.share, 2),
            number(adds.proportional if adds else None),
            number(adds.equal if adds else None),
            row.place or "",
        )
    if absent:
        table.add_row(
            say(zh=f"其余 {len(absent)} 个（缺）", en=f"{len(absent)} others (absent)"),
            number(found.rest),
            number(None if found.rest_share is None else 100 * found.rest_share, 2),
            "—",
            "—",
            say(zh="合起来须达到", en="to be reached together"),
        )
    return table
