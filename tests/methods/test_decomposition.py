"""LMDI-I and Shapley/Sun: published and hand-made examples, noughts, and the laws of both.

HEUN: the test figures of the R package LMDIR (M. K. Heun, MIT licence), which implements Ang (2005)
with the limits of Ang, Zhang, Choi (1998) and Wood, Lenzen (2006): two cells, three factors, four
years. OWN: made up here and worked out by hand.
"""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luheng.errors import CannotAttribute
from luheng.methods.decomposition import Identity, ratio
from luheng.methods.lmdi import chain, lmdi, logarithmic_mean
from luheng.methods.shapley import shapley

NAMES = ("one", "two", "three")
HEUN = {
    1971: [[1, 10, 2], [4, 5, 3]],
    1972: [[4, 5, 3], [5, 6, 4]],
    1973: [[8, 2, 4], [5, 7, 5]],
    1974: [[10, 1, 5], [6, 8, 6]],
}
HEUN_PARTS = {
    1972: [[50.47438029, -25.23719014, 14.76280986], [19.31568569, 15.78206435, 24.90224996]],
    1973: [[42.96021467, -56.79031473, 17.83010006], [0, 22.47128816, 32.52871184]],
    1974: [[12.6549815, -39.30996299, 12.6549815], [41.35566084, 30.28867832, 41.35566084]],
}
HEUN_INDICES = {
    1972: [1.761117821, 0.926191306, 1.379410116],
    1973: [1.229284572, 0.847970248, 1.273773912],
    1974: [1.208140223, 0.968911503, 1.208140223],
}


def identity(rows):
    x = np.array(rows, dtype=float)
    cells = tuple(f"c{n}" for n in range(len(x)))
    factors = {name: x[:, n] for n, name in enumerate(NAMES[: x.shape[1]])}
    return Identity({"cell": cells}, factors, np.nan_to_num(x).prod(axis=1))


def parts(found):
    return np.stack([found.parts[n] for n in found.parts], axis=1)


# -- worked examples -------------------------------------------------------------------------


@pytest.mark.parametrize("year", HEUN_PARTS)
def test_the_published_example_additive_and_multiplicative(year):
    found = lmdi(identity(HEUN[year - 1]), identity(HEUN[year]))
    assert parts(found) == pytest.approx(np.array(HEUN_PARTS[year]), abs=5e-9)
    assert list(found.indices.values()) == pytest.approx(HEUN_INDICES[year], abs=5e-10)


def test_the_published_example_with_a_nought_at_either_end():
    start, end = np.array(HEUN[1971], float), np.array(HEUN[1972], float)
    start[0, 0] = 0
    assert parts(lmdi(identity(start), identity(end)))[0].tolist() == [60, 0, 0]
    start, end = np.array(HEUN[1971], float), np.array(HEUN[1972], float)
    end[1, 2] = 0
    assert parts(lmdi(identity(start), identity(end)))[1].tolist() == [0, 0, -60]


def test_own_example_by_hand():
    """OWN. 2·3=6 becomes 4·6=24: L = 18/ln 4, each factor doubles, so each part is 18·ln2/ln4 = 9."""
    found = lmdi(identity([[2, 3]]), identity([[4, 6]]))
    assert found.effects == pytest.approx({"one": 9.0, "two": 9.0})
    assert found.indices == pytest.approx({"one": 2.0, "two": 2.0})
    # Shapley by hand: ½(3+6)·(4-2) = 9 and ½(2+4)·(6-3) = 9
    assert shapley(identity([[2, 3]]), identity([[4, 6]])).effects == {"one": 9.0, "two": 9.0}


def test_own_example_of_shapley_by_hand_with_three_factors():
    """OWN. (1,1,1) → (2,3,4), of one: 1·(1/3·1 + 1/6·3 + 1/6·4 + 1/3·12) = 5.5; the sum is 23."""
    found = shapley(identity([[1, 1, 1]]), identity([[2, 3, 4]]))
    assert found.effects == pytest.approx({"one": 5.5, "two": 2 * (1 / 3 + 2 / 6 + 4 / 6 + 8 / 3),
                                           "three": 3 * (1 / 3 + 2 / 6 + 3 / 6 + 6 / 3)})  # fmt: skip
    assert sum(found.effects.values()) == pytest.approx(23)
    assert math.prod(found.indices.values()) == pytest.approx(24)


def test_two_factors_that_come_from_nought_together_share_and_an_undefined_one_takes_nothing():
    both = lmdi(identity([[0, 0, 5]]), identity([[2, 3, 5]]))
    assert both.effects == {"one": 15.0, "two": 15.0, "three": 0.0}
    small = 1e-150
    near = lmdi(identity([[small, small, 5]]), identity([[2, 3, 5]])).effects
    assert near["one"] == pytest.approx(15, rel=2e-3)
    undefined = lmdi(identity([[0, np.nan, 5]]), identity([[2, 3, 5]]))
    assert undefined.effects == {"one": 30.0, "two": 0.0, "three": 0.0}
    back = lmdi(identity([[2, 3, 5]]), identity([[0, np.nan, 5]]))
    assert back.effects == {"one": -30.0, "two": 0.0, "three": 0.0}
    assert shapley(identity([[0, np.nan, 5]]), identity([[2, 3, 5]])).effects["one"] == 30.0


@pytest.mark.parametrize("x", [(1, 1), (0, 0), (1, 0), (0, 1)])
def test_an_empty_cell_moves_nothing_whatever_its_factors_do(x):
    found = lmdi(identity([[x[0], 0], [1, 1]]), identity([[x[1], 0], [1, 1]]))
    assert found.effects == {"one": 0.0, "two": 0.0}


# -- what cannot be said ---------------------------------------------------------------------


@pytest.mark.parametrize("bad", [np.nan, -1.0])
def test_absent_and_negative_cells_cannot_be_said(bad):
    good = identity([[1, 2]])
    with pytest.raises(CannotAttribute):
        lmdi(good, Identity(good.dimensions, good.factors, np.array([bad])))


def test_what_does_not_fit_is_refused():
    good = identity([[1, 2]])
    with pytest.raises(CannotAttribute, match="product"):
        lmdi(good, Identity(good.dimensions, good.factors, np.array([3.0])))
    with pytest.raises(CannotAttribute, match="two ends"):
        lmdi(good, identity([[1, 2, 3]]))
    with pytest.raises(CannotAttribute, match="none of its factors"):
        lmdi(identity([[np.nan, np.nan]]), good)
    with pytest.raises(CannotAttribute, match="chain"):
        chain([lmdi(good, identity([[2, 2]])), lmdi(good, identity([[2, 2]]))])
    with pytest.raises(CannotAttribute):
        ratio(np.array([1.0]), np.array([0.0]))
    from_none = lmdi(identity([[0, 2]]), good)
    assert from_none.effects == {"one": 2.0, "two": 0.0}
    with pytest.raises(CannotAttribute, match="ratio"):
        _ = from_none.indices
    with pytest.raises(CannotAttribute, match="members"):
        shapley(good, identity([[2, 2]])).indices_by("cell")


def test_the_logarithmic_mean_of_close_numbers_keeps_its_digits():
    a = 1.0 + 2**-40
    assert float(logarithmic_mean(np.array(a), np.array(1.0))) == pytest.approx(
        1 + 2**-41, rel=1e-15
    )
    assert float(logarithmic_mean(np.array(5e-324), np.array(1e-323))) > 0
    assert logarithmic_mean(np.array([0.0, 2.0]), np.array([3.0, 2.0])).tolist() == [0.0, 2.0]


def test_arrow_has_a_row_per_member_and_factor():
    table = lmdi(identity(HEUN[1971]), identity(HEUN[1972])).to_arrow("cell")
    assert table.column_names == ["cell", "factor", "part"]
    assert table.num_rows == 6
    assert table["part"].to_pylist()[:2] == pytest.approx([50.47438029, 19.31568569])


# -- laws ------------------------------------------------------------------------------------

amount = st.one_of(st.just(0.0), st.floats(1e-6, 1e6))
worlds = st.integers(1, 5).flatmap(
    lambda n: st.tuples(*[st.lists(st.tuples(amount, amount, amount), min_size=n, max_size=n)] * 2)
)


@given(worlds)
@settings(max_examples=150)
def test_parts_add_up_to_the_whole_and_indices_multiply_to_it(world):
    start, end = map(identity, world)
    for method in (lmdi, shapley):
        found = method(start, end)
        scale = sum(float(np.abs(p).sum()) for p in found.parts.values())
        left = found.change - sum(found.effects.values())
        assert abs(left) <= 1e-12 * max(scale, found.start, found.end)
        if found.logs is not None:
            spread = sum(abs(float(p.sum())) for p in found.logs.values())
            assert found.residual_of_indices <= 1e-12 * (1 + spread)


@given(worlds)
@settings(max_examples=80)
def test_time_reversal_changes_the_sign_and_a_still_factor_takes_nothing(world):
    start, end = map(identity, world)
    for method in (lmdi, shapley):
        there, back = method(start, end), method(end, start)
        for name in there.parts:
            size = max(float(np.abs(there.parts[name]).max()), there.start, there.end, 1e-300)
            assert np.allclose(there.parts[name], -back.parts[name], rtol=0, atol=1e-12 * size)
    still = np.array(world[1])
    still[:, 1] = np.array(world[0])[:, 1]
    positive = (still > 0).all(axis=1) & (np.array(world[0]) > 0).all(axis=1)
    moved = lmdi(start, identity(still))
    assert not moved.parts["two"][positive].any()


@given(worlds, st.integers(0, 4))
@settings(max_examples=80)
def test_parts_of_groups_add_up_to_the_parts_of_all(world, cut):
    """Consistency in aggregation: splitting each group by itself gives the same parts."""
    start, end = (np.array(w) for w in world)
    whole = lmdi(identity(start), identity(end))
    for name in whole.parts:
        grouped = 0.0
        for rows in (slice(None, cut), slice(cut, None)):
            if len(start[rows]):
                grouped += lmdi(identity(start[rows]), identity(end[rows])).effects[name]
        size = max(sum(np.abs(p).sum() for p in whole.parts.values()), 1e-300)
        assert grouped == pytest.approx(whole.effects[name], abs=1e-12 * size)


def test_a_chain_has_the_same_whole_and_other_parts():
    years = [identity(HEUN[y]) for y in HEUN]
    steps = [lmdi(a, b) for a, b in itertools.pairwise(years)]
    linked, ends = chain(steps), lmdi(years[0], years[-1])
    assert (linked.start, linked.end) == (ends.start, ends.end) == (80.0, 338.0)
    assert linked.effects["one"] == pytest.approx(69.79006598 + 42.96021467 + 54.01064234)
    assert linked.indices["one"] == pytest.approx(1.761117821 * 1.229284572 * 1.208140223)
    assert linked.residual < 1e-14
    assert abs(linked.effects["one"] - ends.effects["one"]) > 1
