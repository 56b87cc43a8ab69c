"""``luheng readings``: what it prints of a meter, in each form, as known when."""

import csv
import io

import pytest

#: OWN: hourly readings of two meters, local to Shanghai
FIRST = """meter,at,value,unit
EM-1,2024-12-31 23:00,1,kWh
EM-1,2025-01-01 00:00,2,kWh
EM-1,2025-01-01 01:00,3.5,kWh
EM-1,2025-12-31 23:00,4,kWh
EM-1,2026-01-01 00:00,5,kWh
EM-2,2025-06-01 00:00,7,kWh
"""
AGAIN = "meter,at,value,unit\nEM-1,2026-01-01 00:00,5.25,kWh\n"


@pytest.fixture
def metered(here, luheng):
    assert luheng("init").code == 0
    for name, text in (("first.csv", FIRST), ("again.csv", AGAIN)):
        (here / name).write_text(text, encoding="utf-8")
        said = luheng("import", name, "--as", "reading")
        assert said.code == 0, said.err
    return here


def test_the_latest_value_of_meters(metered, luheng):
    said = luheng("readings", "latest", "EM-1", "EM-2", "EM-3", "--json")
    rows = {row["meter"]: row for row in said.json()}
    assert (rows["EM-1"]["at"], rows["EM-1"]["value"]) == ("2026-01-01T00:00:00+08:00", 5.25)
    assert rows["EM-1"]["corrected_by"] == "received"
    assert rows["EM-2"]["value"] == 7.0
    assert set(rows) == {"EM-1", "EM-2"}
    assert said.code == 0
    assert "EM-3: there is no such reading." in said.err


def test_the_latest_value_as_known_before_a_correction(metered, luheng):
    row = luheng("readings", "latest", "EM-1", "--known-at", "1", "--json").json()[0]
    assert (row["value"], row["receipt"], row["corrected_by"]) == (5.0, 1, None)


def test_a_year_is_what_closes_within_it(metered, luheng):
    said = luheng("readings", "series", "EM-1", "--from", "2025", "--to", "2025", "--csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [r["at"] for r in rows] == [
        "2025-01-01T01:00:00+08:00", "2025-12-31T23:00:00+08:00", "2026-01-01T00:00:00+08:00",
    ]  # fmt: skip
    assert [float(r["value"]) for r in rows] == [3.5, 4.0, 5.25]


def test_a_stretch_between_instants(metered, luheng):
    words = ("--from", "2025-01-01 00:00", "--to", "2025-01-01T01:00", "--json")
    rows = luheng("readings", "series", "EM-1", *words).json()
    assert [r["value"] for r in rows] == [3.5]


def test_a_table_for_people_in_their_language(metered, luheng):
    said = luheng("readings", "series", "EM-1", "--lang", "zh")
    assert "表号" in said.out
    assert "2026-01-01T00:00:00+08:00 5.25" in said.out
    assert "没有这样的读数" in luheng("readings", "series", "EM-9", "--lang", "zh").err


def test_a_wrong_time_is_told(metered, luheng):
    said = luheng("readings", "series", "EM-1", "--from", "昨天")
    assert (said.code, "[PERIOD-01]" in said.err) == (1, True)
