"""Incoming rows: whether a table fits its record, and how many places its findings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.errors import BadRecord, say
from luheng.records import Finding, Level

from .layout import Layout, duckdb_type
from .quoting import identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

__all__ = ["check_keys", "check_schema", "counted", "typed"]


def check_schema(layout: Layout, schema: pa.Schema, wanted: Mapping[str, pa.DataType]) -> None:
    """Raise BadRecord unless the table has just these columns, in any order, of these types."""
    import pyarrow as pa

    missing = [c for c in wanted if c not in schema.names]
    strange = [c for c in schema.names if c not in wanted]
    twice = len(set(schema.names)) < len(schema.names)
    wrong = [
        f"{c} {schema.field(c).type} ≠ {kind}"
        for c, kind in wanted.items()
        if not (missing or twice) and _plain(schema.field(c).type) not in (kind, pa.null())
    ]
    if missing or strange or twice or wrong:
        missed, extra, types = (", ".join(x) or "-" for x in (missing, strange, wrong))
        raise BadRecord(
            layout.name,
            say(
                zh=f"各列与记录不符。缺少：{missed}；多余或重复：{extra}；类型：{types}。",
                en=f"the columns do not fit. Missing: {missed}; strange or twice: {extra}; "
                f"types: {types}.",
            ),
        )


def _plain(kind: pa.DataType) -> pa.DataType:
    """The ledger's type for one that holds the same values in another form."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_timestamp(kind) and kind.unit == "us" and kind.tz is not None:
        return pa.timestamp("us", tz="UTC")
    return kind


def check_keys(layout: Layout, nulls: Mapping[str, int]) -> None:
    """Raise BadRecord if a key column has empty cells: such a row cannot be found again."""
    empty = [f"{c} ({n})" for c, n in nulls.items() if n]
    if empty:
        names = ", ".join(empty)
        raise BadRecord(
            layout.name, say(zh=f"键列有空值：{names}。", en=f"key columns have nulls: {names}.")
        )


def typed(columns: Mapping[str, pa.DataType], receipt: int) -> str:
    """SELECT items that give incoming columns their ledger types, and the receipt's number."""
    items = [
        f"CAST({identifier(c)} AS {duckdb_type(kind)}) AS {identifier(c)}"
        for c, kind in columns.items()
        if c != "receipt"
    ]
    return ", ".join([*items, f'CAST({receipt} AS BIGINT) AS "receipt"'])


def counted(found: Iterable[Finding]) -> tuple[int, int]:
    """How many rows the findings refuse, and how many other rows they remark on."""
    refused, noted = set[object](), set[object]()
    for number, f in enumerate(found):
        # a finding on a whole sheet or file counts once
        place = (f.source, f.sheet, f.row) if f.row is not None else number
        (refused if f.level is Level.REFUSED else noted).add(place)
    return len(refused), len(noted - refused)
