"""``luheng ledger``: log, diff, verify, backup, restore, compact."""

import json

import pytest

from luheng.cli.main import main

SHEET = "entity,period,item,role,quantity,unit\n"


@pytest.fixture
def works(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["init", "w"]) == 0
    monkeypatch.setenv("LUHENG_WORKSPACE", str(tmp_path / "w"))
    for name, amount in (("a.csv", 100), ("b.csv", 250)):
        text = f"{SHEET}E1,2025-05,electricity,consumed,{amount},kWh\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert main(["import", name, "--as", "activity"]) == 0
    capsys.readouterr()
    return tmp_path


def said(capsys, *words):
    code = main(["ledger", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_log_says_who_wrote_what_from_which_file(works, capsys):
    code, rows = said(capsys, "log", "--record", "activity")
    assert code == 0
    assert [(r["source"], r["kept"], r["corrected"]) for r in rows] == [
        ("a.csv", 1, 0),
        ("b.csv", 0, 1),
    ]
    assert all(len(r["hash"]) == 64 for r in rows)


def test_the_difference_names_the_row_both_values_and_the_figure_that_moved(works, capsys):
    _, rows = said(capsys, "log", "--record", "activity")
    first = str(rows[0]["receipt"])
    code, found = said(
        capsys, "diff", "--from", first, "--quantity", "electricity_use", "--period", "2025-05"
    )
    assert code == 0
    (record,) = found["records"]
    (row,) = record["rows"]
    assert record["counts"] == {"changed": 1}
    assert row["columns"]["quantity"] == [100.0, 250.0]
    assert (row["source"], row["rule"]) == ("b.csv", "received")
    (figure,) = found["figures"]
    assert (figure["entity"], figure["old"], figure["new"]) == ("E1", 100.0, 250.0)


def test_verify_says_whole_and_then_what_is_not(works, capsys):
    code, found = said(capsys, "verify")
    assert (code, found["sound"]) == (0, True)
    assert said(capsys, "verify", "--head", found["head"])[0] == 0
    victim = next((works / "w" / "ledger" / "activity").glob("*.parquet"))
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    code, found = said(capsys, "verify")
    assert (code, found["sound"]) == (1, False)
    assert found["damages"][0]["code"] == "LEDGER-13"
    assert victim.name in found["damages"][0]["place"]


def test_backup_and_restore(works, capsys):
    code, done = said(capsys, "backup", "copy")
    assert (code, done["receipt"]) == (0, 2)
    code, found = said(capsys, "restore", "copy", "again")
    assert (code, found["sound"], found["receipts"]) == (0, True, 2)
    assert main(["ledger", "restore", "copy", "again"]) == 1
    assert "again" in capsys.readouterr().err


def test_compact_says_how_many_files_became_how_many(works, capsys):
    assert main(["ledger", "compact", "activity", "--discard-after", "0"]) == 0
    out = capsys.readouterr().out
    assert "activity: 2 → 2" in out
    assert said(capsys, "verify")[0] == 0


def test_figures_need_their_period(works, capsys):
    assert main(["ledger", "diff", "--from", "0", "--quantity", "electricity_use"]) == 1
    assert "--period" in capsys.readouterr().err
