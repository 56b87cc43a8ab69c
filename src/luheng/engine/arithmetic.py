"""Arithmetic: a rule's expression on the rows of one frame, as value and as trust."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any

import ibis

from luheng.rules import expression as ex

from .frames import Frame, Rests, support

__all__ = ["chooses", "fold", "leaves", "trust_of", "value_of"]

_NOTHING = ex.Ref("")
_ZERO = ex.Constant(Fraction(0))
_COMPARE: Mapping[str, Any] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
#: a ratio to nothing cannot be said
_ARITHMETIC: Mapping[str, Any] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / ibis.ifelse(b == 0, ibis.null("float64"), b),
}


def fold(node: ex.Quantity, empty: Collection[str]) -> ex.Quantity:
    """The expression without the columns of which nothing is on record.

    What needs one of them is nothing itself, ``or_nil`` of it is 0, and a choice whose condition is
    thereby known is made. Where all of it is nothing, the node is a name of no column.
    """
    match node:
        case ex.Ref(name):
            return _NOTHING if name in empty else node
        case ex.OrNil(ex.Ref(name)):
            return _ZERO if name in empty else node
        case ex.Arithmetic(op, left, right):
            a, b = fold(left, empty), fold(right, empty)
            if a is _NOTHING or b is _NOTHING:
                return _NOTHING
            if isinstance(a, ex.Constant) and isinstance(b, ex.Constant):
                return _constant(op, a.value, b.value)
            return ex.Arithmetic(op, a, b)
        case ex.Where(condition, then, otherwise):
            return _chosen(condition, fold(then, empty), fold(otherwise, empty), empty)
        case ex.Prefer(first, second):
            a, b = fold(first, empty), fold(second, empty)
            if a is _NOTHING or b is _NOTHING:
                return b if a is _NOTHING else a
            return ex.Prefer(a, b)
    return node


def _constant(op: str, a: Fraction, b: Fraction) -> ex.Quantity:
    if op == "/":
        return ex.Constant(a / b) if b else _NOTHING
    return ex.Constant({"+": a + b, "-": a - b, "*": a * b}[op])


def _chosen(
    condition: ex.Condition, then: ex.Quantity, otherwise: ex.Quantity, empty: Collection[str]
) -> ex.Quantity:
    a, b = fold(condition.left, empty), fold(condition.right, empty)
    if a is _NOTHING or b is _NOTHING:
        return _NOTHING
    if isinstance(a, ex.Constant) and isinstance(b, ex.Constant):
        return then if _COMPARE[condition.op](a.value, b.value) else otherwise
    return ex.Where(ex.Condition(condition.op, a, b), then, otherwise)


def leaves(node: ex.Quantity) -> Iterator[str]:
    """The columns that a folded expression reads."""
    match node:
        case ex.Ref(name):
            if node is not _NOTHING:
                yield name
        case ex.OrNil(of):
            yield from leaves(of)
        case ex.Arithmetic(_, left, right) | ex.Prefer(left, right):
            yield from leaves(left)
            yield from leaves(right)
        case ex.Where(condition, then, otherwise):
            for one in (condition.left, condition.right, then, otherwise):
                yield from leaves(one)


def chooses(node: ex.Quantity) -> bool:
    """Whether an expression takes one of two, so that it does not rest on the other."""
    match node:
        case ex.Where() | ex.Prefer():
            return True
        case ex.Arithmetic(_, left, right):
            return chooses(left) or chooses(right)
    return False


def value_of(node: ex.Quantity, frame: Frame) -> Any:
    """A folded expression on the rows of a frame."""
    match node:
        case ex.Ref(name):
            return ibis.null("float64") if node is _NOTHING else frame.table[name]
        case ex.OrNil(ex.Ref(name)):
            return _or_nil(name, frame)
        case ex.Constant(value):
            return _number(value)
        case ex.Arithmetic("/", left, ex.Constant(value)) if value:
            return value_of(left, frame) / _number(value)
        case ex.Arithmetic(op, left, right):
            return _ARITHMETIC[op](value_of(left, frame), value_of(right, frame))
        case ex.Where(condition, then, otherwise):
            test = _test(condition, frame)
            yes, no = value_of(then, frame), value_of(otherwise, frame)
            return ibis.cases((test, yes), (~test, no), else_=None)
        case ex.Prefer(first, second):
            return ibis.coalesce(value_of(first, frame), value_of(second, frame))
    raise TypeError(node)


def trust_of(node: ex.Quantity, frame: Frame) -> Any:
    """The worst trust of what an expression's value rests on, row by row (A16)."""
    return _worst(_trusts(node, frame))


def _trusts(node: ex.Quantity, frame: Frame) -> dict[object, Any]:
    """The trusts of which the worst counts, each once."""
    match node:
        case ex.Ref(name) | ex.OrNil(ex.Ref(name)):
            rests = frame.rests[name].trusts if node is not _NOTHING else ()
            return {t: frame.table[t] for t in sorted(rests)}
        case ex.Arithmetic(_, left, right):
            return _trusts(left, frame) | _trusts(right, frame)
        case ex.Where(condition, then, otherwise):
            asked = _trusts(condition.left, frame) | _trusts(condition.right, frame)
            yes, no = _trusts(then, frame), _trusts(otherwise, frame)
            if yes or no:
                test = _test(condition, frame)
                asked[node] = ibis.cases((test, _worst(yes)), (~test, _worst(no)), else_=None)
            return asked
        case ex.Prefer(first, second):
            one, other = _trusts(first, frame), _trusts(second, frame)
            if not one and not other:
                return {}
            taken = value_of(first, frame).notnull()
            return {node: ibis.ifelse(taken, _worst(one), _worst(other))}
    return {}


def _worst(trusts: Mapping[object, Any]) -> Any:
    # Spark's GREATEST takes no fewer than two
    if len(trusts) > 1:
        return ibis.greatest(*trusts.values())
    return next(iter(trusts.values()), ibis.null("int64"))


def _test(condition: ex.Condition, frame: Frame) -> Any:
    return _COMPARE[condition.op](value_of(condition.left, frame), value_of(condition.right, frame))


def _or_nil(name: str, frame: Frame) -> Any:
    """Zero where no row is present and none is expected, of any path that the column rests on."""
    value, table = frame.table[name], frame.table
    nil: Any = value.isnull()
    for count in support(table, Rests(frame.rests[name].pairs)):
        if not count.startswith("m"):
            nil &= table[count].fill_null(0) == 0
    return ibis.ifelse(nil, _number(Fraction(0)), value)


def _number(number: Fraction) -> Any:
    # a bare literal would become DECIMAL in DuckDB and change the arithmetic
    top = ibis.literal(float(number.numerator)).cast("float64")
    if number.denominator == 1:
        return top
    return top / ibis.literal(float(number.denominator)).cast("float64")
