"""Growth as published: OWN examples computed by hand, and the laws of chains."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luheng.methods.growth import (
    Change,
    Missing,
    chain,
    index,
    intensity_change,
    intensity_rates,
    mean_rate,
    months,
    population_gap,
    year_rate,
)

RATES = st.floats(-0.5, 1.0)


def test_a_chain_of_rates_is_their_product():
    # 1.10 x 0.90 x 1.05 = 1.0395
    change = chain({2021: 0.10, 2022: -0.10, 2023: 0.05}, 2020, 2023)
    assert isinstance(change, Change)
    assert change.value == pytest.approx(0.0395)
    assert (change.first_year, change.last_year) == (2020, 2023)


def test_a_missing_year_cannot_be_bridged():
    assert chain({2021: 0.1, 2024: 0.1}, 2020, 2024) == Missing((2022, 2023))
    assert index({2021: 0.1, 2024: 0.1}, 2020) == {2020: 1.0, 2021: pytest.approx(1.1)}


def test_no_year_is_no_change_and_time_does_not_run_back():
    assert chain({}, 2020, 2020) == Change(0.0, 2020, 2020)
    with pytest.raises(ValueError):
        chain({}, 2020, 2019)
    with pytest.raises(ValueError):
        chain({2021: -1.0}, 2020, 2021)


def test_an_intensity_falls_by_less_than_the_difference_of_the_rates():
    # energy +1.5 %, value added +5.5 %: 1.015 / 1.055 - 1 = -3.7915 %, not -4.0 %
    assert intensity_change(0.015, 0.055) == pytest.approx(-0.0379146919, abs=1e-10)
    assert intensity_rates({2021: 0.0, 2022: 0.1}, {2022: 0.1}) == {2022: pytest.approx(0.0)}


def test_five_equal_years_of_a_fall_by_18_per_cent():
    # 0.82^(1/5) = 0.96109
    assert mean_rate(Change(-0.18, 2020, 2025)) == pytest.approx(-0.03891, abs=5e-6)
    with pytest.raises(ValueError):
        mean_rate(Change(0.1, 2020, 2020))


def test_the_rate_of_the_year_is_that_of_its_whole_cumulation():
    assert year_rate({2: 0.075, 11: 0.061, 12: 0.062}) == 0.062
    assert year_rate({2: 0.075, 11: 0.061}) == Missing((12,))


def test_months_between_cumulations_and_january_with_february():
    # published: Jan-Feb 20, Jan-Mar 32, Jan-May 61
    assert months({2: 20.0, 3: 32.0, 5: 61.0}) == {(1, 2): 20.0, (3,): 12.0, (4, 5): 29.0}


def test_levels_of_two_populations_do_not_give_the_published_rate():
    # 15300 / 15000 - 1 = 2.0 %, published 5.5 %: -3.5 points are prices, population, revision
    assert population_gap(0.055, 15300, 15000) == pytest.approx(-0.035)
    with pytest.raises(ValueError):
        population_gap(0.055, 15300, 0)


@settings(max_examples=60)
@given(st.lists(RATES, min_size=2, max_size=8), st.data())
def test_a_chain_may_be_cut_anywhere(rates, data):
    by_year = {2000 + n: rate for n, rate in enumerate(rates, start=1)}
    last = 2000 + len(rates)
    cut = data.draw(st.integers(2000, last))
    whole, first, second = (
        chain(by_year, a, b).value for a, b in ((2000, last), (2000, cut), (cut, last))
    )
    assert math.isclose(1 + whole, (1 + first) * (1 + second), rel_tol=1e-12)


@settings(max_examples=60)
@given(*(st.floats(1.0, 1e6),) * 4)
def test_growth_of_a_ratio_is_the_ratio_of_growths(e0, e1, v0, v1):
    level = (e1 / v1) / (e0 / v0) - 1
    said = intensity_change(e1 / e0 - 1, v1 / v0 - 1)
    assert math.isclose(1 + said, 1 + level, rel_tol=1e-9)
