"""Figures: values of quantities with coverage, trust, basis and the state of knowledge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["COLUMNS", "Figures"]

#: the columns of every table of figures, before the further dimensions of the quantities asked
COLUMNS = (
    "quantity", "entity", "period", "value", "unit", "coverage", "trust", "provisional", "basis",
    "overlays",
)  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """A table of figures, one row per quantity and grain cell (A1), as known at one receipt.

    ``value`` is null where a figure cannot be said (A2); ``coverage`` is the share of the rows
    that should be there, null where no expectation is on record; ``trust`` is the worst of what
    the figure rests on (A16), null where it rests on records alone.
    """

    table: pa.Table
    known_at: int
    known_day: dt.date
    release: str = ""
    gaps: tuple[str, ...] = ()

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def rows(self) -> list[dict[str, Any]]:
        """One dictionary per figure; dimensions that a quantity lacks are left out."""
        keep = {"entity", "value", "coverage", "trust"}
        return [
            {k: v for k, v in row.items() if v is not None or k in keep or k in COLUMNS}
            for row in self.table.to_pylist()
        ]

    def to_arrow(self) -> pa.Table:
        """The figures as an Arrow table."""
        return self.table

    def to_pandas(self) -> pd.DataFrame:
        """The figures as a pandas frame."""
        return self.table.to_pandas()  # type: ignore[no-any-return]

    def to_polars(self) -> pl.DataFrame:
        """The figures as a polars frame (extra ``polars``)."""
        import polars as pl

        return pl.from_arrow(self.table)  # type: ignore[return-value]

    def value(self, quantity: str, **key: str) -> float | None:
        """The one value of a quantity at a key; None is "cannot be said".

        Raises:
            KeyError: no such figure, or more than one.
        """
        mask = pc.equal(self.table["quantity"], quantity)
        for name, member in key.items():
            mask = pc.and_(mask, pc.equal(self.table[name], member))
        found = self.table.filter(mask)
        if found.num_rows != 1:
            raise KeyError((quantity, key, found.num_rows))
        return found["value"][0].as_py()  # type: ignore[no-any-return]


def assemble(
    parts: Sequence[pa.Table], dims: Sequence[str], state: Figures, *, ordered: bool = False
) -> Figures:
    """Put the parts of an answer together, in a fixed order of rows and columns.

    ``ordered`` says that each part is one quantity, that they come in the order of their names,
    and each in the order of its dimensions (``in_order``): sorting them again is left out.
    """
    names = [*COLUMNS[:2], *[d for d in dims if d not in COLUMNS], *COLUMNS[2:]]
    if not parts:
        kinds = {"value": pa.float64(), "coverage": pa.float64(), "provisional": pa.bool_()}
        schema = pa.schema([(n, kinds.get(n, pa.string())) for n in names])
        return replace(state, table=schema.empty_table())
    table = pa.concat_tables([_with_columns(part, names) for part in parts])
    if ordered:
        return replace(state, table=table)
    order = [(n, "ascending") for n in ("quantity", "entity", *dims, "period") if n in names]
    return replace(state, table=table.sort_by(list(dict.fromkeys(order))))


def _with_columns(part: pa.Table, names: Sequence[str]) -> pa.Table:
    for name in names:
        if name not in part.column_names:
            part = part.append_column(name, pa.nulls(part.num_rows, pa.string()))
    return part.select(names)


def in_order(dims: Sequence[str]) -> list[str]:
    """The dimensions of one quantity as its figures are ordered by them: whom, what, when."""
    shown = one_entity(dims)
    rest = [d for d in dims if d not in {shown, "period"}]
    return [*([shown] if shown else []), *rest, *(["period"] if "period" in dims else [])]


def one_entity(dims: Sequence[str]) -> str | None:
    """The dimension that a figure's ``entity`` column shows."""
    order = ("entity", "region", "meter", "park", "sector", "market")
    return next((d for d in order if d in dims), None)
