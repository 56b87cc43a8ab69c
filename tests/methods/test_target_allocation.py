"""Targets shared out: every form makes up its whole exactly."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from luheng.methods.constrained_shares import Limits
from luheng.methods.target_allocation import (
    Allocation,
    AllocationMember,
    Form,
    Task,
    allocate,
    by_keys,
    structure,
)

positive = st.fractions(min_value=1, max_value=100, max_denominator=30)


@st.composite
def tasks(draw):
    members = tuple(
        AllocationMember(
            f"m{n}",
            base=draw(positive),
            base_denominator=draw(positive),
            denominator=draw(positive),
            floor=draw(st.none() | st.just(Fraction(5))),
            cap=draw(st.none() | st.just(Fraction(60))),
            committed=draw(st.none() | st.just(Fraction(12))),
            group=draw(st.sampled_from([None, "g"])),
        )
        for n in range(draw(st.integers(1, 5)))
    )
    form = draw(st.sampled_from(list(Form)))
    change = form in {Form.AMOUNT, Form.RATIO} and draw(st.booleans())
    groups = (("g", Limits(None, Fraction(40))),) if any(m.group for m in members) else ()
    return Task(form, draw(positive), members, change, None, groups)


@settings(max_examples=200)
@given(tasks())
def test_the_figures_make_up_the_whole_exactly_and_keep_their_limits(task):
    keys = {n: task.size(m) for n, m in enumerate(task.members)}
    got = allocate(task, by_keys(keys))
    if not isinstance(got, Allocation):
        assert all(c.excess > 0 for c in got)
        return
    assert got.exact
    assert got.recombined == task.value
    for member, figure in zip(task.members, got.figures, strict=True):
        if member.committed is not None:
            assert figure == member.committed
            continue
        assert member.floor is None or figure >= member.floor
        assert member.cap is None or figure <= member.cap


def test_an_intensity_by_hand():
    # OWN: E 100 and 50, V 100 and 100, V1 150 and 100: I0 = 3/4, F = 150 and 50; 20 % of the whole
    # allows 4/5·3/4·250 = 150, so R = 50 of 200: both by 25 %; 1/15 is made against by structure
    a = AllocationMember("a", Fraction(100), Fraction(100), Fraction(150))
    b = AllocationMember("b", Fraction(50), Fraction(100), Fraction(100))
    task = Task(Form.INTENSITY, Fraction(20), (a, b))
    assert task.whole == 50
    got = allocate(task, by_keys({0: Fraction(150), 1: Fraction(50)}))
    assert got.figures == (25, 25)
    assert structure(task) == Fraction(-20, 3)


def test_limits_of_a_fall_change_sides():
    # OWN: from 10+10 to 12: falls of 4 each, but a may not go below 8: 2 and 6
    a = AllocationMember("a", Fraction(10), floor=Fraction(8))
    b = AllocationMember("b", Fraction(10))
    task = Task(Form.AMOUNT, Fraction(12), (a, b), change=True)
    got = allocate(task, by_keys({0: Fraction(1), 1: Fraction(1)}))
    assert got.figures == (8, 4)


def test_counts_are_whole_and_add_up():
    members = tuple(AllocationMember(n) for n in "abc")
    task = Task(Form.AMOUNT, Fraction(10), members)
    got = allocate(task, by_keys(dict.fromkeys(range(3), Fraction(1))), Fraction(1))
    assert sorted(got.figures) == [3, 3, 4]
    conflict = allocate(
        replace(task, members=(replace(members[0], floor=Fraction(11)), *members[1:])),
        by_keys(dict.fromkeys(range(3), Fraction(1))),
        Fraction(1),
    )
    assert [(c.kind, c.excess) for c in conflict] == [("floors", 1)]
