"""Restated factors: which values of which keys govern now that did not govern before.

The values that a set of stored figures rests on are kept beside its fingerprints, by factor, key
and period. Where the rules are the same and only values differ, the keys that differ say which
cells are stale: a value of one guide's coal leaves everybody else's figures alone.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from luheng.engine.plan import Column, FactorOp, Plan
from luheng.periods import Period
from luheng.rules import Factor, Rulebook

from .governing import factors_of, ground, resolved
from .layers import Layers

__all__ = ["Box", "Kept", "Restated", "boxed", "kept_of", "restated"]

#: dimension -> members; a dimension that is not named may have any
Box = Mapping[str, frozenset[str]]
#: factor -> its grain, its tables (key -> value) and which table governs in which period
Values = Mapping[str, Mapping[str, Any]]
#: more boxes than this become one that holds them all
_BOXES = 12


@dataclass(frozen=True)
class Kept:
    """What a set rests on: a check of the rules of each stored column, and the factors' values."""

    rules: Mapping[str, str] = field(default_factory=dict)
    values: Values = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As it is stored; empty where nothing is known (a set of an earlier version)."""
        return {"rules": dict(self.rules), "values": dict(self.values)}

    def table(self, factor: Factor, period: str) -> Mapping[str, str] | None:
        """Key -> value of a factor in a period, or None where it is not kept."""
        held = self.values.get(factor.name)
        if held is None or held["grain"] != ",".join(factor.grain) or period not in held["periods"]:
            return None
        out: Mapping[str, str] = held["tables"][held["periods"][period]]
        return out

    def joined(self, other: Kept) -> Kept:
        """Both; of one factor the periods of both."""
        values = dict(self.values)
        for name, said in other.values.items():
            values[name] = _joined(values[name], said) if name in values else said
        return Kept({**self.rules, **other.rules}, values)


@dataclass(frozen=True)
class Restated:
    """The keys whose values differ, by factor column and period, and what they explain."""

    #: factor column -> period -> the keys that differ
    boxes: Mapping[str, Mapping[str, Sequence[Box]]]
    #: the stored columns and periods whose rules are the same and whose values are all kept
    explained: frozenset[tuple[str, str]]


def kept_of(
    layers: Layers, book: Rulebook, needed: Mapping[str, Mapping[str, Period]], day: dt.date
) -> Kept:
    """What the stored columns of a plan rest on in the periods in which they are needed."""
    rules: dict[str, str] = {}
    for column, name in layers.names.items():
        for text, period in needed[column].items():
            rules[f"{name}@{text}"] = ground(layers, book, column, period, day)
    values: dict[str, Any] = {}
    for one in _factor_columns(layers.plan):
        periods = tuple(p for _, p in sorted(needed[one.id].items()))
        if periods:
            factor = one.op.factor  # type: ignore[union-attr]  # a factor's column has one
            values[factor.name] = _tables(factor, periods, day)
    return Kept(rules, values)


def restated(
    layers: Layers,
    needed: Mapping[str, Mapping[str, Period]],
    before: Kept,
    now: Kept,
) -> Restated:
    """The keys whose values differ between two states of the factors."""
    boxes: dict[str, dict[str, Sequence[Box]]] = {}
    unknown: set[tuple[str, str]] = set()
    for column in _factor_columns(layers.plan):
        factor = column.op.factor  # type: ignore[union-attr]
        for text in needed[column.id]:
            old, new = before.table(factor, text), now.table(factor, text)
            if old is None or new is None:
                unknown.add((column.id, text))
            elif old != new:
                keys = {k for k in {*old, *new} if old.get(k) != new.get(k)}
                boxes.setdefault(column.id, {})[text] = boxed(factor.grain, keys)
    explained = set()
    for column_id, name in layers.names.items():
        for text, period in needed[column_id].items():
            label = f"{name}@{text}"
            same = before.rules.get(label) == now.rules[label]
            rests = factors_of(layers, column_id, period)
            if same and not any((c, p.text) in unknown for c, _, ps in rests for p in ps):
                explained.add((column_id, text))
    return Restated(boxes, frozenset(explained))


def boxed(grain: Sequence[str], keys: Iterable[str]) -> tuple[Box, ...]:
    """Keys as few boxes: those alike in all but the last dimension are one."""
    found: dict[tuple[str, ...], set[str]] = {}
    for key in keys:
        members = tuple(key.split(",")) if key else ()
        if len(members) != len(grain):
            return ({},)  # a member with a comma, or a factor without dimensions: anybody's
        if not members:
            return ({},)
        found.setdefault(members[:-1], set()).add(members[-1])
    alike: dict[frozenset[str], set[tuple[str, ...]]] = {}
    for head, last in found.items():
        alike.setdefault(frozenset(last), set()).add(head)
    boxes = [
        {**{d: frozenset({m}) for d, m in zip(grain, head, strict=False)}, grain[-1]: last}
        for last, heads in sorted(alike.items(), key=lambda one: sorted(one[0]))
        for head in sorted(heads)
    ]
    if len(boxes) <= _BOXES:
        return tuple(boxes)
    return ({d: frozenset().union(*(b[d] for b in boxes)) for d in grain},)


def _factor_columns(plan: Plan) -> list[Column]:
    return [c for c in plan.columns.values() if isinstance(c.op, FactorOp)]


@functools.lru_cache(maxsize=4096)
def _tables(factor: Factor, periods: tuple[Period, ...], day: dt.date) -> Mapping[str, Any]:
    """Key -> value, trust and overlay; months that are governed alike share a table."""
    by_period: dict[str, dict[str, str]] = {p.text: {} for p in periods}
    for found in resolved(factor, periods, day):
        key = ",".join(member for _, member in found.key)
        overlay = f" {found.row.overlay}" if found.row.overlay else ""
        by_period[found.period][key] = f"{found.value!r} {int(found.row.trust)}{overlay}"
    return _numbered(",".join(factor.grain), by_period)


def _numbered(grain: str, by_period: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    tables: list[Mapping[str, str]] = []
    numbers: dict[str, int] = {}
    seen: dict[str, int] = {}
    for text, table in by_period.items():
        told = hashlib.sha256(repr(sorted(table.items())).encode()).hexdigest()
        if told not in seen:
            seen[told] = len(tables)
            tables.append(dict(sorted(table.items())))
        numbers[text] = seen[told]
    return {"grain": grain, "tables": tables, "periods": numbers}


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    if one is other or one["grain"] != other["grain"]:
        return other
    both = {t: s["tables"][n] for s in (one, other) for t, n in s["periods"].items()}
    return _numbered(one["grain"], dict(sorted(both.items())))
