"""Annual figures joined: units, years, dates and trust (OWN)."""

import datetime as dt

import pytest

from luheng.errors import UnitMismatch
from luheng.methods.annual_series import AnnualFigure, growth_ratio, ratio, scaled, total
from luheng.units import unit

EARLY, LATE = dt.date(2022, 2, 1), dt.date(2023, 3, 1)


def figure(value, symbol, published=EARLY, trust="transcribed", locator="a"):
    return AnnualFigure(value, unit(symbol), locator, published, trust, "statistic")


def test_a_ratio_has_its_unit_the_later_date_and_the_worse_trust():
    top = {2020: figure(500.0, "万tce"), 2021: figure(510.0, "万tce")}
    bottom = {2021: figure(1020.0, "亿CNY", LATE, "recalled", "b"), 2022: figure(1.0, "亿CNY")}
    made = ratio(top, bottom)
    assert list(made) == [2021]
    # 510 x 10^4 tce over 1020 x 10^8 yuan = 0.5 tce per 10^4 yuan
    assert scaled(made, unit("tce/万CNY"))[2021] == pytest.approx(0.5)
    assert (made[2021].published, made[2021].trust, made[2021].locator) == (
        LATE,
        "recalled",
        "a | b",
    )


def test_a_denominator_of_nought_gives_no_figure():
    assert ratio({2020: figure(1.0, "t")}, {2020: figure(0.0, "t")}) == {}


def test_a_sum_needs_every_part():
    parts = [{2020: figure(1.0, "t"), 2021: figure(1.0, "t")}, {2020: figure(500.0, "kg")}]
    made = total(parts)
    assert {y: f.value for y, f in made.items()} == {2020: 1.5}
    with pytest.raises(UnitMismatch):
        total([{2020: figure(1.0, "t")}, {2020: figure(1.0, "kWh")}])


def test_growth_of_a_ratio_from_published_rates():
    made = growth_ratio({2022: figure(1.5, "%")}, {2022: figure(5.5, "%", None)})
    assert made[2022].value == pytest.approx(100 * (1.015 / 1.055 - 1))
    assert made[2022].published is None
