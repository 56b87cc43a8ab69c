"""States: what one side of a comparison is asked under."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from luheng.errors import BadPeriod, BadQuery
from luheng.periods import Period, parse_period

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["AXES", "State", "read_state"]

#: what may differ between two states, in the order in which it is told
AXES = ("period", "known_at", "overlays", "basis")


@dataclass(frozen=True, slots=True)
class State:
    """A period, what was known, the overlays laid over the rulebook, and the basis."""

    period: Period
    known_at: dt.datetime | int | None = None
    overlays: tuple[str, ...] = ()
    basis: str = ""

    def axes(self, other: State) -> tuple[str, ...]:
        """What differs between two states."""
        return tuple(a for a in AXES if getattr(self, a) != getattr(other, a))

    def moved(self, other: State, axes: frozenset[str]) -> State:
        """This state with some of what differs taken from another."""
        return replace(self, **{a: getattr(other, a) for a in axes})

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        known = self.known_at
        return {
            "period": self.period.text,
            "known_at": known.isoformat() if isinstance(known, dt.datetime) else known,
            "overlays": list(self.overlays),
            "basis": self.basis or None,
        }


def read_state(text: str, *, ledger: Ledger, overlays: tuple[str, ...], period: str = "") -> State:
    """Read ``2024``, ``known:17``, ``overlay:NAME``, ``basis:AR5``, ``now``, or some joined by +.

    What is not said is the workspace's: its overlays, all that is known now, the usual basis, and
    the period given apart.

    Raises:
        BadQuery: a word means nothing, or no period is said.
        BadPeriod: a text that should be a period or an instant is none.
    """
    said = period
    known: dt.datetime | int | None = None
    laid, basis = list(overlays), ""
    for word in (w.strip() for w in text.split("+") if w.strip()):
        name, colon, value = word.partition(":")
        if not colon and word.lower() in {"now", "plain"}:
            if word.lower() == "plain":
                laid = []
        elif not colon:
            said = word
        elif name == "known" and value:
            known = _known(value, ledger)
        elif name == "overlay" and value:
            laid = list(dict.fromkeys([*laid, *value.split(",")]))
        elif name == "basis" and value:
            basis = value
        else:
            raise BadQuery(
                f"看不懂“{word}”；可写报告期、known:收据号、overlay:名称、basis:口径、now。",
                f"{word!r} means nothing; say a period, known:RECEIPT, overlay:NAME, basis:WORD or "
                "now.",
            )
    if not said:
        raise BadQuery(
            f"“{text}”没有报告期；请写出，或另用 --period。",
            f"{text!r} has no period; say it, or give --period.",
        )
    return State(parse_period(said), known, tuple(laid), basis)


def _known(text: str, ledger: Ledger) -> dt.datetime | int:
    if text.isdecimal():
        return int(text)
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise BadPeriod(text) from error
    zone = zoneinfo.ZoneInfo(ledger.settings.timezone)
    return when if when.tzinfo else when.replace(tzinfo=zone)
