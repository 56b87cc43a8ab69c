"""Reading and compaction: what SQL is given out, and that rewriting files loses nothing."""

import datetime as dt

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from readings import EXPECTED, append, at, correct, readings, visible

from luheng.errors import BadQuery, LedgerDamaged
from luheng.ledger import Ledger, layout, writing
from luheng.ledger.tables import Table
from luheng.records import Origin, Record, column, record


def test_the_usual_query_is_a_plain_scan(ledger):
    append(ledger, [("m1", 0, 1.0)])
    append(ledger, [("m1", 1, 1.0)], source="b.csv")
    sql = ledger.relation_sql("reading")
    for word in ("WHERE", "JOIN", "EXISTS", "OVER"):
        assert word not in sql
    # an earlier receipt leaves out whole files and needs no condition either
    earlier = ledger.relation_sql("reading", 1)
    assert "WHERE" not in earlier
    assert earlier.count(".parquet") == 1


def test_the_sql_given_out_runs_elsewhere(ledger):
    append(ledger, [("m1", 0, 1.0), ("m2", 0, 2.0)])
    correct(ledger, [(("m1", 0), ("m1", 5, 1.0))])
    sql = ledger.relation_sql("reading")
    other = duckdb.connect()
    assert other.execute(f"SELECT count(*) FROM ({sql})").fetchall() == [(2,)]
    assert sqlglot.parse_one(sql, dialect="duckdb").sql(dialect="spark")


def test_an_empty_table_has_its_columns(ledger):
    table = ledger.read("reading")
    assert table.num_rows == 0
    assert table.schema == EXPECTED.append(pa.field("receipt", pa.int64())).append(
        pa.field("corrected_by", pa.string())
    )


def test_where_takes_values_lists_and_none(ledger):
    append(ledger, [("m1", 0, 1.0), ("m1", 1, None), ("m2", 0, 3.0), ("m'3", 0, 4.0)])

    def values(**where):
        return sorted(ledger.read("reading", where)["value"].to_pylist(), key=str)

    assert values(meter="m2") == [3.0]
    assert values(meter="m'3") == [4.0]
    assert values(meter=["m1", "m2"], at=at(0)) == [1.0, 3.0]
    assert values(value=None) == [None]
    assert values(meter=[]) == []
    # an instant without a zone is one of the workspace's
    assert values(at=dt.datetime(2025, 1, 1, 9)) == [None]
    with pytest.raises(BadQuery, match="no column 'metre'"):
        values(metre="m1")


def test_files_are_those_that_another_engine_reads(ledger):
    append(ledger, [("m1", 0, 1.0)])
    append(ledger, [("m1", 0, 2.0), ("m2", 0, 3.0)], source="b.csv")
    facts = pa.concat_tables(pq.read_table(f) for f in ledger.files("reading"))
    assert sorted(facts["value"].to_pylist()) == [1.0, 3.0]
    (file,) = ledger.correction_files("reading")
    (row,) = pq.read_table(file).to_pylist()
    assert (row["key_meter"], row["key_at"], row["value"]) == ("m1", at(0), 2.0)
    assert ledger.hidden("reading") == frozenset()
    assert ledger.files("activity") == ()


def test_long_keys_are_found_again(ledger):
    """Bounds of long texts may be cut short in a file's statistics."""
    rows = [("m" * 400 + end, 0, 1.0) for end in "abz"] + [
        ("电" * 300, 0, 1.0),
        ("\U0010ffff", 0, 1.0),
    ]
    assert append(ledger, rows).kept == 5
    assert append(ledger, rows[1:], source="b.csv").unchanged == 4
    assert append(ledger, [("m" * 400 + "c", 0, 1.0)], source="c.csv").kept == 1
    assert len(visible(ledger)) == 6


def test_instants_far_away_are_found_again(ledger):
    table = readings([("m1", 0, 1.0)] * 3)
    far = [dt.datetime(y, 7, 1, 1, 2, 3, 456789, tzinfo=dt.UTC) for y in (1, 1900, 9999)]
    table = table.set_column(1, "at", pa.array(far, pa.timestamp("us", tz="UTC")))
    for kept in (3, 0):
        receipt = ledger.append("reading", table, origin=Origin("a.csv"), recorded_by="t")
        assert (receipt.kept, receipt.unchanged) == (kept, 3 - kept)


def test_compaction_sorts_and_loses_nothing(ledger, monkeypatch):
    monkeypatch.setattr(writing, "_OPTIONS", writing._OPTIONS.replace("122880", "2048"))
    monkeypatch.setattr(writing, "_GROUPS_PER_FILE", 2)
    for hour in range(4):
        rows = [(f"m{m:04d}", hour, float(m)) for m in range(4000)]
        append(ledger, rows, source=f"{hour}.csv")
    append(ledger, [("m0007", 2, -1.0), ("m0008", 2, -2.0)], source="b.csv")
    correct(ledger, [(("m0007", 2), ("m0007", 9, 7.0))])
    before = {known: visible(ledger, known) for known in range(7)}
    rows = ledger.read("reading").sort_by([("meter", "ascending"), ("at", "ascending")])
    old = ledger.files("reading")
    ledger.compact("reading")
    assert {known: visible(ledger, known) for known in range(7)} == before
    again = ledger.read("reading").sort_by([("meter", "ascending"), ("at", "ascending")])
    assert again == rows
    files = ledger.files("reading")
    assert len(files) > 2
    assert not set(files) & set(old)
    # one meter lies in one row group, or two where one ends and the next begins
    held = 0
    for file in files:
        parquet = pq.ParquetFile(file)
        assert parquet.metadata.num_rows <= 3 * 2048
        for group in range(parquet.num_row_groups):
            bounds = parquet.metadata.row_group(group).column(0).statistics
            held += bounds.min <= "m2000" <= bounds.max
    assert 1 <= held <= 2
    # who held the old files' names can still read them
    assert sum(pq.ParquetFile(f).metadata.num_rows for f in old) == 16000
    assert append(ledger, [("m0000", h, 0.0) for h in range(5)], source="c.csv").kept == 1


def test_compaction_of_nothing_is_nothing(ledger):
    ledger.compact("reading")
    assert ledger.files("reading") == ()


def test_compaction_of_aborted_rows_alone_leaves_none(ledger, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("luheng.ledger.registry.Registry.commit", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            append(ledger, [("m1", 0, 1.0)])
    ledger.compact("reading")
    assert ledger.files("reading") == ()
    assert append(ledger, [("m1", 0, 1.0)]).kept == 1
    assert visible(ledger) == {("m1", 0): 1.0}


class EarlierReading(Record):
    """A reading as an earlier release had it, without its quality."""

    record_name = "reading"
    clustered_by = ("meter", "at")
    meter: str = column(key=True)
    at: dt.datetime = column(key=True)
    value: float | None = column()
    unit: str = column()
    kind: str = column()

    derived = record("reading").derived


def test_a_record_may_gain_a_column(workspace, monkeypatch):
    layout._layout.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(layout, "record_named", lambda _: EarlierReading)
        earlier = readings([("m1", 0, 1.0), ("m1", 1, 2.0)]).drop(["quality"])
        workspace.ledger.append("reading", earlier, origin=Origin("a.csv"), recorded_by="t")
        changed = readings([("m1", 1, 3.0)]).drop(["quality"])
        workspace.ledger.append("reading", changed, origin=Origin("b.csv"), recorded_by="t")
        layout._layout.cache_clear()
    ledger = Ledger(workspace.settings)
    assert ledger.read("reading")["quality"].to_pylist() == [None, None]
    assert append(ledger, [("m1", 2, 1.0)], source="c.csv").kept == 1
    seen = ledger.read("reading").sort_by("at")
    assert seen["quality"].to_pylist() == [None, None, "measured"]
    assert seen["value"].to_pylist() == [1.0, 3.0, 1.0]
    assert visible(ledger, 1) == {("m1", 0): 1.0, ("m1", 1): 2.0}
    # and an older release does not write into a table that it does not know whole
    layout._layout.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(layout, "record_named", lambda _: EarlierReading)
        with pytest.raises(LedgerDamaged, match="quality"):
            Ledger(workspace.settings).append(
                "reading", earlier, origin=Origin("d.csv"), recorded_by="t"
            )
        layout._layout.cache_clear()


def test_a_compaction_that_fails_changes_nothing(ledger, monkeypatch):
    append(ledger, [("m1", 0, 1.0)])
    files = ledger.files("reading")
    monkeypatch.setattr(Table, "commit", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ledger.compact("reading")
    assert ledger.files("reading") == files
    assert visible(ledger) == {("m1", 0): 1.0}
