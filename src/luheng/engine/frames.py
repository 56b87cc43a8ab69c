"""Frames: tables of columns of one grain, and what each column rests on.

A frame is an Ibis table keyed by its dimensions. Columns of one grain share a frame only where a
rule reads them together: a full outer join of large tables is what costs most. Coverage and trust
are not columns per rule either: a frame carries counts per path from a ledger table and one trust
column per factor, and each column knows which of them it rests on.

Of a path, ``p`` counts the rows present, ``e`` those expected and ``m`` those both; a path of which
nothing is expected has ``p`` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir

__all__ = ["Frame", "Rests", "counts_of", "joined", "support"]


@dataclass(frozen=True, slots=True)
class Rests:
    """What a column rests on within its frame: paths with their counts, and trust columns."""

    pairs: frozenset[str] = frozenset()
    trusts: frozenset[str] = frozenset()

    def __or__(self, other: Rests) -> Rests:
        return Rests(self.pairs | other.pairs, self.trusts | other.trusts)


@dataclass(eq=False)
class Frame:
    """One table; ``brought`` are columns of coarser grains that were joined to its rows."""

    dims: tuple[str, ...]
    table: ir.Table
    rests: dict[str, Rests] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)
    #: dimensions without which the others are still a key: each child has one parent beside it
    single: frozenset[str] = frozenset()

    def names(self, columns: Iterable[str]) -> list[str]:
        """The dimensions, and some columns with all that they rest on."""
        held = (n for c in columns for n in (c, *support(self.table, self.rests[c])))
        return list(dict.fromkeys((*self.dims, *held)))

    def only(self, columns: Iterable[str]) -> Frame:
        """The same rows with some columns alone."""
        kept = list(columns)
        table = self.table.select(*self.names(kept))
        rests = {c: self.rests[c] for c in kept}
        return Frame(self.dims, table, rests, self.brought & set(kept), self.single)


def counts_of(table: ir.Table, path: str) -> tuple[str, ...]:
    """The count columns that a path has in a table."""
    return tuple(c for c in (f"p{path}", f"e{path}", f"m{path}") if c in table.columns)


def support(table: ir.Table, rests: Rests) -> list[str]:
    """Every count and trust column that a column rests on."""
    counts = [c for n in sorted(rests.pairs) for c in counts_of(table, n)]
    return [*counts, *sorted(rests.trusts)]


def joined(frames: Iterable[Frame], named: Callable[[ir.Table], ir.Table]) -> Frame:
    """Some frames of one grain as one; a row that one of them lacks is a missing row in it.

    Each join gets a name: SQL nested as deep as there are frames would be more than Ibis can write.
    """
    first, *others = frames
    table = first.table.drop(*first.brought) if first.brought else first.table
    rests = {c: r for c, r in first.rests.items() if c not in first.brought}
    for other in others:
        kept = [c for c in other.table.columns if c not in other.brought and c not in first.dims]
        table = named(_outer(table, other.table, first.dims, kept))
        rests.update({c: r for c, r in other.rests.items() if c not in other.brought})
    return Frame(first.dims, table, rests)


def _outer(left: ir.Table, right: ir.Table, dims: tuple[str, ...], kept: list[str]) -> ir.Table:
    old = [c for c in left.columns if c not in dims]
    right = right.select(*dims, *kept)
    if not dims:
        return left.view().cross_join(right.view())
    both: Any = left.view().join(right.view(), list(dims), how="outer", rname="{name}__r")
    keys = {d: ibis.coalesce(both[d], both[f"{d}__r"]) for d in dims}
    return both.select(**keys, **{c: both[c] for c in (*old, *kept)})
