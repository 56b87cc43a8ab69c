"""``luheng plans list`` and ``show``: the plans that are registered."""

import dataclasses
import json
from typing import Annotated

import typer

from luheng.cli.workspace import JsonOption
from luheng.errors import say

from .tables import open_table, show_table

__all__ = ["list_plans", "show"]


def list_plans(as_json: JsonOption = False) -> None:
    """列出已登记的规划。 List the registered plans."""
    from luheng.rulebook import plans

    loaded = [plans.load(name) for name in plans.names()]
    if as_json:
        rows = [
            {
                "id": p.id,
                "zh": p.zh,
                "en": p.en,
                "first_year": p.first_year,
                "last_year": p.last_year,
                "number": p.number,
                "targets": len(p.targets),
                "facts": len(p.facts),
            }
            for p in loaded
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = open_table(
        say(zh="编号", en="id"),
        say(zh="名称", en="name"),
        say(zh="期间", en="period"),
        say(zh="目标", en="targets"),
        say(zh="事实", en="facts"),
    )
    for p in loaded:
        years = f"{p.first_year}-{p.last_year}"
        table.add_row(p.id, say(zh=p.zh, en=p.en), years, str(len(p.targets)), str(len(p.facts)))
    show_table(table)


def show(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="规划编号 · id of a registered plan")],
    as_json: JsonOption = False,
) -> None:
    """列出一份已登记规划的目标和载明的事实。 Show a registered plan's targets and stated facts."""
    from luheng.rulebook import plans

    found = plans.load(plan)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2, default=str))
        return
    typer.echo(say(zh=found.zh, en=found.en))
    typer.echo(
        f"{say(zh=found.issuer_zh, en=found.issuer_en)}  {found.number or ''}  "
        f"{found.first_year}-{found.last_year}"
    )
    table = open_table(
        say(zh="序号", en="no."),
        say(zh="指标", en="indicator"),
        say(zh="数值", en="value"),
        say(zh="年份", en="year"),
        say(zh="位置", en="place"),
    )
    for target in found.targets:
        value = f"{target.comparator} {target.value} {target.unit}"
        place = f"{target.section} · {target.line}"
        table.add_row(target.number, target.zh, value, str(target.target_year), place)
    show_table(table)
    typer.echo(
        say(
            zh=f"目标 {len(found.targets)} 项，载明的事实 {len(found.facts)} 项。",
            en=f"{len(found.targets)} targets, {len(found.facts)} stated facts.",
        )
    )
