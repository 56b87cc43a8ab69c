"""Expected rows: what should be there in each period, from the expectations on record (A2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from luheng.errors import BadPeriod
from luheng.periods import Period, Validity, iter_periods
from luheng.rules import Source

__all__ = ["expected_rows", "steps_within"]

_STEP = re.compile(r"^P(?:(\d+)([YMD])|T(\d+)([HM]))$")
_CALENDAR = {("Y", 1): "year", ("M", 1): "month", ("M", 3): "quarter", ("D", 1): "day"}


def steps_within(step: str, valid: Validity, period: Period) -> int:
    """How many steps (PT15M, P1D, P1M, P1Y) of an expectation end within a period.

    Raises:
        BadPeriod: the step is no ISO 8601 duration that is known here.
    """
    found = _STEP.match(step)
    if not found:
        raise BadPeriod(step)
    start = max(valid.start, period.start)
    end = period.end if valid.end is None else min(valid.end, period.end)
    if end <= start:
        return 0
    if found[3]:
        minutes = int(found[3]) * (60 if found[4] == "H" else 1)
        return (end - start).days * 1440 // minutes
    grain = _CALENDAR.get((found[2], int(found[1])))
    if grain is None:
        raise BadPeriod(step)
    return sum(1 for p in iter_periods(start, end, grain) if p.start >= start and p.end <= end)


def expected_rows(
    expectations: pa.Table,
    entities: pa.Table | None,
    source: Source,
    periods: Sequence[Period],
) -> pa.Table | None:
    """Dimensions, period and ``owed`` (rows) for a source; None where nothing is on record."""
    dims = [d for d in source.grain if d != "period"]
    subject = next((d for d in ("meter", "entity", "region") if d in dims), None)
    if subject is None:
        return None
    meters = _meters(entities) if entities is not None else {}
    owed: dict[tuple[str, ...], int] = {}
    for row in expectations.to_pylist():
        if row["record"] != source.record:
            continue
        known: dict[str, Any] = {subject: row["subject"], **meters.get(row["subject"], {})}
        for name in ("item", "role"):
            if name not in known and (name in dims or name in source.where):
                known[name] = row[name]
        if any(known[n] not in some for n, some in source.where.items() if n in known):
            continue  # another item, or any item, is none that the source holds
        if any(known.get(d) in (None, "*") for d in dims):
            continue  # an expectation of any item says nothing of one item
        valid = Validity(row["valid_from"], row["valid_to"])
        for period in periods:
            count = steps_within(row["step"], valid, period)
            if count:
                key = (*(str(known[d]) for d in dims), period.text)
                owed[key] = owed.get(key, 0) + count
    if not owed:
        return None
    columns = list(zip(*owed, strict=True))
    names = [*dims, "period"]
    table: dict[str, Any] = {
        n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)
    }
    table["owed"] = pa.array(list(owed.values()), pa.int64())
    return pa.table(table)


def _meters(entities: pa.Table) -> dict[str, dict[str, Any]]:
    columns = ("id", "type", "item", "role")
    rows = zip(*(entities[c].to_pylist() for c in columns), strict=True)
    return {i: {"item": item, "role": role} for i, t, item, role in rows if t == "meter"}
