"""A7: conversion inside one dimension is automatic and exact."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from luheng.engine import evaluate
from luheng.units import unit, vocabulary
from world import activity, append

SYMBOLS = [r.symbol for r in vocabulary()]


@given(st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS))
def test_law_scales_compose_exactly(a, b, c):
    x, y, z = unit(a), unit(b), unit(c)
    if x.dimension == y.dimension == z.dimension:
        assert x.ratio_to(y) * y.ratio_to(z) == x.ratio_to(z)
        assert x.ratio_to(y) * y.ratio_to(x) == 1


def test_scales_are_exact_fractions():
    assert unit("kWh").ratio_to(unit("MJ")) == Fraction(18, 5)
    assert unit("百亿千焦").ratio_to(unit("TJ")) == 10
    assert unit("万吨标准煤").ratio_to(unit("kgce")) == 10**7
    assert unit("kgce/t").ratio_to(unit("tce/万吨")) == 10
    assert unit("%").ratio_to(unit("1")) == Fraction(1, 100)


def test_a_rule_declares_its_unit_and_gets_it(ledger, book):
    append(ledger, "activity", [activity("E1", "2025-05", "electricity", 1, "MWh")])
    figures = evaluate(ledger, book, ["electricity_use"], period="2025-05")
    assert figures.value("electricity_use", entity="E1") == 1000.0
