"""``luheng accounting compare``: two states side by side, and what each change contributed."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import say

from .options import (
    CsvOption,
    EntityOption,
    HtmlOption,
    ParkOption,
    RegionOption,
    csv_text,
    open_desk,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from luheng.apps.accounting import Changes, LineChange

__all__ = ["compare"]

_SHOWN = 12


def compare(  # noqa: PLR0917  (typer calls by name)
    before: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help="2023、known:17、overlay:名称、basis:AR5，用 + 连接 · parts joined by +",
        ),
    ],
    after: Annotated[str, typer.Argument(metavar="B", help="同上；now 为现在 · now is now")],
    entity: EntityOption = "",
    park: ParkOption = "",
    region: RegionOption = "",
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help="两边共同的报告期 · of both sides")
    ] = "",
    quantity: Annotated[
        list[str] | None,
        typer.Option("--quantity", metavar="QUANTITY", help="只看这些量，可重复 · only these"),
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    html: HtmlOption = None,
) -> None:  # fmt: skip
    """两个状态之间每项变化的贡献。 What each change between two states contributed, exactly."""
    from luheng.apps.accounting import change_figure, read_state
    from luheng.apps.accounting import compare as set_side_by_side
    from luheng.rulebook import load_rulebook

    asked = open_desk(workspace, entity=entity, park=park, region=region)
    overlays = asked.workspace.settings.overlays
    read = functools.partial(read_state, ledger=asked.ledger, overlays=overlays, period=period)
    found = set_side_by_side(
        asked.ledger,
        lambda some: load_rulebook(overlays=some),
        asked.subject,
        read(before),
        read(after),
        quantities=tuple(quantity or ()),
    )
    if html is not None and found.lines:
        change_figure(found.lines[0]).write_html(html, include_plotlyjs=True)
        typer.echo(say(zh=f"已写入 {html}。", en=f"Wrote {html}."), err=True)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(csv_text(found.to_arrow()), nl=False)
    else:
        _print(found, all_items=bool(quantity))


def _print(found: Changes, *, all_items: bool) -> None:
    from rich.console import Console

    console = Console()
    console.print(f"{found.subject.name}  {found.subject.id}", style="bold", highlight=False)
    if not found.lines:
        typer.echo(say(zh="两边都没有数字。", en="There is no figure on either side."))
        return
    console.print(_table(found))
    for line in found.lines:
        if line.effects and (all_items or line is found.lines[0]):
            console.print(_items(line))
    for line in found.lines:
        if line.by_axis:
            _print_axes(line)
    _print_causes(found)


def _table(found: Changes) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(zh="指标", en="figure"), overflow="fold")
    for title in ("A", "B", say(zh="变化", en="change")):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column(say(zh="单位", en="unit"), overflow="fold")
    table.add_column(say(zh="其中", en="of which"), overflow="fold")
    for line in found.lines:
        parts = [f"{_words(k)} {_signed(v)}" for k, v in line.through().items()]
        why = "; ".join(parts) if line.change is not None else say(
            zh="一边无法给出", en="one side cannot be said"
        )  # fmt: skip
        table.add_row(
            line.name, _number(line.before), _number(line.after), _signed(line.change), line.unit,
            why or "—",
        )  # fmt: skip
    return table


def _items(line: LineChange) -> Any:
    from rich import box
    from rich.table import Table

    rows = sorted(line.by_item().items(), key=lambda r: -abs(float(sum(r[1].values()))))
    through = list(dict.fromkeys(t for _, parts in rows for t in parts))
    title = say(zh=f"{line.name}：逐项", en=f"{line.name}: item by item")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(zh="项", en="item"), overflow="fold")
    for one in through:
        table.add_column(_words(one), justify="right", no_wrap=True)
    table.add_column(say(zh="合计", en="sum"), justify="right", no_wrap=True)
    for (name, item), parts in rows[:_SHOWN]:
        cells = [_signed(parts[t]) if t in parts else "—" for t in through]
        table.add_row(_name(name, item), *cells, _signed(sum(parts.values())))  # type: ignore[arg-type]
    if len(rows) > _SHOWN:
        rest = len(rows) - _SHOWN
        table.add_row(say(zh=f"另 {rest} 项", en=f"{rest} more"), *[""] * (len(through) + 1))
    return table


def _name(line: str, item: str) -> str:
    from luheng.apps.accounting.account.line import member

    return f"{line}: {member('item', item)}" if item else line


def _words(through: str) -> str:
    from luheng.apps.accounting.changes.effects import WORDS

    zh, en = WORDS[through]
    return say(zh=zh, en=en)


def _print_axes(line: LineChange) -> None:
    from luheng.apps.accounting.changes.result import AXIS_WORDS

    parts = [
        f"{say(zh=AXIS_WORDS[a][0], en=AXIS_WORDS[a][1])} {_signed(v)}"
        for a, v in line.by_axis.items()
    ]
    typer.echo(f"{line.name}: " + "; ".join(parts) + f" {line.unit}")


def _print_causes(found: Changes) -> None:
    for one in found.editions:
        typer.echo(f"· {one.quantity}: {one.old or '—'} → {one.new or '—'}")
    for factor in found.factors:
        typer.echo("· " + factor.text)
    for row in found.rows:
        typer.echo("· " + row.text)


def _number(value: Fraction | None) -> str:
    from luheng.cli.figures import digits

    return digits(None if value is None else float(value))


def _signed(value: Fraction | None) -> str:
    from luheng.cli.figures import digits

    if value is None:
        return "—"
    return ("+" if value > 0 else "") + digits(float(value))
