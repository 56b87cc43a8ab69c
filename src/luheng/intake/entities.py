"""Rows about entities that nobody has described yet: kept, and each entity noted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.codelists import load
from luheng.records import Batch, Finding, Level
from luheng.records.credit_code import fault, looks_like_one, said_of

from .examination import uniques

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pyarrow as pa

    from luheng.ledger import Ledger

__all__ = ["known_entities", "unknown_entities"]


def known_entities(ledger: Ledger) -> set[str]:
    """The ids of the entities in the ledger and of the regions of the code list."""
    described = ledger.read("entity").column("id").to_pylist()
    return {*described, *load("regions").ids()}


def unknown_entities(batch: Batch, table: pa.Table, known: Collection[str]) -> tuple[Finding, ...]:
    """One note per entity that a batch refers to and nobody has described, at its first row."""
    import numpy as np
    import pyarrow as pa

    findings: dict[str, Finding] = {}
    for name, about in batch.record.columns().items():
        if about.refers_to != "entity" or not table.num_rows:
            continue
        values, codes = uniques(table[name].combine_chunks())
        strange = [n for n, v in enumerate(values) if v not in known]
        rows = np.flatnonzero(np.isin(codes, strange))
        _, first = np.unique(codes[rows], return_index=True)
        numbers = np.sort(rows[first])
        places = table.select(["sheet", "row"]).take(pa.array(numbers)).to_pylist()
        for number, place in zip(numbers.tolist(), places, strict=True):
            value = str(values[int(codes[number])])
            if value not in findings:
                findings[value] = _unknown(batch, name, value, place)
    return tuple(findings.values())


def _unknown(batch: Batch, column: str, value: str, place: Mapping[str, Any]) -> Finding:
    wrong = fault(value) if looks_like_one(value) else None
    if wrong is not None:
        return Finding(
            "ENTITY-02",
            Level.DOUBT,
            batch.origin.source,
            *said_of(value, wrong),
            sheet=place["sheet"] or "",
            row=place["row"],
            column=column,
            value=value,
        )
    return Finding(
        "ENTITY-01",
        Level.NOTED,
        batch.origin.source,
        f"对象“{value}”尚未登记；数据照收。",
        f"The entity {value!r} is not yet described; its rows were kept.",
        "请补交它的“对象”与“隶属关系”记录，否则无法汇总到上级。",
        "Hand in its entity and membership rows, else it cannot be rolled up.",
        sheet=place["sheet"] or "",
        row=place["row"],
        column=column,
        value=value,
    )
