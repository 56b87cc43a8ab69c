"""The drift forecast against figures computed by hand (OWN), and the laws of its probabilities."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luheng.methods.forecast import METHODS, Scale, forecast
from luheng.methods.peak import has_peaked
from luheng.methods.widening import widening

SERIES = st.lists(st.floats(1.0, 1000.0), min_size=3, max_size=15)


def yearly(values, first=2010):
    return list(zip(range(first, first + len(values)), values, strict=True))


def test_drift_by_hand():
    # 10, 12, 11, 15: m = 5/3; steps +2, -1, +4 leave squares 1/9 + 64/9 + 49/9 = 114/9;
    # s^2 = 114/9 / 2 = 6.3333; two years ahead v = s^2 (2 + 4/3) = 21.1111
    fan = forecast(yearly([10, 12, 11, 15]), 2015, scale=Scale.LEVEL)
    last = fan[-1]
    assert [f.year for f in fan] == [2014, 2015]
    assert last.value == pytest.approx(15 + 10 / 3)
    assert last.spread == pytest.approx(math.sqrt(190 / 9))
    assert (last.freedom, last.n, last.method) == (2, 4, "drift")
    # t(2) at 90 % is 1.885618
    assert last.high - last.value == pytest.approx(1.885618 * last.spread, rel=1e-5)


def test_unequal_steps_weigh_by_their_years():
    # 0 in 2010, 1 in 2011, 5 in 2015: m = 1, both steps fit exactly, no spread is left
    last = forecast([(2010, 0.0), (2011, 1.0), (2015, 5.0)], 2016, scale=Scale.LEVEL)[-1]
    assert last.value == pytest.approx(6)
    assert last.low == last.high == last.value
    assert (last.probability_at_most(5.9), last.probability_at_most(6.1)) == (0.0, 1.0)


def test_one_point_gives_none_and_two_give_no_interval():
    assert forecast([(2020, 5.0)], 2025, scale=Scale.LEVEL) == ()
    two = forecast([(2015, 100.0), (2020, 84.0)], 2025, scale=Scale.LOG)[-1]
    assert two.value == pytest.approx(84 * 0.84)
    assert (two.low, two.high, two.interval(0.8), two.probability_at_most(50)) == (None,) * 4


def test_a_damped_drift_fades():
    # drift 1 a year, damping 0.8: 0.8 + 0.64 + 0.512 = 1.952 in three years
    last = forecast(yearly([1, 2, 3, 4]), 2016, scale=Scale.LEVEL, method="damped_drift")[-1]
    assert last.value == pytest.approx(4 + 1.952)


def test_a_share_stays_a_share_and_a_limit_beyond_the_scale_is_sure():
    last = forecast(yearly([90, 94, 93, 98]), 2020, scale=Scale.LOG_ODDS)[-1]
    assert 0 < last.low < last.value < last.high < 100
    assert last.probability_at_most(100) == 1.0
    assert last.probability_at_most(0) == 0.0
    # a share that has reached 100 has no odds: taken as it stands
    assert forecast(yearly([90, 95, 100]), 2014, scale=Scale.LOG_ODDS)[-1].scale is Scale.LEVEL


def test_years_out_of_order_and_unknown_methods_are_refused():
    with pytest.raises(ValueError):
        forecast([(2011, 1.0), (2010, 2.0)], 2015, scale=Scale.LEVEL)
    with pytest.raises(ValueError):
        forecast([(2010, 1.0), (2011, 2.0)], 2015, scale=Scale.LEVEL, method="crystal_ball")


@pytest.mark.parametrize("method", ["local_linear_trend", "damped_trend"])
def test_the_rivals_run_and_follow_a_straight_line(method):
    noise = [0.1, -0.2, 0.15, -0.05, 0.2, -0.1, 0.0, 0.1, -0.15, 0.05, 0.1, -0.1]
    series = [2.0 * n + e for n, e in enumerate(noise)]
    last = forecast(yearly(series), 2024, scale=Scale.LEVEL, method=method)[-1]
    assert last.value == pytest.approx(2.0 * 14, abs=3.0)
    assert last.low < last.value < last.high
    assert set(METHODS) >= {method, "drift", "damped_drift"}


def test_widening_is_of_the_stocks_method_alone():
    assert [widening("drift")(h) for h in (1, 5)] == [1.0, 1.0]
    assert widening("damped_drift")(1) == 1.0
    assert widening("damped_drift")(5) == pytest.approx(1.32)


@settings(max_examples=50)
@given(SERIES, st.integers(1, 8), st.sampled_from([Scale.LEVEL, Scale.LOG]))
def test_probabilities_agree_with_intervals(values, ahead, scale):
    last = forecast(yearly(values), 2009 + len(values) + ahead, scale=scale)[-1]
    narrow, wide = last.interval(0.8), last.interval(0.95)
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]
    if last.spread and last.spread > 1e-6:
        assert last.probability_at_most(last.scale.back(last.centre)) == pytest.approx(
            0.5, abs=1e-6
        )
        if narrow[1] < 1e200 and narrow[0] > 1e-200:
            inside = last.probability_at_most(narrow[1]) - last.probability_at_most(narrow[0])
            assert inside == pytest.approx(0.8, abs=1e-6)


def test_a_peak_needs_four_falling_years_after_it():
    # every one of four years lower than the one before: one order of 24
    peaked = has_peaked([(2010, 5), (2011, 9), (2012, 8), (2013, 7), (2014, 6), (2015, 5)])
    assert (peaked.year, peaked.state) == (2011, "yes")
    assert peaked.p_value == pytest.approx(1 / 24)
    early = has_peaked([(2010, 5), (2011, 9), (2012, 8), (2013, 7), (2014, 6)])
    assert (early.state, early.p_value) == ("open", pytest.approx(1 / 6))
    assert has_peaked([(2010, 5), (2011, 9)]).state == "no"
    assert has_peaked([(2010, 5)]) is None
    assert has_peaked([(2010, 9), (2011, 5), (2012, 5), (2013, 8)]).state == "open"
