"""Cells: the figures of one layer for some subjects and periods, in the form they are stored in."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from luheng import __version__
from luheng.engine.compile import Compiler
from luheng.engine.plan import Column, StoredOp
from luheng.engine.pushdown import Pushdown
from luheng.engine.question import Prepared, Question, units_of
from luheng.engine.steps import Select
from luheng.engine.tables import Backend
from luheng.periods import Period
from luheng.rules import Rulebook, Trust

from .governing import overlays, said_by
from .layers import Layer, Layers
from .narrow import NarrowBackend, NarrowTables
from .stale import reached

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["COLUMNS", "NO_PERIOD", "Asked", "work_out"]

#: the period of a cell that has none
NO_PERIOD = "*"
#: the columns of a stored cell that say what it is worth, beside quantity, key and period
COLUMNS = {
    "quantity": pa.string(),
    "key": pa.string(),
    "period": pa.string(),
    "value": pa.float64(),
    "unit": pa.string(),
    "present": pa.int64(),
    "expected": pa.int64(),
    "met": pa.int64(),
    "trust": pa.string(),
    "basis": pa.string(),
    "overlays": pa.string(),
    "known_receipt": pa.int64(),
    "rulebook_release": pa.string(),
    "engine_version": pa.string(),
}

#: gives the stored cells of a column for the subjects and periods of a question
Stored = Callable[[Column, "Asked", Sequence[Period]], pa.Table]


@dataclass(frozen=True)
class Asked:
    """Which cells of a layer are worked out: columns, subjects (None is all) and periods."""

    columns: tuple[str, ...]
    subjects: frozenset[str] | None
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Setting:
    """The ledger, the rulebook and the state of knowledge under which cells are worked out."""

    ledger: Ledger
    book: Rulebook
    backend: Backend
    known: int
    day: dt.date


class _CellQuestion(Question):
    """A question whose periods are filled into its SELECT, so that other periods find it made."""

    def labels(self, prepared: Prepared) -> list[str]:
        """A slot for the periods asked."""
        return [prepared.tables.slot("period", "period")]


def work_out(
    setting: Setting, layers: Layers, layer: Layer, asked: Asked, stored: Stored
) -> pa.Table:
    """The cells asked for, as a table of ``COLUMNS``; one that nothing speaks of has no row."""
    layer = layer.only(asked.columns)
    every = _every(layer, asked)
    subjects = None if asked.subjects is None else tuple(sorted(asked.subjects))
    where = {layer.subject: subjects} if subjects is not None and layer.subject else {}
    narrow = NarrowBackend(setting.backend, setting.ledger, subjects if where else None)
    question = _CellQuestion(
        setting.book, narrow, asked.columns, where, asked.periods, setting.known, setting.day
    )

    def compute(column: Column, periods: Sequence[Period]) -> pa.Table:
        if isinstance(column.op, StoredOp):
            return stored(column, asked, periods)
        return question.run_method(column, periods)

    tables = NarrowTables(
        narrow, setting.book, setting.known, setting.day, tuple(where), compute, every,
        narrow=narrow,
    )  # fmt: skip
    tables.filters = Pushdown(setting.book.relations).of(layer.plan, where)
    compiler = Compiler(layer.plan, setting.book, tables, every).run()
    for dimension in (*where, "period"):
        tables.slot(dimension, dimension)  # a SELECT that was made before has them
    prepared = Prepared(layer.plan, compiler, tables, narrow, asked.periods)
    by_grain: dict[frozenset[str], list[str]] = {}
    for one in asked.columns:
        by_grain.setdefault(layer.plan.columns[one].grain, []).append(one)
    parts = []
    grains = tuple(sorted({p.grain for p in every}))
    for some in by_grain.values():
        of = (said_by(layer.plan, setting.book), tuple(some), tuple(where), grains)

        def made(some: Sequence[str] = tuple(some)) -> Select:
            return tables.select(question.select(prepared, some))

        select = narrow.select(of, made)
        labels = tuple(p.text for p in asked.periods)
        told = {**where, "period": labels}
        (rows,) = narrow.answers([select.mapped(functools.partial(tables.fill, where=told))])
        for n, one in enumerate(some):
            column = layer.plan.columns[one]
            own = {**{d: d for d in column.dims}, **{f"{c}{n}": c for c in "vpmet"}}
            taken = rows.select(list(own)).rename_columns(list(own.values()))
            parts.append(_cells(setting, layers, column, asked, taken))
    return pa.concat_tables(parts)


def _every(layer: Layer, asked: Asked) -> tuple[Period, ...]:
    """The periods that the tables of a layer must hold for the ones asked."""
    needed = reached(layer.plan, dict.fromkeys(asked.columns, asked.periods))
    found = {text: p for one in needed.values() for text, p in one.items()}
    return tuple(sorted(found.values(), key=lambda p: (p.start, p.text)))


def _cells(
    setting: Setting, layers: Layers, column: Column, asked: Asked, rows: pa.Table
) -> pa.Table:
    value, present, owed = (rows[c] for c in "vpe")
    said = pc.or_(pc.is_valid(value), pc.or_(pc.greater(present, 0), pc.is_valid(owed)))
    rows = rows.filter(pc.fill_null(said, False))
    count = rows.num_rows
    value = rows["v"].cast(pa.float64())
    if layers.lineage(column.id) & set(layers.plan.gaps):
        value = pa.nulls(count, pa.float64())
    dated = "period" in column.dims
    period = rows["period"] if dated else pa.array([NO_PERIOD] * count, pa.string())
    laid = {p.text: overlays(layers, column.id, p, setting.day) for p in asked.periods}
    owed = rows["e"].cast(pa.int64())
    basis = _basis(setting.book, column, asked.periods[0])
    found: dict[str, Any] = {
        "quantity": pa.array([layers.names[column.id]] * count, pa.string()),
        "key": _keys(setting.ledger, rows, [d for d in column.dims if d != "period"]),
        "period": period,
        "value": value,
        "unit": units_of(column.unit, rows),
        "present": rows["p"].cast(pa.int64()),
        "expected": owed,
        "met": pc.if_else(pc.is_valid(owed), rows["m"].cast(pa.int64()), None),
        "trust": _words(rows["t"]),
        "basis": pa.array([basis] * count, pa.string()),
        "overlays": _looked_up(period, laid, ",".join(sorted({*laid.values()} - {""}))),
        "known_receipt": pa.array([setting.known] * count, pa.int64()),
        "rulebook_release": pa.array([setting.book.release] * count, pa.string()),
        "engine_version": pa.array([__version__] * count, pa.string()),
    }
    return pa.table(found, schema=pa.schema(list(COLUMNS.items())))


def _basis(book: Rulebook, column: Column, period: Period) -> str:
    return book.meaning(column.quantity, period.start).basis if column.quantity else ""


def _words(ranks: pa.ChunkedArray) -> Any:
    words = pa.array([t.name.lower() for t in sorted(Trust)], pa.string())
    return words.take(pa.chunked_array(ranks).combine_chunks().cast(pa.int64()))


def _looked_up(keys: Any, found: dict[str, str], otherwise: str) -> Any:
    at = pc.index_in(keys, value_set=pa.array(list(found), pa.string()))
    values = pa.array(list(found.values()), pa.string())
    return pc.fill_null(
        values.take(at.combine_chunks() if hasattr(at, "chunks") else at), otherwise
    )


def _keys(ledger: Ledger, rows: pa.Table, dims: Sequence[str]) -> Any:
    """The dimensions of each row as one JSON text, in the order of their names."""
    if not dims:
        return pa.array(["{}"] * rows.num_rows, pa.string())
    with ledger.connection().cursor() as cursor:
        cursor.register("cells", rows.select(dims))
        pairs = ", ".join(f"'{d}': \"{d}\"" for d in sorted(dims))
        select = f"SELECT CAST(to_json({{{pairs}}}) AS VARCHAR) AS key FROM cells"
        return cursor.execute(select).to_arrow_table()["key"]
