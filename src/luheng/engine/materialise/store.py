"""The store of materialised figures: reading cells, finding which moved, appending them.

Cells lie in the ledger like everything else: a cell that is worked out anew corrects its row. While
a refresh runs, what it has found is laid over what is stored; both become visible in one receipt.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from luheng.engine.plan import Column
from luheng.periods import Period
from luheng.records import Origin

from .cells import COLUMNS, NO_PERIOD, Asked
from .layers import subject_of
from .places import with_places
from .restated import Kept

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["Definition", "Store", "definitions", "keep"]

FIGURES, SETS = "materialised_figure", "materialisation"
#: the columns by which two versions of a cell differ; the receipt known at is none of them
_WORTH = ("value", "unit", "present", "expected", "met", "trust", "basis", "overlays")


@dataclass(frozen=True)
class Definition:
    """One set of stored figures: what was asked, and how far it has been followed."""

    name: str
    quantities: tuple[str, ...]
    periods: tuple[str, ...]
    known: int = 0
    release: str = ""
    engine: str = ""
    fingerprints: dict[str, str] = field(default_factory=dict)
    #: rules and values of factors one by one; of a set of an earlier version nothing is kept
    kept: Kept = field(default_factory=Kept)


def definitions(ledger: Ledger, known: int | None = None) -> tuple[Definition, ...]:
    """The sets that are stored, in the order of their names."""
    rows = ledger.read(SETS, known=known).to_pylist()
    return tuple(
        Definition(
            r["name"],
            tuple(r["quantities"].split(",")),
            tuple(r["periods"].split(",")),
            r["known_receipt"],
            r["rulebook_release"],
            r["engine_version"],
            json.loads(r["fingerprints"]),
            Kept(**json.loads(r["factors"])) if r["factors"] else Kept(),
        )
        for r in sorted(rows, key=lambda r: r["name"])
    )


def keep(ledger: Ledger, definition: Definition, by: str) -> None:
    """Note how far a set has been followed."""
    said = {
        "name": definition.name,
        "quantities": ",".join(definition.quantities),
        "periods": ",".join(definition.periods),
        "known_receipt": definition.known,
        "rulebook_release": definition.release,
        "engine_version": definition.engine,
        "fingerprints": json.dumps(definition.fingerprints, sort_keys=True),
        "factors": json.dumps(definition.kept.as_dict(), sort_keys=True),
    }
    kinds = {k: pa.int64() if k == "known_receipt" else pa.string() for k in said}
    table = pa.table({k: pa.array([v], kinds[k]) for k, v in said.items()})
    _append(ledger, SETS, table, definition.name, by)


@dataclass
class Store:
    """The stored cells of one ledger, with what a refresh under way has found laid over them."""

    ledger: Ledger
    #: the state under which cells are worked out, and emptied
    known: int
    release: str
    engine: str
    fresh: list[pa.Table] = field(default_factory=list)

    def leaf(self, column: Column, name: str, asked: Asked, periods: Sequence[Period]) -> pa.Table:
        """A stored column as the compiler reads it: dimensions, period, value, counts, trust."""
        dims = [d for d in column.dims if d != "period"]
        split = "".join(f"json_extract_string(key, '$.{d}') AS \"{d}\", " for d in dims)
        dated = "period, " if "period" in column.dims else ""
        ranks = " ".join(
            f"WHEN '{w}' THEN {n}"
            for n, w in enumerate(("printed", "transcribed", "recalled", "conflicting"))
        )
        near = ""
        subject = subject_of(column)
        if asked.subjects is not None and subject:
            links = self.ledger.relation_sql("membership", self.known)
            near = (
                f' WHERE "{subject}" IN (SELECT id FROM subjects UNION ALL SELECT child FROM '
                f"({links}) AS link JOIN subjects ON link.parent = subjects.id)"
            )
        labels = [p.text for p in periods] if dated else [NO_PERIOD]
        cells = self._cells([name], labels)
        return self._run(
            f"SELECT * FROM (SELECT {split}{dated}value, present, expected, met, "
            f"CAST(CASE trust {ranks} END AS BIGINT) AS trust FROM ({cells}) "
            f"WHERE value IS NOT NULL OR present > 0 OR expected IS NOT NULL){near}",
            subjects=_ids(with_places(self.ledger, asked.subjects or (), self.known)),
        )

    def moved(self, cells: pa.Table, names: Sequence[str], asked: Asked, subject: str) -> pa.Table:
        """Which of some cells differ from what is stored; a stored one that is gone is emptied.

        Columns: those of a cell, and ``old`` with the value that was stored.
        """
        near = ""
        if asked.subjects is not None and subject:
            near = f" WHERE json_extract_string(key, '$.{subject}') IN (SELECT id FROM subjects)"
        labels = [*(p.text for p in asked.periods), NO_PERIOD]
        held = f"SELECT * FROM ({self._cells(names, labels)}){near}"
        differs = " OR ".join(f"n.{c} IS DISTINCT FROM o.{c}" for c in _WORTH)
        own = ", ".join(f"n.{c}" for c in COLUMNS)
        empty = {"present": "0", "quantity": "o.quantity", "key": "o.key", "period": "o.period",
                 "unit": "o.unit", "basis": "o.basis", "known_receipt": "state.known_receipt",
                 "rulebook_release": "state.rulebook_release",
                 "engine_version": "state.engine_version"}  # fmt: skip
        gone = ", ".join(f"{empty.get(c, 'NULL')} AS {c}" for c in COLUMNS)
        table = self._run(
            f"WITH o AS ({held}) SELECT {own}, o.value AS old FROM cells AS n LEFT JOIN o "
            f"USING (quantity, key, period) WHERE o.quantity IS NULL OR {differs} UNION ALL "
            f"SELECT {gone}, o.value AS old FROM o CROSS JOIN state ANTI JOIN cells AS n "
            "USING (quantity, key, period) "
            "WHERE o.value IS NOT NULL OR o.present > 0 OR o.expected IS NOT NULL",
            subjects=_ids(asked.subjects),
            cells=cells,
            state=self._state(),
        )
        return table.cast(pa.schema([*COLUMNS.items(), ("old", pa.float64())]))

    def _state(self) -> pa.Table:
        return pa.table(
            {
                "known_receipt": pa.array([self.known], pa.int64()),
                "rulebook_release": pa.array([self.release], pa.string()),
                "engine_version": pa.array([self.engine], pa.string()),
            }
        )

    def append(self, name: str, by: str) -> int:
        """Append what the refresh found, in one receipt; how many cells moved."""
        table = pa.concat_tables(self.fresh) if self.fresh else None
        if table is None or not table.num_rows:
            return 0
        _append(self.ledger, FIGURES, table.select(list(COLUMNS)), name, by)
        return int(table.num_rows)

    def _cells(self, names: Sequence[str], periods: Sequence[str]) -> str:
        """A SELECT of the stored cells of some columns, what is fresh laid over them."""
        columns = ", ".join(COLUMNS)
        which = f"quantity IN ({_texts(names)}) AND period IN ({_texts(periods)})"
        stored = f"SELECT {columns} FROM ({self.ledger.relation_sql(FIGURES)}) WHERE {which}"
        if not self.fresh:
            return stored
        return (
            f"SELECT * FROM ({stored}) ANTI JOIN fresh USING (quantity, key, period) "
            f"UNION ALL SELECT {columns} FROM fresh WHERE {which}"
        )

    def _run(self, sql: str, **tables: pa.Table) -> pa.Table:
        with closing(self.ledger.connection().cursor()) as cursor:
            if self.fresh:
                tables["fresh"] = pa.concat_tables(self.fresh)
            for name, table in tables.items():
                cursor.register(name, table)
            found: Any = cursor.execute(sql).to_arrow_table()
        out: pa.Table = found
        return out


def _texts(values: Sequence[str]) -> str:
    return ", ".join("'" + v.replace("'", "''") + "'" for v in values) or "NULL"


def _ids(subjects: Collection[str] | None) -> pa.Table:
    return pa.table({"id": pa.array(sorted(subjects or ()), pa.string())})


def _append(ledger: Ledger, record: str, table: pa.Table, name: str, by: str) -> None:
    count = table.num_rows
    origin = {"source": pa.string(), "sheet": pa.string(), "row": pa.int32(), "col": pa.string()}
    for column, kind in origin.items():
        said = pa.array([name] * count, kind) if column == "source" else pa.nulls(count, kind)
        table = table.append_column(column, said)
    ledger.append(record, table, origin=Origin(f"materialise {name}"), recorded_by=by)
