"""``luheng plans read``: plan documents into drafts of targets, facts, thresholds and tasks."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption
from luheng.errors import LuhengError, say

from .tables import open_table, show_table

if TYPE_CHECKING:
    from rich.table import Table

    from luheng.connectors.plan_document.document import Document
    from luheng.connectors.plan_document.drafts import FigureDraft
    from luheng.connectors.plan_document.tasks import TaskDraft

__all__ = ["objects", "read", "read_file"]

_ROLES = {
    "target": ("目标", "targets"),
    "stated_fact": ("载明的事实", "stated facts"),
    "threshold": ("门槛", "thresholds"),
}


def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="txt、docx、doc、pdf、html 文件 · files")
    ],
    as_json: JsonOption = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="不像规划也照读 · read what does not look like a plan")
    ] = False,
) -> None:
    """读规划文本，列出目标、事实和任务的草稿；不写入账本。 Read plan documents into drafts.

    --json: 每行一个对象 · one JSON object per line (type: plan, target, stated_fact, threshold,
    plan_task).
    """
    failed = False
    for file in files:
        try:
            found = read_file(file, anyway=anyway)
        except LuhengError as error:
            typer.echo(str(error), err=True)
            failed = True
            continue
        for warning in found[0].warnings:
            typer.echo(f"[{warning.code}] {file}: {warning.problem} {warning.remedy}", err=True)
        if as_json:
            for one in objects(file, *found):
                typer.echo(json.dumps(one, ensure_ascii=False))
        else:
            _print(file, *found)
    if failed:
        raise typer.Exit(code=1)


# -- drafts ------------------------------------------------------------------------------------


def read_file(
    file: Path, *, anyway: bool = False
) -> tuple["Document", tuple["FigureDraft", ...], tuple["TaskDraft", ...]]:
    """A file's document, figures and tasks.

    Raises:
        UnreadableFile: the file cannot be opened or is no plan document.
        NotAPlan: it can be read but does not look like a plan; not where ``anyway`` is set.
    """
    from luheng.connectors.plan_document.document import read_document, require_size
    from luheng.connectors.plan_document.figures import read_figures
    from luheng.connectors.plan_document.plan_likeness import require_plan
    from luheng.connectors.plan_document.tasks import read_tasks
    from luheng.errors import UnreadableFile

    try:
        require_size(file.stat().st_size, str(file))
        content = file.read_bytes()
    except OSError as error:
        problem = str(error.strerror)
        raise UnreadableFile(str(file), f"打不开文件（{problem}）。", f"{problem}.") from None
    document = read_document(content, str(file))
    if not anyway:
        require_plan(document, str(file))
    figures = read_figures(document.lines, document.head)
    return document, figures, read_tasks(document.lines, document.head)


def objects(
    file: Path,
    document: "Document",
    figures: tuple["FigureDraft", ...],
    tasks: tuple["TaskDraft", ...],
) -> Iterator[dict[str, Any]]:
    """The document's own head and then each draft, as one object each."""
    plan = file.stem
    pages = {line.number: line.page for line in document.lines}
    head = dataclasses.asdict(document.head)
    yield {"type": "plan", "plan": plan, "file": file.name, "lines": len(document.lines), **head}
    for f in figures:
        row = dataclasses.asdict(f)
        row["confidence"] = row.pop("sureness")
        said = {"type": row.pop("role"), "plan": plan, "page": pages.get(f.line), **row}
        yield {k: _plain(v) for k, v in said.items()}
    for t in tasks:
        row = dataclasses.asdict(t)
        # a task has a type of its own: section, measure, box …
        row["node"], row["confidence"] = row.pop("type"), row.pop("sureness")
        yield {"type": "plan_task", "plan": plan, **{k: _plain(v) for k, v in row.items()}}


def _plain(value: object) -> object:
    """A decimal as the number that it is in the text, a day as YYYY-MM-DD."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _print(
    file: Path,
    document: "Document",
    figures: tuple["FigureDraft", ...],
    tasks: tuple["TaskDraft", ...],
) -> None:
    for line in _head_lines(file, document):
        typer.echo(line)
    for role, (zh, en) in _ROLES.items():
        group = [f for f in figures if f.role == role]
        if not group:
            continue
        typer.echo(f"\n{say(zh=zh, en=en)} {len(group)}")
        show_table(_figure_table(group))
    typer.echo(f"\n{say(zh='任务', en='tasks')} {len(tasks)}")
    depth = {t.number: 0 for t in tasks}
    for task in tasks:
        depth[task.number] = depth.get(task.parent or "", -1) + 1
        typer.echo(f"{task.line:>5}  {'  ' * depth[task.number]}{task.title_zh}")


def _head_lines(file: Path, document: "Document") -> Iterator[str]:
    head = document.head
    unstated = say(zh="（文中没有写明）", en="(not stated)")
    period = f"{head.first_year}-{head.last_year}" if head.first_year else unstated
    yield f"{file.name}: {head.title or unstated}"
    yield say(zh="发文机关", en="issuer") + f"  {head.issuer or unstated}"
    yield say(zh="文号", en="number") + f"  {head.number or unstated}"
    yield say(zh="地区", en="region") + f"  {head.region}"
    yield say(zh="期间", en="period") + f"  {period}"


def _figure_table(figures: list["FigureDraft"]) -> "Table":
    table = open_table(
        say(zh="行", en="line"),
        say(zh="指标", en="indicator"),
        say(zh="数值", en="value"),
        say(zh="年份", en="year"),
        say(zh="范围", en="scope"),
        say(zh="把握", en="sure"),
    )
    for f in figures:
        value = f"{f.comparator} {f.value}{f'-{f.value_max}' if f.value_max is not None else ''}"
        year = str(f.target_year or f.period or "")
        name = say(zh=f.indicator_zh, en=f.indicator_id or f.indicator_zh)
        sure = f"{f.sureness:.2f}"
        table.add_row(str(f.line), name, f"{value} {f.unit}", year, f.scope_region, sure)
    return table
