"""What governs a stored column in a period: a fingerprint of its rules and factors, its overlays.

A new release of the rulebook, another overlay or a value that becomes known on a later day changes
the fingerprint of what rests on it and of nothing else.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from typing import Any

from luheng import __version__
from luheng.engine.plan import Column, FactorOp, MethodOp, Plan, RowOp, SourceOp
from luheng.periods import Period
from luheng.rules import Factor, Resolved, Rulebook
from luheng.rules.expression import text

from .layers import Layers
from .stale import reached

__all__ = ["factors_of", "fingerprint", "ground", "overlays", "resolved", "said_by"]


def fingerprint(layers: Layers, book: Rulebook, column: str, period: Period, day: dt.date) -> str:
    """A text that changes when the rules, factors or program behind a column's cells change."""
    digest = _rules(layers, book, column)
    for _, factor, periods in factors_of(layers, column, period):
        for found in resolved(factor, periods, day):
            row = found.row
            said = (factor.name, found.key, found.period, found.value, row.trust, row.overlay)
            digest.update(repr(said).encode())
    digest.update(repr(_gap(layers, column)).encode())
    return str(digest.hexdigest()[:16])


def ground(layers: Layers, book: Rulebook, column: str, period: Period, day: dt.date) -> str:
    """A fingerprint of all that governs a column's cells beside the values of factors.

    Every cell names the overlays that its column rests on: another overlay is another ground.
    """
    digest = _rules(layers, book, column)
    said = (_gap(layers, column), overlays(layers, column, period, day))
    digest.update(repr(said).encode())
    return str(digest.hexdigest()[:16])


def _rules(layers: Layers, book: Rulebook, column: str) -> Any:
    key = ("rules", column, book.release)
    if key not in layers.memo:
        digest = hashlib.sha256(f"luheng {__version__}".encode())
        for one in sorted(layers.lineage(column)):
            digest.update(_said(layers.plan.columns[one], book).encode())
        layers.memo[key] = digest
    return layers.memo[key].copy()


def _gap(layers: Layers, column: str) -> bool:
    return column in layers.plan.columns and bool(layers.lineage(column) & set(layers.plan.gaps))


def overlays(layers: Layers, column: str, period: Period, day: dt.date) -> str:
    """The names of the overlays that a column's cells of one period rest on (A18)."""
    names = {
        found.row.overlay
        for _, factor, periods in factors_of(layers, column, period)
        for found in resolved(factor, periods, day)
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


def factors_of(
    layers: Layers, column: str, period: Period
) -> list[tuple[str, Factor, tuple[Period, ...]]]:
    """The factors that a column's cells of one period rest on: column, factor and periods."""
    key = ("factors", column, period)
    if key not in layers.memo:
        needed = reached(layers.plan, {column: [period]})
        out = []
        for one in sorted(layers.lineage(column)):
            op = layers.plan.columns[one].op
            if isinstance(op, FactorOp) and needed[one]:
                out.append((one, op.factor, tuple(p for _, p in sorted(needed[one].items()))))
        layers.memo[key] = out
    found: list[tuple[str, Factor, tuple[Period, ...]]] = layers.memo[key]
    return found


@functools.lru_cache(maxsize=4096)
def resolved(factor: Factor, periods: tuple[Period, ...], day: dt.date) -> tuple[Resolved, ...]:
    """The values of a factor, remembered."""
    return factor.resolve(periods, day)
