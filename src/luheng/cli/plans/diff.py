"""``luheng plans diff``: one plan beside another, promise by promise and function by function."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import say

from .accepted import ledger_of
from .tables import open_table, show_table

if TYPE_CHECKING:
    from luheng.apps.targets.plan_diff.differences import PlanDiff

__all__ = ["diff"]


def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="本规划 · the plan looked at")],
    b: Annotated[str, typer.Argument(metavar="B", help="对照的规划 · the plan it is held against")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """对照两份规划：目标的提高与降低、新增与未列，和各自要求的功能。 Compare two plans."""
    from luheng.apps.targets.plan_diff.differences import plan_diff
    from luheng.apps.targets.plan_source import open_plan

    ledger = ledger_of(workspace)
    found = plan_diff(open_plan(a, ledger), open_plan(b, ledger))
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        return
    _print(found)


def _print(found: "PlanDiff") -> None:
    from luheng.apps.targets.plan_diff.differences import Standing
    from luheng.apps.targets.plan_diff.reasons import promise

    for plan in (found.a, found.b):
        typer.echo(say(zh=plan.zh, en=plan.en))
    counted = ((say(zh=s.words.zh, en=s.words.en), n) for s, n in found.counts().items() if n)
    typer.echo("  ".join(f"{word} {n}" for word, n in counted))
    table = open_table(
        say(zh="判定", en="standing"),
        say(zh="指标", en="indicator"),
        found.a.id,
        found.b.id,
        say(zh="理由", en="reason"),
    )
    for row in sorted(found.promises, key=lambda d: list(Standing).index(d.standing)):
        sides = [
            say(zh=said.zh, en=said.en) if said else "—"
            for said in (promise(t) if t else None for t in (row.a, row.b))
        ]
        word = say(zh=row.standing.words.zh, en=row.standing.words.en)
        table.add_row(word, say(zh=row.name.zh, en=row.name.en), *sides, row.reason)
    show_table(table)
    for standing, zh, en in (
        (Standing.ADDED, f"只有 {found.a.id} 要求的功能", f"functions of {found.a.id} only"),
        (Standing.DROPPED, f"只有 {found.b.id} 要求的功能", f"functions of {found.b.id} only"),
    ):
        names = [f.function for f in found.functions if f.standing is standing]
        typer.echo(f"{say(zh=zh, en=en)}: {', '.join(names) or '—'}")
