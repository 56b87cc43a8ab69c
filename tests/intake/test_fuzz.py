"""The door takes anything: whatever the bytes or cells, an answer and never a traceback."""

import csv
import io
import os

import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from luheng.connectors import table
from luheng.errors import UnreadableFile
from luheng.intake import receive
from luheng.intake.blocks import check_blocks
from luheng.intake.check import examine
from luheng.intake.staging import StagedBlock
from luheng.ledger import Workspace
from luheng.records import Batch, Level, Origin, names, record

HEADER = "单位编码,报告期,品种,用途,数量,计量单位"
FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def small_workbook():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("activity")
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(1, 0, ["E1", "2025-05", "电力", "消费", 5, "kWh"])
    return buffer.getvalue()


WORKBOOK = small_workbook()
STARTS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PAR1",
    f"{HEADER}\n".encode(),
    f"{HEADER}\n".encode("gb18030"),
    b"\xff\xfe",
    WORKBOOK[:400],
    WORKBOOK[:-30],
]
WORDS = [
    *("", "E1", "电力", "原煤", "消费", "consumed", "2025-05", "2025年5月", "2025-13", "合计"),
    *("2025-05-31 24:00", "2025-05-03 08:00", "2025-02-30", "1986-05-04 02:30", "1,234.5", "１２"),
    *(
        "12万",
        "45%",
        "-",
        "—",
        "kWh",
        "万千瓦时",
        "吨",
        "%",
        "nan",
        "inf",
        "1e400",
        "9.1E+17",
        "0x1f",
    ),
]
CELL = st.one_of(st.none(), st.sampled_from(WORDS), st.text(max_size=8), st.floats().map(repr))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace.create(tmp_path_factory.mktemp("fuzz"))


@given(
    st.sampled_from(STARTS),
    st.binary(max_size=400),
    st.sampled_from(["csv", "tsv", "xlsx", "xls", "parquet", "pdf"]),
    st.sampled_from(["activity", "reading", "energy_balance", "steel_works_csv", "demo_tables"]),
)
@FEW
def test_any_bytes(workspace, tmp_path_factory, start, rest, ending, as_):
    path = tmp_path_factory.mktemp("file") / f"x.{ending}"
    path.write_bytes(start + rest)
    outcome = receive(workspace, [path], as_, recorded_by="fuzz")
    if not outcome.receipts:
        assert outcome.refused == 1
        assert [f.code for f in outcome.findings] == ["FILE-01"]
    for finding in outcome.findings:
        assert str(finding)
        assert finding.source == path.name


@given(st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), max_size=20))
@FEW
def test_a_workbook_with_bytes_gone_wrong(workspace, tmp_path_factory, changes):
    content = bytearray(WORKBOOK)
    for place, byte in changes:
        content[place] = byte
    path = tmp_path_factory.mktemp("file") / "x.xlsx"
    path.write_bytes(bytes(content))
    outcome = receive(workspace, [path], "activity", recorded_by="fuzz")
    stored = outcome.kept + outcome.unchanged + outcome.corrected
    assert stored or outcome.findings or outcome.receipts
    assert all(f.problem for f in outcome.findings)


@given(st.data(), st.sampled_from(names()), st.integers(0, 5))
@FEW
def test_any_cells(data, name, height):
    kind = record(name)
    present = [n for n in kind.columns() if data.draw(st.integers(0, 9))]
    cells = {n: data.draw(st.lists(CELL, min_size=height, max_size=height)) for n in present}
    columns = {n: pa.array(c, pa.string()) for n, c in cells.items()}
    columns["row"] = pa.array(range(1, height + 1), pa.int32())
    batch = Batch(kind, Origin("f.csv"), pa.table(columns))
    done = examine(batch, timezone="Asia/Shanghai")
    again = sum(f.code == "KEY-01" for f in done.findings)
    assert done.table.num_rows + done.refused + again == height
    kept = set(done.table["row"].to_pylist())
    refused = {f.row for f in done.findings if f.level is Level.REFUSED}
    assert not kept & refused
    whole = any(f.code == "TABLE-01" for f in done.findings)
    noted = {f.row for f in done.findings if f.code == "KEY-01"}
    assert whole or kept | refused | noted == set(range(1, height + 1))
    wanted = {n: c.arrow_type() for n, c in kind.columns().items()} | dict(kind.derived())
    assert {n: done.table.schema.field(n).type for n in wanted} == wanted
    # what was kept is kept as it stands when it is handed in again
    second = examine(Batch(kind, Origin("f.csv"), done.table), timezone="Asia/Shanghai")
    if done.table.num_rows:
        assert second.table.equals(done.table)


#: inputs of the fast target; LUHENG_FUZZ=100000 runs as many as are promised
MANY = settings(
    max_examples=int(os.environ.get("LUHENG_FUZZ", "400")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class InMemory:
    """Staged blocks without a disk."""

    def __init__(self):
        self.folder, self.blocks, self.tables = None, [], []

    def put(self, rows, block: StagedBlock):
        self.tables.append(rows)
        self.blocks.append(block)

    def height(self, number):
        return self.tables[number].num_rows

    def read(self, number, columns=None):
        rows = self.tables[number]
        return rows if columns is None else rows.select(list(columns))


def written(rows, ending):
    """The rows as a file of that kind."""
    if ending in {"csv", "tsv"}:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter="," if ending == "csv" else "\t").writerows(rows)
        return out.getvalue().encode("utf-8", "replace")
    height = max(map(len, rows))
    columns = [pa.array([r[n] if n < len(r) else None for r in rows[1:]], pa.string())
               for n in range(height)]  # fmt: skip
    out = io.BytesIO()
    names = [str(c) for c in (*rows[0], *range(height))][:height]
    parquet.write_table(pa.table(columns, names=names), out)
    return out.getvalue()


TITLES = sorted({t for n in names() for c in record(n).columns().values() for t in (c.zh, c.name)})
TABLE = st.lists(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=8),
                 min_size=1, max_size=6)  # fmt: skip


@given(
    st.one_of(
        st.tuples(st.sampled_from(["csv", "tsv", "txt", "xls", "xlsx", "parquet"]),
                  st.builds(bytes.__add__, st.sampled_from(STARTS), st.binary(max_size=120))),
        st.tuples(st.sampled_from(["csv", "tsv", "parquet"]),
                  st.tuples(st.lists(st.sampled_from(TITLES), min_size=2, max_size=8), TABLE)),
        st.tuples(st.just("csv"), st.tuples(st.just(HEADER.split(",")), TABLE)),
        st.tuples(st.just("csv"), st.text(max_size=80).map(lambda t: f"{HEADER}\n{t}".encode(
            "utf-8", "replace"))),
    ),
    st.sampled_from(names()),
    st.sampled_from([2, 5, 1000]),
)  # fmt: skip
@MANY
def test_a_hundred_thousand_files(file, name, rows):
    """From bytes to checked rows, in blocks: one refusal of the file, or an answer for each row."""
    ending, said = file
    content = said if isinstance(said, bytes) else written([said[0], *said[1]], ending)
    try:
        batches = table.blocks(content, Origin(f"f.{ending}"), record=name, rows=rows)
        done = check_blocks(batches, InMemory(), timezone="Asia/Shanghai")
    except UnreadableFile:
        return
    assert done.refused >= 0
    kept = done.table()
    assert kept.num_rows == done.rows == done.reader().read_all().num_rows
    assert all(str(f) and f.code for f in done.findings)
    assert not any(kept[key].null_count for key in record(name).keys())  # noqa: SIM118
