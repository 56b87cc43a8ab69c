"""``luheng targets warn``, ``alarms``, ``acknowledge``, ``close``, ``warning-rules``."""

import datetime as dt
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import say

from .tasks import AtOption, day_of, whoami, workspace_if_any, zone_of

if TYPE_CHECKING:
    from luheng.apps.targets.warnings.firings import Firing
    from luheng.apps.targets.warnings.run import Alarm, AlarmStep, WarningRun
    from luheng.ledger import Workspace

__all__ = ["acknowledge", "alarms", "close", "warn", "warning_rules"]

IdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="预警编号，可只写前几位 · id, or how it begins")
]
ByOption = Annotated[str, typer.Option("--by", help="经手人，缺省系统用户 · who does it")]


class Stage(StrEnum):
    """The states of an alarm."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Weight(StrEnum):
    """How grave an alarm is."""

    NOTE = "note"
    WARNING = "warning"
    SEVERE = "severe"


def warn(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="规划编号 · id of a plan")],
    *,
    at: AtOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只看不记 · show without recording")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="提示一级也逐条说明 · spell out the notes as well")
    ] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """按预警规则判断一份规划，记录新的预警。 Ask the warning rules, record what is new."""
    from luheng.apps.targets.warnings.run import warn as ask
    from luheng.cli.workspace import open_or_create

    opened = workspace_if_any(workspace) if dry_run else open_or_create(workspace)
    ledger = opened.ledger if opened else None
    run = ask(plan, at=day_of(at, opened), ledger=ledger, record=not dry_run)
    if as_json:
        typer.echo(json.dumps(_as_dict(run), ensure_ascii=False, indent=2))
        return
    _print_run(run, full=full)


def alarms(
    plan: Annotated[
        str, typer.Argument(metavar="[PLAN]", help="只看一份规划 · of this plan alone")
    ] = "",
    *,
    state: Annotated[
        Stage | None, typer.Option("--state", help="只看一种状态 · only this state")
    ] = None,
    severity: Annotated[
        Weight, typer.Option("--severity", help="至少这样严重 · at least as grave")
    ] = Weight.NOTE,
    every: Annotated[
        bool, typer.Option("--all", help="连同已关闭的 · closed ones as well")
    ] = False,
    history: Annotated[bool, typer.Option("--history", help="列出经过 · with every step")] = False,
    known_at: Annotated[
        str,
        typer.Option(
            "--known-at", help="当时所知：时刻或收据号 · as known at an instant or a receipt number"
        ),
    ] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出预警和它们的处理情况。 List the alarms and what became of them."""
    from luheng.apps.targets.warnings.rules import Severity
    from luheng.apps.targets.warnings.run import AlarmState, read_alarms
    from luheng.cli.figures import instant
    from luheng.cli.workspace import open_workspace

    opened = open_workspace(workspace)
    known = instant(known_at, opened)
    found = [
        a
        for a in read_alarms(opened.ledger, plan, known)
        if (str(a.state) == state.value if state else every or a.state is not AlarmState.CLOSED)
        and a.severity.rank >= Severity(severity.value).rank
    ]
    if as_json:
        typer.echo(json.dumps([a.as_dict() for a in found], ensure_ascii=False, indent=2))
        return
    for alarm in found:
        _print_alarm(alarm, zone_of(opened), history=history)
    typer.echo(say(zh=f"共 {len(found)} 条。", en=f"{len(found)} in all."))


def acknowledge(
    alarm: IdArgument,
    *,
    by: ByOption = "",
    note: Annotated[str, typer.Option("--note", help="说明 · note")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """确认一条预警：已知悉，由我处理。 Acknowledge an alarm: seen, and taken on."""
    from luheng.apps.targets.warnings.run import acknowledge as take
    from luheng.cli.workspace import open_workspace

    opened = open_workspace(workspace)
    taken = take(opened.ledger, alarm, by=by or whoami(), note=note)
    _answer(taken, opened, as_json=as_json)


def close(
    alarm: IdArgument,
    *,
    note: Annotated[str, typer.Option("--note", help="怎样处理的 · what was done")] = "",
    by: ByOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """关闭一条预警，写明怎样处理的。 Close an alarm and say what was done."""
    from luheng.apps.targets.warnings.run import close as shut
    from luheng.cli.workspace import open_workspace

    opened = open_workspace(workspace)
    _answer(shut(opened.ledger, alarm, by=by or whoami(), note=note), opened, as_json=as_json)


def warning_rules(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """列出预警规则、参数和说明。 List the warning rules, their parameters and what they mean."""
    from luheng.apps.targets.warnings.rules import load_rules

    opened = workspace_if_any(workspace)
    rules = load_rules(opened.folder if opened else None)
    if as_json:
        typer.echo(json.dumps([r.as_dict() for r in rules.rules], ensure_ascii=False, indent=2))
        return
    off = say(zh="（未启用）", en=" (off)")
    for rule in rules.rules:
        typer.echo(f"{rule.id}  {rule.name}{'' if rule.enabled else off}  [{rule.source}]")
        typer.echo("  " + say(zh=rule.explanation_zh, en=rule.explanation_en))
        for grade in rule.grades:
            said = ", ".join(f"{k} = {v}" for k, v in grade.parameters.items())
            typer.echo(f"  {grade.severity.words}: {said}")
        typer.echo(f"  {say(zh='送达', en='told to')}: {_told_to(rule.addressee)}")


def _told_to(addressee: str) -> str:
    words = {
        "issuer": say(zh="规划发布机关", en="the plan's issuer"),
        "responsible": say(zh="任务责任单位", en="the task's responsible body"),
    }
    return words.get(addressee, addressee)


def _whom(addressee: str) -> str:
    return addressee or say(
        zh="（规划未载明发布机关；在 warnings.yaml 的 addressees 中写明送达单位）",
        en="(the plan names no issuer; say in warnings.yaml, addressees, who is told)",
    )


# -- printing ----------------------------------------------------------------------------------


def _as_dict(run: "WarningRun") -> dict[str, object]:
    action = {s.alarm: s.action for s in run.steps}
    return {
        "plan": run.plan,
        "at": run.at.isoformat(),
        "recorded": run.recorded,
        **run.counts(),
        "alarms": [
            {
                "id": f.id,
                "action": action.get(f.id),
                "rule": f.rule.id,
                "rule_from": f.rule.source,
                "severity": str(f.severity),
                "subject_type": f.subject_type,
                "subject": f.subject,
                "cause_period": f.cause,
                "cause": {"zh": f.said.zh, "en": f.said.en},
                "evidence": [e.as_dict() for e in f.evidence],
                "addressee": f.addressee,
            }
            for f in run.firings
        ],
        "gone": [s.alarm for s in run.steps if s.action == "gone"],
    }


def _print_run(run: "WarningRun", *, full: bool) -> None:
    n = run.counts()
    done = "" if run.recorded else say(zh="（未记录）", en=" (not recorded)")
    typer.echo(
        f"{run.plan}  {run.at}{done}  "
        + say(
            zh=f"新发出 {n['raised']}，重新发出 {n['renewed']}，自行关闭 {n['gone']}，"
            f"照旧 {n['standing']}。",
            en=f"raised {n['raised']}, renewed {n['renewed']}, closed by themselves {n['gone']}, "
            f"standing {n['standing']}.",
        )
    )
    action = {s.alarm: s for s in run.steps}
    groups: dict[str, list[Firing]] = {}
    for firing in run.firings:
        groups.setdefault(f"{firing.severity.words} · {firing.rule.name}", []).append(firing)
    for title, group in groups.items():
        whom = {f.addressee for f in group}
        told = f"  → {_whom(group[0].addressee)}" if len(whom) == 1 else ""
        typer.echo(f"\n{title} {len(group)}{told}")
        if str(group[0].severity) == "note" and not full:
            named = (say(zh=f.title.zh, en=f.title.en) for f in group)
            typer.echo("  " + say(zh="；", en="; ").join(named))
            continue
        for firing in group:
            _print_firing(firing, action.get(firing.id), whom=len(whom) > 1)
    if any(str(f.severity) == "note" for f in run.firings) and not full:
        typer.echo("\n" + say(zh="--full 逐条说明。", en="--full spells each out."))


def _print_firing(firing: "Firing", step: "AlarmStep | None", *, whom: bool) -> None:
    marks = {"raised": "+", "renewed": "↻"}
    mark = marks[step.action] if step is not None else "="
    typer.echo(f"{mark} {firing.id}  {say(zh=firing.said.zh, en=firing.said.en)}")
    if whom:
        typer.echo(f"    → {_whom(firing.addressee)}")
    places = list(dict.fromkeys(e.locator for e in firing.evidence if e.locator))
    for place in places[:4]:
        typer.echo(f"    ← {place}")
    if len(places) > 4:  # noqa: PLR2004  (more would bury the alarm; --json has them all)
        typer.echo(f"    ← … {len(places) - 4}")


def _print_alarm(alarm: "Alarm", zone: dt.tzinfo, *, history: bool) -> None:
    typer.echo(f"{alarm.id}  {alarm.state.words}  {alarm.severity.words}  {alarm.plan}")
    rule = say(zh=alarm.rule_zh, en=alarm.rule_en)
    typer.echo(f"    {rule}: {say(zh=alarm.cause.zh, en=alarm.cause.en)}")
    typer.echo(f"    → {_whom(alarm.spoken.addressee)}")
    last = alarm.steps[-1]
    for step in alarm.steps if history else [last] if last is not alarm.spoken else []:
        typer.echo(f"    {_step_words(step, zone)}")


def _step_words(step: "AlarmStep", zone: dt.tzinfo) -> str:
    zh, en = {
        "raised": ("发出", "raised"),
        "renewed": ("重新发出", "raised again"),
        "acknowledged": ("确认", "acknowledged"),
        "closed": ("关闭", "closed"),
        "gone": ("自行关闭", "closed by itself"),
    }[step.action]
    on = f" ({step.on})" if step.on else ""
    at = f"{step.at.astimezone(zone):%Y-%m-%d %H:%M}{on}"
    return f"{at}  {say(zh=zh, en=en)}  {step.by}  {step.note}".rstrip()


def _answer(alarm: "Alarm", opened: "Workspace", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(alarm.as_dict(), ensure_ascii=False, indent=2))
        return
    _print_alarm(alarm, zone_of(opened), history=True)
