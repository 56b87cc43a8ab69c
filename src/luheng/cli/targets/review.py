"""``luheng targets review``: every promise of one plan, weighed against what others state."""

from __future__ import annotations

import json
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.apps.targets.plan_source import open_plan
from luheng.apps.targets.review import Verdict, VerdictName
from luheng.apps.targets.review import review as review_plan
from luheng.cli.workspace import WorkspaceOption, open_workspace
from luheng.errors import LuhengError, NoWorkspace, say, set_language

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["Language", "review"]


class Language(StrEnum):
    """The languages of messages."""

    ZH = "zh"
    EN = "en"


def review(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="规划编号 · id of a registered plan")],
    as_json: Annotated[
        bool, typer.Option("--json", help="输出 JSON 列表 · print a JSON list")
    ] = False,
    verdict: Annotated[
        VerdictName | None, typer.Option(help="只看一种判定 · only this verdict")
    ] = None,
    workspace: WorkspaceOption = None,
    lang: Annotated[Language | None, typer.Option(help="语言 · language")] = None,
) -> None:
    """逐项判定一份规划的目标是否达到。 Weigh every promise of one plan."""
    if lang is not None:
        set_language(lang.value)
    try:
        ledger = _ledger(workspace)
        verdicts = review_plan(plan, ledger)
        title = open_plan(plan, ledger)
    except LuhengError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(code=1) from None
    shown = [v for v in verdicts if verdict is None or v.verdict is verdict]
    if as_json:
        typer.echo(json.dumps([v.as_dict() for v in shown], ensure_ascii=False, indent=2))
        return
    _print(say(zh=title.zh, en=title.en), verdicts, shown)


def _ledger(folder: Path | None) -> Ledger | None:
    """The ledger of the workspace, if there is one: registered plans need none."""
    try:
        return open_workspace(folder).ledger
    except NoWorkspace:
        if folder is not None:
            raise
        return None


def _print(title: str, verdicts: tuple[Verdict, ...], shown: list[Verdict]) -> None:
    from rich.console import Console

    console = Console()
    console.print(title, style="bold", highlight=False)
    console.print(_counts(verdicts), highlight=False)
    for name in VerdictName:
        group = [v for v in shown if v.verdict is name]
        if group:
            console.print()
            console.print(_table(name, group))


def _counts(verdicts: tuple[Verdict, ...]) -> str:
    every = Counter(v.verdict for v in verdicts)
    once = Counter(v.verdict for v in verdicts if v.restates is None)
    each = say(zh="，", en=", ").join(
        say(
            zh=f"{_words(name)} {every[name]}（{once[name]}）",
            en=f"{_words(name)} {every[name]} ({once[name]})",
        )
        for name in VerdictName
    )
    total = sum(once.values())
    return say(
        zh=f"目标 {len(verdicts)} 项，其中 {total} 项不是重申：{each}；括号内不计重申。",
        en=f"{len(verdicts)} promises, {total} without restatements: {each}; "
        "without restatements in brackets.",
    )


def _table(name: VerdictName, group: list[Verdict]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(
        title=f"{_words(name)} {len(group)}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        expand=True,
        padding=(0, 1),
    )
    table.add_column(say(zh="序号", en="no."), no_wrap=True)
    # Chinese has no spaces to break a line at: fold, or rich cuts the text off
    fold: Any = {"overflow": "fold"}
    table.add_column(say(zh="指标", en="indicator"), ratio=4, **fold)
    table.add_column(say(zh="目标", en="promised"), ratio=3, **fold)
    stated = name is not VerdictName.NOTHING_STATED
    if stated:
        table.add_column(say(zh="载明", en="stated"), ratio=3, **fold)
    table.add_column(say(zh="出处", en="places"), ratio=4, **fold)
    table.add_column(say(zh="理由", en="reason"), ratio=7, **fold)
    for v in group:
        cells = [v.target_number, say(zh=v.indicator_zh, en=v.indicator_en)]
        cells.append(say(zh=v.promised.zh, en=v.promised.en))
        if stated:
            cells.append(say(zh=v.stated.zh, en=v.stated.en) if v.stated else "")
        table.add_row(*cells, _places(v), v.reason)
    return table


def _places(verdict: Verdict) -> str:
    """Section and line of the promise, then of the figure in the plan that states it."""
    _, place = verdict.target_locator.split(" ", 1)
    return "\n← ".join([place, *([verdict.fact_locator] if verdict.fact_locator else [])])


def _words(name: VerdictName) -> str:
    return say(zh=name.words.zh, en=name.words.en)
