"""Files in which subjects lie scattered are put in order when they are appended."""

import itertools
import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from readings import append, at, readings, visible

from luheng.errors import BadRecord
from luheng.ledger import ordering, writing
from luheng.ledger.layout import layout_of

METERS = [f"M{n:03d}" for n in range(200)]


@pytest.fixture(autouse=True)
def _small_row_groups(monkeypatch):
    """Row groups of 2,048 rows, DuckDB's smallest."""
    monkeypatch.setattr(writing, "_OPTIONS", writing._OPTIONS.replace("122880", "2048"))


def hours(first, count=80):
    """Every meter in each hour, hour after hour."""
    return [(m, h, float(h)) for h in range(first, first + count) for m in METERS]


def groups(path, column="meter"):
    """The least and greatest value of a column in each row group."""
    file = pq.ParquetFile(path)
    n = file.schema_arrow.get_field_index(column)
    every = (file.metadata.row_group(g).column(n).statistics for g in range(file.num_row_groups))
    return [(s.min, s.max) for s in every]


def test_interleaved_rows_are_written_by_meter(ledger, monkeypatch):
    monkeypatch.setattr(ordering, "_SLICE", 6000)
    receipt = append(ledger, hours(0))
    assert (receipt.kept, receipt.corrected) == (16_000, 0)
    files = ledger._as_known(layout_of("reading"), None).facts.files
    assert len(files) == 3
    spans = sorted((f.lowest["meter"], f.highest["meter"]) for f in files)
    assert all(high < low for (_, high), (low, _) in itertools.pairwise(spans))
    for file in files:
        assert all(a <= b for (_, a), (b, _) in itertools.pairwise(groups(file.path)))
        rows = pq.read_table(file.path, columns=["meter", "at"]).to_pylist()
        assert rows == sorted(rows, key=lambda r: (r["meter"], r["at"]))
    # nothing else lies in the folder
    root = Path(ledger._of(layout_of("reading"))[0].root)
    there = {p for p in root.rglob("*.parquet") if "_delta_log" not in p.parts}
    assert there == {Path(f.path) for f in files}
    assert ledger.verify().sound
    rows = ledger.read("reading").sort_by("row")
    assert rows["row"].to_pylist() == list(range(2, 16_002))
    assert [r["value"] for r in ledger.series("M007").to_pylist()] == [float(h) for h in range(80)]


def test_rows_that_come_meter_by_meter_stay_as_they_came(ledger, monkeypatch):
    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr(ordering, "write", never)
    append(ledger, sorted(hours(0)), "a.csv")
    append(ledger, hours(80, 30), "few.csv")
    assert [pq.ParquetFile(f).num_row_groups for f in ledger.files("reading")] == [8, 3]


def test_the_same_file_again_and_corrections_are_judged_as_ever(ledger):
    first = hours(0)
    append(ledger, first, "a.csv", "one")
    again = append(ledger, first, "a.csv", "one")
    assert (again.kept, again.unchanged) == (0, 16_000)
    changed = [(m, h, v + (m == "M005")) for m, h, v in hours(40)]
    random.Random(3).shuffle(changed)
    receipt = append(ledger, changed, "b.csv", "two")
    assert (receipt.kept, receipt.corrected, receipt.unchanged) == (8000, 40, 7960)
    seen = visible(ledger)
    expected = {(m, h): v for m, h, v in first} | {(m, h): v for m, h, v in changed}
    assert seen == expected
    before = visible(ledger, 1)
    ledger.compact("reading")
    assert visible(ledger) == expected
    assert visible(ledger, 1) == before


def test_of_a_key_that_comes_twice_the_later_row_of_the_file_holds(ledger):
    rows = [*hours(0), *((m, 5, 99.0) for m in METERS)]
    receipt = append(ledger, rows)
    assert (receipt.kept, receipt.refused) == (16_000, 200)
    assert {v for (_, h), v in visible(ledger).items() if h == 5} == {99.0}


def test_what_fails_half_way_leaves_no_file(ledger, monkeypatch, workspace):
    real, calls = ordering.write, []

    def fail(*said, **more):
        calls.append(said)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(*said, **more)

    monkeypatch.setattr(ordering, "_SLICE", 6000)
    monkeypatch.setattr(ordering, "write", fail)
    with pytest.raises(Exception, match=r"."):
        append(ledger, hours(0))
    folder = Path(workspace.folder) / "ledger" / "reading"
    assert [p for p in folder.rglob("*.parquet") if p.is_file()] == []
    assert visible(ledger) == {}
    monkeypatch.setattr(ordering, "write", real)
    assert append(ledger, hours(0)).kept == 16_000
    assert ledger.verify().sound


def test_a_row_without_its_key_is_refused_before_anything_is_put_in_order(ledger):
    table = readings(hours(0))
    holes = pa.array([None, *table["meter"].to_pylist()[1:]], pa.string())
    table = table.set_column(table.column_names.index("meter"), "meter", holes)
    from luheng.records import Origin

    with pytest.raises(BadRecord):
        ledger.append("reading", table, origin=Origin("a.csv"), recorded_by="tester")
    assert ledger.files("reading") == ()


def test_the_log_has_the_bounds_of_each_part(ledger, monkeypatch):
    monkeypatch.setattr(ordering, "_SLICE", 6000)
    append(ledger, hours(0))
    table, _ = ledger._of(layout_of("reading"))
    log = (Path(table.root) / "_delta_log").glob("*.json")
    adds = [json.loads(line)["add"] for p in log for line in p.read_text().splitlines()
            if '"add"' in line]  # fmt: skip
    stats = [json.loads(a["stats"]) for a in adds]
    assert sum(s["numRecords"] for s in stats) == 16_000
    assert min(s["minValues"]["meter"] for s in stats) == "M000"
    assert {s["maxValues"]["at"][:10] for s in stats} == {at(79).isoformat()[:10]}
