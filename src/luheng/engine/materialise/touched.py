"""What receipts touched, in the ledger's own terms: subjects and the days that are in question.

Each function gives (subject, first day, day after the last) for the rows that changed after a
receipt. Days may be more than changed, never fewer: a stored figure is worked out again for
nothing rather than left stale.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.periods import parse_period
from luheng.records import record
from luheng.rules import Source

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["Touch", "Touched"]

_EVER = dt.date.max
#: no zone is further from UTC, so that a reading's local day lies this near
_ZONES = "INTERVAL 14 HOUR"


@dataclass(frozen=True, slots=True)
class Touch:
    """One subject and a stretch of days, half-open; no subject means all of them."""

    subject: str | None
    start: dt.date = dt.date.min
    end: dt.date = _EVER


@dataclass(frozen=True)
class Touched:
    """What changed in one ledger from the receipt after ``since`` up to ``known``."""

    ledger: Ledger
    since: int
    known: int

    @functools.cached_property
    def _records(self) -> frozenset[str]:
        return self.ledger.records_touched(self.since, self.known)

    def rows(self, source: Source) -> tuple[Touch, ...]:
        """Rows of a source that came, changed or moved."""
        if source.record not in self._records:
            return ()
        if source.record == "reading":
            return self._readings()
        keys = record(source.record).keys()
        subject = next((d for d in ("entity", "region", "meter") if d in source.grain), "")
        if subject not in keys or "period" not in keys:
            found = self._run(
                f"SELECT 1 FROM ({self._versions(source.record, first=False)}) LIMIT 1"
            )
            return (Touch(None),) if found else ()
        versions = self._versions(source.record, first=False)
        found = self._run(
            f'WITH v AS ({versions}) SELECT "{subject}", "period" FROM v '
            f'UNION SELECT "key_{subject}", "key_period" FROM v'
        )
        spans = {text: parse_period(text) for text in {text for _, text in found}}
        return tuple(Touch(who, spans[text].start, spans[text].end) for who, text in found)

    def _readings(self) -> tuple[Touch, ...]:
        versions = self._versions("reading", first=False)
        local = "(\"at\" AT TIME ZONE 'UTC') + to_minutes(offset_minutes) - INTERVAL 1 SECOND"
        found = self._run(
            f"WITH v AS ({versions}), d AS ("
            f"SELECT meter, CAST({local} AS DATE) AS low, CAST({local} AS DATE) AS high FROM v "
            f"UNION ALL SELECT key_meter, CAST((key_at AT TIME ZONE 'UTC') - {_ZONES} AS DATE), "
            f"CAST((key_at AT TIME ZONE 'UTC') + {_ZONES} AS DATE) FROM v "
            'WHERE key_at <> "at" OR key_meter <> meter) '
            "SELECT meter, min(low), max(high) FROM d WHERE low IS NOT NULL "
            "GROUP BY meter, date_trunc('month', low)"
        )
        day = dt.timedelta(days=1)
        return tuple(Touch(who, low, high + day) for who, low, high in found)

    def expectations(self, of: str) -> tuple[Touch, ...]:
        """What is expected of a record: each subject whose coverage may be another."""
        if "expectation" not in self._records:
            return ()
        versions = self._versions("expectation")
        found = self._run(
            f"WITH v AS ({versions}) SELECT subject, least(min(valid_from), min(key_valid_from)), "
            "CASE WHEN bool_or(valid_to IS NULL) THEN NULL ELSE max(valid_to) END FROM ("
            "SELECT subject, record, valid_from, key_valid_from, valid_to FROM v UNION ALL "
            "SELECT key_subject, key_record, valid_from, key_valid_from, valid_to FROM v) "
            f"WHERE record = '{of}' GROUP BY subject"
        )
        return tuple(Touch(who, low, high or _EVER) for who, low, high in found)

    def meters(self) -> tuple[Touch, ...]:
        """Meters whose item or role may be another, for all time."""
        if "entity" not in self._records:
            return ()
        versions = self._versions("entity")
        found = self._run(
            f"WITH v AS ({versions}) SELECT id FROM v WHERE type = 'meter' "
            "UNION SELECT key_id FROM v WHERE type = 'meter'"
        )
        return tuple(Touch(who) for (who,) in found)

    def links(self, relation: str) -> tuple[Touch, ...]:
        """Children that have come under a parent, or left one, along a relation."""
        if "membership" not in self._records:
            return ()
        versions = self._versions("membership")
        found = self._run(
            f"WITH v AS ({versions}) SELECT child, least(min(valid_from), min(key_valid_from)), "
            "CASE WHEN bool_or(valid_to IS NULL) THEN NULL ELSE max(valid_to) END FROM ("
            "SELECT child, relation, valid_from, key_valid_from, valid_to FROM v UNION ALL "
            "SELECT key_child, key_relation, valid_from, key_valid_from, valid_to FROM v) "
            f"WHERE relation = '{relation}' GROUP BY child"
        )
        return tuple(Touch(who, low, high or _EVER) for who, low, high in found)

    def parents(self, relation: str, children: Collection[str]) -> dict[str, tuple[str, ...]]:
        """For each child the parents that it has, or has ever been said to have."""
        import pyarrow as pa

        if not children:
            return {}
        every = self.ledger.touched_sql("membership", 0, self.known)
        found = self._run(
            f"WITH v AS ({every}), pair AS (SELECT relation, child, parent FROM v UNION "
            "SELECT key_relation, key_child, key_parent FROM v) "
            f"SELECT child, list(DISTINCT parent) FROM pair SEMI JOIN asked USING (child) "
            f"WHERE relation = '{relation}' GROUP BY child",
            asked=pa.table({"child": pa.array(sorted(children), pa.string())}),
        )
        return {child: tuple(parents) for child, parents in found}

    def _versions(self, name: str, *, first: bool = True) -> str:
        return self.ledger.touched_sql(name, self.since, self.known, first=first)

    def _run(self, sql: str, **tables: Any) -> Sequence[Any]:
        with closing(self.ledger.connection().cursor()) as cursor:
            for name, table in tables.items():
                cursor.register(name, table)
            out: Iterable[Any] = cursor.execute(sql).fetchall()
            return list(out)
