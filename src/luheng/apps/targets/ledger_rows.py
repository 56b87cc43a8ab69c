"""Rows that the desk itself writes: what somebody decided at a terminal, into the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from luheng.records import Origin
from luheng.records import record as record_named

if TYPE_CHECKING:
    from luheng.ledger import Ledger, Receipt

__all__ = ["append_rows"]


def append_rows(
    ledger: Ledger, record: str, rows: Sequence[Mapping[str, Any]], *, source: str, by: str
) -> Receipt:
    """Append typed rows of a record without derived columns; ``source`` says what wrote them.

    Raises:
        BadRecord: the rows do not fit the record, or a key is empty.
        LedgerBusy: another writer held the lock for too long.
    """
    import pyarrow as pa

    own = record_named(record).schema()
    text = pa.string()
    origin = {"source": text, "sheet": text, "row": pa.int32(), "col": text}
    schema = pa.schema([*own, *(pa.field(name, kind) for name, kind in origin.items())])
    full = [
        {**row, "source": source, "sheet": "", "row": number, "col": ""}
        for number, row in enumerate(rows, start=1)
    ]
    table = pa.Table.from_pylist(full, schema=schema)
    return ledger.append(record, table, origin=Origin(source), recorded_by=by)
