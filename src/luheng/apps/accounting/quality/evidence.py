"""Evidence: how the rows under a subject's figures were got, counted by item, role and class."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .scale import scale

if TYPE_CHECKING:
    from luheng.apps.accounting.members import Members
    from luheng.apps.accounting.reach import Touch
    from luheng.ledger import Ledger
    from luheng.periods import Period

__all__ = ["Cell", "Evidence", "evidence_of"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows of one record, item and role, of one class: their number and absolute amount."""

    record: str
    item: str
    role: str
    rank: int
    rows: int
    amount: float

    def row(self) -> Mapping[str, object]:
        """What a touch looks at."""
        return {"item": self.item, "role": self.role}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The cells of a subject in a period, and which properties were measured of which item."""

    cells: tuple[Cell, ...] = ()
    assays: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def under(self, touches: Iterable[Touch]) -> tuple[Cell, ...]:
        """The cells that some touches read; a meter counts where the entity filed nothing."""
        wanted = tuple(touches)
        found = [c for c in self.cells if any(self._reads(t, c) for t in wanted)]
        filed = {(c.item, c.role) for c in found if c.record == "activity"}
        return tuple(c for c in found if c.record == "activity" or (c.item, c.role) not in filed)

    def _reads(self, touch: Touch, cell: Cell) -> bool:
        measured = not touch.assay or (cell.item, touch.assay) in self.assays
        return touch.record == cell.record and measured and touch.takes(cell.row())


def evidence_of(
    ledger: Ledger, members: Members, period: Period, known_at: dt.datetime | int | None = None
) -> Evidence:
    """What the ledger holds of a subject's members in a period, as known."""
    import pyarrow as pa

    known = ledger.known(known_at)
    bounds = f"period_start >= '{period.start}' AND period_end <= '{period.end}'"
    with closing(ledger.connection().cursor()) as cursor:
        cursor.register("member", pa.table({"id": pa.array(members.entities, pa.string())}))
        cursor.register("meter", pa.table({"id": pa.array(members.meters, pa.string())}))
        activity = _rows(
            cursor,
            "SELECT item, role, method, origin, count(*) AS rows, sum(abs(amount)) AS amount FROM "
            f"({ledger.relation_sql('activity', known)}) AS a SEMI JOIN member ON "
            f"a.entity = member.id WHERE state = 'value' AND {bounds} GROUP BY ALL",
        )
        assays = _rows(
            cursor,
            "SELECT DISTINCT item, property FROM "
            f"({ledger.relation_sql('assay', known)}) AS a SEMI JOIN member ON "
            f"a.entity = member.id WHERE period_start < '{period.end}' "
            f"AND period_end > '{period.start}'",
        )
        readings = _readings(cursor, ledger, members, period, known)
    return Evidence(
        (*_activity_cells(activity), *_reading_cells(readings)),
        frozenset((r["item"], r["property"]) for r in assays),
    )


def _rows(cursor: Any, sql: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cursor.execute(sql).to_arrow_table().to_pylist()
    return found


def _readings(
    cursor: Any, ledger: Ledger, members: Members, period: Period, known: int
) -> list[dict[str, Any]]:
    """Interval readings of the members' meters by quality, on each meter's own clock."""
    if not members.meters:
        return []
    local = "r.at AT TIME ZONE 'UTC' + to_minutes(coalesce(r.offset_minutes, 0))"
    return _rows(
        cursor,
        "SELECT e.item, e.role, r.quality, count(*) AS rows, sum(abs(r.amount)) AS amount FROM "
        f"({ledger.relation_sql('reading', known)}) AS r SEMI JOIN meter ON r.meter = meter.id "
        f"JOIN ({ledger.relation_sql('entity', known)}) AS e ON e.id = r.meter "
        f"WHERE {local} > '{period.start}' AND {local} <= '{period.end}' GROUP BY ALL",
    )


def _activity_cells(rows: Iterable[Mapping[str, Any]]) -> Iterable[Cell]:
    for r in rows:
        rank = scale().class_of(r["method"], r["origin"]).rank
        yield Cell("activity", r["item"], r["role"], rank, r["rows"], r["amount"] or 0.0)


def _reading_cells(rows: Iterable[Mapping[str, Any]]) -> Iterable[Cell]:
    for r in rows:
        rank = scale().class_of_reading(r["quality"]).rank
        item, role = r["item"] or "", r["role"] or ""
        yield Cell("reading", item, role, rank, r["rows"], r["amount"] or 0.0)
