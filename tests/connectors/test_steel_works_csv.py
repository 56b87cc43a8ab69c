"""The works' quarter-hours: six meters, what they owe, and 365 closing midnights."""

import datetime as dt

import pytest

from luheng.connectors import connector
from luheng.connectors.steel_works_csv import CHANNELS, METER, WORKS, read
from luheng.errors import UnreadableFile, set_language
from luheng.records import Level, Origin

HEAD = "date," + ",".join(c.header for c in CHANNELS) + ",NSM"


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def parts(text):
    content = text.encode("utf-8-sig")
    return {b.record.record_name: b for b in read(content, Origin.of("works.csv", content))}


def test_the_real_file(steel):
    content = steel.read_bytes()
    batches = connector("steel_works_csv").read(content, Origin.of(steel.name, content))
    assert [b.record.record_name for b in batches] == [
        "entity", "membership", "expectation", "reading",
    ]  # fmt: skip
    entity, membership, expectation, reading = (b.table for b in batches)
    assert entity["id"].to_pylist() == [WORKS, *(c.meter for c in CHANNELS)]
    assert set(membership["parent"].to_pylist()) == {WORKS}
    assert set(expectation["step"].to_pylist()) == {"PT15M"}
    assert reading.num_rows == 6 * 35_040
    first = reading.slice(0, 1).to_pylist()[0]
    assert first["meter"] == f"{METER}/kwh"
    assert (first["at"], first["value"], first["unit"]) == ("2018-01-01 00:15+09:00", "3.17", "kWh")
    assert (first["row"], first["col"]) == (2, "B")
    findings = batches[-1].findings
    assert len(findings) == 365
    assert {(f.code, f.level, f.column) for f in findings} == {("READING-07", Level.NOTED, "at")}
    assert (findings[0].row, findings[0].cell, findings[0].value) == (97, "A97", "01-01-2018 00:00")
    assert findings[-1].value == "31-12-2018 00:00"


def test_the_meters_measure_electricity_in_one_channel_only():
    entity = parts(HEAD + "\n01-01-2018 00:15,1,2,3,0,5,6,900\n")["entity"].table.to_pylist()
    assert [(e["id"], e["item"], e["role"]) for e in entity if e["item"]] == [
        (f"{METER}/kwh", "electricity", "consumed"),
        (f"{METER}/kvarh_lagging", "reactive_energy_lagging", "measured"),
        (f"{METER}/kvarh_leading", "reactive_energy_leading", "measured"),
        (f"{METER}/tco2", "co2_stated", "measured"),
    ]
    # a power factor is intensive: no meter of it may ever be summed (A6)
    assert {e["id"] for e in entity if e["type"] == "meter" and not e["item"]} == {
        f"{METER}/pf_lagging",
        f"{METER}/pf_leading",
    }
    assert {e["timezone"] for e in entity} == {"Asia/Seoul"}
    assert {e["step"] for e in entity if e["type"] == "meter"} == {"PT15M"}


def test_what_is_owed_is_the_year():
    said = parts(HEAD + "\n01-01-2018 00:15,1,2,3,0,5,6,900\n")["expectation"].table.to_pylist()
    assert {(e["valid_from"], e["valid_to"]) for e in said} == {
        (dt.date(2018, 1, 1), dt.date(2019, 1, 1))
    }


def test_a_midnight_that_opens_the_day_is_left_alone():
    text = f"{HEAD}\n02-01-2018 00:00,1,2,3,0,5,6,0\n02-01-2018 00:15,1,2,3,0,5,6,900"
    assert parts(text)["reading"].findings == ()


def test_bad_lines_hold_no_other_back():
    text = (
        f"{HEAD}\n01-01-2018 00:15,1,2,3,0,5,6,900\nyesterday,1,2,3,0,5,6,900\n01-01-2018 00:45,1"
    )
    batch = parts(text)["reading"]
    assert batch.table.num_rows == 12
    assert "yesterday" in batch.table["at"].to_pylist()
    (finding,) = batch.findings
    assert (finding.code, finding.level, finding.row) == ("TABLE-06", Level.REFUSED, 4)
    assert finding.problem == "This line has 2 cells, the header has 8."


def test_a_missing_channel_is_told_and_the_others_are_read():
    text = HEAD.replace("Usage_kWh,", "") + "\n01-01-2018 00:15,2,3,0,5,6,900\n"
    batches = parts(text)
    (finding,) = batches["reading"].findings
    assert (finding.code, finding.value) == ("TABLE-01", "Usage_kWh")
    assert batches["reading"].table.num_rows == 5
    assert f"{METER}/kwh" not in batches["entity"].table["id"].to_pylist()


def test_another_file():
    with pytest.raises(UnreadableFile, match="the header should hold date and Usage_kWh"):
        read(b"a,b\n1,2\n", Origin.of("a.csv", b""))
