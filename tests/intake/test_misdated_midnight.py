"""The rule closing_midnight: which rows it moves, and which it leaves alone."""

import datetime as dt

import pyarrow as pa
import pytest

from luheng.methods.misdated_midnight import closing_midnight

SEOUL = dt.timezone(dt.timedelta(hours=9))


def rows(*said, meter="M", source="a.csv", offset=540):
    zone = dt.timezone(dt.timedelta(minutes=offset))
    return [
        {
            "meter": meter,
            "at": dt.datetime.strptime(at, "%d %H:%M").replace(2018, 1, tzinfo=zone),
            "value": float(n),
            "offset_minutes": offset,
            "source": source,
            "sheet": "",
            "row": n,
        }
        for n, at in enumerate(said, start=2)
    ]


def moved(readings, **named):
    schema = pa.schema(
        [
            ("meter", pa.string()),
            ("at", pa.timestamp("us", tz="UTC")),
            ("value", pa.float64()),
            ("offset_minutes", pa.int16()),
            ("source", pa.string()),
            ("sheet", pa.string()),
            ("row", pa.int32()),
        ]
    )
    table = pa.Table.from_pylist(readings, schema=schema)
    out = closing_midnight(table, **named)
    assert out.column_names == ["key_meter", "key_at", *schema.names]
    assert out.schema.field("at").type == schema.field("at").type
    return [
        (
            r["row"],
            f"{r['key_at'].astimezone(SEOUL):%d %H:%M}",
            f"{r['at'].astimezone(SEOUL):%d %H:%M}",
        )
        for r in out.to_pylist()
    ]


DAY = ("01 23:30", "01 23:45", "01 00:00", "02 00:15")


def test_the_row_that_closes_the_day():
    assert moved(rows(*DAY)) == [(4, "01 00:00", "02 00:00")]


def test_in_whatever_order_the_rows_come():
    assert moved(rows(*DAY)[::-1]) == [(4, "01 00:00", "02 00:00")]


@pytest.mark.parametrize(
    "said",
    [
        ("01 23:45", "02 00:00"),  # dated rightly
        ("01 00:00", "01 00:15"),  # opens the day and the file
        ("01 23:30", "01 00:00"),  # the last quarter is missing: not known
        ("01 23:45", "01 00:15"),
        ("31 23:45", "01 00:00"),
        (),
    ],
)
def test_rows_that_stay(said):
    assert moved(rows(*said)) == []


def test_meters_and_files_are_not_mixed():
    assert moved([*rows("01 23:45"), *rows("01 00:00", meter="N")]) == []
    other = rows("01 00:00", source="b.csv")
    other[0]["row"] = 3
    assert moved([*rows("01 23:45"), *other]) == []
    both = [*rows(*DAY), *rows(*DAY, meter="N")]
    assert [r for r, _, _ in moved(both)] == [4, 4]


def test_the_day_is_the_local_one():
    assert moved(rows(*DAY, offset=480)) == [(4, "01 01:00", "02 01:00")]


def test_other_steps():
    hours = rows("01 22:00", "01 23:00", "01 00:00")
    assert moved(hours) == []
    assert moved(hours, step_minutes=60) == [(4, "01 00:00", "02 00:00")]
