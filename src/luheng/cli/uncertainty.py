"""``luheng uncertainty``: the interval of a figure, and what each of its inputs adds to it."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.errors import BadQuery, say

from .figures import KnownOption, PeriodOption, WhereOption, instant, where_of
from .workspace import JsonOption, WorkspaceOption, open_workspace

if TYPE_CHECKING:
    from luheng.engine import Effect, Propagated

__all__ = ["uncertainty"]


def uncertainty(
    quantity: Annotated[str, typer.Argument(metavar="QUANTITY", help="量的名称 · its name")],
    *,
    period: PeriodOption,
    where: WhereOption = None,
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """一个数字的不确定度，以及每个数据和系数各占多少。 The interval of a figure, input by input."""
    from luheng.engine import uncertainty as work_out
    from luheng.rulebook import load_rulebook

    key = where_of(where or ())
    several = [d for d, members in key.items() if len(members) > 1]
    if several:
        raise BadQuery(
            f"一次只计算一个数字的不确定度：{several[0]} 有不止一个取值。",
            f"The interval of one figure at a time: {several[0]} has more than one member.",
        )
    found = open_workspace(workspace)
    told = work_out(
        found.ledger,
        load_rulebook(overlays=found.settings.overlays),
        quantity,
        key={d: members[0] for d, members in key.items()},
        period=period,
        known_at=instant(known_at, found),
    )
    if as_json:
        typer.echo(json.dumps(told.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print(told)


def _print(told: "Propagated") -> None:
    from rich.console import Console
    from rich.table import Table

    where = ", ".join(told.key.values())
    if told.value is None:
        typer.echo(
            say(
                zh=f"{told.quantity} [{where}]：无法得出，也就没有不确定度。",
                en=f"{told.quantity} [{where}] cannot be said, and has no interval.",
            )
        )
        return
    half = "—" if told.percent is None else f"±{told.percent:.3g} %"
    typer.echo(f"{told.quantity} [{where}] = {told.value:,.6g} {told.unit} {half}")
    table = Table()
    for head in (
        say(zh="数据或系数", en="input"),
        say(zh="变动1%时结果变动%", en="figure moves by, % per %"),
        say(zh="自报不确定度 %", en="stated, %"),
        say(zh=f"贡献（{told.unit}）", en=f"adds, {told.unit}"),
    ):
        table.add_column(head, justify="left" if not table.columns else "right")
    for effect in told.effects:
        table.add_row(*_cells(effect))
    Console().print(table)
    if told.silent:
        typer.echo(
            say(
                zh=f"按弹性计，{told.silent:.0%} 的输入没有给出不确定度；区间只来自其余部分。",
                en=f"{told.silent:.0%} of the inputs, by elasticity, state no interval; the one "
                "above comes from the others alone.",
            )
        )


def _cells(effect: "Effect") -> tuple[str, ...]:
    from rich.markup import escape

    name = escape(f"{effect.quantity} [{', '.join(effect.key.values())}]")
    numbers = (effect.elasticity, effect.stated, effect.half_width)
    return (name, *("—" if n is None else f"{n:.4g}" for n in numbers))
