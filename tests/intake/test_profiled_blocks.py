"""Files in a foreign shape, read in blocks: whatever the size of a block, they say the same."""

import csv
import io
import random
import sys
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_resume import FEW, ZONE, as_parquet, checked, plain, staged

from luheng.connectors.files import Packed, container
from luheng.connectors.table import mapped
from luheng.connectors.table.profile import Profile
from luheng.intake import receive
from luheng.intake.blocks import check_blocks, sliced
from luheng.intake.check import examine
from luheng.intake.opening import opened
from luheng.intake.profiles import Shelf
from luheng.intake.staging import Staging
from luheng.ledger import Workspace
from luheng.records import Level, Origin

door = sys.modules["luheng.intake.receive"]
TITLES = ["企业", "年", "月", "能源", "数量", "单位", "制表"]
LONG = {
    "profile": 1,
    "record": "activity",
    "fill_down": ["企业", "年"],
    "rows": {"skip": [{"column": "制表", "matches": "作废"}]},
    "columns": {
        "entity": {"from": "企业", "values": {"一分厂": "E1", "二分厂": "E2"}, "unlisted": "refuse"},
        "period": {"template": "{年}-{月}"},
        "item": {"from": "能源", "values": {"市电": "electricity", "蒸汽": None}},
        "role": {"constant": "consumed"},
        "quantity": {"from": "数量"},
        "unit": {"from": "单位"},
    },
}  # fmt: skip
WIDE_TITLES = ["企业", "年", "1月", "2月", "3月"]
WIDE = {
    "profile": 1,
    "record": "activity",
    "columns": {
        "entity": {"from": "企业"},
        "item": {"constant": "electricity"},
        "role": {"constant": "consumed"},
        "unit": {"constant": "kWh"},
    },
    "unpivot": {
        "value": "quantity",
        "columns": [{"from": f"{m}月", "set": {"period": f"{{年}}-0{m}"}} for m in (1, 2, 3)],
    },
}
ROW = st.tuples(
    st.sampled_from(["一分厂", "二分厂", "三分厂", "", " "]),
    st.sampled_from(["2024", "2025", ""]),
    st.sampled_from(["5", "06", "13", ""]),
    st.sampled_from(["市电", "原煤", "蒸汽", "无此物"]),
    st.sampled_from(["1", "2.5", "1,000", "约5", "  "]),
    st.sampled_from(["kWh", "吨", "桶"]),
    st.sampled_from(["", "作废", "两行\n备注", 'a "quoted" word']),
)
OTHER = st.sampled_from(
    [("",) * 7, ("合计", "", "", "", "9", "", ""), ("注：单位为吨", *("",) * 6), (" ",) * 7]
)
LONG_ROWS = st.lists(st.one_of(ROW, ROW, ROW, OTHER), min_size=1, max_size=24)
WIDE_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["E1", "E2", "合计", ""]),
        st.sampled_from(["2024", "2025"]),
        *[st.sampled_from(["1", "2.5", "约5", "", " "])] * 3,
    ),
    min_size=1,
    max_size=24,
)


def as_csv(titles, rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["2025年能源台账"], titles, *rows])
    return out.getvalue().encode()


def as_xlsx(titles, rows, merges=()):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("台账")
        for n, row in enumerate([["2025年能源台账"], titles, *rows]):
            for column, cell in enumerate(row):
                number = column > 0 and cell.replace(".", "").isdigit()
                (sheet.write_number if number else sheet.write_string)(
                    n, column, float(cell) if number else cell
                )
        for top, bottom in merges:
            sheet.merge_range(top, 0, bottom, 0, "一分厂")
    return buffer.getvalue()


def ordered(table):
    return sorted(table.to_pylist(), key=lambda r: (r["row"], r["col"], repr(r)))


def whole(content, name, profile):
    (batch,) = mapped.read(content, Origin(name), profile)
    done = examine(batch, timezone=ZONE)
    refused = done.refused + sum(f.level is Level.REFUSED for f in batch.findings)
    return ordered(done.table), plain((*batch.findings, *done.findings)), refused


def in_blocks(folder, content, name, profile, rows):
    batches = mapped.blocks(content, Origin(name), profile, rows=rows)
    parts = (part for batch in batches for part in sliced(batch, rows))
    done = check_blocks(parts, Staging(folder), timezone=ZONE)
    return ordered(done.table()), plain(done.findings), done.refused


@given(LONG_ROWS, st.integers(1, 9), st.sampled_from(["csv", "xlsx"]))
@FEW
def test_a_ledger_of_another_system(tmp_path_factory, rows, size, ending):
    content = {"csv": as_csv, "xlsx": as_xlsx}[ending](TITLES, rows)
    name, profile = f"a.{ending}", Profile.of("long", LONG)
    folder = tmp_path_factory.mktemp("blocks")
    assert in_blocks(folder, content, name, profile, size) == whole(content, name, profile)


@given(WIDE_ROWS, st.integers(1, 9), st.sampled_from(["csv", "xlsx"]))
@FEW
def test_months_that_turn_into_rows(tmp_path_factory, rows, size, ending):
    content = {"csv": as_csv, "xlsx": as_xlsx}[ending](WIDE_TITLES, rows)
    name, profile = f"a.{ending}", Profile.of("wide", WIDE)
    folder = tmp_path_factory.mktemp("blocks")
    assert in_blocks(folder, content, name, profile, size) == whole(content, name, profile)


@given(LONG_ROWS, st.integers(1, 9))
@settings(FEW, suppress_health_check=list(HealthCheck), max_examples=25)
def test_parquet_and_gb18030(tmp_path_factory, rows, size):
    profile = Profile.of("long", LONG)
    text = as_csv(TITLES, [r for r in rows if "\n" not in r[-1]]).decode()
    for content, name in (
        (text.encode("gb18030"), "a.csv"),
        (text.replace("\r\n", "\r").encode(), "a.csv"),
        (as_parquet(rows, TITLES), "a.parquet"),
    ):
        folder = tmp_path_factory.mktemp("blocks")
        assert in_blocks(folder, content, name, profile, size) == whole(content, name, profile)


def test_a_merged_cell_is_never_cut(tmp_path):
    rows = [["二分厂", "2025", "5", "市电", str(n), "kWh", ""] for n in range(14)]
    content = as_xlsx(TITLES, rows, merges=[(3, 6), (9, 12)])
    profile = Profile.of("long", LONG)
    for size in (1, 2, 4, 5, 50):
        folder = tmp_path / str(size)
        folder.mkdir()
        assert in_blocks(folder, content, "a.xlsx", profile, size) == whole(
            content, "a.xlsx", profile
        )


def test_no_block_is_larger_than_it_was_asked_to_be():
    rows = [["一分厂", "2025", "5", "市电", str(n), "kWh", ""] for n in range(2000)]
    content = as_csv(TITLES, rows)
    told = []
    batches = mapped.blocks(
        content, Origin("a.csv"), Profile.of("long", LONG), rows=100, expect=told.append
    )
    heights = [b.table.num_rows for b in batches]
    assert sum(heights) == 2000
    assert max(heights) < 130
    assert told == [2000]
    wide = as_csv(WIDE_TITLES, [["E1", "2025", "1", "2", "3"]] * 900)
    heights = [
        b.table.num_rows
        for b in mapped.blocks(wide, Origin("a.csv"), Profile.of("wide", WIDE), rows=90)
    ]
    assert sum(heights) == 2700
    assert max(heights) < 130


# -- at the door -----------------------------------------------------------------------------------


def month(count, factor=1):
    rows = [[f"E{n:05}", "2025", "5", "市电", str(n * factor), "kWh", ""] for n in range(count)]
    rows[7][4] = "约5"
    rows[count // 2][3] = "蒸汽"
    return as_csv(TITLES, [*rows, ["合计", "", "", "", "9", "", ""]])


@pytest.fixture
def shaped(workspace):
    """A workspace that knows the profile."""
    columns = LONG["columns"] | {"entity": {"from": "企业"}}
    Shelf.of(workspace.folder).save(Profile.of("long", LONG | {"columns": columns}))
    return workspace


def take(workspace, path, **more):
    return receive(workspace, [path], "activity", recorded_by="tester", profile="long", **more)


def told(outcome):
    counts = (outcome.kept, outcome.refused, outcome.noted, outcome.unchanged)
    return counts, sorted(map(repr, outcome.findings)), len(outcome.receipts)


def test_the_door_says_the_same_of_one_block_and_of_many(shaped, write, monkeypatch, tmp_path):
    path = write("a.csv", month(300))
    tried = take(shaped, path, dry_run=True)
    monkeypatch.setattr(door, "ROWS", 20)
    other = Workspace.create(tmp_path / "other")
    Shelf.of(other.folder).save(Shelf.of(shaped.folder).get("long"))
    many = take(other, path)
    assert len(many.receipts) == 1
    monkeypatch.setattr(door, "ROWS", 10_000)
    one = take(shaped, path)
    assert told(one) == told(many)
    assert told(tried)[:2] == told(one)[:2]
    assert (one.kept, one.refused) == (298, 2)
    rows = [w.ledger.read("activity").drop(["receipt"]).sort_by("row") for w in (shaped, other)]
    assert rows[0].equals(rows[1])


def test_a_kill_costs_only_the_block_under_way(shaped, write, monkeypatch):
    path = write("a.csv", month(300))
    monkeypatch.setattr(door, "ROWS", 20)
    put = Staging.put

    def stop(self, *said):
        if len(self.blocks) == 6:
            raise KeyboardInterrupt
        put(self, *said)

    with monkeypatch.context() as broken:
        broken.setattr(Staging, "put", stop)
        with pytest.raises(KeyboardInterrupt):
            take(shaped, path)
    assert len(staged(shaped)) == 6
    seen = checked(monkeypatch)
    outcome = take(shaped, path, resume=True)
    assert (outcome.kept, outcome.refused) == (298, 2)
    assert sum(seen) == 200
    assert staged(shaped) == []
    # another version of the profile takes nothing up and reads the file again
    changed = Shelf.of(shaped.folder).get("long").as_dict() | {"fill_down": []}
    Shelf.of(shaped.folder).save(Profile.of("long", changed))
    again = take(shaped, path, resume=True)
    assert (again.kept, again.unchanged) == (0, 298)


def test_a_long_text_is_read_out_of_its_archive(shaped, write, monkeypatch, tmp_path):
    body = month(300)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("五月.csv", body)
        box.writestr("六月.csv", month(300, factor=3))
    path = write("月报.zip", buffer.getvalue())
    monkeypatch.setattr(container, "PIECE", 1000)
    monkeypatch.setattr(door, "ROWS", 20)
    first, second = opened(path)
    assert isinstance(first.source, Packed)
    assert first.content == body
    assert first.origin.sha256 == Origin.of("x", body).sha256
    outcome = take(shaped, path)
    assert (outcome.kept, outcome.corrected, len(outcome.receipts)) == (298, 297, 2)
    alone = Workspace.create(tmp_path / "alone")
    Shelf.of(alone.folder).save(Shelf.of(shaped.folder).get("long"))
    plain_file = take(alone, write("五月.csv", body))
    own = [f for f in outcome.findings if f.source == "月报.zip/五月.csv"]
    assert sorted((f.code, f.row, f.value) for f in own) == sorted(
        (f.code, f.row, f.value) for f in plain_file.findings
    )
    assert second.origin.source == "月报.zip/六月.csv"


def test_an_archive_that_is_damaged_deep_inside_costs_its_member_only(
    workspace, write, monkeypatch
):
    lines = (f"E{n},2025-05,电力,消费,{n},kWh\n" for n in range(4000))
    text = "单位编码,报告期,品种,用途,数量,计量单位\n" + "".join(lines)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("a.csv", text)
        box.writestr("b.csv", text.replace("2025-05", "2025-06"))
    content = bytearray(buffer.getvalue())
    middle = content.index(b"b.csv") // 2
    chance = random.Random(7)
    content[middle : middle + 40] = bytes(chance.randrange(256) for _ in range(40))
    monkeypatch.setattr(container, "PIECE", 1000)
    path = write("a.zip", bytes(content))
    outcome = receive(workspace, [path], "activity", recorded_by="tester")
    assert outcome.kept == 4000
    assert [f.source for f in outcome.findings if f.level is Level.REFUSED] == ["a.zip/a.csv"]
