"""Small worlds for tests: rows as a person writes them, appended to a real ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from luheng.codelists import load
from luheng.ledger import Ledger, Workspace
from luheng.periods import parse_period
from luheng.records import Origin, record
from luheng.units import unit

SHANGHAI = 480

Row = Mapping[str, Any]


def workspace(folder: Path, **settings: Any) -> Workspace:
    return Workspace.create(folder, **settings)


def append(ledger: Ledger, name: str, rows: Sequence[Row], source: str = "test.csv") -> Any:
    """Append rows of a record; derived columns are worked out from what is given."""
    own = record(name)
    columns = {
        **{n: c.arrow_type() for n, c in own.columns().items()},
        **own.derived(),
        "source": pa.string(),
        "sheet": pa.string(),
        "row": pa.int32(),
        "col": pa.string(),
    }
    full = [_complete(name, dict(r), n, source) for n, r in enumerate(rows, start=2)]
    table = pa.Table.from_pylist(
        [{c: r.get(c) for c in columns} for r in full], schema=pa.schema(list(columns.items()))
    )
    origin = Origin(source, sha256=f"{hash(str(full)):x}")
    return ledger.append(own, table, origin=origin, recorded_by="test")


def _complete(name: str, row: dict[str, Any], number: int, source: str) -> dict[str, Any]:
    own = record(name)
    for column, said in own.columns().items():
        if said.default is not None:
            row.setdefault(column, said.default)
    row.setdefault("source", source)
    row.setdefault("row", number)
    if "period_start" in own.derived() and "period" in row:
        period = parse_period(row["period"])
        row.update(period_start=period.start, period_end=period.end, period_grain=period.grain)
    value = own.value_column
    if value and "amount" in own.derived():
        held = row.get(value)
        given = unit(row["unit"]) if row.get("unit") else None
        target = given
        item = row.get("item")
        if name != "assay" and item and item in load("items").ids():
            target = unit(load("items").get(item)["unit"])
        if held is not None and given is not None and target is not None:
            row["amount"] = held * float(given.ratio_to(target))
            row["canonical_unit"] = target.symbol
        row.setdefault("state", "value")
    if name == "reading":
        row.setdefault("offset_minutes", SHANGHAI)
    return row


def activity(
    entity: str, period: str, item: str, quantity: float | None, said: str, **more: Any
) -> Row:
    return {
        "entity": entity, "period": period, "item": item, "role": "consumed",
        "quantity": quantity, "unit": said, **more,
    }  # fmt: skip


def quarter_hours(meter: str, first: dt.datetime, count: int, value: float = 1.0) -> list[Row]:
    """Quarter-hours that close at local times from ``first`` on, in China's time."""
    start = first.replace(tzinfo=dt.UTC) - dt.timedelta(minutes=SHANGHAI)
    step = dt.timedelta(minutes=15)
    return [
        {"meter": meter, "at": start + step * n, "value": value, "unit": "kWh"}
        for n in range(count)
    ]


def meter(id_: str, item: str = "electricity", role: str = "consumed") -> Row:
    return {"id": id_, "type": "meter", "item": item, "role": role}


def member(
    relation: str, child: str, parent: str, start: str = "2000-01-01", end: str | None = None
) -> Row:
    return {
        "relation": relation, "child": child, "parent": parent,
        "valid_from": dt.date.fromisoformat(start),
        "valid_to": dt.date.fromisoformat(end) if end else None,
    }  # fmt: skip


def expected(
    record_: str, subject: str, step: str, start: str, end: str | None = None, **more: Any
) -> Row:
    return {
        "record": record_, "subject": subject, "step": step,
        "valid_from": dt.date.fromisoformat(start),
        "valid_to": dt.date.fromisoformat(end) if end else None, **more,
    }  # fmt: skip
