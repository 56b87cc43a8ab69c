"""The grade of one figure: the worst class of row and of factor that counts under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.errors import say

from .scale import Grade, RowClass, scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from luheng.apps.accounting.reach import Reach
    from luheng.rules import Rulebook

    from .evidence import Cell, Evidence

__all__ = ["Graded", "definitions", "grade_of"]

#: tables of signs and other definitions of our own are no factors whose quality could differ
_DEFINITIONS = "luheng_conventions/"


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade and what it follows from; ``shares`` is the share of rows of each class."""

    grade: Grade
    rows: RowClass
    factor: RowClass
    shares: Mapping[str, float]
    covered: bool = True

    @property
    def reason(self) -> str:
        """Why this grade, in the reader's language."""
        said = [self.rows.name, self.factor.name]
        if not self.covered:
            said.append(say(zh="数据不全", en="rows missing"))
        return say(zh="，", en=", ").join(said)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "grade": self.grade.id,
            "meaning": self.grade.name,
            "rows": self.rows.id,
            "factor": self.factor.id,
            "shares": dict(self.shares),
            "covered": self.covered,
        }


def definitions(book: Rulebook) -> frozenset[str]:
    """The factors that are definitions of our own, such as signs, and no data."""
    return frozenset(n for n, f in book.factors.items() if f.place.startswith(_DEFINITIONS))


def grade_of(
    reach: Reach,
    evidence: Evidence,
    *,
    defined: frozenset[str],
    trust: str | None,
    provisional: bool,
    coverage: float | None,
    weights: Mapping[str, float] | None = None,
) -> Graded | None:
    """The grade of a figure that has a value; None where no row of the ledger is under it.

    Args:
        reach: what the quantity rests on.
        evidence: the rows of its subject and period.
        defined: names of factors that are definitions and no data.
        trust: the worst trust of the figure; None where it rests on records alone.
        provisional: whether the figure is.
        coverage: the figure's share of expected rows.
        weights: the share of each item in the figure; without it every item counts.
    """
    cells = evidence.under(reach.touches)
    if weights is not None:
        counted = {i for i, w in weights.items() if abs(w) >= scale().counts_from}
        cells = tuple(c for c in cells if c.item in counted) or cells
    if not cells:
        return None
    worst = max(_rank(some) for some in _by_item(cells))
    own = {name for name in reach.factors if name not in defined}
    factor = _factor_class(own, reach, evidence, cells, trust=trust, provisional=provisional)
    covered = coverage is None or coverage >= scale().coverage
    classes = {one.rank: one for one in scale().classes}
    total = sum(c.rows for c in cells)
    shares = {
        one.id: sum(c.rows for c in cells if c.rank == rank) / total
        for rank, one in sorted(classes.items())
        if any(c.rank == rank for c in cells)
    }
    grade = scale().grade(worst, factor.rank, lower=not covered)
    return Graded(grade, classes[worst], factor, shares, covered)


def _by_item(cells: Sequence[Cell]) -> list[list[Cell]]:
    groups: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.record, cell.item, cell.role), []).append(cell)
    return list(groups.values())


def _rank(cells: Sequence[Cell]) -> int:
    """The worst class that makes up enough of an item's amount."""
    total = sum(c.amount for c in cells)
    count = sum(c.rows for c in cells)
    shares = [(c.rank, c.amount / total if total else c.rows / count) for c in cells]
    return max(rank for rank, share in shares if share >= scale().counts_from)


def _factor_class(
    factors: set[str],
    reach: Reach,
    evidence: Evidence,
    cells: Sequence[Cell],
    *,
    trust: str | None,
    provisional: bool,
) -> RowClass:
    if not factors and not reach.properties:
        return scale().factor("none")
    items = {c.item for c in cells}
    measured = reach.properties and all(
        any((item, one) in evidence.assays for one in reach.properties) for item in items
    )
    if provisional:
        return scale().factor("provisional")
    if measured:
        return scale().factor("own")
    return scale().factor("default" if trust is not None else "none")
