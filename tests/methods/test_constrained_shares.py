"""Sharing out: the laws hold exactly, whatever the members and limits."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from luheng.methods.constrained_shares import (
    Limits,
    Part,
    conflicts,
    marginal_cost,
    proportional,
    share,
    stepped_cost,
)
from luheng.methods.rounding_parts import largest_remainders, round_up

number = st.fractions(min_value=0, max_value=50, max_denominator=20)


@st.composite
def problems(draw):
    """Members with keys and limits, groups with limits, and a whole."""
    parts = []
    for n in range(draw(st.integers(1, 7))):
        floor = draw(number) / 5
        cap = draw(st.one_of(st.none(), number.map(lambda x, low=floor: low + x)))
        group = draw(st.sampled_from([None, "a", "b"]))
        kind = draw(st.sampled_from(["key", "cost", "steps"]))
        if kind == "key":
            curve = proportional(draw(number), floor, cap)
        elif kind == "cost":
            curve = marginal_cost(draw(number), draw(number) + Fraction(1, 7), floor, cap)
        else:
            prices = sorted(draw(st.lists(number, min_size=1, max_size=3)))
            curve = stepped_cost([(p, draw(number)) for p in prices], Fraction(0), cap)
        parts.append(Part(f"m{n}", curve, group))
    limits = {}
    for name in ("a", "b"):
        if draw(st.booleans()):
            low = draw(number)
            limits[name] = Limits(low, low + draw(number))
    return draw(number) * 4, parts, limits


@settings(max_examples=200)
@given(problems())
def test_parts_add_up_exactly_and_keep_every_limit(problem):
    whole, parts, limits = problem
    if conflicts(whole, parts, limits):
        with pytest.raises(ValueError, match="conflict"):
            share(whole, parts, limits)
        return
    got = share(whole, parts, limits)
    assert sum(s.amount for s in got) == whole
    for part, one in zip(parts, got, strict=True):
        assert part.curve.low <= one.amount
        assert part.curve.high is None or one.amount <= part.curve.high
    for name, limit in limits.items():
        total = sum(s.amount for p, s in zip(parts, got, strict=True) if p.group == name)
        if any(p.group == name for p in parts):
            assert limit.floor <= total <= limit.cap


@settings(max_examples=100)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(problem, random):
    whole, parts, limits = problem
    assume(not conflicts(whole, parts, limits))
    mixed = parts[:]
    random.shuffle(mixed)
    one = {p.name: s for p, s in zip(parts, share(whole, parts, limits), strict=True)}
    other = {p.name: s for p, s in zip(mixed, share(whole, mixed, limits), strict=True)}
    assert one == other


@settings(max_examples=100)
@given(st.lists(number, min_size=2, max_size=6), number, number, st.integers(0, 5))
def test_a_larger_key_never_takes_less_and_scale_does_not_matter(keys, whole, more, which):
    keys = [k + Fraction(1, 3) for k in keys]
    which %= len(keys)
    caps = [whole * Fraction(2, 3)] * len(keys)

    def amounts(of):
        parts = [
            Part(str(n), proportional(k, Fraction(0), c))
            for n, (k, c) in enumerate(zip(of, caps, strict=True))
        ]
        return [s.amount for s in share(whole, parts)]

    before = amounts(keys)
    raised = [k + (more if n == which else 0) for n, k in enumerate(keys)]
    assert amounts(raised)[which] >= before[which]
    assert amounts([k * 17 for k in keys]) == before


@given(number, st.integers(1, 5), number, number)
def test_equal_members_take_equal_parts(whole, n, first, rise):
    parts = [Part(str(k), marginal_cost(first, rise + 1)) for k in range(n)]
    assert {s.amount for s in share(whole, parts)} == {whole / n}


def test_least_cost_by_hand():
    # OWN: marginal costs 10+2x and 20+x, 25 to take off: 10+2x = 20+25-x gives x = 35/3
    a, b = share(
        Fraction(25),
        [
            Part("a", marginal_cost(Fraction(10), Fraction(2))),
            Part("b", marginal_cost(Fraction(20), Fraction(1))),
        ],
    )
    assert (a.amount, b.amount) == (Fraction(35, 3), Fraction(40, 3))
    assert a.price == b.price == 10 + 2 * Fraction(35, 3) == 20 + Fraction(40, 3)


def test_least_cost_agrees_with_a_solver():
    from scipy.optimize import minimize

    first, rise, cap = [3.0, 8.0, 1.0], [0.5, 0.2, 2.0], [4.0, 30.0, 9.0]
    parts = [
        Part(str(n), marginal_cost(Fraction(a), Fraction(str(b)), Fraction(1), Fraction(c)))
        for n, (a, b, c) in enumerate(zip(first, rise, cap, strict=True))
    ]
    got = [float(s.amount) for s in share(Fraction(18), parts)]
    best = minimize(
        lambda x: sum(a * v + b * v * v / 2 for a, b, v in zip(first, rise, x, strict=True)),
        [4, 8, 6],
        bounds=[(1, c) for c in cap],
        constraints={"type": "eq", "fun": lambda x: sum(x) - 18},
    )
    assert got == pytest.approx(list(best.x), abs=1e-3)


def test_steps_are_taken_cheapest_first_and_ties_pro_rata():
    # OWN: 10 at price 1 (a); 30 and 10 at price 2 (a, b); 30 wanted: 10 + 3/4·20 and 1/4·20
    a = stepped_cost([(Fraction(1), Fraction(10)), (Fraction(2), Fraction(30))])
    b = stepped_cost([(Fraction(2), Fraction(10))])
    got = share(Fraction(30), [Part("a", a), Part("b", b)])
    assert [s.amount for s in got] == [25, 5]


def test_a_capped_groups_excess_goes_to_the_others():
    # OWN: keys 1,1 | 2; 40 to share, group a,b at most 10
    parts = [Part("a", proportional(Fraction(1)), "g"), Part("b", proportional(Fraction(1)), "g")]
    parts.append(Part("c", proportional(Fraction(2))))
    got = share(Fraction(40), parts, {"g": Limits(None, Fraction(10))})
    assert [s.amount for s in got] == [5, 5, 30]
    assert [s.group_at for s in got] == ["cap", "cap", None]


def test_conflicts_say_by_how_much():
    parts = [
        Part("a", proportional(Fraction(1), Fraction(8), Fraction(9))),
        Part("b", proportional(Fraction(1), Fraction(7), Fraction(9))),
    ]
    (low,) = conflicts(Fraction(12), parts, {})
    assert (low.kind, low.excess) == ("floors", 3)
    (high,) = conflicts(Fraction(20), parts, {})
    assert (high.kind, high.excess) == ("caps", 2)


@given(
    st.dictionaries(st.text("abcdefg", min_size=1, max_size=3), number, min_size=1, max_size=7),
    st.data(),
)
def test_rounded_parts_add_up_and_are_less_than_a_step_off(parts, data):
    whole = sum(parts.values())
    parts["rest"] = Fraction(-(-whole // 1)) - whole
    groups = {n: data.draw(st.sampled_from([None, "a", "b"])) for n in parts}
    got = largest_remainders(parts, Fraction(1), groups)
    assert sum(got.values()) == sum(parts.values())
    assert all(v.denominator == 1 and abs(v - parts[n]) < 1 for n, v in got.items())
    backwards = largest_remainders(dict(reversed(parts.items())), Fraction(1), groups)
    assert backwards == got


def test_rates_are_rounded_towards_more():
    assert round_up(Fraction("12.341"), Fraction("0.1")) == Fraction("12.4")
    assert round_up(Fraction("12.341"), Fraction("0.1"), Fraction("12.35")) == Fraction("12.35")
    with pytest.raises(ValueError, match="multiple"):
        largest_remainders({"a": Fraction(1, 3)}, Fraction(1))
