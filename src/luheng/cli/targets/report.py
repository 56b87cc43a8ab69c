"""``luheng targets report``: the evaluation of a plan as a Word document and as a page."""

import datetime as dt
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import say

if TYPE_CHECKING:
    from luheng.reports.targets import Evaluation

__all__ = ["report"]


class Shape(StrEnum):
    """The kinds of file that a report can be written as."""

    DOCX = "docx"
    HTML = "html"
    BOTH = "both"


class Kind(StrEnum):
    """The kinds of evaluation."""

    MID_TERM = "mid_term"
    FINAL = "final"


def report(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="规划编号 · id of a plan")],
    *,
    at: Annotated[
        dt.datetime | None,
        typer.Option(
            "--at", formats=["%Y-%m-%d"], help="评估时点，默认今天 · day, today by default"
        ),
    ] = None,
    kind: Annotated[
        Kind | None, typer.Option(help="中期或总结评估；默认按规划期 · by default as the day says")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="写到哪个目录 · folder to write to")
    ] = Path(),
    shape: Annotated[
        Shape, typer.Option("--format", help="docx、html 或两者 · or both")
    ] = Shape.BOTH,
    known_at: Annotated[
        str, typer.Option("--known-at", help="当时所知：收据编号或时刻 · receipt number or instant")
    ] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """写一份规划的中期或总结评估报告。 Write the mid-term or final evaluation of a plan."""
    from luheng.cli.figures import instant
    from luheng.cli.workspace import find, open_workspace
    from luheng.reports.targets import EvaluationKind, gather

    here = find(workspace)
    opened = open_workspace(workspace) if workspace or (here / "luheng.toml").is_file() else None
    now = dt.datetime.now().astimezone()
    evaluation = gather(
        plan,
        at=at.date() if at else now.date(),
        made_at=now,
        kind=EvaluationKind(kind.value) if kind else None,
        ledger=opened.ledger if opened else None,
        known_at=instant(known_at, opened) if known_at and opened else None,
    )
    written = _write(evaluation, out / f"{plan}-{evaluation.kind.value}-{evaluation.at}", shape)
    if as_json:
        typer.echo(json.dumps(_said(evaluation) | written, ensure_ascii=False, indent=2))
        return
    for text in evaluation.summary():
        typer.echo(text)
    for name in written.values():
        typer.echo(say(zh=f"已写出 {name}", en=f"Written: {name}"))


def _write(evaluation: "Evaluation", stem: Path, shape: Shape) -> dict[str, str]:
    """Write the files asked for and give their places by kind."""
    from luheng.reports.targets import write_document, write_page

    stem.parent.mkdir(parents=True, exist_ok=True)
    written: dict[str, str] = {}
    if shape is not Shape.HTML:
        file = stem.with_name(f"{stem.name}.docx")
        file.write_bytes(write_document(evaluation))
        written["docx"] = str(file)
    if shape is not Shape.DOCX:
        file = stem.with_name(f"{stem.name}.html")
        file.write_text(write_page(evaluation), encoding="utf-8")
        written["html"] = str(file)
    return written


def _said(evaluation: "Evaluation") -> dict[str, Any]:
    """What a program reads of a report beside the files."""
    return {
        "plan": evaluation.plan.id,
        "kind": evaluation.kind.value,
        "at": evaluation.at.isoformat(),
        "known_at": evaluation.known_at,
        "targets": len(evaluation.own),
        "colours": {colour.value: count for colour, count in evaluation.colours.items()},
        "tasks": len(evaluation.tasks),
        "alarms": len(evaluation.alarms),
    }
