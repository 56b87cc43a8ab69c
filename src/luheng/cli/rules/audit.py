"""``luheng rules audit``: every clause with its status, values by trust, and worked examples."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption
from luheng.errors import BadQuery, say

if TYPE_CHECKING:
    from luheng.cli.places import Cited
    from luheng.rulebook.audit import Audit, AuditProblem, ClauseAudit

__all__ = ["audit_clauses", "cited_in", "tell"]


def audit_clauses(
    standard: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STANDARD]", help="标准号或编号 · GB/T 2589, gbt_2589"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """逐条审计：状态、数值的可信度、算例。 Every clause: status, trust of values, examples.

    Exit code 1 if anything does not agree: a status that says more or less than is held, a value
    without a source, an example without a clause.
    """
    from luheng.rulebook.audit import audit_rulebook

    audit = audit_rulebook()
    wanted = " ".join(standard or ()).strip()
    if wanted:
        found = cited_in(wanted, audit)
        audit = audit.of({one.standard.id: one.editions for one in found})
    if as_json:
        rows = [clause.as_dict() for clause in audit.clauses]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print_audit(audit)
    tell(audit.problems)
    if audit.problems:
        raise typer.Exit(code=1)


def cited_in(text: str, audit: Audit) -> list[Cited]:
    """The standards that a text cites; raises BadQuery with those that are near."""
    from luheng.cli.places import cited

    found = list(cited(text, audit.standards))
    if not found:
        names = {n: s for s in audit.standards for n in (s.id, s.code, s.zh)}
        near = difflib.get_close_matches(text, list(names), n=3, cutoff=0.4)
        alike = dict.fromkeys(f"{names[n].code} ({names[n].id})" for n in near)
        raise BadQuery(
            f"规则库里没有“{text}”。"
            + (f"相近的：{'、'.join(alike)}。" if alike else "`luheng rules list` 列出全部。"),
            f"The rulebook has no {text!r}. "
            + (f"Near it: {', '.join(alike)}." if alike else "`luheng rules list` lists all."),
        )
    return found


def _print_audit(audit: Audit) -> None:
    from rich.console import Console

    console = Console()
    for standard in audit.standards:
        for edition in standard.editions:
            rows = [
                c for c in audit.clauses if (c.standard, c.edition) == (standard.id, edition.id)
            ]
            if rows:
                name = say(zh=standard.zh, en=standard.en)
                console.print(f"{edition.code}  {name}", style="bold", highlight=False)
                console.print(_clause_table(rows))
    statuses, tally = audit.statuses(), audit.tally()
    total = sum(statuses.values())
    said = ", ".join(f"{status} {n}" for status, n in statuses.items())
    sourced = sum(c.examples_sourced for c in audit.clauses)
    own = sum(c.examples_own for c in audit.clauses)
    typer.echo(
        say(
            zh=f"条文 {total}：{said}。值：已核对 {tally.checked}，转录 {tally.transcribed}，"
            f"暂用 {tally.provisional}；范围 {tally.ranges}。"
            f"逐条算例：有出处 {sourced}，自编 {own}。",
            en=f"{total} clauses: {said}. Values: {tally.checked} checked, {tally.transcribed} "
            f"transcribed, {tally.provisional} provisional; {tally.ranges} ranges. "
            f"Examples by clause: {sourced} sourced, {own} own.",
        )
    )


def _clause_table(rows: Iterable[ClauseAudit]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    fold: Any = {"overflow": "fold"}
    table.add_column(say(zh="条", en="clause"), **fold)
    table.add_column(say(zh="状态", en="status"), no_wrap=True)
    table.add_column(say(zh="值\n核对/转录/暂用", en="values\nchk/trn/prov"), justify="right")
    table.add_column(say(zh="算例\n出处/自编", en="examples\nsrc/own"), justify="right")
    table.add_column(say(zh="内容", en="what"), **fold)
    for row in rows:
        tally = row.tally
        counts = (tally.checked, tally.transcribed, tally.provisional)
        values = "/".join(map(str, counts)) if any(counts) else "—"
        examples = f"{row.examples_sourced}/{row.examples_own}"
        what = " · ".join(word for word in (row.zh, row.trust) if word)
        table.add_row(row.clause, row.status, values, examples, what)
    return table


def tell(problems: Iterable[AuditProblem]) -> None:
    """Say each problem on standard error, and how many there are."""
    told = list(problems)
    for problem in told:
        typer.echo(str(problem), err=True)
    if told:
        typer.echo(say(zh=f"问题 {len(told)} 个。", en=f"Problems: {len(told)}."), err=True)
