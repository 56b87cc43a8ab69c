"""Closing midnight: a reading that closes a day but is stamped with the first instant of that day.

Loggers that write the date of the day that they close put 00:00 after 23:45 with the same date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["RULE", "closing_midnight"]

#: the rule's name on every row that it corrects
RULE = "closing_midnight"
_DAY = 1440
_MINUTE = 60_000_000


def closing_midnight(readings: pa.Table, *, step_minutes: int = 15) -> pa.Table:
    """The readings to be moved from D 00:00 to D+1 00:00, with the keys as received.

    Reads ``meter``, ``at`` (UTC), ``offset_minutes`` (local minus UTC) and the place ``source``,
    ``sheet``, ``row`` of each reading; rows may come in any order. Moves a row if, in the order of
    its file, the row of the same meter right before it closes the last but one step of the same
    local day. The offset as received is taken to hold at the new instant too.

    Gives ``key_meter`` and ``key_at`` of the row as received and all columns with ``at`` moved.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    place = [("meter", "ascending"), ("source", "ascending"), ("sheet", "ascending")]
    order = pc.sort_indices(readings, sort_keys=[*place, ("row", "ascending")])
    ordered = readings.take(order)
    count = ordered.num_rows
    at = ordered["at"].combine_chunks().cast(pa.timestamp("us", tz="UTC"))
    utc = np.asarray(at.cast(pa.int64()), dtype=np.int64)
    offset = np.asarray(pc.fill_null(ordered["offset_minutes"], 0), dtype=np.int64)
    minutes = utc // _MINUTE + offset
    day, minute = minutes // _DAY, minutes % _DAY
    exact = utc % _MINUTE == 0
    move = np.zeros(count, dtype=bool)
    if count > 1:
        same = np.ones(count - 1, dtype=bool)
        for name, _ in place:
            code = _codes(ordered[name])
            same &= code[1:] == code[:-1]
        closes = (minute[1:] == 0) & exact[1:]
        before = (day[:-1] == day[1:]) & (minute[:-1] == _DAY - step_minutes) & exact[:-1]
        move[1:] = same & closes & before
    moved = ordered.filter(pa.array(move))
    keys = {"key_meter": moved["meter"], "key_at": moved["at"]}
    later = pa.array(utc[move] + _DAY * _MINUTE, pa.int64()).cast(pa.timestamp("us", tz="UTC"))
    columns = {n: (later if n == "at" else moved[n]) for n in moved.column_names}
    return pa.table({**keys, **columns})


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    import numpy as np
    import pyarrow.compute as pc

    encoded = pc.fill_null(column, "").combine_chunks().dictionary_encode()
    return np.asarray(encoded.indices)
