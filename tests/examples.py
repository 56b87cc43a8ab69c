"""The worked examples of the rulebook: as they are written, and all of them in one ledger."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from luheng.engine.plan import make_plan
from luheng.ledger import Ledger
from luheng.ledger.layout import layout_of
from luheng.periods import parse_period
from luheng.records import record
from luheng.rules import Rulebook
from world import append

RULEBOOK = Path(__file__).parents[1] / "src/luheng/rulebook"
EXAMPLES = sorted(RULEBOOK.glob("*/*/example_*.yaml"))
SCHEMA = json.loads((RULEBOOK / "schema/example.json").read_text(encoding="utf-8"))
#: what a person names; the members of every other dimension are those of a code list
NAMED = {"entity", "meter", "product", "park", "counterpart"}


def named(path: Path) -> str:
    return path.relative_to(RULEBOOK).as_posix()


def read(path: Path) -> dict[str, Any]:
    # text alone: a day or a number in a row is read by its column, not by YAML
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def typed(name: str, row: dict[str, str]) -> dict[str, Any]:
    """A row of texts as its record wants it."""
    kinds = {n: str(c.arrow_type()) for n, c in record(name).columns().items()}
    out = {"role": "consumed"} if name == "activity" else {}
    if name == "membership":
        out = {"valid_from": "2000-01-01"}
    for column, text in {**out, **row}.items():
        assert column in kinds, f"{name} has no column {column}"
        kind = kinds[column]
        value: object = text or None
        if value is not None and kind in {"double", "float"}:
            value = float(text)
        elif value is not None and kind.startswith(("int", "date", "timestamp")):
            value = yaml.safe_load(text)
        out[column] = value
    return out


def asked(example: dict[str, Any]) -> list[dict[str, Any]]:
    first = {k: example[k] for k in ("ask", "expect", "working", "arithmetic") if k in example}
    return [first, *example.get("also", [])]


def questions(
    book: Rulebook, paths: Sequence[Path], said: Container[str], also: Sequence[str] = ()
) -> Iterator[tuple[list[str], str]]:
    """Names and a period that ask for all that some examples rest on, each name once.

    What was ``said`` before is left out; ``also`` are names that no example asks for.
    """
    found = _wanted(book, paths)
    every = {p for some in found.values() for p in some}
    wanted = {**dict.fromkeys(also, every), **found}
    wanted = {name: some for name, some in wanted.items() if name not in said}
    while wanted:
        periods = sorted({p for some in wanted.values() for p in some})
        first = max(periods, key=lambda p: sum(p in some for some in wanted.values()))
        names = [name for name in wanted if first in wanted[name]]
        yield names, first
        for name in names:
            del wanted[name]


def _wanted(book: Rulebook, paths: Sequence[Path]) -> dict[str, set[str]]:
    """All that some examples ask for and what lies beneath, and in which of their periods."""
    asks = {(one["ask"]["quantity"], one["ask"]["period"]) for p in paths for one in asked(read(p))}
    out: dict[str, set[str]] = {}
    for name, text in sorted(asks):
        plan = make_plan(book, [name], parse_period(text))
        below = {c.quantity for c in plan.columns.values()}
        for one in sorted(below - set(book.factors) - {""}):
            out.setdefault(one, set()).add(text)
    return out


def own_names(name: str, row: dict[str, Any], book: Rulebook, prefix: str) -> dict[str, Any]:
    """A row whose works, meters, products, parks and counterparts bear the name of an example."""
    ends = {"child": "", "parent": ""}
    if name == "membership":
        ends = dict(zip(ends, book.relations[row["relation"]], strict=True))
    if name == "entity":
        ends = {"id": "entity"}
    new = {c: f"{prefix} {v}" for c, v in row.items() if v and ends.get(c, c) in NAMED}
    return {**row, **new}


def append_all(ledger: Ledger, book: Rulebook, paths: Sequence[Path]) -> None:
    """The rows of some examples, one append per record.

    Rows of a region, which no example owns, stand once: the first example says them.
    """
    rows: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
    for path in paths:
        prefix = named(path).removesuffix(".yaml")
        for name, some in read(path)["rows"].items():
            keys = layout_of(name).keys
            for row in some:
                own = own_names(name, typed(name, row), book, prefix)
                rows.setdefault(name, {}).setdefault(tuple(own.get(k) for k in keys), own)
    for name, kept in rows.items():
        append(ledger, name, list(kept.values()), source="examples.csv")
