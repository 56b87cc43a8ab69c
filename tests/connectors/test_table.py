"""Tables of our own records in whatever file people keep them."""

import datetime as dt
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from luheng.connectors import table
from luheng.connectors.table.header import find_header, fold, in_brackets
from luheng.errors import UnreadableFile, set_language
from luheng.records import Level, Origin, record

HEADER = "单位编码,报告期,品种,用途,数量,计量单位"
LINE = "E1,2025-05,电力,消费,118400,kWh"


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def read(content, name="a.csv", kind="activity"):
    content = content.encode() if isinstance(content, str) else content
    return table.read(content, Origin.of(name, content), record=kind)


def one(content, name="a.csv", kind="activity"):
    (batch,) = read(content, name, kind)
    return batch


def told(batch):
    return [(f.code, f.level, f.row) for f in batch.findings]


def workbook(fill, **options):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, options) as book:
        fill(book)
    return buffer.getvalue()


def page(*rows, name="Sheet1", merge=()):
    def fill(book):
        sheet = book.add_worksheet(name)
        for n, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(n, c, cell, book.add_format({"num_format": "yyyy-mm"}))
                elif cell != "":
                    sheet.write(n, c, cell)
        for area, text in merge:
            sheet.merge_range(area, text)

    return workbook(fill)


def test_a_plain_file_keeps_line_numbers_and_letters():
    batch = one(f"{HEADER}\n{LINE}\nE2,2025-06,原煤,消费,5,t\n")
    assert batch.table["row"].to_pylist() == [2, 3]
    assert batch.table["col"].to_pylist() == ["E", "E"]
    assert batch.table.schema.field("item").metadata == {b"letter": b"C"}
    assert batch.table["quantity"].to_pylist() == ["118400", "5"]


@pytest.mark.parametrize("delimiter", ["\t", ";", "|", "，"])
def test_other_delimiters(delimiter):
    batch = one(f"{HEADER}\n{LINE}\n".replace(",", delimiter), "a.tsv")
    assert batch.table["unit"].to_pylist() == ["kWh"]


def test_headers_by_name_english_and_alias_in_any_order_and_width():
    batch = one(
        "unit,Entity, ＱＵＡＮＴＩＴＹ ,月份,能源品种,ROLE（用途）\nkWh,E1,5,2025-05,电,消费\n"
    )
    assert set(batch.table.column_names) >= {
        "unit", "entity", "quantity", "period", "item", "role",
    }  # fmt: skip


def test_rows_above_the_header_and_a_second_header_in_english():
    text = f"某某公司能源台账,,,,,\n填报日期：2025-06-03,,,,,\n{HEADER}\nentity,period,item,role,quantity,unit\n{LINE}\n"
    batch = one(text)
    assert batch.table["row"].to_pylist() == [5]
    assert batch.table.schema.metadata[b"header_row"] == b"3"


def test_gb18030_text_is_read_and_noted():
    batch = one(f"{HEADER}\n{LINE}\n".encode("gb18030"))
    assert batch.table["item"].to_pylist() == ["电力"]
    assert told(batch) == [("TABLE-09", Level.NOTED, None)]


def test_a_total_and_a_footnote_at_the_end_are_set_aside():
    batch = one(f"{HEADER}\n{LINE}\n合  计,,,,118400,kWh\n注：抄表日为25日,,,,,\n")
    assert batch.table.num_rows == 1
    assert told(batch) == [("TABLE-05", Level.NOTED, 4), ("TABLE-05", Level.NOTED, 3)]


def test_a_word_for_total_that_is_a_value_is_kept():
    batch = one(
        "报表,地区,行业,项目,品种,报告期,数值,计量单位\n"
        "energy_balance_physical,河北,total,losses,电力,2007,1,亿千瓦时\n",
        kind="statistic",
    )
    assert batch.table["sector"].to_pylist() == ["total"]
    assert batch.findings == ()


def test_unknown_and_doubled_columns():
    batch = one(f"{HEADER},备用,数值\n{LINE},x,7\n")
    assert [(f.code, f.level, f.cell, f.value) for f in batch.findings] == [
        ("TABLE-02", Level.NOTED, "G1", "备用"),
        ("TABLE-03", Level.DOUBT, "H1", "数值"),
    ]
    assert batch.table["quantity"].to_pylist() == ["118400"]


def test_ragged_lines():
    text = f"{HEADER}\n{LINE}\nE1,2025-06,电力,消费,118,400,kWh\nE1,2025-07,电力\n{LINE.replace('05', '08')},,\n"
    batch = one(text)
    assert told(batch) == [("TABLE-06", Level.REFUSED, 3), ("TABLE-06", Level.NOTED, 4)]
    assert batch.table["row"].to_pylist() == [2, 4, 5]
    assert batch.table["quantity"].to_pylist() == ["118400", None, "118400"]


def test_blank_lines_do_not_shift_line_numbers():
    batch = one(f"{HEADER}\n\n{LINE}\n,,,,,\n{LINE.replace('05', '06')}\n\n")
    assert batch.table["row"].to_pylist() == [3, 5]
    assert batch.findings == ()


def test_quoted_line_breaks_do_not_shift_line_numbers():
    batch = one(f'{HEADER},备注\n{LINE},"一\n二"\n{LINE.replace("05", "06")},三\n')
    assert batch.table["row"].to_pylist() == [2, 4]
    assert batch.table["note"].to_pylist() == ["一\n二", "三"]


def test_a_quote_that_never_closes_swallows_nothing():
    batch = one(f'{HEADER},备注\n{LINE},"一\n{LINE.replace("05", "06")},三\n')
    assert batch.table["note"].to_pylist() == ['"一', "三"]
    assert told(batch) == [("TABLE-10", Level.DOUBT, None)]


def test_a_thousands_separator_in_quotes():
    assert one(f'{HEADER}\nE1,2025-05,电力,消费,"118,400",kWh\n').table["quantity"].to_pylist() == [
        "118,400"
    ]


def test_the_unit_in_the_headers_brackets():
    batch = one("单位编码,报告期,品种,用途,数量（万千瓦时）\nE1,2025-05,电力,消费,5\n")
    assert batch.table["unit"].to_pylist() == ["万千瓦时"]
    assert [(f.code, f.cell, f.value) for f in batch.findings] == [("TABLE-07", "E1", "万千瓦时")]


def test_a_workbook():
    rows = [HEADER.split(","), ["E1", 2025.0, "电力", "消费", 118400.5, "kWh"]]
    batch = one(page(*rows), "a.xlsx")
    assert batch.table["quantity"].to_pylist() == [118400.5]
    assert batch.table["sheet"].to_pylist() == ["Sheet1"]
    assert batch.table["row"].to_pylist() == [2]


def test_numbers_and_text_in_one_column_and_a_code_too_long_for_excel():
    head, row = HEADER.split(","), ["E1", "2025-05", "电力", "消费", 5.0, "kWh"]
    batch = one(page(head, row, [911302001234567890.0, *row[1:4], "5吨", "t"]), "a.xlsx")
    assert batch.table["quantity"].to_pylist() == ["5", "5吨"]
    assert batch.table["entity"].to_pylist() == ["E1", "9.113020E+17"]


def test_merged_text_is_read_in_each_row_and_merged_numbers_once():
    head = HEADER.split(",")
    rows = [head, *(["", f"2025-0{n}", "电力", "消费", "", "kWh"] for n in (1, 2, 3))]
    content = page(*rows, merge=[("A2:A4", "E1"), ("E2:E4", 7.0)])
    batch = one(content, "a.xlsx")
    assert batch.table["entity"].to_pylist() == ["E1", "E1", "E1"]
    assert batch.table["quantity"].to_pylist() == [7.0, None, None]
    assert [(f.code, f.level, f.cell) for f in batch.findings] == [
        ("TABLE-04", Level.NOTED, "A2:A4"),
        ("TABLE-04", Level.DOUBT, "E2:E4"),
    ]


def test_a_period_that_excel_turned_into_a_date():
    row = ["E1", dt.date(2025, 5, 1), "电力", "消费", 5.0, "kWh"]
    batch = one(page(HEADER.split(","), row), "a.xlsx")
    (finding,) = batch.findings
    assert (finding.code, finding.level, finding.cell) == ("PERIOD-03", Level.DOUBT, "B2")
    assert finding.remedy == ("If the month is meant, format the cell as text and write 2025-05.")


def test_instants_at_midnight_stay_instants_in_a_workbook():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["表号", "抄表时间", "示数", "计量单位"])
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for n, at in enumerate((dt.datetime(2025, 5, 3), dt.datetime(2025, 5, 3, 0, 15)), start=1):
            sheet.write_string(n, 0, "EM-07")
            sheet.write_datetime(n, 1, at, form)
            sheet.write_row(n, 2, [1.5, "kWh"])

    batch = one(workbook(fill), "a.xlsx", "reading")
    assert batch.table["at"].to_pylist() == ["2025-05-03 00:00:00", "2025-05-03 00:15:00"]


def test_several_sheets_and_one_named_by_the_record():
    head, row = HEADER.split(","), ["E1", "2025-05", "电力", "消费", 5.0, "kWh"]

    def fill(book):
        for name, rows in (("一月", [head, row]), ("二月", [head, row]), ("说明", [["随便写写"]])):
            sheet = book.add_worksheet(name)
            for n, cells in enumerate(rows):
                sheet.write_row(n, 0, cells)

    first, second = read(workbook(fill), "a.xlsx")
    assert first.table["sheet"].to_pylist() == ["一月"]
    assert second.table["sheet"].to_pylist() == ["二月"]
    assert [(f.code, f.sheet) for f in second.findings] == [("TABLE-08", "说明")]

    def named(book):
        fill(book)
        sheet = book.add_worksheet("activity")
        sheet.write_row(0, 0, head)
        sheet.write_row(1, 0, row)

    batch = one(workbook(named), "a.xlsx")
    assert batch.table["sheet"].to_pylist() == ["activity"]
    assert [f.sheet for f in batch.findings] == ["一月", "二月", "说明"]


def test_parquet_comes_typed():
    buffer = io.BytesIO()
    columns = {
        "meter": pa.array(["EM-07"]).dictionary_encode(),
        "at": pa.array(
            [dt.datetime(2025, 5, 3, 8, tzinfo=dt.UTC)], pa.timestamp("us", "Asia/Seoul")
        ),
        "value": pa.array([3], pa.int32()),
        "unit": pa.array(["kWh"]),
        "tags": pa.array([["a"]]),
    }
    pq.write_table(pa.table(columns), buffer)
    batch = one(buffer.getvalue(), "a.parquet", "reading")
    assert batch.table["row"].to_pylist() == [1]
    assert batch.table.schema.field("at").type.tz == "Asia/Seoul"
    assert [(f.code, f.value) for f in batch.findings] == [("TABLE-02", "tags")]


def test_no_header():
    with pytest.raises(UnreadableFile) as refused:
        read("a,b\n1,2\n")
    assert str(refused.value).splitlines() == [
        "a.csv: no header of activity was found in the first 40 rows.  [FILE-01]",
        (
            "  The header should name entity, period, item, role, unit. "
            "`luheng records template activity.xlsx` writes a template."
        ),
    ]


def test_fold_and_brackets():
    assert fold(" 数 量（万吨）* ") == "数量"
    assert fold("ＣＯ2") == "co2"
    assert in_brackets("数量（ 万吨 ）") == "万吨"
    assert in_brackets("数量") == ""
    assert find_header([["x"]], record("activity")) is None


def test_lines_that_end_in_a_lone_carriage_return_are_lines():
    text = f"{HEADER}\r{LINE}\r{LINE.replace('2025-05', '2025-06')}\r"
    batch = one(text)
    assert batch.table["row"].to_pylist() == [2, 3]
    assert batch.table["period"].to_pylist() == ["2025-05", "2025-06"]


def test_a_cell_of_blanks_is_blank_whichever_way_a_text_is_read():
    """A quoted line break has the text read a row at a time; the others are read in columns."""
    lines = ["E1,2025-05,电力,  ,118400,kWh,", "\u3000,,,,,,", "E1,2025-06,电力,消费,\t,kWh,"]
    fast = one("\n".join([f"{HEADER},备注", *lines]) + "\n")
    slow = one("\n".join([f"{HEADER},备注", *lines, 'E2,2025-05,电力,消费,1,kWh,"a\nb"']) + "\n")
    assert slow.table.slice(0, 2).to_pylist() == fast.table.to_pylist()
    assert fast.table["role"].to_pylist() == [None, "消费"]
    assert fast.table["quantity"].to_pylist() == ["118400", None]


def test_a_quoted_cell_may_be_cut_by_any_piece():
    rows = [f'E{n},2025-05,电力,消费,{n},kWh,"两行\n备注, ""{n}"""' for n in range(40)]
    content = ("\n".join([f"{HEADER},备注", *rows]) + "\n").encode()
    whole = one(content)
    for size in range(1, 12):
        parts = list(table.blocks(content, Origin("a.csv"), rows=size))
        assert not [f for part in parts for f in part.findings]
        assert pa.concat_tables(p.table for p in parts).to_pylist() == whole.table.to_pylist()
