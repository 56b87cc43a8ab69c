"""Every worked example of the rulebook, through a real ledger and the engine.

An example is a YAML file ``example_*.yaml`` beside the clause that it works out; what it may say
is in ``rulebook/schema/example.json``. Its figures were worked out by hand, or are printed in the
publication that it names; where it gives its ``arithmetic``, the expected value must follow from
that text alone, in fractions.
"""

import ast
import operator
import re
from fractions import Fraction

import pytest
from jsonschema import Draft202012Validator

from examples import EXAMPLES, SCHEMA, asked, named, read, typed
from luheng.engine import evaluate
from luheng.rulebook import load_rulebook
from luheng.units import unit
from world import append, workspace

#: a double holds about sixteen digits; a figure may be the sum of many
LAST_BITS = Fraction(1, 10**9)
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def worked_out(arithmetic: str) -> Fraction:
    """The value of an expression of decimals, + - * / and brackets, exactly."""

    def go(node: ast.expr) -> Fraction:
        match node:
            case ast.BinOp(left, op, right):
                return OPERATORS[type(op)](go(left), go(right))
            case ast.UnaryOp(ast.USub(), inner):
                return -go(inner)
            case ast.Constant():
                return Fraction(ast.get_source_segment(arithmetic.strip(), node))
        raise ValueError(ast.dump(node))

    return go(ast.parse(arithmetic.strip(), mode="eval").body)


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_a_worked_example_is_reproduced(path, tmp_path):
    example = read(path)
    book = load_rulebook(overlays=tuple(example.get("overlays", ())))
    ledger = workspace(tmp_path).ledger
    for name, rows in example["rows"].items():
        append(ledger, name, [typed(name, row) for row in rows], source=path.name)
    for one in asked(example):
        ask, expect = one["ask"], one["expect"]
        figures = evaluate(
            ledger, book, [ask["quantity"]], where=ask["where"], period=ask["period"]
        )
        found = [row for row in figures.table.to_pylist() if row["quantity"] == ask["quantity"]]
        if "absent" in expect:
            assert [row["value"] for row in found if row["value"] is not None] == [], ask
            continue
        assert len(found) == 1, f"{ask}: {len(found)} figures, where= names more or less than one"
        (row,) = found
        assert row["value"] is not None, f"{ask}: cannot be said"
        ratio = unit(row["unit"]).ratio_to(unit(expect["unit"]))
        value, expected = Fraction(row["value"]) * ratio, Fraction(expect["value"])
        room = Fraction(expect["tolerance"]) + LAST_BITS * max(1, abs(expected))
        assert abs(value - expected) <= room, f"{ask}: {float(value)} {expect['unit']}"
        if "trust" in expect:
            assert row["trust"] == expect["trust"], ask


@pytest.mark.parametrize("path", EXAMPLES, ids=named)
def test_an_example_follows_its_schema_and_its_own_arithmetic(path):
    faults = Draft202012Validator(SCHEMA).iter_errors(typed_as_schema(read(path)))
    assert [f"{e.json_path}: {e.message}" for e in faults] == []
    for one in asked(read(path)):
        if "arithmetic" in one:
            off = worked_out(one["arithmetic"]) - Fraction(one["expect"]["value"])
            room = max(Fraction(one["expect"]["tolerance"]), LAST_BITS)
            assert abs(off) <= room, one["arithmetic"]


def typed_as_schema(example: dict) -> dict:
    """``absent: true`` is the one word of an example that is no text."""
    for one in [example, *example.get("also", [])]:
        if one.get("expect", {}).get("absent") == "true":
            one["expect"]["absent"] = True
    return example


def test_there_are_examples_and_each_stands_in_an_edition():
    assert EXAMPLES
    for path in EXAMPLES:
        standard = read(path.parent.parent / "standard.yaml")
        assert path.parent.name in {edition["id"] for edition in standard["editions"]}, named(path)
        assert re.fullmatch(r"example_[a-z0-9_]+\.yaml", path.name)


def test_the_arithmetic_of_an_example_is_exact():
    assert worked_out("(0.1 + 0.2) * 3 / 7 - -1") == Fraction(79, 70)
    with pytest.raises(ValueError, match="Call"):
        worked_out("abs(1)")
