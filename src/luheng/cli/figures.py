"""``luheng evaluate`` and ``luheng explain``: figures, and what each of them rests on."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from luheng.errors import BadPeriod, BadQuery, say

from .workspace import JsonOption, WorkspaceOption, open_workspace

if TYPE_CHECKING:
    from luheng.engine import Figures
    from luheng.ledger import Workspace
    from luheng.rules import Rulebook

__all__ = ["digits", "evaluate", "explain", "instant", "where_of"]

#: a dimension whose members stand in a code list, so that a name may be written for a code
_CODELISTS = {
    "region": "regions",
    "item": "items",
    "sector": "sectors",
    "role": "activity_roles",
    "flow": "balance_flows",
    "gas": "gases",
}
#: the columns of a figure, in the order in which a program reads them; further dimensions follow
_FIRST = ("quantity", "entity", "period", "value", "unit", "coverage", "provisional", "basis",
          "trust", "overlays")  # fmt: skip

WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="DIMENSION=MEMBER",
        help="如 region=河北 或 entity=E1，可重复 · such as region=130000; may be repeated",
    ),
]
PeriodOption = Annotated[
    str,
    typer.Option(
        "--period",
        metavar="PERIOD",
        help="2007、2025-05、2025-01..2025-12 · a year, a month, or a row of them",
    ),
]
KnownOption = Annotated[
    str,
    typer.Option(
        "--known-at",
        metavar="WHEN",
        help="当时所知：时刻或收据号 · as known at an instant or a receipt number",
    ),
]


BasisOption = Annotated[
    str,
    typer.Option(
        "--basis",
        metavar="BASIS",
        help="口径：calorific、equivalent、location、market、SAR、AR4、AR5、AR6 · "
        "on which basis; without it each quantity is on its own",
    ),
]


def evaluate(
    quantities: Annotated[list[str], typer.Argument(metavar="QUANTITY", help="量的名称 · names")],
    *,
    period: PeriodOption,
    where: WhereOption = None,
    basis: BasisOption = "",
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV · print CSV")] = False,
) -> None:
    """计算一个或几个量。 Work out the figures of one or more quantities."""
    from luheng.engine import evaluate as work_out
    from luheng.rulebook import load_rulebook

    found = open_workspace(workspace)
    book = load_rulebook(overlays=found.settings.overlays)
    asked = [q.strip() for said in quantities for q in said.split(",") if q.strip()]
    figures = work_out(
        found.ledger,
        book,
        [book.on_basis(q, basis) for q in asked] if basis else asked,
        where=where_of(where or ()),
        period=period,
        known_at=instant(known_at, found),
    )
    if as_json:
        rows = [_ordered(row) for row in figures.rows()]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(_csv(figures), nl=False)
    else:
        _print(figures, book)


def explain(
    quantity: Annotated[str, typer.Argument(metavar="QUANTITY", help="量的名称 · its name")],
    *,
    period: PeriodOption,
    where: WhereOption = None,
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="写成网页 · write a page")
    ] = None,
) -> None:
    """说明一个数字由哪些规则、系数和数据得来。 Show the rules, factors and rows under a figure."""
    from luheng.engine import explain as account_for
    from luheng.rulebook import load_rulebook

    found = open_workspace(workspace)
    key = where_of(where or ())
    several = [d for d, members in key.items() if len(members) > 1]
    if several:
        raise BadQuery(
            f"一次只说明一个数字：{several[0]} 有不止一个取值。",
            f"One figure is explained at a time: {several[0]} has more than one member.",
        )
    answer = account_for(
        found.ledger,
        load_rulebook(overlays=found.settings.overlays),
        quantity,
        key={d: members[0] for d, members in key.items()},
        period=period,
        known_at=instant(known_at, found),
    )
    if html is not None:
        html.write_text(_page(quantity, answer.html()), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2, default=str))
    elif html is not None:
        typer.echo(say(zh=f"已写入 {html}。", en=f"Wrote {html}."))
    else:
        typer.echo(answer.text())


def where_of(said: Iterable[str]) -> dict[str, list[str]]:
    """Read ``region=河北`` and the like; a name of a code list is turned into its code.

    Raises:
        BadQuery: a text that is no ``dimension=member``.
        UnknownCode: a member that its code list does not hold; the nearest are given.
    """
    from luheng.codelists import load

    out: dict[str, list[str]] = {}
    for text in said:
        dimension, equals, members = (part.strip() for part in text.partition("="))
        if not (dimension and equals and members):
            raise BadQuery(
                f"--where 写作 维度=取值，不是“{text}”。",
                f"--where is written DIMENSION=MEMBER, not {text!r}.",
            )
        for member in (m.strip() for m in members.split(",")):
            if dimension in _CODELISTS:
                codes = load(_CODELISTS[dimension])
                code = codes.match(member) or codes.get(member)["id"]
                out.setdefault(dimension, []).append(code)
            else:
                out.setdefault(dimension, []).append(member)
    return out


def instant(text: str, workspace: "Workspace") -> dt.datetime | int | None:
    """Read ``--known-at``: a receipt number, or an instant, local to the workspace if no zone.

    Raises:
        BadPeriod: it is neither.
    """
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise BadPeriod(text) from error
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(workspace.settings.timezone))


def digits(value: float | None) -> str:
    """A value for reading: six significant digits, no fewer than the whole number has (A14)."""
    if value is None:
        return say(zh="无法给出", en="cannot be said")
    if value == 0:
        return "0"
    whole = len(f"{abs(value):.0f}")
    if abs(value) >= 1:
        return f"{value:,.{max(0, 6 - whole)}f}"
    return f"{value:.6g}"


def _page(title: str, body: str) -> str:
    """A page that stands alone around the tree, which is a fragment."""
    language = say(zh="zh-CN", en="en")
    style = (
        "body{font:15px/1.6 system-ui,'Noto Sans CJK SC',sans-serif;max-width:72em;margin:2em auto;"
        "padding:0 1em}details,.leaf{margin:.2em 0 .2em 1.2em}.cite,.key,.known{color:#666}"
        ".provisional{color:#b45309}.note,.formula{margin:.1em 0 .1em 1.2em;color:#444}"
    )
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def _ordered(row: Mapping[str, Any]) -> dict[str, Any]:
    first = {name: row.get(name) for name in _FIRST}
    return first | {name: cell for name, cell in row.items() if name not in first}


def _csv(figures: "Figures") -> str:
    from luheng.connectors.files import csv_cell

    out = io.StringIO()
    table = figures.to_arrow()
    names = [*_FIRST, *(n for n in table.column_names if n not in _FIRST)]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({n: csv_cell(c) for n, c in row.items()} for row in table.to_pylist())
    return out.getvalue()


def _print(figures: "Figures", book: "Rulebook") -> None:
    from rich.console import Console

    console = Console()
    rows = figures.rows()
    if not rows:
        console.print(
            say(
                zh="账本中没有可以计算的数据。",
                en="The ledger holds nothing that these figures could rest on.",
            )
        )
    for quantity in dict.fromkeys(row["quantity"] for row in rows):
        some = [row for row in rows if row["quantity"] == quantity]
        one = book.definition(quantity)
        title = say(zh=f"{one.zh}  {quantity}", en=f"{one.en}  {quantity}")
        console.print(_table(title, some))
        overlays = ",".join(dict.fromkeys(row["overlays"] for row in some if row["overlays"]))
        if overlays:
            used = say(zh=f"  用到替代方案：{overlays}", en=f"  rests on overlays: {overlays}")
            console.print(used, highlight=False, soft_wrap=True)
    _footnotes(console, figures, rows)


def _table(title: str, rows: list[dict[str, Any]]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    table.pad_edge = False
    table.collapse_padding = True
    dims = [n for n in rows[0] if n not in _FIRST]
    table.add_column(say(zh="对象", en="entity"), overflow="fold")
    for name in dims:
        table.add_column(name, overflow="fold")
    table.add_column(say(zh="报告期", en="period"), no_wrap=True)
    table.add_column(say(zh="数值", en="value"), justify="right", no_wrap=True)
    table.add_column(say(zh="单位", en="unit"), no_wrap=True)
    table.add_column(say(zh="覆盖率", en="coverage"), justify="right", no_wrap=True)
    table.add_column(say(zh="可信度", en="trust"), overflow="fold")
    for row in rows:
        cells = [_named(row["entity"]), *(row.get(n) or "—" for n in dims)]
        cells += [row["period"] or "—", digits(row["value"]), row["unit"], *_rests(row)]
        table.add_row(*cells)
    return table


def _named(entity: str | None) -> str:
    """A region with its name, any other entity as it is."""
    from luheng.codelists import load

    if entity is None:
        return "—"
    regions = load("regions")
    if entity not in regions.ids():
        return entity
    row = regions.get(entity)
    return f"{entity} {say(zh=row['zh'], en=row['en'] or row['zh'])}"


def _rests(row: Mapping[str, Any]) -> list[str]:
    coverage = row["coverage"]
    trust = {
        "printed": say(zh="已与印刷本核对", en="printed"),
        "transcribed": say(zh="据转录", en="transcribed"),
        "recalled": say(zh="暂用（凭记忆）", en="provisional (recalled)"),
        "conflicting": say(zh="暂用（来源不一）", en="provisional (conflicting)"),
    }.get(row["trust"] or "", "—")
    return ["—" if coverage is None else f"{coverage:.1%}", trust]


def _footnotes(console: Any, figures: "Figures", rows: list[dict[str, Any]]) -> None:
    for gap in figures.gaps:
        console.print(
            say(
                zh=f"{gap}：所问的报告期中有没有规则版本可用的。",
                en=f"{gap}: in some of the periods asked no edition of this rule is in force.",
            ),
            highlight=False,
        )
    if any(row["value"] is None for row in rows):
        console.print(
            say(
                zh="“无法给出”不是零：缺了数据或系数。`luheng explain` 会说明缺什么。",
                en="“Cannot be said” is not zero: a row or a factor is missing. "
                "`luheng explain` says which.",
            ),
            highlight=False,
        )
    console.print(
        say(
            zh=f"截至第 {figures.known_at} 号收据，规则库 {figures.release}。",
            en=f"As known at receipt {figures.known_at}; rulebook {figures.release}.",
        ),
        style="dim",
        highlight=False,
    )
