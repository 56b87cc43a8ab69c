"""Load shape: every interval in its slot, absent is never nought, power factors from sums."""

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.load_shape import load_shape, power_factor

DAY = dt.date(2018, 1, 1)
SEOUL = 540


def instants(count, minutes=15, offset=SEOUL, start=DAY):
    """The closing instants of ``count`` intervals from local midnight, in microseconds UTC."""
    origin = dt.datetime.combine(start, dt.time(), dt.UTC) - dt.timedelta(minutes=offset)
    first = int(origin.timestamp()) * 1_000_000
    return first + (np.arange(count) + 1) * minutes * 60_000_000


def shape(energy, *, days=1, minutes=15, at=None, offset=SEOUL):
    at = instants(len(energy), minutes, offset) if at is None else at
    return load_shape(
        at, [offset] * len(energy), energy,
        first_day=DAY, end_day=DAY + dt.timedelta(days=days), step_minutes=minutes,
    )  # fmt: skip


@given(st.lists(st.floats(min_value=0, max_value=1e4), min_size=96, max_size=96))
def test_energy_is_conserved_and_factors_are_within_bounds(energy):
    found = shape(energy)
    assert found.grid.shape == (1, 96)
    assert np.nansum(found.grid) / 4 == pytest.approx(math.fsum(energy), abs=1e-6)
    assert found.peak == pytest.approx(4 * max(energy))
    if found.peak:
        assert 0 <= found.load_factor <= 1 + 1e-12


def test_an_interval_counts_for_the_day_and_slot_in_which_it_began():
    energy = [1.0] * 192
    energy[95] = 5.0  # closes at 00:00 of the second day, began at 23:45 of the first
    found = shape(energy, days=2)
    assert found.grid[0, 95] == 20.0
    assert found.peak_from == dt.datetime(2018, 1, 1, 23, 45)
    assert found.slots[95] == "23:45"
    assert found.days == (dt.date(2018, 1, 1), dt.date(2018, 1, 2))


def test_the_factors_by_hand():
    # OWN: 1 kWh in 95 quarter-hours and 5 kWh in one: mean 100/24 kW, peak 20 kW
    found = shape([1.0] * 95 + [5.0])
    assert found.mean == pytest.approx(100 / 24)
    assert found.load_factor == pytest.approx(100 / 24 / 20)


def test_absent_is_never_nought():
    at = np.delete(instants(96), 40)
    found = shape([2.0] * 95, at=at)
    assert math.isnan(found.grid[0, 40])
    assert (found.present, found.absent) == (95, 1)
    assert found.mean == 8.0
    gap = shape([2.0, math.nan, 2.0])
    assert (gap.present, gap.absent) == (2, 94)


def test_order_does_not_matter_and_days_outside_do_not_count():
    energy = list(np.arange(192.0))
    at = instants(192)
    mixed = np.random.default_rng(3).permutation(192)
    found = shape(list(np.array(energy)[mixed]), at=at[mixed])
    assert np.array_equal(found.grid, shape(energy).grid)
    assert found.present == 96


def test_hours_have_24_slots():
    assert shape([1.0] * 24, minutes=60).grid.shape == (1, 24)


def test_nothing_gives_nothing():
    assert shape([]) is None
    assert shape([math.nan]) is None


def test_two_values_for_one_step_are_refused():
    with pytest.raises(ValueError):
        shape([1.0, 1.0], at=np.repeat(instants(1), 2))


def test_a_step_that_does_not_divide_the_day_is_refused():
    with pytest.raises(ValueError):
        shape([1.0], minutes=7)


def test_power_factor_by_hand():
    assert power_factor(3.0, 4.0) == pytest.approx(0.6)
    assert power_factor(3.0, 1.0, 3.0) == pytest.approx(0.6)
    assert power_factor(3.0, 1.0, -3.0) == pytest.approx(0.6)


def test_a_power_factor_of_two_periods_is_not_the_mean_of_theirs():
    # OWN: 0.6 and 0.8; their sums give 7/√98
    both = power_factor(3.0 + 4.0, 4.0 + 3.0)
    assert both == pytest.approx(7 / math.sqrt(98))
    assert both != pytest.approx((0.6 + 0.8) / 2, abs=1e-3)


@pytest.mark.parametrize("said", [(None, 1.0), (1.0, None), (1.0, 2.0, None), (1.0,), (0.0, 0.0)])
def test_what_is_absent_has_no_power_factor(said):
    assert power_factor(*said) is None


@given(st.floats(min_value=0.001, max_value=1e9), st.floats(min_value=0, max_value=1e9))
def test_a_power_factor_lies_between_nought_and_one(active, reactive):
    assert 0 < power_factor(active, reactive) <= 1
