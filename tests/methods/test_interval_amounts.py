"""Interval values by window: every amount lands once, absent is no nought, a cut is told."""

import datetime as dt
import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.cost_by_tariff import cost_by_tariff
from luheng.methods.interval_amounts import by_window


def test_an_hour_that_a_tariff_cuts_is_shared_by_minutes():
    # OWN: three hours of 60, 30 and 12 kWh; valley until 01:30, flat from there on
    found = by_window(
        [0, 60, 120], [60.0, 30.0, 12.0], step_minutes=60,
        windows=[(0, 90, 0), (90, 180, 1)], total_minutes=180,
    )  # fmt: skip
    assert found.amounts == (60 + 15, 15 + 12, 0)
    assert found.minutes == (90, 90, 0)
    assert (found.present, found.absent, found.shared) == (3, 0, 1)


def test_what_no_window_covers_stays_apart_and_absent_is_no_nought():
    found = by_window(
        [0, 15, 30], [1.0, np.nan, 4.0], step_minutes=15, windows=[(0, 15, 0)], total_minutes=60
    )
    assert found.amounts == (1.0, 4.0)
    assert (found.present, found.absent, found.coverage) == (2, 2, 0.5)


def test_a_later_window_goes_before_an_earlier_one():
    found = by_window(
        [0], [8.0], step_minutes=60, windows=[(0, 60, 0), (45, 60, 1)], total_minutes=60
    )
    assert found.amounts == (6.0, 2.0, 0.0)


def test_two_values_of_one_interval_are_refused():
    with pytest.raises(ValueError):
        by_window([0, 0], [1.0, 1.0], step_minutes=15, windows=[], total_minutes=60)


@given(
    st.lists(st.integers(0, 10_000), min_size=24, max_size=24),
    st.lists(st.integers(0, 1440), min_size=2, max_size=6),
)
def test_nothing_is_lost_and_nothing_counted_twice(values, edges):
    marks = sorted({0, *edges, 1440})
    windows = [(a, b, n % 3) for n, (a, b) in enumerate(itertools.pairwise(marks))]
    found = by_window(
        [60 * h for h in range(24)], [float(v) for v in values], step_minutes=60,
        windows=windows, total_minutes=1440,
    )  # fmt: skip
    assert sum(found.amounts) == pytest.approx(sum(values), abs=1e-4)
    assert sum(found.minutes) == 1440


def test_the_cost_by_hand():
    # OWN: 100 kWh at 1.2, 50 at 0.8, 200 at 0.4; 6, 10 and 8 hours
    prices = {"peak": Fraction("1.2"), "flat": Fraction("0.8"), "valley": Fraction("0.4")}
    cost = cost_by_tariff(
        {"peak": 100, "flat": 50, "valley": 200}, prices, {"peak": 360, "flat": 600, "valley": 480}
    )
    assert cost.total == 120 + 40 + 80
    assert cost.mean_price == Fraction(240, 350)
    # (1.2·6 + 0.8·10 + 0.4·8) / 24 = 18.4 / 24
    assert cost.flat_price == Fraction("18.4") / 24
    assert cost.shape == 240 - 350 * Fraction("18.4") / 24


def test_a_tariff_period_without_a_price_makes_the_cost_absent():
    prices = {"peak": Fraction(1)}
    cost = cost_by_tariff({"peak": 1.0, "flat": 2.0}, prices, {"peak": 60, "flat": 60})
    assert cost.by_tariff == {"peak": 1, "flat": None}
    assert (cost.total, cost.mean_price, cost.shape) == (None, None, None)
    idle = cost_by_tariff({"peak": 1.0, "flat": 0.0}, prices, {"peak": 60, "flat": 60})
    assert idle.total == 1
    assert idle.flat_price is None


def test_a_day_lasts_as_long_as_its_calendar_says():
    from luheng.periods import calendars

    one = calendars()["gwangyang_2018_load"]
    first, end = dt.date(2018, 3, 5), dt.date(2018, 3, 6)
    spans = list(one.spans(first, end))
    lasting = {
        n: sum(e - s for _, s, e, label in spans if label == n)
        for n in ("maximum", "medium", "light")
    }
    # 10–12 and 13–17; 9–10, 12–13 and 17–23; the rest
    assert lasting == {"maximum": 360, "medium": 480, "light": 600}
