"""Tables in foreign shapes, read by a profile; and what a changed header is answered with."""

import io

import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet
from wps_files import Day, Inline, wps_workbook

from luheng.connectors.table import mapped
from luheng.connectors.table import read as read_plain
from luheng.connectors.table.profile import Profile, json_schema
from luheng.errors import BadProfile, UnreadableFile
from luheng.records import Level, Origin

#: OWN: an export of some energy system
LONG = """企业,年,月,能源,用途,用量(万千瓦时)
E1,2025,5,市电,自用,11.84
E1,2025,6,市电,自用,12
E1,2025,6,蒸汽,自用,3
"""
PROFILE = {
    "profile": 1,
    "record": "activity",
    "columns": {
        "entity": {"from": "企业"},
        "period": {"template": "{年}-{月}"},
        "item": {"from": "能源", "values": {"市电": "electricity"}, "unlisted": "refuse"},
        "role": {"constant": "consumed"},
        "quantity": {"from": "用量(万千瓦时)", "unit": "万kWh"},
    },
}


def profile(**change):
    return Profile.of("export", PROFILE | change)


def read(content, shape, name="a.csv"):
    body = content.encode() if isinstance(content, str) else content
    return mapped.read(body, Origin.of(name, body), shape)


def rows(batch, *names):
    return [tuple(r[n] for n in names) for r in batch.table.to_pylist()]


def workbook(rows, merged=(), name="表"):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(name)
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
        for area in merged:
            top, left = area[:2]
            sheet.merge_range(*area, rows[top][left])
    return out.getvalue()


def test_columns_constants_units_translations_and_templates():
    (batch,) = read(LONG, profile())
    assert rows(batch, "entity", "period", "item", "role", "quantity", "unit", "row", "col") == [
        ("E1", "2025-5", "electricity", "consumed", "11.84", "万kWh", 2, "F"),
        ("E1", "2025-6", "electricity", "consumed", "12", "万kWh", 3, "F"),
    ]
    (refused,) = batch.findings
    assert (refused.code, refused.level, refused.cell, refused.value) == (
        "PROFILE-04", Level.REFUSED, "D4", "蒸汽",
    )  # fmt: skip
    assert "columns.item.values" in refused.remedy_en


def test_an_answer_that_is_open_refuses_the_row():
    columns = PROFILE["columns"] | {
        "item": {"from": "能源", "values": {"市电": None, "蒸汽": "heat"}}
    }
    (batch,) = read(LONG, profile(columns=columns))
    assert rows(batch, "item", "row") == [("heat", 4)]
    assert [f.cell for f in batch.findings] == ["D2", "D3"]


def test_gb18030_and_parquet_give_the_same_rows():
    (text,) = read(LONG, profile())
    (gbk,) = read(LONG.encode("gb18030"), profile())
    assert gbk.table.equals(text.table)
    assert {f.code for f in gbk.findings} == {"PROFILE-04", "TABLE-09"}
    lines = [line.split(",") for line in LONG.split()]
    table = pa.table({h: [line[n] for line in lines[1:]] for n, h in enumerate(lines[0])})
    out = io.BytesIO()
    parquet.write_table(table, out)
    (columns,) = read(out.getvalue(), profile(), "a.parquet")
    same = ["entity", "period", "item", "quantity", "unit"]
    assert columns.table.select(same).equals(text.table.select(same))


def test_months_as_columns_with_the_year_in_another():
    wide = {
        "profile": 1, "record": "activity",
        "columns": {"entity": {"from": "企业"}, "item": {"constant": "electricity"},
                    "role": {"constant": "consumed"}, "unit": {"constant": "kWh"}},
        "unpivot": {"value": "quantity", "columns": [
            {"from": "1月", "set": {"period": "{年度}-01"}}, {"from": "2月", "set": {"period": "{年度}-02"}}]},
    }  # fmt: skip
    text = "企业,年度,1月,2月\nE1,2025,10,\nE2,2024,0,7\n合计,,10,7\n"
    (batch,) = read(text, Profile.of("w", wide))
    assert sorted(rows(batch, "entity", "period", "quantity", "row", "col")) == [
        ("E1", "2025-01", "10", 2, "C"),
        ("E2", "2024-01", "0", 3, "C"),
        ("E2", "2024-02", "7", 3, "D"),
    ]
    assert [f.code for f in batch.findings] == ["TABLE-05", "PROFILE-05"]
    wide["unpivot"]["blank"] = "refuse"
    (kept,) = read(text, Profile.of("w", wide))
    assert kept.table.num_rows == 4  # the door refuses the blank one


def test_carriers_as_columns_under_merged_headers():
    """Two header rows: 企业 spans both, 能源消费量 spans its two carriers."""
    content = workbook(
        [
            ["五月报表"],
            ["企业", "能源消费量", None],
            [None, "电力(万千瓦时)", "柴油(吨)"],
            ["E1", 5, 2],
            ["E2", 7, None],
        ],
        merged=[(1, 0, 2, 0), (1, 1, 1, 2)],
    )
    said = {
        "profile": 1, "record": "activity", "header": {"row": 2, "rows": 2},
        "columns": {"entity": {"from": "企业"}, "period": {"constant": "2025-05"}, "role": {"constant": "consumed"}},
        "unpivot": {"value": "quantity", "columns": [
            {"from": "能源消费量/电力(万千瓦时)", "set": {"item": "electricity", "unit": "万kWh"}},
            {"from": "能源消费量/柴油(吨)", "set": {"item": "diesel", "unit": "t"}}]},
    }  # fmt: skip
    (batch,) = read(content, Profile.of("m", said), "a.xlsx")
    assert rows(batch, "entity", "item", "unit", "quantity", "row", "col") == [
        ("E1", "electricity", "万kWh", "5", 4, "B"),
        ("E2", "electricity", "万kWh", "7", 5, "B"),
        ("E1", "diesel", "t", "2", 4, "C"),
    ]


def test_merged_and_blank_cells_say_what_stands_above():
    content = workbook(
        [
            ["企业", "月", "能源", "量"],
            ["E1", "2025-05", "电力", 1],
            [None, None, "柴油", 2],
            ["E2", "2025-05", "电力", 3],
        ],
        merged=[(1, 0, 2, 0)],
    )
    said = {
        "profile": 1, "record": "activity", "fill_down": ["月"],
        "columns": {"entity": {"from": "企业"}, "period": {"from": "月"}, "item": {"from": "能源"},
                    "role": {"constant": "consumed"}, "quantity": {"from": "量", "unit": "t"}},
    }  # fmt: skip
    (batch,) = read(content, Profile.of("m", said), "a.xlsx")
    assert rows(batch, "entity", "period", "item") == [
        ("E1", "2025-05", "电力"), ("E1", "2025-05", "柴油"), ("E2", "2025-05", "电力"),
    ]  # fmt: skip
    assert [f.code for f in batch.findings] == ["TABLE-04"]


def test_conditions_keep_and_skip_rows():
    said = {
        "keep": [{"column": "能源", "is": ["市电"]}],
        "skip": [{"column": "月", "matches": "^6$"}],
    }
    (batch,) = read(LONG, profile(rows=said))
    assert rows(batch, "period") == [("2025-5",)]
    assert [f.code for f in batch.findings] == ["PROFILE-05"]
    (batch,) = read(
        LONG.replace("市电,自用,12", ",自用,12"),
        profile(rows={"skip": [{"column": "能源", "blank": True}]}),
    )
    assert rows(batch, "row") == [(2,)]


@pytest.mark.parametrize(
    ("form", "cell", "made"),
    [("%d-%m-%Y", "03-05-2025", "2025-05-03"), ("%Y年%m月", "2025年05月", "2025-05"),
     ("%m/%Y", "5/2025", "2025-05"), ("%Y", "2025", "2025")],
)  # fmt: skip
def test_date_formats_give_the_period_that_they_name(form, cell, made):
    columns = PROFILE["columns"] | {"period": {"from": "年", "date_format": form}}
    (batch,) = read(LONG.replace("2025,5,", f"{cell},5,", 1), profile(columns=columns))
    assert rows(batch, "period")[0] == (made,)
    if form != "%Y":
        wrong = next(f for f in batch.findings if f.cell in {"A3", "B3"})
        assert (wrong.code, wrong.value) == ("PROFILE-04", "2025")


def test_an_instant_at_24_00_stays_the_end_of_its_day():
    said = {
        "profile": 1, "record": "reading",
        "columns": {"meter": {"constant": "M1"}, "at": {"from": "时间", "date_format": "%d/%m/%Y %H:%M"},
                    "value": {"from": "读数", "unit": "kWh"}},
    }  # fmt: skip
    (batch,) = read("时间,读数\n31/05/2025 24:00,5\n01/06/2025 00:15,6\n", Profile.of("r", said))
    assert rows(batch, "at") == [("2025-05-31 24:00",), ("2025-06-01 00:15:00",)]


# -- a header that has changed ---------------------------------------------------------------------

TEXTS = {"texts": ["企业", "年", "月", "能源", "用途", "用量(万千瓦时)"], "row": 1}


def test_a_renamed_column_is_named_with_its_likeness_and_nothing_is_read():
    (batch,) = read(LONG.replace("用量(万千瓦时)", "用量(千瓦时)"), profile(header=TEXTS))
    assert batch.table.num_rows == 0
    (told,) = [f for f in batch.findings if f.level is Level.REFUSED]
    assert (told.code, told.cell, told.value) == ("PROFILE-03", "F1", "用量(千瓦时)")
    assert "column F" in told.problem_en
    assert "check its unit" in told.remedy_en


def test_moved_and_new_columns_are_told_and_read_by_name():
    lines = [line.split(",") for line in LONG.split()]
    text = "\n".join(",".join([line[1], line[0], "x", *line[2:]]) for line in lines)
    (batch,) = read(text, profile(header=TEXTS))
    assert rows(batch, "entity", "period", "quantity")[0] == ("E1", "2025-5", "11.84")
    told = [f for f in batch.findings if f.code == "PROFILE-03"]
    assert [f.level for f in told] == [Level.NOTED, Level.NOTED]
    assert "“企业” A→B" in told[0].problem_zh
    assert told[1].value == "x"


def test_a_header_in_another_row_is_found_and_told():
    (batch,) = read("能源台账\n2025年\n" + LONG, profile(header=TEXTS))
    assert rows(batch, "row")[0] == (4,)
    assert batch.findings[-1].code == "PROFILE-03"
    assert "row 3" in batch.findings[-1].problem_en


def test_a_file_of_another_shape_is_refused_whole():
    with pytest.raises(UnreadableFile) as caught:
        read("甲,乙\n1,2\n", profile())
    assert "profiles suggest" in caught.value.remedy_en


def test_sheets_are_chosen_by_name_and_the_others_told():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in ("2025年5月", "说明"):
            sheet = book.add_worksheet(name)
            for n, line in enumerate(LONG.split()):
                sheet.write_row(n, 0, line.split(","))
    (batch,) = read(out.getvalue(), profile(sheet="*年*月"), "a.xlsx")
    assert set(rows(batch, "sheet")) == {("2025年5月",)}
    assert [f.sheet for f in batch.findings if f.code == "TABLE-08"] == ["说明"]


def test_columns_of_one_name_are_told_apart():
    text = "企业,数量,数量\nE1,1,2\n"
    columns = {"entity": {"from": "企业"}, "period": {"constant": "2025"}, "item": {"constant": "coke"},
               "role": {"constant": "consumed"}, "quantity": {"from": "数量 [2]", "unit": "t"}}  # fmt: skip
    (batch,) = read(text, Profile.of("d", {"profile": 1, "record": "activity", "columns": columns}))
    assert rows(batch, "quantity", "col") == [("2", "C")]


# -- what a profile may not say --------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"profile": 2},
        {"record": "nothing"},
        {"columns": {"entity": {"from": "a", "constant": "b"}}},
        {"columns": {"entity": {"from": "a"}, "colour": {"from": "b"}}},
        {"columns": {"entity": {"from": "a", "unit": "kWh"}}},
        {"columns": {"quantity": {"from": "a", "unit": "fathom"}}},
        {"columns": {"quantity": {"from": "a", "unit": "t"}, "unit": {"constant": "t"}}},
        {"unpivot": {"value": "quantity", "matching": {"pattern": "(", "set": {"period": "1"}}}},
        {"unpivot": {"value": "quantity"}},
        {"guess": True},
        {"rows": {"keep": [{"column": "a"}]}},
    ],
)
def test_a_profile_that_is_not_clear_is_refused(change):
    with pytest.raises(BadProfile) as caught:
        Profile.of("x", PROFILE | change)
    assert caught.value.problem_zh
    assert "[PROFILE-01]" in str(caught.value)


def test_the_schema_is_a_schema():
    import jsonschema

    jsonschema.Draft202012Validator.check_schema(json_schema())


# -- files as WPS writes them ----------------------------------------------------------------------

WPS = [
    ["单位编码", "报告期", None, Inline("用量"), None],
    [None, None, "品种", "数量", "计量单位"],
    ["E1", "2025-05", Inline("电力"), 5.5, "万千瓦时"],
    ["E1", "2025/6", "柴油", 2, Inline("t")],
]


def test_a_wps_workbook_in_our_form_with_merged_headers():
    content = wps_workbook(
        [[*WPS[0], "用途"], [*WPS[1], None], [*WPS[2], "消费"], [*WPS[3], "消费"]],
        merged=["A1:A2", "B1:B2", "F1:F2"],
    )
    (batch,) = read_plain(content, Origin.of("五月.xlsx", content), record="activity")
    found = rows(batch, "entity", "period", "item", "quantity", "unit", "role", "row")
    # the blank that WPS leaves behind an inline text is taken off by the door
    assert [tuple(c.strip() if isinstance(c, str) else c for c in r) for r in found] == [
        ("E1", "2025-05", "电力", 5.5, "万千瓦时", "消费", 3),
        ("E1", "2025/6", "柴油", 2.0, "t", "消费", 4),
    ]


def test_a_wps_workbook_in_a_foreign_form_with_day_cells():
    """45778 is 2025-05-01, shown by WPS with a format of its own."""
    content = wps_workbook(
        [["企业", "月份", "用电量(万千瓦时)"], ["E1", Day(45778), 5], ["E1", Day(45809), 6]]
    )
    said = {
        "profile": 1, "record": "activity",
        "columns": {"entity": {"from": "企业"}, "period": {"from": "月份", "date_format": "%Y-%m"},
                    "item": {"constant": "electricity"}, "role": {"constant": "consumed"},
                    "quantity": {"from": "用电量(万千瓦时)", "unit": "万kWh"}},
    }  # fmt: skip
    (batch,) = read(content, Profile.of("w", said), "a.xlsx")
    assert rows(batch, "period", "quantity") == [("2025-05", 5.0), ("2025-06", 6.0)]


def test_an_et_file_that_is_no_workbook_inside_names_the_way_out():
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)
    with pytest.raises(UnreadableFile) as caught:
        read(compound, profile(), "五月.et")
    assert "WPS" in caught.value.remedy_zh
    assert ".xlsx" in caught.value.remedy_en
