"""Intervals of an entity's meters on their own clock, shared out among windows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.errors import BadQuery
from luheng.methods.interval_amounts import IntervalAmounts, by_window
from luheng.units import unit

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.periods import Period

__all__ = ["Meter", "Metered", "metered", "meters_of"]

_MINUTE = 60_000_000
_DAY = 1440


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter of interval values: what it measures and how long an interval is."""

    id: str
    item: str
    role: str
    step_minutes: int


@dataclass(frozen=True, slots=True)
class Metered:
    """The amounts of some meters together, per window number; the last is what no window covers."""

    meters: tuple[Meter, ...]
    unit: str
    amounts: tuple[float, ...]
    minutes: tuple[int, ...]
    present: int
    absent: int
    shared: int

    @property
    def coverage(self) -> float | None:
        """The share of intervals that have a value."""
        every = self.present + self.absent
        return self.present / every if every else None


def meters_of(
    ledger: Ledger,
    entity: str,
    period: Period,
    *,
    item: str,
    role: str,
    known_at: dt.datetime | int | None = None,
) -> tuple[Meter, ...]:
    """The meters of interval values of an entity for one item and role in a period."""
    links = ledger.read("membership", where={"relation": "meter_of"}, known=known_at).to_pylist()
    own = [
        k["child"]
        for k in links
        if k["parent"] == entity
        and k["valid_from"] < period.end
        and (k["valid_to"] is None or k["valid_to"] > period.start)
    ]
    if not own:
        return ()
    rows = ledger.read("entity", where={"id": own, "type": "meter"}, known=known_at).to_pylist()
    return tuple(
        Meter(r["id"], item, role, _minutes(r["id"], r["step"]))
        for r in sorted(rows, key=lambda r: r["id"])
        if (r["item"], r["role"]) == (item, role)
    )


def metered(
    ledger: Ledger,
    meters: Sequence[Meter],
    period: Period,
    windows: Sequence[tuple[int, int, int]],
    *,
    known_at: dt.datetime | int | None = None,
) -> Metered:
    """The amounts of meters in windows of a period; windows as ``interval_amounts`` takes them."""
    count = 1 + max((n for _, _, n in windows), default=-1)
    amounts, minutes = [0.0] * (count + 1), [0] * (count + 1)
    present = absent = shared = 0
    for meter in meters:
        found = _shared_out(ledger, meter, period, windows, known_at=known_at)
        amounts = [a + b for a, b in zip(amounts, found.amounts, strict=True)]
        minutes = [max(a, b) for a, b in zip(minutes, found.minutes, strict=True)]
        present, absent = present + found.present, absent + found.absent
        shared += found.shared
    return Metered(
        tuple(meters),
        _canonical(meters[0]),
        tuple(amounts),
        tuple(minutes),
        present,
        absent,
        shared,
    )


def _shared_out(
    ledger: Ledger,
    meter: Meter,
    period: Period,
    windows: Sequence[tuple[int, int, int]],
    *,
    known_at: dt.datetime | int | None,
) -> IntervalAmounts:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    # a day of room either way for the meter's clock against UTC
    room = dt.timedelta(days=1)
    first = dt.datetime.combine(period.start, dt.time(), dt.UTC) - room
    last = dt.datetime.combine(period.end, dt.time(), dt.UTC) + room
    rows = ledger.series(meter.id, first, last, known_at)
    rows = rows.filter(pc.equal(rows["kind"], "interval"))
    at = rows["at"].cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_numpy()
    offset = pc.fill_null(rows["offset_minutes"].cast(pa.int64()), 0).to_numpy()
    origin = (period.start - dt.date(1970, 1, 1)).days * _DAY
    begins = at // _MINUTE + offset - meter.step_minutes - origin
    values = np.asarray(pc.fill_null(rows["value"], np.nan), dtype=float)
    return by_window(
        begins,
        values * _scales(rows["unit"].to_pylist(), _canonical(meter)),
        step_minutes=meter.step_minutes,
        windows=windows,
        total_minutes=(period.end - period.start).days * _DAY,
    )


def _canonical(meter: Meter) -> str:
    return codelists.load("items").get(meter.item)["unit"]


def _scales(units: list[str], canonical: str) -> Any:
    """How many canonical units one of each row's own unit is."""
    import numpy as np

    each = {u: unit(u).ratio_to(unit(canonical)) for u in set(units)}
    return np.array([each[u].numerator / each[u].denominator for u in units])


def _minutes(meter: str, step: str | None) -> int:
    """The minutes of an interval meter's step (PT15M, PT1H)."""
    text = step or ""
    number, letter = text[2:-1], text[-1:]
    if not (text.startswith("PT") and number.isdigit() and letter in {"M", "H"}):
        raise BadQuery(
            f"计量器具 {meter} 的时段长度“{text}”不是 PT15M、PT1H 这样的时段。",
            f"The step {text!r} of the meter {meter} is no step such as PT15M or PT1H.",
        )
    return int(number) * (60 if letter == "H" else 1)
