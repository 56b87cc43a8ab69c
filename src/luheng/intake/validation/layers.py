"""The later layers over one typed batch: doubts become findings, and refusals where so said."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from luheng.records import Finding, Level, Origin, Record

from .bills import bill_doubts, billed
from .doubt import TOLD, Doubt
from .history import SERIES, history_doubts
from .meters import meter_doubts
from .other_records import other_record_doubts
from .parts import Held, Rows, parts_of
from .thresholds import Thresholds, thresholds_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from luheng.ledger import Workspace

__all__ = ["Validated", "validate"]


#: the columns that the later layers read of each record
_COLUMNS = {
    "activity": (
        "entity",
        "period",
        "item",
        "role",
        "quantity",
        "unit",
        "amount",
        "canonical_unit",
        "state",
        "period_start",
        "period_end",
        "period_grain",
    ),
    "statistic": (
        *SERIES["statistic"],
        "period",
        "quantity",
        "unit",
        "amount",
        "state",
        "period_start",
        "period_grain",
    ),
    "reading": ("meter", "at", "value", "unit", "kind", "amount"),
}


@dataclass(frozen=True, slots=True)
class Validated:
    """What the later layers found, and which rows (from 0, in order) a workspace refuses for it."""

    findings: tuple[Finding, ...] = ()
    refused: tuple[int, ...] = ()

    def without(self, table: pa.Table) -> pa.Table:
        """The rows of a table that are not refused."""
        return table.filter(self._kept(0, table.num_rows)) if self.refused else table

    def reader(self, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
        """The same of rows that come in batches, in the order of the table that was validated."""
        import pyarrow as pa

        if not self.refused:
            return reader

        def batches() -> Iterator[pa.RecordBatch]:
            first = 0
            for batch in reader:
                yield batch.filter(self._kept(first, batch.num_rows))
                first += batch.num_rows

        return pa.RecordBatchReader.from_batches(reader.schema, batches())

    def _kept(self, first: int, height: int) -> pa.Array:
        import numpy as np
        import pyarrow as pa

        good = np.ones(height, dtype=bool)
        rows = np.asarray(self.refused, dtype=np.int64) - first
        good[rows[(rows >= 0) & (rows < height)]] = False
        return pa.array(good)


def validate(
    workspace: Workspace, record: type[Record], origin: Origin, rows: pa.Table | Rows
) -> Validated:
    """Hold typed rows of a record, all of an import, against history and other records.

    They are looked at a part of the subjects at a time; what is found is that of all at once.

    Raises:
        BadThresholds: the workspace's ``validation.yaml`` cannot be used.
        LedgerDamaged: a table of the ledger cannot be read.
    """
    import pyarrow as pa

    name = record.record_name
    rows = Held(rows) if isinstance(rows, pa.Table) else rows
    if not rows.rows or name not in _COLUMNS:
        return Validated()
    limits = thresholds_of(workspace.folder)
    found = [d for d in _doubts(workspace, name, rows, limits) if limits.checks[d.code].active]
    out = {
        row
        for doubt in found
        if limits.checks[doubt.code].level is Level.REFUSED
        for row in doubt.rows or (doubt.row,)
    }
    findings = tuple(_findings(record, origin, rows, found, limits))
    return Validated(findings, tuple(sorted(out)))


def _doubts(workspace: Workspace, name: str, rows: Rows, limits: Thresholds) -> Iterator[Doubt]:
    """Every doubt by the number of its row in the import."""
    import pyarrow as pa

    ledger, zone = workspace.ledger, workspace.settings.timezone
    bills = []
    for numbers in parts_of(rows, _COLUMNS[name][0]):
        part = rows.take(numbers, _COLUMNS[name])
        with closing(ledger.connection().cursor()) as cursor:
            if name == "reading":
                found = meter_doubts(cursor, ledger, part, limits, zone)
            else:
                found = history_doubts(cursor, ledger, name, part, limits)
            if name == "activity":
                found += other_record_doubts(cursor, ledger, part, limits, earlier=found)
                bills.append(billed(part, numbers))
        for doubt in found:
            every = tuple(int(numbers[row]) for row in doubt.rows)
            yield replace(doubt, row=int(numbers[doubt.row]), rows=every)
    if bills:
        # few rows, and the readings that they are held against are gone through once for all
        with closing(ledger.connection().cursor()) as cursor:
            yield from bill_doubts(cursor, ledger, pa.concat_tables(bills), limits, zone)


def _findings(
    record: type[Record],
    origin: Origin,
    rows: Rows,
    found: Sequence[Doubt],
    limits: Thresholds,
) -> Iterator[Finding]:
    import numpy as np

    told: list[Doubt] = []
    counts: Counter[str] = Counter()
    for doubt in sorted(found, key=lambda d: d.row):
        counts[doubt.code] += 1
        if counts[doubt.code] <= TOLD:
            told.append(doubt)
    value = record.value_column
    numbers = np.unique(np.array([d.row for d in told], dtype=np.int64))
    cells = rows.take(numbers, [value, "unit", "source", "sheet", "row", "col"]).to_pylist()
    places = dict(zip(numbers.tolist(), cells, strict=True))
    for doubt in told:
        place = places[doubt.row]
        check = limits.checks[doubt.code]
        letter, line = place["col"] or "", place["row"]
        yield Finding(
            doubt.code,
            check.level,
            origin.source,
            check.problem_zh.format(**doubt.said),
            check.problem_en.format(**doubt.said),
            check.remedy_zh,
            check.remedy_en,
            sheet=place["sheet"] or "",
            row=line,
            column=doubt.column or value,
            cell=f"{letter}{line}" if letter and line and not doubt.column else "",
            value=str(place[doubt.column or value]),
        )
    for code, count in counts.items():
        if count > TOLD:
            check = limits.checks[code]
            yield Finding(
                code,
                check.level,
                origin.source,
                f"{check.zh}：另有 {count - TOLD} 处相同的情况。",
                f"{check.en}: the same in {count - TOLD} more places.",
                check.remedy_zh,
                check.remedy_en,
            )
