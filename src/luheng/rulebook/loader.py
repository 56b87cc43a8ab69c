"""Load: rules from clause files, factors from YAML, standards, relations and overlays."""

from __future__ import annotations

import functools
import hashlib
import importlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from luheng import codelists
from luheng.errors import BadFactor
from luheng.periods import Validity
from luheng.rules import Edition, Factor, Method, Rule, Rulebook, Source, Standard, read_factor
from luheng.units import Unit, unit

from .words import read_yaml

__all__ = [
    "canonical_unit",
    "load_rulebook",
    "overlay_names",
    "read_mapping",
    "read_standard",
    "released_files",
]

ROOT = Path(__file__).parent
#: folders that hold no factors
_ASIDE = {"schema", "plans", "overlays", "__pycache__"}
_BASES = {"calorific": "当量值", "primary_equivalent": "等价值"}


def read_mapping(path: Path) -> Mapping[str, Any]:
    """What a YAML file of the rulebook holds.

    Raises:
        BadFactor: the file holds no mapping.
    """
    loaded = read_yaml(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise BadFactor(path.name, "1", "文件不是一个映射。", "the file holds no mapping.")
    return loaded


def overlay_names() -> tuple[str, ...]:
    """The overlays that the rulebook carries."""
    return tuple(sorted(p.stem for p in (ROOT / "overlays").glob("*.yaml")))


@functools.lru_cache(maxsize=8)
def load_rulebook(*, overlays: tuple[str, ...] = ()) -> Rulebook:
    """The rulebook of this release, with named overlays laid over it (A18).

    Raises:
        BadFactor: a file breaks its schema, or an overlay is unknown.
        UnitDoesNotCancel: a factor does not cancel the unit of its item.
    """
    rules, sources, methods = _definitions()
    return Rulebook(
        rules=rules,
        sources=sources,
        methods=methods,
        factors=dict(_factors(tuple(overlays))),
        standards={s.id: s for s in _standards()},
        relations={
            r["id"]: (r["child_dimension"], r["parent_dimension"])
            for r in codelists.load("relations").rows
        },
        overlays=tuple(overlays),
        release=_release(),
    )


def _definitions() -> tuple[dict[str, tuple[Rule, ...]], dict[str, Source], dict[str, Method]]:
    rules: dict[str, list[Rule]] = {}
    sources: dict[str, Source] = {}
    methods: dict[str, Method] = {}
    package = __package__ or "luheng.rulebook"
    for path in sorted(ROOT.glob("*/*/*.py")):
        module = importlib.import_module(
            f"{package}.{path.parent.parent.name}.{path.parent.name}.{path.stem}"
        )
        for value in vars(module).values():
            if isinstance(value, Rule):
                rules.setdefault(value.name, []).append(value)
            elif isinstance(value, Source):
                sources[value.name] = value
            elif isinstance(value, Method):
                methods[value.name] = value
    return {n: tuple(r) for n, r in rules.items()}, sources, methods


def _standards() -> Iterator[Standard]:
    for path in sorted(ROOT.glob("*/standard.yaml")):
        yield read_standard(path)


def read_standard(path: Path) -> Standard:
    """A standard as its ``standard.yaml`` describes it."""
    raw = read_mapping(path)
    editions = tuple(
        Edition(
            e["id"],
            str(e["code"]),
            e.get("published"),
            Validity.of(e.get("applies")),
            str(e.get("replaces") or ""),
        )
        for e in raw["editions"]
    )
    return Standard(
        raw["id"], str(raw["code"]), raw["zh"], raw["en"], editions,
        tuple(raw.get("clauses") or ()), path.relative_to(path.parents[1]).as_posix(),
    )  # fmt: skip


def _factors(overlays: tuple[str, ...]) -> Iterable[tuple[str, Factor]]:
    bodies: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path in sorted(ROOT.glob("*/*/*.yaml")):
        if path.parent.parent.name in _ASIDE:
            continue
        raw = _borrowed(read_mapping(path))
        if "quantity" in raw and (raw.get("values") or raw.get("unit")):
            name = path.relative_to(ROOT).as_posix()
            for body in (raw, *_on_other_bases(raw)):
                bodies.setdefault(body["quantity"], []).append((name, "", body))
    for overlay in overlays:
        path = ROOT / "overlays" / f"{overlay}.yaml"
        if not path.exists():
            known = "、".join(overlay_names())
            raise BadFactor(
                f"overlays/{overlay}.yaml", "overlay",
                f"没有名为 {overlay} 的替代方案；已有：{known}。",
                f"there is no overlay {overlay}; there are: {known}.",
            )  # fmt: skip
        for body in map(_borrowed, read_mapping(path)["factors"]):
            bodies.setdefault(body["quantity"], []).append((f"overlays/{path.name}", overlay, body))
    for name, files in bodies.items():
        yield name, read_factor(name, files, canonical_unit)


def _on_other_bases(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The same table under the name of each other basis on which it holds too (``also_on``).

    A row that names its own basis holds on that one alone: a fuel has one coefficient, electricity
    has another on each basis.
    """
    for basis in body.get("also_on") or ():
        # a row without a value keeps its number, by which figures cite it
        rows = [{**r, "value": None} if r.get("basis") else r for r in body["values"]]
        yield {
            **body,
            "quantity": f"{body['quantity']}_{basis}",
            "zh": f"{body['zh']}（{_BASES[basis]}）",
            "en": f"{body['en']}, {basis.replace('_', ' ')}",
            "basis": basis,
            "values": rows,
        }


def _borrowed(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A table whose values are printed in others: those, under its own name and further keys.

    Each value keeps the source, place and day of its own table. ``carry_forward`` lets a value
    govern until another is published: the latest that is known counts, as guides put it.
    """
    said = raw.get("borrows")
    if not said:
        return raw
    values = list(raw.get("values") or ())
    for name in said["tables"]:
        other = read_mapping(ROOT / name)
        for row in other["values"]:
            applies = row.get("applies") or other["applies"]
            if said.get("carry_forward"):
                applies = {"from": applies["from"], "to": None}
            values.append(
                {
                    **row,
                    **said.get("keys", {}),
                    "applies": said.get("applies") or applies,
                    "known": row.get("known") or other["known"],
                    "source": {**other["source"], **(row.get("source") or {})},
                }
            )
    return {**raw, "values": values}


def canonical_unit(item: str) -> Unit | None:
    """The canonical unit of an item, or None where the code list does not hold it."""
    return _canonical().get(item)


@functools.cache
def _canonical() -> dict[str, Unit]:
    rows = codelists.load("items").rows
    return {r["id"]: unit(r["unit"]) for r in rows if r["unit"]}


def released_files(root: Path = ROOT) -> Iterator[Path]:
    """The files that decide figures, in the order of their names.

    Worked examples and the audit look at rules and values and change none, so they are left out.
    """
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".py", ".yaml"}):
        within = path.relative_to(root)
        if within.parts[0] != "audit" and not path.name.startswith("example"):
            yield path


@functools.cache
def _release() -> str:
    """A short name of the rulebook's text: the same files give the same name (A12)."""
    from luheng import __version__

    digest = hashlib.sha256()
    for path in released_files():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{__version__}+{digest.hexdigest()[:12]}"
