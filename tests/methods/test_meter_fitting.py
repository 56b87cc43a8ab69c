"""Fitting rates and accuracy of instruments (OWN; counted by hand)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.meter_fitting import (
    Instrument,
    Level,
    Place,
    Requirement,
    accuracies,
    fitting,
)
from luheng.periods import parse_period
from luheng.rulebook import load_rulebook

UNIT = Requirement("电力", 100)
SUB = Requirement("电力", 100, 10, "kW")
EQUIPMENT = Requirement("电力", 95, 100, "kW")
ASKED = {
    (Level.UNIT, "electricity"): UNIT,
    (Level.SUB_UNIT, "electricity"): SUB,
    (Level.EQUIPMENT, "electricity"): EQUIPMENT,
}


def motors(count, measured, power=150.0):
    places = [Place(f"P{n}", Level.EQUIPMENT, "electricity", power, "kW") for n in range(count)]
    meters = [Instrument(f"M{n}", f"P{n}", "electricity") for n in range(measured)]
    return fitting(places, meters, ASKED)


def test_nineteen_of_twenty_motors_are_just_enough_and_eighteen_are_not():
    (line,) = motors(20, 19)
    assert (line.needed, line.installed, line.rate, line.passes) == (20, 19, 95.0, True)
    (line,) = motors(20, 18)
    assert (line.rate, line.passes) == (90.0, False)
    assert line.lacking == ("P18", "P19")
    zh, en = line.say()
    assert "P18、P19" in zh
    assert "below 95 %" in en


def test_what_is_below_the_threshold_needs_none():
    (line,) = motors(3, 0, power=99.9)
    assert (line.needed, line.rate, line.passes) == (0, None, None)
    assert "No place" in line.say()[1]


def test_a_yearly_use_is_compared_with_a_power_and_other_units_are_left_open():
    year = [
        # 876 600 kWh in a year of 8766 hours are 100 kW
        Place("A", Level.EQUIPMENT, "electricity", 876_600.0, "kWh/a"),
        Place("B", Level.EQUIPMENT, "electricity", 876_599.0, "kWh/a"),
        Place("C", Level.EQUIPMENT, "electricity"),
        Place("D", Level.EQUIPMENT, "electricity", 5.0, "t/h"),
    ]
    (line,) = fitting(year, [Instrument("M", "A", "electricity")], ASKED)
    assert (line.needed, line.installed) == (1, 1)
    assert line.undecided == ("C", "D")
    assert "2 of unknown use" in line.say()[1]


def test_two_instruments_at_one_place_count_once_and_elsewhere_not_at_all():
    places = [Place("E1", Level.UNIT, "electricity"), Place("E1", Level.UNIT, "raw_coal")]
    meters = [Instrument(m, e, "electricity") for m, e in (("M1", "E1"), ("M2", "E1"), ("M3", "X"))]
    asked = {**ASKED, (Level.UNIT, "raw_coal"): Requirement("煤炭、焦炭", 100)}
    power, coal = sorted(fitting(places, meters, asked), key=lambda f: f.rate, reverse=True)
    assert (power.needed, power.installed, power.passes) == (1, 1, True)
    assert (coal.needed, coal.installed, coal.passes) == (1, 0, False)


def test_accuracy_against_the_largest_class():
    meters = [
        Instrument("M1", "E1", "diesel", 0.5),
        Instrument("M2", "E1", "diesel", 1.0),
        Instrument("M3", "E1", "diesel"),
        Instrument("M4", "E1", "electricity", 0.5),
    ]
    found = accuracies(meters, {"diesel": 0.5})
    assert [a.passes for a in found] == [True, False, None, None]
    said = [a.say()[1] for a in found]
    assert said[0] == "Class 0.5, no worse than 0.5."
    assert said[1] == "Class 1, worse than 0.5."
    assert "not on record" in said[2]
    assert "duty" in said[3]


@pytest.mark.parametrize(
    ("level", "kind", "rate", "threshold", "measure"),
    [
        ("unit", "diesel", 100, None, None),
        ("sub_unit", "heat", 80, 5000, ("power", "GJ/a")),
        ("sub_unit", "coke", 100, 100, ("mass", "t/a")),
        ("equipment", "converter_gas", 80, 100, ("volume", "m3/h")),
        ("equipment", "diesel", 95, 0.5, ("mass", "t/h")),
    ],
)
def test_the_requirements_of_2006_are_in_the_rulebook(level, kind, rate, threshold, measure):
    """As recalled; of 2025 nothing was found, so that from 2026-02-01 on none governs."""
    factors = load_rulebook().factors
    today = dt.date(2026, 11, 1)

    def at(name, year):
        rows = factors[name].resolve([parse_period(year)], today)
        found = [r for r in rows if dict(r.key)["item"] == kind]
        return [(float(r.row.value), r.row.unit.symbol) for r in found]

    assert at(f"meter_fitting_rate_{level}", "2025") == [(rate, "%")]
    assert at(f"meter_fitting_rate_{level}", "2027") == []
    if measure:
        name = f"meter_threshold_{level}_{measure[0]}"
        assert at(name, "2025") == [(threshold, measure[1])]


@given(st.lists(st.tuples(st.integers(0, 200), st.booleans()), max_size=40))
def test_what_is_needed_is_what_is_installed_and_what_lacks(motor):
    places = [
        Place(f"P{n}", Level.EQUIPMENT, "electricity", float(power), "kW")
        for n, (power, _) in enumerate(motor)
    ]
    meters = [
        Instrument(f"M{n}", f"P{n}", "electricity") for n, (_, is_) in enumerate(motor) if is_
    ]
    for line in fitting(places, meters, ASKED):
        assert line.needed == line.installed + len(line.lacking)
        assert line.needed == sum(power >= 100 for power, _ in motor)
        assert line.passes in {None, (line.rate or 0) >= 95}
