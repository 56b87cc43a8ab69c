"""Forms as files: what stands in the workbook, the Word document and the page."""

import datetime as dt
import io
import json
import re
import zipfile

import pytest
from docx import Document
from openpyxl import load_workbook

import world
from filed_works import NAME, WORKS, YEAR, works
from luheng.cli.main import main
from luheng.errors import set_language
from luheng.reports.accounting import (
    CellKind,
    fill,
    form_of,
    forms,
    write_document,
    write_page,
    write_workbook,
)
from luheng.reports.accounting.bars import bars_of
from luheng.reports.accounting.filed_cells import filed_cells
from luheng.reports.accounting.workbook import HEADER_ROW
from luheng.rulebook import load_rulebook

MADE = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _in_chinese(_one_language):
    set_language("zh")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return works(tmp_path_factory.mktemp("works") / "w")


@pytest.fixture(scope="module")
def filled(workspace):
    """205-1 and the form on waste: the one has columns that no record holds, the other a chart."""
    set_language("zh")
    book = load_rulebook()
    return {
        name: fill(workspace.ledger, book, form_of(name), WORKS, YEAR, made_at=MADE)
        for name in ("energy_stock", "solid_waste")
    }


@pytest.fixture(scope="module")
def books(filled, tmp_path_factory):
    set_language("zh")
    folder = tmp_path_factory.mktemp("books")
    for name, one in filled.items():
        write_workbook(one, folder / f"{name}.xlsx")
    return {name: load_workbook(folder / f"{name}.xlsx") for name in filled}


def rows(sheet, first=HEADER_ROW + 1):
    """Rows of a sheet by the text in their first cell."""
    found = list(sheet.iter_rows(min_row=first))
    return {str(r[0].value): r for r in found if r[0].value is not None}


# -- the workbook ----------------------------------------------------------------------------------


def test_each_table_has_its_sheet_between_cover_and_lists(filled, books):
    for name, one in filled.items():
        tables = [t.table.sheet.text for t in one.tables]
        assert books[name].sheetnames == ["封面", *tables, "缺项", "来源"]


def test_cells_hold_full_values_and_show_the_digits_of_the_form(filled, books):
    sheet = books["energy_stock"]["购进消费库存"]
    header = [c.value for c in sheet[HEADER_ROW + 1]]
    energy = header.index("综合能源消费量（tce）")
    coal = rows(sheet)["烟煤"][energy]
    # OWN: 1000 t × 20 GJ/t ÷ 29.3076 GJ/tce
    assert coal.value == pytest.approx(1000 * 20 / 29.3076, abs=1e-9)
    assert coal.number_format == "#,##0.00"
    diesel = rows(sheet)["柴油"][energy]
    assert diesel.value == pytest.approx(145.71)
    assert diesel.number_format == '#,##0.00"*"'
    total = rows(sheet)["能源合计"][energy]
    assert total.value == pytest.approx(1000 * 20 / 29.3076 + 145.71 + 1229, abs=1e-3)


def test_every_figure_stands_in_the_list_of_origins_with_its_cell(filled, books):
    for name, one in filled.items():
        book = books[name]
        header, *found = book["来源"].iter_rows(min_row=HEADER_ROW + 1, values_only=True)
        said = [dict(zip(header, row, strict=True)) for row in found]
        assert len(said) == sum(1 for _ in one.figures())
        for row in said:
            sheet, _, place = row["单元格"].partition("!")
            assert isinstance(book[sheet][place].value, int | float | str)
            assert row["量"]
            assert row["依据"]
            assert row["收据"] == str(one.known_at)
            assert row["规则库版本"] == one.release


def test_every_gap_is_linked_from_its_cell_and_to_it(filled, books):
    for name, one in filled.items():
        book = books[name]
        header, *found = book["缺项"].iter_rows(min_row=HEADER_ROW + 1, values_only=True)
        said = [dict(zip(header, row, strict=True)) for row in found]
        numbered = [row for row in said if str(row["序号"]).isdigit()]
        assert [row["序号"] for row in numbered] == [str(g.number) for g in one.gaps]
        for row, gap in zip(numbered, one.gaps, strict=True):
            assert (row["原因"], row["办法"]) == (gap.reason, gap.remedy)
            if row["单元格"]:
                sheet, _, place = row["单元格"].partition("!")
                cell = book[sheet][place]
                assert gap.partial or cell.value == f"缺{gap.number}"
                assert gap.partial or cell.hyperlink.location.endswith(
                    f"A{HEADER_ROW + 1 + gap.number}"
                )


def test_no_cell_of_a_table_is_blank(filled, books):
    for name, one in filled.items():
        for found in one.tables:
            sheet = books[name][found.table.sheet.text]
            for r, c, cell in found.cells():
                if cell.kind is not CellKind.TEXT:
                    assert sheet.cell(HEADER_ROW + 2 + r, c + 1).value is not None, (
                        found.table.id,
                        r,
                        c,
                    )


def test_what_somebody_typed_is_never_a_formula(books):
    """The works is called by what looks like a formula."""
    seen = set()
    for book in books.values():
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (sheet.title, cell.coordinate)
                    if str(cell.value or "x")[0] in "=@":
                        assert cell.quotePrefix, (sheet.title, cell.coordinate)
                        seen.add(cell.value)
    assert NAME in seen


def test_the_cover_says_under_which_state_of_knowledge(filled, books):
    cover = books["energy_stock"]["封面"]
    one = filled["energy_stock"]
    assert cover["A1"].value == "能源购进、消费与库存（205-1）"
    assert f"第 {one.known_at} 号收据" in cover["A2"].value
    assert one.release in cover["A2"].value
    texts = [str(c.value) for row in cover.iter_rows() for c in row if c.value]
    assert any("修约只用于显示" in t for t in texts)
    assert any("未与原文核对" in t for t in texts)


# -- the Word document -----------------------------------------------------------------------------


def test_the_document_has_the_tables_with_the_same_texts(filled):
    for one in filled.values():
        document = Document(io.BytesIO(write_document(one)))
        heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
        shown = [t for t in one.tables if not t.empty]
        assert heads[: len(one.tables)] == [t.table.title.text for t in one.tables]
        assert heads[len(one.tables) :][0] == "缺项"
        assert heads[-1] == "来源"
        # the first table is that of the cover
        for made, found in zip(document.tables[1 : len(shown) + 1], shown, strict=True):
            texts = [[c.text for c in row.cells] for row in made.rows]
            assert texts[0] == [c.title.text for c in found.table.columns]
            said = [[cell.shown for cell in row] for row in found.rows]
            assert [[t.strip("　").replace("−", "-") for t in row] for row in texts[1:]] == said


def test_a_chart_holds_the_parts_and_no_total(filled):
    one = filled["solid_waste"]
    drawn = next(t for t in one.tables if t.table.chart)
    bars = bars_of(drawn)
    assert bars.names == ("粉煤灰", "炉渣")
    with zipfile.ZipFile(io.BytesIO(write_document(one))) as package:
        charts = [n for n in package.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", n)]
        sheet = next(n for n in package.namelist() if n.startswith("word/embeddings/"))
        held = load_workbook(io.BytesIO(package.read(sheet))).active
    assert len(charts) == 1
    values = {held.cell(r, 1).value: held.cell(r, 2).value for r in range(2, held.max_row + 1)}
    assert values == pytest.approx(dict(zip(bars.names, bars.values, strict=True)))


def test_control_characters_do_not_break_the_document(filled):
    import dataclasses

    odd = dataclasses.replace(filled["energy_stock"], name="甲\x0b乙\x01")
    document = Document(io.BytesIO(write_document(odd)))
    assert any(p.text == "甲乙" for p in document.paragraphs)


# -- the page --------------------------------------------------------------------------------------


def test_the_page_stands_alone_and_says_the_same(filled):
    for one in filled.values():
        page = write_page(one)
        assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?:", page)
        assert len(page) < 400_000
        for found in one.tables:
            assert f'id="{found.table.id}"' in page
            for _, _, cell in found.cells():
                if cell.kind is CellKind.NUMBER:
                    assert f">{cell.shown}<" in page
        for gap in one.gaps:
            assert f'href="#gap-{gap.number}"' in page or gap.partial or not gap.row
            assert f'id="gap-{gap.number}"' in page


def test_a_name_cannot_write_markup_into_the_page(filled):
    import dataclasses

    odd = dataclasses.replace(filled["energy_stock"], name="<script>alert(1)</script>")
    assert "<script>alert" not in write_page(odd)


# -- the command -----------------------------------------------------------------------------------


def test_the_command_writes_each_file_and_lists_the_gaps(workspace, tmp_path, capsys):
    files = [tmp_path / f"made/a.{kind}" for kind in ("xlsx", "docx", "html")]
    words = ["--workspace", str(workspace.folder), "--lang", "zh", "accounting", "report",
             "--form", "205-1", "--entity", WORKS, "--period", YEAR]  # fmt: skip
    outs = [w for f in files for w in ("--out", str(f))]
    assert main([*words, *outs]) == 0
    said = capsys.readouterr().out
    assert "年初（期初）库存量" in said
    assert all(f.stat().st_size > 5_000 for f in files)
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["form"] == "energy_stock"
    assert told["files"] == []
    assert {g["row"] for g in told["gaps"] if g["column"].startswith("年初")} == {"柴油"}
    figures = [c for t in told["tables"] for row in t["rows"] for c in row if isinstance(c, dict)]
    assert all(c["origin"]["cite"] for c in figures if "value" in c)


@pytest.mark.parametrize(
    ("more", "told"),
    [(("--form", "205-9"), "energy_stock"), (("--form", "205-1", "--out", "a.pdf"), ".docx")],
)
def test_a_wrong_form_or_file_is_one_clear_message(workspace, capsys, more, told):
    words = ["--workspace", str(workspace.folder), "accounting", "report", "--entity", WORKS,
             "--period", YEAR, *more]  # fmt: skip
    assert main(words) == 1
    assert told in capsys.readouterr().err


# -- as a filing -----------------------------------------------------------------------------------


def test_each_figure_and_each_gap_is_a_cell_of_a_filing(filled):
    one = filled["energy_stock"]
    cells = {c.cell.line: c for c in filed_cells(one)}
    coal = cells["stock/bituminous/purchased"]
    assert (coal.cell.quantity, coal.value, coal.unit) == ("activity_amount", 1200, "t")
    assert dict(coal.cell.where) == {"item": "bituminous", "role": "purchased"}
    assert cells["stock/diesel/energy"].printed == "145.71"
    assert cells["stock/total/energy"].cell.quantity == "comprehensive_energy"
    # a reference coefficient is no figure of the works
    assert not [line for line in cells if line.endswith("/reference")]
    gap = cells["stock/diesel/opening"]
    assert gap.is_gap
    assert dict(gap.cell.where) == {"item": "diesel", "role": "opening_stock"}
    assert (gap.unit, gap.reason) == ("t", one.gaps[-2].reason)
    set_language("en")
    assert [c.cell.line for c in filed_cells(one)] == list(cells)


@pytest.mark.slow
def test_a_filed_form_is_not_restated_until_something_moves(tmp_path, capsys):
    workspace = works(tmp_path / "w")
    words = ["--workspace", str(workspace.folder), "accounting"]
    which = ["--form", "205-1", "--entity", WORKS, "--period", YEAR]
    assert main([*words, "file", *which, "--by", "张三", "--number", "S-1", "--json"]) == 1
    assert "--with-gaps" in capsys.readouterr().err
    assert main([*words, "file", *which, "--by", "张三", "--number", "S-1", "--with-gaps"]) == 0
    capsys.readouterr()
    assert main([*words, "filing", "S-1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["restated"]["moved"] == []
    row = world.activity(WORKS, YEAR, "diesel", 7, "t", role="opening_stock")
    world.append(workspace.ledger, "activity", [row], source="late.csv")
    assert main([*words, "filing", "S-1", "--json"]) == 0
    moved = json.loads(capsys.readouterr().out)["restated"]["moved"]
    assert [(m["line"], m["value"], m["now"]) for m in moved] == [("stock/diesel/opening", None, 7)]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(forms()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_can_be_written_in_every_shape(workspace, tmp_path, name, language):
    set_language(language)
    one = fill(workspace.ledger, load_rulebook(), form_of(name), WORKS, YEAR, made_at=MADE)
    write_workbook(one, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert len(book.sheetnames) == len(one.tables) + 3
    assert Document(io.BytesIO(write_document(one))).tables
    assert one.title in write_page(one)
