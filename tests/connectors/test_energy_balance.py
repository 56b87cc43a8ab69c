"""The provincial energy balance: thirty real sheets, and sheets of our own with one fault each."""

import pytest
from balances import cells, place, workbook

from luheng.codelists import load
from luheng.connectors import connector
from luheng.connectors.energy_balance import FORM, read
from luheng.errors import UnreadableFile, set_language
from luheng.records import Level, Origin


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def own(rows, **more):
    content = workbook(rows, **more)
    return read(content, Origin.of("own.xlsx", content))


def figure(batch, flow, item):
    rows = [r for r in batch.table.to_pylist() if (r["flow"], r["item"]) == (flow, item)]
    return rows[0] if rows else None


def test_the_thirty_sheets(sheets):
    regions = set()
    for number in range(1, 31):
        content = (sheets / f"{number}.xls").read_bytes()
        batch = connector("energy_balance").read(content, Origin.of(f"{number}.xls", content))
        table = batch.table
        assert table.num_rows == 33 * 22
        (region,) = set(table["region"].to_pylist())
        regions.add(region)
        assert set(table["form"].to_pylist()) == {FORM}
        assert set(table["period"].to_pylist()) == {"2007"}
        assert not [f for f in batch.findings if f.level is Level.REFUSED]
        assert {f.code for f in batch.findings} == {
            1: {"TABLE-08"},  # a second sheet that is no balance
            21: {"BALANCE-06"},  # Hainan and Sichuan print 万吨 over the gases
            23: {"BALANCE-06"},
        }.get(number, set())
    provinces = {r["id"] for r in load("regions").rows if r["level"] == "province"}
    assert len(regions) == 30
    assert regions <= provinces - {"540000"}


def test_hebei_cell_by_cell(sheets):
    content = (sheets / "3.xls").read_bytes()
    batch = read(content, Origin.of("3.xls", content))
    coal = figure(batch, "total_consumption", "coal_total")
    assert coal["region"] == "130000"
    assert float(coal["quantity"]) == pytest.approx(24548.5, abs=0.01)
    assert (coal["unit"], coal["state"]) == ("万吨", "value")
    assert (coal["sheet"], coal["row"], coal["col"]) == ("Sheet1", 43, "C")
    blank = figure(batch, "recovery", "raw_coal")
    assert blank["quantity"] is None
    assert blank["state"] == "nil"


def test_units_that_the_chinese_heading_prints_wrongly(sheets):
    content = (sheets / "21.xls").read_bytes()
    batch = read(content, Origin.of("21.xls", content))
    assert figure(batch, "total_consumption", "natural_gas")["unit"] == "亿立方米"
    assert [(f.cell, f.value, f.level) for f in batch.findings] == [
        ("I5", "万吨", "doubt"),
        ("J5", "万吨", "doubt"),
        ("S5", "", "doubt"),
    ]


def test_a_sheet_of_our_own():
    batch = own(cells(), more=[("Sheet2", [["Coal Consumption"], [1.0]])])
    assert batch.table.num_rows == 33 * 22
    assert [f.code for f in batch.findings] == ["TABLE-08"]
    assert figure(batch, "losses", "raw_coal")["quantity"] == "5.0"


def test_the_table_may_stand_elsewhere():
    rows = [["备用"], [], *(["", "", *row] for row in cells())]
    batch = own(rows)
    assert batch.table.num_rows == 33 * 22
    assert not batch.findings


def test_text_in_a_number_is_handed_on_for_the_door_to_refuse():
    rows = cells()
    r, _ = place(rows, "三.损失量")
    rows[r][3] = "约5"
    batch = own(rows)
    assert figure(batch, "losses", "raw_coal")["quantity"] == "约5"
    assert figure(batch, "losses", "raw_coal")["state"] == "value"


def test_an_unknown_column_takes_its_english_name_or_is_left_out():
    rows = cells()
    r, c = place(rows, "柴油")
    rows[r][c] = "紫油"  # its English heading still says Diesel
    batch = own(rows)
    assert [(f.code, f.level, f.cell) for f in batch.findings] == [("BALANCE-04", "doubt", "O4")]
    assert batch.table.num_rows == 33 * 22
    rows[r + 2][c] = "Purple Oil"
    batch = own(rows)
    assert [(f.code, f.level, f.cell, f.value) for f in batch.findings] == [
        ("BALANCE-04", "refused", "O4", "紫油"),
        ("BALANCE-05", "refused", "A4", "diesel"),
    ]
    assert batch.table.num_rows == 33 * 21


def test_a_missing_column_is_absent_and_not_zero():
    rows = cells()
    _, c = place(rows, "热力")
    for row in rows:
        del row[c : c + 1]
    batch = own(rows)
    (finding,) = batch.findings
    assert (finding.code, finding.value) == ("BALANCE-05", "heat")
    assert finding.problem == "The column heat is missing; its figures are absent, not zero."
    assert "heat" not in batch.table["item"].to_pylist()
    assert batch.table.num_rows == 33 * 21


def test_an_unknown_row_and_a_missing_one():
    rows = cells()
    r, _ = place(rows, "三.损失量")
    rows[r][0:2] = ["三.丢失量", "Vanished"]
    batch = own(rows)
    assert [(f.code, f.level, f.value) for f in batch.findings] == [
        ("BALANCE-04", "refused", "三.丢失量"),
        ("BALANCE-05", "refused", "losses"),
    ]
    assert batch.findings[0].cell == f"A{r + 1}"
    assert figure(batch, "losses", "raw_coal") is None
    assert batch.table.num_rows == 32 * 22


def test_a_row_in_english_only_and_a_footnote():
    rows = cells()
    r, _ = place(rows, "三.损失量")
    rows[r][0] = ""
    rows.append(["注：本表为初步数"])
    batch = own(rows)
    assert figure(batch, "losses", "raw_coal")["quantity"] == "5.0"
    assert [(f.code, f.level) for f in batch.findings] == [
        ("BALANCE-04", "doubt"),
        ("BALANCE-07", "noted"),
    ]


def test_a_wrong_province_name():
    batch = own(cells(title="6-3  河比能源平衡表(实物量)-2007"))
    (finding,) = batch.findings
    assert (finding.code, finding.level, finding.cell) == ("BALANCE-03", "doubt", "A1")
    assert finding.problem == (
        "Of the province's names '河比' and 'HEBEI' only one is known; read as Hebei."
    )
    assert set(batch.table["region"].to_pylist()) == {"130000"}


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("6-3  火星能源平衡表(实物量)-2007", "ENERGY BALANCE OF MARS-2007"),
        ("6-3  湖南能源平衡表(实物量)-2007", "ENERGY BALANCE OF HEBEI-2007"),
        ("6-3  河北能源平衡表(标准量)-2007", "ENERGY BALANCE OF HEBEI-2007"),
        ("6-3  河北能源平衡表(实物量)", "ENERGY BALANCE OF HEBEI"),
        ("6-3  河北能源平衡表(实物量)-2007", "ENERGY BALANCE OF HEBEI-2008"),
        ("", ""),
    ],
)
def test_a_title_that_does_not_say_whose_figures_these_are(title, english):
    batch = own(cells(title=title, english=english))
    assert batch.table.num_rows == 0
    (finding,) = batch.findings
    assert (finding.code, finding.level, finding.cell) == ("BALANCE-03", "refused", "A1")
    assert finding.remedy


def test_a_unit_that_cannot_be_told():
    rows = cells()
    r, c = place(rows, "(百亿千焦)")
    rows[r][c], rows[r + 2][c] = "(百亿)", "(1010)"
    batch = own(rows)
    assert [(f.code, f.level, f.cell) for f in batch.findings] == [("BALANCE-06", "refused", "V5")]
    assert batch.table.num_rows == 33 * 21


def test_what_is_no_balance():
    content = workbook([["a", "b"], [1, 2]])
    with pytest.raises(UnreadableFile, match="no energy balance was found"):
        read(content, Origin.of("a.xlsx", content))
    with pytest.raises(UnreadableFile, match="no energy balance"):
        read(b"a,b\n1,2\n", Origin.of("a.csv", b""))
