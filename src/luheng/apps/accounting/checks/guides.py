"""Two guides for one day: an enterprise that accounts by two at once cannot be accounted for."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .finding import CheckFinding
from .rows import found, names_of

if TYPE_CHECKING:
    from luheng.apps.accounting.members import Members
    from luheng.ledger import Ledger
    from luheng.periods import Period

__all__ = ["two_guides"]

_RELATIONS = ("guided_by", "market_guide")


def two_guides(
    ledger: Ledger,
    members: Members,
    periods: Sequence[Period],
    known_at: dt.datetime | int | None = None,
) -> Iterator[CheckFinding]:
    """Memberships of one entity in two guides of one relation that share a day."""
    first, end = min(p.start for p in periods), max(p.end for p in periods)
    wanted = set(members.entities)
    for relation in _RELATIONS:
        links = ledger.read("membership", where={"relation": relation}, known=known_at).to_pylist()
        live = [
            k
            for k in links
            if k["child"] in wanted
            and k["valid_from"] < end
            and (k["valid_to"] is None or k["valid_to"] > first)
        ]
        for one, other in itertools.combinations(live, 2):
            if one["child"] != other["child"] or one["parent"] == other["parent"]:
                continue
            begins = max(one["valid_from"], other["valid_from"])
            ends = min(k["valid_to"] or dt.date.max for k in (one, other))
            if begins < ends:
                names = [names_of("guides", k["parent"]) for k in (one, other)]
                zh, en = names_of("relations", relation)
                row = {"entity": one["child"], "period": begins.isoformat(),
                       "source": one["source"], "row": one["row"]}  # fmt: skip
                yield found(
                    "ACCOUNT-08",
                    row,
                    zh=_said(zh, "本单位", names[0][0], names[1][0]),
                    en=_said(en, "the entity", names[0][1], names[1][1]),
                )


def _said(property_: str, item: str, one: str, other: str) -> dict[str, object]:
    return {
        "property": property_,
        "item": item,
        "value": one,
        "other": other,
        "where": "membership",
    }
