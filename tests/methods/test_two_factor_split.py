"""Two-factor split: the parts are the whole, exactly, whatever the numbers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.two_factor_split import Manner, Split, percent_of, split, total

amounts = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)
factors = st.none() | st.floats(min_value=1e-12, max_value=1e6)


@given(amounts, amounts, amounts, factors)
def test_the_parts_recombine_exactly(activity, own, other, factor):
    _, parts = split(activity, own, other, factor)
    assert parts.factor + parts.activity == Fraction(other) - Fraction(own) == parts.whole


@given(st.lists(st.tuples(amounts, amounts, amounts, factors), max_size=8))
def test_sums_of_splits_recombine_exactly_in_any_order(cases):
    parts = [split(*case)[1] for case in cases]
    assert total(parts) == total(reversed(parts))
    assert total(parts).whole == sum(Fraction(o) - Fraction(e) for _, e, o, _ in cases)


def test_the_equation_by_hand():
    # OWN: 10 t burnt at 2 tCO2/t; the other states 33 t and its factor is 3, so it burnt 11 t
    manner, parts = split(10.0, 20.0, 33.0, 3.0)
    assert manner is Manner.SPLIT
    assert parts == Split(Fraction(10), Fraction(3), Fraction(0))


def test_another_factor_alone_leaves_no_activity():
    _, parts = split(10.0, 20.0, 30.0, 3.0)
    assert (parts.factor, parts.activity) == (10, 0)


def test_what_the_other_does_not_count_is_activity_and_named():
    manner, parts = split(10.0, 20.0, 0.0, 3.0)
    assert manner is Manner.NOT_COUNTED
    assert parts == Split(Fraction(0), Fraction(-20), Fraction(-20))


def test_without_a_factor_all_is_activity():
    manner, parts = split(10.0, 20.0, 33.0, None)
    assert manner is Manner.NO_FACTOR
    assert parts == Split(Fraction(0), Fraction(13), Fraction(0))


def test_a_difference_in_per_cent_is_of_the_other_account():
    assert percent_of(Fraction(-5), 50.0) == -10.0
    assert percent_of(Fraction(-5), 0.0) is None


def test_where_neither_has_any_nothing_differs():
    assert split(0.0, 0.0, 0.0, 3.0) == (Manner.SPLIT, Split(*[Fraction(0)] * 3))


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(bad):
    with pytest.raises((ValueError, OverflowError)):
        split(1.0, bad, 1.0, 1.0)
