"""Periods, days and instants, parsed once per distinct text."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.errors import BadPeriod
from luheng.periods import Period, parse_period
from luheng.records import Level

from .examination import Examination, Words, uniques
from .texts import taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pyarrow as pa

__all__ = ["check_day", "check_instant", "check_period"]

_ISO = r"^[0-9]{4}-[01][0-9]-[0-3][0-9][ T](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?$"
_INSTANT = re.compile(
    r"^(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[T\s]*(?P<hour>\d{1,2})[:时点](?:(?P<minute>\d{1,2})分?)?(?::?(?P<second>\d{1,2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?秒?)?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?$",
    re.ASCII,
)
_MICRO = 1_000_000
_CLOSING_HOUR = 24
_EPOCH = dt.date(1970, 1, 1)


def check_period(exam: Examination, name: str) -> None:
    """A reporting period, written anew in the one way, with its bounds and grain."""
    import pyarrow as pa

    values, codes = uniques(exam.raw[name])
    periods = [_period(v) for v in values]
    _refuse(exam, name, codes, [p is None for p in periods], _bad_period)
    exam.typed[name] = taken([p.text if p else None for p in periods], codes, pa.string())
    exam.typed["period_start"] = taken(
        [p.start if p else None for p in periods], codes, pa.date32()
    )
    exam.typed["period_end"] = taken([p.end if p else None for p in periods], codes, pa.date32())
    exam.typed["period_grain"] = taken(
        [p.grain if p else None for p in periods], codes, pa.string()
    )


def _period(value: str) -> Period | None:
    try:
        return parse_period(re.sub(r"[ T]00:00(?::00(?:\.0+)?)?$", "", value))
    except BadPeriod:
        return None


def _bad_period(exam: Examination, name: str, row: int) -> Words:
    text = exam.value(name, row)
    return Words(
        f"“{text}”不是报告期。",
        f"{text!r} is no reporting period.",
        "写法：2025、2025-Q1、2025-05、2025-05-01；多年 2016/2020。",
        "Write 2025, 2025-Q1, 2025-05, 2025-05-01, or 2016/2020 for a span of years.",
    )


def _refuse(
    exam: Examination, name: str, codes: np.ndarray, bad: Sequence[bool], words: object
) -> None:
    import numpy as np

    wrong = [n for n, b in enumerate(bad) if b]
    if wrong:
        rows = np.flatnonzero(np.isin(codes, wrong))
        exam.tell(rows, name, "PERIOD-01", lambda row: words(exam, name, row))  # type: ignore[operator]


def check_day(exam: Examination, name: str) -> None:
    """A calendar day."""
    import pyarrow as pa

    column = exam.raw[name]
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        exam.typed[name] = column.cast(pa.date32(), safe=False)
        return
    values, codes = uniques(column)
    periods = [_period(v) for v in values]
    days = [p.start if p and p.grain == "day" else None for p in periods]
    _refuse(exam, name, codes, [d is None for d in days], _bad_day)
    exam.typed[name] = taken(days, codes, pa.date32())


def _bad_day(exam: Examination, name: str, row: int) -> Words:
    text = exam.value(name, row)
    return Words(
        f"“{text}”不是日期。", f"{text!r} is no day.", "写法：2025-05-01。", "Write 2025-05-01."
    )


@dataclass(frozen=True, slots=True)
class _Moment:
    """Microseconds of the wall clock since 1970, minutes from UTC if written, what was done."""

    wall: int
    offset: int | None = None
    closing: bool = False
    no_time: bool = False


def check_instant(exam: Examination, name: str, timezone: str) -> None:
    """An instant in UTC and its local offset; without a zone it is in the workspace's."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = exam.raw[name]
    if pa.types.is_timestamp(column.type) and column.type.tz:
        utc = column.cast(pa.timestamp("us", tz="UTC"), safe=False)
        local = pc.local_timestamp(column.cast(pa.timestamp("us", tz=column.type.tz), safe=False))
        exam.typed[name] = utc
        _offsets(exam, utc, local)
        return
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        _local(exam, name, column.cast(pa.timestamp("us"), safe=False), timezone)
        return
    if pc.all(pc.match_substring_regex(column, _ISO), skip_nulls=True).as_py() is not False:
        try:
            walls = pc.replace_substring(column, " ", "T").cast(pa.timestamp("us"))
        except pa.ArrowInvalid:
            pass  # a day such as 30 February: told one by one below
        else:
            _local(exam, name, walls, timezone)
            return
    values, codes = uniques(column)
    moments = [_moment(v) for v in values]
    _refuse(exam, name, codes, [m is None for m in moments], _bad_instant)
    _note(exam, name, codes, moments)
    wall = taken([m.wall if m else None for m in moments], codes, pa.int64())
    said = taken([m.offset if m else None for m in moments], codes, pa.int64())
    _local(exam, name, wall.cast(pa.timestamp("us")), timezone, said)


def _local(
    exam: Examination,
    name: str,
    wall: pa.Array,
    timezone: str,
    said: pa.Array | None = None,
) -> None:
    """From the wall clock to UTC; where a written offset (minutes) is given, by that."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    first = pc.assume_timezone(wall, timezone, ambiguous="earliest", nonexistent="earliest")
    last = pc.assume_timezone(wall, timezone, ambiguous="latest", nonexistent="latest")
    back = pc.local_timestamp(first)
    none = np.asarray(pc.fill_null(pc.not_equal(back, wall), False))
    twice = np.asarray(pc.fill_null(pc.not_equal(first, last), False)) & ~none
    utc = first.cast(pa.timestamp("us", tz="UTC"))
    if said is not None and said.null_count < len(said):
        zoned = np.asarray(pc.is_valid(said))
        by_offset = pc.subtract(
            wall.cast(pa.int64()), pc.multiply(pc.fill_null(said, 0), 60 * _MICRO)
        ).cast(pa.timestamp("us", tz="UTC"))
        utc = pc.if_else(pa.array(zoned), by_offset, utc)
        none, twice = none & ~zoned, twice & ~zoned
    exam.tell(np.flatnonzero(none), name, "PERIOD-02", _no_such_time(timezone))
    exam.tell(np.flatnonzero(twice), name, "PERIOD-02", _two_such_times(timezone), Level.DOUBT)
    exam.typed[name] = utc
    _offsets(exam, utc, wall)


def _offsets(exam: Examination, utc: pa.Array, wall: pa.Array) -> None:
    """Minutes of local time minus UTC, for records that keep them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if "offset_minutes" not in exam.batch.record.derived():
        return
    gap = pc.subtract(wall.cast(pa.int64()), utc.cast(pa.int64()))
    exam.typed["offset_minutes"] = pc.divide(gap, 60 * _MICRO).cast(pa.int16(), safe=False)


def _moment(text: str) -> _Moment | None:
    found = _INSTANT.match(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    second = int(found["second"] or 0)
    closing = hour == _CLOSING_HOUR and minute == 0 and second == 0
    try:
        day = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
        dt.time(0 if closing else hour, minute, second)
    except ValueError:
        return None
    seconds = (day - _EPOCH).days * 86400 + hour * 3600 + minute * 60 + second
    micro = seconds * _MICRO + int((found["fraction"] or "0").ljust(6, "0")[:6])
    zone, offset = found["zone"], None
    if zone:
        sign = -1 if zone.startswith("-") else 1
        digits = zone.strip("+-").replace(":", "")
        offset = 0 if zone == "Z" else sign * (int(digits[:2]) * 60 + int(digits[2:]))
    return _Moment(micro, offset, closing, found["hour"] is None)


def _note(
    exam: Examination, name: str, codes: np.ndarray, moments: Sequence[_Moment | None]
) -> None:
    import numpy as np

    closing = [n for n, m in enumerate(moments) if m and m.closing]
    if closing:
        exam.tell(
            np.flatnonzero(np.isin(codes, closing)),
            name,
            "READING-07",
            lambda row: _read_as_next_day(moments[int(codes[row])]),
            Level.NOTED,
        )
    dateless = [n for n, m in enumerate(moments) if m and m.no_time]
    if dateless:
        exam.tell(
            np.flatnonzero(np.isin(codes, dateless)),
            name,
            "PERIOD-04",
            Words(
                "没有写时刻，按当天 00:00 读取。",
                "No time of day is written; it was read as 00:00.",
                "如果是别的时刻，请写明，如 2025-05-03 08:00。",
                "If another is meant, write it, for instance 2025-05-03 08:00.",
            ),
            Level.NOTED,
        )


def _read_as_next_day(moment: _Moment | None) -> Words:
    day = _EPOCH + dt.timedelta(microseconds=moment.wall if moment else 0)
    shown = f"{day.isoformat()} 00:00"
    return Words(
        f"24:00 按次日零点 {shown} 读取。",
        f"24:00 was read as {shown}.",
        "如果是这个意思，无需处理。",
        "Nothing to do if that is what you meant.",
    )


def _bad_instant(exam: Examination, name: str, row: int) -> Words:
    text = exam.value(name, row)
    return Words(
        f"“{text}”不是时刻。",
        f"{text!r} is no instant.",
        "写法：2025-05-03 08:00；带时区 2025-05-03 08:00+08:00。",
        "Write 2025-05-03 08:00, or with a zone 2025-05-03 08:00+08:00.",
    )


def _no_such_time(timezone: str) -> Words:
    return Words(
        f"时区 {timezone} 没有这个时刻（当时拨快了时钟）。",
        f"There was no such time in {timezone}: the clocks had been put forward.",
        "请写明与 UTC 的时差，如 +08:00。",
        "Write the offset from UTC, for instance +08:00.",
    )


def _two_such_times(timezone: str) -> Words:
    return Words(
        f"时区 {timezone} 这个时刻出现过两次（当时拨慢了时钟），按第一次读取。",
        f"This time occurred twice in {timezone}: the clocks were put back; read as the first.",
        "请写明与 UTC 的时差，如 +08:00。",
        "Write the offset from UTC, for instance +08:00.",
    )
