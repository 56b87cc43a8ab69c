"""Lines of an account: one figure each, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.errors import say
from luheng.units import unit

if TYPE_CHECKING:
    from luheng.apps.accounting.quality.grade import Graded
    from luheng.engine import Propagated

__all__ = ["AccountLine", "Reason", "State", "member"]

#: the code list that names the members of a dimension
_LISTS = MappingProxyType(
    {"item": "items", "gas": "gases", "role": "activity_roles", "region": "regions",
     "sector": "sectors", "guide": "guides", "flow": "balance_flows"}
)  # fmt: skip


class State(StrEnum):
    """What there is of a line."""

    SAID = "said"
    ABSENT = "absent"  # rows are there, and something that the figure needs is not
    NOTHING = "nothing"  # nothing on record that it could rest on
    UNDEFINED = "undefined"  # the rulebook of this release does not define it


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure cannot be said: a kind for programs, and a sentence for readers."""

    kind: str
    zh: str
    en: str
    quantity: str = ""
    members: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return say(zh=self.zh, en=self.en)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "kind": self.kind,
            "text": self.text,
            "quantity": self.quantity or None,
            "members": list(self.members),
        }


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One figure of an account, or one that cannot be said.

    ``value`` is in the rulebook's ``unit``; ``shown`` is the unit in which a table shows it.
    ``key`` holds further dimensions of the figure, such as its item.
    """

    section: str
    quantity: str
    zh: str
    en: str
    period: str
    state: State
    key: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    value: float | None = None
    unit: str = ""
    shown: str = ""
    coverage: float | None = None
    trust: str | None = None
    provisional: bool = False
    basis: str = ""
    overlays: tuple[str, ...] = ()
    cite: str = ""
    detail: bool = False
    graded: Graded | None = None
    why: tuple[Reason, ...] = ()
    #: the interval that follows from those of the rows and factors beneath, if it was asked for
    interval: Propagated | None = None

    @property
    def title(self) -> str:
        """The quantity in the reader's language."""
        return say(zh=self.zh or self.quantity, en=self.en or self.quantity)

    @property
    def name(self) -> str:
        """The quantity, and the members of its further dimensions."""
        members = [member(d, m) for d, m in self.key.items()]
        if not members:
            return self.title
        return self.title + say(zh="：", en=": ") + say(zh="、", en=", ").join(members)

    def shown_value(self) -> float | None:
        """The value in the unit of display."""
        if self.value is None or not self.shown or self.shown == self.unit:
            return self.value
        ratio = unit(self.unit).ratio_to(unit(self.shown))
        return self.value * ratio.numerator / ratio.denominator

    @property
    def shown_unit(self) -> str:
        """The unit of display."""
        return self.shown or self.unit

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "section": self.section,
            "quantity": self.quantity,
            "title": self.title,
            **self.key,
            "period": self.period,
            "state": str(self.state),
            "value": self.value,
            "unit": self.unit,
            "shown_value": self.shown_value(),
            "shown_unit": self.shown_unit,
            "coverage": self.coverage,
            "trust": self.trust,
            "provisional": self.provisional,
            "basis": self.basis,
            "overlays": list(self.overlays),
            "cite": self.cite,
            "grade": self.graded.as_dict() if self.graded else None,
            "why": [r.as_dict() for r in self.why],
            "interval": self._interval(),
        }

    def _interval(self) -> dict[str, Any] | None:
        if self.interval is None:
            return None
        found = self.interval
        return {
            "half_width": found.half_width,
            "percent": found.percent,
            "silent": found.silent,
            "effects": [e.as_dict() for e in found.effects],
        }


def member(dimension: str, code: str) -> str:
    """A member of a dimension in the reader's language; its code where no list names it."""
    name = _LISTS.get(dimension)
    if name is None or code not in codelists.load(name).ids():
        return code
    row = codelists.load(name).get(code)
    return say(zh=row["zh"], en=row["en"] or row["zh"]) or code
