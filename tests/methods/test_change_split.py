"""A change split among named changes: exact, whatever the order, whatever the sign."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.change_split import product_split, ratio_split, shares

numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


def test_two_factors_by_hand():
    # OWN: 100 t at 2.5 become 120 t at 2.4: 20 · 2.45 and −0.1 · 110
    found = product_split(
        {"amount": Fraction(100), "factor": Fraction("2.5")},
        {"amount": Fraction(120), "factor": Fraction("2.4")},
    )
    assert found == {"amount": 49, "factor": -11}
    assert sum(found.values()) == 288 - 250


def test_three_factors_by_hand():
    # OWN: 10·0.5·2 = 10 become 20·0.4·3 = 24; the mean over the six orders of the scale's step
    found = product_split(
        {"scale": Fraction(10), "mix": Fraction("0.5"), "factor": Fraction(2)},
        {"scale": Fraction(20), "mix": Fraction("0.4"), "factor": Fraction(3)},
    )
    scale = Fraction(1, 3) * 10 + Fraction(1, 6) * (8 + 15) + Fraction(1, 3) * 12
    assert found["scale"] == scale
    assert sum(found.values()) == 14


def test_a_ratio_by_hand():
    # OWN: 100/50 = 2 become 90/60 = 1.5: −10 · (1/50 + 1/60)/2 and (1/60 − 1/50) · 95
    over, under = ratio_split((Fraction(100), Fraction(50)), (Fraction(90), Fraction(60)))
    assert over == -10 * (Fraction(1, 50) + Fraction(1, 60)) / 2
    assert under == (Fraction(1, 60) - Fraction(1, 50)) * 95
    assert over + under == Fraction(-1, 2)
    with pytest.raises(ZeroDivisionError):
        ratio_split((Fraction(1), Fraction(0)), (Fraction(1), Fraction(1)))


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4))
def test_shares_of_a_product_add_up_exactly(pairs):
    before = {f"f{n}": a for n, (a, _) in enumerate(pairs)}
    after = {f"f{n}": b for n, (_, b) in enumerate(pairs)}
    whole = Fraction(1)
    start = Fraction(1)
    for a, b in pairs:
        start, whole = start * a, whole * b
    found = product_split(before, after)
    assert sum(found.values()) == whole - start
    # what did not change has no share
    assert all(found[f] == 0 for f in found if before[f] == after[f])


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), numbers, min_size=3, max_size=3))
def test_changes_that_do_not_meet_keep_their_own_effect(effects):
    found = shares(tuple(effects), lambda some: sum((effects[k] for k in some), Fraction(5)))
    assert found == effects


def test_too_many_changes_and_other_factors_are_refused():
    with pytest.raises(ValueError):
        shares(tuple("abcdefg"), lambda some: Fraction(len(some)))
    with pytest.raises(ValueError):
        product_split({"a": Fraction(1)}, {"b": Fraction(1)})
