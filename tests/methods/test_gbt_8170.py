"""Rounding as GB/T 8170 has it: half to even, once, by absolute value."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.gbt_8170 import rounded, rounded_text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        # OWN, by the wording of the rule: below five, above five, five and more behind it
        (12.1498, 1, "12.1"), (10.502, 0, "11"), (1.05001, 1, "1.1"),
        # five alone: the digit kept becomes even
        (1.050, 1, "1.0"), (0.35, 1, "0.4"), (2.5, 0, "2"), (3.5, 0, "4"),
        # by absolute value
        (-0.35, 1, "-0.4"), (-2.5, 0, "-2"),
        # to thousands; digits that a form wants although they are nought; no minus before nought
        (2500, -3, "2000"), (3500, -3, "4000"), (118.4, 2, "118.40"), (-0.001, 2, "0.00"),
        # a double is the decimal that it is written as
        (0.15, 1, "0.2"), (2.675, 2, "2.68"), (1e21, 0, "1000000000000000000000"),
    ],
)  # fmt: skip
def test_the_rule_by_its_own_words(value, places, text):
    assert rounded_text(value, places) == text


def test_what_is_not_finite_is_refused():
    with pytest.raises(ValueError):
        rounded(float("nan"), 2)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
       st.integers(-3, 6))  # fmt: skip
def test_never_further_than_half_a_step(value, places):
    step = Decimal(1).scaleb(-places)
    done = rounded(value, places)
    assert abs(done - value) <= step / 2
    assert rounded(done, places) == done
    assert rounded(-value, places) == -done
