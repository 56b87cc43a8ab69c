"""Whether parts add up: sums, what is left to the absent, what each would have to add."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.target_consistency import (
    Addend,
    additions,
    implied,
    known_together,
    rest,
    sensitivity,
    with_heavier_known,
)
from luheng.methods.weighted_intensity import IntensityMember, structural_rate, whole_rate

rate = st.fractions(min_value=0, max_value=30, max_denominator=20)
weight = st.fractions(min_value=Fraction(1, 10), max_value=9, max_denominator=20)


def test_by_hand():
    # OWN: weights 1/4, 1/4, 1/2; 20 and 10 promised, the third absent; 16 in all needs 17 of it
    members = [
        Addend("a", Fraction(1, 4), Fraction(20)),
        Addend("b", Fraction(1, 4), Fraction(10)),
        Addend("c", Fraction(1, 2), None),
    ]
    assert implied(members) is None
    assert rest(members, Fraction(16)) == 17
    assert known_together(members) == 15
    # weighed twice as much, the two are 2/3 of the whole: 3·(16 − 10) = 18
    assert with_heavier_known(members, Fraction(16), Fraction(2)) == 18


@given(st.lists(st.tuples(weight, rate), min_size=1, max_size=6), rate)
def test_what_each_would_add_closes_the_gap_both_ways(rows, whole):
    total = sum(w for w, _ in rows)
    members = [Addend(str(n), w / total, c + 1) for n, (w, c) in enumerate(rows)]
    gap = whole - implied(members)
    adds = additions(members, gap)
    for figures in ([a.proportional for a in adds], [a.equal for a in adds]):
        moved = [Addend(m.name, m.weight, c) for m, c in zip(members, figures, strict=True)]
        assert implied(moved) == whole


@given(st.lists(st.tuples(weight, rate), min_size=2, max_size=6), rate)
def test_the_rest_reaching_its_bound_makes_up_the_whole(rows, whole):
    total = sum(w for w, _ in rows)
    members = [Addend(str(n), w / total, c if n else None) for n, (w, c) in enumerate(rows)]
    bound = rest(members, whole)
    filled = [Addend(m.name, m.weight, bound if m.figure is None else m.figure) for m in members]
    assert implied(filled) == whole
    assert len(sensitivity(members, whole)) == len(members)


@given(st.lists(st.tuples(weight, weight, weight, rate), min_size=1, max_size=5))
def test_an_intensity_is_a_ratio_of_sums(rows):
    members = [IntensityMember(e, v0, v1) for e, v0, v1, _ in rows]
    rates = [c / 100 for *_, c in rows]
    left = sum(m.unchanged * (1 - c) for m, c in zip(members, rates, strict=True))
    final = left / sum(v1 for _, _, v1, _ in rows)
    base = sum(e for e, *_ in rows) / sum(v0 for _, v0, _, _ in rows)
    assert whole_rate(members, rates) == 1 - final / base
    # the form that is added up: structure plus shares of what each would use unchanged
    total = sum(m.unchanged for m in members)
    s = structural_rate(members)
    parts = [
        Addend(str(n), m.unchanged / total * (1 - s), c)
        for n, (m, c) in enumerate(zip(members, rates, strict=True))
    ]
    assert implied(parts, s) == whole_rate(members, rates)


def test_a_mean_of_rates_is_not_the_rate_of_the_whole():
    # OWN: equal value added, intensities 9 and 1: 10 % and 30 % make 12 %, not 20 %
    members = [
        IntensityMember(Fraction(9), Fraction(1), Fraction(1)),
        IntensityMember(Fraction(1), Fraction(1), Fraction(1)),
    ]
    assert whole_rate(members, [Fraction(1, 10), Fraction(3, 10)]) == Fraction(12, 100)


def test_without_promises_there_is_nothing_together():
    assert known_together([Addend("a", Fraction(1), None)]) is None
