"""``luheng targets tasks`` and ``task``: how a plan's tasks stand, and one step of one of them."""

import datetime as dt
import getpass
import json
import re
import zoneinfo
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import UnreadableFile, say

if TYPE_CHECKING:
    from luheng.apps.targets.tasks import TaskState, TaskStep
    from luheng.ledger import Workspace

__all__ = [
    "AtOption",
    "Reported",
    "Standing",
    "day_of",
    "task",
    "tasks",
    "whoami",
    "workspace_if_any",
]

AtOption = Annotated[
    dt.datetime | None,
    typer.Option("--at", formats=["%Y-%m-%d"], help="判断日期，缺省今天 · the day, default today"),
]
KnownOption = Annotated[
    str,
    typer.Option(
        "--known-at",
        help="当时所知：时刻或收据号 · as known at an instant or a receipt number",
    ),
]


_NAMES_A_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|ofd|jpe?g|png|zip|txt|csv|wps|et)$", re.IGNORECASE
)


class Standing(StrEnum):
    """The states that a task can stand in."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    LATE = "late"
    NOT_REPORTED = "not_reported"


class Reported(StrEnum):
    """The states that can be reported."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"


def workspace_if_any(folder: Path | None) -> "Workspace | None":
    """The workspace that is meant, or None where none is named and none is near."""
    from luheng.cli.workspace import SETTINGS, find, open_workspace

    there = (find(folder) / SETTINGS).is_file()
    return open_workspace(folder) if folder is not None or there else None


def whoami() -> str:
    """The name of the system's user: who does it where nobody is named."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number that has no name
        return "unknown"


def zone_of(opened: "Workspace | None") -> dt.tzinfo:
    """The workspace's time zone, or the machine's where there is no workspace."""
    if opened is not None:
        return zoneinfo.ZoneInfo(opened.settings.timezone)
    return dt.datetime.now().astimezone().tzinfo or dt.UTC


def day_of(at: dt.datetime | None, opened: "Workspace | None") -> dt.date:
    """The day that was asked for, or today where the workspace is."""
    return at.date() if at is not None else dt.datetime.now(zone_of(opened)).date()


def tasks(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="规划编号 · id of a plan")],
    *,
    at: AtOption = None,
    state: Annotated[
        Standing | None, typer.Option("--state", help="只看一种状态 · only this state")
    ] = None,
    body: Annotated[
        str, typer.Option("--body", help="只看一个责任单位 · only this responsible body")
    ] = "",
    overdue: Annotated[
        bool, typer.Option("--overdue", help="只看期限已过的 · only what is past its deadline")
    ] = False,
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出一份规划的任务：责任单位、期限、状态。 A plan's tasks: body, deadline, state."""
    from luheng.apps.targets.tasks import strange_steps, task_states
    from luheng.cli.figures import instant

    opened = workspace_if_any(workspace)
    ledger = opened.ledger if opened else None
    known = instant(known_at, opened) if opened else None
    day = day_of(at, opened)
    every = task_states(plan, at=day, ledger=ledger, known_at=known)
    shown = [t for t in every if _wanted(t, state, body, overdue=overdue)]
    if as_json:
        typer.echo(json.dumps([t.as_dict() for t in shown], ensure_ascii=False, indent=2))
        return
    strange = strange_steps(plan, ledger, known) if ledger is not None else ()
    _print_all(plan, day, every, shown, opened is not None)
    _print_strange(strange)


def _wanted(task: "TaskState", state: Standing | None, body: str, *, overdue: bool) -> bool:
    # a heading stands in no state of its own unless somebody reported one
    narrowed = state is not None or overdue
    return (
        (state is None or str(task.state) == state.value)
        and (not body or any(body in b for b in task.responsible))
        and (not overdue or task.overdue > 0)
        and (not narrowed or task.is_leaf or task.reported is not None)
    )


def task(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="规划编号 · id of a plan")],
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="任务序号 · the task's number")],
    *,
    state: Annotated[Reported | None, typer.Option("--state", help="填报的状态 · state")] = None,
    body: Annotated[
        str, typer.Option("--body", help="责任单位，多个用分号 · bodies, parted by semicolons")
    ] = "",
    due: Annotated[
        dt.datetime | None,
        typer.Option("--due", formats=["%Y-%m-%d"], help="期限 · deadline"),
    ] = None,
    evidence: Annotated[
        str, typer.Option("--evidence", metavar="FILE|TEXT", help="依据：文件或文字 · file or text")
    ] = "",
    note: Annotated[str, typer.Option("--note", help="说明 · note")] = "",
    by: Annotated[str, typer.Option("--by", help="填报人，缺省系统用户 · who reports")] = "",
    on: Annotated[
        dt.datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="何时如此，缺省现在 · when it was so"),
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """填报一项任务的进展；不填则显示历史。 Report a step of a task, or show its history."""
    from luheng.apps.targets.tasks import TaskStep, record_step, task_states
    from luheng.cli.workspace import open_or_create

    says = any((state, body, due, evidence, note))
    opened = open_or_create(workspace) if says else workspace_if_any(workspace)
    day = day_of(None, opened)
    if says and opened is not None:
        words, digest = _evidence(opened, evidence)
        step = TaskStep(
            number=number,
            at=on.replace(tzinfo=zone_of(opened)) if on is not None else dt.datetime.now(dt.UTC),
            by=by or whoami(),
            state=state.value if state else None,
            responsible=tuple(b.strip() for b in re.split(r"[;；]", body) if b.strip()),
            due=due.date() if due is not None else None,
            evidence=words,
            evidence_sha256=digest,
            note=note or None,
        )
        receipt = record_step(opened.ledger, plan, step)
        if not as_json:
            kept = receipt.number
            typer.echo(say(zh=f"已记录，收据 {kept}。", en=f"Recorded as receipt {kept}."))
    every = task_states(plan, at=day, ledger=opened.ledger if opened else None)
    found = _find(plan, every, number)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        return
    _print_one(found, zone_of(opened))


def _find(plan: str, every: Sequence["TaskState"], number: str) -> "TaskState":
    import difflib

    from luheng.errors import UnknownTask

    for one in every:
        if one.node.number == number:
            return one
    known = [t.node.number for t in every]
    raise UnknownTask(plan, number, tuple(difflib.get_close_matches(number, known, 3, 0.5)))


def _evidence(opened: "Workspace", evidence: str) -> tuple[str | None, str | None]:
    """A file is kept and named with its hash; anything else is words."""
    from luheng.apps.targets.tasks import attach

    file = Path(evidence)
    if evidence and _is_file(file):
        kept = attach(opened, file)
        return kept.name, kept.sha256
    if _NAMES_A_FILE.search(evidence):
        raise UnreadableFile(
            evidence,
            "没有这个文件。",
            "there is no such file.",
            "请核对文件名和目录；只想写文字说明时不要以文件扩展名结尾。",
            "Check its name and folder; words that mean no file should not end like one.",
        )
    return evidence or None, None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a long text is no file name
        return False


# -- printing ----------------------------------------------------------------------------------


def _print_all(
    plan: str,
    day: dt.date,
    every: Sequence["TaskState"],
    shown: Sequence["TaskState"],
    has_workspace: bool,
) -> None:
    leaves = [t for t in every if t.is_leaf]
    typer.echo(f"{plan}  {day}  {_counted(Counter(t.state for t in leaves), len(leaves))}")
    past = sum(t.overdue > 0 for t in leaves)
    undated = sum(t.due is None for t in leaves)
    typer.echo(
        say(
            zh=f"期限已过而未完成 {past} 项；没有期限 {undated} 项（规划未写明，也没有人设定）。",
            en=f"Past the deadline and not done: {past}; without a deadline: {undated} "
            "(neither the plan nor anybody set one).",
        )
    )
    if not has_workspace:
        typer.echo(
            say(
                zh="没有工作区，只列规划的任务。",
                en="There is no workspace; only the plan's tasks are listed.",
            )
        )
    _print_table(every, shown)


def _print_table(every: Sequence["TaskState"], shown: Sequence["TaskState"]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    depth: dict[str | None, int] = {None: -1}
    for one in every:
        depth[one.node.number] = depth.get(one.node.parent, -1) + 1
    flat = len(shown) < len(every)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    fold: Any = {"overflow": "fold"}
    table.add_column(say(zh="序号", en="no."), no_wrap=True)
    table.add_column(say(zh="任务", en="task"), ratio=5, **fold)
    table.add_column(say(zh="责任单位", en="responsible"), ratio=2, **fold)
    table.add_column(say(zh="期限", en="due"), no_wrap=True)
    table.add_column(say(zh="状态", en="state"), ratio=3, **fold)
    for one in shown:
        title = say(zh=one.node.zh, en=one.node.en or one.node.zh)
        indent = "" if flat else "  " * max(0, depth[one.node.number])
        table.add_row(
            one.node.number,
            indent + title,
            "；".join(one.responsible),
            str(one.due or ""),
            _state(one),
        )
    Console().print(table, highlight=False)


def _state(one: "TaskState") -> str:
    if not one.is_leaf and one.reported is None:
        return _counted(one.roll_up, sum(one.roll_up.values()))
    words = one.state.words
    if one.overdue:
        late = one.reported is not None
        reported = one.reported.words if one.reported is not None else ""
        words += say(
            zh=f"（{f'填报为{reported}，' if late else ''}过期 {one.overdue} 天）",
            en=f" ({f'reported {reported}, ' if late else ''}{one.overdue} days past due)",
        )
    if not one.is_leaf:
        counted = _counted(one.roll_up, sum(one.roll_up.values()))
        words += say(zh=f"；下级：{counted}", en=f"; below: {counted}")
    return words


def _counted(counts: Any, total: int) -> str:
    from luheng.apps.targets.tasks import TaskStateName

    each = [f"{name.words} {counts[name]}" for name in TaskStateName if counts.get(name)]
    return say(zh=f"{total} 项：", en=f"{total}: ") + say(zh="，", en=", ").join(each)


def _print_strange(strange: Sequence["TaskStep"]) -> None:
    if strange:
        numbers = say(zh="、", en=", ").join(dict.fromkeys(s.number for s in strange))
        typer.echo(
            say(
                zh=f"另有 {len(strange)} 步填报的任务序号规划中没有：{numbers}  [TASK-01]",
                en=f"{len(strange)} more steps name tasks that the plan does not have: {numbers}  "
                "[TASK-01]",
            )
        )


def _print_one(one: "TaskState", zone: dt.tzinfo) -> None:
    typer.echo(f"{one.node.number}  {say(zh=one.node.zh, en=one.node.en or one.node.zh)}")
    typer.echo(f"{say(zh='出处', en='place')}  {one.node.locator}")
    none = say(zh="（没有）", en="(none)")
    typer.echo(f"{say(zh='责任单位', en='responsible')}  {'；'.join(one.responsible) or none}")
    set_by = ""
    if one.due_from is not None:
        was, day = one.node.due or none, one.due_from.at.astimezone(zone)
        set_by = say(
            zh=f"（{one.due_from.by} {day:%Y-%m-%d} 设定；规划：{was}）",
            en=f" (set by {one.due_from.by} on {day:%Y-%m-%d}; the plan: {was})",
        )
    typer.echo(f"{say(zh='期限', en='due')}  {one.due or none}{set_by}")
    typer.echo(f"{say(zh='状态', en='state')}  {_state(one)}")
    if one.history:
        typer.echo(say(zh="历史：", en="History:"))
    for step in one.history:
        typer.echo("  " + _step_line(step, zone))


def _step_line(step: "TaskStep", zone: dt.tzinfo) -> str:
    from luheng.apps.targets.tasks import TaskStateName

    said = [f"{step.at.astimezone(zone):%Y-%m-%d %H:%M}", step.by]
    if step.state:
        said.append(TaskStateName(step.state).words)
    if step.responsible:
        said.append(say(zh="责任单位 ", en="responsible ") + "；".join(step.responsible))
    if step.due:
        said.append(say(zh="期限改为 ", en="due ") + step.due.isoformat())
    if step.evidence:
        digest = f" (sha256 {step.evidence_sha256[:12]}…)" if step.evidence_sha256 else ""
        said.append(say(zh="依据 ", en="evidence ") + step.evidence + digest)
    if step.note:
        said.append(step.note)
    return "  ".join(said)
