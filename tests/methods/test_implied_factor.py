"""Implied factor: what most regions agree on, and nothing where they do not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.implied_factor import QUORUM, TOLERANCE, implied_factor

positive = st.floats(min_value=1e-3, max_value=1e9)


@given(st.lists(positive, min_size=QUORUM, max_size=30), positive)
def test_one_factor_is_found_again(activities, factor):
    found = implied_factor([(a, a * factor) for a in activities])
    assert found.value == pytest.approx(factor, rel=1e-9)
    assert found.agreeing == found.regions == len(activities)


@given(st.lists(st.tuples(positive, positive), max_size=20), st.randoms())
def test_the_order_of_regions_does_not_matter(pairs, chance):
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    assert implied_factor(pairs) == implied_factor(shuffled)


def test_other_activities_in_a_minority_do_not_move_it():
    same = [(float(n), 2.0 * n) for n in range(1, 16)]
    astray = [(float(n), 3.0 * n) for n in range(1, 7)] + [(9.0, 1.0)]
    found = implied_factor(same + astray)
    assert (found.value, found.agreeing, found.regions) == (2.0, 15, 22)


def test_too_few_that_agree_imply_nothing():
    found = implied_factor([(1.0, 2.0 ** (n / 3)) for n in range(20)])
    assert found.value is None
    assert found.median is not None
    assert found.agreeing < QUORUM


@pytest.mark.parametrize("agreeing", [QUORUM - 1, QUORUM])
def test_the_quorum_decides(agreeing):
    apart = [(1.0, 1.0 + 0.1 * n) for n in range(1, 3)] + [(1.0, 0.5 + 0.1 * n) for n in range(2)]
    found = implied_factor([(1.0, 1.0)] * agreeing + apart)
    assert (found.value is None) is (agreeing < QUORUM)
    assert found.agreeing == agreeing


def test_the_tolerance_is_relative_and_closed():
    edge = 1.0 + TOLERANCE / 2
    found = implied_factor([(1.0, 1.0)] * 4 + [(1000.0, 1000.0 * edge)])
    assert found.value == 1.0


def test_absent_nought_and_negative_imply_nothing():
    useless = [(None, 1.0), (1.0, None), (0.0, 1.0), (1.0, 0.0), (-1.0, 2.0), (2.0, -1.0)]
    assert implied_factor(useless).regions == 0
    assert implied_factor(useless).value is None
    assert implied_factor([*useless, *[(4.0, 2.0)] * QUORUM]).value == 0.5


def test_rounded_figures_still_agree():
    chance = random.Random(7)
    pairs = [
        (round(a, 2), round(a * 1.866, 2)) for a in (chance.uniform(20, 900) for _ in range(30))
    ]
    assert implied_factor(pairs).value == pytest.approx(1.866, rel=1e-3)
