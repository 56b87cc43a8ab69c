"""``luheng accounting provinces`` and ``balances``: regions beside another inventory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption, open_workspace
from luheng.errors import say

if TYPE_CHECKING:
    from luheng.apps.accounting import Comparison, ProvinceDifference

__all__ = ["balances", "print_comparison", "provinces"]


def provinces(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """三十个省2007年与 CEADs 对照，差额分品种拆分。 2007 beside CEADs, differences split."""
    from luheng.apps.accounting import compare_provinces
    from luheng.rulebook import load_rulebook

    found = open_workspace(workspace)
    comparison = compare_provinces(found.ledger, load_rulebook(overlays=found.settings.overlays))
    if as_json:
        typer.echo(json.dumps(comparison.as_dict(), ensure_ascii=False, indent=2))
        return
    print_comparison(comparison)


def balances(
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    every: Annotated[
        bool, typer.Option("--all", help="连同分项与合计不符的 · also totals that miss their parts")
    ] = False,
) -> None:
    """能源平衡表自身的问题：单元格、两个数值和差额。 What the balances get wrong, by cell."""
    from luheng.apps.accounting import IDENTITY, TOTALS, balance_findings

    found = open_workspace(workspace)
    told = balance_findings(found.ledger, *((IDENTITY, TOTALS) if every else (IDENTITY,)))
    if as_json:
        typer.echo(json.dumps([f.as_dict() for f in told], ensure_ascii=False, indent=2))
        return
    for finding in told:
        typer.echo(str(finding))
    typer.echo(say(zh=f"共 {len(told)} 条。", en=f"{len(told)} findings."))


def print_comparison(comparison: Comparison) -> None:
    """The comparison as a table on standard output, the widest difference first."""
    from rich.console import Console

    console = Console()
    name = comparison.inventory
    console.print(
        say(
            zh=f"{comparison.period} 年能源活动二氧化碳，本平台与 {name} 对照"
            f"（差额为 {name} 减本平台）",
            en=f"Energy-related CO2 in {comparison.period}, ours beside {name} "
            f"(differences are {name} less ours)",
        ),
        style="bold",
        highlight=False,
    )
    console.print(_table(comparison))
    count = len(comparison.provinces)
    console.print(
        say(
            zh=f"{count} 个省中 {comparison.within(12)} 个相差不超过 12%，"
            f"{comparison.within(5)} 个不超过 5%。",
            en=f"Of {count} provinces {comparison.within(12)} differ by at most 12 %, "
            f"{comparison.within(5)} by at most 5 %.",
        ),
        highlight=False,
    )


def _table(comparison: Comparison) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column(say(zh="地区", en="region"), no_wrap=True)
    for title in (
        say(zh="能源\n万tce", en="energy\n10⁴ tce"),
        say(zh="本平台\nMt", en="ours\nMt"),
        f"{comparison.inventory}\nMt",
        say(zh="差额\nMt", en="diff.\nMt"),
        say(zh="差额\n%", en="diff.\n%"),
        say(zh="系数\nMt", en="factor\nMt"),
        say(zh="活动\nMt", en="activ.\nMt"),
    ):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column(say(zh="主因", en="driven by"), overflow="fold")
    for p in sorted(comparison.provinces, key=lambda p: -abs(p.difference_pct or 0.0)):
        table.add_row(*_cells(p))
    return table


def _cells(p: ProvinceDifference) -> list[str]:
    driver = next(iter(p.drivers), None)
    cause = say(zh="：", en=": ").join([driver.name, driver.cause]) if driver else ""
    return [
        p.name,
        _text(p.energy_10k_tce, ",.0f"),
        _text(p.own_mt, ",.1f"),
        _text(p.other_mt, ",.1f"),
        _text(p.difference_mt, "+,.1f"),
        _text(p.difference_pct, "+.1f"),
        _text(None if p.own_mt is None else float(p.split.factor), "+,.1f"),
        _text(None if p.own_mt is None else float(p.split.activity), "+,.1f"),
        cause,
    ]


def _text(value: float | None, form: str) -> str:
    return "—" if value is None else format(value, form)
