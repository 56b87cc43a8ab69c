"""Backup and restore: a restored workspace gives what the first one gave, at every receipt."""

import json

import pytest
from readings import append, correct, visible

from luheng.errors import BackupDamaged, BadQuery, LedgerDamaged
from luheng.ledger import Workspace
from luheng.ledger.backup import MANIFEST


@pytest.fixture
def filled(workspace):
    append(workspace.ledger, [("m1", 0, 1.0), ("m1", 1, 2.0)], "a.csv")
    append(workspace.ledger, [("m1", 1, 2.5)], "b.csv")
    correct(workspace.ledger, [(("m1", 0), ("m1", 24, 1.0))])
    return workspace


def history(workspace):
    return [visible(workspace.ledger, n) for n in range(workspace.ledger.known() + 1)]


def test_a_restored_workspace_gives_what_the_first_one_gave(filled, tmp_path):
    done = filled.back_up(tmp_path / "backup")
    assert (done.receipt, done.copied) == (3, 3)
    again = Workspace.restore(tmp_path / "backup", tmp_path / "again")
    assert history(again) == history(filled)
    assert again.ledger.receipts() == filled.ledger.receipts()
    assert again.ledger.verify().as_dict() == filled.ledger.verify().as_dict()
    assert again.settings.timezone == filled.settings.timezone
    append(again.ledger, [("m3", 0, 3.0)], "c.csv")
    assert again.ledger.verify().sound


def test_profiles_own_rules_and_attachments_come_along(filled, tmp_path):
    (filled.folder / "profiles").mkdir()
    (filled.folder / "profiles" / "电表.yaml").write_text("a: 1", encoding="utf-8")
    (filled.folder / "indicators.yaml").write_text("[]", encoding="utf-8")
    (filled.folder / "staging").mkdir()
    (filled.folder / "staging" / "half").write_text("x", encoding="utf-8")
    filled.back_up(filled.folder / "backups")
    filled.back_up(tmp_path / "backup")
    Workspace.restore(tmp_path / "backup", tmp_path / "again")
    assert (tmp_path / "again" / "profiles" / "电表.yaml").read_text(encoding="utf-8") == "a: 1"
    assert (tmp_path / "again" / "indicators.yaml").is_file()
    assert not (tmp_path / "again" / "staging").exists()
    assert not (tmp_path / "again" / "backups").exists()


def test_a_second_backup_copies_only_what_is_new(filled, tmp_path):
    filled.back_up(tmp_path / "backup")
    append(filled.ledger, [("m2", 0, 7.0)], "c.csv")
    assert filled.back_up(tmp_path / "backup").copied == 1
    filled.ledger.compact("reading")
    done = filled.back_up(tmp_path / "backup")
    assert done.copied == 2
    again = Workspace.restore(tmp_path / "backup", tmp_path / "again")
    assert history(again) == history(filled)


def test_a_file_of_the_backup_that_rotted_is_copied_again(filled, tmp_path):
    filled.back_up(tmp_path / "backup")
    rotten = next((tmp_path / "backup").rglob("part-*.parquet"))
    rotten.write_bytes(b"\0" * rotten.stat().st_size)
    assert filled.back_up(tmp_path / "backup").copied == 1
    assert Workspace.restore(tmp_path / "backup", tmp_path / "again").ledger.verify().sound


@pytest.mark.parametrize("kind", ["changed", "lost", "unfinished"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_restored(filled, tmp_path, kind):
    filled.back_up(tmp_path / "backup")
    victim = next((tmp_path / "backup").rglob("part-*.parquet"))
    if kind == "changed":
        victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    elif kind == "lost":
        victim.unlink()
    else:
        (tmp_path / "backup" / MANIFEST).unlink()
    with pytest.raises(BackupDamaged) as refused:
        Workspace.restore(tmp_path / "backup", tmp_path / "again")
    assert (MANIFEST if kind == "unfinished" else victim.name) in str(refused.value)
    assert not (tmp_path / "again").exists()


def test_a_damaged_ledger_makes_no_backup(filled, tmp_path):
    from luheng.ledger.tables import Table

    assert isinstance(filled.ledger._every_table()[0], Table)
    victim = next((filled.folder / "ledger" / "reading").glob("*.parquet"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    with pytest.raises(LedgerDamaged):
        filled.back_up(tmp_path / "backup")
    assert not (tmp_path / "backup" / MANIFEST).exists()


def test_neither_backup_nor_restore_writes_over_other_files(filled, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(BadQuery):
        filled.back_up(tmp_path / "mine")
    filled.back_up(tmp_path / "backup")
    with pytest.raises(BadQuery):
        Workspace.restore(tmp_path / "backup", tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_the_backup_of_a_ledger_that_lies_elsewhere_comes_home(tmp_path):
    made = Workspace.create(tmp_path / "w")
    text = (tmp_path / "w" / "luheng.toml").read_text(encoding="utf-8")
    elsewhere = text.replace('ledger = "ledger"', f'ledger = "{tmp_path / "far"}"')
    (tmp_path / "w" / "luheng.toml").write_text(elsewhere, encoding="utf-8")
    made = Workspace.open(tmp_path / "w")
    append(made.ledger, [("m1", 0, 1.0)], "a.csv")
    made.back_up(tmp_path / "backup")
    again = Workspace.restore(tmp_path / "backup", tmp_path / "again")
    assert again.settings.ledger.startswith(str((tmp_path / "again").resolve()))
    assert history(again) == history(made)
    manifest = json.loads((tmp_path / "backup" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["head"] == made.ledger.verify().head


def test_writers_may_go_on_while_files_are_copied(filled, tmp_path):
    from luheng.ledger.backup import back_up, freeze

    ledger = filled.ledger
    frozen = freeze(
        ledger._registry, ledger._every_table(), filled.folder / "luheng.toml",
        tmp_path / "backup", ledger.known(),
    )  # fmt: skip
    before = history(filled)
    append(ledger, [("m8", 0, 8.0)], "later.csv")
    back_up(frozen, tmp_path / "backup", lambda _: None)
    again = Workspace.restore(tmp_path / "backup", tmp_path / "again")
    assert again.ledger.verify().sound
    assert history(again) == before
