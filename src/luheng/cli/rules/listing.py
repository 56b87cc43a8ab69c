"""``luheng rules list``: the standards, their editions and the periods that these govern."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import typer

from luheng.cli.workspace import JsonOption
from luheng.errors import say

from .audit import tell

if TYPE_CHECKING:
    from luheng.rulebook.audit import Audit
    from luheng.rules import Edition

__all__ = ["list_standards"]


def list_standards(as_json: JsonOption = False) -> None:
    """列出每一部标准、它的版本和施行日期。 List every standard with its editions and dates."""
    from luheng.rulebook.audit import audit_rulebook

    audit = audit_rulebook()
    tell(audit.problems)
    if as_json:
        rows = [
            {
                "standard": s.id,
                "code": s.code,
                "zh": s.zh,
                "en": s.en,
                "editions": [{**_dates(e), **_statuses(audit, s.id, e.id)} for e in s.editions],
            }
            for s in audit.standards
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for standard in audit.standards:
        typer.echo(f"{standard.code}  {say(zh=standard.zh, en=standard.en)}  ({standard.id})")
        for edition in standard.editions:
            said = say(
                zh=f"发布 {edition.published or '—'}，适用 {edition.applies}",
                en=f"published {edition.published or '—'}, governs {edition.applies}",
            )
            counts = _statuses(audit, standard.id, edition.id)["clauses"]
            clauses = ", ".join(f"{status} {n}" for status, n in counts.items() if n)
            typer.echo(f"  {edition.id}  {edition.code}  {said}  {clauses}")
    typer.echo(say(zh=f"共 {len(audit.standards)} 部。", en=f"{len(audit.standards)} standards."))


def _dates(edition: Edition) -> dict[str, Any]:
    applies = edition.applies
    return {
        "edition": edition.id,
        "code": edition.code,
        "published": str(edition.published) if edition.published else None,
        "from": str(applies.start) if applies.start > dt.date.min else None,
        "to": str(applies.end) if applies.end else None,
        "replaces": edition.replaces or None,
    }


def _statuses(audit: Audit, standard: str, edition: str) -> dict[str, dict[str, int]]:
    return {"clauses": audit.of({standard: (edition,)}).statuses()}
