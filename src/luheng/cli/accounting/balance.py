"""``luheng accounting balance``: what came in and went out, what is open, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.figures import digits
from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import say

from .options import (
    CsvOption,
    EntityOption,
    HtmlOption,
    KnownOption,
    PeriodOption,
    csv_text,
    open_desk,
)

if TYPE_CHECKING:
    from luheng.apps.accounting import Balance, BalanceLine

__all__ = ["balance"]


def balance(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="energy、water、carbon、material")],
    *,
    period: PeriodOption,
    entity: EntityOption = "",
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    html: HtmlOption = None,
) -> None:
    """能源、水、碳、物料平衡：差额和最可能的原因。 What does not close, and what is behind it."""
    from luheng.apps.accounting import balance_of, flow_figure

    asked = open_desk(workspace, entity=entity, known_at=known_at)
    found = balance_of(
        asked.ledger, asked.book, asked.subject, period, kind=kind, known_at=asked.known_at
    )
    if html is not None:
        flow_figure(found).write_html(html, include_plotlyjs=True)
        typer.echo(say(zh=f"已写入 {html}。", en=f"Wrote {html}."), err=True)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(csv_text(found.to_arrow()), nl=False)
    else:
        _print(found)


def _print(found: Balance) -> None:
    from rich.console import Console

    console = Console()
    head = f"{found.subject.name}  {found.subject.id}  {found.period}  {found.kind}"
    console.print(head, style="bold", highlight=False)
    if not found.lines:
        typer.echo(
            say(zh="账本中没有可以平衡的数据。", en="There is nothing on record to balance.")
        )
        return
    console.print(_table(found))
    if found.carbon is not None:
        c = found.carbon
        emitted = (
            say(zh="无法给出", en="cannot be said") if c.emitted is None else digits(c.emitted)
        )
        typer.echo(
            say(
                zh=f"碳（tC）：供入 {digits(c.supplied)}，转换差 {digits(c.conversion)}，"
                f"燃烧 {digits(c.burnt)}，进入产品 {digits(c.in_products)}，排放 {emitted}。",
                en=f"Carbon (tC): supplied {digits(c.supplied)}, kept by conversion "
                f"{digits(c.conversion)}, burnt {digits(c.burnt)}, in products "
                f"{digits(c.in_products)}, emitted {emitted}.",
            )
        )
        if c.missing:
            typer.echo(say(zh="没有含碳量：", en="no carbon content: ") + ", ".join(c.missing))
    for cause in found.causes:
        typer.echo(f"? {cause.text}。{cause.evidence} {cause.remedy}")
    for line in found.open:
        typer.echo(f"? {line.title}  {_signed(line.imbalance)} {line.unit}  {_share(line)}")
        for n, cause in enumerate(line.causes, start=1):
            typer.echo(f"    {n}. {cause.text} — {cause.evidence} {cause.remedy}")
    typer.echo(
        say(
            zh=f"{len(found.lines)} 行，{len(found.open)} 行不平衡（容差 {found.tolerance:.0%}）。",
            en=f"{len(found.lines)} lines, {len(found.open)} do not close (tolerance "
            f"{found.tolerance:.0%}).",
        )
    )


def _table(found: Balance) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(zh="品种或单元", en="item or unit"), overflow="fold")
    table.add_column(say(zh="单位", en="unit"))
    for title in (
        say(zh="来源", en="in"), say(zh="去向", en="out"), say(zh="差额", en="open"),
        say(zh="占比", en="share"),
    ):  # fmt: skip
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for line in found.lines:
        into, away = line.sides
        mark = {True: "✓", False: "✗", None: "—"}[line.balanced]
        table.add_row(
            line.title, line.unit, digits(into), digits(away), _signed(line.imbalance),
            _share(line), mark,
        )  # fmt: skip
    return table


def _share(line: BalanceLine) -> str:
    return "—" if line.share is None else f"{line.share:+.1%}"


def _signed(value: float | None) -> str:
    if value is None:
        return "—"
    return ("+" if value > 0 else "") + digits(value)
