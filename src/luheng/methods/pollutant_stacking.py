"""Amounts of several pollutants, each worked out by itself, as one table with the pollutant as key.

No verb of the rule language makes a member of a dimension out of a name, so that this is a method.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["stacked"]


def stacked(tables: Mapping[str, pa.Table]) -> pa.Table:
    """``entity``, ``item``, ``period`` and ``value``: the rows of each table under its item.

    Reads ``entity``, ``period`` and ``value`` of each; rows without a value are kept as they are.
    """
    import pyarrow as pa

    columns = ("entity", "item", "period", "value")
    kinds = (pa.string(), pa.string(), pa.string(), pa.float64())
    parts = [pa.schema(list(zip(columns, kinds, strict=True))).empty_table()]
    for item, table in tables.items():
        keyed = table.append_column("item", pa.repeat(item, table.num_rows))
        parts.append(keyed.select(list(columns)).cast(parts[0].schema))
    return pa.concat_tables(parts)
