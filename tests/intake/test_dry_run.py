"""A dry run says exactly what the import then does, and leaves the workspace as it was."""

import hashlib
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luheng.intake import receive
from luheng.ledger import Ledger, Workspace

HEADER = "单位编码,报告期,品种,用途,数量,计量单位"
CELLS = st.tuples(
    st.sampled_from(["E1", "E2", ""]),
    st.sampled_from(["2025-05", "2025-06", "2025-13"]),
    st.sampled_from(["电力", "柴油", "不明物"]),
    st.just("消费"),
    st.sampled_from(["1", "2", "3", "12万", ""]),
    st.sampled_from(["kWh", "t"]),
)
FILE = st.lists(CELLS, max_size=6)
LAW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def everything(folder):
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.endswith(".lock")
    }


def written(folder, name, rows):
    path = folder / name
    path.write_text("\n".join([HEADER, *(",".join(r) for r in rows)]) + "\n", encoding="utf-8")
    return path


def same(tried, done):
    assert tried.dry_run
    assert not done.dry_run
    assert tried.receipts == ()
    assert {k: v for k, v in tried.as_dict().items() if k != "dry_run"} == {
        k: v for k, v in done.as_dict().items() if k != "dry_run"
    }


@given(st.lists(FILE, min_size=1, max_size=3), st.lists(FILE, min_size=1, max_size=3))
@LAW
def test_law_a_dry_run_says_what_the_import_does(tmp_path_factory, before, files):
    """OWN: files that repeat, correct and contradict one another, within one import too."""
    folder = tmp_path_factory.mktemp("law")
    workspace = Workspace.create(folder / "w")
    for n, rows in enumerate(before):
        receive(workspace, [written(folder, f"b{n}.csv", rows)], "activity", recorded_by="t")
    paths = [written(folder, f"f{n}.csv", rows) for n, rows in enumerate(files)]
    stood = everything(workspace.folder)
    tried = receive(workspace, paths, "activity", recorded_by="t", dry_run=True)
    assert everything(workspace.folder) == stood
    same(tried, receive(workspace, paths, "activity", recorded_by="t"))


def test_rules_for_known_misprints_are_tried_too(tmp_path):
    """OWN: two days of a works' export, each closing quarter stamped 00:00 of its own day."""
    head = (
        "date,Usage_kWh,Lagging_Current_Reactive.Power_kVarh,Leading_Current_Reactive_Power_kVarh,"
        "CO2.tCO2.,Lagging_Current_Power_Factor,Leading_Current_Power_Factor,NSM,WeekStatus,"
        "Day_of_week,Load_Type"
    )
    days = [
        f"{day}-01-2018 {m // 60 % 24:02d}:{m % 60:02d},3.2,2.9,0,0,73.2,100,{m % 1440 * 60},Weekday,Monday,Light_Load"
        for day in ("01", "02")
        for m in range(15, 1441, 15)
    ]
    path = tmp_path / "works.csv"
    path.write_text("\n".join([head, *days]) + "\n", encoding="utf-8")
    workspace = Workspace.create(tmp_path / "w")
    tried = receive(workspace, [path], "steel_works_csv", recorded_by="t", dry_run=True)
    done = receive(workspace, [path], "steel_works_csv", recorded_by="t")
    assert done.corrected
    same(tried, done)


def test_sheets_and_members_meet_what_the_ones_before_them_added(tmp_path):
    rows = [
        "E1,2025-05,电力,消费,1,kWh",
        "E1,2025-05,电力,消费,2,kWh",
        "E1,2025-05,电力,消费,2,kWh",
    ]
    path = tmp_path / "三月.zip"
    with zipfile.ZipFile(path, "w") as box:
        for n, row in enumerate(rows):
            box.writestr(f"{n}.csv", f"{HEADER}\n{row}\n")
        box.writestr("说明.txt.pdf", b"%PDF")
        box.writestr("旧.zip", b"PK")
    workspace = Workspace.create(tmp_path / "w")
    tried = receive(workspace, [path], "activity", recorded_by="t", dry_run=True)
    done = receive(workspace, [path], "activity", recorded_by="t")
    same(tried, done)
    assert (done.kept, done.corrected, done.unchanged, done.refused) == (1, 1, 1, 1)
    assert {f.code for f in done.findings} == {"FILE-01", "FILE-02", "ENTITY-01"}
    sources = workspace.ledger.receipts()["source"].to_pylist()
    assert sources == ["三月.zip/0.csv", "三月.zip/1.csv", "三月.zip/2.csv"]
    assert [f.source for f in done.findings if f.code == "FILE-01"] == ["三月.zip/旧.zip"]


def test_a_workspace_that_was_never_written_to_stays_so(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    stood = everything(workspace.folder)
    path = written(tmp_path, "a.csv", [("E1", "2025-05", "电力", "消费", "1", "kWh")])
    assert receive(workspace, [path], "activity", recorded_by="t", dry_run=True).kept == 1
    assert everything(workspace.folder) == stood
    assert workspace.ledger.read("activity").num_rows == 0


def test_a_rehearsal_sees_what_stood_and_not_what_others_add_meanwhile(tmp_path):
    workspace = Workspace.create(tmp_path / "w")
    row = ("E1", "2025-05", "电力", "消费", "1", "kWh")
    receive(workspace, [written(tmp_path, "a.csv", [row])], "activity", recorded_by="t")
    with workspace.rehearsal() as tried:
        assert isinstance(tried.ledger, Ledger)
        other = written(tmp_path, "b.csv", [("E2", *row[1:])])
        receive(workspace, [other], "activity", recorded_by="another")
        assert tried.ledger.read("activity")["entity"].to_pylist() == ["E1"]
        again = receive(tried, [other], "activity", recorded_by="t")
        assert (again.kept, again.unchanged) == (1, 0)
    assert workspace.ledger.read("activity").num_rows == 2
    assert len(workspace.ledger.receipts()) == 2


@pytest.mark.parametrize("name", ["a.txt", "a.zip"])
def test_a_file_that_cannot_be_read_is_answered_alike(tmp_path, name):
    workspace = Workspace.create(tmp_path / "w")
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04 no archive")
    tried = receive(workspace, [path], "activity", recorded_by="t", dry_run=True)
    same(tried, receive(workspace, [path], "activity", recorded_by="t"))
    assert tried.refused == 1
