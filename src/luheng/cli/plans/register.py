"""``luheng plans list`` and ``show``: the plans that are registered, and accepted ones."""

import dataclasses
import json
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import say

from .accepted import ledger_of
from .tables import open_table, show_table

if TYPE_CHECKING:
    from luheng.rulebook.plans import Plan

__all__ = ["list_plans", "show"]


def list_plans(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """列出已登记和已收入账本的规划。 List the registered plans and those in the ledger."""
    from luheng import codelists
    from luheng.apps.targets.plan_source import accepted_ids, open_plan
    from luheng.rulebook import plans

    ledger = ledger_of(workspace)
    accepted = accepted_ids(ledger) if ledger is not None else ()
    loaded = [open_plan(name, ledger) for name in dict.fromkeys((*plans.names(), *accepted))]
    if as_json:
        rows = [{**_head(p), **_counts(p)} for p in loaded]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    regions = codelists.load("regions")
    table = open_table(
        say(zh="规划", en="plan"),
        say(zh="地区、期间", en="region, period"),
        say(zh="目标/事实/门槛/任务", en="targets/facts/thresholds/tasks"),
    )
    for p in loaded:
        place = regions.get(p.region) if p.region in regions.ids() else None
        region = say(zh=place["zh"], en=place["en"]) if place else p.region
        years = f"{p.first_year}-{p.last_year}"
        counts = "/".join(map(str, _counts(p).values()))
        # the name under the id: beside it, eighty columns leave it two characters
        table.add_row(f"{p.id}\n  {say(zh=p.zh, en=p.en)}", f"{region}\n{years}", counts)
    show_table(table)


def show(  # noqa: PLR0917  (the parts of a plan, each by its name)
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="规划编号 · id of a plan")],
    tasks: Annotated[bool, typer.Option("--tasks", help="任务树 · the tree of tasks")] = False,
    thresholds: Annotated[bool, typer.Option("--thresholds", help="门槛 · thresholds")] = False,
    facts: Annotated[bool, typer.Option("--facts", help="载明的事实 · stated facts")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出一份规划的目标，或其任务、门槛、载明的事实。 Show a plan's targets or other parts."""
    from luheng.apps.targets.plan_source import open_plan

    found = open_plan(plan, ledger_of(workspace))
    wanted = {"facts": facts, "thresholds": thresholds, "tasks": tasks}
    if as_json:
        held = dataclasses.asdict(found)
        if any(wanted.values()):
            parts = {part: held[part] for part, asked in wanted.items() if asked}
            held = {**_head(found), "counts": _counts(found), **parts}
        typer.echo(json.dumps(held, ensure_ascii=False, indent=2, default=str))
        return
    typer.echo(say(zh=found.zh, en=found.en))
    issuer = say(zh=found.issuer_zh, en=found.issuer_en)
    said = (issuer, found.number or "", f"{found.first_year}-{found.last_year}")
    typer.echo("  ".join(word for word in said if word))
    if not any(wanted.values()):
        _print_targets(found)
    if facts:
        _print_facts(found)
    if thresholds:
        _print_thresholds(found)
    if tasks:
        _print_tasks(found)
    typer.echo(
        say(
            zh=f"目标 {len(found.targets)} 项，载明的事实 {len(found.facts)} 项。"
            f"门槛 {len(found.thresholds)} 项，任务 {len(found.tasks)} 个。",
            en=f"{len(found.targets)} targets, {len(found.facts)} stated facts. "
            f"{len(found.thresholds)} thresholds, {len(found.tasks)} tasks.",
        )
    )


def _head(plan: "Plan") -> dict[str, object]:
    return {
        "id": plan.id,
        "zh": plan.zh,
        "en": plan.en,
        "region": plan.region,
        "first_year": plan.first_year,
        "last_year": plan.last_year,
        "number": plan.number,
        "published": str(plan.published) if plan.published else None,
        "above": plan.above,
        "predecessor": plan.predecessor,
    }


def _counts(plan: "Plan") -> dict[str, int]:
    return {
        "targets": len(plan.targets),
        "facts": len(plan.facts),
        "thresholds": len(plan.thresholds),
        "tasks": len(plan.tasks),
    }


def _print_targets(plan: "Plan") -> None:
    from luheng.rulebook.plans import no_rule_yet

    table = open_table(
        say(zh="序号", en="no."),
        say(zh="指标", en="indicator"),
        say(zh="数值", en="value"),
        say(zh="年份", en="year"),
        say(zh="位置", en="place"),
        say(zh="计量", en="measured by"),
    )
    unmeasured = say(zh="尚无规则", en="no rule yet")
    for row in plan.targets:
        value = f"{row.comparator} {row.value} {row.unit}"
        place = f"{row.section} · {row.line}"
        measure = unmeasured if no_rule_yet(row.indicator) else _quantity(row.indicator)
        table.add_row(row.number, row.zh, value, str(row.target_year), place, measure)
    for remark in plan.unquantified:
        value = say(zh=remark.said[0], en=remark.said[1])
        table.add_row("—", remark.zh, value, remark.period, f"{remark.section} · {remark.line}", "")
    show_table(table)


def _quantity(indicator: str) -> str:
    from luheng.rulebook.plans import measured_by

    binding = measured_by(indicator)
    return f"{binding.quantity} ({binding.how})" if binding else ""


def _print_facts(plan: "Plan") -> None:
    table = open_table(
        say(zh="序号", en="no."),
        say(zh="指标", en="indicator"),
        say(zh="数值", en="value"),
        say(zh="期间", en="period"),
        say(zh="位置", en="place"),
    )
    for row in plan.facts:
        value = f"{row.comparator} {row.value} {row.unit}"
        table.add_row(row.number, row.zh, value, row.period, f"{row.section} · {row.line}")
    show_table(table)


def _print_thresholds(plan: "Plan") -> None:
    table = open_table(
        say(zh="序号", en="no."),
        say(zh="对象", en="subject"),
        say(zh="条件", en="condition"),
        say(zh="后果", en="consequence"),
        say(zh="位置", en="place"),
    )
    for row in plan.thresholds:
        condition = f"{row.measure} {row.comparator} {row.value} {row.unit}"
        place = f"{row.section} · {row.line}"
        table.add_row(row.number, row.subject, condition, row.consequence, place)
    show_table(table)


def _print_tasks(plan: "Plan") -> None:
    depth: dict[str, int] = {}
    for task in plan.tasks:
        depth[task.number] = depth.get(task.parent or "", -1) + 1
        said = [f"{'  ' * depth[task.number]}{task.number} {say(zh=task.zh, en=task.en)}"]
        said += [", ".join(task.functions)] if task.functions else []
        said += ["、".join(task.responsible)] if task.responsible else []
        said += [say(zh=f"至 {task.due}", en=f"by {task.due}")] if task.due else []
        typer.echo("  · ".join(said))
