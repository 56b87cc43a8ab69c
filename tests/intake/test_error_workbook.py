"""The marked workbook: bad cells found again, everything else as it was, nothing that runs."""

import zipfile

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from luheng.errors import UnreadableFile, set_language
from luheng.intake import receive
from luheng.intake.error_workbook import write_errors, writing
from luheng.ledger import Workspace

HEADER = ["单位编码", "报告期", "品种", "用途", "数量", "计量单位", "备注"]
ROWS = [
    ["E1", "2025-05", "电力", "消费", 5, "kWh", "=1+1"],
    ["E1", "2025-06", "煤碳", "消费", "12万", "吨", "@SUM(A1)"],
    ["E1", "2025-07", "柴油", "消费", 7, "fathom", "-cmd|' /C calc'!A0"],
]
RED = "FFFFC7CE"


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "w")


def own_workbook(path):
    """OWN: as a user keeps it: a formula, a format, a second sheet, texts that look like formulas."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("五月")
        bold = book.add_format({"bold": True, "bg_color": "#00FF00"})
        sheet.write_row(0, 0, HEADER, bold)
        for n, row in enumerate(ROWS, start=1):
            sheet.write_row(n, 0, row)
        sheet.write_formula(3, 4, "=3+4", None, 7)
        sheet.write_formula(0, 9, "=SUM(E2:E4)", None, 12)
        sheet.write_comment(1, 0, "原有批注")
        book.add_worksheet("其他").write_row(0, 0, ["a", 1.5])
    return path


def answered(workspace, path, out, **more):
    outcome = receive(workspace, [path], "activity", recorded_by="t", **more)
    write_errors(outcome, [path], out)
    return outcome, openpyxl.load_workbook(out)


def test_the_user_s_own_workbook_with_its_bad_cells_marked(workspace, tmp_path):
    path = own_workbook(tmp_path / "五月.xlsx")
    outcome, book = answered(workspace, path, tmp_path / "out.xlsx")
    assert outcome.refused == 2
    assert book.sheetnames == ["问题清单", "五月", "其他"]
    before, after = openpyxl.load_workbook(path), book
    for name in ("五月", "其他"):
        for row in before[name].iter_rows():
            for cell in row:
                other = after[name][cell.coordinate]
                assert (other.value, other.data_type) == (cell.value, cell.data_type)
                assert other.font.b == cell.font.b
    sheet = after["五月"]
    assert sheet["E4"].value == "=3+4"
    assert sheet["J1"].value == "=SUM(E2:E4)"
    filled = {c.coordinate for r in sheet.iter_rows() for c in r if c.fill.fgColor.rgb == RED}
    assert filled == {"C3", "E3", "F4"}
    assert "[CELL-02]" in sheet["E3"].comment.text
    assert "→" in sheet["E3"].comment.text
    assert "原有批注" in sheet["A2"].comment.text
    assert sheet["A1"].fill.fgColor.rgb == "FF00FF00"


def test_the_list_names_every_finding_and_holds_no_formula(workspace, tmp_path):
    bad = [["E1", "2025-05", "=cmd|' /C calc'!A0", "消费", "+5x", "-t", None]]
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("a")
        for n, row in enumerate([HEADER, *bad]):
            for c, cell in enumerate(row):
                if cell is not None:
                    sheet.write_string(n, c, cell)
    outcome, book = answered(workspace, path, tmp_path / "out.xlsx")
    rows = list(book["问题清单"].iter_rows(min_row=2))
    assert len(rows) == len(outcome.findings) == 3
    assert {r[6].value for r in rows} == {"=cmd|' /C calc'!A0", "+5x", "-t"}
    for row in rows:
        assert row[6].data_type == "s"
        assert row[6].quotePrefix


@pytest.mark.parametrize("language", ["zh", "en"])
def test_comments_are_in_the_reader_s_language(workspace, tmp_path, language):
    path = own_workbook(tmp_path / "a.xlsx")
    set_language(language)
    try:
        _, book = answered(workspace, path, tmp_path / "out.xlsx")
    finally:
        set_language("en")
    assert ("不在单位表中" in book["五月"]["F4"].comment.text) == (language == "zh")
    assert book["问题清单"]["H1"].value == ("原因" if language == "zh" else "reason")


def as_text(tmp_path):
    path = tmp_path / "a.csv"
    lines = [HEADER, *ROWS]
    path.write_text("\n".join(",".join(map(str, r)) for r in lines) + "\n", encoding="gb18030")
    return path, "a.csv", 0


def as_parquet(tmp_path):
    path = tmp_path / "a.parquet"
    columns = {h: [str(r[n]) for r in ROWS] for n, h in enumerate(HEADER)}
    parquet.write_table(pa.table(columns), path)
    return path, "a.parquet", 0


def as_archive(tmp_path):
    own_workbook(tmp_path / "in.xlsx")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as box:
        box.write(tmp_path / "in.xlsx", "上半年/in.xlsx")
    return path, "in.xlsx·五月", 0


@pytest.mark.parametrize("made", [as_text, as_parquet])
def test_other_files_come_back_as_a_workbook_with_the_same_cells(workspace, tmp_path, made):
    path, title, _ = made(tmp_path)
    outcome, book = answered(workspace, path, tmp_path / "out.xlsx")
    assert book.sheetnames == ["问题清单", title]
    sheet = book[title]
    text = {f.value for f in outcome.findings if f.level == "refused"}
    marked = [c for r in sheet.iter_rows() for c in r if c.fill.fgColor.rgb == RED]
    assert {str(c.value) for c in marked} == text == {"煤碳", "12万", "fathom"}
    assert all(c.comment for c in marked)
    notes = [c for r in sheet.iter_rows() for c in r if str(c.value).startswith(("=", "@", "-"))]
    assert len(notes) == 3
    assert all(c.data_type == "s" and c.quotePrefix for c in notes)


def test_the_members_of_an_archive_are_sheets(workspace, tmp_path):
    path, _, _ = as_archive(tmp_path)
    _, book = answered(workspace, path, tmp_path / "out.xlsx")
    # one workbook alone in its archive is still the user's own
    assert "五月" in book.sheetnames
    two = tmp_path / "two.csv"
    two.write_text(",".join(HEADER) + "\nE1,x,电力,消费,1,kWh,\n", encoding="utf-8")
    outcome = receive(workspace, [path, two], "activity", recorded_by="t")
    write_errors(outcome, [path, two], tmp_path / "both.xlsx")
    assert openpyxl.load_workbook(tmp_path / "both.xlsx").sheetnames == [
        "问题清单", "in.xlsx·五月", "two.csv",
    ]  # fmt: skip


def test_above_the_bound_only_the_bad_rows_with_sheet_and_row(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "MARKED_ROWS", 2)
    path = own_workbook(tmp_path / "a.xlsx")
    _, book = answered(workspace, path, tmp_path / "out.xlsx")
    (title,) = [n for n in book.sheetnames if n != "问题清单"]
    rows = [[c.value for c in r] for r in book[title].iter_rows()]
    assert [(r[0], r[1]) for r in rows[1:]] == [("五月", 1), ("五月", 3), ("五月", 4)]
    lines = {r[1]: r[2:] for r in rows[1:]}
    assert lines[3][:3] == ["E1", "2025-06", "煤碳"]


def test_a_file_of_many_blocks_gives_the_same_answer(workspace, tmp_path, monkeypatch):
    from luheng.intake.error_workbook import copying

    def cells(book):
        return {s.title: [[c.value for c in r] for r in s.iter_rows()] for s in book.worksheets}

    path, _, _ = as_text(tmp_path)
    for bound in (2, 100):
        monkeypatch.setattr(writing, "MARKED_ROWS", bound)
        monkeypatch.setattr(copying, "ROWS", 1000)
        _, one = answered(workspace, path, tmp_path / "one.xlsx")
        monkeypatch.setattr(copying, "ROWS", 1)
        _, many = answered(workspace, path, tmp_path / "many.xlsx")
        assert cells(one) == cells(many)
        assert len(cells(one)["a.csv"]) == (4 if bound == 2 else len(ROWS) + 1)


def test_what_cannot_be_written_is_said(workspace, tmp_path):
    path = own_workbook(tmp_path / "a.xlsx")
    outcome = receive(workspace, [path], "activity", recorded_by="t", dry_run=True)
    stood = path.read_bytes()
    for out in (path, tmp_path / "a.csv"):
        with pytest.raises(UnreadableFile):
            write_errors(outcome, [path], out)
    assert path.read_bytes() == stood
    (tmp_path / "taken.xlsx").mkdir()
    with pytest.raises(UnreadableFile):
        write_errors(outcome, [path], tmp_path / "taken.xlsx")


CELL = st.one_of(
    st.sampled_from(["E1", "2025-05", "电力", "消费", "5", "kWh", "=1", "-", "\t=1", "12万", "#REF!"]),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters='\x00,"\r\n'), max_size=8),
)  # fmt: skip


@given(st.lists(st.lists(CELL, min_size=6, max_size=6), max_size=5))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_law_whatever_the_cells_the_answer_opens_and_nothing_in_it_runs(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("law")
    path = folder / "a.csv"
    lines = [HEADER[:6], *rows]
    path.write_text("\n".join(",".join(r) for r in lines) + "\n", encoding="utf-8")
    workspace = Workspace.create(folder / "w")
    outcome = receive(workspace, [path], "activity", recorded_by="t", dry_run=True)
    write_errors(outcome, [path], folder / "out.xlsx")
    book = openpyxl.load_workbook(folder / "out.xlsx")
    assert book["问题清单"].max_row == len(outcome.findings) + 1
    for sheet in book:
        assert all(c.data_type != "f" for r in sheet.iter_rows() for c in r)
