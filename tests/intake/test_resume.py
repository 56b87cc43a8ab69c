"""Long files: in blocks as in one piece, under one receipt, taken up where they were cut off."""

import csv
import io
import logging
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from luheng.connectors import table
from luheng.errors import UnreadableFile
from luheng.intake import receive
from luheng.intake.blocks import check_blocks, sliced
from luheng.intake.check import examine
from luheng.intake.staging import FOLDER, Staging
from luheng.ledger import Workspace
from luheng.records import Level, Origin

door = sys.modules["luheng.intake.receive"]
HEADER = ["单位编码", "报告期", "品种", "用途", "数量", "计量单位", "备注"]
ZONE = "Asia/Shanghai"
_LOG = logging.getLogger(__name__)


def as_csv(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue().encode()


def as_xlsx(rows, merges=()):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("一厂")
        for n, row in enumerate([HEADER, *rows]):
            sheet.write_row(n, 0, row)
        for top, bottom in merges:
            sheet.merge_range(top, 0, bottom, 0, "E7")
    return buffer.getvalue()


def as_parquet(rows, header=HEADER):
    columns = [pa.array([r[n] or None for r in rows], pa.string()) for n in range(len(header))]
    out = io.BytesIO()
    parquet.write_table(pa.table(columns, names=list(header)), out, row_group_size=5)
    return out.getvalue()


def plain(findings):
    return sorted((replace(f, source="") for f in findings), key=repr)


def whole(content, name):
    """What one batch makes of a file of one sheet: rows, findings, how many were refused."""
    (batch,) = table.read(content, Origin(name))
    done = examine(batch, timezone=ZONE)
    refused = done.refused + sum(f.level is Level.REFUSED for f in batch.findings)
    return done.table.sort_by("row").to_pylist(), plain((*batch.findings, *done.findings)), refused


def in_blocks(folder, content, name, rows):
    batches = table.blocks(content, Origin(name), rows=rows)
    done = check_blocks(batches, Staging(folder), timezone=ZONE)
    assert done.rows == done.reader().read_all().num_rows
    return done.table().sort_by("row").to_pylist(), plain(done.findings), done.refused


ROW = st.tuples(
    st.sampled_from(["E1", "E2", "E3", ""]),
    st.sampled_from(["2025-05", "2025年6月", "2025-13"]),
    st.sampled_from(["电力", "原煤", "无此物"]),
    st.sampled_from(["消费", "consumed"]),
    st.sampled_from(["1", "2.5", "1,000", "约5"]),
    st.sampled_from(["kWh", "吨", "桶"]),
    st.sampled_from(["", "好", "两行\n备注", 'a "quoted" word']),
)
SPECIAL = st.sampled_from(
    [("",) * 7, ("合计", "", "", "", "9", "", ""), ("注：单位为吨", *("",) * 6)]
)
ROWS_OF_ALL_KINDS = st.lists(st.one_of(ROW, ROW, ROW, SPECIAL), min_size=1, max_size=24)
FEW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(ROWS_OF_ALL_KINDS, st.integers(1, 9), st.sampled_from(["csv", "xlsx", "parquet"]))
@FEW
def test_blocks_of_any_size_say_what_the_whole_says(tmp_path_factory, rows, size, ending):
    content = {"csv": as_csv, "xlsx": as_xlsx, "parquet": as_parquet}[ending](rows)
    folder = tmp_path_factory.mktemp("blocks")
    assert in_blocks(folder, content, f"a.{ending}", size) == whole(content, f"a.{ending}")


@given(ROWS_OF_ALL_KINDS, st.integers(1, 9))
@FEW
def test_gb18030_and_other_line_ends(tmp_path_factory, rows, size):
    rows = [r for r in rows if "\n" not in r[-1]]
    for ends in ("\r", "\n"):
        content = as_csv(rows).decode().replace("\r\n", ends).encode("gb18030")
        folder = tmp_path_factory.mktemp("blocks")
        assert in_blocks(folder, content, "a.csv", size) == whole(content, "a.csv")


def test_a_merged_cell_is_never_cut(tmp_path):
    rows = [["", "2025-05", "电力", "消费", str(n), "kWh", ""] for n in range(12)]
    rows = [[f"X{n}", *r[1:]] for n, r in enumerate(rows)]
    content = as_xlsx(rows, merges=[(3, 6), (9, 12)])
    for size in (1, 2, 4, 5, 50):
        folder = tmp_path / str(size)
        folder.mkdir()
        assert in_blocks(folder, content, "a.xlsx", size) == whole(content, "a.xlsx")


def test_quotes_that_do_not_pair_cost_nothing_but_a_doubt(tmp_path):
    rows = [["E1", f"20{n:02}-05", "电力", "消费", "5", "kWh", ""] for n in range(40)]
    text = as_csv(rows).decode().replace("kWh,\r\n", 'kWh,"5 inch\r\n', 1)
    expected = whole(text.encode(), "a.csv")
    assert [f.code for f in expected[1]] == ["TABLE-10"]
    assert in_blocks(tmp_path, text.encode(), "a.csv", 4) == expected


def test_a_column_that_is_missing_is_told_once(tmp_path):
    text = "单位编码,报告期,用途,数量\n" + "E1,2025-05,消费,5\n" * 30
    rows, findings, refused = in_blocks(tmp_path, text.encode(), "a.csv", 2)
    assert (rows, refused) == ([], 30)
    assert (rows, findings, refused) == whole(text.encode(), "a.csv")


def test_a_large_batch_is_cut_into_blocks():
    (batch,) = table.read(as_csv([["E1", "2025", "电力", "消费", n, "kWh", ""] for n in range(7)]),
                          Origin("a.csv"))  # fmt: skip
    parts = list(sliced(batch, 3))
    assert [p.table.num_rows for p in parts] == [3, 3, 1]
    assert pa.concat_tables(p.table for p in parts).equals(batch.table)


# -- at the door ---------------------------------------------------------------------------


def lines(count, factor=1):
    rows = ([f"E{n:05}", "2025-05", "电力", "消费", n * factor, "kWh", ""] for n in range(count))
    return as_csv(rows)


def take(workspace, path, **more):
    return receive(workspace, [path], "activity", recorded_by="tester", **more)


@pytest.fixture
def blocks(monkeypatch):
    """Blocks of some ten rows."""
    monkeypatch.setattr(door, "ROWS", 10)


def staged(workspace):
    return sorted(p.name for p in (workspace.folder / FOLDER).glob("*/block-*.json"))


@pytest.mark.usefixtures("blocks")
def test_a_long_file_has_one_receipt_and_leaves_nothing_behind(workspace, write):
    outcome = take(workspace, write("a.csv", lines(200)))
    assert (outcome.kept, outcome.refused, len(outcome.receipts)) == (200, 0, 1)
    assert {f.code for f in outcome.findings} == {"ENTITY-01"}
    assert len(outcome.findings) == 200
    assert staged(workspace) == []
    assert workspace.ledger.read("activity").num_rows == 200
    again = take(workspace, write("a.csv", lines(200)))
    assert (again.kept, again.unchanged) == (0, 200)


@pytest.mark.usefixtures("blocks")
def test_sheets_of_one_workbook_have_one_receipt(workspace, write):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for month in (5, 6, 7):
            sheet = book.add_worksheet(f"{month}月")
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, ["E1", f"2025-{month:02}", "电力", "消费", month, "kWh"])
    outcome = take(workspace, write("a.xlsx", buffer.getvalue()))
    assert (outcome.kept, len(outcome.receipts)) == (3, 1)
    assert set(workspace.ledger.read("activity")["sheet"].to_pylist()) == {"5月", "6月", "7月"}


def cut_off(monkeypatch, workspace, path, after):
    """Import until so many blocks are staged, then be interrupted."""
    put = Staging.put

    def stop(self, *said):
        if len(self.blocks) == after:
            raise KeyboardInterrupt
        put(self, *said)

    with monkeypatch.context() as broken:
        broken.setattr(Staging, "put", stop)
        with pytest.raises(KeyboardInterrupt):
            take(workspace, path)


def checked(monkeypatch):
    """The heights of the blocks that are checked from now on."""
    seen = []
    real = examine

    def count(batch, **more):
        seen.append(batch.table.num_rows)
        return real(batch, **more)

    monkeypatch.setattr(sys.modules["luheng.intake.blocks"], "examine", count)
    return seen


@pytest.mark.usefixtures("blocks")
def test_resume_takes_up_the_blocks_that_were_checked(workspace, write, monkeypatch, tmp_path):
    path = write("a.csv", lines(200))
    cut_off(monkeypatch, workspace, path, after=7)
    assert len(staged(workspace)) == 7
    assert workspace.ledger.read("activity").num_rows == 0
    seen = checked(monkeypatch)
    outcome = take(workspace, path, resume=True)
    fresh = Workspace.create(tmp_path / "fresh")
    resumed, from_the_start = len(seen), len(seen)
    expected = take(fresh, path)
    from_the_start = len(seen) - resumed
    assert resumed == from_the_start - 7
    assert outcome.as_dict() == expected.as_dict()
    rows = [w.ledger.read("activity").sort_by("row") for w in (workspace, fresh)]
    assert rows[0].equals(rows[1])
    assert staged(workspace) == []


@pytest.mark.usefixtures("blocks")
def test_without_resume_every_block_is_checked_again(workspace, write, monkeypatch):
    path = write("a.csv", lines(200))
    cut_off(monkeypatch, workspace, path, after=7)
    seen = checked(monkeypatch)
    assert take(workspace, path).kept == 200
    assert sum(seen) == 200


@pytest.mark.usefixtures("blocks")
def test_another_file_takes_nothing_up(workspace, write, monkeypatch):
    cut_off(monkeypatch, workspace, write("a.csv", lines(200)), after=7)
    other = take(workspace, write("a.csv", lines(200, factor=2)), resume=True)
    assert other.kept == 200
    assert max(workspace.ledger.read("activity")["quantity"].to_pylist()) == 398


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("harm", ["rows", "told", "lost"])
def test_a_staged_block_that_was_harmed_is_checked_again(workspace, write, monkeypatch, harm):
    path = write("a.csv", lines(200))
    cut_off(monkeypatch, workspace, path, after=7)
    (folder,) = (p for p in (workspace.folder / FOLDER).iterdir() if p.is_dir())
    if harm == "rows":
        rows = folder / "block-000003.parquet"
        rows.write_bytes(rows.read_bytes()[:-9])
    elif harm == "told":
        (folder / "block-000003.json").write_text("{", encoding="utf-8")
    else:
        (folder / "block-000003.parquet").unlink()
    seen = checked(monkeypatch)
    assert take(workspace, path, resume=True).kept == 200
    # the blocks before the one that was harmed are taken up
    assert 100 < sum(seen) < 200


@pytest.mark.usefixtures("blocks")
def test_resume_does_not_read_a_file_again_that_has_its_receipt(workspace, write, monkeypatch):
    path = write("a.csv", lines(50))
    first = take(workspace, path)

    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr(table, "blocks", never)
    again = take(workspace, path, resume=True)
    assert (again.kept, again.unchanged, again.receipts) == (0, 50, ())
    assert again.findings == first.findings


@pytest.mark.usefixtures("blocks")
def test_a_file_that_is_damaged_deep_inside_leaves_nothing(workspace, write, monkeypatch):
    def broken(*said, **more):
        parts = table.table.blocks(*said, **more)
        yield from (next(parts), next(parts), next(parts))
        raise UnreadableFile("a.csv", "坏了。", "it is broken.")

    monkeypatch.setattr(table, "blocks", broken)
    outcome = take(workspace, write("a.csv", lines(200)))
    assert (outcome.kept, outcome.refused) == (0, 1)
    assert workspace.ledger.receipts().num_rows == 0
    assert staged(workspace) == []


def test_two_imports_of_one_file_do_not_share_a_place(tmp_path):
    from luheng.intake.staging import staging

    said = {"rows": 10, "timezone": ZONE, "resume": False}
    origin = Origin("a.csv", "0" * 64)
    with staging(tmp_path, origin, "activity", **said) as one:
        with staging(tmp_path, origin, "activity", **said) as other:
            assert one.folder != other.folder
        assert one.folder.is_dir()
    assert not one.folder.exists()


# -- kill -9 -------------------------------------------------------------------------------

#: how many kills; LUHENG_KILLS=50 runs as many as are promised
KILLS = int(os.environ.get("LUHENG_KILLS", "6"))
IMPORT = """
    import sys
    from pathlib import Path
    import luheng.intake
    import luheng.ledger.append, luheng.ledger.registry, luheng.ledger.tables, deltalake
    door = sys.modules["luheng.intake.receive"]
    door.ROWS = 200
    from luheng.ledger import Workspace
    print("ready", flush=True)
    sys.stdin.readline()
    door.receive(Workspace.open(sys.argv[1]), [Path(p) for p in sys.argv[3:]], "activity",
                 recorded_by="tester", resume=sys.argv[2] == "resume")
    print("done", flush=True)
"""


def started(workspace, paths, *, resume):
    """An import in a process of its own, that waits for a line before it begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(IMPORT), str(workspace.folder),
         "resume" if resume else "anew", *map(str, paths)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n", process.stderr.read()
    return process


def finished(process):
    out, told = process.communicate("\n", timeout=120)
    assert out == "done\n", told


def contents(workspace):
    rows = workspace.ledger.read("activity").select(["entity", "period", "quantity"]).to_pylist()
    seen = {(r["entity"], r["period"]): r["quantity"] for r in rows}
    assert len(seen) == len(rows)
    return seen


def months(tmp_path):
    """Three files of 2,000 rows; the last corrects a tenth of the first."""
    paths, expected, states = [], {}, []
    for number, month in enumerate((5, 6, 5)):
        count, factor = (2000, 1) if number < 2 else (200, 7)
        rows = [[f"E{n:05}", f"2025-{month:02}", "电力", "消费", n * factor + 1, "kWh", ""]
                for n in range(count)]  # fmt: skip
        path = tmp_path / f"{number}.csv"
        path.write_bytes(as_csv(rows))
        paths.append(path)
        expected |= {(r[0], r[1]): float(r[4]) for r in rows}
        states.append(dict(expected))
    return paths, states


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
def test_kill_9_at_random_moments_loses_and_doubles_nothing(tmp_path):
    chance = random.Random(20250501)
    paths, states = months(tmp_path)
    timed = Workspace.create(tmp_path / "timed")
    process = started(timed, paths, resume=False)
    began = time.perf_counter()
    finished(process)
    length = time.perf_counter() - began
    assert contents(timed) == states[-1]
    workspace = Workspace.create(tmp_path / "w0")
    killed = ended = 0
    for number in range(KILLS):
        process = started(workspace, paths, resume=number % 2 == 1)
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(chance.uniform(0, length))
        process.kill()
        process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
        workspace = Workspace.open(workspace.folder)
        # a reader sees whole files only: nothing, or what the first one, two or three made
        assert contents(workspace) in ({}, *states)
        receipts = workspace.ledger.receipts().to_pylist()
        accepted = [r for r in receipts if r["state"] == "committed"]
        whole_files = {(r["kept"] + r["corrected"] + r["unchanged"]) for r in accepted}
        assert whole_files <= {2000, 200}
        if {r["source"] for r in accepted} == {"0.csv", "1.csv", "2.csv"}:
            ended += 1
            verified(workspace, paths, states)
            workspace = Workspace.create(tmp_path / f"w{number + 1}")
    verified(workspace, paths, states)
    assert killed, f"{ended} of {KILLS} imports ended before they were killed"
    _LOG.info("%d of %d killed, %d ledgers full, %.2f s an import", killed, KILLS, ended, length)


def verified(workspace, paths, states):
    """After a restart the import comes to its end, and the ledger is whole."""
    finished(started(workspace, paths, resume=True))
    workspace = Workspace.open(workspace.folder)
    assert contents(workspace) == states[-1]
    sound = workspace.ledger.verify()
    assert sound.sound, sound.damages
    kept = [r["kept"] for r in workspace.ledger.receipts().to_pylist() if r["state"] == "committed"]
    assert sum(kept) == len(states[-1])


@pytest.mark.slow
def test_two_imports_at_once_lose_nothing_and_double_nothing(tmp_path):
    paths, states = months(tmp_path)
    workspace = Workspace.create(tmp_path / "w")
    writers = [started(workspace, some, resume=False) for some in (paths[:2], [paths[1], paths[0]])]
    for w in writers:
        w.stdin.write("\n")
        w.stdin.flush()
    second = {k: v for k, v in states[1].items() if k not in states[0]}
    while any(w.poll() is None for w in writers):
        assert contents(Workspace.open(workspace.folder)) in ({}, states[0], second, states[1])
    for w in writers:
        out, told = w.communicate(timeout=120)
        assert out == "done\n", told
    assert contents(workspace) == states[1]
    receipts = workspace.ledger.receipts().to_pylist()
    assert [r["state"] for r in receipts] == ["committed"] * 4
    assert sorted(r["kept"] for r in receipts) == [0, 0, 2000, 2000]
    assert workspace.ledger.verify().sound
    assert not [p for p in (workspace.folder / FOLDER).iterdir() if Path(p).is_dir()]
