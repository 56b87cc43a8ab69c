"""Calendars of tariff periods and shifts: dated, without overlap, and as the real year has them."""

import csv
import datetime as dt

import pytest

from luheng.errors import BadCalendar
from luheng.periods import calendars, read_calendars

SHIFTS = """
calendars:
  - id: own_three_shifts
    kind: shift
    zh: 四班三运转
    en: three shifts, four crews
    applies: {from: 2024-01-01, to: null}
    labels:
      - {id: night, zh: 夜班, en: night}
      - {id: early, zh: 早班, en: early}
      - {id: late, zh: 中班, en: late}
    days:
      - windows: {"08:00-16:00": early, "16:00-00:00": late, "00:00-08:00": night}
    rotation:
      anchor: 2024-01-01
      crews:
        early: [甲, 甲, 丁, 丁, 丙, 丙, 乙, 乙]
"""


def test_shifts_and_who_has_them():
    one = read_calendars(SHIFTS, "calendars.yaml")["own_three_shifts"]
    day = dt.date(2024, 1, 1)
    assert [(w.start, w.end, w.label) for w in one.windows(day)] == [
        (0, 480, "night"), (480, 960, "early"), (960, 1440, "late"),
    ]  # fmt: skip
    assert [one.crew(day + dt.timedelta(days=n), "early") for n in (0, 1, 2, 8)] == list("甲甲丁甲")
    assert one.crew(day, "late") == ""
    assert one.windows(dt.date(2023, 12, 31)) == ()


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    text = SHIFTS.replace('{"08:00-16:00": early, "16:00-00:00": late, "00:00-08:00": night}',
                          '{"20:00-08:00": night, "08:00-20:00": early}')  # fmt: skip
    one = read_calendars(text, "calendars.yaml")["own_three_shifts"]
    spans = list(one.spans(dt.date(2024, 5, 1), dt.date(2024, 5, 2)))
    assert spans == [
        (dt.date(2024, 4, 30), 0, 480, "night"),
        (dt.date(2024, 5, 1), 480, 1200, "early"),
        (dt.date(2024, 5, 1), 1200, 1440, "night"),
    ]


def test_holidays_and_made_up_workdays_go_before_the_day_of_the_week():
    text = SHIFTS.replace(
        "    days:", "    holidays: [2024-05-01]\n    workdays: [2024-05-11]\n    days:"
    )
    one = read_calendars(text, "calendars.yaml")["own_three_shifts"]
    kinds = [one.kind_of(dt.date(2024, 5, d)) for d in (1, 2, 4, 11)]
    assert kinds == ["holiday", "workday", "weekend", "workday"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("00:00-08:00", "00:00-09:00"),
        ("08:00-16:00", "8 to 16"),
        ('early, "16', 'dawn, "16'),
        ("kind: shift", "kind: weather"),
        ("calendars:", "calendar:"),
        ("- windows", "- kinds: [feast]\n        windows"),
    ],
)  # fmt: skip
def test_what_is_not_in_form_is_refused_with_its_place(old, new):
    with pytest.raises(BadCalendar) as refused:
        read_calendars(SHIFTS.replace(old, new, 1), "calendars.yaml")
    assert "calendars.yaml" in str(refused.value)


def test_a_window_past_midnight_may_not_meet_the_next_morning_of_its_own_kind():
    with pytest.raises(BadCalendar):
        read_calendars(SHIFTS.replace("16:00-00:00", "16:00-01:00"), "x")


def test_the_works_calendar_is_what_its_own_quarter_hours_say(shared):
    """Each of the 35,040 quarter-hours has the load type that the calendar gives to its start."""
    one = calendars()["gwangyang_2018_load"]
    first = dt.date(2018, 1, 1)
    of_minute = {}
    for _, start, end, label in one.spans(first, dt.date(2019, 1, 1)):
        for minute in range(start, end, 15):
            of_minute[minute] = label
    path = shared / "data/uci_steel_industry/Steel_industry_data.csv"
    wrong = total = 0
    with path.open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            day, month, year = (int(n) for n in row["date"].split(" ")[0].split("-"))
            # the last line of a day closes at its midnight and bears its date
            slot = (int(row["NSM"]) or 86400) // 60 - 15
            label = of_minute[(dt.date(year, month, day) - first).days * 1440 + slot]
            wrong += not row["Load_Type"].lower().startswith(label)
            total += 1
    assert (total, wrong) == (35040, 0)
