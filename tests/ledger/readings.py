"""Readings for the ledger's tests: a row is (meter, hour of 2025-01-01 UTC, value)."""

import datetime as dt

import pyarrow as pa

from luheng.ledger import Ledger, Receipt
from luheng.ledger.layout import layout_of
from luheng.records import Origin

LAYOUT = layout_of("reading")
EXPECTED = pa.schema([(c, k) for c, k in LAYOUT.facts.items() if c != "receipt"])
INSTANT = pa.timestamp("us", tz="UTC")


def at(hour):
    return dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hour)


def readings(rows, source="a.csv"):
    """A table as intake hands it over."""
    out = [
        {
            "meter": meter,
            "at": at(hour),
            "value": value,
            "unit": "kWh",
            "kind": "interval",
            "quality": "measured",
            "amount": value,
            "canonical_unit": "kWh",
            "offset_minutes": 480,
            "source": source,
            "sheet": "",
            "row": number,
            "col": "C",
        }
        for number, (meter, hour, value) in enumerate(rows, start=2)
    ]
    return pa.Table.from_pylist(out, schema=EXPECTED)


def append(ledger: Ledger, rows, source="a.csv", sha256=None, **more) -> Receipt:
    origin = Origin(source, source if sha256 is None else sha256)
    return ledger.append(
        "reading", readings(rows, source), origin=origin, recorded_by="tester", **more
    )


def corrections(pairs):
    """A table for ``correct``: pairs of a key as received and the row that shall hold."""
    table = readings([new for _, new in pairs]).drop(list(LAYOUT.origin))
    table = table.append_column("key_meter", pa.array([k[0] for k, _ in pairs], pa.string()))
    return table.append_column("key_at", pa.array([at(k[1]) for k, _ in pairs], INSTANT))


def correct(ledger: Ledger, pairs, rule="misdated_midnight") -> Receipt:
    return ledger.correct(
        "reading", corrections(pairs), rule=rule, reason="24:00", recorded_by="tester"
    )


def visible(ledger: Ledger, known=None):
    """What is seen: {(meter, hour): value}; fails if a key is seen twice."""
    rows = ledger.read("reading", known=known).select(["meter", "at", "value"]).to_pylist()
    seen = {(r["meter"], round((r["at"] - at(0)).total_seconds() / 3600)): r["value"] for r in rows}
    assert len(seen) == len(rows)
    return seen
