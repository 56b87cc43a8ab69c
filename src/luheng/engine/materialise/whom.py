"""Whom a restated value concerns: subjects by the rows, memberships and defaults on record.

More subjects may be named than a value bears on, never fewer: rows of every source of the plan
count, whatever their role, and so does what is expected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from luheng.engine.backend import backend_of
from luheng.engine.derived_links import kinds, parents_of, recorded
from luheng.engine.plan import Column, Plan, RollUpOp
from luheng.periods import Period
from luheng.records import record
from luheng.rules import Rulebook

from .layers import subject_of
from .narrow import NarrowBackend
from .restated import Box
from .roots import Above, Beside, Root, Roots, Rows, dated, has_methods, sources_of
from .touched import Touched

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["Whom"]

#: period -> subjects
_Found = Mapping[str, frozenset[str]]


@dataclass
class Whom:
    """Looks up subjects in one ledger as known at a receipt, for the columns of one plan."""

    plan: Plan
    book: Rulebook
    ledger: Ledger
    known: int
    periods: Sequence[Period]
    _held: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.roots = Roots(self.plan, self.book.relations)

    def concerned(self, column: Column, box: Box, period: str) -> frozenset[str] | None:
        """The subjects of a column's rows that lie in a box in a period; None is all of them."""
        subject = subject_of(column)
        if subject is None:
            return None
        found: frozenset[str] | None = box.get(subject)
        for dimension, members in sorted(box.items()):
            roots = self.roots.of(column.grain, subject, dimension)
            if dimension == subject or roots is None:
                continue
            some = self._having(roots, dimension, members)
            if some is not None:
                here = some.get(period, frozenset())
                found = here if found is None else found & here
        return found

    def _having(
        self, roots: Iterable[Root], dimension: str, members: frozenset[str]
    ) -> _Found | None:
        parts = [self._by(root, dimension, members) for root in roots]
        return None if None in parts else _union(p for p in parts if p is not None)

    def _by(self, root: Root, dimension: str, members: frozenset[str]) -> _Found | None:
        key = (root, dimension, members)
        if key not in self._held:
            found: _Found | None
            match root:
                case Rows():
                    found = self._rows(root.subject, dimension, members)
                case Beside():
                    found = self._beside(root, members)
                case Above():
                    below = self._having(root.below, dimension, members)
                    found = None if below is None else self._above(root.along, below)
            self._held[key] = found
        return self._held[key]  # type: ignore[no-any-return]

    # -- rows -----------------------------------------------------------------------------

    def _rows(self, subject: str, dimension: str, members: frozenset[str]) -> _Found:
        """Subjects with rows, or expectations, of some members or of kinds of them."""
        key = (subject, dimension, members)
        if key not in self._held:
            wanted = _with_kinds(members) if dimension == "item" else members
            self._held[key] = self._rows_of(subject, dimension, wanted)
        return self._held[key]  # type: ignore[no-any-return]

    def _rows_of(self, subject: str, dimension: str, members: Collection[str]) -> _Found:
        """Of all members if no dimension is named."""
        names = sorted({s.record for s in sources_of(self.plan) if subject in s.grain})
        found = []
        for name in names:
            columns = {*record(name).columns()}
            asked = {subject, *([dimension] if dimension else ())}
            if name == "reading":
                found.append(self._meters(dimension, members))
            elif asked <= columns and dated(name):
                found.append(self._dated(name, subject, dimension, members))
        found.append(self._expected(names, dimension, members))
        return _union(found)

    def _dated(self, name: str, subject: str, dimension: str, members: Collection[str]) -> _Found:
        rows = self.ledger.relation_sql(name, self.known)
        near = f' AND "{dimension}" IN (SELECT id FROM members)' if dimension else ""
        ends = (min(p.start for p in self.periods), max(p.end for p in self.periods))
        table = self._run(
            f'WITH spans AS (SELECT DISTINCT "{subject}" AS who, period_start, period_end '
            f"FROM ({rows}) WHERE period_start < ? AND period_end > ?{near}) "
            "SELECT period, who FROM spans JOIN label ON period_start < to__ AND "
            "period_end > from__ WHERE who IS NOT NULL GROUP BY ALL",
            [ends[1], ends[0]],
            members=_ids(members),
        )
        return _by_period(table)

    def _meters(self, dimension: str, members: Collection[str]) -> _Found:
        rows = self.ledger.relation_sql("entity", self.known)
        near = f' AND "{dimension}" IN (SELECT id FROM members)' if dimension else ""
        sql = f"SELECT id FROM ({rows}) WHERE type = 'meter'{near}"
        return self._whenever(self._run(sql, members=_ids(members))["id"].to_pylist())

    def _expected(self, names: Sequence[str], dimension: str, members: Collection[str]) -> _Found:
        if dimension not in {"", "item", "role"}:
            return {}  # nothing is expected of rows by a further dimension
        rows = self.ledger.relation_sql("expectation", self.known)
        near = f' AND "{dimension}" IN (SELECT id FROM members)' if dimension else ""
        sql = f"SELECT DISTINCT subject FROM ({rows}) WHERE record IN (SELECT id FROM names){near}"
        table = self._run(sql, members=_ids(members), names=_ids(names))
        return self._whenever(table["subject"].to_pylist())

    # -- memberships ----------------------------------------------------------------------

    def _beside(self, root: Beside, members: frozenset[str]) -> _Found | None:
        """The children of some parents; if the default is one, also whoever has no parent."""
        narrow = NarrowBackend(backend_of(self.ledger), self.ledger, None)
        found = {}
        subject = self.book.relations[root.along][0]
        by_default = root.default in members
        everybody = self._everybody(subject) if by_default else {}
        if everybody is None:
            return None
        for period in self.periods:
            links = narrow.links(root.along, [period], self.known)
            mask = pc.is_in(links["parent"], pa.array(sorted(members), pa.string()))
            here = frozenset(links.filter(mask)["child"].to_pylist())
            if by_default:
                placed = frozenset(links["child"].to_pylist()) if period.grain != "span" else ()
                here |= everybody.get(period.text, frozenset()).difference(placed)
            found[period.text] = here
        return found

    def _everybody(self, subject: str) -> _Found | None:
        """Whoever may have rows; None where that is not known."""
        read = {s.record for s in sources_of(self.plan) if subject in s.grain}
        if has_methods(self.plan) or not all(dated(r) or r == "reading" for r in read):
            return None
        parts = [self._rows_of(subject, "", ())]
        for column in self.plan.columns.values():
            op = column.op
            if isinstance(op, RollUpOp) and self.book.relations[op.along][1] == subject:
                parts.append(self._whenever(self._parents(op.along)))
        return _union(parts)

    def _parents(self, along: str) -> list[str]:
        rows = self.ledger.relation_sql("membership", self.known)
        sql = f"SELECT DISTINCT parent FROM ({rows}) WHERE relation = '{recorded(along)}'"
        found = self._run(sql)["parent"].to_pylist()
        return [one for p in found for one in parents_of(along, p)]

    def _above(self, along: str, below: _Found) -> _Found:
        named = frozenset().union(*below.values())
        parents = Touched(self.ledger, 0, self.known).parents(recorded(along), named)
        above = {c: [o for p in ps for o in parents_of(along, p)] for c, ps in parents.items()}
        return {t: frozenset(p for c in who for p in above.get(c, ())) for t, who in below.items()}

    def _whenever(self, subjects: Iterable[str]) -> _Found:
        return dict.fromkeys((p.text for p in self.periods), frozenset(subjects))

    def _run(self, sql: str, values: Sequence[dt.date] = (), **tables: pa.Table) -> pa.Table:
        with closing(self.ledger.connection().cursor()) as cursor:
            for name, table in {"label": _labels(self.periods), **tables}.items():
                cursor.register(name, table)
            found: Any = cursor.execute(sql, list(values)).to_arrow_table()
        out: pa.Table = found
        return out


def _with_kinds(members: frozenset[str]) -> frozenset[str]:
    wanted = members
    while more := {child for child, parent in kinds() if parent in wanted} - wanted:
        wanted |= more
    return wanted


def _union(parts: Iterable[_Found]) -> _Found:
    out: dict[str, frozenset[str]] = {}
    for part in parts:
        for period, who in part.items():
            out[period] = out[period] | who if period in out else who
    return out


def _by_period(table: pa.Table) -> _Found:
    one = table.group_by("period").aggregate([("who", "list")])
    pairs = zip(one["period"].to_pylist(), one["who_list"].to_pylist(), strict=True)
    return {period: frozenset(who) for period, who in pairs}


def _labels(periods: Sequence[Period]) -> pa.Table:
    return pa.table(
        {
            "period": pa.array([p.text for p in periods], pa.string()),
            "from__": pa.array([p.start for p in periods], pa.date32()),
            "to__": pa.array([p.end for p in periods], pa.date32()),
        }
    )


def _ids(members: Collection[str]) -> pa.Table:
    return pa.table({"id": pa.array(sorted(members), pa.string())})
