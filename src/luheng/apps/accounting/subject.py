"""Subject: whose account it is: an enterprise (or a part of one), a park, a city or a province."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.errors import BadQuery, say

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["KINDS", "Subject", "subject_of"]

#: the dimension of a figure that names the subject
KINDS = ("entity", "park", "region")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who accounts; ``kind`` is the dimension under which figures bear the id."""

    kind: str
    id: str
    name_zh: str = ""
    name_en: str = ""
    type: str = ""
    sector: str = ""
    described: bool = True

    @property
    def name(self) -> str:
        """The name in the reader's language; the id where none is on record."""
        return say(zh=self.name_zh or self.name_en, en=self.name_en or self.name_zh) or self.id

    @property
    def where(self) -> dict[str, str]:
        """The filter under which the engine is asked."""
        return {self.kind: self.id}

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "type": self.type or None,
            "sector": self.sector or None,
            "described": self.described,
        }


def subject_of(
    ledger: Ledger,
    *,
    entity: str = "",
    park: str = "",
    region: str = "",
    known_at: dt.datetime | int | None = None,
) -> Subject:
    """The one subject that is named; a region by its code or its name.

    Raises:
        BadQuery: none or more than one is named.
        UnknownCode: the code list holds no such region; the nearest are named.
    """
    said = {k: v for k, v in zip(KINDS, (entity, park, region), strict=True) if v}
    if len(said) != 1:
        raise BadQuery(
            "请写明一个核算对象：--entity、--park 或 --region。",
            "Name one subject: --entity, --park or --region.",
        )
    ((kind, name),) = said.items()
    if kind == "region":
        regions = codelists.load("regions")
        row = regions.get(regions.match(name) or name)
        return Subject(kind, row["id"], row["zh"], row["en"], "region")
    rows = ledger.read("entity", where={"id": name}, known=known_at).to_pylist()
    if not rows:
        return Subject(kind, name, described=False)
    one = rows[0]
    return Subject(
        kind,
        name,
        one["name_zh"] or "",
        one["name_en"] or "",
        one["type"] or "",
        one["sector"] or "",
    )
