"""The rows that the checks look at: a subject's members, the years around the periods asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng import codelists

from .finding import CheckFinding, checks, number

if TYPE_CHECKING:
    from luheng.apps.accounting.members import Members
    from luheng.ledger import Ledger
    from luheng.periods import Period

__all__ = ["Rows", "found", "names_of", "rows_of"]

_HISTORY = dt.timedelta(days=3 * 366)


@dataclass(frozen=True)
class Rows:
    """Temporary tables ``near`` (activities), ``measured`` (assays) and ``asked`` (the periods).

    ``near`` holds the members' activities from three years before the periods to their end; its
    column ``within`` says whether a row lies in a period asked, ``year`` whether in its year.
    """

    cursor: Any
    first: dt.date
    end: dt.date
    known_day: dt.date

    def ask(self, sql: str) -> list[dict[str, Any]]:
        """The rows of a SELECT."""
        found: list[dict[str, Any]] = self.cursor.execute(sql).to_arrow_table().to_pylist()
        return found


@contextmanager
def rows_of(
    ledger: Ledger, members: Members, periods: Sequence[Period], known_at: dt.datetime | int | None
) -> Iterator[Rows]:
    """The rows of some members around some periods, as known; gone when the context ends."""
    import pyarrow as pa

    known = ledger.known(known_at)
    first, end = min(p.start for p in periods), max(p.end for p in periods)
    lists = {
        "energy": codelists.load("energy_carriers"),
        "goods": codelists.load("products"),
    }
    columns = (
        "entity, item, role, period, period_start, period_end, period_grain, amount, "
        'canonical_unit, quantity, unit, source, sheet, "row", col'
    )
    with closing(ledger.connection().cursor()) as cursor:
        cursor.register("member", pa.table({"id": pa.array(members.entities, pa.string())}))
        for name, one in lists.items():
            cursor.register(name, pa.table({"item": sorted(one.ids())}))
        cursor.execute(
            f"CREATE TEMP TABLE near AS SELECT {columns}, period_start >= '{first}' AND "
            f"period_end <= '{end}' AS within, year(period_start) BETWEEN {first.year} AND "
            f"{(end - dt.timedelta(days=1)).year} AS year FROM "
            f"({ledger.relation_sql('activity', known)}) AS a SEMI JOIN member ON "
            f"a.entity = member.id WHERE state = 'value' AND amount IS NOT NULL AND "
            f"period_start >= '{first - _HISTORY}' AND period_start < '{_year_end(end)}'"
        )
        cursor.execute(
            "CREATE TEMP TABLE measured AS SELECT entity, item, property, period, period_start, "
            'period_end, quantity, unit, source, sheet, "row", col FROM '
            f"({ledger.relation_sql('assay', known)}) AS a SEMI JOIN member ON "
            f"a.entity = member.id WHERE quantity IS NOT NULL AND period_start < '{end}' AND "
            f"period_end > '{first}'"
        )
        yield Rows(cursor, first, end, _day(ledger, known_at))


def _year_end(end: dt.date) -> dt.date:
    return dt.date((end - dt.timedelta(days=1)).year + 1, 1, 1)


def _day(ledger: Ledger, known_at: dt.datetime | int | None) -> dt.date:
    from luheng.engine.evaluate import known_day

    return known_day(ledger, known_at, ledger.known(known_at))


def names_of(dimension: str, code: str) -> tuple[str, str]:
    """The Chinese and the English name of a code."""
    listed = codelists.load(dimension)
    if code not in listed.ids():
        return code, code
    row = listed.get(code)
    return row["zh"] or code, row["en"] or code


def found(
    code: str, row: Mapping[str, Any], *, zh: Mapping[str, object], en: Mapping[str, object]
) -> CheckFinding:
    """A finding at a row; item, role, period, value and unit are filled in from it."""
    check = checks()[code]
    item, role = row.get("item") or "", row.get("role") or ""
    names, roles = names_of("items", item), names_of("activity_roles", role)
    both: dict[str, object] = {"period": row.get("period"), "unit": row.get("unit")}
    if row.get("quantity") is not None:
        both["value"] = number(row["quantity"])
    line, letter = row.get("row"), row.get("col") or ""
    place = "!".join(p for p in (row.get("sheet") or "", f"{letter}{line}" if line else "") if p)
    return CheckFinding(
        check,
        row["entity"],
        str(row.get("period") or ""),
        item,
        {**both, "item": names[0], "role": roles[0], **zh},
        {**both, "item": names[1], "role": roles[1], **en},
        check.level,
        row.get("source") or "",
        place,
    )
