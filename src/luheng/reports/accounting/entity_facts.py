"""Facts of the entity: what the cover of a form says, and the registers of meters and equipment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.errors import say

from .form import Title

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.periods import Period
    from luheng.rules import Rulebook

__all__ = [
    "DEFAULT_GUIDE",
    "FACTS",
    "EntityFacts",
    "entity_facts",
    "entity_where",
    "other_guides",
]

#: what holds where no guide is on record, by the rule of the guides themselves
DEFAULT_GUIDE = "gbt_32150"
_MARKET = "market_"

_RELATIONS = ("part_of", "meter_of", "located_in", "guided_by", "market_guide", "in_province")


@dataclass(frozen=True)
class EntityFacts:
    """An entity as the ledger describes it in a period: own row, parents, parts and meters."""

    id: str
    own: Mapping[str, Any]
    parents: Mapping[str, tuple[str, ...]]
    parts: tuple[Mapping[str, Any], ...] = ()
    meters: tuple[Mapping[str, Any], ...] = ()
    guide_on_record: bool = False
    guide: str = DEFAULT_GUIDE
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def guides(self) -> frozenset[str]:
        """The guides by which it accounts, the market's too."""
        return frozenset({self.guide, *self.parents.get("market_guide", ())})

    @property
    def name(self) -> str:
        """The name in the reader's language; the id where none is on record."""
        zh, en = self.own.get("name_zh") or "", self.own.get("name_en") or ""
        return say(zh=zh or en, en=en or zh) or self.id

    def register(self, name: str) -> list[Mapping[str, str]]:
        """The rows of ``meters`` or ``equipment``, every cell as text."""
        if name == "meters":
            return [self._meter(one) for one in self.meters]
        return [self._part(one) for one in self.parts if one["type"] == "equipment"]

    def _meter(self, row: Mapping[str, Any]) -> Mapping[str, str]:
        measured = str(row["measures"])
        levels = {self.id: say(zh="进出用能单位", en="the entity")}
        kinds = {str(p["id"]): str(p["type"]) for p in self.parts}
        kind = kinds.get(measured, "")
        level = levels.get(measured) or (_listed("entity_types", kind) if kind else "")
        return {
            "id": str(row["id"]),
            "name": _name(row),
            "item": _listed("items", row["item"]),
            "role": _listed("activity_roles", row["role"]),
            "measures": self.names.get(measured, measured),
            "level": level,
            "since": _text(row["valid_from"]),
            "note": _text(row["note"]),
        }

    def _part(self, row: Mapping[str, Any]) -> Mapping[str, str]:
        capacity = row["capacity"]
        return {
            "id": str(row["id"]),
            "name": _name(row),
            "within": self.names.get(str(row["within"]), str(row["within"])),
            "capacity": "" if capacity is None else f"{capacity:g} {row['capacity_unit'] or ''}",
            "since": _text(row["valid_from"]),
            "note": _text(row["note"]),
        }


def other_guides(guides: frozenset[str]) -> frozenset[str]:
    """The guides by which an entity does not account; those of the market share their rules."""
    market = {g for g in codelists.load("guides").ids() if g.startswith(_MARKET)}
    held = guides | (market if guides & market else frozenset()) | {DEFAULT_GUIDE}
    return codelists.load("guides").ids() - held


def entity_facts(
    ledger: Ledger, book: Rulebook, entity: str, period: Period, known_at: int
) -> EntityFacts:
    """What is on record of an entity in a period, as known at a receipt."""
    from luheng.engine.memberships import Memberships

    links = Memberships(ledger.read("membership", known=known_at), book.relations)
    pairs: dict[str, list[tuple[str, str]]] = {}
    for relation in (
        "part_of",
        "meter_of",
        "located_in",
        "guided_by",
        "market_guide",
        "in_province",
    ):
        found = links.in_periods(relation, [period])
        pairs[relation] = list(
            zip(found["child"].to_pylist(), found["parent"].to_pylist(), strict=True)
        )
    within = _below(pairs["part_of"], entity)
    measured = {m: of for m, of in sorted(pairs["meter_of"]) if of == entity or of in within}
    wanted = [entity, *within, *measured]
    rows = ledger.read("entity", where={"id": wanted}, known=known_at).to_pylist()
    described: dict[str, dict[str, Any]] = {r["id"]: r for r in rows}
    parents = {r: tuple(sorted(p for c, p in some if c == entity)) for r, some in pairs.items()}
    guides = parents["guided_by"]
    return EntityFacts(
        id=entity,
        own=described.get(entity, {}),
        parents=parents,
        parts=tuple(described[p] | {"within": of} for p, of in within.items() if p in described),
        meters=tuple(_described(m, described) | {"measures": of} for m, of in measured.items()),
        guide_on_record=len(guides) == 1,
        guide=guides[0] if len(guides) == 1 else DEFAULT_GUIDE,
        names={i: _name(r) or i for i, r in described.items()},
    )


def _described(id_: str, rows: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    columns = ("name_zh", "name_en", "item", "role", "valid_from", "note")
    return rows.get(id_) or {"id": id_, **dict.fromkeys(columns)}


def _below(pairs: list[tuple[str, str]], entity: str) -> dict[str, str]:
    """Every part of an entity with what it is part of, parts of parts too."""
    found: dict[str, str] = {}
    ahead = [entity]
    while ahead:
        of = ahead.pop(0)
        for child, parent in sorted(pairs):
            if parent == of and child not in found and child != entity:
                found[child] = of
                ahead.append(child)
    return found


def _name(row: Mapping[str, Any]) -> str:
    zh, en = row.get("name_zh") or "", row.get("name_en") or ""
    return say(zh=zh or en, en=en or zh)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _listed(name: str, code: object) -> str:
    if not code:
        return ""
    rows = codelists.load(name)
    if str(code) not in rows.ids():
        return str(code)
    row = rows.get(str(code))
    return say(zh=row["zh"], en=row["en"] or row["zh"])


# -- lines of the cover -------------------------------------------------------------------


def _credit_code(facts: EntityFacts) -> str:
    from luheng.records.credit_code import looks_like_one

    said = str(facts.own.get("credit_code") or "")
    # an enterprise's id is its credit code where it has the shape of one
    return said or (facts.id if looks_like_one(facts.id) else "")


def _sector(facts: EntityFacts) -> str:
    code = str(facts.own.get("sector") or "")
    if not code:
        return ""
    name = _listed("sectors", code[:2])
    return f"{code} {name}" if name != code[:2] else code


def _regions(facts: EntityFacts) -> str:
    return say(zh="、", en=", ").join(_listed("regions", r) for r in facts.parents["located_in"])


def _guide(facts: EntityFacts) -> str:
    named = codelists.load("guides").get(facts.guide)
    said = f"{named['standard']} {say(zh=named['zh'], en=named['en'])}"
    if facts.guide_on_record:
        return said
    return said + say(zh="（未登记，按通则）", en=" (none on record: the general one)")


def _market_guide(facts: EntityFacts) -> str:
    found = [codelists.load("guides").get(g) for g in facts.parents["market_guide"]]
    return "、".join(say(zh=g["zh"], en=g["en"]) for g in found) or say(
        zh="未纳入", en="not covered"
    )


#: each line of a cover: its label, what it says (empty is a gap), and how to put it on record
FACTS: Mapping[str, tuple[Title, Callable[[EntityFacts], str], Title]] = {
    "name": (
        Title("单位名称", "name"),
        lambda f: _name(f.own),
        Title("在 entity 记录中填写名称。", "State the name in a row of entity."),
    ),
    "credit_code": (
        Title("统一社会信用代码", "unified social credit code"),
        _credit_code,
        Title(
            "在 entity 记录中填写统一社会信用代码。", "State the credit code in a row of entity."
        ),
    ),
    "address": (
        Title("地址", "address"),
        lambda f: _text(f.own.get("address")),
        Title("在 entity 记录中填写地址。", "State the address in a row of entity."),
    ),
    "region": (
        Title("所在地区", "region"),
        _regions,
        Title("补报 membership：located_in。", "File a membership located_in."),
    ),
    "sector": (
        Title("行业（GB/T 4754）", "sector (GB/T 4754)"),
        _sector,
        Title("在 entity 记录中填写行业代码。", "State the sector in a row of entity."),
    ),
    "guide": (
        Title("核算所依据的指南", "guide"),
        _guide,
        Title("补报 membership：guided_by。", "File a membership guided_by."),
    ),
    "market_guide": (
        Title("全国碳市场", "national carbon market"),
        _market_guide,
        Title("补报 membership：market_guide。", "File a membership market_guide."),
    ),
}


def entity_where(entity: str, key: Mapping[str, str]) -> str:
    """The filter of a command line that names one figure."""
    return " ".join(f"--where {d}={m}" for d, m in {"entity": entity, **key}.items())
