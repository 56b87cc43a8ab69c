"""Factors: dated decimal text with unit, source, place and trust, resolved to doubles once."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from typing import Any

from luheng.errors import BadFactor, OverlappingRules, UnitDoesNotCancel
from luheng.periods import Period, Validity
from luheng.units import Kind, PerItem, Unit, unit

__all__ = ["Factor", "FactorRow", "Resolved", "Trust", "read_factor"]


class Trust(IntEnum):
    """How far a value may be relied on; a figure carries the worst of what it rests on (A16)."""

    PRINTED = 0
    TRANSCRIBED = 1
    RECALLED = 2
    CONFLICTING = 3

    @property
    def provisional(self) -> bool:
        """Whether the value marks every figure downstream provisional."""
        return self >= Trust.RECALLED


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One printed value: its key, decimal text, unit, validity on both axes, source and trust."""

    key: tuple[tuple[str, str], ...]
    value: str
    unit: Unit
    applies: Validity
    known: dt.date
    trust: Trust
    source: str
    place: str
    file: str
    split_by: str
    overlay: str = ""
    note: str = ""
    zh: str = ""
    #: half the width of the 95 % interval in per cent of the value; empty: the source gives none
    uncertainty: str = ""

    def exact(self) -> Fraction:
        """The value as printed, exactly; ``44/12`` is read as a quotient of two decimal texts."""
        top, _, bottom = self.value.partition("/")
        return Fraction(top) / Fraction(bottom) if bottom else Fraction(top)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value that governs one key in one period, scaled once to the factor's common unit."""

    key: tuple[tuple[str, str], ...]
    period: str
    value: float
    row: FactorRow


@dataclass(frozen=True, eq=False)
class Factor:
    """All values of one factor, over standards, editions and overlays."""

    name: str
    zh: str
    en: str
    kind: Kind
    basis: str
    grain: tuple[str, ...]
    unit: Unit | PerItem
    rows: tuple[FactorRow, ...]
    scales: Mapping[int, Fraction]
    place: str

    def resolve(self, periods: Iterable[Period], known: dt.date) -> tuple[Resolved, ...]:
        """The governing value of each key in each period, as known on a day.

        A key without a value in a period has no row: "no value for" is a correct answer. A value
        of a named overlay stands in place of the rulebook's own (A18).
        """
        out: list[Resolved] = []
        by_key: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for n, row in enumerate(self.rows):
            if row.known <= known:
                by_key.setdefault(row.key, []).append(n)
        for period in periods:
            for key, numbers in by_key.items():
                found = self._governing(numbers, period)
                if found is not None:
                    value, row = found
                    out.append(Resolved(key, period.text, float(value), row))
        return tuple(out)

    def _governing(self, numbers: list[int], period: Period) -> tuple[Fraction, FactorRow] | None:
        overlaid = [n for n in numbers if self.rows[n].overlay]
        for group in (overlaid, [n for n in numbers if not self.rows[n].overlay]):
            live = [
                n
                for n in group
                if self.rows[n].applies.overlaps(Validity(period.start, period.end))
            ]
            if not live:
                continue
            rows = [self.rows[n] for n in live]
            how = rows[0].split_by
            if how == "day":
                found = self._by_day(live, period)
            else:
                day = period.start if how == "period_start" else period.end - dt.timedelta(days=1)
                found = [
                    (r.exact() * self.scales[n], r)
                    for n, r in zip(live, rows, strict=True)
                    if r.applies.holds(day)
                ]
            if found:
                # a later publication corrects an earlier one on the same days (A17)
                return max(found, key=lambda one: one[1].known)
        return None

    def _by_day(self, live: list[int], period: Period) -> list[tuple[Fraction, FactorRow]]:
        days = {n: self.rows[n].applies.days_within(period.start, period.end) for n in live}
        total = (period.end - period.start).days
        if sum(days.values()) != total:
            return []
        mean = sum((self.rows[n].exact() * self.scales[n] * d for n, d in days.items()), Fraction())
        longest = max(days, key=lambda n: days[n])
        return [(mean / total, self.rows[longest])]

    def overlaps(self) -> Iterable[OverlappingRules]:
        """Each pair of values of one key that govern one day from two sources (A10)."""
        for a in range(len(self.rows)):
            for b in range(a + 1, len(self.rows)):
                x, y = self.rows[a], self.rows[b]
                if x.key != y.key or bool(x.overlay) != bool(y.overlay) or x.known != y.known:
                    continue
                if x.applies.overlaps(y.applies):
                    key = ", ".join(v for _, v in x.key)
                    yield OverlappingRules(f"{self.name}[{key}]", x.file, y.file, str(x.applies))


def read_factor(
    name: str,
    bodies: Iterable[tuple[str, str, Mapping[str, Any]]],
    canonical: Callable[[str], Unit | None],
) -> Factor:
    """Build a factor from the bodies of its files: (file, overlay name, mapping) each.

    Raises:
        BadFactor: a value is no decimal text, or the files disagree on grain, kind or basis.
        UnitDoesNotCancel: a unit does not cancel the item's canonical unit (A5).
    """
    rows: list[FactorRow] = []
    heads: list[tuple[str, Mapping[str, Any]]] = []
    for file, overlay, body in bodies:
        heads.append((file, body))
        rows.extend(_rows(file, overlay, body))
    first = heads[0][1]
    for file, body in heads[1:]:
        for word in ("grain", "kind", "basis"):
            if body.get(word) != first.get(word):
                raise BadFactor(
                    file, word,
                    f"{name} 的 {word} 与 {heads[0][0]} 不同。",
                    f"{word} of {name} differs from {heads[0][0]}.",
                )  # fmt: skip
    declared = next((str(b["unit"]) for _, b in heads if b.get("unit")), "")
    common, scales = _common_unit(name, rows, canonical, declared)
    return Factor(
        name=name,
        zh=str(first.get("zh", "")),
        en=str(first.get("en", "")),
        kind=Kind(str(first.get("kind", "factor"))),
        basis=str(first.get("basis") or ""),
        grain=tuple(first.get("grain") or ()),
        unit=common,
        rows=tuple(rows),
        scales=scales,
        place=heads[0][0],
    )


def _rows(file: str, overlay: str, body: Mapping[str, Any]) -> Iterable[FactorRow]:
    grain = tuple(body.get("grain") or ())
    for n, raw in enumerate(body.get("values") or ()):
        if raw.get("value") is None:
            continue  # a printed range: kept in the file for reference, never a factor
        source = {**(body.get("source") or {}), **(raw.get("source") or {})}
        applies = raw.get("applies") or body.get("applies")
        known = (raw.get("known") or body.get("known") or {}).get("from")
        row = FactorRow(
            key=(),
            value=str(raw["value"]),
            unit=unit(str(raw["unit"])),
            applies=Validity.of(applies),
            known=Validity.of({"from": known}).start,
            trust=Trust[str(raw.get("trust", "recalled")).upper()],
            source=str(source.get("standard", "")),
            place=str(raw.get("place") or source.get("place", "")),
            file=f"{file}#{n}",
            split_by=str(body.get("split_by", "period_start")),
            overlay=overlay,
            note=str(raw.get("note") or ""),
            zh=str(raw.get("zh") or ""),
            uncertainty=str(raw.get("uncertainty") or body.get("uncertainty") or ""),
        )
        try:
            row.exact()
        except (ValueError, ZeroDivisionError) as error:
            raise BadFactor(
                file,
                f"values[{n}]",
                f"“{row.value}”不是十进制数。",
                f"{row.value!r} is no decimal text.",
            ) from error
        yield from (replace(row, key=key) for key in _keys(grain, raw))


def _keys(grain: tuple[str, ...], raw: Mapping[str, Any]) -> Iterable[tuple[tuple[str, str], ...]]:
    """Each key that one printed value stands for: a list of members is printed once for all."""
    members = [raw[d] if isinstance(raw[d], list) else [raw[d]] for d in grain]
    for some in itertools.product(*members):
        yield tuple((d, str(m)) for d, m in zip(grain, some, strict=True))


def _common_unit(
    name: str, rows: list[FactorRow], canonical: Callable[[str], Unit | None], declared: str
) -> tuple[Unit | PerItem, dict[int, Fraction]]:
    """Either one dimension for all rows, or one per item that cancels the item's own unit."""
    if not rows and not declared:
        raise BadFactor(
            name, "values", "没有任何值，也没有写明单位。", "it has neither a value nor a unit."
        )
    if not rows:
        return _declared_unit(unit(declared)), {}
    cancels = [_cancels(row, canonical) for row in rows]
    if any(cancels):
        rest = _head(_times_item(rows[cancels.index(True)], canonical))
        scales: dict[int, Fraction] = {}
        for n, row in enumerate(rows):
            product = _times_item(row, canonical)
            if product is None or not product.fits(rest):
                item = dict(row.key).get("item", "")
                raise UnitDoesNotCancel(
                    name, item, (item, str(canonical(item))), (name, str(row.unit)), str(rest)
                )
            scales[n] = product.scale / rest.scale
        return PerItem(-1, rest), scales
    common = unit(declared) if declared else rows[0].unit
    return common, {n: row.unit.ratio_to(common) for n, row in enumerate(rows)}


def _declared_unit(said: Unit) -> Unit | PerItem:
    """The unit of a table without values; a quotient by energy or mass is taken as per item."""
    top = said.symbol.split("/", maxsplit=1)[0]
    return PerItem(-1, unit(top)) if "/" in said.symbol else said


def _cancels(row: FactorRow, canonical: Callable[[str], Unit | None]) -> bool:
    """Whether the row's unit is something per the item's own unit: kgce/kg, kgce/kWh."""
    own = canonical(dict(row.key).get("item", ""))
    powers = dict(row.unit.dimension)
    return bool(own and own.dimension and all(powers.get(d, 0) == -p for d, p in own.dimension))


def _times_item(row: FactorRow, canonical: Callable[[str], Unit | None]) -> Unit | None:
    own = canonical(dict(row.key).get("item", ""))
    product = row.unit * own if own else None
    return product if isinstance(product, Unit) else None


def _head(product: Unit | None) -> Unit:
    """The product's own unit symbol, without the item's that cancelled."""
    assert product is not None
    symbol = product.symbol.split("/", maxsplit=1)[0].split("·", maxsplit=1)[0]
    head = unit(symbol)
    return head if head.fits(product) else product
