"""``luheng accounting file``, ``filings`` and ``filing``: figures frozen as filed."""

from __future__ import annotations

import datetime as dt
import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption, open_workspace
from luheng.errors import say

from .options import (
    Asked,
    EntityOption,
    KnownOption,
    ParkOption,
    PeriodOption,
    RegionOption,
    open_desk,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.apps.accounting import Filed, Filing, FilledCell, Restated

__all__ = ["file", "filing", "filings"]


def file(
    *,
    period: PeriodOption,
    form: Annotated[
        str,
        typer.Option("--form", metavar="FORM", help="报表，缺省为核算主表 · a form; the accounts"),
    ] = "",
    entity: EntityOption = "",
    park: ParkOption = "",
    region: RegionOption = "",
    number: Annotated[
        str, typer.Option("--number", help="报送编号，缺省自动编号 · number of the filing")
    ] = "",
    attach: Annotated[
        list[Path] | None,
        typer.Option("--attach", metavar="FILE", help="附件，可重复 · a file; may be repeated"),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="报送人，缺省系统用户 · who files")] = "",
    recipient: Annotated[
        str, typer.Option("--to", metavar="OFFICE", help="受理机关 · who receives it")
    ] = "",
    supersedes: Annotated[
        str,
        typer.Option("--supersedes", metavar="NUMBER", help="更正哪一次报送 · what it corrects"),
    ] = "",
    with_gaps: Annotated[
        bool, typer.Option("--with-gaps", help="带缺项报送 · file although lines are missing")
    ] = False,
    note: Annotated[str, typer.Option("--note", help="备注 · a note")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """报送：按表取数并冻结。 Freeze the figures of a form as filed, with what they rest on."""
    from luheng.apps.accounting import OWN_FORM, attach_file, file_cells, filings, restated

    asked = open_desk(workspace, entity=entity, park=park, region=region)
    name = form or OWN_FORM
    # the state of knowledge is fixed first: what arrives meanwhile is not in this filing
    now: dt.datetime | int = dt.datetime.now(dt.UTC)
    now = now if name == OWN_FORM else asked.ledger.known(now)
    cells = _cells(asked, name, period, now)
    files = [attach_file(asked.workspace, path) for path in attach or ()]
    earlier = filings(asked.ledger, entity=asked.subject.id, form=name)
    done = file_cells(
        asked.ledger, asked.book, asked.subject, period, form=name, cells=cells, known_at=now,
        by=by or getpass.getuser(), number=number, recipient=recipient, supersedes=supersedes,
        attachments=files, with_gaps=with_gaps, note=note,
    )  # fmt: skip
    standing = [f for f in earlier if not f.superseded_by and f.number != supersedes]
    before = [f for f in earlier if f.number == supersedes] or standing[-1:]
    moved = [restated(asked.ledger, asked.book, asked.subject, f, known_at=now) for f in before]
    if as_json:
        said = {**done.as_dict(), "restated": [m.as_dict() for m in moved]}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    _print_filed(done)
    for one in moved:
        _print_restated(one)


def _print_filed(done: Filed) -> None:
    typer.echo(
        say(
            zh=f"已报送 {done.number}：{done.form}，{done.entity}，{done.period}，"
            f"{len(done.cells)} 行，第 {done.receipt} 号收据。",
            en=f"Filed {done.number}: {done.form}, {done.entity}, {done.period}, "
            f"{len(done.cells)} lines, receipt {done.receipt}.",
        )
    )
    _print_gaps(done.cells)


def _cells(asked: Asked, form: str, period: str, now: dt.datetime | int) -> tuple[FilledCell, ...]:
    """The cells of a form, worked out: the desk's own, or those of a printed form."""
    from luheng.apps.accounting import OWN_FORM, fill, own_cells

    if form == OWN_FORM:
        wanted = own_cells(asked.book, asked.subject)
        return fill(asked.ledger, asked.book, asked.subject, period, wanted, known_at=now)
    from luheng.reports.accounting import fill as fill_form
    from luheng.reports.accounting import form_of
    from luheng.reports.accounting.filed_cells import filed_cells

    printed = form_of(form)
    filled = fill_form(asked.ledger, asked.book, printed, asked.subject.id, period, known_at=now)
    return filed_cells(filled)


def _print_gaps(cells: Sequence[FilledCell]) -> None:
    lacking = [c for c in cells if c.value is None]
    if lacking:
        typer.echo(
            say(
                zh=f"其中 {len(lacking)} 行无法给出，如下：",
                en=f"{len(lacking)} of them cannot be said:",
            )
        )
    for one in lacking:
        typer.echo(f"  {one.cell.line}  {one.cell.title}: {one.reason}")


def filings(
    *,
    entity: Annotated[str, typer.Option("--entity", help="只看一个单位 · of one entity")] = "",
    form: Annotated[str, typer.Option("--form", help="只看一种报表 · of one form")] = "",
    period: Annotated[str, typer.Option("--period", help="只看一个报告期 · of one period")] = "",
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出报送。 List what was filed."""
    from luheng.apps.accounting import filings as filed
    from luheng.cli.figures import instant
    from luheng.cli.plans.tables import open_table, show_table

    found = open_workspace(workspace)
    every = filed(
        found.ledger, entity=entity, form=form, period=period, known_at=instant(known_at, found)
    )
    if as_json:
        said = [f.as_dict(lines=False) for f in every]
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    if not every:
        typer.echo(say(zh="没有报送。", en="Nothing was filed."))
        return
    table = open_table(
        say(zh="编号", en="number"), say(zh="报表", en="form"), say(zh="单位", en="entity"),
        say(zh="报告期", en="period"), say(zh="报送", en="filed"), say(zh="行数", en="lines"),
        say(zh="更正", en="corrections"),
    )  # fmt: skip
    for one in every:
        notes = []
        if one.supersedes:
            notes.append(say(zh=f"更正 {one.supersedes}", en=f"corrects {one.supersedes}"))
        if one.superseded_by:
            notes.append(
                say(zh=f"被 {one.superseded_by} 更正", en=f"corrected by {one.superseded_by}")
            )
        when = f"{one.filed.astimezone():%Y-%m-%d} {one.filed_by}"
        gaps = sum(k.value is None for k in one.lines)
        count = f"{len(one.lines)}" + (
            say(zh=f"，缺 {gaps}", en=f", {gaps} missing") if gaps else ""
        )
        table.add_row(
            one.number, one.form, one.entity, one.period, when, count, "; ".join(notes) or "—"
        )
    show_table(table)


def filing(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="报送编号 · number of a filing")],
    known_at: KnownOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """一次报送的内容，以及此后哪些数字变了、为什么。 A filing, and what was restated since."""
    from luheng.apps.accounting import filing_of, restated, subject_of
    from luheng.cli.figures import instant
    from luheng.rulebook import load_rulebook

    found = open_workspace(workspace)
    known = instant(known_at, found)
    one = filing_of(found.ledger, number, known)
    book = load_rulebook(overlays=found.settings.overlays)
    subject = subject_of(found.ledger, **_kind(one, found.ledger), known_at=known)
    moved = restated(found.ledger, book, subject, one, known_at=known)
    if as_json:
        said = {**one.as_dict(), "restated": moved.as_dict()}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    _print_filing(one)
    _print_restated(moved)


def _kind(one: Filing, ledger: object) -> dict[str, str]:
    """Whether a filing is an entity's, a park's or a region's."""
    from luheng import codelists

    if one.entity in codelists.load("regions").ids():
        return {"region": one.entity}
    rows = ledger.read("entity", where={"id": one.entity}).to_pylist()  # type: ignore[attr-defined]
    park = bool(rows) and rows[0]["type"] == "park"
    return {"park": one.entity} if park else {"entity": one.entity}


def _print_filing(one: Filing) -> None:
    from luheng.cli.plans.tables import open_table, show_table

    typer.echo(
        say(
            zh=f"{one.number}  {one.form}  {one.entity}  {one.period}\n"
            f"{one.filed_by} 于 {one.filed.astimezone():%Y-%m-%d %H:%M} 报送；"
            f"依据截至 {one.known_at} 的数据，规则库 {one.rulebook}，程序 {one.engine_version}。",
            en=f"{one.number}  {one.form}  {one.entity}  {one.period}\n"
            f"filed by {one.filed_by} on {one.filed.astimezone():%Y-%m-%d %H:%M}, as known at "
            f"{one.known_at}, rulebook {one.rulebook}, engine {one.engine_version}.",
        )
    )
    table = open_table(
        say(zh="行", en="line"), say(zh="指标", en="figure"), say(zh="报出", en="as filed"),
        say(zh="单位", en="unit"), say(zh="说明", en="note"),
    )  # fmt: skip
    for line in one.lines:
        where = " ".join(line.where.values())
        table.add_row(
            line.line, f"{line.figure} {where}".strip(), line.printed or "—", line.unit, line.note
        )
    show_table(table)
    for file_ in one.attachments:
        typer.echo(say(zh="附件：", en="attachment: ") + f"{file_['file']}  {file_['sha256']}")


def _print_restated(moved: Restated) -> None:
    number = moved.filing.number
    if not moved.lines:
        typer.echo(
            say(
                zh=f"{number} 报送以来没有数字变动。",
                en=f"No figure of {number} has moved since it was filed.",
            )
        )
        return
    typer.echo(
        say(
            zh=f"{number} 报送以来有 {len(moved.lines)} 个数字变动（报出的不改，更正请另行报送）：",
            en=f"{len(moved.lines)} figures of {number} have moved since it was filed (what was "
            "filed stands; file a correction under a number of its own):",
        )
    )
    for line in moved.lines:
        where = " ".join(line.filed.where.values())
        name = f"{line.filed.line} {line.filed.figure} {where}".strip()
        parts = ""
        if line.rulebook:
            parts = (
                say(zh="，其中规则库 ", en=", of which rulebook ") + f"{float(line.rulebook):+,.6g}"
            )
        now = line.printed_now or say(zh="无法给出", en="cannot be said")
        typer.echo(f"  {name}: {line.filed.printed or '—'} → {now} {line.filed.unit}{parts}")
    for row in moved.rows:
        typer.echo("  · " + row.text)
    for factor in moved.factors:
        typer.echo("  · " + factor.text)
    if moved.other_release:
        typer.echo(
            say(
                zh=f"  · 规则库 {moved.filing.rulebook} → {moved.release}",
                en=f"  · rulebook {moved.filing.rulebook} → {moved.release}",
            )
        )
