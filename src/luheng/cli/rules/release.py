"""``luheng rules release``: write the list of a release, or say what stands in its way."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption
from luheng.errors import BadQuery, RulebookNotWhole, say

if TYPE_CHECKING:
    from luheng.rulebook.audit import Audit

__all__ = ["release"]

_FOLDER = Path("rulebook_releases")
_CHECKED = "check"


def release(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="发布名 · such as 2026.1")] = "",
    *,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            "--allow",
            metavar="QUANTITY|TABLE",
            help="点名带着暂用值发布的量或文件 · release with the provisional values of",
        ),
    ] = None,
    to: Annotated[
        Path, typer.Option("--to", metavar="FOLDER", help="历次发布的目录 · folder of releases")
    ] = _FOLDER,
    only_check: Annotated[
        bool, typer.Option("--check", help="只看能不能发布，不写 · say whether, write nothing")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """发布规则库：暂用值须逐一点名。 Release the rulebook; provisional values must be named.

    Refused if the audit or the check finds a problem, if a provisional value is not named, if the
    name was used before, or if a value that was released is gone or another (A16, A17).
    """
    from luheng.rulebook import load_rulebook
    from luheng.rulebook.audit import audit_rulebook
    from luheng.rulebook.audit.release import hold_against, name_provisional, write_release
    from luheng.rulebook.audit.release import release as make_release
    from luheng.rulebook.loader import overlay_names

    if not name and not only_check:
        raise BadQuery(
            "请写发布名，例如 `luheng rules release 2026.1`；只想看能不能发布，用 --check。",
            "Name the release, as in `luheng rules release 2026.1`; --check only looks.",
        )
    audit = audit_rulebook()
    _refuse_problems(audit)
    named = name_provisional(audit, allow or ())
    book = load_rulebook(overlays=overlay_names())
    day = dt.datetime.now(dt.UTC).date()
    held = make_release(name or _CHECKED, audit, named, rulebook=book.release, day=day)
    if only_check:
        hold_against(held, to)
    place = None if only_check else write_release(held, to)
    if as_json:
        said = {k: v for k, v in held.items() if k not in {"values", "files"}}
        said["file"] = str(place) if place else None
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    _print(held, place)


def _refuse_problems(audit: Audit) -> None:
    """Say every problem of the audit and the check; raises RulebookNotWhole if there is one."""
    from luheng.cli.rulebook import rulebook_problems

    told = [str(problem) for problem in audit.problems]
    told += [problem["problem"] for problem in rulebook_problems()]
    for problem in told:
        typer.echo(problem, err=True)
    if told:
        raise RulebookNotWhole(len(told))


def _print(held: dict[str, Any], place: Path | None) -> None:
    counts, named = held["counts"], held["provisional"]
    provisional = sum(t["recalled"] + t["conflicting"] for t in named)
    for table in named:
        said = f"{table['quantity']}  {table['table']}"
        typer.echo(f"  {said}: recalled {table['recalled']}, conflicting {table['conflicting']}")
    typer.echo(
        say(
            zh=f"规则库 {held['rulebook']}：{len(held['standards'])} 部标准，"
            f"{counts['values']} 个值，其中点名的暂用值 {provisional} 个。",
            en=f"Rulebook {held['rulebook']}: {len(held['standards'])} standards, "
            f"{counts['values']} values, {provisional} of them provisional and named.",
        )
    )
    if place is None:
        typer.echo(say(zh="可以发布。", en="It can be released."))
    else:
        typer.echo(say(zh=f"已发布：{place}", en=f"Released: {place}"))
