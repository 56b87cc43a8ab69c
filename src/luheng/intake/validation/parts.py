"""A batch in parts, each of whole subjects: every later layer looks at one subject at a time.

So the memory of a validation is that of a part with its history, however long the batch is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import pyarrow as pa

__all__ = ["Held", "Rows", "between", "parts_of"]

#: rows of a part
ROWS = 250_000
#: a batch is read once for each of its parts
_MOST_PARTS = 16


class Rows(Protocol):
    """Typed rows of one import, in memory or staged on disk."""

    @property
    def rows(self) -> int:
        """How many there are."""

    def column(self, name: str) -> pa.ChunkedArray:
        """One column of all of them."""

    def take(self, numbers: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Some columns of some of them, counted from 0 and in that order, which rises."""


@dataclass(frozen=True, slots=True)
class Held:
    """Rows that are in memory."""

    table: pa.Table

    @property
    def rows(self) -> int:
        """How many there are."""
        return int(self.table.num_rows)

    def column(self, name: str) -> pa.ChunkedArray:
        """One column of all of them."""
        return self.table[name]

    def take(self, numbers: np.ndarray, columns: Sequence[str]) -> pa.Table:
        """Some columns of some of them, counted from 0."""
        import pyarrow as pa

        some = self.table.select(list(columns))
        return some if len(numbers) == self.rows else some.take(pa.array(numbers))


def parts_of(rows: Rows, subject: str) -> Iterator[np.ndarray]:
    """The numbers of the rows of each part, rising; parts follow the subjects' order."""
    import numpy as np

    height = rows.rows
    many = min(-(-height // ROWS), _MOST_PARTS)
    if many <= 1:
        yield np.arange(height)
        return
    encoded = rows.column(subject).combine_chunks().dictionary_encode()
    codes = np.asarray(encoded.indices).astype(np.int64)
    names = encoded.dictionary.to_pylist()
    order = sorted(range(len(names)), key=names.__getitem__)
    counts = np.bincount(codes, minlength=len(names))[order]
    # a part ends with the subject that fills it
    part_of = np.empty(len(names), dtype=np.int64)
    part_of[order] = (np.cumsum(counts) - counts) * many // height
    parts = part_of[codes]
    for number in np.unique(parts):
        yield np.flatnonzero(parts == number)


def between(cursor: Any, table: str, subject: str) -> str:
    """The condition that a subject lies within those of a table.

    Files and row groups of a compacted ledger that hold none of them are not read for it.
    """
    low, high = cursor.execute(f'SELECT min("{subject}"), max("{subject}") FROM {table}').fetchone()
    if low is None:
        return "true"
    low, high = (text.replace("'", "''") for text in (low, high))
    return f"\"{subject}\" BETWEEN '{low}' AND '{high}'"
