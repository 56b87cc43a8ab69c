"""``luheng plans``: read plan documents into drafts, and see the plans that are registered."""

import dataclasses
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import LuhengError, say

from .workspace import JsonOption

if TYPE_CHECKING:
    from rich.table import Table

    from luheng.connectors.plan_document.document import Document
    from luheng.connectors.plan_document.drafts import FigureDraft
    from luheng.connectors.plan_document.tasks import TaskDraft

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="规划文本与登记 · plan documents and the register")

_ROLES = {
    "target": ("目标", "targets"),
    "stated_fact": ("载明的事实", "stated facts"),
    "threshold": ("门槛", "thresholds"),
}


@app.callback()
def _group() -> None:
    """规划：从文本读出草稿，查看已登记的规划。 Plans: drafts from text, and the register."""


@app.command()
def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="txt、docx、doc、pdf、html 文件 · files")
    ],
    as_json: JsonOption = False,
) -> None:
    """读规划文本，列出目标、事实和任务的草稿；不写入账本。 Read plan documents into drafts.

    --json: 每行一个对象 · one JSON object per line (type: plan, target, stated_fact, threshold,
    plan_task).
    """
    failed = False
    for file in files:
        try:
            found = _read(file)
        except LuhengError as error:
            typer.echo(str(error), err=True)
            failed = True
            continue
        if as_json:
            for one in _objects(file, *found):
                typer.echo(json.dumps(one, ensure_ascii=False))
        else:
            _print(file, *found)
    if failed:
        raise typer.Exit(code=1)


@app.command("list")
def list_plans(as_json: JsonOption = False) -> None:
    """列出已登记的规划。 List the registered plans."""
    from luheng.rulebook import plans

    loaded = [plans.load(name) for name in plans.names()]
    if as_json:
        rows = [
            {
                "id": p.id,
                "zh": p.zh,
                "en": p.en,
                "first_year": p.first_year,
                "last_year": p.last_year,
                "number": p.number,
                "targets": len(p.targets),
                "facts": len(p.facts),
            }
            for p in loaded
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = _table(
        say(zh="编号", en="id"),
        say(zh="名称", en="name"),
        say(zh="期间", en="period"),
        say(zh="目标", en="targets"),
        say(zh="事实", en="facts"),
    )
    for p in loaded:
        years = f"{p.first_year}-{p.last_year}"
        table.add_row(p.id, say(zh=p.zh, en=p.en), years, str(len(p.targets)), str(len(p.facts)))
    _show(table)


@app.command()
def show(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="规划编号 · id of a registered plan")],
    as_json: JsonOption = False,
) -> None:
    """列出一份已登记规划的目标和载明的事实。 Show a registered plan's targets and stated facts."""
    from luheng.rulebook import plans

    found = plans.load(plan)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False, indent=2, default=str))
        return
    typer.echo(say(zh=found.zh, en=found.en))
    typer.echo(
        f"{say(zh=found.issuer_zh, en=found.issuer_en)}  {found.number or ''}  "
        f"{found.first_year}-{found.last_year}"
    )
    table = _table(
        say(zh="序号", en="no."),
        say(zh="指标", en="indicator"),
        say(zh="数值", en="value"),
        say(zh="年份", en="year"),
        say(zh="位置", en="place"),
    )
    for target in found.targets:
        value = f"{target.comparator} {target.value} {target.unit}"
        place = f"{target.section} · {target.line}"
        table.add_row(target.number, target.zh, value, str(target.target_year), place)
    _show(table)
    typer.echo(
        say(
            zh=f"目标 {len(found.targets)} 项，载明的事实 {len(found.facts)} 项。",
            en=f"{len(found.targets)} targets, {len(found.facts)} stated facts.",
        )
    )


# -- drafts ------------------------------------------------------------------------------------


def _read(file: Path) -> tuple["Document", tuple["FigureDraft", ...], tuple["TaskDraft", ...]]:
    from luheng.connectors.plan_document.document import read_document
    from luheng.connectors.plan_document.figures import read_figures
    from luheng.connectors.plan_document.tasks import read_tasks
    from luheng.errors import UnreadableFile

    try:
        content = file.read_bytes()
    except OSError as error:
        problem = str(error.strerror)
        raise UnreadableFile(str(file), f"打不开文件（{problem}）。", f"{problem}.") from None
    document = read_document(content, file.name)
    figures = read_figures(document.lines, document.head)
    return document, figures, read_tasks(document.lines, document.head)


def _objects(
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
        yield {"type": "plan_task", "plan": plan, **row}


def _plain(value: object) -> object:
    """A decimal as the number that it is in the text."""
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
        _show(_figure_table(group))
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
    table = _table(
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


# -- tables ------------------------------------------------------------------------------------


def _table(*columns: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    fold: Any = {"overflow": "fold"}
    for i, column in enumerate(columns):
        table.add_column(column, no_wrap=i == 0, **fold)
    return table


def _show(table: "Table") -> None:
    from rich.console import Console

    Console().print(table, highlight=False)
