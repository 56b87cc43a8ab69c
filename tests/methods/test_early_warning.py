"""The arithmetic of early warning: worked examples by hand (figures OWN), laws, and a real series."""

import csv
import datetime as dt
import gzip
import math
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.early_warning import (
    better_sign,
    days_beyond,
    days_unsaid,
    is_overlong,
    is_run,
    is_unlikely,
    jumps,
    run_off_path,
)

PATH = {2020: 100.0, 2021: 96.0, 2022: 92.0, 2023: 88.0, 2024: 84.0}


# ---- the run


def test_three_years_above_a_falling_path_are_a_run():
    # less is better: 2021 is on the path, 2022 to 2024 are above it
    figures = {2020: 100.0, 2021: 96.0, 2022: 93.0, 2023: 90.0, 2024: 85.0}
    assert run_off_path(figures, PATH, better=-1) == (2022, 2023, 2024)
    assert is_run((2022, 2023, 2024), periods=3)
    assert not is_run((2022, 2023, 2024), periods=4)


def test_where_more_is_better_the_same_figures_are_ahead():
    figures = {2022: 93.0, 2023: 90.0, 2024: 85.0}
    assert run_off_path(figures, PATH, better=1) == ()
    assert run_off_path(figures, PATH, better=1, side="better") == (2022, 2023, 2024)


def test_a_year_without_a_figure_ends_the_run():
    assert run_off_path({2021: 99.0, 2022: 99.0, 2024: 99.0}, PATH, better=-1) == (2024,)


def test_a_year_that_the_path_does_not_know_ends_the_run():
    assert run_off_path({2019: 200.0, 2020: 200.0, 2021: 200.0}, PATH, better=-1) == (2020, 2021)


def test_what_lies_within_the_tolerance_is_on_the_path():
    # 2 % of 84 is 1.68; 85 is 1 above the path, 86 is 2 above
    assert run_off_path({2024: 85.0}, PATH, better=-1, tolerance=0.02) == ()
    assert run_off_path({2024: 86.0}, PATH, better=-1, tolerance=0.02) == (2024,)


def test_without_a_known_better_side_there_is_no_run():
    assert run_off_path({2024: 999.0}, PATH, better=0) == ()


@pytest.mark.parametrize(
    ("gap", "latest", "expected", "sign"),
    [(2.0, 5.0, 3.0, 1), (-2.0, 5.0, 3.0, -1), (2.0, 3.0, 5.0, -1), (-2.0, 3.0, 5.0, 1),
     (None, 3.0, 5.0, 0), (0.0, 3.0, 3.0, 0)],
)  # fmt: skip
def test_the_better_side_is_read_off_the_gap(gap, latest, expected, sign):
    assert better_sign(gap, latest, expected) == sign


@given(
    st.dictionaries(st.integers(2015, 2030), st.floats(-1e6, 1e6), max_size=12),
    st.dictionaries(st.integers(2015, 2030), st.floats(-1e6, 1e6), max_size=16),
    st.sampled_from([-1, 1]),
)
def test_a_run_is_adjacent_ends_with_the_latest_and_lies_on_one_side(figures, path, better):
    worse = run_off_path(figures, path, better=better)
    ahead = run_off_path(figures, path, better=better, side="better")
    assert not (worse and ahead)
    assert worse == run_off_path(figures, path, better=-better, side="better")
    if worse:
        assert worse[-1] == max(figures)
        assert worse == tuple(range(worse[0], worse[-1] + 1))
        assert all(better * (figures[y] - path[y]) < 0 for y in worse)


# ---- days


def test_days_count_from_the_deadline_and_never_below_nought():
    due = dt.date(2025, 12, 31)
    assert days_beyond(due, dt.date(2026, 1, 30)) == 30
    assert days_beyond(due, due) == 0
    assert days_beyond(due, dt.date(2020, 1, 1)) == 0
    assert is_overlong(30, least=30)
    assert not is_overlong(29, least=30)


def test_silence_counts_from_the_plan_or_from_the_latest_figure_whichever_is_later():
    first, at = dt.date(2021, 1, 1), dt.date(2023, 1, 1)
    assert days_unsaid(first, None, at) == 730
    assert days_unsaid(first, dt.date(2015, 12, 31), at) == 730
    assert days_unsaid(first, dt.date(2021, 12, 31), at) == 365


def test_a_probability_on_the_bound_is_not_below_it():
    assert is_unlikely(0.49, below=0.5)
    assert not is_unlikely(0.5, below=0.5)


# ---- jumps


def test_a_decimal_point_that_slipped_is_found_by_the_modified_z_score():
    figures = {2015: 100.0, 2016: 97.0, 2017: 94.5, 2018: 91.0, 2019: 88.6, 2020: 860.0}
    found = jumps(figures, score=3.5, least_changes=5)
    # by hand: ln ratios -.030459 -.026110 -.037741 -.026728 2.272833; median -.026728,
    # deviations .003731 .000618 .011013 0 2.299561, their median .003731
    assert [(j.before, j.year) for j in found] == [(2019, 2020)]
    assert found[0].change == pytest.approx(860.0 / 88.6 - 1)
    changes = [
        math.log(b / a)
        for a, b in zip([100, 97, 94.5, 91, 88.6], [97, 94.5, 91, 88.6, 860], strict=True)
    ]
    middle = sorted(changes)[2]
    spread = sorted(abs(c - middle) for c in changes)[2]
    assert spread == pytest.approx(0.003731, abs=2e-6)
    assert found[0].score == pytest.approx(0.6745 * (changes[4] - middle) / spread)


def test_a_small_change_in_a_smooth_series_is_no_jump():
    # +1 % among changes of about 0.1 % stands out and is still nothing to check
    figures = {2015: 100.0, 2016: 100.1, 2017: 100.21, 2018: 100.3, 2019: 100.42, 2020: 101.4}
    assert jumps(figures) == ()
    assert [j.year for j in jumps(figures, least_change=0.005)] == [2020]


def test_a_short_series_is_judged_by_the_change_alone():
    found = jumps({2021: 260.0, 2022: 290.0, 2023: 2900.0}, lone_change=0.5)
    assert [(j.year, j.score) for j in found] == [(2023, None)]
    assert found[0].change == pytest.approx(9.0)


def test_a_change_over_several_years_is_told_per_year():
    # 100 to 225 in two years is +50 % a year, which is on the bound and not beyond it
    assert jumps({2020: 100.0, 2022: 225.0}, lone_change=0.5) == ()
    assert [j.year for j in jumps({2020: 100.0, 2022: 226.0}, lone_change=0.5)] == [2022]


def test_no_jump_is_said_of_a_series_that_has_no_logarithm():
    assert jumps({2020: 1.0, 2021: 0.0, 2022: 100.0}) == ()
    assert jumps({2020: -1.0, 2021: 5.0}) == ()
    assert jumps({}) == ()


def test_an_even_series_has_no_scale_and_its_rounding_is_no_jump():
    figures = {2010 + n: 100.0 * 1.05**n for n in range(8)}
    assert jumps(figures) == ()
    assert [j.year for j in jumps({**figures, 2018: 1000.0})] == [2018]


@given(
    st.dictionaries(st.integers(2005, 2025), st.floats(0.01, 1e6), min_size=2, max_size=12),
    st.sampled_from([0.5, 2.0, 1024.0]),
)
def test_jumps_do_not_depend_on_the_unit(figures, ratio):
    """Powers of two scale exactly, so that the law holds to the last bit of the ratio."""
    other = {y: v * ratio for y, v in figures.items()}
    assert [(j.before, j.year) for j in jumps(figures)] == [
        (j.before, j.year) for j in jumps(other)
    ]


# ---- real figures


@pytest.fixture(scope="module")
def provinces(shared):
    """Scope-1 emissions of 30 provinces, 1997 to 2019, Mt CO2 (CEADs)."""
    file = shared / "data/ceads_openclimate/ceads_provincial_long_1997_2019.csv.gz"
    found = defaultdict(dict)
    with gzip.open(file, "rt", encoding="utf-8") as text:
        for row in csv.DictReader(text):
            if (row["sector"], row["fuel"]) == ("Total", "Scope_1_Total"):
                found[row["province"]][int(row["year"])] = float(row["MtCO2"])
    return found


def test_what_the_jump_rule_finds_in_thirty_provinces(provinces):
    """The figures of docs/targets_warnings.md; Ningxia and Hainan have years that hold next to nothing."""
    changes = sum(len(series) - 1 for series in provinces.values())
    found = [(name, j.year) for name, series in provinces.items() for j in jumps(series)]
    assert (len(provinces), changes, len(found)) == (30, 660, 15)
    assert {("Ningxia", 2000), ("Ningxia", 2003), ("Hainan", 2002), ("Hainan", 2003)} <= set(found)
    worst = sorted((-abs(j.score), name, j.year) for name, s in provinces.items() for j in jumps(s))
    assert {(name, year) for _, name, year in worst[:4]} == {
        ("Ningxia", 2000), ("Ningxia", 2003), ("Hainan", 2002), ("Hainan", 2003),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("factor", "noticed"), [(10.0, 539), (0.1, 540), (2.0, 538), (0.5, 538), (1.3, 261)]
)
def test_how_many_wrong_figures_the_jump_rule_notices(provinces, factor, noticed):
    """One figure of each province and year from 2002 on is made wrong by a factor, one at a time."""
    tried = [
        any(j.year == year for j in jumps({**series, year: series[year] * factor}))
        for series in provinces.values()
        for year in sorted(series)[5:]
    ]
    assert (len(tried), sum(tried)) == (540, noticed)
