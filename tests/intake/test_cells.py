"""What the door makes of each cell: kept in one spelling, or answered at its place."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luheng.errors import set_language
from luheng.intake import check
from luheng.intake.amounts import canonical_unit, scaled
from luheng.intake.check import examine
from luheng.records import Batch, Level, Origin, record, register_all
from luheng.units import unit, vocabulary

ACTIVITY = {
    "entity": "E1",
    "period": "2025-05",
    "item": "电力",
    "role": "消费",
    "quantity": "5",
    "unit": "kWh",
}
READING = {"meter": "EM-07", "at": "2025-05-03 08:00", "value": "5", "unit": "kWh"}


@pytest.fixture(autouse=True)
def _english():
    set_language("en")


def batch(name, rows, letters="ABCDEFGHIJ"):
    names = list(dict.fromkeys(n for row in rows for n in row))
    fields = [
        pa.field(n, pa.string(), metadata={"letter": letter})
        for n, letter in zip(names, letters, strict=False)
    ]
    arrays = [pa.array([row.get(n) for row in rows], pa.string()) for n in names]
    fields.append(pa.field("row", pa.int32()))
    arrays.append(pa.array(range(2, len(rows) + 2), pa.int32()))
    return Batch(record(name), Origin("a.csv"), pa.table(arrays, schema=pa.schema(fields)))


def checked(base, *changes, name="activity"):
    return check(batch(name, [base | c for c in changes]), timezone="Asia/Shanghai")


def refused(base, change, name="activity"):
    """The one finding of one bad row, which is not kept while the good one beside it is."""
    good = {"entity": "E0"} if name == "activity" else {"meter": "EM-00"}
    table, findings = checked(base, good, change, name=name)
    assert table.num_rows == 1
    (finding,) = findings
    assert (finding.level, finding.row) == (Level.REFUSED, 3)
    return finding


def kept(base, change, name="activity"):
    table, findings = checked(base, change, name=name)
    assert findings == ()
    return table.to_pylist()[0]


def test_a_good_row_has_record_derived_and_origin_columns():
    assert kept(ACTIVITY, {}) == {
        "entity": "E1",
        "period": "2025-05",
        "item": "electricity",
        "role": "consumed",
        "quantity": 5.0,
        "unit": "kWh",
        "method": None,
        "uncertainty": None,
        "origin": None,
        "note": None,
        "amount": 5.0,
        "canonical_unit": "kWh",
        "state": "value",
        "period_start": dt.date(2025, 5, 1),
        "period_end": dt.date(2025, 6, 1),
        "period_grain": "month",
        "source": "a.csv",
        "sheet": "",
        "row": 2,
        "col": "",
    }


@pytest.mark.parametrize("name", [r.record_name for r in register_all()])
def test_an_empty_batch_of_any_record_has_the_ledgers_columns(name):
    kind = record(name)
    raw = {n: pa.array([], pa.string()) for n in kind.columns()}
    table, findings = check(Batch(kind, Origin("a.csv"), pa.table(raw)), timezone="Asia/Shanghai")
    assert findings == ()
    wanted = {n: c.arrow_type() for n, c in kind.columns().items()} | dict(kind.derived())
    assert {n: table.schema.field(n).type for n in wanted} == wanted
    assert table.column_names[len(wanted) :] == ["source", "sheet", "row", "col"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("118,400", 118400.0),
        ("1,234,567.5", 1234567.5),
        ("１２３．５", 123.5),
        ("１，２３４", 1234.0),
        ("−5", -5.0),
        ("+5", 5.0),
        (" 5 ", 5.0),
        ("　5　", 5.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("12 345", 12345.0),
        ("-0.0", 0.0),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert kept(ACTIVITY, {"quantity": text})["quantity"] == number


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        (
            "12万",
            "'12万' holds 万 (a multiplier) and is not read as a number.",
            "Write the number alone and put 万 into the unit, for instance 万kWh.",
        ),
        (
            "1.2亿千瓦时",
            "'1.2亿千瓦时' holds 亿 (a multiplier) and is not read as a number.",
            "Write the number alone and put 亿 into the unit, for instance 亿千瓦时.",
        ),
        (
            "5kWh",
            "'5kWh' holds more than a number.",
            "Write the number alone; the unit and any remark have columns of their own.",
        ),
        (
            "—",
            "'—' is no number.",
            "Write 0 if there was none; leave the row out if it is not known.",
        ),
        ("约5", "'约5' is no number.", "Write it in digits with a decimal point."),
        ("1,23", "'1,23' is no number.", "Write it in digits with a decimal point."),
        ("nan", "'nan' is no number.", "Write it in digits with a decimal point."),
        ("inf", "'inf' is no number.", "Write it in digits with a decimal point."),
        ("1e999", "'1e999' is no number.", "Write it in digits with a decimal point."),
        ("٣", "'٣' is no number.", "Write it in digits with a decimal point."),
        ("#REF!", "'#REF!' is no number.", "Write it in digits with a decimal point."),
    ],
)
def test_what_is_no_number(text, problem, remedy):
    finding = refused(ACTIVITY, {"quantity": text})
    assert (finding.code, finding.column, finding.cell) == ("CELL-02", "quantity", "E3")
    assert (finding.value, finding.problem, finding.remedy) == (text, problem, remedy)


def test_a_blank_quantity_is_not_zero():
    finding = refused(ACTIVITY, {"quantity": ""})
    assert finding.code == "CELL-01"
    assert finding.problem == "quantity is blank; a blank is not taken for zero."


def test_a_blank_quantity_is_nil_where_the_batch_says_so():
    row = kept(ACTIVITY, {"quantity": None, "state": "nil"})
    assert (row["quantity"], row["amount"], row["state"]) == (None, None, "nil")
    assert row["canonical_unit"] == "kWh"
    assert kept(ACTIVITY, {"quantity": "0", "state": "nil"})["state"] == "value"


def test_a_blank_required_cell():
    finding = refused(ACTIVITY, {"entity": "　"})
    assert (finding.code, finding.column, finding.cell) == ("CELL-01", "entity", "A3")


def test_bounds():
    base = {
        "entity": "E1", "period": "2025", "item": "原煤", "property": "heating_value",
        "quantity": "20934", "unit": "kJ/kg",
    }  # fmt: skip
    table, findings = checked(base, {}, {"quantity": "-1"}, name="assay")
    assert [(f.code, f.row, f.problem) for f in findings] == [
        ("CELL-03", 3, "quantity is below 0.")
    ]
    assert table["amount"].to_pylist() == [20934.0]


def test_codes_by_name_in_either_language_and_width():
    assert kept(ACTIVITY, {"item": "Electricity", "role": " 消 费 "})["item"] == "electricity"
    finding = refused(ACTIVITY, {"item": "电离"})
    assert (finding.code, finding.cell, finding.value) == ("CODE-01", "C3", "电离")
    finding = refused(ACTIVITY, {"role": "消耗掉"})
    assert finding.remedy.startswith("Near it: ")


def test_a_closed_set_of_words():
    base = {
        "entity": "E1", "period": "2025", "item": "原煤", "property": "ASH",
        "quantity": "1", "unit": "%",
    }  # fmt: skip
    assert kept(base, {}, "assay")["property"] == "ash"
    _, (finding,) = checked(base, {"property": "colour"}, name="assay")
    assert finding.code == "CELL-05"
    assert finding.problem == "'colour' is not one of the values of property."


def test_units():
    row = kept(ACTIVITY, {"unit": "万千瓦时", "quantity": "11.84"})
    assert (row["unit"], row["amount"], row["canonical_unit"]) == ("万kWh", 118400.0, "kWh")
    finding = refused(ACTIVITY, {"unit": "千瓦食"})
    assert (finding.code, finding.cell, finding.value) == ("UNIT-02", "F3", "千瓦食")
    assert finding.remedy.startswith("Near it: ")


def test_a_unit_of_another_kind_than_the_items():
    finding = refused(ACTIVITY, {"item": "天然气", "unit": "t"})
    assert (finding.code, finding.column, finding.cell) == ("UNIT-05", "unit", "F3")
    assert finding.problem == "natural gas is measured in m3; t is of another kind."
    assert finding.remedy.startswith("Between t and m3 stands a density")
    finding = refused(ACTIVITY, {"item": "原煤", "unit": "吨标准煤"})
    assert finding.remedy.startswith("Standard coal is reached by a factor")


def test_quotients_have_one_spelling():
    base = {"market": "130000", "item": "electricity", "period": "2025", "quantity": "0.5"}
    row = kept(base, {"unit": "元 / 千瓦时"}, "price")
    assert (row["unit"], row["canonical_unit"], row["tariff"]) == ("CNY/kWh", "CNY/kWh", "all")
    assert kept(base, {"unit": "元/兆瓦时"}, "price")["amount"] == 0.0005


def test_a_percent_sign_belongs_to_the_unit_percent():
    base = {
        "entity": "E1", "period": "2025", "item": "原煤", "property": "ash", "quantity": "12.5%",
    }  # fmt: skip
    row = kept(base, {"unit": "%"}, "assay")
    assert (row["quantity"], row["amount"], row["canonical_unit"]) == (12.5, 0.125, "1")
    _, (finding,) = checked(base, {"unit": "1"}, name="assay")
    assert (finding.code, finding.value) == ("CELL-02", "12.5%")


def test_periods_have_one_spelling():
    for text in ("2025年5月", "2025/5", "202505", "2025.05", "２０２５－０５"):
        assert kept(ACTIVITY, {"period": text})["period"] == "2025-05"
    assert kept(ACTIVITY, {"period": "2025第2季度"})["period_end"] == dt.date(2025, 7, 1)
    finding = refused(ACTIVITY, {"period": "2025-13"})
    assert (finding.code, finding.cell) == ("PERIOD-01", "B3")


def test_instants_in_the_workspaces_zone():
    row = kept(READING, {}, "reading")
    assert row["at"] == dt.datetime(2025, 5, 3, 0, 0, tzinfo=dt.UTC)
    assert (row["offset_minutes"], row["kind"], row["quality"]) == (480, "interval", "measured")
    for text in (
        "2025/5/3 8:00",
        "2025年5月3日8时00分",
        "2025-05-03T08:00:00",
        "2025-05-03 8:00:00.0",
    ):
        assert kept(READING, {"at": text}, "reading")["at"] == row["at"]


def test_instants_with_a_zone_of_their_own():
    row = kept(READING, {"at": "2025-05-03T01:00:00Z"}, "reading")
    assert (row["at"].hour, row["offset_minutes"]) == (1, 0)
    row = kept(READING, {"at": "2025-05-03 08:00+09:00"}, "reading")
    assert row["at"] == dt.datetime(2025, 5, 2, 23, tzinfo=dt.UTC)
    assert row["offset_minutes"] == 540


def test_twenty_four_hundred_is_the_next_day_and_noted():
    table, (finding,) = checked(READING, {"at": "2025-05-31 24:00"}, name="reading")
    assert table["at"].to_pylist() == [dt.datetime(2025, 5, 31, 16, tzinfo=dt.UTC)]
    assert str(finding).splitlines() == [
        "· a.csv B2 at = '2025-05-31 24:00': 24:00 was read as 2025-06-01 00:00.",
        "    Nothing to do if that is what you meant.  [READING-07]",
    ]


def test_a_day_without_a_time():
    table, (finding,) = checked(READING, {"at": "2025-05-31"}, name="reading")
    assert table.num_rows == 1
    assert (finding.code, finding.level) == ("PERIOD-04", Level.NOTED)


@pytest.mark.parametrize("text", ["2025-02-30 08:00", "2025-05-03 25:00", "yesterday", "24:00"])
def test_what_is_no_instant(text):
    assert refused(READING, {"at": text}, "reading").code == "PERIOD-01"


def test_hours_that_the_clocks_left_out_or_ran_twice():
    table, findings = checked(
        READING, {"at": "1986-05-04 02:30"}, {"at": "1986-09-14 01:30"}, name="reading"
    )
    assert [(f.code, f.level, f.row) for f in findings] == [
        ("PERIOD-02", Level.REFUSED, 2),
        ("PERIOD-02", Level.DOUBT, 3),
    ]
    assert table["offset_minutes"].to_pylist() == [540]


def test_readings_are_kept_in_customary_units():
    for said, amount, canonical in (
        ("MWh", 5000.0, "kWh"),
        ("kvarh", 5.0, "kvarh"),
        ("t", 5000.0, "kg"),
        ("kgCO2", 0.005, "tCO2"),
        ("%", 0.05, "1"),
    ):
        row = kept(READING, {"unit": said}, "reading")
        assert (row["amount"], row["canonical_unit"]) == (amount, canonical)


def test_days():
    base = {"relation": "位于", "child": "E1", "parent": "130000", "valid_from": "2020年1月1日"}
    row = kept(base, {}, "membership")
    assert (row["relation"], row["valid_from"]) == ("located_in", dt.date(2020, 1, 1))
    _, (finding,) = checked(base, {"valid_to": "2020-01"}, name="membership")
    assert (finding.code, finding.column) == ("PERIOD-01", "valid_to")


def test_a_code_that_a_spreadsheet_spoiled():
    finding = refused(ACTIVITY, {"entity": "9.11302E+17"})
    assert (finding.code, finding.column) == ("CELL-04", "entity")


def test_typed_columns_need_no_parsing():
    kind = record("reading")
    at = pa.array([dt.datetime(2025, 5, 3, 8)], pa.timestamp("ms", "Asia/Seoul"))
    raw = pa.table(
        {"meter": pa.array([17.0]), "at": at, "value": pa.array([3], pa.int64()), "unit": ["kWh"]}
    )
    table, findings = check(Batch(kind, Origin("a.parquet"), raw), timezone="Asia/Shanghai")
    assert findings == ()
    (row,) = table.to_pylist()
    assert (row["meter"], row["value"], row["offset_minutes"]) == ("17", 3.0, 540)
    assert row["at"] == dt.datetime(2025, 5, 3, 8, tzinfo=dt.UTC)
    raw = raw.set_column(2, "value", pa.array([float("inf")]))
    assert check(Batch(kind, Origin("a"), raw), timezone="Asia/Shanghai")[1][0].code == "CELL-02"


def test_two_rows_for_one_key_that_say_the_same_count_once():
    table, findings = checked(ACTIVITY, {}, {"item": "electricity", "quantity": "5.0"})
    assert table.num_rows == 1
    (finding,) = findings
    assert (finding.code, finding.level, finding.row) == ("KEY-01", Level.NOTED, 3)
    assert finding.problem == "The same as row 2; it was counted once."


def test_two_rows_for_one_key_that_differ_are_both_refused():
    table, findings = checked(ACTIVITY, {}, {"entity": "E2"}, {"quantity": "6"})
    assert table["entity"].to_pylist() == ["E2"]
    assert [(f.code, f.level, f.row, f.value) for f in findings] == [
        ("KEY-02", Level.REFUSED, 2, "5"),
        ("KEY-02", Level.REFUSED, 4, "6"),
    ]
    assert findings[0].problem == (
        "The same entity, period, item, role as row 4 with other contents; neither was kept."
    )


def test_every_bad_cell_of_a_row_is_told():
    table, findings = checked(
        ACTIVITY, {"quantity": "x", "unit": "y", "period": "z", "item": "w", "entity": ""}
    )
    assert table.num_rows == 0
    assert {f.column for f in findings} == {"quantity", "unit", "period", "item", "entity"}


def test_a_missing_column_is_one_finding():
    raw = pa.table({"entity": ["E1", "E2"], "period": ["2025", "2025"]}).replace_schema_metadata(
        {"header_row": "3", "sheet": "一月"}
    )
    done = examine(Batch(record("activity"), Origin("a.xlsx"), raw), timezone="Asia/Shanghai")
    assert done.table.num_rows == 0
    assert done.refused == 2
    assert [(f.code, f.column, f.row, f.sheet) for f in done.findings] == [
        ("TABLE-01", name, 3, "一月") for name in ("item", "role", "quantity", "unit")
    ]


def test_in_chinese():
    set_language("zh")
    finding = refused(ACTIVITY, {"quantity": "12万"})
    assert finding.problem == "“12万”里带有“万”，不能当作数字读取。"
    assert finding.remedy == "数量栏只写数字，把“万”写进计量单位，如“万kWh”。"


SYMBOLS = [row.symbol for row in vocabulary()]


@given(st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS))
@settings(max_examples=100, deadline=None)
def test_scales_compose_exactly(a, b, c):
    one, two, three = unit(a), unit(b), unit(c)
    if not (one.fits(two) and two.fits(three)):
        return
    assert one.ratio_to(two) * two.ratio_to(three) == one.ratio_to(three)
    assert one.ratio_to(two) * two.ratio_to(one) == Fraction(1)


@given(
    st.floats(-1e12, 1e12), st.sampled_from([Fraction(10**7), Fraction(1, 1000), Fraction(5, 18)])
)
@settings(max_examples=100, deadline=None)
def test_a_scale_rounds_once(number, ratio):
    got = scaled(np.array([number]), ratio)[0]
    exact = float(Fraction(number) * ratio)
    if 1 in {ratio.numerator, ratio.denominator}:
        assert got == exact
    else:
        assert got == pytest.approx(exact, rel=3e-16)


def test_canonical_units():
    assert canonical_unit("activity", "heat", unit("GJ")).symbol == "MJ"
    assert canonical_unit("reading", None, unit("GJ")).symbol == "kWh"
    assert canonical_unit("price", "raw_coal", unit("元/吨")).symbol == "CNY/kg"
    assert canonical_unit("price", "x", unit("degC")).symbol == "degC"
