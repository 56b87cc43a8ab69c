"""Composite indices and entropy weights."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.composite_index import Criterion, composite_index, entropy_weights, shares

positive = st.fractions(min_value=Fraction(1, 10), max_value=100, max_denominator=50)


def test_entropy_weights_by_hand():
    # OWN: shares 1/4, 3/4 and 1/2, 1/2: e = (ln 4)/4 + 3/4·ln(4/3) over ln 2, and 1
    spread = Criterion("a", more=True, values=(Fraction(1), Fraction(3)))
    alike = Criterion("b", more=True, values=(Fraction(5), Fraction(5)))
    a, b = entropy_weights([spread, alike])
    assert a.entropy == pytest.approx((math.log(4) / 4 + 3 / 4 * math.log(4 / 3)) / math.log(2))
    assert (a.weight, b.weight, b.entropy) == (1, 0, 1.0)


def test_all_alike_weigh_the_same_and_zero_counts_as_its_limit():
    alike = Criterion("a", more=True, values=(Fraction(2),) * 3)
    assert [e.weight for e in entropy_weights([alike, alike])] == [Fraction(1, 2)] * 2
    zero = Criterion("z", more=True, values=(Fraction(0), Fraction(1), Fraction(1)))
    assert entropy_weights([zero])[0].entropy == pytest.approx(math.log(2) / math.log(3))


def test_less_bears_more():
    assert shares(Criterion("a", more=False, values=(Fraction(1), Fraction(3)))) == (
        Fraction(3, 4),
        Fraction(1, 4),
    )


@pytest.mark.parametrize(
    ("more", "values"), [(True, (-1, 2)), (False, (0, 2)), (True, (0, 0))], ids=str
)
def test_what_has_no_shares_is_refused(more, values):
    with pytest.raises(ValueError, match="col"):
        shares(Criterion("col", more, tuple(map(Fraction, values))))


@given(st.lists(st.tuples(positive, positive), min_size=2, max_size=6), st.integers(2, 9))
def test_index_is_one_in_all_scale_free_and_blind_to_order(rows, scale):
    def run(of):
        criteria = [
            Criterion("a", more=True, values=tuple(a for a, _ in of)),
            Criterion("b", more=False, values=tuple(b for _, b in of)),
        ]
        weights = [e.weight for e in entropy_weights(criteria)]
        return [sum(t) for t in composite_index(criteria, weights)]

    index = run(rows)
    assert sum(index) == 1
    assert run(rows[::-1]) == index[::-1]
    scaled = run([(a * scale, b) for a, b in rows])
    assert [float(x) for x in scaled] == pytest.approx([float(x) for x in index], abs=1e-9)
