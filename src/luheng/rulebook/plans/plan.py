"""What a registered plan consists of: promises, stated figures, thresholds and a tree of tasks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

__all__ = [
    "Plan",
    "PlanFact",
    "PlanRemark",
    "PlanTarget",
    "PlanTaskNode",
    "PlanThreshold",
    "Relation",
]


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
class PlanThreshold:
    """A figure that is no promise: who must, may or must not, from which size on.

    ``value`` is decimal text (A13); ``type`` is definition, eligibility, obligation,
    scale_descriptor, spatial_obligation or spatial_prohibition.
    """

    plan: str
    number: str
    subject: str
    measure_id: str
    measure: str
    comparator: str
    value: str
    unit: str
    consequence: str
    type: str
    section: str
    line: int
    scope: str
    trust: str
    note: tuple[str, str] | None = None

    @property
    def amount(self) -> Decimal:
        """The value as a number."""
        return Decimal(self.value)

    @property
    def locator(self) -> str:
        """Plan, section and line of the text edition named in ``plan.yaml``."""
        return f"{self.plan} {self.section} line {self.line}"


@dataclass(frozen=True, slots=True)
class PlanTaskNode:
    """One node of a plan's tree of tasks.

    ``type`` is plan, section, measure, sub_measure, box, box_item or safeguard. ``function`` is
    the digital function that the task calls for first, ``also`` names further ones; ``none``
    where it calls for none.
    """

    plan: str
    number: str
    parent: str | None
    type: str
    zh: str
    en: str
    function: str
    also: tuple[str, ...]
    section: str
    line: int
    responsible: tuple[str, ...] = ()
    due: dt.date | None = None
    note: tuple[str, str] | None = None

    @property
    def functions(self) -> tuple[str, ...]:
        """Every function that the task calls for, the first one first; empty for none."""
        return tuple(f for f in (self.function, *self.also) if f != "none")

    @property
    def locator(self) -> str:
        """Plan, section and line of the text edition named in ``plan.yaml``."""
        return f"{self.plan} {self.section} line {self.line}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One registered plan with all that it says, in the order of the text.

    ``region`` is a code of ``codelists/regions.csv``; ``above`` is the plan that it answers to;
    the issuer is empty where the text does not state it. ``remarks`` say in words what was
    reached, ``unquantified`` what is promised without a figure.
    """

    id: str
    zh: str
    en: str
    issuer_zh: str
    issuer_en: str
    number: str | None
    published: dt.date | None
    first_year: int
    last_year: int
    region: str
    above: str | None
    predecessor: str | None
    successor: str | None
    text: str
    sha256: str
    recalled: tuple[str, ...]
    targets: tuple[PlanTarget, ...]
    facts: tuple[PlanFact, ...]
    remarks: tuple[PlanRemark, ...]
    unquantified: tuple[PlanRemark, ...] = ()
    thresholds: tuple[PlanThreshold, ...] = ()
    tasks: tuple[PlanTaskNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A pair of indicators of which neither judges the other, and why."""

    indicator_a: str
    indicator_b: str
    relation: str
    zh: str
    en: str
    of: str | None = None
