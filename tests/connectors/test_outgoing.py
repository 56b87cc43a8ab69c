"""What leaves for a spreadsheet stays text there, whatever somebody typed."""

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luheng.connectors.files import begins_formula, csv_cell, mark_as_text, new_workbook

STARTS = "=+-@\t\r"
MANY = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
#: what a worksheet may hold: no control characters but tab and line ends, no surrogates
TEXT = st.text(
    st.characters(
        exclude_categories=("Cs",),
        exclude_characters=[chr(n) for n in range(32) if n not in (9, 13)] + ["￾", "￿"],
    ),
    max_size=20,
)
NASTY = st.builds(lambda a, b: a + b, st.sampled_from(STARTS), TEXT)


@pytest.mark.parametrize("start", [*STARTS, "\n", "＝", "＋", "－", "＠"])
def test_every_start_of_a_formula_is_known(start):
    assert begins_formula(f"{start}cmd|' /C calc'!A0")
    assert csv_cell(f"{start}A1").startswith("'")


@given(st.one_of(NASTY, TEXT))
@MANY
def test_no_csv_cell_begins_a_formula(text):
    cell = csv_cell(text)
    out = io.StringIO()
    csv.writer(out).writerow(["x", cell])
    back = next(csv.reader(io.StringIO(out.getvalue(), newline="")))[1]
    assert back == cell
    if begins_formula(back):
        float(back.rstrip("%"))  # only a number may begin with a sign
    assert back.removeprefix("'") == text.removeprefix("'") or back == text


def test_numbers_stay_numbers():
    assert [csv_cell(c) for c in (-3.5, 7, None, "-12.5", "+1e3", "-0.5%")] == [
        -3.5, 7, None, "-12.5", "+1e3", "-0.5%",
    ]  # fmt: skip
    assert csv_cell("-1+1") == "'-1+1"


@given(st.lists(NASTY, min_size=1, max_size=5))
@MANY
def test_a_new_workbook_holds_texts_and_no_formula(tmp_path, texts):
    path = tmp_path / "out.xlsx"
    with new_workbook(path) as book:
        sheet = book.add_worksheet("a")
        bold = book.add_format({"bold": True, "bg_color": "#FFC7CE"})
        for n, text in enumerate(texts):
            sheet.write(n, 0, text)
            sheet.write_string(n, 1, text, bold)
    read = openpyxl.load_workbook(path)["a"]
    for n in range(1, len(texts) + 1):
        for cell in (read.cell(n, 1), read.cell(n, 2)):
            assert cell.data_type == "s"
            assert cell.quotePrefix
        assert read.cell(n, 2).font.b
        assert read.cell(n, 2).fill.fgColor.rgb == "FFFFC7CE"


@given(NASTY)
@MANY
def test_a_cell_of_an_opened_workbook_is_text_for_good(tmp_path, text):
    book = openpyxl.Workbook()
    cell = book.active["A1"]
    cell.value = text
    mark_as_text(cell)
    book.save(tmp_path / "a.xlsx")
    read = openpyxl.load_workbook(tmp_path / "a.xlsx").active["A1"]
    assert read.data_type == "s"
    assert read.quotePrefix


def test_a_text_that_is_none_is_left_alone(tmp_path):
    with new_workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("a").write_row(0, 0, ["电力", 5, "http://x", "12"])
    row = next(openpyxl.load_workbook(tmp_path / "a.xlsx")["a"].iter_rows())
    assert [c.value for c in row] == ["电力", 5, "http://x", "12"]
    assert not any(c.quotePrefix or c.hyperlink for c in row)


def test_every_export_goes_through_this_room():
    import luheng

    root = Path(luheng.__file__).parent
    texts = {
        p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in root.rglob("*.py")
    }
    opens = {
        n for n, t in texts.items() if re.search(r"xlsxwriter\.Workbook|openpyxl\.Workbook", t)
    }
    assert opens == {"connectors/files/outgoing.py"}
    lines = {n: t for n, t in texts.items() if re.search(r"csv\.(?:writer|DictWriter)\(", t)}
    assert lines
    assert [n for n, t in lines.items() if "csv_cell" not in t] == []
    edited = {n for n, t in texts.items() if "load_workbook" in t and ".save(" in t}
    assert [n for n in edited if "mark_as_text" not in texts[n]] == []
