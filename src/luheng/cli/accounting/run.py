"""``luheng accounting run`` and ``check``: the accounts of a subject, and what is wrong beneath."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.figures import digits
from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import say

from .options import (
    BasisOption,
    CsvOption,
    EntityOption,
    HtmlOption,
    KnownOption,
    ParkOption,
    PeriodOption,
    RegionOption,
    csv_text,
    open_desk,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.apps.accounting import Account, AccountLine, CheckFinding

__all__ = ["check", "print_findings", "run"]

_SEVERAL = 2
#: what the names of figures and units take of a line, and what one period takes
_NAMES, _COLUMN = 36, 12
#: what a figure's basis is where nobody says another
_USUAL = frozenset({"calorific", "location"})


def run(
    *,
    period: PeriodOption,
    entity: EntityOption = "",
    park: ParkOption = "",
    region: RegionOption = "",
    basis: BasisOption = "",
    section: Annotated[
        list[str] | None,
        typer.Option(
            "--section", metavar="SECTION",
            help="energy、carbon、water、waste、pollutants · only these; may be repeated",
        ),
    ] = None,
    detail: Annotated[
        bool, typer.Option("--detail", help="连同分品种的行 · also the lines by item")
    ] = False,
    intervals: Annotated[
        bool, typer.Option("--intervals", help="连同不确定度区间 · with the interval of each")
    ] = False,
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    html: HtmlOption = None,
) -> None:  # fmt: skip
    """一次核算：能源、碳、水、固废、污染物。 The accounts of a subject, all media in one call."""
    from luheng.apps.accounting import account_of

    asked = open_desk(workspace, entity=entity, park=park, region=region, known_at=known_at)
    account = account_of(
        asked.ledger, asked.book, asked.subject, period,
        known_at=asked.known_at, basis=basis, sections=tuple(section or ()),
        details=detail or as_json or as_csv or html is not None, intervals=intervals,
    )  # fmt: skip
    if html is not None:
        from luheng.reports.accounting.account import render_account

        html.write_text(render_account(account), encoding="utf-8")
        typer.echo(say(zh=f"已写入 {html}。", en=f"Wrote {html}."), err=True)
    if as_json:
        typer.echo(json.dumps(account.as_dict(), ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(csv_text(account.to_arrow()), nl=False)
    else:
        _print(account, detail=detail)


def check(
    *,
    period: PeriodOption,
    entity: EntityOption = "",
    park: ParkOption = "",
    region: RegionOption = "",
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """核对数据：负值、未购先烧、缺月、单位差千倍等。 What is wrong with the rows of a subject."""
    from luheng.apps.accounting import check_subject
    from luheng.engine.evaluate import periods_of

    asked = open_desk(workspace, entity=entity, park=park, region=region, known_at=known_at)
    found = check_subject(
        asked.ledger, asked.book, asked.subject, periods_of(period), known_at=asked.known_at
    )
    if as_json:
        typer.echo(json.dumps([f.as_dict() for f in found], ensure_ascii=False, indent=2))
        return
    print_findings(found)
    typer.echo(say(zh=f"共 {len(found)} 条。", en=f"{len(found)} findings."))


def print_findings(found: Sequence[CheckFinding]) -> None:
    """Each finding with its likely cause and its remedy."""
    for one in found:
        typer.echo(str(one))


def _print(account: Account, *, detail: bool) -> None:
    from rich.console import Console

    console = Console()
    head = f"{account.subject.name}  {account.subject.id}"
    if len(account.periods) == 1:
        head += f"  {account.periods[0]}"
    if account.subject.kind != "entity":
        head += say(zh=f"  {account.entities} 家", en=f"  {account.entities} entities")
    if account.basis:
        head += say(zh=f"  口径 {account.basis}", en=f"  basis {account.basis}")
    console.print(head, style="bold", highlight=False, soft_wrap=True)
    for section, title in account.sections:
        lines = [one for one in account.in_section(section) if detail or not one.detail]
        shown = [one for one in lines if one.state in {"said", "absent"}]
        if shown:
            if len(account.periods) >= _SEVERAL:
                for some in _chunks(account.periods, console.width):
                    console.print(_course(title, some, shown))
            else:
                console.print(_table(title, shown))
        _bare(console, title, lines, shown=bool(shown))
    if account.findings:
        console.print(say(zh="数据中的问题：", en="Wrong with the data:"), style="bold")
        print_findings(account.findings)
    _foot(console, account)


def _chunks(periods: Sequence[str], width: int) -> list[Sequence[str]]:
    """As many periods beside one another as the terminal has room for."""
    room = max(1, (width - _NAMES) // _COLUMN)
    return [periods[n : n + room] for n in range(0, len(periods), room)]


def _table(title: str, lines: Sequence[AccountLine]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(zh="指标", en="figure"), overflow="fold")
    table.add_column(say(zh="数值", en="value"), justify="right", no_wrap=True)
    table.add_column(say(zh="单位", en="unit"), overflow="fold")
    table.add_column(say(zh="覆盖率", en="coverage"), justify="right", no_wrap=True)
    table.add_column(say(zh="等级", en="grade"), no_wrap=True)
    table.add_column(say(zh="说明", en="remarks"), overflow="fold")
    for one in lines:
        coverage = "—" if one.coverage is None else f"{one.coverage:.1%}"
        grade = one.graded.grade.id if one.graded else "—"
        value = digits(one.shown_value())
        table.add_row(one.name, value, one.shown_unit, coverage, grade, _remarks(one))
    return table


def _remarks(one: AccountLine) -> str:
    said = [r.text for r in one.why]
    if one.interval is not None:
        said.append(_interval(one))
    if one.provisional and one.value is not None:
        said.append(say(zh="暂用系数", en="provisional factor"))
    if one.basis and one.basis not in _USUAL:
        said.append(say(zh=f"口径 {one.basis}", en=f"basis {one.basis}"))
    if one.overlays:
        named = ", ".join(one.overlays)
        said.append(say(zh=f"替代方案 {named}", en=f"overlay {named}"))
    return say(zh="；", en="; ").join(s.rstrip("。.") for s in said)


def _interval(one: AccountLine) -> str:
    """The half width in per cent, and how much of the inputs says nothing of its own."""
    found = one.interval
    if found is None or found.percent is None:
        return say(zh="没有区间", en="no interval stated")
    silent = f"{found.silent:.0%}"
    return say(
        zh=f"±{found.percent:.1f}%（{silent} 的依据没有区间）",
        en=f"±{found.percent:.1f} % ({silent} of the inputs state none)",
    )


def _course(title: str, periods: Sequence[str], lines: Sequence[AccountLine]) -> Any:
    """Figures down, periods across."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(zh="指标", en="figure"), overflow="fold", min_width=16)
    table.add_column(say(zh="单位", en="unit"), overflow="fold")
    for period in periods:
        table.add_column(period, justify="right", no_wrap=True)
    rows: dict[tuple[str, str], dict[str, AccountLine]] = {}
    for one in lines:
        rows.setdefault((one.name, one.shown_unit), {})[one.period] = one
    for (name, said), by_period in rows.items():
        cells = [_short(by_period.get(p)) for p in periods]
        table.add_row(name, said, *cells)
    return table


def _short(one: AccountLine | None) -> str:
    value = one.shown_value() if one is not None else None
    return "—" if value is None else digits(value)


def _bare(console: Any, title: str, lines: Sequence[AccountLine], *, shown: bool) -> None:
    """The lines of a section of which nothing is on record, in one sentence."""
    nothing = list(dict.fromkeys(o.title for o in lines if o.state == "nothing"))
    unknown = list(dict.fromkeys(o.quantity for o in lines if o.state == "undefined"))
    comma = say(zh="、", en=", ")
    if nothing:
        head = "  " if shown else f"{title}  "
        text = say(zh="账本中没有数据：", en="nothing on record: ") + comma.join(nothing)
        console.print(head + text, style="dim", highlight=False)
    if unknown:
        text = say(zh="本版规则库没有：", en="not in this rulebook: ") + comma.join(unknown)
        console.print("  " + text, style="dim", highlight=False)


def _foot(console: Any, account: Account) -> None:
    grades = {o.graded.grade.id: o.graded.grade.name for o in account.lines if o.graded}
    for grade, name in sorted(grades.items()):
        console.print(f"{grade}: {name}", style="dim", highlight=False)
    console.print(
        say(
            zh=f"截至第 {account.known_at} 号收据，规则库 {account.release}。",
            en=f"As known at receipt {account.known_at}; rulebook {account.release}.",
        ),
        style="dim",
        highlight=False,
    )
