"""Importing files: what is kept, what is answered, and how it ends."""

import pytest

from luheng.ledger import Workspace


@pytest.fixture
def good(here, activity):
    path = here / "good.csv"
    path.write_text(activity, encoding="utf-8")
    return path


@pytest.fixture
def mixed(here, activity):
    path = here / "mixed.csv"
    wrong = "E1,2025-07,electricity,consumed,a lot,kWh\nE1,2025-07,diesel,consumed,7,fathom\n"
    path.write_text(activity + wrong, encoding="utf-8")
    return path


def test_import_makes_a_workspace_and_says_so_on_stderr(luheng, here, good):
    shown = luheng("import", good, "--as", "activity", "--json")
    assert shown.code == 0
    assert shown.err == f"Made the workspace {here / 'luheng-workspace'}.\n"
    said = shown.json()
    assert (said["kept"], said["refused"]) == (4, 0)
    assert [f["code"] for f in said["findings"]] == ["ENTITY-01"]  # E1 is not described yet
    again = luheng("import", good, "--as", "activity", "--json")
    assert again.err == ""
    assert (again.json()["kept"], again.json()["unchanged"]) == (0, 4)


def test_bad_cells_are_answered_and_good_rows_kept(luheng, mixed):
    said = luheng("import", mixed, "--as", "activity", "--json").json()
    assert (said["kept"], said["refused"]) == (4, 2)
    refused = [f for f in said["findings"] if f["level"] == "refused"]
    assert [f["row"] for f in refused] == [6, 7]
    for finding in said["findings"]:
        assert finding.keys() == {"code", "level", "source", "sheet", "row", "column", "cell",
                                  "value", "problem", "remedy"}  # fmt: skip
        assert finding["source"] == "mixed.csv"
        assert finding["problem"]
        assert finding["remedy"]
    assert [f["value"] for f in refused] == ["a lot", "fathom"]


def test_a_reader_sees_counts_places_reasons_and_remedies(luheng, mixed):
    shown = luheng("import", mixed, "--as", "activity", "--lang", "zh")
    assert shown.code == 0
    assert shown.out.startswith("留下 4，拒收 2")
    assert "! mixed.csv" in shown.out
    assert "“fathom”不在单位表中" in shown.out
    assert "[UNIT-02]" in shown.out


def test_strict_exits_3_where_a_row_was_refused_and_0_where_none_was(luheng, good, mixed):
    assert luheng("import", mixed, "--as", "activity", "--strict").code == 3
    assert luheng("import", good, "--as", "activity", "--strict").code == 0


def test_who_hands_it_in_is_recorded(luheng, good, mixed, here, monkeypatch):
    monkeypatch.setenv("LOGNAME", "wang")
    luheng("import", good, "--as", "activity", "--workspace", here / "works")
    luheng("import", mixed, "--as", "activity", "--by", "李工", "--workspace", here / "works")
    by = Workspace.open(here / "works").ledger.receipts()["recorded_by"].to_pylist()
    assert by[0] == "wang"
    assert by[-1] == "李工"


def test_a_user_without_a_name_is_unknown(luheng, good, here, monkeypatch):
    def nameless():
        raise OSError

    monkeypatch.setattr("getpass.getuser", nameless)
    luheng("import", good, "--as", "activity", "--workspace", here / "works")
    by = Workspace.open(here / "works").ledger.receipts()["recorded_by"].to_pylist()
    assert set(by) == {"unknown"}


def test_a_missing_file_is_refused_before_a_workspace_is_made(luheng, here):
    shown = luheng("import", "nothing.xlsx", "--as", "activity")
    assert shown.code == 1
    assert shown.err.startswith("nothing.xlsx: there is no such file.  [FILE-01]")
    assert list(here.iterdir()) == []


def test_an_unknown_form_names_those_that_there_are(luheng, good):
    shown = luheng("import", good, "--as", "activities")
    assert shown.code == 1
    assert "energy_balance" in shown.err


def test_many_findings_are_cut_and_counted(luheng, here, activity):
    rows = "".join(
        f"E1,2025-{m:02d},diesel,consumed,x{n},kg\n" for m in range(1, 13) for n in range(5)
    )
    (here / "bad.csv").write_text(activity.splitlines()[0] + "\n" + rows, encoding="utf-8")
    shown = luheng("import", "bad.csv", "--as", "activity")
    assert shown.out.count("! bad.csv") == 40
    assert "20 more; --json lists them all." in shown.out
