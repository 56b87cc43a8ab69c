"""Comparing two promises: which asks for more, and by how much."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.promise_comparison import Promise, Shift, shift
from luheng.methods.target_comparison import Better, bounds

UP, DOWN = Better.HIGHER, Better.LOWER


def promise(text, better=UP, comparator="=", years=None, growing=False):
    return Promise(bounds(text, comparator), better, years, growing)


@pytest.mark.parametrize(
    ("a", "b", "kind", "by"),
    [
        # 001 L44 against 002 L64: energy per value added falls by 18 % against 13.5 %
        (promise("18", years=5), promise("13.5", years=5), Shift.RAISED, "4.5"),
        # 002 L66 against 003 L91: water per value added by 16 % against 23 %
        (promise("16", years=5), promise("23", years=5), Shift.LOWERED, "-7"),
        # OWN: a data centre's PUE of at most 1.3 asks for more than 1.4
        (promise("1.3", DOWN, "<="), promise("1.4", DOWN, "<="), Shift.RAISED, "0.1"),
        (promise("57"), promise("57"), Shift.SAME, "0"),
    ],
)
def test_the_larger_promise_asks_for_more(a, b, kind, by):
    found = shift(a, b)
    assert (found.shift, found.by) == (kind, Fraction(by))
    assert not found.by_rate
    assert not found.overlap


def test_over_other_years_equal_annual_rates_decide():
    # OWN, by hand: -10 % in 2 years leaves 0.9^(1/2) = 0.9487 a year, -20 % in 5 leaves
    # 0.8^(1/5) = 0.9564; 0.9^5 = 0.59049 is less than 0.8^2 = 0.64, so the first asks for more
    found = shift(promise("10", years=2), promise("20", years=5))
    assert (found.shift, found.by, found.by_rate) == (Shift.RAISED, -10, True)
    # +21 % in 2 years is +10 % a year, and so is +10 % in one
    rise = [promise("21", years=2, growing=True), promise("10", years=1, growing=True)]
    assert shift(*rise).shift is Shift.SAME
    # +22 % in two years is more than +10 % in one: 1.22^1 against 1.1^2 = 1.21
    assert shift(promise("22", years=2, growing=True), rise[1]).shift is Shift.RAISED


def test_words_that_leave_the_difference_open_are_told():
    # about 10 may be anything from 5 to 15 (its nought is not significant): 13.5 lies within
    found = shift(promise("10", comparator="~", years=5), promise("13.5", years=5))
    assert (found.shift, found.overlap) == (Shift.LOWERED, True)
    # about 16 is 15.5 to 16.5: 18 is surely more
    assert not shift(promise("16", comparator="~"), promise("18")).overlap


def test_promises_that_point_two_ways_are_refused():
    with pytest.raises(ValueError, match="higher"):
        shift(promise("1", UP), promise("1", DOWN))
    with pytest.raises(ValueError, match=r"-1, 2"):
        shift(promise("150", years=2), promise("20", years=5))


TEXTS = st.decimals("0.1", "99", places=1).map(str)
YEARS = st.integers(1, 10)
OPPOSITE = {Shift.SAME: Shift.SAME, Shift.RAISED: Shift.LOWERED, Shift.LOWERED: Shift.RAISED}


@given(a=TEXTS, b=TEXTS, n=YEARS, m=YEARS, growing=st.booleans())
def test_law_the_comparison_is_antisymmetric(a, b, n, m, growing):
    one, two = (promise(a, years=n, growing=growing), promise(b, years=m, growing=growing))
    there, back = shift(one, two), shift(two, one)
    assert back.shift is OPPOSITE[there.shift]
    assert back.by == -there.by
    assert there.by_rate is back.by_rate is (n != m)


@given(a=TEXTS, b=TEXTS, n=YEARS, growing=st.booleans())
def test_law_over_one_span_the_rates_agree_with_the_changes(a, b, n, growing):
    one, two = (promise(t, years=n, growing=growing) for t in (a, b))
    # the equal annual rate of the larger change is the larger one, whatever the span
    rate = [float(p.factor) ** (1 / n) for p in (one, two)]
    if shift(one, two).shift is Shift.RAISED:
        assert rate[0] > rate[1] if growing else rate[0] < rate[1]
