"""``luheng targets decompose``: one target shared out over members by a named method."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import WorkspaceOption
from luheng.errors import BadQuery, LuhengError, say, set_language

from .tasks import workspace_if_any

if TYPE_CHECKING:
    from fractions import Fraction

    from luheng.apps.targets.decomposition.shares import Decomposition
    from luheng.apps.targets.target_to_share import TargetToShare
    from luheng.methods.constrained_shares import Limits

__all__ = ["decompose"]


class MethodName(StrEnum):
    """The methods."""

    EQUAL_RATE = "equal_rate"
    WEIGHTS = "weights"
    MARGINAL = "marginal"
    ENTROPY = "entropy"


class Speech(StrEnum):
    """The languages of messages."""

    ZH = "zh"
    EN = "en"


def decompose(
    *,
    over: Annotated[Path, typer.Option(help="成员表 csv/xlsx · table of members")],
    method: Annotated[MethodName, typer.Option(help="方法 · method")] = MethodName.EQUAL_RATE,
    plan: Annotated[str | None, typer.Option(help="规划编号 · id of a plan")] = None,
    number: Annotated[str | None, typer.Option(help="目标序号 · number of its target")] = None,
    target: Annotated[Path | None, typer.Option(help="目标文件 · file with one target")] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option(help="列:more=权重 或 列:less=权重（熵权不写权重） · COLUMN:more=WEIGHT"),
    ] = None,
    floor: Annotated[str | None, typer.Option(help="共同下限 · floor of every member")] = None,
    cap: Annotated[str | None, typer.Option(help="共同上限 · cap of every member")] = None,
    group_floor: Annotated[list[str] | None, typer.Option(help="组=下限 · GROUP=FLOOR")] = None,
    group_cap: Annotated[list[str] | None, typer.Option(help="组=上限 · GROUP=CAP")] = None,
    step: Annotated[str | None, typer.Option(help="取整步长 · smallest unit")] = None,
    out: Annotated[Path | None, typer.Option(help="写成 xlsx · write a workbook")] = None,
    workspace: WorkspaceOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
    lang: Annotated[Speech | None, typer.Option(help="语言 · language")] = None,
) -> None:
    """把一个目标分解到地区、行业或企业。 Share a target out over members."""
    if lang is not None:
        set_language(lang.value)
    from luheng.apps.targets.decomposition import shares as desk
    from luheng.apps.targets.decomposition.members import parse_weight

    try:
        if out is not None and out.suffix.lower() != ".xlsx":
            raise BadQuery(
                f"--out 应是 .xlsx 文件：{out.name}。",
                f"--out must be an .xlsx file, not {out.name}.",
            )
        weighed = method is MethodName.WEIGHTS
        found = desk.decompose(
            _target(plan, number, target, workspace),
            over,
            desk.Method(method.value),
            weights=[parse_weight(text, weighed=weighed) for text in weight or ()],
            floor=_number(floor, "--floor"),
            cap=_number(cap, "--cap"),
            group_limits=_groups(group_floor or (), group_cap or ()),
            step=_step(step),
        )
        if out is not None:
            from luheng.apps.targets.decomposition.workbook import write

            write(found, out)
    except LuhengError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(code=1) from None
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        return
    _print(found, out)


def _target(
    plan: str | None, number: str | None, file: Path | None, workspace: Path | None
) -> TargetToShare:
    from luheng.apps.targets.target_to_share import from_file, from_plan

    if file is not None and plan is None and number is None:
        return from_file(file)
    if file is None and plan is not None and number is not None:
        there = workspace_if_any(workspace)
        return from_plan(plan, number, None if there is None else there.ledger)
    raise BadQuery(
        "请给出 --target 文件，或同时给出 --plan 与 --number。",
        "Give --target FILE, or --plan and --number together.",
    )


def _number(text: str | None, option: str) -> Fraction | None:
    from luheng.apps.targets.member_table import decimal

    if text is None:
        return None
    value = decimal(text)
    if value is None:
        raise BadQuery(f"{option} 不是数字：{text}。", f"{option}: {text!r} is no number.")
    return value


def _step(text: str | None) -> Fraction | None:
    value = _number(text, "--step")
    if value is not None and value <= 0:
        raise BadQuery("--step 应大于零。", "--step must be above zero.")
    return value


def _groups(floors: list[str] | tuple[()], caps: list[str] | tuple[()]) -> dict[str, Limits]:
    from luheng.methods.constrained_shares import Limits

    out: dict[str, Limits] = {}
    for texts, option in ((floors, "--group-floor"), (caps, "--group-cap")):
        for text in texts:
            name, _, figure = text.rpartition("=")
            if not name:
                raise BadQuery(
                    f"{option} 写作 组=数值，收到的是“{text}”。",
                    f"{option} is written GROUP=FIGURE, not {text!r}.",
                )
            value = _number(figure, option)
            held = out.get(name, Limits())
            is_floor = option == "--group-floor"
            out[name] = Limits(value if is_floor else held.floor, held.cap if is_floor else value)
    return out


def _print(found: Decomposition, out: Path | None) -> None:
    from rich.console import Console

    from luheng.apps.targets.decomposition.reasons import number, title

    console = Console()
    head = title(found.target)
    console.print(say(zh=head.zh, en=head.en), style="bold", highlight=False)
    console.print(f"{found.target.place}  [{found.target.trust}]", highlight=False, markup=False)
    if found.structural is not None and found.structural:
        console.print(
            say(
                zh=f"其中结构变化贡献 {number(found.structural)} 个百分点。",
                en=f"Of this the shift of the structure makes {number(found.structural)} points.",
            ),
            highlight=False,
        )
    for name, more, weight, entropy in found.weights:
        direction = say(zh="值大多担" if more else "值小多担", en="more" if more else "less")
        tail = "" if entropy is None else f", e={entropy.entropy:.4f}"
        console.print(f"  {name}（{direction}）: {number(weight)}{tail}", highlight=False)
    console.print(_table(found))
    for note in found.notes:
        console.print("· " + say(zh=note.zh, en=note.en), highlight=False)
    unit = found.target.unit
    console.print(
        say(
            zh=f"合成校验：各部分合成 {number(found.recombined)} {unit}，"
            f"{'与目标完全相等' if found.exact else '与目标不等'}（按分数计算）。",
            en=f"Check: the parts make up {number(found.recombined)} {unit}, "
            f"{'exactly the target' if found.exact else 'not the target'} (in fractions).",
        ),
        highlight=False,
    )
    if found.recombined_published != found.recombined:
        shown = number(found.recombined_published)
        console.print(
            say(
                zh=f"按公布值合成：{shown} {unit}。", en=f"From published figures: {shown} {unit}."
            ),
            highlight=False,
        )
    if out is not None:
        console.print(say(zh=f"已写入 {out}", en=f"Written to {out}"), highlight=False)


def _table(found: Decomposition) -> Any:
    from rich import box
    from rich.table import Table

    from luheng.apps.targets.decomposition.reasons import number

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    fold: Any = {"overflow": "fold"}
    table.add_column(say(zh="成员", en="member"), **fold)
    right: Any = {"justify": "right"}
    table.add_column(found.target.unit or say(zh="数值", en="figure"), **right)
    table.add_column(say(zh="公布", en="published"), **right)
    table.add_column(say(zh="份额 %", en="share %"), **right)
    table.add_column(say(zh="理由", en="why"), **fold)
    for part in found.parts:
        table.add_row(
            part.name,
            number(part.figure),
            number(part.published),
            number(100 * part.share, 2),
            say(zh=part.why.zh, en=part.why.en),
        )
    return table
