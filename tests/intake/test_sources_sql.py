"""A database that a plant already has: rows by query, increments with overlap, failures kept."""

import datetime as dt
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
import yaml

from luheng.errors import BadSource, UnknownSource
from luheng.intake.sources import add_source, run, run_due, runs_of, source_named, sources_of
from luheng.intake.sources.schedule import due_at

QUERY = "SELECT tag AS meter, ts AS at, val AS value, 'kWh' AS unit FROM history"


@pytest.fixture
def historian(tmp_path):
    """A historian as many plants have one: a SQLite file, twelve hours of two meters."""
    path = tmp_path / "historian.db"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE history (tag TEXT, ts TEXT, val REAL)")
        base.executemany(
            "INSERT INTO history VALUES (?, ?, ?)",
            [(f"M{m}", f"2025-05-01 {h:02d}:00:00", 10.0 + h) for h in range(12) for m in (1, 2)],
        )
    base.close()
    return path


def insert(path, *rows):
    with sqlite3.connect(path) as base:
        base.executemany("INSERT INTO history VALUES (?, ?, ?)", rows)
    base.close()


def entry(path, **more):
    return {"kind": "sql", "url": f"sqlite:///{path}", "record": "reading", "query": QUERY, **more}


def test_rows_enter_the_ledger_and_say_where_they_come_from(workspace, historian):
    add_source(workspace.folder, "history", entry(historian))
    done, _ = run(workspace, "history")
    assert (done.state, done.rows, done.kept, done.refused) == ("kept", 24, 24, 0)
    rows = workspace.ledger.read("reading").sort_by([("row", "ascending")])
    assert set(rows["source"].to_pylist()) == {f"history: {QUERY}"}
    assert rows["row"].to_pylist() == list(range(1, 25))
    receipt = workspace.ledger.receipts().to_pylist()[-1]
    assert receipt["source"].startswith("history: SELECT")
    assert receipt["recorded_by"] == "source history"


def test_a_second_run_adds_nothing(workspace, historian):
    add_source(workspace.folder, "history", entry(historian))
    run(workspace, "history")
    done, _ = run(workspace, "history")
    assert (done.state, done.kept, done.unchanged) == ("unchanged", 0, 24)


def test_a_bad_row_is_answered_by_its_number_and_the_good_ones_stay(workspace, historian):
    insert(historian, ("M1", "2025-05-02 00:00:00", "n/a"))
    add_source(workspace.folder, "history", entry(historian))
    done, findings = run(workspace, "history")
    assert (done.kept, done.refused) == (24, 1)
    bad = [f for f in findings if f.level == "refused"]
    assert [(f.code, f.row, f.column, f.value) for f in bad] == [("CELL-02", 25, "value", "n/a")]
    assert bad[0].source == f"history: {QUERY}"


def test_increments_ask_from_the_mark_less_the_overlap_and_catch_late_rows(workspace, historian):
    query = f"{QUERY} WHERE ts >= :since ORDER BY ts"
    add_source(
        workspace.folder, "history",
        entry(historian, query=query, cursor="at", overlap="2h", start="2025-05-01 00:00:00"),
    )  # fmt: skip
    assert run(workspace, "history")[0].mark == "2025-05-01 11:00:00"
    # one new row, one that comes late within the overlap, one that comes later than that
    insert(
        historian, ("M1", "2025-05-01 12:00:00", 1.0), ("M1", "2025-05-01 09:30:00", 2.0),
        ("M1", "2025-05-01 03:30:00", 3.0),
    )  # fmt: skip
    done, _ = run(workspace, "history")
    assert (done.rows, done.kept, done.unchanged) == (8, 2, 6)
    assert done.mark == "2025-05-01 12:00:00"
    assert workspace.ledger.read("reading").num_rows == 26


def test_a_run_that_fails_is_kept_with_its_reason_and_the_mark_stays(workspace, historian):
    query = f"{QUERY} WHERE ts >= :since"
    add_source(
        workspace.folder, "history", entry(historian, query=query, cursor="at", start="2025-05-01")
    )
    run(workspace, "history")
    with sqlite3.connect(historian) as base:
        base.execute("ALTER TABLE history RENAME TO gone")
    base.close()
    done, findings = run(workspace, "history")
    assert (done.state, done.code, findings) == ("failed", "SOURCE-03", ())
    assert "no such table: history" in done.reason
    assert done.mark == "2025-05-01 11:00:00"
    with sqlite3.connect(historian) as base:
        base.execute("ALTER TABLE gone RENAME TO history")
    base.close()
    assert run(workspace, "history")[0].state == "unchanged"
    assert [r.state for r in runs_of(workspace.folder, "history")] == [
        "kept",
        "failed",
        "unchanged",
    ]


def test_a_query_cannot_write(workspace, historian):
    add_source(workspace.folder, "history", entry(historian, query="DELETE FROM history"))
    assert run(workspace, "history")[0].state == "failed"
    with sqlite3.connect(historian) as base:
        assert base.execute("SELECT count(*) FROM history").fetchone() == (24,)
    base.close()


def test_columns_that_change_their_type_are_read_as_text_and_checked_at_the_door(
    workspace, tmp_path
):
    path = tmp_path / "m.db"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE a (entity, period, item, role, quantity, unit)")
        cells = [("E1", f"2025-{m:02d}", "电力", "消费", q, "万千瓦时")
                 for m, q in ((1, 5), (2, 6.5), (3, "7,000"), (4, None))]  # fmt: skip
        base.executemany("INSERT INTO a VALUES (?,?,?,?,?,?)", cells)
    base.close()
    add_source(
        workspace.folder, "forms",
        {"kind": "sql", "url": f"sqlite:///{path}", "record": "activity", "query": "SELECT * FROM a"},
    )  # fmt: skip
    done, findings = run(workspace, "forms")
    assert (done.kept, done.refused) == (3, 1)
    assert [(f.code, f.row) for f in findings if f.level == "refused"] == [("CELL-01", 4)]
    amounts = sorted(workspace.ledger.read("activity")["amount"].to_pylist())
    assert amounts == [50_000.0, 65_000.0, 70_000_000.0]


def test_secrets_come_from_the_environment_alone(workspace, historian, monkeypatch):
    wrong = {
        "kind": "sql",
        "url": "postgresql://a:secret@h/b",
        "record": "reading",
        "query": "SELECT 1",
    }
    with pytest.raises(BadSource, match="must not stand in the file"):
        add_source(workspace.folder, "pg", wrong)
    with pytest.raises(BadSource, match="must not stand in the file"):
        add_source(
            workspace.folder, "web",
            {"kind": "http", "url": "https://h/x?token=abc", "record": "reading"},
        )  # fmt: skip
    add_source(workspace.folder, "env", entry(historian, url="sqlite:///${HISTORIAN}"))
    done, _ = run(workspace, "env")
    assert (done.state, done.code) == ("failed", "SOURCE-01")
    assert "HISTORIAN is not set" in done.reason
    monkeypatch.setenv("HISTORIAN", str(historian))
    assert run(workspace, "env")[0].kept == 24
    assert str(historian) not in (workspace.folder / "sources.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "ftp"}, "kind is sql or http"),
        ({"record": "no"}, "no such record"),
        ({"every": "soon"}, "every is written"),
        ({"daily": "25:00"}, "daily is written"),
        ({"every": "1h", "daily": "06:30"}, "not both"),
        ({"cursor": "at"}, "uses :since"),
        ({"colour": "red"}, "no 'colour'"),
        ({"timeout": "long"}, "cannot be"),
    ],
)
def test_an_entry_out_of_form_is_refused_with_the_reason(workspace, historian, change, said):
    with pytest.raises(BadSource, match=said):
        add_source(workspace.folder, "x", {**entry(historian), **change})
    assert sources_of(workspace.folder) == ()


def test_what_stands_in_the_file_stays(workspace, historian):
    path = workspace.folder / "sources.yaml"
    path.write_text("# ours\n" + yaml.safe_dump({"one": entry(historian)}), encoding="utf-8")
    add_source(workspace.folder, "two", entry(historian))
    assert path.read_text(encoding="utf-8").startswith("# ours\n")
    assert [s.name for s in sources_of(workspace.folder)] == ["one", "two"]
    with pytest.raises(UnknownSource, match="one, two"):
        source_named(workspace.folder, "three")


def test_a_source_s_name_is_one_that_windows_can_have(workspace, historian):
    for name in ("con", "LPT1"):
        with pytest.raises(BadSource, match="Windows"):
            add_source(workspace.folder, name, entry(historian))
    add_source(workspace.folder, "Historian", entry(historian))
    with pytest.raises(BadSource, match="of that name"):
        add_source(workspace.folder, "historian", entry(historian))


def test_a_file_that_the_editor_of_windows_saved(workspace, historian):
    path = workspace.folder / "sources.yaml"
    text = yaml.safe_dump({"one": entry(historian)}).replace("\n", "\r\n")
    path.write_bytes(text.encode("utf-8-sig"))
    assert [s.name for s in sources_of(workspace.folder)] == ["one"]


# -- the schedule ----------------------------------------------------------------------------------


def ran(at, state="kept"):
    from luheng.intake.sources import Run

    return Run("s", at, at, state)


def test_an_interval_and_a_time_of_day(workspace, historian):
    hourly = add_source(workspace.folder, "h", entry(historian, every="1h"))
    daily = add_source(workspace.folder, "d", entry(historian, daily="06:30"))
    assert due_at(hourly, (), "Asia/Shanghai") < dt.datetime.now(dt.UTC)
    at = due_at(hourly, (ran("2025-05-01T00:10:00+00:00"),), "Asia/Shanghai")
    assert at == dt.datetime(2025, 5, 1, 1, 10, tzinfo=dt.UTC)
    # 06:00 in Shanghai: today's 06:30 is still to come; 06:31: tomorrow's
    at = due_at(daily, (ran("2025-04-30T22:00:00+00:00"),), "Asia/Shanghai")
    assert at == dt.datetime(2025, 4, 30, 22, 30, tzinfo=dt.UTC)
    at = due_at(daily, (ran("2025-04-30T22:31:00+00:00"),), "Asia/Shanghai")
    assert at == dt.datetime(2025, 5, 1, 22, 30, tzinfo=dt.UTC)


def test_after_failures_it_waits_longer_each_time_but_not_past_an_hour(workspace, historian):
    daily = add_source(workspace.folder, "d", entry(historian, daily="06:30"))
    waits = []
    for failures in (1, 2, 3, 6):
        runs = (ran("2025-05-01T00:00:00+00:00", "failed"),) * failures
        at = due_at(daily, runs, "Asia/Shanghai")
        waits.append((at - dt.datetime(2025, 5, 1, tzinfo=dt.UTC)).seconds / 60)
    assert waits == [5, 10, 20, 60]


def test_only_what_is_due_is_run(workspace, historian):
    add_source(workspace.folder, "hourly", entry(historian, every="1h"))
    add_source(workspace.folder, "by_hand", entry(historian))
    assert [r.source for r in run_due(workspace)] == ["hourly"]
    assert run_due(workspace) == ()
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=61)
    assert [r.state for r in run_due(workspace, now=later)] == ["unchanged"]


# -- PostgreSQL ------------------------------------------------------------------------------------


@pytest.fixture
def postgres(tmp_path):
    """A PostgreSQL server of its own on a loopback port, under a user that may run one."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra 'postgres')")
    initdb = shutil.which("initdb") or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None
    )
    if initdb is None:
        pytest.skip("there is no PostgreSQL server (apt-get install postgresql)")
    as_other = []
    if os.name == "posix" and os.geteuid() == 0:
        if not shutil.which("runuser"):
            pytest.skip("PostgreSQL does not run as root, and there is no runuser")
        as_other = ["runuser", "-u", "postgres", "--"]
    folder = tempfile.mkdtemp(prefix="luheng-pg-")
    if as_other:
        shutil.chown(folder, "postgres")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    pg_ctl = initdb.replace("initdb", "pg_ctl")
    data = f"{folder}/data"
    quiet = {"capture_output": True, "cwd": "/"}
    subprocess.run(
        [*as_other, initdb, "-D", data, "-U", "reader", "-A", "trust"], check=True, **quiet
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    # its output goes to a file: a server that keeps our pipe open would hold the test up
    start = [*as_other, pg_ctl, "-D", data, "-o", options, "-l", f"{folder}/log", "-w", "start"]
    subprocess.run(start, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"postgresql+psycopg://reader@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*as_other, pg_ctl, "-D", data, "-m", "immediate", "stop"], check=True, **quiet
        )
        time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)


def test_postgresql_streams_typed_columns_and_is_only_read(workspace, postgres):
    from sqlalchemy import create_engine, text

    engine = create_engine(postgres)
    with engine.begin() as base:
        base.execute(text("CREATE TABLE history (tag text, ts timestamptz, val numeric(12,3))"))
        base.execute(
            text(
                "INSERT INTO history SELECT 'M1', TIMESTAMPTZ '2025-05-01 00:00+08' + n * INTERVAL "
                "'15 minutes', n / 1000.0 FROM generate_series(1, 120000) AS n"
            )
        )
    query = f"{QUERY} WHERE ts > :since ORDER BY ts"
    add_source(
        workspace.folder, "pg",
        {"kind": "sql", "url": postgres, "record": "reading", "query": query, "cursor": "at",
         "overlap": "1h", "start": "2025-01-01"},
    )  # fmt: skip
    done, _ = run(workspace, "pg")
    assert (done.state, done.rows, done.kept) == ("kept", 120_000, 120_000)
    done, _ = run(workspace, "pg")
    assert (done.rows, done.kept, done.unchanged) == (4, 0, 4)
    first = workspace.ledger.read(
        "reading", {"at": dt.datetime(2025, 4, 30, 16, 15, tzinfo=dt.UTC)}
    )
    assert first["value"].to_pylist() == [0.001]
    add_source(
        workspace.folder, "wrong",
        {"kind": "sql", "url": postgres, "record": "reading",
         "query": "DELETE FROM history RETURNING tag AS meter"},
    )  # fmt: skip
    assert run(workspace, "wrong")[0].state == "failed"
    with engine.connect() as base:
        assert base.execute(text("SELECT count(*) FROM history")).scalar() == 120_000
    engine.dispose()
