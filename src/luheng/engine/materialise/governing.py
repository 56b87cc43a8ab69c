"""What governs a stored column in a period: a fingerprint of its rules and factors, its overlays.

A new release of the rulebook, another overlay or a value that becomes known on a later day changes
the fingerprint of what rests on it and of nothing else.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Mapping

from luheng import __version__
from luheng.engine.plan import Column, FactorOp, MethodOp, Plan, RowOp, SourceOp
from luheng.periods import Period
from luheng.rules import Factor, Resolved, Rulebook
from luheng.rules.expression import text

from .layers import Layers
from .stale import reached

__all__ = ["fingerprint", "overlays", "said_by"]

_NEEDED = Mapping[str, Mapping[str, Period]]


def fingerprint(layers: Layers, book: Rulebook, column: str, period: Period, day: dt.date) -> str:
    """A text that changes when the rules, factors or program behind a column's cells change."""
    needed = reached(layers.plan, {column: [period]})
    digest = hashlib.sha256(f"luheng {__version__}".encode())
    for one in sorted(layers.lineage(column)):
        digest.update(_said(layers.plan.columns[one], book).encode())
    for factor, periods in _factors(layers, column, needed):
        for found in _resolved(factor, periods, day):
            row = found.row
            said = (factor.name, found.key, found.period, found.value, row.trust, row.overlay)
            digest.update(repr(said).encode())
    gap = column in layers.plan.columns and bool(layers.lineage(column) & set(layers.plan.gaps))
    digest.update(repr(gap).encode())
    return digest.hexdigest()[:16]


def overlays(layers: Layers, column: str, period: Period, day: dt.date) -> str:
    """The names of the overlays that a column's cells of one period rest on (A18)."""
    needed = reached(layers.plan, {column: [period]})
    names = {
        found.row.overlay
        for factor, periods in _factors(layers, column, needed)
        for found in _resolved(factor, periods, day)
    }
    return ",".join(sorted(names - {""}))


def said_by(plan: Plan, book: Rulebook) -> str:
    """What a plan does, as one text; two plans of one text compile to one SELECT."""
    return "\n".join(f"{c.dims} {c.level} {_said(c, book)}" for c in plan.columns.values())


def _said(column: Column, book: Rulebook) -> str:
    op, unit = column.op, column.unit
    if isinstance(op, SourceOp):
        source = op.source
        which = f"{sorted(source.where.items())} {source.assay} {source.times_assay}"
        which += f" {sorted(source.carried.items())}" if source.carried else ""
        return f"{source.name} {source.record} {which} {source.grain} {unit}"
    if isinstance(op, RowOp):
        return f"{column.id} = {text(op.expression)} {unit}"
    if isinstance(op, MethodOp):
        # what a method computes is known by the release that it came with
        return f"{column.id} {op.method.cite} {book.release} {unit}"
    if isinstance(op, FactorOp):
        return f"{column.id} {op.factor.unit}"
    return f"{column.id} {op} {unit}"


def _factors(
    layers: Layers, column: str, needed: _NEEDED
) -> list[tuple[Factor, tuple[Period, ...]]]:
    out = []
    for one in sorted(layers.lineage(column)):
        op = layers.plan.columns[one].op
        if isinstance(op, FactorOp) and needed[one]:
            out.append((op.factor, tuple(p for _, p in sorted(needed[one].items()))))
    return out


@functools.lru_cache(maxsize=4096)
def _resolved(factor: Factor, periods: tuple[Period, ...], day: dt.date) -> tuple[Resolved, ...]:
    return factor.resolve(periods, day)
