"""The register: plans, and pairs of indicators, read from the folders of this package."""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from luheng.errors import UnknownPlan

from .plan import (
    Plan,
    PlanFact,
    PlanRemark,
    PlanTarget,
    PlanTaskNode,
    PlanThreshold,
    Relation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

__all__ = ["load", "names", "read_yaml", "relations"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_R = TypeVar("_R", PlanTarget, PlanFact, PlanThreshold, PlanTaskNode)


@functools.cache
def names() -> tuple[str, ...]:
    """The ids of the registered plans, in alphabetical order."""
    return tuple(sorted(p.name for p in _root().iterdir() if p.joinpath("plan.yaml").is_file()))


@functools.cache
def load(plan_id: str) -> Plan:
    """One registered plan.

    Raises:
        UnknownPlan: no folder of that name holds a ``plan.yaml``.
    """
    if plan_id not in names():
        raise UnknownPlan(plan_id, names())
    folder = _root().joinpath(plan_id)
    head = read_yaml(folder.joinpath("plan.yaml"))
    targets = read_yaml(folder.joinpath("targets.yaml"))
    facts = read_yaml(folder.joinpath("facts.yaml"))
    return Plan(
        id=plan_id,
        zh=head["zh"],
        en=head["en"],
        issuer_zh=(head["issuer"] or {}).get("zh", ""),
        issuer_en=(head["issuer"] or {}).get("en", ""),
        number=head["number"],
        published=_day(head["published"]),
        first_year=head["period"]["from"],
        last_year=head["period"]["to"],
        region=head["region"],
        above=head["above"],
        predecessor=head["predecessor"],
        successor=head["successor"],
        text=head["source"]["text"],
        sha256=head["source"]["sha256"],
        recalled=tuple(head["recalled"]),
        targets=_rows(PlanTarget, targets, "targets"),
        facts=_rows(PlanFact, facts, "facts"),
        remarks=_remarks(plan_id, facts["remarks"]),
        unquantified=_remarks(plan_id, targets.get("unquantified", ())),
        thresholds=_rows(
            PlanThreshold, read_yaml(folder.joinpath("thresholds.yaml")), "thresholds"
        ),
        tasks=_rows(PlanTaskNode, read_yaml(folder.joinpath("tasks.yaml")), "tasks"),
    )


@functools.cache
def relations() -> tuple[Relation, ...]:
    """The pairs of indicators that must not be compared, from ``relations.yaml``."""
    return tuple(
        Relation(**row) for row in read_yaml(_root().joinpath("relations.yaml"))["relations"]
    )


def _root() -> Traversable:
    return resources.files(__package__)


def read_yaml(file: Traversable) -> Any:
    """A YAML file of the register, read safely."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (a safe loader)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _remarks(plan_id: str, rows: Iterable[Mapping[str, Any]]) -> tuple[PlanRemark, ...]:
    return tuple(PlanRemark(plan=plan_id, **_cells(row)) for row in rows)


def _rows(row: type[_R], file: Mapping[str, Any], key: str) -> tuple[_R, ...]:
    common = {"plan": file["plan"], **file["defaults"]}
    return tuple(row(**_cells({**common, **values})) for values in file[key])


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {key: _plain(value) for key, value in row.items()}
    return plain | {"due": _day(plain["due"])} if "due" in plain else plain


def _plain(value: Any) -> Any:
    """Lists and zh/en pairs as tuples, so that a row can be a key."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return value["zh"], value["en"]
    return value
