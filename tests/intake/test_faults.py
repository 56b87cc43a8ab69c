"""What machines and people do to an import: full disks, lost files, bombs, clocks set back."""

import contextlib
import datetime as dt
import errno
import io
import os
import resource
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from luheng.errors import LedgerDamaged, NoSpace, set_language
from luheng.intake import receive
from luheng.intake.staging import FOLDER, Staging
from luheng.ledger import Workspace, registry
from luheng.ledger.tables import Table

door = sys.modules["luheng.intake.receive"]
HEADER = "单位编码,报告期,品种,用途,数量,计量单位"


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def lines(count, month=5):
    rows = (f"E{n:06},2025-{month:02},电力,消费,{n}.5,kWh" for n in range(count))
    return "\n".join([HEADER, *rows, ""])


def take(workspace, *paths, **more):
    return receive(workspace, paths, "activity", recorded_by="tester", **more)


def held(workspace):
    return Workspace.open(workspace.folder).ledger.read("activity").num_rows


# -- the disk is full ----------------------------------------------------------------------


def full(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("where", "verb"), [(Staging, "put"), (Table, "commit"), (registry.Registry, "commit")]
)
def test_a_full_disk_is_one_clear_error_and_costs_nothing(
    workspace, write, monkeypatch, where, verb
):
    monkeypatch.setattr(door, "ROWS", 10)
    take(workspace, write("a.csv", lines(100)))
    with monkeypatch.context() as broken:
        broken.setattr(where, verb, full)
        with pytest.raises(NoSpace) as told:
            take(workspace, write("b.csv", lines(100, 6)))
    assert "is full; this file was not recorded" in str(told.value)
    assert "--resume" in str(told.value)
    assert held(workspace) == 100
    assert take(workspace, write("b.csv", lines(100, 6)), resume=True).kept == 100
    assert held(workspace) == 200
    assert workspace.ledger.verify().sound


@contextlib.contextmanager
def small_disk(folder, size):
    """A disk of some kilobytes, where the system lets us have one."""
    folder.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(asked, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no disk may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.mark.slow
@pytest.mark.parametrize("size", [400, 500, 700, 1100])
def test_a_disk_that_is_really_full(tmp_path, write, size, monkeypatch):
    """The disk fills up at another step for each size: registry, staging, files of the ledger."""
    monkeypatch.setattr(door, "ROWS", 5000)
    small, large = write("a.csv", lines(50)), write("b.csv", lines(60_000, 6))
    with small_disk(tmp_path / "disk", size) as disk:
        workspace = Workspace.create(disk / "w")
        assert take(workspace, small).kept == 50
        with pytest.raises(NoSpace):
            take(workspace, large)
        assert held(workspace) == 50
        subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
        again = Workspace.open(disk / "w")
        assert take(again, large, resume=True).kept == 60_000
        assert held(again) == 60_050
        assert again.ledger.verify().sound


# -- a damaged ledger ----------------------------------------------------------------------


def test_an_import_into_a_ledger_that_lost_a_file_says_so(workspace, write):
    take(workspace, write("a.csv", lines(20)))
    Path(workspace.ledger.files("activity")[0]).unlink()
    again = Workspace.open(workspace.folder)
    with pytest.raises(LedgerDamaged) as told:
        take(again, write("b.csv", lines(20, 6)))
    assert "activity" in str(told.value)
    assert "backup" in str(told.value)
    assert [d.code for d in again.ledger.verify().damages] == ["LEDGER-12"]


@pytest.mark.parametrize("place", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_one_byte_that_was_flipped_is_found(workspace, write, place):
    take(workspace, write("a.csv", lines(200)))
    file = Path(workspace.ledger.files("activity")[0])
    content = bytearray(file.read_bytes())
    content[round(place * (len(content) - 1))] ^= 0x10
    file.write_bytes(bytes(content))
    again = Workspace.open(workspace.folder)
    # a byte that a reader meets stops the import with a clear error; none is taken for sound
    with contextlib.suppress(LedgerDamaged):
        take(again, write("b.csv", lines(20)))
    damages = again.ledger.verify().damages
    assert "LEDGER-13" in {d.code for d in damages}
    assert any(file.name in d.place for d in damages)


def test_a_clock_that_was_set_back_hides_nothing(workspace, write, monkeypatch):
    first = take(workspace, write("a.csv", lines(5))).receipts[0]
    monkeypatch.setattr(registry, "now", lambda: dt.datetime(2001, 1, 1, tzinfo=dt.UTC))
    second = take(workspace, write("b.csv", lines(5, 6))).receipts[0]
    assert second.known_from > first.known_from
    ledger = workspace.ledger
    assert ledger.read("activity", known=first.known_from).num_rows == 5
    assert ledger.read("activity", known=second.known_from).num_rows == 10
    assert ledger.verify().sound


# -- bombs ---------------------------------------------------------------------------------


def bounded(path, megabytes=700):
    """Import in a process that may not have more memory; gives what it was told."""
    script = """
        import resource, sys
        from pathlib import Path
        from luheng.intake import receive
        from luheng.ledger import Workspace
        workspace = Workspace.create(sys.argv[2])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        outcome = receive(workspace, [Path(sys.argv[1])], "activity", recorded_by="tester")
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(outcome.kept, outcome.refused, grown // 1024, *(f.code for f in outcome.findings))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(path), str(path.parent / "bounded")],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    kept, refused, grown, *codes = done.stdout.split()
    assert int(grown) < megabytes
    return int(kept), int(refused), codes


def huge_cell(path):
    """A sheet of one cell of ten thousand million characters, as small as it can be packed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        with box.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>')
            block = b"x" * 50_000_000
            for _ in range(60):
                part.write(block)


@pytest.mark.slow
def test_a_cell_of_gigabytes_in_a_workbook_is_refused_early(tmp_path):
    path = tmp_path / "a.xlsx"
    huge_cell(path)
    assert path.stat().st_size < 20_000_000
    assert bounded(path) == (0, 1, ["FILE-01"])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a file with a hole")
@pytest.mark.parametrize("start", [f"{HEADER}\nE1,", f'{HEADER}\nE1,2025-05,电力,消费,5,kWh\n"'])
def test_a_cell_of_ten_gigabytes_in_a_text_is_refused_early(tmp_path, start):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(start.encode())
        for _ in range(4):
            file.write(b"x" * 8_000_000)
        # the rest is a hole of ten gigabytes that is never read
        file.truncate(10_000_000_000)
    assert bounded(path) == (0, 1, ["FILE-01"])


def test_a_large_workbook_is_refused_before_it_is_read(workspace, tmp_path):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(3_000_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = take(workspace, path)
    assert [f.code for f in outcome.findings] == ["FILE-01"]
    assert "more than 1,000,000,000 bytes" in outcome.findings[0].problem
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000


def test_far_cells_and_shared_strings_that_lie_are_refused(workspace, write):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("activity")
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write(1_048_575, 16_383, "far")
    outcome = take(workspace, write("far.xlsx", buffer.getvalue()))
    assert (outcome.kept, [f.code for f in outcome.findings]) == (0, ["FILE-01"])


@pytest.mark.slow
def test_a_parquet_file_that_unpacks_to_gigabytes_is_refused(tmp_path):
    path = tmp_path / "a.parquet"
    names = HEADER.split(",")
    schema = pa.schema([(n, pa.string()) for n in names])
    cell = pa.array(["x" * 200_000_000], pa.string())
    with parquet.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as out:
        out.write_table(pa.table([cell] * len(names), schema=schema))
    assert path.stat().st_size < 5_000_000
    assert bounded(path, megabytes=300) == (0, 1, ["FILE-01"])


def test_a_thousand_archives_in_one_another_are_refused(workspace, write):
    content = b"nothing"
    for _ in range(30):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
            box.writestr("a.zip", content)
        content = buffer.getvalue()
    outcome = take(workspace, write("a.zip", content))
    assert (outcome.kept, outcome.receipts) == (0, ())
    assert outcome.findings


def test_nothing_is_left_in_the_staging_room(workspace, write, monkeypatch):
    monkeypatch.setattr(door, "ROWS", 10)
    take(workspace, write("a.csv", lines(100)))
    assert not [p for p in (workspace.folder / FOLDER).iterdir() if p.is_dir()]
