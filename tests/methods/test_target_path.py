"""Paths, progress and gaps: OWN examples computed by hand, and their laws."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luheng.methods.target_path import Path, PathKind, gap, progress
from luheng.methods.target_terms import from_index, from_levels, in_sense, to_index

POSITIVE = st.floats(0.01, 1e6)


def test_a_straight_line_and_an_equal_rate():
    line = Path.between(PathKind.LINEAR, 2015, 65, 2020, 73)
    assert line.at(2017) == pytest.approx(68.2)  # 65 + 8 x 2/5
    rate = Path.between(PathKind.LOG_LINEAR, 2020, 100, 2025, 82)
    assert rate.at(2022) == pytest.approx(100 * 0.82**0.4)
    assert rate.at(2022) < Path.between(PathKind.LINEAR, 2020, 100, 2025, 82).at(2022)


def test_an_agreed_path_runs_through_its_points_and_holds_at_its_end():
    path = Path.custom({2020: 0, 2022: 8, 2025: 18})
    assert [path.at(y) for y in (2019, 2020, 2021, 2022, 2025, 2030)] == [None, 0, 4, 8, 18, 18]
    assert path.years()[1] == (2021, 4)


def test_paths_that_cannot_be():
    with pytest.raises(ValueError):
        Path(PathKind.LINEAR, ())
    with pytest.raises(ValueError):
        Path(PathKind.LINEAR, ((2020, 1.0), (2019, 2.0)))
    with pytest.raises(ValueError):
        Path.between(PathKind.LOG_LINEAR, 2020, 0, 2025, 5)


def test_progress_counts_the_way_and_is_not_cut_off():
    assert progress(PathKind.LINEAR, 4, 10, 7) == pytest.approx(0.5)
    assert progress(PathKind.LINEAR, 4, 10, 13) == pytest.approx(1.5)
    assert progress(PathKind.LINEAR, 4, 10, 1) == pytest.approx(-0.5)
    assert progress(PathKind.LINEAR, 4, 4, 5) is None
    # ln 0.9 / ln 0.81 = 1/2
    assert progress(PathKind.LOG_LINEAR, 100, 81, 90) == pytest.approx(0.5)
    assert progress(PathKind.LOG_LINEAR, 100, 81, 0) is None


def test_a_gap_is_positive_on_the_better_side():
    assert gap(90, 95, lower_is_better=True) == 5
    assert gap(90, 95, lower_is_better=False) == -5


def test_a_fall_by_18_and_its_index():
    assert to_index(18, "decrease") == 82
    assert from_index(82, "decrease") == 18
    assert in_sense(-3, "decrease") == 3
    assert from_levels(15.2, 22.5, kind="relative_change", change="decrease") == pytest.approx(
        32.4444, abs=1e-4
    )
    assert from_levels(15.1, 11.8, kind="percentage_points", change="increase") == pytest.approx(
        3.3
    )
    assert from_levels(1, 0, kind="relative_change", change="increase") is None


@settings(max_examples=60)
@given(
    POSITIVE, POSITIVE, st.integers(1, 15), st.sampled_from([PathKind.LINEAR, PathKind.LOG_LINEAR])
)
def test_a_path_starts_at_the_base_ends_at_the_target_and_stays_between(base, target, years, kind):
    path = Path.between(kind, 2000, base, 2000 + years, target)
    assert math.isclose(path.at(2000), base, rel_tol=1e-9)
    assert math.isclose(path.at(2000 + years), target, rel_tol=1e-9)
    low, high = min(base, target), max(base, target)
    slack = 1e-9 * high
    assert all(low - slack <= value <= high + slack for _, value in path.years())


@settings(max_examples=60)
@given(POSITIVE, POSITIVE, st.integers(2, 15), st.integers(0, 15))
def test_progress_on_the_path_is_the_share_of_the_years(base, target, years, gone):
    if gone > years or math.isclose(base, target, rel_tol=1e-3):
        return
    for kind in (PathKind.LINEAR, PathKind.LOG_LINEAR):
        value = Path.between(kind, 2000, base, 2000 + years, target).at(2000 + gone)
        assert progress(kind, base, target, value) == pytest.approx(gone / years, abs=1e-6)
