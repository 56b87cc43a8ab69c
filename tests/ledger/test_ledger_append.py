"""What append keeps, corrects, leaves unchanged and refuses."""

import datetime as dt

import pyarrow as pa
import pytest
from readings import append, at, readings, visible

from luheng.errors import BadRecord, UnknownRecord, set_language
from luheng.ledger.layout import layout_of
from luheng.records import Finding, Level, Origin, names, record

DAY = [("m1", 0, 1.0), ("m1", 1, 2.0), ("m2", 0, None)]


def counts(receipt):
    return (receipt.kept, receipt.corrected, receipt.unchanged, receipt.refused)


def test_new_rows_are_kept_with_their_origin(ledger):
    receipt = append(ledger, DAY)
    assert counts(receipt) == (3, 0, 0, 0)
    assert (receipt.number, receipt.record, receipt.state) == (1, "reading", "committed")
    rows = ledger.read("reading", {"meter": "m1"}).sort_by("at").to_pylist()
    assert [r["value"] for r in rows] == [1.0, 2.0]
    first = rows[0]
    assert (first["source"], first["row"], first["col"], first["receipt"]) == ("a.csv", 2, "C", 1)
    assert first["corrected_by"] is None
    assert first["at"] == at(0)


def test_the_same_file_again_adds_nothing(ledger):
    append(ledger, DAY)
    again = append(ledger, DAY)
    assert counts(again) == (0, 0, 3, 0)
    assert len(ledger.files("reading")) == 1
    assert ledger.correction_files("reading") == ()


def test_the_same_rows_from_another_file_add_nothing(ledger):
    append(ledger, DAY)
    assert counts(append(ledger, DAY, source="b.csv")) == (0, 0, 3, 0)


def test_another_value_of_a_known_key_is_a_correction_and_the_first_stays_on_file(ledger):
    append(ledger, DAY)
    receipt = append(ledger, [("m1", 1, 9.0), ("m2", 0, 3.0), ("m3", 0, 4.0)], source="b.csv")
    assert counts(receipt) == (1, 2, 0, 0)
    assert visible(ledger) == {("m1", 0): 1.0, ("m1", 1): 9.0, ("m2", 0): 3.0, ("m3", 0): 4.0}
    assert visible(ledger, 1) == {(m, h): v for m, h, v in DAY}
    corrected = ledger.read("reading", {"corrected_by": "received"})
    assert sorted(corrected.column("source").to_pylist()) == ["b.csv", "b.csv"]


def test_an_older_file_imported_again_does_not_bring_its_values_back(ledger):
    append(ledger, DAY)
    append(ledger, [("m1", 1, 9.0)], source="b.csv")
    assert counts(append(ledger, DAY)) == (0, 0, 3, 0)
    assert visible(ledger)["m1", 1] == 9.0


def test_a_new_file_may_bring_an_older_value_back(ledger):
    append(ledger, DAY)
    append(ledger, [("m1", 1, 9.0)], source="b.csv")
    assert counts(append(ledger, [("m1", 1, 2.0)], source="c.csv")) == (0, 1, 0, 0)
    assert visible(ledger)["m1", 1] == 2.0


def test_a_key_twice_in_one_batch_keeps_the_last_and_tells(ledger):
    receipt = append(
        ledger, [("m1", 0, 1.0), ("m1", 0, 2.0), ("m2", 0, 5.0), ("m2", 0, 5.0), ("m3", 0, 7.0)]
    )
    assert counts(receipt) == (3, 0, 1, 1)
    assert visible(ledger) == {("m1", 0): 2.0, ("m2", 0): 5.0, ("m3", 0): 7.0}
    (finding,) = ledger.findings(receipt.number)
    assert (finding.code, finding.level, finding.row) == ("LEDGER-04", Level.REFUSED, 2)
    set_language("en")
    assert finding.problem == (
        "The key m1, 2025-01-01 00:00:00+00 comes more than once in this batch with other "
        "values; the last row stays."
    )


def test_a_key_twice_in_one_batch_and_known_before(ledger):
    append(ledger, [("m1", 0, 1.0)])
    receipt = append(ledger, [("m1", 0, 3.0), ("m1", 0, 2.0), ("m1", 0, 1.0)], source="b.csv")
    assert counts(receipt) == (0, 0, 1, 2)
    assert visible(ledger) == {("m1", 0): 1.0}


def test_beyond_a_thousand_refused_rows_only_their_number_is_told(ledger):
    receipt = append(ledger, [("m1", 0, float(i)) for i in range(1205)])
    assert counts(receipt) == (1, 0, 0, 1204)
    found = ledger.findings(receipt.number)
    assert len(found) == 1001
    assert found[-1].problem_en == "The same is true of 204 more rows."


def test_findings_of_the_door_are_kept_and_rows_counted(ledger):
    given = (
        Finding("READING-01", Level.REFUSED, "a.csv", "坏", "bad", row=7, column="value"),
        Finding("READING-02", Level.REFUSED, "a.csv", "坏", "bad", row=7, column="at"),
        Finding("READING-07", Level.NOTED, "a.csv", "读作", "read as", row=8, value="24:00"),
        Finding("FILE-02", Level.DOUBT, "a.csv", "整表", "the whole sheet", sheet="S1"),
    )
    receipt = append(ledger, DAY, findings=given)
    assert (receipt.refused, receipt.noted) == (1, 2)
    assert ledger.findings(receipt.number) == given
    assert ledger.findings(99) == ()


def test_a_record_batch_reader_is_read_once(ledger):
    table = readings([("m1", h, float(h)) for h in range(1000)])
    reader = table.to_reader(max_chunksize=100)
    receipt = ledger.append("reading", reader, origin=Origin("a.csv"), recorded_by="t")
    assert receipt.kept == 1000
    assert visible(ledger) == {("m1", h): float(h) for h in range(1000)}


def test_columns_may_come_in_any_order_and_encoding(ledger):
    table = readings(DAY)
    meter = table.column("meter").dictionary_encode()
    table = table.set_column(0, "meter", meter)
    table = table.set_column(3, "unit", table.column("unit").cast(pa.large_string()))
    table = table.select(table.column_names[::-1])
    receipt = ledger.append("reading", table, origin=Origin("a.csv"), recorded_by="t")
    assert receipt.kept == 3
    assert append(ledger, DAY).unchanged == 3


def test_columns_that_do_not_fit_are_refused_and_nothing_is_written(ledger):
    set_language("en")
    table = readings(DAY)
    local = table.column("at").cast(pa.timestamp("us"))
    wrong = table.drop(["unit"]).append_column("colour", pa.array(["red"] * 3))
    with pytest.raises(BadRecord, match="Missing: unit; strange or twice: colour"):
        ledger.append("reading", wrong, origin=Origin("a.csv"), recorded_by="t")
    naive = table.set_column(1, "at", local)
    with pytest.raises(BadRecord, match=r"types: at timestamp\[us\]"):
        ledger.append("reading", naive, origin=Origin("a.csv"), recorded_by="t")
    nameless = table.set_column(0, "meter", pa.array(["m1", None, "m2"]))
    with pytest.raises(BadRecord, match=r"key columns have nulls: meter \(1\)"):
        ledger.append("reading", nameless, origin=Origin("a.csv"), recorded_by="t")
    with pytest.raises(UnknownRecord):
        ledger.append("thermometer", table, origin=Origin("a.csv"), recorded_by="t")
    assert visible(ledger) == {}
    states = ledger.receipts().column("state").to_pylist()
    assert states == ["aborted"] * 3
    assert append(ledger, DAY).number == 4


def test_no_rows_make_a_receipt_and_no_file(ledger):
    assert counts(append(ledger, [])) == (0, 0, 0, 0)
    assert ledger.files("reading") == ()
    assert visible(ledger) == {}


SAMPLES = {
    pa.string(): "x",
    pa.float64(): 1.5,
    pa.int64(): 7,
    pa.int32(): 3,
    pa.int16(): 480,
    pa.date32(): dt.date(2025, 1, 1),
    pa.bool_(): True,
    pa.timestamp("us", tz="UTC"): at(0),
}


@pytest.mark.parametrize("name", names())
def test_every_record_of_the_data_standard_goes_in_and_comes_out(ledger, name):
    layout = layout_of(name)
    schema = pa.schema([(c, k) for c, k in layout.facts.items() if c != "receipt"])
    rows = [{c: SAMPLES[k] for c, k in zip(schema.names, schema.types, strict=True)}]
    # values may all be absent: the second row has its key and nothing else
    rows.append({c: SAMPLES[schema.field(c).type] for c in layout.keys})
    text = next(k for k in layout.keys if schema.field(k).type == pa.string())
    rows[1][text] = "y"
    table = pa.Table.from_pylist(rows, schema=schema)
    for expected in ((2, 0), (0, 2)):
        receipt = ledger.append(record(name), table, origin=Origin("a.csv"), recorded_by="t")
        assert (receipt.kept, receipt.unchanged) == expected
    back = ledger.read(name).sort_by(text).drop(["receipt", "corrected_by"])
    assert back == table
