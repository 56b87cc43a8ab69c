"""Records that name an enterprise where its id belongs: read as the one that is meant, or asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from luheng.records import Batch, Finding, Level

from .examination import uniques
from .matching import designations, enterprises, propose
from .texts import as_text, taken

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from luheng.ledger import Ledger

__all__ = ["read_names"]

#: an id has no Chinese characters; a name of an enterprise has some
_NAME = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]")


def read_names(
    ledger: Ledger, batch: Batch, known: Collection[str]
) -> tuple[Batch, tuple[Finding, ...]]:
    """The batch with ids for the names that mean one enterprise, and a finding per name.

    A name in a record comes without address and region, so only what was decided before and a
    full name with its place are read; what merely resembles an enterprise is told and left as it
    is. ``known`` are the ids that are described.
    """
    import pyarrow as pa

    table, findings = batch.table, []
    for name, about in batch.record.columns().items():
        if about.refers_to != "entity" or name not in table.column_names:
            continue
        texts = as_text(table[name].combine_chunks())
        values, codes = uniques(texts)
        names = [v for v in values if v and v not in known and _NAME.search(v)]
        if not names:
            continue
        meant = _meanings(ledger, names)
        read = [str(meant[v]["candidate"]) if _is_same(meant.get(v)) else v for v in values]
        column = taken(read, codes, pa.string())
        place = table.schema.get_field_index(name)
        field = pa.field(name, pa.string(), metadata=table.schema.field(place).metadata)
        findings += [f for v, m in meant.items() for f in _told(batch, name, v, m)]
        table = table.set_column(place, field, column)
    return replace(batch, table=table), tuple(findings)


def _is_same(match: Mapping[str, object] | None) -> bool:
    return match is not None and match["decision"] == "same"


def _meanings(ledger: Ledger, names: list[str]) -> dict[str, dict[str, object]]:
    """Each name's match, with the name of the candidate."""
    import pyarrow as pa
    import pyarrow.compute as pc

    nulls = pa.nulls(len(names), pa.string())
    columns = ("code", "address", "region", "said_region", "sector")
    rows = pa.table({"id": names, "name": names, **dict.fromkeys(columns, nulls)})
    register = enterprises(ledger)
    matches = propose(rows, register, designations(ledger)).matches
    ids = register["id"].combine_chunks()
    known_as = pc.take(register["name"], pc.index_in(matches["candidate"], value_set=ids))
    said = matches.append_column("known_as", known_as)
    return {str(m["id"]): m for m in said.to_pylist()}


def _told(batch: Batch, column: str, name: str, match: Mapping[str, object]) -> list[Finding]:
    candidate, known_as = match["candidate"], match["known_as"]
    if match["decision"] == "same":
        return [
            Finding(
                "MATCH-01",
                Level.NOTED,
                batch.origin.source,
                f"“{name}”按名称读作 {known_as}（{candidate}）。",
                f"{name!r} was read by its name as {known_as} ({candidate}).",
                "如果不是，请改填编码，并用 `luheng entities decide` 记下。",
                "If it is another, write its id, and keep it with `luheng entities decide`.",
                column=column,
                value=name,
            )
        ]
    if match["decision"] == "ask":
        return [
            Finding(
                "MATCH-02",
                Level.DOUBT,
                batch.origin.source,
                f"“{name}”与 {known_as}（{candidate}）相近，不能断定是同一单位；照原样收下。",
                f"{name!r} resembles {known_as} ({candidate}), maybe another one; kept as it is.",
                "请填编码；或用 `luheng entities decide` 记下结论后重新导入。",
                "Write the id, or decide with `luheng entities decide` and import it again.",
                column=column,
                value=name,
            )
        ]
    return []
