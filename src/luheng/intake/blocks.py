"""A long file, block by block: each is checked and staged, then all are judged as one table.

What can only be seen across blocks is seen here: two rows for one key, the first row that names
an entity, and a column that the whole file lacks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luheng.records import Batch, Level
from luheng.records.batch import ORIGIN_COLUMNS

from .check import examine
from .examination import Examination, as_received
from .keys import check_keys
from .staging import StagedBlock, Staging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy as np
    import pyarrow as pa

    from luheng.records import Finding, Origin, Record

__all__ = ["Blocks", "check_blocks", "sliced"]

#: a staged column beside the record's: the cell of the value as it was received
_SAID = "cell_as_received"
#: findings on a whole table, which each block of it makes anew
_OF_THE_TABLE = frozenset({"TABLE-01"})
_SEED, _MIX = 0x9E3779B97F4A7C15, 0xFF51AFD7ED558CCD


@dataclass
class Blocks:
    """The checked blocks of one file as one table, those rows left out that clash across blocks."""

    record: type[Record]
    origin: Origin
    staging: Staging
    findings: tuple[Finding, ...] = ()
    refused: int = 0
    #: block to its rows that are left out
    dropped: dict[int, np.ndarray] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are for the ledger."""
        return sum(self._heights())

    def _heights(self) -> list[int]:
        """How many rows each block has for the ledger."""
        numbers = range(len(self.staging.blocks))
        return [self.staging.height(n) - len(self.dropped.get(n, ())) for n in numbers]

    def column(self, name: str) -> pa.ChunkedArray:
        """One column of all rows, as a dictionary."""
        import pyarrow as pa

        numbers = range(len(self.staging.blocks))
        coded = (self._read(n, [name])[name].combine_chunks().dictionary_encode() for n in numbers)
        return pa.chunked_array(coded).unify_dictionaries()

    def take(self, numbers: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Some columns of some rows, counted from 0 and in that order, which rises."""
        import numpy as np
        import pyarrow as pa

        ends = np.cumsum([0, *self._heights()])
        cuts = np.searchsorted(numbers, ends)
        parts: list[pa.Table] = []
        for n in range(len(self.staging.blocks)):
            own = numbers[cuts[n] : cuts[n + 1]] - ends[n]
            if len(own) or not parts:
                parts.append(self._read(n, list(columns)).take(pa.array(own, pa.int64())))
        return pa.concat_tables(parts)

    def reader(self) -> pa.RecordBatchReader:
        """The rows, one block in memory at a time."""
        import pyarrow as pa

        schema = self.staging.read(0).schema.remove_metadata()
        schema = schema.remove(schema.get_field_index(_SAID))
        numbers = range(len(self.staging.blocks))
        batches = (b for n in numbers for b in self._read(n, schema.names).to_batches())
        return pa.RecordBatchReader.from_batches(schema, batches)

    def table(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Some columns of all rows; all columns if none are named."""
        import pyarrow as pa

        return pa.concat_tables(self._read(n, columns) for n in range(len(self.staging.blocks)))

    def _read(self, number: int, columns: Sequence[str] | None) -> pa.Table:
        import numpy as np
        import pyarrow as pa

        table = self.staging.read(number, columns).replace_schema_metadata(None)
        if columns is None:
            table = table.drop([_SAID])
        if number not in self.dropped:
            return table
        stands = np.ones(table.num_rows, dtype=bool)
        stands[self.dropped[number]] = False
        return table.filter(pa.array(stands))

    def places(self) -> pa.Table:
        """What entity notes need: the columns that refer to entities, sheet and row."""
        refer = [n for n, c in self.record.columns().items() if c.refers_to == "entity"]
        return self.table([*refer, "sheet", "row"])


def sliced(batch: Batch, rows: int) -> Iterator[Batch]:
    """A batch as batches of so many rows; its findings come with the first."""
    for start in range(0, max(batch.table.num_rows, 1), rows):
        part = batch.table.slice(start, rows)
        yield Batch(batch.record, batch.origin, part, () if start else batch.findings)


def check_blocks(
    batches: Iterable[Batch],
    place: Staging,
    *,
    timezone: str,
    progress: Callable[[int], None] = lambda _: None,
) -> Blocks:
    """Check each block that is not staged yet, then hold all of them against one another."""
    done = len(place.blocks)
    first: Batch | None = None
    for number, batch in enumerate(batches):
        first = first or batch
        if number >= done:
            _stage(batch, place, timezone)
        progress(batch.table.num_rows)
    if first is None:
        raise ValueError(place.folder)
    found = tuple(_findings(place))
    refused = sum(b.refused for b in place.blocks)
    blocks = Blocks(first.record, first.origin, place, found, refused)
    _across(blocks)
    return blocks


def _stage(batch: Batch, place: Staging, timezone: str) -> None:
    import pyarrow as pa

    checked = examine(batch, timezone=timezone, keys=False)
    name = batch.record.value_column or batch.record.keys()[0]
    said = checked.received if checked.received is not None else pa.nulls(0)
    table = checked.table.append_column(_SAID, said)
    letter = ""
    if name in batch.table.column_names:
        letter = ((batch.table.schema.field(name).metadata or {}).get(b"letter") or b"").decode()
    refused = checked.refused + sum(f.level is Level.REFUSED for f in batch.findings)
    findings = (*batch.findings, *checked.findings)
    place.put(table, StagedBlock(batch.table.num_rows, refused, letter, "", findings))


def _findings(place: Staging) -> Iterator[Finding]:
    told: set[tuple[str, str, str]] = set()
    for block in place.blocks:
        for f in block.findings:
            if f.code in _OF_THE_TABLE:
                about = (f.code, f.sheet, f.column)
                if about in told:
                    continue
                told.add(about)
            yield f


class _Candidates(Examination):
    """Rows from several blocks that may share a key."""

    def letter(self, column: str, row: int) -> str:
        """The letter of the key finding's column in the row's own sheet, or of its own cell."""
        letter = str(self.raw["letter"][row].as_py() or "")
        if letter or column != self.batch.record.value_column:
            return letter
        return str(self.raw["col"][row].as_py() or "")


def _across(blocks: Blocks) -> None:
    """Find rows of one key in the whole file; note or refuse them as within one block."""
    import numpy as np

    place, keys = blocks.staging, blocks.record.keys()
    parts = [_hashes(place.read(n, keys)) for n in range(len(place.blocks))]
    ordered = np.sort(np.concatenate(parts)) if parts else np.empty(0, np.uint64)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twice):
        return
    rows = {n: np.flatnonzero(np.isin(part, twice)) for n, part in enumerate(parts)}
    rows = {n: r for n, r in rows.items() if len(r)}
    exam = _examination(blocks, rows)
    check_keys(exam)
    at = 0
    for number, numbers in rows.items():
        stands = exam.good[at : at + len(numbers)]
        if not stands.all():
            blocks.dropped[number] = numbers[~stands]
        at += len(numbers)
    again = sum(f.code == "KEY-01" for f in exam.findings)
    blocks.refused += int((~exam.good).sum()) - again
    blocks.findings += tuple(sorted(exam.findings, key=lambda f: f.row or 0))


def _examination(blocks: Blocks, rows: dict[int, np.ndarray]) -> _Candidates:
    import numpy as np
    import pyarrow as pa

    name = blocks.record.value_column or blocks.record.keys()[0]
    tables, said, letters = [], list[str | None](), list[str]()
    for number, numbers in rows.items():
        table = blocks.staging.read(number).replace_schema_metadata(None)
        table = table.take(pa.array(numbers))
        said += [None if c is None else as_received(c) for c in table[_SAID].to_pylist()]
        letters += [blocks.staging.blocks[number].letter] * len(numbers)
        tables.append(table.drop([_SAID]))
    typed = pa.concat_tables(tables)
    raw = {n: typed[n].combine_chunks() for n in ORIGIN_COLUMNS}
    raw[name] = pa.array(said, pa.string())
    raw["letter"] = pa.array(letters, pa.string())
    batch = Batch(blocks.record, blocks.origin, pa.table(raw))
    exam = _Candidates(batch, raw, np.ones(typed.num_rows, dtype=bool))
    exam.typed = {n: typed[n].combine_chunks() for n in exam.columns}
    return exam


def _hashes(table: pa.Table) -> np.ndarray:
    """One number per row, equal where all columns are; rows of equal numbers are compared."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    out = np.full(table.num_rows, _SEED, dtype=np.uint64)
    for name in table.column_names:
        encoded = table[name].combine_chunks().dictionary_encode()
        values = encoded.dictionary
        if not (pa.types.is_string(values.type) or pa.types.is_floating(values.type)):
            values = values.cast(pa.string())
        hashed = pd.util.hash_array(values.to_numpy(zero_copy_only=False))
        codes = np.asarray(encoded.indices.fill_null(-1)).astype(np.int64)
        own = np.append(hashed.astype(np.uint64), np.uint64(0))[codes]
        out = (out ^ own) * np.uint64(_MIX)
        out ^= out >> np.uint64(29)
    return out
