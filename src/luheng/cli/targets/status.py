"""``luheng targets status`` and ``indicators``: where targets stand, and own figures."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.cli.plans.tables import open_table, show_table
from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import say

from .tasks import AtOption, workspace_if_any

if TYPE_CHECKING:
    from luheng.apps.targets.status.targets import TargetStatus

__all__ = ["indicators", "status"]

_STYLES = {"met": "blue", "green": "green", "amber": "yellow", "red": "red", "grey": "dim"}
KnownOption = Annotated[
    str,
    typer.Option(
        "--known-at", metavar="WHEN",
        help="当时所知：时刻或收据号 · as known at an instant or a receipt number",
    ),
]  # fmt: skip
PublishedOption = Annotated[
    dt.datetime | None,
    typer.Option(
        "--published-by", formats=["%Y-%m-%d"],
        help="只用这一天之前公布的（回看）· use only what was public by this day",
    ),
]  # fmt: skip


def status(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="规划编号 · id of a plan")],
    *,
    at: AtOption = None,
    known_at: KnownOption = "",
    published_by: PublishedOption = None,
    scope: Annotated[
        str, typer.Option(metavar="REGION", help="只看一个地区 · only this region")
    ] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """逐项说明目标的进度、差距、预测、概率和颜色。 Where every target of a plan stands."""
    from luheng.apps.targets.measurements.measured import region_of
    from luheng.apps.targets.status.targets import plan_status
    from luheng.cli.figures import instant

    there = workspace_if_any(workspace)
    day = at.date() if at is not None else dt.datetime.now(dt.UTC).date()
    found = plan_status(
        plan,
        at=day,
        ledger=there.ledger if there else None,
        known_at=instant(known_at, there) if there else None,
        published_by=published_by.date() if published_by else None,
    )
    if scope:
        wanted = region_of(scope) or scope
        found = tuple(s for s in found if region_of(s.target.scope) == wanted)
    if as_json:
        typer.echo(json.dumps([s.as_dict() for s in found], ensure_ascii=False, indent=2))
        return
    _print(found)


def _print(found: tuple[TargetStatus, ...]) -> None:
    from rich.text import Text

    from luheng.apps.targets.status.targets import Colour

    count = Counter(s.colour for s in found)
    typer.echo(
        "  ".join(f"{say(zh=c.words.zh, en=c.words.en)} {count[c]}" for c in Colour if count[c])
    )
    said = [s for s in found if s.colour is not Colour.GREY]
    if said:
        table = open_table(
            say(zh="序号", en="no."), say(zh="颜色", en="colour"), say(zh="指标", en="indicator"),
            say(zh="目标", en="target"),
            say(zh="最新、应达、进度", en="latest, expected, progress"),
            say(zh="预测（80%）、概率", en="forecast (80 %), probability"),
            say(zh="理由", en="reason"),
        )  # fmt: skip
        for s in said:
            words = Text(say(zh=s.colour.words.zh, en=s.colour.words.en), _STYLES[s.colour.value])
            reason = say(zh=s.reason.zh, en=s.reason.en)
            table.add_row(s.target.number, words, _name(s), _goal(s), _now(s), _ahead(s), reason)
        show_table(table)
    unsaid = [s for s in found if s.colour is Colour.GREY]
    if unsaid:
        table = open_table(
            say(zh="序号", en="no."), say(zh="指标", en="indicator"), say(zh="目标", en="target"),
            say(zh="不能说，因为", en="cannot be said, because"),
        )  # fmt: skip
        for s in unsaid:
            table.add_row(s.target.number, _name(s), _goal(s), say(zh=s.reason.zh, en=s.reason.en))
        show_table(table)


def _goal(s: TargetStatus) -> str:
    value = _digits(float(s.target.amount))
    return f"{s.target.comparator} {value} {s.unit} ({s.target.target_year})"


def _now(s: TargetStatus) -> str:
    if s.latest is None:
        return "—"
    parts = [f"{_digits(s.latest.value)} ({s.latest.year})", _digits(s.expected)]
    if s.progress is not None:
        parts.append(f"{s.progress:.0%}")
    return "\n".join(parts)


def _ahead(s: TargetStatus) -> str:
    ahead = s.forecast
    if ahead is None:
        return "—"
    parts = [_digits(ahead.value)]
    if ahead.low is not None:
        parts.append(f"[{_digits(ahead.low)}, {_digits(ahead.high)}]")
    if s.probability is not None:
        parts.append(f"{s.probability:.0%}")
    return "\n".join(parts)


def _name(s: TargetStatus) -> str:
    from luheng import codelists

    listed = s.target.indicator in codelists.load("indicators").ids()
    en = codelists.load("indicators").get(s.target.indicator)["en"] if listed else s.target.zh
    return say(zh=s.target.zh, en=en)


def _digits(value: float | None) -> str:
    return "—" if value is None else f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"  # noqa: PLR2004


def indicators(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """列出本单位自定的指标。 List the indicators that this office defines in indicators.yaml."""
    from luheng.apps.targets.measurements.own_indicators import FILE, own_indicators
    from luheng.cli.workspace import open_workspace

    folder = open_workspace(workspace).folder
    found = own_indicators(folder).values()
    if as_json:
        typer.echo(json.dumps([i.as_dict() for i in found], ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo(
            say(
                zh=f"{folder / FILE} 不存在：本单位没有自定指标。",
                en=f"There is no {folder / FILE}: this office defines no indicator of its own.",
            )
        )
        return
    table = open_table(
        say(zh="编号", en="id"), say(zh="名称", en="name"), say(zh="单位", en="unit"),
        say(zh="方向", en="direction"), say(zh="由何测得", en="measured by"),
    )  # fmt: skip
    for one in found:
        tree = json.dumps(one.measured_by, ensure_ascii=False)
        table.add_row(one.id, say(zh=one.zh, en=one.en), one.unit, one.direction, tree)
    show_table(table)
