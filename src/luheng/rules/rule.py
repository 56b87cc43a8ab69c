"""Rule, Source and Method: the three things that define a quantity, besides a factor file."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luheng.errors import BadRule
from luheng.periods import ALWAYS, Validity
from luheng.units import Kind, PerItem, Unit, unit

from .clause import Clause
from .expression import Quantity, Ref

__all__ = ["Method", "Rule", "Source", "clause", "method", "rule", "source"]


@dataclass(frozen=True, eq=False)
class Rule:
    """One quantity, how it is reached, and the clause that says so."""

    name: str
    cite: Clause
    unit: Unit | PerItem
    grain: tuple[str, ...]
    kind: Kind
    reads: tuple[str, ...]
    body: Quantity
    place: str
    zh: str = ""
    en: str = ""
    of: str = ""
    basis: str = ""
    applies: Validity | None = None
    split_by: str = "period_start"
    doc: str = ""


@dataclass(frozen=True, eq=False)
class Source:
    """A quantity that is read from a ledger table: which record, which rows, at which grain."""

    name: str
    record: str
    unit: Unit | PerItem
    grain: tuple[str, ...]
    place: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zh: str = ""
    en: str = ""
    kind: Kind = Kind.EXTENSIVE
    of: str = ""
    basis: str = ""
    #: a measured property of the same entity, item and period; only rows that have one count
    assay: str = ""
    #: the rows are multiplied by the property
    times_assay: bool = False
    #: item -> the item whose activities carry it: a pollutant in waste gas or waste water
    carried: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Method:
    """A quantity that no SELECT can say: Arrow tables in, one Arrow table out."""

    name: str
    cite: Clause
    unit: Unit | PerItem
    grain: tuple[str, ...]
    kind: Kind
    reads: tuple[str, ...]
    compute: Callable[..., Any]
    place: str
    zh: str = ""
    en: str = ""
    of: str = ""
    basis: str = ""
    applies: Validity | None = ALWAYS


def clause(standard: str, edition: str, number: str, *, formula: object = "") -> Clause:
    """The clause that a rule cites: ``clause("gbt_2589", "e2020", "7.1", formula=1)``."""
    return Clause(standard, edition, number, str(formula))


def rule(
    cite: Clause,
    *,
    unit: str | PerItem,
    grain: str,
    zh: str,
    kind: Kind = Kind.EXTENSIVE,
    en: str = "",
    of: str = "",
    basis: str = "",
    applies: Validity | None = None,
    split_by: str = "period_start",
) -> Callable[[Callable[..., Quantity]], Rule]:
    """Make a rule of a function; its name is the quantity, its argument names what it reads.

    Raises:
        BadRule: the body uses ``if`` on a symbol, a decimal constant, or gives no expression.
    """

    def make(function: Callable[..., Quantity]) -> Rule:
        place = _place(function)
        reads = tuple(inspect.signature(function).parameters)
        try:
            body = function(*(Ref(name) for name in reads))
        except BadRule as error:
            raise BadRule(function.__name__, place, error.problem_zh, error.problem_en) from error
        if not isinstance(body, Quantity):
            raise BadRule(
                function.__name__,
                place,
                "函数没有返回算式。",
                "the function returns no expression.",
            )
        return Rule(
            name=function.__name__,
            cite=cite,
            unit=_unit(unit),
            grain=tuple(grain.split()),
            kind=kind,
            reads=reads,
            body=body,
            place=place,
            zh=zh,
            en=en or function.__name__.replace("_", " "),
            of=of,
            basis=basis,
            applies=applies,
            split_by=split_by,
            doc=inspect.getdoc(function) or "",
        )

    return make


def source(
    name: str,
    *,
    record: str,
    unit: str | PerItem,
    grain: str,
    zh: str,
    en: str = "",
    where: Mapping[str, Sequence[str]] | None = None,
    kind: Kind = Kind.EXTENSIVE,
    of: str = "",
    basis: str = "",
    assay: str = "",
    times_assay: bool = False,
    carried: Mapping[str, str] | None = None,
) -> Source:
    """Declare a quantity that is read from a ledger table.

    With ``assay`` only the activities count whose item has that measured property on record for
    the same entity and period, or for a period around it; with ``times_assay`` each is multiplied
    by it, row by row, before any sum over periods. With ``carried`` the property is that of an item
    that another one carries: waste gas times the concentration of sulphur dioxide is an amount of
    sulphur dioxide.
    """
    frame = inspect.currentframe()
    caller = frame.f_back if frame else None
    place = f"{_short(caller.f_code.co_filename)}:{caller.f_lineno}" if caller else ""
    rows = {k: (v,) if isinstance(v, str) else tuple(v) for k, v in (where or {}).items()}
    return Source(
        name, record, _unit(unit), tuple(grain.split()), place, rows, zh,
        en or name.replace("_", " "), kind, of, basis, assay, times_assay,
        dict(carried or {}),
    )  # fmt: skip


def method(
    cite: Clause,
    *,
    unit: str | PerItem,
    grain: str,
    zh: str,
    reads: str,
    kind: Kind = Kind.EXTENSIVE,
    en: str = "",
    of: str = "",
    basis: str = "",
) -> Callable[[Callable[..., Any]], Method]:
    """Make a quantity of a function on Arrow tables: one table per name read, keyed by dimension.

    The function returns one table with the grain's columns and a column ``value`` in ``unit``.
    """

    def make(function: Callable[..., Any]) -> Method:
        return Method(
            name=function.__name__,
            cite=cite,
            unit=_unit(unit),
            grain=tuple(grain.split()),
            kind=kind,
            reads=tuple(reads.split()),
            compute=function,
            place=_place(function),
            zh=zh,
            en=en or function.__name__.replace("_", " "),
            of=of,
            basis=basis,
        )

    return make


def _unit(said: str | PerItem) -> Unit | PerItem:
    return said if isinstance(said, PerItem) else unit(said)


def _place(function: Callable[..., Any]) -> str:
    code = function.__code__
    return f"{_short(code.co_filename)}:{code.co_firstlineno}"


def _short(filename: str) -> str:
    parts = Path(filename).parts
    if "luheng" in parts:
        at = len(parts) - 1 - parts[::-1].index("luheng")
        return "/".join(parts[at + 1 :])
    return parts[-1]
