"""An observed figure as its source gives it, before it is put into the terms of a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.errors import UnknownCode

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["Observation", "region_of"]

_TRUST = ("printed", "transcribed", "recalled", "conflicting")


@dataclass(frozen=True, slots=True)
class Observation:
    """One observed figure as its source gives it, before it is put into a target's terms.

    ``kind`` is that of a target, or annual_rate for a published rate of growth in per cent.
    ``source`` names the series: levels of one source may be set against each other.
    """

    indicator: str
    kind: str
    value: float
    unit: str
    first_year: int
    last_year: int
    period: str
    scope: str
    sector: tuple[str, ...]
    locator: str
    published: dt.date | None
    trust: str
    how: str
    source: str
    comparator: str = "="
    text: str = ""
    change: str | None = None
    base_year: int | None = None
    of: str | None = None
    just_under: bool = False

    @property
    def rank(self) -> int:
        """How far from the printed page the figure is; greater is worse (A16)."""
        return _TRUST.index(self.trust) if self.trust in _TRUST else len(_TRUST)

    def comparable_with(self, other: Observation) -> bool:
        """Whether the two are levels of one series in one unit."""
        return (self.source, self.kind, self.unit) == (other.source, other.kind, other.unit)


def region_of(scope: str) -> str | None:
    """The code of a scope's region (China is CN); None where the list holds none."""
    regions = codelists.load("regions")
    try:
        return str(regions.get(scope)["id"])
    except UnknownCode:
        return regions.match(scope)
