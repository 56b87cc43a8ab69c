"""Expressions: what a rule's body builds when it runs once on symbols.

Every node is a value; comparing two nodes with ``==`` compares identity, so that nodes can be
keys. ``text`` gives the same text for the same structure.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from luheng.errors import BadRule

__all__ = [
    "Among",
    "Arithmetic",
    "At",
    "By",
    "Condition",
    "Constant",
    "InPeriod",
    "Node",
    "OrNil",
    "Prefer",
    "Quantity",
    "Ref",
    "RollUp",
    "Shift",
    "Sum",
    "Where",
    "is_zero",
    "prefer",
    "text",
    "where",
]

Number = int | Fraction


@dataclass(frozen=True, eq=False)
class Quantity:
    """A symbol that stands for a quantity inside a rule's body; it never holds a number."""

    def __add__(self, other: Quantity | Number) -> Quantity:
        return Arithmetic("+", self, _node(other))

    def __radd__(self, other: Quantity | Number) -> Quantity:
        return Arithmetic("+", _node(other), self)

    def __sub__(self, other: Quantity | Number) -> Quantity:
        return Arithmetic("-", self, _node(other))

    def __rsub__(self, other: Quantity | Number) -> Quantity:
        return Arithmetic("-", _node(other), self)

    def __mul__(self, other: Quantity | Number) -> Quantity:
        return Arithmetic("*", self, _node(other))

    def __rmul__(self, other: Quantity | Number) -> Quantity:
        return Arithmetic("*", _node(other), self)

    def __truediv__(self, other: Quantity | Number) -> Quantity:
        return Arithmetic("/", self, _node(other))

    def __rtruediv__(self, other: Quantity | Number) -> Quantity:
        return Arithmetic("/", _node(other), self)

    def __neg__(self) -> Quantity:
        return Arithmetic("-", Constant(Fraction(0)), self)

    def __lt__(self, other: Quantity | Number) -> Condition:
        return Condition("<", self, _node(other))

    def __le__(self, other: Quantity | Number) -> Condition:
        return Condition("<=", self, _node(other))

    def __gt__(self, other: Quantity | Number) -> Condition:
        return Condition(">", self, _node(other))

    def __ge__(self, other: Quantity | Number) -> Condition:
        return Condition(">=", self, _node(other))

    def __bool__(self) -> NoReturn:
        raise _no_truth()

    def sum(self, *, over: str, present_only: bool = False) -> Quantity:
        """The sum over one dimension or several; a present row without a value makes it absent.

        ``present_only`` leaves rows without a value out, on the record (A2).
        """
        return Sum(self, tuple(over.split()), present_only)

    def at(self, **member: str) -> Quantity:
        """The value at one member of a dimension, which is dropped: ``x.at(role="purchased")``."""
        result: Quantity = self
        for dimension, one in member.items():
            result = At(result, dimension, one)
        return result

    def among(self, *, called: str = "", **members: tuple[str, ...]) -> Quantity:
        """Only the rows of some members of a dimension, which is kept; ``called`` names them."""
        result: Quantity = self
        for dimension, some in members.items():
            result = Among(result, dimension, tuple(some), called)
        return result

    def roll_up(self, *, along: str, present_only: bool = False) -> Quantity:
        """The sum over the members of each parent along a named, dated membership (A9)."""
        return RollUp(self, along, present_only)

    def by(self, *, along: str, default: str = "") -> Quantity:
        """Each row beside the parent that it has along a dated membership; the child is kept.

        Adds the parent's dimension: electricity by region takes the region's factor. A child of
        two parents in one period is absent (A9). ``default`` is the parent of a child that has
        none on record; without it such a child has no row.
        """
        return By(self, along, default)

    def or_nil(self) -> Quantity:
        """Nil where no row is on record and none is expected, else as it is (A2).

        For the optional part of a total. A row present without a value, or expected and missing,
        stays absent.
        """
        return OrNil(self)

    def per(self, other: Quantity) -> Quantity:
        """The ratio to another quantity; at a group it is the ratio of the two sums (A6)."""
        return Arithmetic("/", self, other)

    def shift(self, *, periods: int) -> Quantity:
        """The value so many periods later, or earlier if negative."""
        return Shift(self, periods)

    def change(self, *, periods: int | None = None, base: str | None = None) -> Quantity:
        """The relative change against an earlier period or a fixed base period: x / x_base - 1."""
        if (periods is None) == (base is None):
            problem = "change() needs either periods= or base="
            raise BadRule("change", "rules", "change() 需要 periods= 或 base= 之一", problem)
        earlier = Shift(self, periods) if periods is not None else InPeriod(self, str(base))
        return Arithmetic("-", Arithmetic("/", self, earlier), Constant(Fraction(1)))


def _no_truth() -> BadRule:
    return BadRule(
        "symbol",
        "rules",
        "符号没有真假；请把 if / and / or 写成 where(条件, 甲, 乙)。",
        "a symbol has no truth value; write where(condition, a, b) instead of if, and, or.",
    )


def _node(value: Quantity | Number) -> Quantity:
    if isinstance(value, Quantity):
        return value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Constant(Fraction(value))
    raise BadRule(
        "constant",
        "rules",
        f"{value!r} 不是整数或分数；有出处的小数应当写成系数文件。",
        f"{value!r} is neither an integer nor a Fraction; a decimal belongs in a factor file.",
    )


Node = Quantity


@dataclass(frozen=True, eq=False)
class Ref(Quantity):
    """A quantity by its name."""

    name: str


@dataclass(frozen=True, eq=False)
class Constant(Quantity):
    """A pure number."""

    value: Fraction


@dataclass(frozen=True, eq=False)
class Arithmetic(Quantity):
    """One of + - * / between two quantities."""

    op: str
    left: Quantity
    right: Quantity


@dataclass(frozen=True, eq=False)
class Condition:
    """A comparison, fit only for ``where``."""

    op: str
    left: Quantity
    right: Quantity

    def __bool__(self) -> NoReturn:
        raise _no_truth()


@dataclass(frozen=True, eq=False)
class Where(Quantity):
    """One of two quantities, chosen by a condition row by row."""

    condition: Condition
    then: Quantity
    otherwise: Quantity


@dataclass(frozen=True, eq=False)
class Prefer(Quantity):
    """The first of two quantities that has a value: measured before reference, say."""

    first: Quantity
    second: Quantity


@dataclass(frozen=True, eq=False)
class Sum(Quantity):
    """A sum over dimensions."""

    of: Quantity
    over: tuple[str, ...]
    present_only: bool = False


@dataclass(frozen=True, eq=False)
class At(Quantity):
    """One member of a dimension."""

    of: Quantity
    dimension: str
    member: str


@dataclass(frozen=True, eq=False)
class Among(Quantity):
    """Some members of a dimension."""

    of: Quantity
    dimension: str
    members: tuple[str, ...]
    called: str = ""


@dataclass(frozen=True, eq=False)
class RollUp(Quantity):
    """A sum along a membership."""

    of: Quantity
    along: str
    present_only: bool = False


@dataclass(frozen=True, eq=False)
class By(Quantity):
    """The same rows with the parent of each along a membership as a further dimension."""

    of: Quantity
    along: str
    default: str = ""


@dataclass(frozen=True, eq=False)
class OrNil(Quantity):
    """Nil where nothing is on record and nothing is expected."""

    of: Quantity


@dataclass(frozen=True, eq=False)
class Shift(Quantity):
    """The value of another period, counted from this one."""

    of: Quantity
    periods: int


@dataclass(frozen=True, eq=False)
class InPeriod(Quantity):
    """The value of one fixed period, said for every period."""

    of: Quantity
    period: str


def is_zero(node: Quantity) -> bool:
    """Whether a node is the constant 0, which fits every unit."""
    return isinstance(node, Constant) and node.value == 0


def where(condition: Condition, then: Quantity | Number, otherwise: Quantity | Number) -> Quantity:
    """``then`` where the condition holds, ``otherwise`` where it does not, absent if unknown."""
    return Where(condition, _node(then), _node(otherwise))


def prefer(first: Quantity, second: Quantity) -> Quantity:
    """The first where it has a value, else the second; the choice is part of the rule's text."""
    return Prefer(first, second)


def text(  # noqa: PLR0912  (one branch per kind of node)
    node: Quantity | Condition, *, full: bool = True
) -> str:
    """The expression as text; equal structure gives equal text.

    With ``full`` false a list of members is shown by its name, as a reader wants it.
    """

    def go(inner: Quantity | Condition) -> str:
        return text(inner, full=full)

    match node:
        case Ref(name):
            return name
        case Constant(value):
            return str(value)
        case Arithmetic(op, left, right):
            sign = {"*": "×", "/": "÷", "-": "−"}.get(op, op)
            return f"({go(left)} {sign} {go(right)})"
        case Condition(op, left, right):
            return f"{go(left)} {op} {go(right)}"
        case Where(condition, then, otherwise):
            return f"where({go(condition)}, {go(then)}, {go(otherwise)})"
        case Prefer(first, second):
            return f"prefer({go(first)}, {go(second)})"
        case Sum(of, over, present_only):
            mark = ", present only" if present_only else ""
            return f"Σ[{' '.join(over)}{mark}] {go(of)}"
        case At(of, dimension, member):
            return f"{go(of)}[{dimension}={member}]"
        case Among(of, dimension, members, called):
            shown = called if called and not full else ",".join(members)
            return f"{go(of)}[{dimension}∈{{{shown}}}]"
        case RollUp(of, along, present_only):
            mark = ", present only" if present_only else ""
            return f"Σ[along {along}{mark}] {go(of)}"
        case By(of, along, default):
            other = f", else {default}" if default else ""
            return f"{go(of)}[by {along}{other}]"
        case OrNil(of):
            return f"({go(of)} or nil)"
        case Shift(of, periods):
            return f"{go(of)}[{periods:+d}]"
        case InPeriod(of, period):
            return f"{go(of)}[period={period}]"
    return repr(node)
