"""Remarks: what the city asks an enterprise to put right, each at its row or cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from luheng.errors import BadRemark

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["placed"]

_FORM = re.compile(r"^(?P<row>\*|[^#:]+?)(?:#(?P<column>\w+))?\s*[:：]\s*(?P<text>.+)$", re.DOTALL)


def placed(
    said: Sequence[str], rows: Sequence[pa.Table], expected: pa.Table
) -> list[dict[str, Any]]:
    """Each remark with the rows that it points to: file, sheet and line, or the row that lacks.

    Args:
        said: ``item=electricity,role=consumed#quantity: text``; ``*: text`` is the whole form.
        rows: the rows filed, a table for each record, with their places of origin.
        expected: what is expected, with the columns item and role.

    Raises:
        BadRemark: no row, expected or filed, is meant, or there is no such column.
    """
    return [_one(text, rows, expected) for text in said]


def _one(remark: str, rows: Sequence[pa.Table], expected: pa.Table) -> dict[str, Any]:
    found = _FORM.match(remark.strip())
    if not found:
        raise BadRemark(remark, "没有冒号和意见", "it has no colon and no text")
    column, text = found["column"] or "", found["text"].strip()
    if found["row"] == "*":
        return {"row": "*", "column": column, "text": text, "places": []}
    pairs = [part.partition("=") for part in found["row"].split(",")]
    key = {k.strip(): v.strip() for k, _, v in pairs}
    if column and not any(column in table.column_names for table in rows):
        raise BadRemark(remark, f"没有列 {column}", f"there is no column {column}")
    places = [
        {"source": r["source"], "sheet": r["sheet"], "row": r["row"], "value": _text(r, column)}
        for table in rows
        for r in table.to_pylist()
        if all(str(r.get(k)) == v for k, v in key.items())
    ]
    owed = any(all(str(r.get(k)) == v for k, v in key.items()) for r in expected.to_pylist())
    if not places and not owed:
        raise BadRemark(remark, "没有指到任何一行", "it points to no row")
    return {"row": found["row"], "column": column, "text": text, "places": places}


def _text(row: dict[str, Any], column: str) -> str:
    return "" if not column or row.get(column) is None else str(row[column])
