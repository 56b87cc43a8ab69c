"""Quarter-hours of a small steel works in Gwangyang, 2018, as published by the UCI repository.

One line holds six channels of one meter. They become readings of six meters, with the works, the
meters, what each measures and what is owed. Each day's last line, which closes at midnight,
carries the date of the day that it closes (365 of 35,040 lines): the readings stay as received,
and the door applies the rule ``closing_midnight`` as a correction.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from luheng.errors import UnreadableFile
from luheng.records import Batch, Finding, Level, Origin, record

from .files import decode, form_of, letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

__all__ = ["CHANNELS", "METER", "NAME", "RULES", "TIMEZONE", "WORKS", "Channel", "read"]

NAME = "steel_works_csv"
RULES = ("closing_midnight",)
TIMEZONE = "Asia/Seoul"
WORKS = "GWANGYANG"
METER = "GWANGYANG-EM"
_STAMP = re.compile(r"^(\d{2})-(\d{2})-(\d{4}) (\d{2}):(\d{2})$")
_DATE = "date"


@dataclass(frozen=True, slots=True)
class Channel:
    """One column of the file as a meter of ours."""

    header: str
    suffix: str
    unit: str
    zh: str
    en: str
    item: str | None = None
    role: str | None = None
    note: str | None = None

    @property
    def meter(self) -> str:
        """The meter's id."""
        return f"{METER}/{self.suffix}"


CHANNELS = (
    Channel(
        "Usage_kWh", "kwh", "kWh", "有功电量", "active energy", item="electricity", role="consumed"
    ),
    Channel(
        "Lagging_Current_Reactive.Power_kVarh",
        "kvarh_lagging",
        "kvarh",
        "滞后无功电量",
        "lagging reactive energy",
        item="reactive_energy_lagging",
        role="measured",
    ),
    Channel(
        "Leading_Current_Reactive_Power_kVarh",
        "kvarh_leading",
        "kvarh",
        "超前无功电量",
        "leading reactive energy",
        item="reactive_energy_leading",
        role="measured",
    ),
    Channel(
        "CO2.tCO2.",
        "tco2",
        "tCO2",
        "二氧化碳排放（文件自带）",
        "CO2 as the file states it",
        item="co2_stated",
        role="measured",
        note="printed to 0.01 t; not computed by us",
    ),
    Channel(
        "Lagging_Current_Power_Factor",
        "pf_lagging",
        "%",
        "滞后功率因数",
        "lagging power factor",
    ),
    Channel(
        "Leading_Current_Power_Factor",
        "pf_leading",
        "%",
        "超前功率因数",
        "leading power factor",
    ),
)


def read(content: bytes, origin: Origin) -> tuple[Batch, ...]:
    """Drafts of entity, membership, expectation and reading, in this order.

    Raises:
        UnreadableFile: no text, or its header lacks the date or every channel.
    """
    form_of(content, origin.source)
    text, _ = decode(content, origin.source)
    lines = [(n, cells) for n, cells in _lines(text) if any(c.strip() for c in cells)]
    head = [c.strip() for c in lines[0][1]] if lines else []
    channels = [(head.index(c.header), c) for c in CHANNELS if c.header in head]
    if _DATE not in head or not channels:
        raise UnreadableFile(
            origin.source,
            f"表头应有 {_DATE} 与 {'、'.join(c.header for c in CHANNELS)}。",
            f"the header should hold {_DATE} and {', '.join(c.header for c in CHANNELS)}.",
            "请导入原始的 Steel_industry_data.csv。",
            "Import the original Steel_industry_data.csv.",
        )
    body, stamp = lines[1:], head.index(_DATE)
    findings = [_no_channel(origin, c) for c in CHANNELS if c.header not in head]
    whole = [(n, cells) for n, cells in body if len(cells) == len(head)]
    findings += [
        _ragged(origin, n, len(cells), len(head)) for n, cells in body if len(cells) != len(head)
    ]
    findings += _misdated(origin, whole, stamp)
    present = [c for _, c in channels]
    return (
        Batch(record("entity"), origin, _entities(present)),
        Batch(record("membership"), origin, _memberships(present)),
        Batch(record("expectation"), origin, _expectations(present)),
        Batch(record("reading"), origin, _readings(whole, stamp, channels), tuple(findings)),
    )


def _lines(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), quoting=csv.QUOTE_NONE)
    try:
        return [(reader.line_num, cells) for cells in reader]
    except csv.Error:
        return []


def _readings(
    lines: Sequence[tuple[int, list[str]]], stamp: int, channels: Sequence[tuple[int, Channel]]
) -> pa.Table:
    """All channels in file order, channel by channel; ``col`` is the channel's column letter."""
    import pyarrow as pa

    count = len(lines)
    rows = pa.array([n for n, _ in lines], pa.int32())
    at = pa.array([_local(cells[stamp]) for _, cells in lines], pa.string())
    schema = pa.schema(
        [
            pa.field("meter", pa.string()),
            pa.field("at", pa.string(), metadata={"letter": letter(stamp)}),
            pa.field("value", pa.string()),
            pa.field("unit", pa.string()),
            pa.field("kind", pa.string()),
            pa.field("sheet", pa.string()),
            pa.field("row", pa.int32()),
            pa.field("col", pa.string()),
        ]
    )
    parts = []
    for column, channel in channels:
        values = pa.array([cells[column] for _, cells in lines], pa.string())
        same = [
            pa.repeat(pa.scalar(text, pa.string()), count)
            for text in (channel.meter, channel.unit, "interval", "", letter(column))
        ]
        parts.append(
            pa.table([same[0], at, values, same[1], same[2], same[3], rows, same[4]], schema=schema)
        )
    return pa.concat_tables(parts)


def _local(text: str) -> str:
    """The stamp with the works' offset from UTC; what is no stamp stays as it is."""
    found = _STAMP.match(text.strip())
    if not found:
        return text
    day, month, year, hour, minute = map(int, found.groups())
    try:
        at = dt.datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(TIMEZONE))
    except ValueError:
        return text
    return at.isoformat(sep=" ", timespec="minutes")


def _misdated(origin: Origin, lines: Sequence[tuple[int, list[str]]], stamp: int) -> list[Finding]:
    """A finding for each 00:00 line that follows 23:45 of the same date."""
    findings = []
    for (_, before), (line, cells) in itertools.pairwise(lines):
        said, previous = cells[stamp].strip(), before[stamp].strip()
        if said.endswith(" 00:00") and previous == said.replace(" 00:00", " 23:45"):
            findings.append(
                Finding(
                    "READING-07",
                    Level.NOTED,
                    origin.source,
                    "这一行收尾当天，却写着当天的 00:00；读数照收，另按规则 closing_midnight 更正为"
                    "次日 00:00。",
                    "This line closes the day yet is stamped 00:00 of that day; it is kept as "
                    "received and the rule closing_midnight corrects it to the next day 00:00.",
                    "如果原意就是当天零点，请撤销该更正。",
                    "If the day's first instant is meant, revoke the correction.",
                    row=line,
                    column="at",
                    cell=f"{letter(stamp)}{line}",
                    value=said,
                )
            )
    return findings


def _entities(channels: Sequence[Channel]) -> pa.Table:
    import pyarrow as pa

    works: dict[str, str | None] = {
        "id": WORKS,
        "type": "site",
        "name_zh": "光阳小型钢厂（UCI 数据集）",
        "name_en": "Small steel works in Gwangyang (UCI data set)",
        "timezone": TIMEZONE,
    }
    meters: list[dict[str, str | None]] = [
        {
            "id": c.meter,
            "type": "meter",
            "name_zh": c.zh,
            "name_en": c.en,
            "item": c.item,
            "role": c.role,
            "step": "PT15M",
            "timezone": TIMEZONE,
            "note": c.note,
        }
        for c in channels
    ]
    names = ("id", "type", "name_zh", "name_en", "item", "role", "step", "timezone", "note")
    rows: list[dict[str, str | None]] = [works, *meters]
    return _placed(pa.table({n: pa.array([r.get(n) for r in rows], pa.string()) for n in names}))


def _memberships(channels: Sequence[Channel]) -> pa.Table:
    import pyarrow as pa

    count = len(channels)
    return _placed(
        pa.table(
            {
                "relation": pa.array(["meter_of"] * count, pa.string()),
                "child": pa.array([c.meter for c in channels], pa.string()),
                "parent": pa.array([WORKS] * count, pa.string()),
                "valid_from": pa.array([dt.date(2018, 1, 1)] * count, pa.date32()),
            }
        )
    )


def _expectations(channels: Sequence[Channel]) -> pa.Table:
    import pyarrow as pa

    count = len(channels)
    return _placed(
        pa.table(
            {
                "record": pa.array(["reading"] * count, pa.string()),
                "subject": pa.array([c.meter for c in channels], pa.string()),
                "step": pa.array(["PT15M"] * count, pa.string()),
                "valid_from": pa.array([dt.date(2018, 1, 1)] * count, pa.date32()),
                "valid_to": pa.array([dt.date(2019, 1, 1)] * count, pa.date32()),
            }
        )
    )


def _placed(table: pa.Table) -> pa.Table:
    """What the source's description says, and no line of it: the place is the header line."""
    import pyarrow as pa

    rows = pa.array([1] * table.num_rows, pa.int32())
    blank = pa.array([""] * table.num_rows, pa.string())
    return (
        table.append_column("sheet", blank).append_column("row", rows).append_column("col", blank)
    )


def _no_channel(origin: Origin, channel: Channel) -> Finding:
    return Finding(
        "TABLE-01",
        Level.REFUSED,
        origin.source,
        f"缺少列“{channel.header}”；该通道的读数为缺失。",
        f"The column {channel.header!r} is missing; that channel's readings are absent.",
        "请导入原始文件。",
        "Import the original file.",
        row=1,
        column="value",
        value=channel.header,
    )


def _ragged(origin: Origin, line: int, cells: int, wanted: int) -> Finding:
    return Finding(
        "TABLE-06",
        Level.REFUSED,
        origin.source,
        f"这一行有 {cells} 格，表头有 {wanted} 列。",
        f"This line has {cells} cells, the header has {wanted}.",
        "请补齐或改正该行。",
        "Complete or correct the line.",
        row=line,
    )
