"""Two plans side by side: what one promises beside the other, and the functions it calls for.

``a`` is the plan looked at, ``b`` the one that it is held against: a province against the nation,
a plan against its predecessor. Promises are paired by indicator, definition, sector and place (the
region of the one plan answers to the region of the other); a row that restates another is left
out. The comparison itself is ``methods.promise_comparison``; where it has no sense the row is
``not_comparable`` and says why.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.apps.targets.reasons import Reason
from luheng.errors import UnitMismatch, UnknownUnit, say
from luheng.methods.promise_comparison import Promise, PromiseShift, shift
from luheng.methods.target_comparison import Better, better_side, bounds
from luheng.units import unit

from . import reasons as why
from .pairs import home, pairs, place, promises, relation, sectors_meet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from luheng.rulebook.plans import Plan, PlanRemark, PlanTarget, PlanTaskNode

__all__ = ["Difference", "FunctionDifference", "PlanDiff", "Standing", "plan_diff"]

_RATES = frozenset({"relative_change", "percentage_points", "share", "peak_year"})
_CHANGES = frozenset({"relative_change", "percentage_points"})


class Standing(StrEnum):
    """How a promise of one plan stands beside the other plan."""

    RAISED = "raised"
    LOWERED = "lowered"
    SAME = "same"
    RENAMED = "renamed"
    ADDED = "added"
    DROPPED = "dropped"
    NOT_COMPARABLE = "not_comparable"

    @property
    def words(self) -> Reason:
        """The standing in words a reader meets in a table."""
        return {
            "raised": Reason("提高", "raised"),
            "lowered": Reason("降低", "lowered"),
            "same": Reason("相同", "same"),
            "renamed": Reason("改名", "renamed"),
            "added": Reason("新增", "added"),
            "dropped": Reason("未列", "dropped"),
            "not_comparable": Reason("不可比", "not comparable"),
        }[self.value]


@dataclass(frozen=True, slots=True)
class Difference:
    """One promise beside its counterpart; ``by`` is in the unit of ``b``, positive: more asked."""

    indicator: str
    standing: Standing
    a: PlanTarget | PlanRemark | None
    b: PlanTarget | PlanRemark | None
    by: Decimal | None
    said: Reason

    @property
    def name(self) -> Reason:
        """The indicator's name, as the plan prints it where it has no code."""
        row = self.a or self.b
        printed = row.zh if row else ""
        if not self.indicator:
            return Reason(printed, printed)
        listed = codelists.load("indicators").get(self.indicator)
        return Reason(printed or listed["zh"], listed["en"])

    @property
    def reason(self) -> str:
        """Why, in the reader's language."""
        return say(zh=self.said.zh, en=self.said.en)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, the reason in the reader's language."""
        return {
            "indicator": self.indicator,
            "zh": self.name.zh,
            "en": self.name.en,
            "standing": self.standing.value,
            "renamed": self.a is not None and self.b is not None and self.a.zh != self.b.zh,
            "by": None if self.by is None else float(self.by),
            "by_unit": None if self.by is None else getattr(self.b, "unit", None),
            "a": _side(self.a),
            "b": _side(self.b),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class FunctionDifference:
    """One digital function and the tasks of either plan that call for it."""

    function: str
    a: tuple[PlanTaskNode, ...]
    b: tuple[PlanTaskNode, ...]

    @property
    def standing(self) -> Standing:
        """Added, dropped or the same: a function is called for or not."""
        if self.a and self.b:
            return Standing.SAME
        return Standing.ADDED if self.a else Standing.DROPPED

    def as_dict(self) -> dict[str, Any]:
        """Plain values: the numbers of the tasks on either side."""
        return {
            "function": self.function,
            "standing": self.standing.value,
            "a": [t.number for t in self.a],
            "b": [t.number for t in self.b],
        }


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """Everything in which two plans differ, and everything in which they do not."""

    a: Plan
    b: Plan
    promises: tuple[Difference, ...]
    functions: tuple[FunctionDifference, ...]

    def counts(self) -> dict[Standing, int]:
        """How many promises stand how, in the order of :class:`Standing`."""
        return {s: sum(d.standing is s for d in self.promises) for s in Standing}

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as ``luheng plans diff --json`` prints them."""
        return {
            "a": self.a.id,
            "b": self.b.id,
            "counts": {s.value: n for s, n in self.counts().items()},
            "promises": [d.as_dict() for d in self.promises],
            "functions": [f.as_dict() for f in self.functions],
        }


def plan_diff(a: Plan, b: Plan) -> PlanDiff:
    """Hold one plan against another, promise by promise and function by function.

    The order is that of ``a``; what only ``b`` promises follows in the order of ``b``.
    """
    return PlanDiff(a, b, tuple(_promises(a, b)), tuple(_functions(a, b)))


# -- pairing -----------------------------------------------------------------------------------


def _promises(a: Plan, b: Plan) -> Iterator[Difference]:
    ours, theirs = promises(a), promises(b)
    paired = dict(pairs(a, b, ours, theirs))
    left = [t for t in theirs if t not in set(paired.values())]
    told: list[PlanTarget | PlanRemark] = []
    for row in ours:
        if row in paired:
            yield _compared(row, paired[row], a, b)
            continue
        other, said = _hindered(row, left, a, b)
        if other is None or said is None:
            yield Difference(row.indicator, Standing.ADDED, row, None, None, why.added(row, theirs))
            continue
        told.append(other)
        yield Difference(row.indicator, Standing.NOT_COMPARABLE, row, other, None, said)
    for row in left:
        if row not in told:
            yield _only_there(row, a, b, ours)
    yield from _words(a, b, left, told)


def _words(
    a: Plan, b: Plan, left: list[PlanTarget], told: list[PlanTarget | PlanRemark]
) -> Iterator[Difference]:
    """Promises without a figure that have not been told beside one with a figure."""
    theirs = {r.indicator: r for r in b.unquantified if r not in told}
    for remark in a.unquantified:
        other = theirs.pop(remark.indicator, None)
        if other is not None:
            said = why.only_words_here(remark)
            yield Difference(remark.indicator, Standing.NOT_COMPARABLE, remark, other, None, said)
        elif not any(_in_words(remark, t) for t in left):
            said = why.only_words(remark)
            yield Difference(remark.indicator, Standing.ADDED, remark, None, None, said)
    for remark in theirs.values():
        said = why.only_words(remark)
        yield Difference(remark.indicator, Standing.DROPPED, None, remark, None, said)


def _hindered(
    row: PlanTarget, left: list[PlanTarget], a: Plan, b: Plan
) -> tuple[PlanTarget | PlanRemark | None, Reason | None]:
    """The row of the other plan that must not be compared with this one, and why."""
    if place(row) != home(a):
        return None, None
    for other in left:
        if place(other) != home(b) or not sectors_meet(row, other):
            continue
        pair = relation(row.indicator, other.indicator, row.of, other.of)
        if pair is not None:
            return other, why.related(row, other, pair)
        if row.indicator and row.indicator == other.indicator and row.of != other.of:
            return other, why.other_definition(row, other)
    for remark in b.unquantified:
        pair = relation(row.indicator, remark.indicator)
        if pair is not None:
            return remark, why.related(row, remark, pair)
        if row.indicator == remark.indicator:
            return remark, why.only_words_here(remark)
    return None, None


def _only_there(row: PlanTarget, a: Plan, b: Plan, ours: list[PlanTarget]) -> Difference:
    for remark in a.unquantified:
        if remark.indicator == row.indicator:
            said = why.only_words_here(remark)
            return Difference(row.indicator, Standing.NOT_COMPARABLE, remark, row, None, said)
        pair = relation(remark.indicator, row.indicator)
        if pair is not None:
            said = why.related(remark, row, pair)
            return Difference(row.indicator, Standing.NOT_COMPARABLE, remark, row, None, said)
    for own in ours:
        pair = relation(own.indicator, row.indicator, own.of, row.of)
        if pair is not None and place(own) == home(a) and place(row) == home(b):
            said = why.related(own, row, pair)
            return Difference(row.indicator, Standing.NOT_COMPARABLE, own, row, None, said)
    return Difference(row.indicator, Standing.DROPPED, None, row, None, why.dropped(row, ours))


def _in_words(remark: PlanRemark, row: PlanTarget) -> bool:
    return remark.indicator == row.indicator or bool(relation(remark.indicator, row.indicator))


# -- comparing ---------------------------------------------------------------------------------


def _compared(row: PlanTarget, other: PlanTarget, a: Plan, b: Plan) -> Difference:
    hindrance = _hindrance(row, other, a, b)
    if hindrance is None:
        found = _shift(row, other)
        if not isinstance(found, Reason):
            return _shifted(row, other, found)
        hindrance = found
    return Difference(row.indicator, Standing.NOT_COMPARABLE, row, other, None, hindrance)


def _shifted(row: PlanTarget, other: PlanTarget, found: PromiseShift) -> Difference:
    standing = Standing(found.shift.value)
    if standing is Standing.SAME and row.zh != other.zh:
        standing = Standing.RENAMED
    by = Decimal(found.by.numerator) / Decimal(found.by.denominator)
    said = why.shifted(row, other, found, by)
    return Difference(row.indicator, standing, row, other, by, said)


def _hindrance(row: PlanTarget, other: PlanTarget, a: Plan, b: Plan) -> Reason | None:
    """What keeps two promises under one key from being compared."""
    amount = row.kind not in _RATES and _listed(row, "kind") in {"extensive", "count", "rank", ""}
    if amount and place(row) != place(other):
        return why.part_and_whole(a, b)
    if {row.kind, *row.kind_also}.isdisjoint({other.kind, *other.kind_also}):
        return why.other_kind(row, other)
    if row.kind in _CHANGES and row.ambiguous is not other.ambiguous:
        return why.ambiguous_kind()
    if row.accrual != other.accrual:
        return why.other_accrual(row, other)
    return None


def _shift(row: PlanTarget, other: PlanTarget) -> PromiseShift | Reason:
    try:
        ratio = _unit(row).ratio_to(_unit(other))
    except (UnitMismatch, UnknownUnit):
        return why.other_unit(row, other)
    direction = _listed(row, "direction")
    sides = [better_side(t.kind, t.comparator, direction) for t in (row, other)]
    if sides[0] is None or sides[1] is None:
        return why.no_direction()
    if sides[0] is not sides[1] or row.change != other.change:
        return why.other_sense(row, other)
    ours = bounds(row.value, row.comparator).scaled(ratio)
    theirs = bounds(other.value, other.comparator)
    return shift(_promise(row, ours, sides[0]), _promise(other, theirs, sides[1]))


def _listed(row: PlanTarget, column: str) -> str:
    return codelists.load("indicators").get(row.indicator)[column] if row.indicator else ""


def _promise(row: PlanTarget, said: Any, better: Better) -> Promise:
    years = None
    if row.kind == "relative_change" and row.base_year is not None:
        years = row.target_year - row.base_year
    return Promise(said, better, years, row.change == "increase")


def _unit(row: PlanTarget) -> Any:
    # plans write points as 个百分点 and as %
    return unit("pp" if row.kind == "percentage_points" and row.unit == "%" else row.unit)


# -- functions ---------------------------------------------------------------------------------


def _functions(a: Plan, b: Plan) -> Iterator[FunctionDifference]:
    ours, theirs = _callers(a), _callers(b)
    for name in sorted({*ours, *theirs}):
        yield FunctionDifference(name, tuple(ours.get(name, ())), tuple(theirs.get(name, ())))


def _callers(plan: Plan) -> dict[str, list[PlanTaskNode]]:
    callers = defaultdict(list)
    for task in plan.tasks:
        for function in task.functions:
            callers[function].append(task)
    return callers


def _side(row: PlanTarget | PlanRemark | None) -> dict[str, Any] | None:
    if row is None:
        return None
    said = why.promise(row)
    return {
        "number": getattr(row, "number", None),
        "zh": row.zh,
        "value": getattr(row, "value", None),
        "comparator": getattr(row, "comparator", None),
        "unit": getattr(row, "unit", None),
        "kind": getattr(row, "kind", None),
        "change": getattr(row, "change", None),
        "base_year": getattr(row, "base_year", None),
        "target_year": getattr(row, "target_year", None),
        "scope": getattr(row, "scope", None),
        "sector": list(getattr(row, "sector", ())),
        "said": say(zh=said.zh, en=said.en),
        "place": row.locator,
    }
