"""Plans as data: what each promises, what each states was reached, and where it says so.

One folder per plan holds ``plan.yaml`` (who, when, from which text), ``targets.yaml`` and
``facts.yaml``; ``relations.yaml`` names the pairs of indicators that must not be compared.
Figures and places only: no sentence of a plan is kept. Start at :func:`load`.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from luheng.errors import UnknownPlan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

__all__ = [
    "Plan",
    "PlanFact",
    "PlanRemark",
    "PlanTarget",
    "Relation",
    "load",
    "names",
    "relations",
]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class _Row:
    """What a promise and a stated figure have in common: the figure and its place."""

    plan: str
    number: str
    indicator: str
    zh: str
    kind: str
    value: str
    unit: str
    comparator: str
    section: str
    line: int
    scope: str
    tier: str
    trust: str
    page: int | None
    change: str | None = None
    comparator_also: tuple[str, ...] = ()
    kind_also: tuple[str, ...] = ()
    base_year: int | None = None
    base_year_implied: bool = False
    base_value: str | None = None
    of: str | None = None
    sector: tuple[str, ...] = ()
    sector_open: bool = False
    binding: bool | None = None
    qualifiers: tuple[str, ...] = ()
    accrual: str | None = None
    ambiguous: bool = False
    value_line: int | None = None
    year_line: int | None = None
    note: tuple[str, str] | None = None

    @property
    def amount(self) -> Decimal:
        """The value as a number; ``value`` is the decimal text (A13)."""
        return Decimal(self.value)

    @property
    def locator(self) -> str:
        """Plan, section and line of the text edition named in ``plan.yaml``."""
        return f"{self.plan} {self.section} line {self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTarget(_Row):
    """One promise of one plan; ``restates`` numbers the row whose promise it repeats."""

    target_year: int
    target_year_implied: bool = False
    restates: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFact(_Row):
    """One figure that a plan states about what was reached; ``period`` is 2020 or 2016/2020."""

    period: str

    @property
    def first_year(self) -> int:
        """The first year that the figure speaks of."""
        return int(self.period.split("/")[0])

    @property
    def last_year(self) -> int:
        """The year at whose end the figure stands."""
        return int(self.period.split("/")[-1])


@dataclass(frozen=True, slots=True)
class PlanRemark:
    """What a plan says of an indicator in words, without a figure."""

    plan: str
    indicator: str
    zh: str
    of: tuple[str, str]
    said: tuple[str, str]
    period: str
    section: str
    line: int

    @property
    def locator(self) -> str:
        """Plan, section and line of the text edition named in ``plan.yaml``."""
        return f"{self.plan} {self.section} line {self.line}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One registered plan with its promises and stated figures, in the order of the text."""

    id: str
    zh: str
    en: str
    issuer_zh: str
    issuer_en: str
    number: str | None
    published: dt.date | None
    first_year: int
    last_year: int
    predecessor: str | None
    successor: str | None
    text: str
    sha256: str
    recalled: tuple[str, ...]
    targets: tuple[PlanTarget, ...]
    facts: tuple[PlanFact, ...]
    remarks: tuple[PlanRemark, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A pair of indicators of which neither judges the other, and why."""

    indicator_a: str
    indicator_b: str
    relation: str
    zh: str
    en: str
    of: str | None = None


_R = TypeVar("_R", PlanTarget, PlanFact)


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
    head = _yaml(folder.joinpath("plan.yaml"))
    facts = _yaml(folder.joinpath("facts.yaml"))
    return Plan(
        id=plan_id,
        zh=head["zh"],
        en=head["en"],
        issuer_zh=head["issuer"]["zh"],
        issuer_en=head["issuer"]["en"],
        number=head["number"],
        published=dt.date.fromisoformat(head["published"]) if head["published"] else None,
        first_year=head["period"]["from"],
        last_year=head["period"]["to"],
        predecessor=head["predecessor"],
        successor=head["successor"],
        text=head["source"]["text"],
        sha256=head["source"]["sha256"],
        recalled=tuple(head["recalled"]),
        targets=_rows(PlanTarget, _yaml(folder.joinpath("targets.yaml")), "targets"),
        facts=_rows(PlanFact, facts, "facts"),
        remarks=tuple(
            PlanRemark(plan=plan_id, **{k: _plain(v) for k, v in row.items()})
            for row in facts["remarks"]
        ),
    )


@functools.cache
def relations() -> tuple[Relation, ...]:
    """The pairs of indicators that must not be compared, from ``relations.yaml``."""
    return tuple(Relation(**row) for row in _yaml(_root().joinpath("relations.yaml"))["relations"])


def _root() -> Traversable:
    return resources.files(__name__)


def _yaml(file: Traversable) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (a safe loader)


def _rows(row: type[_R], file: Mapping[str, Any], key: str) -> tuple[_R, ...]:
    common = {"plan": file["plan"], **file["defaults"]}
    return tuple(
        row(**{k: _plain(v) for k, v in {**common, **values}.items()}) for values in file[key]
    )


def _plain(value: Any) -> Any:
    """Lists and zh/en pairs as tuples, so that a row can be a key."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return value["zh"], value["en"]
    return value
