"""A11: a period that straddles two values says how it is split."""

import datetime as dt
from fractions import Fraction

import pytest

from luheng.periods import parse_period
from luheng.rules import read_factor
from luheng.units import unit

KNOWN = dt.date(2026, 1, 1)


def factor(split_by):
    head = {
        "grain": [], "kind": "factor", "split_by": split_by, "source": {"standard": "OWN"},
        "known": {"from": "2000-01-01"},
        "values": [
            {"value": "1", "unit": "1", "applies": {"from": "2020-01-01", "to": "2021-04-01"}},
            {"value": "2", "unit": "1", "applies": {"from": "2021-04-01", "to": None}},
        ],
    }  # fmt: skip
    return read_factor("k", [("own", "", head)], lambda _: unit("1"))


@pytest.mark.parametrize(
    ("split_by", "value"),
    [("period_start", 1.0), ("period_end", 2.0), ("day", float(Fraction(90 + 2 * 275, 365)))],
)
def test_the_year_2021_takes_the_value_that_the_file_says(split_by, value):
    (row,) = factor(split_by).resolve([parse_period("2021")], KNOWN)
    assert row.value == value


def test_by_day_a_year_that_is_not_wholly_governed_has_no_value():
    years = [parse_period("2019"), parse_period("2020")]
    assert [r.period for r in factor("day").resolve(years, KNOWN)] == ["2020"]
