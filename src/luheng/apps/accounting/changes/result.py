"""Results of a comparison: each line with its effects, and what changed beneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng.errors import say

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from luheng.apps.accounting.subject import Subject

    from .effects import Effect
    from .rows import EditionChange, FactorChange, RowChange
    from .state import State

__all__ = ["Changes", "LineChange"]

AXIS_WORDS = {
    "period": ("报告期", "period"),
    "known_at": ("当时所知", "what was known"),
    "overlays": ("替代方案", "overlays"),
    "basis": ("口径", "basis"),
}


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line in two states; the effects add up to the change exactly.

    ``before`` or ``after`` is None where the line cannot be said, and then there is no effect.
    """

    quantity: str
    section: str
    title: tuple[str, str]
    unit: str
    before: Fraction | None
    after: Fraction | None
    effects: tuple[Effect, ...] = ()
    by_axis: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def name(self) -> str:
        """The quantity in the reader's language."""
        return say(zh=self.title[0], en=self.title[1]) or self.quantity

    @property
    def change(self) -> Fraction | None:
        """The second state less the first."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    def through(self) -> dict[str, Fraction]:
        """The sum of the effects by what they went through: amount, structure, factor …."""
        out: dict[str, Fraction] = {}
        for one in self.effects:
            out[one.through] = out.get(one.through, Fraction(0)) + one.value
        return out

    def by_item(self) -> dict[tuple[str, str], dict[str, Fraction]]:
        """The effects by line and item."""
        out: dict[tuple[str, str], dict[str, Fraction]] = {}
        for one in self.effects:
            own = out.setdefault((one.line, one.item), {})
            own[one.through] = own.get(one.through, Fraction(0)) + one.value
        return out

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "quantity": self.quantity,
            "section": self.section,
            "title": self.name,
            "unit": self.unit,
            "before": None if self.before is None else float(self.before),
            "after": None if self.after is None else float(self.after),
            "change": None if self.change is None else float(self.change),
            "through": {k: float(v) for k, v in self.through().items()},
            "by_axis": {k: float(v) for k, v in self.by_axis.items()},
            "effects": [one.as_dict() for one in self.effects],
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """Two states of a subject's accounts."""

    subject: Subject
    before: State
    after: State
    axes: tuple[str, ...]
    lines: tuple[LineChange, ...]
    rows: tuple[RowChange, ...]
    factors: tuple[FactorChange, ...]
    editions: tuple[EditionChange, ...]
    known_at: tuple[int, ...]
    releases: tuple[str, ...]

    def line(self, quantity: str) -> LineChange:
        """The line of a quantity; raises KeyError."""
        for one in self.lines:
            if one.quantity == quantity:
                return one
        raise KeyError(quantity)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "subject": self.subject.as_dict(),
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
            "differ": list(self.axes),
            "known_at": list(self.known_at),
            "releases": list(self.releases),
            "lines": [one.as_dict() for one in self.lines],
            "rows": [one.as_dict() for one in self.rows],
            "factors": [one.as_dict() for one in self.factors],
            "editions": [one.as_dict() for one in self.editions],
        }

    def to_arrow(self) -> pa.Table:
        """One row per effect of each line."""
        import pyarrow as pa

        rows = [
            {"quantity": one.quantity, **e.as_dict(), "unit": one.unit}
            for one in self.lines
            for e in one.effects
        ]
        text = pa.string()
        names = {"quantity": text, "line": text, "item": text, "through": text,
                 "value": pa.float64(), "unit": text}  # fmt: skip
        return pa.Table.from_pylist(rows, schema=pa.schema(list(names.items())))

    def to_pandas(self) -> pd.DataFrame:
        """The effects as a pandas frame."""
        return self.to_arrow().to_pandas()  # type: ignore[no-any-return]
