"""``luheng check`` and ``luheng where``: can the rulebook be right, and where does it say so."""

import datetime as dt
import functools
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.errors import BadQuery, say

from .workspace import JsonOption

if TYPE_CHECKING:
    from luheng.rules import Rulebook

__all__ = ["check", "rulebook_problems", "schema_problems", "where"]

_Problem = dict[str, str]


def check(as_json: JsonOption = False) -> None:
    """检查规则库：单位、粒度、口径、重叠、格式。 Check every rule and value, before any data."""
    from luheng.rulebook import load_rulebook
    from luheng.rulebook.loader import overlay_names

    problems = rulebook_problems()
    # a file that breaks its schema cannot be read as a rulebook
    broken = any(problem["code"] == "RULE-04" for problem in problems)
    book = None if broken else load_rulebook(overlays=overlay_names())
    counts = _counts(book) if book else {}
    provisional = _provisional(book) if book else []
    if as_json:
        shown = {**counts, "problems": problems, "provisional": provisional}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print(counts, problems, provisional)
    if problems:
        raise typer.Exit(code=1)


def rulebook_problems() -> list[_Problem]:
    """Every problem of the installed rulebook: of its files, else of its rules and bindings."""
    from luheng.rulebook import load_rulebook
    from luheng.rulebook.loader import overlay_names

    problems = list(schema_problems())
    if not problems:
        book = load_rulebook(overlays=overlay_names())
        problems += _rule_problems(book)
        problems += _binding_problems(book)
    return problems


def _rule_problems(book: "Rulebook") -> Iterator[_Problem]:
    from luheng.engine import check as check_rules

    for problem in check_rules(book):
        yield {
            "code": problem.error.code,
            "place": problem.quantity,
            "regime": problem.regime,
            "problem": str(problem.error),
        }


def _binding_problems(book: "Rulebook") -> Iterator[_Problem]:
    from luheng.rulebook.plans import binding_problems

    for error in binding_problems(book):
        place = "plans/measured_by.yaml"
        yield {"code": error.code, "place": place, "regime": "", "problem": str(error)}


def schema_problems(root: Path | None = None) -> Iterator[_Problem]:
    """Hold every YAML file of the rulebook against its JSON Schema; nothing is loaded as rules.

    Args:
        root: the folder of the rulebook; the one that is installed if none is given.
    """
    import yaml

    from luheng.rulebook.words import read_yaml

    folder = root or _package() / "rulebook"
    for path in sorted(folder.rglob("*.yaml")):
        place = path.relative_to(folder).as_posix()
        try:
            held = read_yaml(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            yield {"code": "RULE-04", "place": place, "regime": "", "problem": str(error)}
            continue
        if isinstance(held, dict) and "given" in held:
            continue  # a worked example, which its test reads
        name = _schema_of(path.relative_to(folder))
        validator = _validators().get(name)
        if validator is None:
            problem = say(zh=f"没有格式 {name}。", en=f"there is no schema {name}.")
            yield {"code": "RULE-04", "place": place, "regime": "", "problem": problem}
            continue
        for fault in validator.iter_errors(_as_json(held)):
            problem = f"{place} {fault.json_path}: {fault.message}"
            yield {"code": "RULE-04", "place": place, "regime": "", "problem": problem}


def _schema_of(path: Path) -> str:
    if path.parts[0] == "plans":
        return "plan" if path.stem == "plan" else f"plan_{path.stem}"
    if path.parts[0] == "overlays":
        return "overlay"
    return "standard" if path.name == "standard.yaml" else "factors"


@functools.cache
def _validators() -> Mapping[str, Any]:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    schemas = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in (_package() / "rulebook/schema").glob("*.json")
    }
    # the schema of an overlay refers to that of the factors by its name
    known: Any = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()
    )
    return {n: Draft202012Validator(schema, registry=known) for n, schema in schemas.items()}


def _as_json(value: object) -> object:
    """YAML reads a day as a date; JSON Schema knows text only."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _as_json(inner) for key, inner in value.items()}
    return [_as_json(inner) for inner in value] if isinstance(value, list) else value


def _package() -> Path:
    return Path(__file__).parents[1]


def _counts(book: "Rulebook") -> dict[str, Any]:
    return {
        "release": book.release,
        "standards": len(book.standards),
        "rules": sum(map(len, book.rules.values())),
        "sources": len(book.sources),
        "methods": len(book.methods),
        "factors": len(book.factors),
        "values": sum(len(f.rows) for f in book.factors.values()),
        "regimes": len(book.regimes()),
        "overlays": list(book.overlays),
    }


def _provisional(book: "Rulebook") -> list[dict[str, str]]:
    return [
        {
            "quantity": factor.name,
            "key": ", ".join(member for _, member in row.key),
            "value": f"{row.value} {row.unit}",
            "trust": row.trust.name.lower(),
            "file": row.file,
        }
        for factor in book.factors.values()
        for row in factor.rows
        if row.trust.provisional
    ]


def _print(
    counts: Mapping[str, Any], problems: list[_Problem], provisional: list[dict[str, str]]
) -> None:
    for problem in problems:
        typer.echo(problem["problem"], err=True)
    if counts:
        overlays = say(zh="、", en=", ").join(counts["overlays"])
        typer.echo(
            say(
                zh=f"规则库 {counts['release']}：{counts['standards']} 部标准，"
                f"{counts['rules']} 条规则，{counts['sources']} 个账本量，"
                f"{counts['factors']} 张系数表共 {counts['values']} 个值，"
                f"{counts['regimes']} 个时段；替代方案：{overlays}。",
                en=f"Rulebook {counts['release']}: {counts['standards']} standards, "
                f"{counts['rules']} rules, {counts['sources']} ledger quantities, "
                f"{counts['factors']} tables of factors with {counts['values']} values, "
                f"{counts['regimes']} regimes; overlays: {overlays}.",
            )
        )
        where_from = Counter((p["quantity"], p["trust"]) for p in provisional)
        listed = say(zh="；", en="; ").join(f"{q} {t} {n}" for (q, t), n in where_from.items())
        typer.echo(
            say(
                zh=f"暂用值 {len(provisional)} 个" + (f"：{listed}。" if listed else "。"),
                en=f"Provisional values: {len(provisional)}" + (f" ({listed})." if listed else "."),
            )
        )
    typer.echo(say(zh=f"问题 {len(problems)} 个。", en=f"Problems: {len(problems)}."))


def where(
    text: Annotated[
        list[str],
        typer.Argument(metavar="TEXT", help="条号、名称、代码 · a clause, a name, a code"),
    ],
    as_json: JsonOption = False,
) -> None:
    """查找它写在哪个文件的哪一行。 Find the file and line that hold a thing."""
    from .places import near, places

    wanted = " ".join(text).strip()
    found = list(places(wanted))
    if not found:
        alike = near(wanted)
        raise BadQuery(
            f"找不到“{wanted}”。" + (f"相近的：{'、'.join(alike)}。" if alike else ""),
            f"Nothing is called {wanted!r}." + (f" Near it: {', '.join(alike)}." if alike else ""),
        )
    if as_json:
        typer.echo(json.dumps([p.as_dict() for p in found], ensure_ascii=False, indent=2))
        return
    for place in found:
        typer.echo(f"{place.at}  {place.says}".rstrip())
