"""Receipts: what is known when, crashes, two writers, the lock, the clock."""

import datetime as dt
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pyarrow as pa
import pytest
from readings import append, visible
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from luheng.errors import LedgerBusy, LedgerDamaged
from luheng.ledger import Ledger, Workspace, registry
from luheng.ledger.lock import hold
from luheng.ledger.tables import Table

HERE = Path(__file__).parent
DAY = [("m1", 0, 1.0), ("m1", 1, 2.0)]


def states(ledger):
    return ledger.receipts().column("state").to_pylist()


def run(script, *arguments):
    """Start a Python process that has the ledger's test rows at hand."""
    code = f"import sys; sys.path.insert(0, {str(HERE)!r})\n" + textwrap.dedent(script)
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_known_takes_an_instant_a_receipt_or_nothing(workspace, monkeypatch):
    ledger = workspace.ledger
    assert ledger.known() == 0
    clock = iter(dt.datetime(2025, 6, day, tzinfo=dt.UTC) for day in range(1, 30))
    monkeypatch.setattr(registry, "now", lambda: next(clock))
    instants = [append(ledger, [("m1", h, 1.0)], source=f"{h}.csv").known_from for h in range(3)]
    assert instants == sorted(instants)
    assert [ledger.known(i) for i in instants] == [1, 2, 3]
    before = instants[1] - dt.timedelta(microseconds=1)
    assert ledger.known(before) == 1
    assert ledger.known(instants[0] - dt.timedelta(days=1)) == 0
    # an instant without a zone is one of the workspace's
    naive = instants[1].astimezone(dt.timezone(dt.timedelta(hours=8))).replace(tzinfo=None)
    assert ledger.known(naive) == 2
    assert [ledger.known(n) for n in (None, 0, 2, 3, 99, -1)] == [3, 0, 2, 3, 3, 0]
    assert visible(ledger, before) == {("m1", 0): 1.0}
    assert visible(ledger, 0) == {}


def test_a_clock_that_was_set_back_does_not_hide_what_came_before(ledger, monkeypatch):
    first = append(ledger, DAY)
    monkeypatch.setattr(registry, "now", lambda: dt.datetime(2001, 1, 1, tzinfo=dt.UTC))
    second = append(ledger, [("m2", 0, 1.0)])
    assert second.known_from == first.known_from + dt.timedelta(microseconds=1)
    assert ledger.known(first.known_from) == 1
    assert ledger.known(second.known_from) == 2


def test_rows_of_a_writer_that_fails_before_its_receipt_are_never_seen(ledger, monkeypatch):
    append(ledger, DAY)

    def fail(*_, **__):
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(registry.Registry, "commit", fail)
        with pytest.raises(ConnectionError):
            append(ledger, [("m1", 1, 7.0), ("m2", 0, 3.0)], source="b.csv")
    # the rows are in the tables, and yet they are not there
    assert len(ledger.files("reading")) == 2
    assert len(ledger.correction_files("reading")) == 1
    assert ledger.hidden("reading") == {2}
    assert visible(ledger) == {("m1", 0): 1.0, ("m1", 1): 2.0}
    receipt = append(ledger, [("m1", 1, 7.0), ("m2", 0, 3.0)], source="b.csv")
    assert (receipt.number, receipt.kept, receipt.corrected) == (3, 1, 1)
    after = {("m1", 0): 1.0, ("m1", 1): 7.0, ("m2", 0): 3.0}
    assert visible(ledger) == after
    assert visible(ledger, 2) == {("m1", 0): 1.0, ("m1", 1): 2.0}
    ledger.compact("reading")
    assert visible(ledger) == after
    assert states(ledger) == ["committed", "aborted", "committed"]


def test_a_writer_that_fails_before_its_commit_leaves_no_file(ledger, monkeypatch):
    append(ledger, DAY)
    kept = set(Path(ledger.settings.ledger).rglob("*.parquet"))

    def fail(*_, **__):
        raise OSError

    monkeypatch.setattr(Table, "commit", fail)
    with pytest.raises(OSError):
        append(ledger, [("m1", 1, 7.0), ("m2", 0, 3.0)], source="b.csv")
    assert set(Path(ledger.settings.ledger).rglob("*.parquet")) == kept


def test_rows_of_a_killed_process_are_never_seen_and_its_lock_is_free(workspace):
    ledger = workspace.ledger
    append(ledger, DAY)
    script = """
        import os
        from luheng.ledger import Workspace, registry
        from readings import append
        registry.Registry.commit = lambda *_, **__: os._exit(9)
        append(Workspace.open(sys.argv[1]).ledger, [("m2", 0, 3.0)], source="b.csv")
    """
    killed = run(script, workspace.folder)
    _, told = killed.communicate(timeout=60)
    assert killed.returncode == 9, told
    assert states(ledger) == ["committed", "open"]
    assert visible(ledger) == {("m1", 0): 1.0, ("m1", 1): 2.0}
    receipt = append(ledger, [("m2", 0, 3.0)], source="b.csv")
    assert (receipt.number, receipt.kept) == (3, 1)
    assert states(ledger) == ["committed", "aborted", "committed"]
    assert visible(ledger)["m2", 0] == 3.0


def test_a_writer_that_lost_its_lock_does_not_commit(ledger, monkeypatch):
    """Another writer has come meanwhile and closed the receipt that stood open."""
    commit = Table.commit

    def overtaken(self, *arguments, **more):
        commit(self, *arguments, **more)
        ledger._registry.abort(1)

    monkeypatch.setattr(Table, "commit", overtaken)
    with pytest.raises(LedgerBusy):
        append(ledger, DAY)
    assert visible(ledger) == {}


@pytest.mark.slow
def test_two_writers_at_once_lose_nothing_and_double_nothing(workspace):
    script = """
        from luheng.ledger import Workspace
        from readings import append
        ledger = Workspace.open(sys.argv[1]).ledger
        me = sys.argv[2]
        for n in range(6):
            # one key of its own, one that both bring, one on which they differ
            rows = [(f"own-{me}", n, float(n)), ("both", n, 5.0), ("differs", 0, float(n + int(me)))]
            append(ledger, rows, source=f"{me}-{n}.csv")
    """
    writers = [run(script, workspace.folder, me) for me in (10, 20)]
    for w in writers:
        _, told = w.communicate(timeout=120)
        assert w.returncode == 0, told
    ledger = workspace.ledger
    receipts = ledger.receipts()
    assert receipts.column("number").to_pylist() == list(range(1, 13))
    assert states(ledger) == ["committed"] * 12
    instants = receipts.column("known_from").to_pylist()
    assert instants == sorted(set(instants))
    seen = visible(ledger)
    assert {k for k in seen if k[0] != "differs"} == {
        (m, n) for m in ("own-10", "own-20", "both") for n in range(6)
    }
    assert sum(receipts.column("kept").to_pylist()) == len(seen) == 19
    assert sum(receipts.column("unchanged").to_pylist()) == 6


def test_a_reader_sees_no_row_of_a_receipt_that_is_open(workspace, monkeypatch):
    ledger = workspace.ledger
    append(ledger, DAY)
    reader = Workspace.open(workspace.folder).ledger
    seen = []
    commit = registry.Registry.commit

    def look_first(self, *arguments):
        seen.append((reader.known(), visible(reader), reader.hidden("reading")))
        return commit(self, *arguments)

    monkeypatch.setattr(registry.Registry, "commit", look_first)
    append(ledger, [("m1", 1, 9.0), ("m3", 0, 1.0)], source="b.csv")
    assert seen == [(1, {("m1", 0): 1.0, ("m1", 1): 2.0}, {2})]
    assert (
        visible(reader)
        == visible(ledger)
        == {
            ("m1", 0): 1.0,
            ("m1", 1): 9.0,
            ("m3", 0): 1.0,
        }
    )


def test_who_waits_too_long_is_told_and_nothing_is_written(workspace):
    settings = workspace.settings
    append(workspace.ledger, DAY)
    held, done = threading.Event(), threading.Event()

    def holder():
        with hold(settings.registry, "w"):
            held.set()
            done.wait(30)

    thread = threading.Thread(target=holder)
    thread.start()
    try:
        assert held.wait(30)
        hasty = Ledger(settings, name="works", patience=0.1)
        with pytest.raises(LedgerBusy) as busy:
            append(hasty, [("m2", 0, 1.0)])
        assert str(busy.value).startswith("Another writer holds the ledger of works; waited 0 s.")
        # readers are not held up
        assert visible(hasty) == {("m1", 0): 1.0, ("m1", 1): 2.0}
    finally:
        done.set()
        thread.join()
    assert states(workspace.ledger) == ["committed"]


def test_a_lost_file_is_told(workspace):
    append(workspace.ledger, DAY)
    Path(workspace.ledger.files("reading")[0]).unlink()
    with pytest.raises(LedgerDamaged):
        workspace.ledger.read("reading")
    with pytest.raises(LedgerDamaged):
        visible(Workspace.open(workspace.folder).ledger)


def test_receipts_are_a_table(ledger):
    append(ledger, DAY, source="a.csv", sha256="0" * 64)
    table = ledger.receipts()
    assert table.schema.field("known_from").type == pa.timestamp("us", tz="UTC")
    (row,) = table.to_pylist()
    assert (row["source"], row["sha256"], row["recorded_by"]) == ("a.csv", "0" * 64, "tester")
    assert row["opened_at"] <= row["known_from"]


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])
def test_the_registry_is_plain_sql(dialect):
    for table in registry.metadata.sorted_tables:
        text = str(CreateTable(table).compile(dialect=dialect))
        assert "PRIMARY KEY" in text
        assert "AUTOINCREMENT" not in text
        assert "SERIAL" not in text


def test_an_error_after_the_commit_does_not_take_its_files_away(ledger, monkeypatch):
    commit = Table.commit

    def late(self, *arguments, **more):
        commit(self, *arguments, **more)
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(Table, "commit", late)
        with pytest.raises(OSError):
            append(ledger, DAY)
    assert len(ledger.files("reading")) == 1
    assert visible(ledger) == {}
    assert append(ledger, DAY).kept == 2
    assert len(visible(ledger)) == 2
