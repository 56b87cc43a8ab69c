"""Rows of a database or a document as Arrow columns on disk, in parts, typed as they came."""

from __future__ import annotations

import datetime as dt
import decimal
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

__all__ = ["Spool", "column_of"]

_LONGEST = 2**63


def column_of(cells: Sequence[Any]) -> pa.Array:
    """One column: numbers, instants and days as such, a mixture as text, a decimal as printed."""
    import pyarrow as pa

    kinds = {type(c) for c in cells} - {type(None)}
    if dt.datetime in kinds and all(isinstance(c, dt.datetime) for c in cells if c is not None):
        zones = {c.tzinfo is None for c in cells if c is not None}
        if zones == {True}:
            return pa.array(cells, pa.timestamp("us"))
        if zones == {False}:
            return pa.array([c and c.astimezone(dt.UTC) for c in cells], pa.timestamp("us", "UTC"))
    if kinds == {int} and all(c is None or abs(c) < _LONGEST for c in cells):
        return pa.array(cells, pa.int64())
    if kinds <= {int, float} and float in kinds:
        return pa.array([None if c is None else float(c) for c in cells], pa.float64())
    if kinds == {dt.date}:
        return pa.array(cells, pa.date32())
    if not kinds:
        return pa.nulls(len(cells))
    return pa.array([None if c is None else _text(c) for c in cells], pa.string())


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, decimal.Decimal):
        return format(cell, "f")
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return bytes(cell).hex()
    return str(cell)


@dataclass
class Spool:
    """Parts of one table in a folder, then one Parquet file under the columns of all of them."""

    folder: Path
    rows: int = 0
    parts: list[Path] = field(default_factory=list)
    schemas: list[pa.Schema] = field(default_factory=list)

    def add(self, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
        """Write one part and give it back."""
        import pyarrow as pa
        from pyarrow import feather

        table = pa.table({name: column_of(cells) for name, cells in columns.items()})
        path = self.folder / f"{len(self.parts):06d}.arrow"
        feather.write_feather(table, path, compression="lz4")
        self.parts.append(path)
        self.schemas.append(table.schema)
        self.rows += table.num_rows
        return table

    def finish(self) -> Path:
        """The whole as one Parquet file; a column that changes its type is text throughout."""
        import pyarrow as pa
        from pyarrow import feather, parquet

        wanted = _together(self.schemas)
        path = self.folder / "rows.parquet"
        with parquet.ParquetWriter(path, wanted) as out:
            for part in self.parts:
                table = feather.read_table(part, memory_map=False)
                columns = [
                    _cast(table[f.name], f.type)
                    if f.name in table.column_names
                    else pa.nulls(table.num_rows, f.type)
                    for f in wanted
                ]
                out.write_table(pa.table(columns, schema=wanted))
                part.unlink()
        return path


def _together(schemas: Sequence[pa.Schema]) -> pa.Schema:
    import pyarrow as pa

    kinds: dict[str, set[pa.DataType]] = {}
    for schema in schemas:
        for f in schema:
            kinds.setdefault(f.name, set()).add(f.type)
    out = []
    for name, found in kinds.items():
        said = found - {pa.null()}
        if len(said) == 1:
            out.append((name, said.pop()))
        elif said and said <= {pa.int64(), pa.float64()}:
            out.append((name, pa.float64()))
        else:
            out.append((name, pa.string()))
    return pa.schema(out)


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    import pyarrow as pa

    if pa.types.is_float64(kind) or column.type == kind or pa.types.is_null(column.type):
        return column.cast(kind)
    return pa.chunked_array([pa.array([None if c is None else _text(c) for c in column.to_pylist()],
                                      pa.string())])  # fmt: skip
