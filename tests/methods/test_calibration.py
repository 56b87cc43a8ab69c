"""Scores of probabilities: OWN examples by hand, and that a good forecaster scores well."""

import random

import pytest

from luheng.methods.calibration import (
    Trial,
    brier,
    climatology,
    coverage,
    known_then,
    reliability,
    replay,
    resampled,
    skill,
)
from luheng.methods.forecast import Scale


def trial(probability, happened, *, group="A", start=2010, change=0.0, in80=True, in95=True):
    return Trial(group, start, 5, change, probability, happened, in80, in95)


def test_brier_and_climatology_by_hand():
    some = [trial(0.9, True), trial(0.2, False), trial(0.6, False), trial(0.5, True)]
    # the squares are 0.01, 0.04, 0.36 and 0.25
    assert brier(some) == pytest.approx(0.165)
    # half of them happened: 1/2 x 1/2
    assert climatology(some) == pytest.approx(0.25)
    assert skill(some) == pytest.approx(1 - 0.165 / 0.25)
    assert skill([trial(0.9, True)]) is None


def test_climatology_knows_the_share_of_each_change():
    some = [trial(0.5, True, change=0.1), trial(0.5, False, change=-0.1)]
    assert climatology(some) == 0


def test_an_interval_is_counted_once_however_many_changes_are_asked():
    some = [
        trial(0.1, False, start=2010, change=0.0, in80=False),
        trial(0.3, False, start=2010, change=0.2, in80=False),
        trial(0.3, False, start=2011),
    ]
    assert coverage(some) == (0.5, 1.0)


def test_reliability_classes():
    rows = reliability([trial(0.05, False), trial(0.15, True), trial(1.0, True)])
    assert [(r.low, r.count) for r in rows] == [(0.0, 2), (0.8, 1)]
    assert (rows[0].said, rows[0].happened) == (pytest.approx(0.1), 0.5)


def test_resampling_whole_groups_repeats_itself():
    some = [trial(0.5, n % 3 == 0, group="ABCDE"[n % 5]) for n in range(50)]
    low, high = resampled(some, brier, draws=100)
    assert low <= brier(some) <= high
    assert (low, high) == resampled(some, brier, draws=100)


def test_replay_takes_each_start_that_has_history_and_an_outcome():
    series = {"A": {2000 + n: 100.0 * 1.02**n for n in range(12)}, "B": {2000: 1.0, 2011: 2.0}}
    trials = replay(series, scale=Scale.LOG, method="drift", changes=(0.0, 0.2))
    assert {t.start for t in trials} == {2005, 2006}
    assert {t.group for t in trials} == {"A"}
    # 1.02^5 = 1.104: above the start, below 1.2 times it, and the drift is exact
    assert [t.happened for t in trials] == [False, True, False, True]
    assert [round(t.probability) for t in trials] == [0, 1, 0, 1]


def test_on_its_own_model_the_drift_is_calibrated():
    """Random walks with drift, where the method is right: 80 % intervals hold about 80 %."""
    generator = random.Random(7)
    series = {}
    for group in range(300):
        value, walk = 0.0, {}
        for year in range(2000, 2015):
            walk[year] = 100.0 + value
            value += 1.0 + generator.gauss(0, 2)
        series[str(group)] = walk
    trials = replay(
        series, scale=Scale.LEVEL, method="drift", changes=(0.0, 0.05), starts=lambda y: y == 2009
    )
    narrow, wide = coverage(trials)
    assert narrow == pytest.approx(0.80, abs=0.06)
    assert wide == pytest.approx(0.95, abs=0.04)
    assert all(abs(r.said - r.happened) < 0.2 for r in reliability(trials) if r.count > 30)


def test_what_was_known_then_is_the_share_of_the_windows_that_had_ended():
    # A rises by a tenth a year; of its windows of five years, one has ended by 2005: it rose
    series = {"A": {2000 + n: 100.0 + 10 * n for n in range(11)}, "B": {2000: 5.0, 2005: 4.0}}
    trials = [trial(0.4, True, start=2005), trial(0.9, True, start=2003)]
    # by 2005 A's rose and B's fell: a half; by 2003 none had ended, so that trial counts in neither
    assert known_then(series, trials) == (pytest.approx(0.36), 0.25)
    assert known_then(series, trials[1:]) is None
