"""The comparison of a stated figure with a promise: rounding, sides, laws."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from luheng.methods.target_comparison import (
    Better,
    Outcome,
    better_side,
    bounds,
    compare,
    half_unit,
)


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("16", "0.5"),
        ("40", "5"),
        ("20", "5"),
        ("7.5", "0.05"),
        ("20.0", "0.05"),
        ("100", "50"),
        ("0", "0.5"),
    ],
)
def test_half_a_unit_of_the_last_significant_digit(text, half):
    assert half_unit(text) == Fraction(half)


def test_a_figure_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="NaN"):
        half_unit("NaN")
    with pytest.raises(ValueError, match="≈"):
        bounds("1", "≈")


@pytest.mark.parametrize(
    ("kind", "comparator", "direction", "side"),
    [
        ("relative_change", "=", "down", Better.HIGHER),
        ("level", "=", "down", Better.LOWER),
        ("level", "=", "up", Better.HIGHER),
        ("level", ">=", "down", Better.HIGHER),
        ("peak_year", "<", "down", Better.LOWER),
        ("level", "=", "", None),
    ],
)
def test_on_which_side_the_good_lies(kind, comparator, direction, side):
    assert better_side(kind, comparator, direction) is side


def test_a_promise_of_about_a_figure_is_missed_only_beyond_its_rounding():
    outcome = {
        text: compare(bounds(text, "="), "4000", comparator="~", better=Better.HIGHER).outcome.value
        for text in ("4000", "3900", "3500", "3400")
    }
    assert outcome == {"4000": "met", "3900": "undecided", "3500": "undecided", "3400": "missed"}


figures = st.decimals("-100000", "100000", places=3).map(lambda d: f"{d:f}")
pairs = st.tuples(figures, figures)
comparators = st.sampled_from(["=", "~", ">=", ">", "<=", "<"])
sides = st.sampled_from(list(Better))
scales = st.sampled_from([10, 100, 10_000, 100_000_000])


@given(pairs, st.tuples(comparators, comparators), sides, scales, st.booleans())
def test_putting_both_in_another_unit_changes_nothing(figures, words, side, scale, near):
    (a, b), (said, asked) = figures, words
    assume(asked != "~")  # a promise's own rounding is that of its text, which a unit rewrites
    stated_ = bounds(a, said, just_under=near)
    here = compare(stated_, b, comparator=asked, better=side)
    for ratio in (Fraction(scale), Fraction(1, scale)):
        there = compare(
            stated_.scaled(ratio),
            f"{Decimal(b) * Decimal(ratio.numerator) / ratio.denominator:f}",
            comparator=asked,
            better=side,
        )
        assert there.outcome is here.outcome
        assert there.gap == here.gap * ratio


@given(figures, figures, comparators, comparators, st.booleans())
def test_less_is_better_is_the_mirror_of_more_is_better(a, b, said, asked, near):
    flip = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
    stated_ = bounds(a, said, just_under=near)
    minus = f"{-Decimal(b):f}"
    up = compare(stated_, b, comparator=asked, better=Better.HIGHER)
    down = compare(
        stated_.opposite(), minus, comparator=flip.get(asked, asked), better=Better.LOWER
    )
    assert up == down


@given(figures, figures, sides)
def test_a_plain_figure_always_decides_and_the_gap_says_how(a, b, side):
    found = compare(bounds(a, "="), b, comparator="=", better=side)
    assert found.outcome is (Outcome.MET if found.gap >= 0 else Outcome.MISSED)


@given(pairs, comparators, sides, st.booleans(), st.decimals("0", "1", places=2))
def test_no_reading_of_a_figure_contradicts_its_verdict(figures, said, side, near, share):
    a, b = figures
    stated_ = bounds(a, said, just_under=near)
    found = compare(stated_, b, comparator="=", better=side)
    low = stated_.low if stated_.low is not None else stated_.value - 1000
    high = stated_.high if stated_.high is not None else stated_.value + 1000
    inside = low + (high - low) * Fraction(share)
    if (stated_.low_open and inside == low) or (stated_.high_open and inside == high):
        return
    reached = inside >= Fraction(b) if side is Better.HIGHER else inside <= Fraction(b)
    assert found.outcome is Outcome.UNDECIDED or (found.outcome is Outcome.MET) == reached
