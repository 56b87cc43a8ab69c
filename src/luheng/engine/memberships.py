"""Memberships: who has which parent along a relation in each period, recorded or derived (A9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from luheng.periods import Period

from .derived_links import ITEMS, SAME, derivation, kinds, regions_above

__all__ = ["Memberships"]

_EVER = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class Memberships:
    """The links of one ledger as known at a receipt; ``relations`` as the rulebook names them."""

    table: pa.Table
    relations: Mapping[str, tuple[str, str]]
    _below: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)

    def links(self, relation: str) -> pa.Table:
        """child, parent, level, start and end (days since 1970) of each link of a relation."""
        derived = derivation(relation)
        if derived is not None and derived.through == ITEMS:
            return _kinds()
        recorded = self._recorded(derived.through if derived else relation)
        if derived is None or derived.level == SAME:
            none = pa.array([""] * recorded.num_rows, pa.string())
            return recorded.append_column("level", none)
        places = pc.unique(recorded["parent"]).to_pylist()
        rows = [(p, *above) for p in places for above in regions_above(p, derived.level)]
        columns = list(zip(*rows, strict=True)) or [(), (), ()]
        names = ("parent", "above", "level")
        map_ = pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)})
        joined = recorded.join(map_, "parent", join_type="inner").drop_columns("parent")
        return joined.rename_columns(
            ["parent" if c == "above" else c for c in joined.column_names]
        ).select(["child", "parent", "start", "end", "level"])

    def in_periods(self, relation: str, periods: Sequence[Period]) -> pa.Table:
        """child, parent, period, whole: false where a child has two parents in one period.

        A region and the province that it lies in are no two parents: each level stands alone.
        """
        wanted = [p for p in periods if p.grain != "span"] or list(periods)
        links = self.links(relation)
        start, end = np.asarray(links["start"]), np.asarray(links["end"])
        parts = []
        for period in wanted:
            held = links.filter(pa.array(_holding(start, end, period)))
            texts = pa.repeat(pa.scalar(period.text), held.num_rows)
            parts.append(held.select(["child", "parent", "level"]).append_column("period", texts))
        every = pa.concat_tables(parts) if parts else _empty()
        pairs = every.group_by(["child", "parent", "level", "period"], use_threads=False)
        one = pairs.aggregate([])
        counted = one.group_by(["child", "level", "period"], use_threads=False)
        counts = counted.aggregate([("parent", "count")])
        if counts.num_rows == one.num_rows:  # nobody has two: no join is needed
            whole: pa.Array = pa.array(np.ones(one.num_rows, bool))
            return one.select(["child", "parent", "period"]).append_column("whole", whole)
        joined = one.join(counts, ["child", "level", "period"], use_threads=False)
        told = pc.equal(joined["parent_count"], 1)
        return joined.select(["child", "parent", "period"]).append_column("whole", told)

    def steady(self, relation: str, periods: Sequence[Period]) -> pa.Table | None:
        """child, parent, whole, if every link that holds in some of the periods holds in all."""
        first, *others = [p for p in periods if p.grain != "span"] or list(periods)
        links = self.links(relation)
        start, end = np.asarray(links["start"]), np.asarray(links["end"])
        held = _holding(start, end, first)
        if any(not np.array_equal(held, _holding(start, end, p)) for p in others):
            return None
        return self.in_periods(relation, [first]).drop_columns("period")

    def below(self, relation: str, parents: Iterable[str]) -> tuple[str, ...]:
        """The children that have, or ever had, one of some parents along one relation."""
        children = self._children(relation)
        return tuple(dict.fromkeys(c for p in parents for c in children.get(p, ())))

    def members(
        self, dimension: str, wanted: str, values: tuple[str, ...]
    ) -> tuple[str, ...] | None:
        """The members of ``dimension`` that lie below some members of ``wanted``, or None."""
        for relation, (child, parent) in self.relations.items():
            if child != dimension or child == parent:
                continue
            above = values if parent == wanted else self.members(parent, wanted, values)
            if above is not None:
                return self.below(self._widest(relation), above)
        return None

    def _widest(self, relation: str) -> str:
        """The derived relation that holds what one recorded relation holds and all above it."""
        wider = (r for r in self.relations if (d := derivation(r)) and d.level == "*")
        return next((r for r in wider if derivation(r).through == relation), relation)  # type: ignore[union-attr]

    def _recorded(self, relation: str) -> pa.Table:
        rows = self.table.filter(pc.equal(self.table["relation"], relation))
        ends = rows["valid_to"].cast(pa.int32())
        return pa.table(
            {
                "child": rows["child"].cast(pa.string()),
                "parent": rows["parent"].cast(pa.string()),
                "start": rows["valid_from"].cast(pa.int32()),
                "end": pc.fill_null(ends, pa.scalar(_EVER, pa.int32())),
            }
        )

    def _children(self, relation: str) -> Mapping[str, list[str]]:
        if relation not in self._below:
            links = self.links(relation)
            pairs = zip(links["parent"].to_pylist(), links["child"].to_pylist(), strict=True)
            out: dict[str, list[str]] = {}
            for parent, child in pairs:
                out.setdefault(parent, []).append(child)
            self._below[relation] = out
        return self._below[relation]


def _kinds() -> pa.Table:
    """The links that the lists of items say, which hold in every period."""
    pairs = kinds()
    return pa.table(
        {
            "child": pa.array([child for child, _ in pairs], pa.string()),
            "parent": pa.array([parent for _, parent in pairs], pa.string()),
            "start": pa.array([-_EVER] * len(pairs), pa.int32()),
            "end": pa.array([_EVER] * len(pairs), pa.int32()),
            "level": pa.array([""] * len(pairs), pa.string()),
        }
    )


def _day(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days


def _holding(start: np.ndarray, end: np.ndarray, period: Period) -> np.ndarray:
    """Which links hold on some day of a period."""
    return (start < _day(period.end)) & (end > _day(period.start))


def _empty() -> pa.Table:
    return pa.table({n: pa.array([], pa.string()) for n in ("child", "parent", "level", "period")})
