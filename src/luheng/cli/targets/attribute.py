"""``luheng targets attribute``: which effects moved the emissions of a region."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption, open_workspace
from luheng.errors import BadQuery, CannotAttribute, say

if TYPE_CHECKING:
    from luheng.apps.targets.attribution.effects import Attribution
    from luheng.ledger import Ledger

__all__ = ["attribute"]

_EVERY = "all"
_DIMENSIONS = ("sector", "fuel")
_SHOWN = 12
#: MtCO2; below it a printed total agrees with its parts
_GAP = 1e-6


def attribute(
    *,
    region: Annotated[
        str,
        typer.Option(metavar="CODE", help="地区代码或名称，all 为有清单的各省 · code, name or all"),
    ],
    from_: Annotated[int, typer.Option("--from", metavar="YEAR", help="起始年份 · first year")],
    to: Annotated[int, typer.Option("--to", metavar="YEAR", help="终止年份 · last year")],
    by: Annotated[
        str, typer.Option(metavar="DIMS", help="sector、fuel，可并列 · sector,fuel")
    ] = "",
    method: Annotated[str, typer.Option(help="lmdi 或 · or shapley")] = "lmdi",
    form: Annotated[str, typer.Option(help="additive 或 · or multiplicative")] = "additive",
    chain: Annotated[
        bool, typer.Option("--chain", help="逐年链接 · link the years between")
    ] = False,
    without_activity: Annotated[
        bool,
        typer.Option("--without-activity", help="不用产出，只看变化在何处 · only where it lies"),
    ] = False,
    inventory: Annotated[
        str, typer.Option(metavar="FORM", help="排放清单的报表名 · form of the emissions")
    ] = "",
    known_at: Annotated[
        int | None, typer.Option(metavar="RECEIPT", help="截至某一收据 · as known at a receipt")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """排放变化由哪些因素造成：LMDI 与夏普利分解。 Which effects moved the emissions."""
    from luheng.apps.targets.attribution.effects import Form, Method

    dimensions = tuple(d.strip() for d in by.split(",") if d.strip())
    _check(dimensions, _DIMENSIONS, "--by")
    _check((method,), tuple(Method), "--method")
    _check((form,), tuple(Form), "--form")
    said: dict[str, Any] = {
        "method": Method(method),
        "chained": chain,
        "with_activity": not without_activity,
        "inventory": inventory,
        "known_at": known_at,
    }
    found, refused = _each(open_workspace(workspace).ledger, region, (from_, to), said)
    if as_json:
        rows = [one.as_dict(Form(form), dimensions) for one in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print(found, form, dimensions)
    for one in refused:
        typer.echo(str(one), err=True)


def _each(
    ledger: Ledger, region: str, years: tuple[int, int], said: dict[str, Any]
) -> tuple[list[Attribution], list[CannotAttribute]]:
    """The attributions, and of all provinces what cannot be said of some; of one it is raised."""
    from luheng.apps.targets.attribution.effects import attribute_regions

    found: list[Attribution] = []
    refused: list[CannotAttribute] = []
    for code in _regions(region):
        try:
            found += attribute_regions(ledger, (code,), *years, **said)
        except CannotAttribute as error:
            refused.append(error)
    if refused and not found:
        raise refused[0]
    return found, refused


def _check(given: tuple[str, ...], known: tuple[str, ...], option: str) -> None:
    for one in given:
        if one not in known:
            raise BadQuery(
                f"{option} 没有“{one}”；可选：{'、'.join(known)}。",
                f"{option} has no {one!r}; there are {', '.join(known)}.",
            )


def _regions(text: str) -> tuple[str, ...]:
    from luheng.codelists import load

    regions = load("regions")
    if text == _EVERY:
        return tuple(r["id"] for r in regions.rows if r["level"] == "province")
    code = regions.match(text)
    return (code or regions.get(text)["id"],)


def _print(found: list[Attribution], form: str, dimensions: tuple[str, ...]) -> None:
    from rich.console import Console

    console = Console()
    for notes in dict.fromkeys(one.notes for one in found):
        for note in notes:
            console.print("※" + say(zh=note.zh, en=note.en), highlight=False)
    console.print(_summary(found, form))
    for one in found:
        if dimensions:
            console.print(_members(one, form, dimensions))
        if one.printed_gap is not None and abs(one.printed_gap) > _GAP:
            console.print(
                say(
                    zh=f"{one.name}：印出合计的变化与各单元之和相差 {one.printed_gap:+,.4f} Mt。",
                    en=f"{one.name}: the printed totals' change is {one.printed_gap:+,.4f} Mt off.",
                ),
                highlight=False,
            )


def _summary(found: list[Attribution], form: str) -> Any:
    from rich import box
    from rich.table import Table

    from luheng.apps.targets.attribution.effects import EFFECTS, Form

    first = found[0]
    additive = form == Form.ADDITIVE
    path = say(zh="逐年链接", en="chained") if first.split.chained else say(zh="两端", en="ends")
    table = Table(
        title=f"{first.start_year}–{first.end_year}  {first.inventory}  "
        f"{first.split.method} · {path} · {'MtCO2' if additive else '×'}",
        box=box.SIMPLE_HEAD,
        padding=(0, 1),
    )
    table.add_column(say(zh="地区", en="region"))
    effects = list(dict.fromkeys(name for one in found for name in one.split.parts))
    named = [say(zh=EFFECTS[e].zh, en=EFFECTS[e].en) for e in effects]
    ends = [str(first.start_year), str(first.end_year)]
    whole = say(zh="变化", en="change") if additive else say(zh="倍数", en="ratio")
    off = say(zh="另一方法\n最大差 Mt", en="other method\nat most, Mt")
    for title in (*ends, whole, *named, say(zh="残差", en="residual"), off):
        table.add_column(title, justify="right", overflow="fold")
    for one in found:
        split, parts = one.split, one.effects(Form(form))
        shape = "+,.1f" if additive else ".3f"
        change = split.change if additive else split.end / split.start
        residual = split.residual if additive else split.residual_of_indices
        table.add_row(
            one.name,
            f"{split.start:,.1f}",
            f"{split.end:,.1f}",
            format(change, shape),
            *(format(parts[e], shape) if e in parts else "—" for e in effects),
            f"{residual:.0e}",
            f"{one.largest_difference:,.1f}",
        )
    return table


def _members(one: Attribution, form: str, dimensions: tuple[str, ...]) -> Any:
    """The members that moved most, each with the part of every factor."""
    from rich import box
    from rich.table import Table

    from luheng.apps.targets.attribution.effects import EFFECTS, Form

    additive = form == Form.ADDITIVE
    rows: dict[tuple[str, ...], dict[str, float]] = {}
    kept = [d for d in _DIMENSIONS if d in dimensions]
    for row in one.as_dict(Form(form), dimensions)["by"]:
        rows.setdefault(tuple(row[d] for d in kept), {})[row["factor"]] = row["part"]
    neutral = 0.0 if additive else 1.0
    order = sorted(rows, key=lambda k: -sum(abs(v - neutral) for v in rows[k].values()))
    shown = order[:_SHOWN]
    table = Table(
        title=say(
            zh=f"{one.name}：{len(rows)} 项中影响最大的 {len(shown)} 项（全部见 --json）",
            en=f"{one.name}: the {len(shown)} of {len(rows)} that moved most (all: --json)",
        ),
        box=box.SIMPLE_HEAD,
    )
    for d in kept:
        table.add_column(
            {"sector": say(zh="部门", en="sector"), "fuel": say(zh="品种", en="fuel")}[d]
        )
    for name in one.split.parts:
        table.add_column(say(zh=EFFECTS[name].zh, en=EFFECTS[name].en), justify="right")
    for key in shown:
        labels = [_label(d, code) for d, code in zip(kept, key, strict=True)]
        shape = "+,.2f" if additive else ".4f"
        table.add_row(*labels, *(format(rows[key][n], shape) for n in one.split.parts))
    return table


def _label(dimension: str, code: str) -> str:
    from luheng.codelists import load

    for name in ("ceads_sectors", "sectors") if dimension == "sector" else ("energy_carriers",):
        if code in load(name).ids():
            row = load(name).get(code)
            return say(zh=row["zh"] or code, en=row["en"] or code)
    return say(zh="工业过程", en="process") if code == "process" else code
