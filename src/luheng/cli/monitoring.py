"""``luheng monitoring``: a works' year from its meter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import say

from .workspace import JsonOption, WorkspaceOption, open_workspace

if TYPE_CHECKING:
    from luheng.apps.monitoring import Month, WorksYear

__all__ = ["app", "print_works"]

app = typer.Typer(no_args_is_help=True, help="监测 · Monitoring")


@app.callback()
def _group() -> None:
    """监测：电表所示的一年。 What a works' meters show over a year."""


@app.command()
def works(  # noqa: PLR0917  (typer calls by name)
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="单位编码 · id of the works")],
    year: Annotated[str, typer.Argument(metavar="YEAR", help="年份 · a year, such as 2018")],
    overlay: Annotated[
        list[str] | None,
        typer.Option(
            "--as-if",
            metavar="OVERLAY",
            help="另列一项假设的用电排放 · show an illustration under an overlay, apart",
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="负荷热力图 · write the load's heat map"),
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """逐月用电、能耗、功率因数与负荷形状。 Months, power factor and load shape of a works."""
    from luheng.apps.monitoring import heat_map, works_year
    from luheng.rulebook import load_rulebook

    found = open_workspace(workspace)
    own = tuple(found.settings.overlays)
    as_if = load_rulebook(overlays=tuple(dict.fromkeys((*own, *overlay)))) if overlay else None
    shown = works_year(found.ledger, load_rulebook(overlays=own), entity, year, as_if=as_if)
    if html is not None and shown.shape is not None:
        heat_map(shown.shape).write_html(html, include_plotlyjs=True)
        typer.echo(say(zh=f"写到 {html}。", en=f"Written to {html}."), err=True)
    if as_json:
        typer.echo(json.dumps(shown.as_dict(), ensure_ascii=False, indent=2))
        return
    print_works(shown)


def print_works(shown: WorksYear) -> None:
    """The year as a table on standard output, what is illustration apart."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(f"{shown.name} · {shown.total.period}", style="bold", highlight=False)
    table = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)
    table.add_column(say(zh="期间", en="period"), no_wrap=True)
    for title in (
        say(zh="用电量\nkWh", en="use\nkWh"),
        say(zh="综合能耗\nkgce", en="coal eq.\nkgce"),
        say(zh="文件自带\ntCO2", en="as filed\ntCO2"),
        say(zh="功率\n因数", en="power\nfactor"),
        say(zh="最大需量\nkW", en="peak\nkW"),
        say(zh="负荷率", en="load\nfactor"),
        say(zh="覆盖率", en="coverage"),
    ):
        table.add_column(title, justify="right", no_wrap=True)
    for month in (*shown.months, shown.total):
        table.add_row(*_cells(month))
    console.print(table)
    console.print(
        say(
            zh=f"按规则更正的午夜读数：{shown.mended} 行（原值保留）。",
            en=f"Midnight rows corrected by rule: {shown.mended} (kept as received).",
        ),
        highlight=False,
    )
    if shown.as_if is not None:
        named = ", ".join(shown.as_if.overlays)
        amount = _text(shown.as_if.tco2, ",.2f")
        console.print(
            say(
                zh=f"另列：按替代方案 {named}，全年用电对应 {amount} tCO2；"
                "这是演示，不是核算结果。",
                en=f"Apart: under the overlay {named} its electricity would stand for {amount} "
                "tCO2; an illustration, no account.",
            ),
            highlight=False,
        )


def _cells(month: Month) -> list[Any]:
    return [
        month.period,
        _text(month.kwh, ",.1f"),
        _text(month.kgce, ",.1f"),
        _text(month.tco2, ",.2f"),
        _text(month.power_factor, ".3f"),
        _text(month.peak_kw, ",.1f"),
        _text(month.load_factor, ".3f"),
        _text(month.coverage, ".1%"),
    ]


def _text(value: float | None, form: str) -> str:
    return "—" if value is None else format(value, form)
