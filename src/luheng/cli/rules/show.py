"""``luheng rules show``: one clause with the text of its rules, its values and its examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption
from luheng.errors import BadQuery, say

from .audit import cited_in

if TYPE_CHECKING:
    from luheng.rulebook.audit import Audit, ClauseAudit
    from luheng.rulebook.audit.clauses import Held
    from luheng.rulebook.audit.folder import HeldDefinition, HeldTable, WorkedExample

__all__ = ["show"]


def show(
    text: Annotated[
        list[str],
        typer.Argument(metavar="CLAUSE", help="标准和条文 · GB/T 2589 7"),
    ],
    as_json: JsonOption = False,
) -> None:
    """列出一条条文的规则、系数表和算例。 Show a clause: its rules, tables and examples."""
    from luheng.rulebook.audit import audit_rulebook
    from luheng.rulebook.audit.clauses import held_of

    audit = audit_rulebook()
    folders = {folder.standard.id: folder for folder in audit.folders}
    rows = _clauses(" ".join(text).strip(), audit)
    shown = [(row, held_of(folders[row.standard], row.edition, row.clause)) for row in rows]
    if as_json:
        out = [_as_dict(row, held) for row, held in shown]
        typer.echo(json.dumps(out, ensure_ascii=False, indent=2))
        return
    for row, held in shown:
        _print(row, held)


def _clauses(wanted: str, audit: Audit) -> list[ClauseAudit]:
    """The clauses that a text cites; raises BadQuery with those that are listed."""
    found = cited_in(wanted, audit)
    rows = [
        clause
        for one in found
        for clause in audit.clauses
        if clause.standard == one.standard.id
        and clause.edition in one.editions
        and one.holds(clause.clause)
    ]
    if not rows:
        known = dict.fromkeys(c.clause for c in audit.clauses if c.standard == found[0].standard.id)
        raise BadQuery(
            f"没有登记“{wanted}”这一条；已登记：{'、'.join(known)}。",
            f"No clause {wanted!r} is listed; there are: {', '.join(known)}.",
        )
    return rows


def _as_dict(row: ClauseAudit, held: Held) -> dict[str, Any]:
    return {
        **row.as_dict(),
        "rules": [_rule_as_dict(h) for h in held.definitions],
        "tables": [_table_as_dict(t) for t in held.tables],
        "examples": [_example_as_dict(e) for e in held.examples],
    }


def _print(row: ClauseAudit, held: Held) -> None:
    trust = f" · {row.trust}" if row.trust else ""
    typer.echo(f"{row.code}, {row.clause}  {row.zh}  [{row.status}{trust}]")
    if row.note:
        typer.echo(f"  {row.note}")
    for rule in held.definitions:
        _print_rule(rule)
    for table in held.tables:
        _print_table(table)
    for example in held.examples:
        said = say(zh="算例", en="example")
        typer.echo(f"  {said} {example.file}: {example.given} [{example.source}]")


def _rule_as_dict(held: HeldDefinition) -> dict[str, Any]:
    from luheng.rules import Rule, Source
    from luheng.rules.expression import text

    one = held.definition
    return {
        "quantity": one.name,
        "zh": one.zh,
        "en": one.en,
        "unit": str(one.unit),
        "grain": list(one.grain),
        "clause": held.clause or None,
        "formula": "" if isinstance(one, Source) else one.cite.formula,
        "place": one.place,
        "text": text(one.body, full=False) if isinstance(one, Rule) else None,
        "says": one.doc if isinstance(one, Rule) else None,
        "record": one.record if isinstance(one, Source) else None,
    }


def _table_as_dict(table: HeldTable) -> dict[str, Any]:
    return {
        "quantity": table.quantity,
        "file": table.file,
        "missing": table.missing,
        "borrows": list(table.borrows),
        "values": [
            {"keys": list(v.keys), "value": v.value, "unit": v.unit, "zh": v.zh, "trust": v.trust,
             "checked": v.checked, "from": v.applies[0] or None, "to": v.applies[1] or None,
             "source": v.source, "place": v.place, "read_from": v.read_from, "note": v.note or None}
            for v in table.values
        ],
    }  # fmt: skip


def _example_as_dict(example: WorkedExample) -> dict[str, Any]:
    return {
        "file": example.file,
        "given": example.given,
        "source": example.source,
        "own": example.own,
        "quantities": list(example.quantities),
    }


def _print_rule(held: HeldDefinition) -> None:
    said = _rule_as_dict(held)
    name = say(zh=said["zh"], en=said["en"])
    formula = f" ({said['formula']})" if said["formula"] else ""
    typer.echo(f"  {said['quantity']} [{said['unit']}]  {name}{formula}  {said['place']}")
    if said["text"]:
        typer.echo(f"    = {said['text']}")
    if said["record"]:
        typer.echo(say(zh=f"    读自 {said['record']}", en=f"    read from {said['record']}"))
    for line in (said["says"] or "").splitlines():
        typer.echo(f"    {line}".rstrip())


def _print_table(table: HeldTable) -> None:
    from rich.console import Console
    from rich.table import Table

    said = say(
        zh=f"{len(table.values)} 个值，缺 {table.missing} 个",
        en=f"{len(table.values)} values, {table.missing} missing",
    )
    typer.echo(f"  {table.quantity}  {table.file}  {said}")
    for name in table.borrows:
        typer.echo(say(zh=f"    借用 {name} 的值", en=f"    takes the values of {name}"))
    shown = Table(box=None, padding=(0, 1), show_header=False)
    for value in table.values:
        mark = "✓ printed" if value.checked else value.trust
        key = "; ".join(value.keys)
        shown.add_row("  ", value.zh, key, f"{value.value} {value.unit}", mark, value.place)
    Console().print(shown, highlight=False)
