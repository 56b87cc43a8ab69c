"""Meaning: unit, kind, basis and grain of an expression, inferred without any data (A4-A8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from luheng.codelists import load
from luheng.errors import GrainMismatch, KindMismatch, UnitMismatch
from luheng.units import DIMENSIONLESS, Kind, PerItem, Unit, unit

from . import expression as ex

__all__ = ["Meaning", "Place", "infer"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression measures and at which grain."""

    unit: Unit | PerItem
    grain: frozenset[str]
    kind: Kind | None  # None: a pure number, fits any kind
    of: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The rule in which an expression stands, for messages."""

    rule: str
    place: str


def infer(
    node: ex.Quantity,
    known: Callable[[str], Meaning],
    relations: Mapping[str, tuple[str, str]],
    at: Place,
) -> Meaning:
    """The meaning of an expression, from the meanings of the names it reads.

    Args:
        node: the expression.
        known: gives a name's meaning.
        relations: relation name to (child dimension, parent dimension), for roll-ups.
        at: the rule, for messages.

    Raises:
        UnitMismatch, KindMismatch, GrainMismatch: the rule cannot be right.
    """

    def go(n: ex.Quantity) -> Meaning:
        return infer(n, known, relations, at)

    match node:
        case ex.Ref(name):
            return known(name)
        case ex.Constant():
            return Meaning(DIMENSIONLESS, frozenset(), None)
        case ex.Arithmetic(op, left, right):
            a, b = go(left), go(right)
            return _product(a, b, op) if op in "*/" else _same(left, a, right, b, op, at)
        case ex.Where(condition, then, otherwise):
            _same(condition.left, go(condition.left), condition.right, go(condition.right), "?", at)
            both = _same(then, go(then), otherwise, go(otherwise), "+", at)
            grain = both.grain | go(condition.left).grain | go(condition.right).grain
            return replace(both, grain=grain)
        case ex.Prefer(first, second):
            return _same(first, go(first), second, go(second), "+", at)
        case ex.Sum(of, over, _):
            return _summed(of, go(of), frozenset(over), at)
        case ex.At(of, dimension, member):
            return _picked(_dropped(go(of), frozenset({dimension}), at), dimension, member)
        case ex.Among(of, dimension, _, _):
            inner = go(of)
            _dropped(inner, frozenset({dimension}), at)
            return inner
        case ex.RollUp(of, along, _):
            return _rolled(of, go(of), along, relations, at)
        case ex.By(of, along, _):
            return _beside(go(of), along, relations, at)
        case ex.Shift(of, _) | ex.InPeriod(of, _) | ex.OrNil(of):
            return go(of)
    raise TypeError(node)


_VERBS = {"+": "add", "-": "subtract", "?": "compare"}


def _same(  # noqa: PLR0917  (two named operands, one verb, one place)
    left: ex.Quantity, a: Meaning, right: ex.Quantity, b: Meaning, op: str, at: Place
) -> Meaning:
    grain = a.grain | b.grain
    # nothing is nothing in any unit: a negative, a floor, the other branch of a choice
    if ex.is_zero(left):
        return replace(b, grain=grain)
    if ex.is_zero(right):
        return replace(a, grain=grain)
    if not a.unit.fits(b.unit):
        raise UnitMismatch(
            rule=at.rule,
            place=at.place,
            left=(ex.text(left, full=False), str(a.unit)),
            right=(ex.text(right, full=False), str(b.unit)),
            verb=_VERBS[op],
        )
    if a.of and b.of and a.of != b.of:
        raise _mismatch(at, left, a.of, right, b.of, "对象", "what they are of")
    if a.basis != b.basis and _rival(a.basis, b.basis):
        raise _mismatch(at, left, a.basis, right, b.basis, "计算口径", "basis")
    if a.kind and b.kind and a.kind != b.kind:
        raise _mismatch(at, left, str(a.kind), right, str(b.kind), "量的种类", "kind")
    basis = _both(a.basis, b.basis)
    return Meaning(a.unit, grain, a.kind or b.kind, a.of or b.of, basis)


#: two words of one question never meet in a sum; words of two questions may stand side by side
_QUESTIONS = (
    frozenset({"location", "market"}),
    frozenset({"SAR", "TAR", "AR4", "AR5", "AR6"}),
)


def _rival(a: str, b: str) -> bool:
    """Whether two bases answer one question differently; all others ask in what energy counts."""
    mine, other = set(a.split("+")) - {""}, set(b.split("+")) - {""}
    for words in (*_QUESTIONS, mine.union(other).difference(*_QUESTIONS)):
        if mine & words and other & words and mine & words != other & words:
            return True
    return False


def _both(a: str, b: str) -> str:
    return "+".join(sorted({*a.split("+"), *b.split("+")} - {""}))


def _mismatch(  # noqa: PLR0917
    at: Place, left: ex.Quantity, a: str, right: ex.Quantity, b: str, zh: str, en: str
) -> KindMismatch:
    first, second = ex.text(left, full=False), ex.text(right, full=False)
    return KindMismatch(
        at.rule,
        at.place,
        f"{first}（{a}）与 {second}（{b}）的{zh}不同，不能相加减或比较。",
        f"{first} ({a}) and {second} ({b}) differ in {en}; they cannot be added or compared.",
    )


def _product(a: Meaning, b: Meaning, op: str) -> Meaning:
    measure = a.unit * b.unit if op == "*" else a.unit / b.unit
    kind = _kind(a.kind, b.kind, op)
    return Meaning(measure, a.grain | b.grain, kind, a.of or b.of, _both(a.basis, b.basis))


def _kind(a: Kind | None, b: Kind | None, op: str) -> Kind | None:
    if b is None or a is None:
        return a if b is None else (b if op == "*" else Kind.INTENSIVE)
    if a is Kind.FACTOR and b is Kind.FACTOR:
        return Kind.FACTOR
    extensive = Kind.EXTENSIVE in (a, b)
    if op == "*":
        return Kind.EXTENSIVE if extensive and a is not b else Kind.INTENSIVE
    return Kind.EXTENSIVE if a is Kind.EXTENSIVE and b is Kind.FACTOR else Kind.INTENSIVE


def _summed(of: ex.Quantity, inner: Meaning, over: frozenset[str], at: Place) -> Meaning:
    if inner.kind not in (Kind.EXTENSIVE, None):
        name = ex.text(of, full=False)
        raise KindMismatch(
            at.rule,
            at.place,
            f"{name} 是{inner.kind}量，不能求和；分组的强度是两个总和之比。",
            f"{name} is {inner.kind} and is never summed; a group's ratio is a ratio of sums.",
        )
    if isinstance(inner.unit, PerItem) and "item" in over:
        raise UnitMismatch(
            rule=at.rule,
            place=at.place,
            left=(ex.text(of, full=False), inner.unit.symbol),
            right=("its other items", "other units"),
        )
    return _dropped(inner, over, at)


def _dropped(inner: Meaning, over: frozenset[str], at: Place) -> Meaning:
    if not over <= inner.grain:
        raise GrainMismatch(at.rule, at.place, tuple(sorted(over)), tuple(sorted(inner.grain)))
    return replace(inner, grain=inner.grain - over)


def _picked(inner: Meaning, dimension: str, member: str) -> Meaning:
    """With the item named, its unit is known."""
    if dimension != "item" or not isinstance(inner.unit, PerItem):
        return inner
    own = unit(load(inner.unit.codelist).get(member)["unit"])
    rest: Unit | PerItem = inner.unit.rest
    for _ in range(abs(inner.unit.power)):
        rest = rest * own if inner.unit.power > 0 else rest / own
    return replace(inner, unit=rest)


def _beside(
    inner: Meaning, along: str, relations: Mapping[str, tuple[str, str]], at: Place
) -> Meaning:
    child, parent = _relation(along, relations, at)
    if child not in inner.grain or parent in inner.grain:
        raise GrainMismatch(at.rule, at.place, (child, parent), tuple(sorted(inner.grain)))
    return replace(inner, grain=inner.grain | {parent})


def _relation(along: str, relations: Mapping[str, tuple[str, str]], at: Place) -> tuple[str, str]:
    if along not in relations:
        raise KindMismatch(
            at.rule, at.place, f"没有名为 {along} 的隶属关系。", f"there is no relation {along}."
        )
    return relations[along]


def _rolled(
    of: ex.Quantity,
    inner: Meaning,
    along: str,
    relations: Mapping[str, tuple[str, str]],
    at: Place,
) -> Meaning:
    child, parent = _relation(along, relations, at)
    _summed(of, inner, frozenset({child}), at)
    return replace(inner, grain=(inner.grain - {child}) | {parent})
