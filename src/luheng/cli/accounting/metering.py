"""``luheng accounting cost``, ``shifts``, ``calendars``: meters by tariff period and by shift."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.figures import digits
from luheng.cli.plans.tables import open_table, show_table
from luheng.cli.workspace import JsonOption, WorkspaceOption, open_workspace
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
    from collections.abc import Sequence

    from luheng.apps.accounting import Cost, Shifts
    from luheng.apps.accounting.metering.cost import CostMonth
    from luheng.apps.accounting.metering.shifts import ShiftTotal

__all__ = ["calendars", "cost", "shifts"]

CalendarOption = Annotated[
    str, typer.Option("--calendar", metavar="ID", help="时段或班次的日历 · a calendar")
]
ItemOption = Annotated[str, typer.Option("--item", help="品种，缺省为电力 · an item")]


def cost(
    *,
    period: PeriodOption,
    entity: EntityOption = "",
    calendar: CalendarOption = "",
    item: ItemOption = "electricity",
    market: Annotated[
        str,
        typer.Option("--market", help="用哪个市场的价格，缺省本单位或所在地区 · whose prices"),
    ] = "",
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    html: HtmlOption = None,
) -> None:
    """分时段用量与费用。 What an entity's meters cost by tariff period."""
    from luheng.apps.accounting import calendar_of, cost_figure, cost_of

    asked = open_desk(workspace, entity=entity, known_at=known_at)
    chosen = calendar_of("tariff", calendar, asked.workspace.folder)
    found = cost_of(
        asked.ledger, asked.subject, period, chosen,
        item=item, market=market, known_at=asked.known_at,
    )  # fmt: skip
    if html is not None:
        cost_figure(found).write_html(html, include_plotlyjs=True)
        typer.echo(say(zh=f"已写入 {html}。", en=f"Wrote {html}."), err=True)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(csv_text(found.to_arrow()), nl=False)
    else:
        _print_cost(found)


def shifts(
    *,
    period: PeriodOption,
    entity: EntityOption = "",
    calendar: CalendarOption = "",
    item: ItemOption = "electricity",
    product: Annotated[
        str, typer.Option("--product", help="由计量器具计产量的产品 · a product that is metered")
    ] = "",
    days: Annotated[
        bool, typer.Option("--days", help="逐日逐班 · every shift of every day")
    ] = False,
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    html: HtmlOption = None,
) -> None:
    """分班次用能和单位产品能耗。 Energy by shift and crew, and per product where it is metered."""
    from luheng.apps.accounting import calendar_of, shift_figure, shifts_of

    asked = open_desk(workspace, entity=entity, known_at=known_at)
    chosen = calendar_of("shift", calendar, asked.workspace.folder)
    found = shifts_of(
        asked.ledger, asked.subject, period, chosen,
        item=item, product=product, known_at=asked.known_at,
    )  # fmt: skip
    if html is not None:
        shift_figure(found).write_html(html, include_plotlyjs=True)
        typer.echo(say(zh=f"已写入 {html}。", en=f"Wrote {html}."), err=True)
    if as_json:
        typer.echo(json.dumps(found.as_dict(days=days), ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(csv_text(found.to_arrow()), nl=False)
    else:
        _print_shifts(found, days=days)


def calendars(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """列出电价时段和班次的日历。 The calendars of tariff periods and shifts."""
    from luheng.apps.accounting import calendars_of

    every = calendars_of(open_workspace(workspace).folder)
    if as_json:
        said = [c.as_dict() for c in every.values()]
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    table = open_table(
        say(zh="编号", en="id"), say(zh="种类", en="kind"), say(zh="名称", en="name"),
        say(zh="适用", en="governs"), say(zh="时段", en="periods"), say(zh="来源", en="source"),
    )  # fmt: skip
    for one in every.values():
        labels = say(zh="、", en=", ").join(label.name for label in one.labels)
        source = one.source.get("standard", "—")
        table.add_row(one.id, one.kind, one.name, str(one.applies), labels, source)
    show_table(table)


def _print_cost(found: Cost) -> None:
    names = {label.id: label.name for label in found.calendar.labels}
    typer.echo(
        say(
            zh=f"{found.subject.name}  {found.whole.period}  {found.calendar.name}，"
            f"价格取自 {found.market}",
            en=f"{found.subject.name}  {found.whole.period}  {found.calendar.name}; prices of "
            f"{found.market}",
        )
    )
    headings = [say(zh="报告期", en="period")]
    headings += [f"{name}\n{found.unit}" for name in names.values()]
    headings += [say(zh="费用\nCNY", en="cost\nCNY"), f"CNY/{found.unit}"]
    headings += [say(zh="负荷形状\nCNY", en="shape\nCNY")]
    table = open_table(*headings)
    for month in (*found.months, found.whole):
        table.add_row(month.period, *_cost_cells(month, list(names)))
    show_table(table)
    _cost_notes(found, names)


def _cost_cells(month: CostMonth, tariffs: Sequence[str]) -> list[str]:
    amounts = []
    for name in tariffs:
        share = month.share(name)
        amounts.append(f"{digits(month.amounts[name])}" + (f" ({share:.0%})" if share else ""))
    total = None if month.total is None else float(month.total)
    mean = month.cost.mean_price if month.total is not None else None
    shape = month.cost.shape if month.total is not None else None
    return [
        *amounts, digits(total), "—" if mean is None else f"{float(mean):.4f}",
        "—" if shape is None else f"{float(shape):+,.0f}",
    ]  # fmt: skip


def _cost_notes(found: Cost, names: dict[str, str]) -> None:
    lacking = {
        name: [m.period for m in found.months if m.amounts[name] and name not in m.prices]
        for name in names
    }
    for name, periods in lacking.items():
        if periods:
            typer.echo(
                say(
                    zh=f"{names[name]}在 {', '.join(periods)} 没有价格，费用无法给出。",
                    en=f"There is no price of {names[name]} in {', '.join(periods)}; the cost "
                    "cannot be said.",
                )
            )
    _meter_notes(found.metered, found.whole.outside, found.unit)
    if len(found.whole.taxes) > 1:
        typer.echo(say(zh="价格有含税的也有不含税的。", en="Some prices include tax, others not."))


def _meter_notes(metered: Any, outside: float, unit: str) -> None:
    meters = ", ".join(m.id for m in metered.meters)
    cover = "—" if metered.coverage is None else f"{metered.coverage:.1%}"
    typer.echo(
        say(
            zh=f"计量器具 {meters}，数据 {cover}；跨时段按分钟分摊的 {metered.shared} 个。",
            en=f"Meters {meters}, {cover} of intervals present; {metered.shared} shared out by "
            "minutes.",
        )
    )
    if outside:
        typer.echo(
            say(
                zh=f"有 {digits(outside)} {unit} 不在日历的任何时段内。",
                en=f"{digits(outside)} {unit} lie in no period of the calendar.",
            )
        )


def _print_shifts(found: Shifts, *, days: bool) -> None:
    typer.echo(f"{found.subject.name}  {found.period}  {found.calendar.name}")
    _shift_table(found, found.by_shift())
    if found.by_crew():
        _shift_table(found, found.by_crew())
    if days:
        _shift_table(found, found.shifts)
    _meter_notes(found.metered, found.outside, found.unit)


def _shift_table(found: Shifts, rows: Sequence[ShiftTotal]) -> None:
    names = {label.id: label.name for label in found.calendar.labels}
    headings = [
        say(zh="班次", en="shift"), say(zh="小时", en="hours"), found.unit, f"{found.unit}/h",
    ]  # fmt: skip
    if found.product:
        headings += [found.product_unit, f"{found.unit}/{found.product_unit}"]
    table = open_table(*headings)
    for one in rows:
        name = " ".join(p for p in (one.day, names.get(one.shift, ""), one.crew) if p)
        cells = [name, digits(one.hours), digits(one.amount), digits(one.per_hour)]
        if found.product:
            cells += [digits(one.product), digits(one.per_product)]
        table.add_row(*cells)
    show_table(table)
