"""The chain: whatever is changed, lost or slipped in is found and named; what is not, is not."""

import dataclasses
import datetime as dt
import itertools
import shutil
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import append, correct, visible

from luheng.errors import BadQuery, LedgerDamaged
from luheng.ledger import Workspace
from luheng.ledger.migrations import HEAD, configuration, revision, upgrade
from luheng.ledger.schema import metadata


@pytest.fixture
def filled(workspace):
    ledger = workspace.ledger
    append(ledger, [("m1", 0, 1.0), ("m1", 1, 2.0)], "a.csv")
    append(ledger, [("m1", 1, 2.5), ("m2", 0, 7.0)], "b.csv")
    correct(ledger, [(("m1", 0), ("m1", 24, 1.0))])
    return workspace


def database(workspace):
    return sqlite3.connect(workspace.folder / "registry.db")


def change(workspace, sql):
    with database(workspace) as connection:
        connection.execute(sql)
    return Workspace.open(workspace.folder).ledger.verify()


def parquet(workspace, table="reading"):
    return sorted((workspace.folder / "ledger" / table).glob("*.parquet"))


def codes(verification):
    return {d.code for d in verification.damages}


def test_a_ledger_that_nobody_touched_is_whole(filled):
    found = filled.ledger.verify()
    assert found.sound
    assert (found.links, found.receipts, found.files) == (3, 3, 4)
    # facts: two of a.csv and m2 of b.csv; corrections: m1 at 1 by b.csv, m1 at 0 by the rule
    assert found.rows == 5


def test_an_empty_ledger_is_whole(ledger):
    assert ledger.verify().as_dict() == {
        "sound": True, "head": "0" * 64, "links": 0, "receipts": 0, "files": 0, "bytes": 0,
        "rows": 0, "damages": [],
    }  # fmt: skip


def test_every_link_rests_on_the_one_before(filled):
    links = list(filled.ledger.links())
    assert [link.receipt for link in links] == [1, 2, 3]
    assert all(b.previous == a.hash for a, b in itertools.pairwise(links))
    assert all(link.holds() for link in links)
    assert not dataclasses.replace(links[1], record="activity").holds()


@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_one_flipped_byte_of_any_file_is_found_and_named(filled, where):
    for path in [*parquet(filled), *parquet(filled, "reading_corrections")]:
        whole = path.read_bytes()
        at = {"first": 0, "middle": len(whole) // 2, "last": len(whole) - 1}[where]
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found = Workspace.open(filled.folder).ledger.verify()
        assert codes(found) == {"LEDGER-13"}
        assert any(path.name in d.place for d in found.damages)
        path.write_bytes(whole)
    assert filled.ledger.verify().sound


def test_a_lost_file_is_found_and_named(filled):
    lost = parquet(filled)[0]
    lost.unlink()
    found = Workspace.open(filled.folder).ledger.verify()
    assert codes(found) == {"LEDGER-12"}
    assert lost.name in found.damages[0].place


def test_a_file_that_was_put_into_the_table_is_found(filled):
    """Somebody writes a Delta commit of his own, with a receipt's number on the rows."""
    from deltalake import DeltaTable
    from deltalake.transaction import AddAction

    root = filled.folder / "ledger" / "reading"
    copy = root / "part-of-mine.parquet"
    shutil.copyfile(parquet(filled)[0], copy)
    table = DeltaTable(str(root))
    action = AddAction(copy.name, copy.stat().st_size, {}, 0, True, '{"numRecords": 2}')
    table.create_write_transaction([action], "append", table.schema())
    found = Workspace.open(filled.folder).ledger.verify()
    assert "LEDGER-12" in codes(found)
    assert any("part-of-mine" in d.place for d in found.damages)


_ONE_MORE = (
    "INSERT INTO receipt SELECT 9, record, source, sha256, profile, read_at, recorded_by, "
    "opened_at, known_from, kept, corrected, unchanged, refused, noted, state, rule, reason "
    "FROM receipt WHERE number = 1"
)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE receipt SET recorded_by = 'somebody' WHERE number = 2", "LEDGER-11"),
        ("UPDATE receipt SET kept = 3 WHERE number = 1", "LEDGER-11"),
        ("UPDATE receipt SET state = 'aborted' WHERE number = 2", "LEDGER-11"),
        ("DELETE FROM receipt WHERE number = 3", "LEDGER-11"),
        (_ONE_MORE, "LEDGER-11"),
        ("UPDATE ledger_link SET record = 'activity' WHERE number = 2", "LEDGER-10"),
        ("DELETE FROM ledger_link WHERE number = 2", "LEDGER-10"),
        ("UPDATE ledger_link SET at = '2020-01-01 00:00:00.000000' WHERE number = 1", "LEDGER-10"),
    ],
)  # fmt: skip
def test_a_change_in_the_registry_is_found(filled, sql, code):
    assert code in codes(change(filled, sql))


def test_a_chain_that_was_made_anew_does_not_hold_the_head_that_was_noted(filled, tmp_path):
    noted = filled.ledger.verify().head
    assert filled.ledger.verify(head=noted).sound
    append(filled.ledger, [("m3", 0, 1.0)], "c.csv")
    assert filled.ledger.verify(head=noted).sound
    other = Workspace.create(tmp_path / "anew").ledger
    append(other, [("m1", 0, 1.0)], "a.csv")
    assert codes(other.verify(head=noted)) == {"LEDGER-10"}


def test_compaction_keeps_the_chain_and_what_it_puts_aside_may_go(filled):
    ledger = filled.ledger
    before = {n: visible(ledger, n) for n in range(4)}
    ledger.compact("reading")
    assert ledger.verify().sound
    aside, _ = ledger.discard_superseded(dt.timedelta(0))
    assert aside == 4
    assert ledger.verify().sound
    append(ledger, [("m4", 0, 4.0)], "d.csv")
    ledger.compact("reading")
    assert ledger.verify().sound
    assert {n: visible(Workspace.open(filled.folder).ledger, n) for n in range(4)} == before


def test_files_put_aside_wait_for_their_readers(filled):
    filled.ledger.compact("reading")
    assert filled.ledger.discard_superseded() == (0, 0)


def test_a_writer_that_dies_between_seal_and_commit_leaves_a_whole_ledger(filled, monkeypatch):
    from luheng.ledger.tables import Table

    ledger = Workspace.open(filled.folder).ledger
    seen = visible(ledger)
    monkeypatch.setattr(Table, "commit", _die)
    with pytest.raises(KeyboardInterrupt):
        ledger.compact("reading")
    monkeypatch.undo()
    again = Workspace.open(filled.folder).ledger
    assert again.verify().sound
    assert visible(again) == seen
    append(again, [("m9", 0, 9.0)], "e.csv")
    assert again.verify().sound
    again.compact("reading")
    assert again.verify().sound


def test_a_writer_that_dies_before_its_receipt_leaves_a_whole_ledger(filled, monkeypatch):
    from luheng.ledger.registry import Registry

    ledger = Workspace.open(filled.folder).ledger
    monkeypatch.setattr(Registry, "commit", _die)
    monkeypatch.setattr(Registry, "abort", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        append(ledger, [("m9", 0, 9.0)], "e.csv")
    monkeypatch.undo()
    again = Workspace.open(filled.folder).ledger
    assert again.verify().sound
    append(again, [("m9", 0, 9.0)], "e.csv")
    assert again.verify().sound


def _die(*_args, **_more):
    raise KeyboardInterrupt


def test_a_ledger_from_before_the_chain_is_sealed_as_it_stands(filled):
    with database(filled) as connection:
        connection.execute("DROP TABLE ledger_link")
        connection.execute("DROP TABLE alembic_version")
    old = Workspace.open(filled.folder).ledger
    append(old, [("m5", 0, 5.0)], "f.csv")
    assert [link.act for link in old.links()] == ["begin", "receipt"]
    found = old.verify()
    assert found.sound
    assert found.receipts == 4
    assert codes(change(filled, "UPDATE receipt SET kept = 9 WHERE number = 1")) == {"LEDGER-11"}


def test_a_damaged_file_is_never_compacted_away(filled):
    path = parquet(filled)[0]
    table = pq.ParquetFile(path).read(use_threads=False)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(LedgerDamaged):
        Workspace.open(filled.folder).ledger.compact("reading")
    assert path.exists()
    assert table.num_rows


def test_rows_slipped_in_under_an_old_number_are_found(filled):
    """The file and the chain are changed together, the head was noted: one of them tells."""
    noted = filled.ledger.verify().head
    path = parquet(filled)[0]
    table = pq.ParquetFile(path).read(use_threads=False)
    pq.write_table(pa.concat_tables([table, table]), path)
    found = Workspace.open(filled.folder).ledger.verify(head=noted)
    assert "LEDGER-13" in codes(found)


# -- laws ----------------------------------------------------------------------------------------


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(["append", "correct", "again", "compact", "discard"]), max_size=6))
def test_whatever_is_done_through_the_door_the_ledger_stays_whole(tmp_path_factory, acts):
    ledger = Workspace.create(tmp_path_factory.mktemp("acts") / "w").ledger
    append(ledger, [("m1", 0, 1.0)], "first.csv")
    for number, act in enumerate(acts):
        if act == "append":
            append(ledger, [("m1", number, float(number)), ("m2", number, 1.0)], f"{number}.csv")
        elif act == "correct":
            correct(ledger, [(("m1", 0), ("m1", 0, float(number)))])
        elif act == "again":
            append(ledger, [("m1", 0, 1.0)], "first.csv")
        elif act == "compact":
            ledger.compact("reading")
        else:
            ledger.discard_superseded(dt.timedelta(0))
    assert ledger.verify().damages == ()


# -- migrations ----------------------------------------------------------------------------------


def test_the_migrations_make_the_tables_that_the_code_has(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'r.db'}")
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_head_is_the_last_revision():
    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD


def test_a_registry_of_a_later_version_is_refused(filled):
    with database(filled) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'of_next_year'")
    with pytest.raises(BadQuery, match="of_next_year"):
        Workspace.open(filled.folder).ledger.receipts()


def test_an_upgrade_keeps_every_row(filled):
    rows = filled.ledger.receipts().to_pylist()
    with database(filled) as connection:
        connection.execute("DROP TABLE ledger_link")
        connection.execute("DROP TABLE alembic_version")
    engine = sa.create_engine(f"sqlite:///{filled.folder / 'registry.db'}")
    assert revision(engine) == "receipts"
    again = Workspace.open(filled.folder).ledger
    assert again.receipts().to_pylist() == rows
    assert revision(engine) == HEAD
    assert Path(filled.folder / "registry.db").is_file()
