"""One standard's folder as it stands: its editions, rules, tables and worked examples.

Reading goes on past a file that cannot be read: the file becomes a problem, and the rest counts.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from luheng.errors import LuhengError
from luheng.rulebook.loader import ROOT, read_mapping, read_standard
from luheng.rules import Method, Rule, Source, Standard

from .problem import AuditProblem, unreadable
from .values import TableValue, table_values, unsourced

__all__ = [
    "Folder",
    "HeldDefinition",
    "HeldTable",
    "WorkedExample",
    "overlay_tables",
    "read_folder",
]

OWN = "OWN"


@dataclass(frozen=True, slots=True)
class HeldDefinition:
    """A rule, method or ledger quantity, and the file of the folder that holds it."""

    file: str
    definition: Rule | Method | Source

    @property
    def clause(self) -> str:
        """The clause that it cites; a ledger quantity cites none and goes by its file."""
        return "" if isinstance(self.definition, Source) else self.definition.cite.clause


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A file of values; ``borrows`` names the tables whose values it takes under its own name.

    Borrowed values are counted once, where they are printed.
    """

    file: str
    quantity: str
    values: tuple[TableValue, ...]
    missing: int
    standard: str = ""
    clause: str = ""
    borrows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A worked example: the clauses that it names, the quantities that it asks for, its source."""

    file: str
    given: str
    source: str
    clauses: tuple[str, ...]
    quantities: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether we made it up; it then counts as no evidence of the source's meaning."""
        return self.source.strip().upper().startswith(OWN)


@dataclass(frozen=True, slots=True)
class Folder:
    """What the folder of one standard holds, and what of it could not be read."""

    standard: Standard
    definitions: tuple[HeldDefinition, ...]
    tables: tuple[HeldTable, ...]
    examples: tuple[WorkedExample, ...]
    problems: tuple[AuditProblem, ...]


def read_folder(path: Path) -> Folder | AuditProblem:
    """Read the folder of a standard; the problem alone if its ``standard.yaml`` is unreadable."""
    root = path.parent
    place = f"{path.name}/standard.yaml"
    try:
        standard = read_standard(path / "standard.yaml")
    except (LuhengError, yaml.YAMLError, KeyError, TypeError, ValueError, OSError) as error:
        return unreadable(place, error)
    problems: list[AuditProblem] = []
    definitions: list[HeldDefinition] = []
    tables: list[HeldTable] = []
    examples: list[WorkedExample] = []
    for file in sorted(path.glob("*/*.py")):
        within = file.relative_to(path).as_posix()
        found, bad = _try(partial(_definitions, file, root), file, root)
        problems += bad
        definitions += (HeldDefinition(within, one) for one in found or ())
    for file in sorted(path.glob("*/*.yaml")):
        within = file.relative_to(path).as_posix()
        body, bad = _try(partial(read_mapping, file), file, root)
        problems += bad
        if body is None:
            continue
        if "given" in body or file.name.startswith("example"):
            examples.append(_example(within, body))
        elif "quantity" in body:
            tables.append(_table(within, f"{path.name}/{within}", body))
            problems += unsourced(f"{path.name}/{within}", body)
    return Folder(standard, tuple(definitions), tuple(tables), tuple(examples), tuple(problems))


def overlay_tables(root: Path) -> tuple[tuple[TableValue, ...], tuple[AuditProblem, ...]]:
    """Every value that an overlay lays over the standards, and what cannot be read of them."""
    values: list[TableValue] = []
    problems: list[AuditProblem] = []
    for file in sorted((root / "overlays").glob("*.yaml")):
        body, bad = _try(partial(read_mapping, file), file, root)
        problems += bad
        for number, factor in enumerate((body or {}).get("factors") or ()):
            place = f"overlays/{file.name} {factor.get('quantity', number)}"
            values += table_values(f"overlays/{file.name}", factor, file.stem)
            problems += unsourced(place, factor)
    return tuple(values), tuple(problems)


def _try(
    read: Callable[[], Any], file: Path, root: Path
) -> tuple[Any | None, tuple[AuditProblem, ...]]:
    try:
        return read(), ()
    except Exception as error:  # noqa: BLE001  (a half-written file may raise anything; it is told)
        return None, (unreadable(file.relative_to(root).as_posix(), error),)


def _definitions(file: Path, root: Path) -> list[Rule | Method | Source]:
    module = _module(file, root)
    return [one for one in vars(module).values() if isinstance(one, Rule | Method | Source)]


def _module(file: Path, root: Path) -> ModuleType:
    within = file.relative_to(root).with_suffix("").parts
    if root == ROOT:  # the same objects as the rulebook's own
        package = __package__.rpartition(".")[0]
        return importlib.import_module(".".join((package, *within)))
    unique = hashlib.sha256(str(file).encode()).hexdigest()[:12]
    spec = importlib.util.spec_from_file_location(f"_audited_{unique}_{within[-1]}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _table(within: str, place: str, body: Mapping[str, Any]) -> HeldTable:
    source = body.get("source")
    said: Mapping[str, Any] = source if isinstance(source, Mapping) else {}
    return HeldTable(
        within,
        str(body["quantity"]),
        tuple(table_values(place, body)),
        len(body.get("missing") or ()),
        str(said.get("standard") or ""),
        str(said.get("clause") or ""),
        tuple(str(name) for name in (body.get("borrows") or {}).get("tables") or ()),
    )


def _example(within: str, body: Mapping[str, Any]) -> WorkedExample:
    said = body.get("clause")
    clauses = said if isinstance(said, list) else [said] if said is not None else []
    return WorkedExample(
        within,
        str(body.get("given") or ""),
        str(body.get("source") or ""),
        tuple(str(c) for c in clauses),
        tuple(dict.fromkeys(_asked(body))),
    )


def _asked(body: Mapping[str, Any]) -> Iterator[str]:
    for one in (body, *(body.get("also") or ())):
        ask = one.get("ask") if isinstance(one, Mapping) else None
        if isinstance(ask, Mapping) and ask.get("quantity"):
            yield str(ask["quantity"])
