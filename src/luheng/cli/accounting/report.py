"""``luheng accounting report``: a form filled in, as a workbook, a Word document or a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption
from luheng.errors import BadQuery, say

from .options import KnownOption, PeriodOption, open_desk

if TYPE_CHECKING:
    from luheng.reports.accounting import FilledForm

__all__ = ["report"]

_SHAPES = (".xlsx", ".docx", ".html")


def report(
    *,
    form: Annotated[
        str,
        typer.Option(
            "--form", metavar="FORM",
            help="ghg_report、energy_use_report、205-1、205-2、water_use、solid_waste",
        ),
    ],
    entity: Annotated[
        str, typer.Option("--entity", metavar="ID", help="填报单位的编码 · id of who files")
    ],
    period: PeriodOption,
    out: Annotated[
        list[Path] | None,
        typer.Option(
            "--out", metavar="FILE.xlsx|.docx|.html",
            help="写到哪个文件，可重复 · file to write; may be repeated",
        ),
    ] = None,
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """填一张报表，缺项逐条列出。 Fill in a form; what is missing is listed, never blank."""
    from luheng.reports.accounting import fill, form_of

    wanted = form_of(form)
    files = (
        [_checked(path) for path in out or ()] if out or as_json else [Path(f"{wanted.id}.xlsx")]
    )
    asked = open_desk(workspace, entity=entity, known_at=known_at)
    filled = fill(
        asked.ledger, asked.book, wanted, asked.subject.id, period, known_at=asked.known_at
    )
    for path in files:
        _write(filled, path)
    if as_json:
        said = {**filled.as_dict(), "files": [str(path) for path in files]}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    _tell(filled, files)


def _checked(path: Path) -> Path:
    """A file that a form can be written to.

    Raises:
        BadQuery: its ending is none of .xlsx, .docx and .html.
    """
    if path.suffix.lower() not in _SHAPES:
        raise BadQuery(
            f"{path.name}：文件名要以 .xlsx、.docx 或 .html 结尾。",
            f"{path.name}: the name has to end in .xlsx, .docx or .html.",
        )
    return path


def _write(filled: FilledForm, path: Path) -> None:
    from luheng.reports.accounting import write_document, write_page, write_workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    match path.suffix.lower():
        case ".xlsx":
            write_workbook(filled, path)
        case ".docx":
            path.write_bytes(write_document(filled))
        case _:
            path.write_text(write_page(filled), encoding="utf-8")


def _tell(filled: FilledForm, files: list[Path]) -> None:
    figures = sum(1 for _ in filled.figures())
    typer.echo(
        say(
            zh=f"{filled.title}，{filled.name}，{filled.period}：{figures} 个数字，"
            f"{len(filled.gaps)} 项缺项或不全。",
            en=f"{filled.title}, {filled.name}, {filled.period}: {figures} figures, "
            f"{len(filled.gaps)} missing or partial.",
        )
    )
    for gap in filled.gaps:
        typer.echo(f"  {gap.number}  {gap.place} {gap.period}: {gap.reason} {gap.remedy}")
    for finding in filled.findings:
        typer.echo(f"  {finding.code}  {finding.problem}")
    for path in files:
        typer.echo(say(zh=f"已写出 {path}", en=f"Written: {path}"))
