"""The values of a table as they stand in its file: text, trust, source; nothing is converted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from .problem import AuditProblem, no_source

__all__ = ["TRUSTS", "TableValue", "Tally", "table_values", "unsourced"]

#: the words of trust, the best first
TRUSTS = ("printed", "transcribed", "recalled", "conflicting")
_NOTHING = {"", "-", "—", "?", "none", "null", "todo", "tbd", "unknown"}
_COMPARED = ("by", "on")


@dataclass(frozen=True, slots=True)
class TableValue:
    """One value as printed; a value printed once for several members is one value.

    ``known`` and ``applies`` are the texts of the file; a range is kept for reference and is no
    factor, so it counts apart.
    """

    quantity: str
    table: str
    number: int
    keys: tuple[str, ...]
    value: str
    unit: str
    trust: str
    checked: bool
    is_range: bool
    applies: tuple[str, str]
    known: str
    overlay: str
    zh: str
    source: str
    place: str
    read_from: str
    note: str

    @property
    def provisional(self) -> bool:
        """Whether it marks figures provisional: recalled or conflicting, and no range (A16)."""
        return not self.is_range and self.trust in TRUSTS[2:]

    @property
    def at(self) -> str:
        """The file and the number of the row, from 0, as a figure's lineage names it."""
        return f"{self.table}#{self.number}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values are how far to be trusted; ranges stand apart."""

    checked: int = 0
    transcribed: int = 0
    provisional: int = 0
    ranges: int = 0

    @classmethod
    def of(cls, values: tuple[TableValue, ...]) -> Tally:
        """Count values; printed without a comparison counts as transcribed."""
        usable = [v for v in values if not v.is_range]
        checked = sum(v.checked for v in usable)
        provisional = sum(v.provisional for v in usable)
        rest = len(usable) - checked - provisional
        return cls(checked, rest, provisional, len(values) - len(usable))


def table_values(table: str, body: Mapping[str, Any], overlay: str = "") -> Iterator[TableValue]:
    """Every value of a table; what is no mapping is passed over, its schema says so."""
    grain = [str(d) for d in body.get("grain") or ()]
    head = _mapping(body.get("source"))
    for number, raw in enumerate(body.get("values") or ()):
        if not isinstance(raw, Mapping):
            continue
        source = {**head, **_mapping(raw.get("source"))}
        applies = _mapping(raw.get("applies") or body.get("applies"))
        known = _mapping(raw.get("known") or body.get("known"))
        is_range = raw.get("value") is None
        text = f"{raw.get('low')}～{raw.get('high')}" if is_range else str(raw["value"])
        trust = str(raw.get("trust") or "")
        yield TableValue(
            quantity=str(body.get("quantity") or ""),
            table=table,
            number=number,
            keys=_keys(grain, raw),
            value=text,
            unit=str(raw.get("unit") or ""),
            trust=trust if trust in TRUSTS else "recalled",
            checked=trust == "printed" and _was_compared(raw),
            is_range=is_range,
            applies=(str(applies.get("from") or ""), str(applies.get("to") or "")),
            known=str(known.get("from") or ""),
            overlay=overlay,
            zh=str(raw.get("zh") or ""),
            source=", ".join(str(source[w]) for w in ("standard", "clause") if source.get(w)),
            place=str(raw.get("place") or source.get("place") or ""),
            read_from=str(raw.get("evidence") or source.get("read_from") or ""),
            note=str(raw.get("note") or ""),
        )


def unsourced(table: str, body: Mapping[str, Any]) -> Iterator[AuditProblem]:
    """Each value that lacks its standard, clause, place, where it was read, or its trust."""
    head = _mapping(body.get("source"))
    for number, raw in enumerate(body.get("values") or ()):
        if not isinstance(raw, Mapping):
            continue
        source = {**head, **_mapping(raw.get("source"))}
        lacks = [f"source.{w}" for w in ("standard", "clause") if _blank(source.get(w))]
        if _blank(raw.get("place")) and _blank(source.get("place")):
            lacks.append("place")
        if _blank(raw.get("evidence")) and _blank(source.get("read_from")):
            lacks.append("evidence / source.read_from")
        if raw.get("trust") not in TRUSTS:
            lacks.append("trust")
        if raw.get("trust") == "printed" and not _was_compared(raw):
            lacks.append("compared.by / compared.on")
        if lacks:
            said = raw.get("value") or f"{raw.get('low')}～{raw.get('high')}"
            yield no_source(f"{table}#{number}", f"{raw.get('zh') or ''} {said}", tuple(lacks))


def _keys(grain: list[str], raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The cells that a value stands for, each as ``item=diesel guide=gbt_32151_5``."""
    members = [raw[d] if isinstance(raw.get(d), list) else [raw.get(d, "")] for d in grain]
    return tuple(
        " ".join(f"{d}={m}" for d, m in zip(grain, some, strict=True)) for some in product(*members)
    )


def _was_compared(raw: Mapping[str, Any]) -> bool:
    compared = _mapping(raw.get("compared"))
    return not any(_blank(compared.get(word)) for word in _COMPARED)


def _blank(value: object) -> bool:
    return str(value if value is not None else "").strip().casefold() in _NOTHING


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
