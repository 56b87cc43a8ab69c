"""Units as exact scales over named dimensions, parsed once by pint from a closed vocabulary."""

from __future__ import annotations

import csv
import difflib
import functools
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from typing import Any

from luheng.errors import UnitMismatch, UnknownUnit

__all__ = ["DIMENSIONLESS", "PerItem", "Unit", "per_item", "unit", "vocabulary"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its text, its dimension as exponents, its exact scale to the dimension's base."""

    symbol: str
    dimension: tuple[tuple[str, int], ...]
    scale: Fraction

    def ratio_to(self, other: Unit | PerItem) -> Fraction:
        """How many ``other`` one of this unit is, exactly; UnitMismatch across dimensions."""
        if not isinstance(other, Unit) or self.dimension != other.dimension:
            raise UnitMismatch(
                rule="units",
                place=f"{self.symbol} → {other.symbol}",
                left=(self.symbol, self.symbol),
                right=(str(other), str(other)),
                verb="convert",
            )
        return self.scale / other.scale

    def fits(self, other: Unit | PerItem) -> bool:
        """Whether the two measure the same dimension (A5)."""
        return isinstance(other, Unit) and self.dimension == other.dimension

    def __mul__(self, other: Unit | PerItem) -> Unit | PerItem:
        return _combine(self, other, 1) if isinstance(other, Unit) else _per_item(self, other, 1)

    def __truediv__(self, other: Unit | PerItem) -> Unit | PerItem:
        return _combine(self, other, -1) if isinstance(other, Unit) else _per_item(self, other, -1)

    def __str__(self) -> str:
        return self.symbol


def _combine(a: Unit, b: Unit, sign: int) -> Unit:
    powers = dict(a.dimension)
    for name, power in b.dimension:
        powers[name] = powers.get(name, 0) + sign * power
    dimension = tuple(sorted((n, p) for n, p in powers.items() if p))
    scale = a.scale * b.scale if sign > 0 else a.scale / b.scale
    symbol = f"{a.symbol}{'·' if sign > 0 else '/'}{b.symbol}"
    if b is DIMENSIONLESS or b == DIMENSIONLESS:
        symbol = a.symbol
    elif a == DIMENSIONLESS and sign > 0:
        symbol = b.symbol
    elif not dimension and scale == 1:
        symbol = "1"
    return Unit(symbol, dimension, scale)


DIMENSIONLESS = Unit("1", (), Fraction(1))


@dataclass(frozen=True, slots=True)
class PerItem:
    """A unit that depends on the item (A5): the item's canonical unit to a power, times ``rest``.

    Energy use is kWh of electricity and kg of diesel (power 1, rest 1); a coal-equivalent
    coefficient is kgce per that (power -1, rest kgce). Their product cancels to kgce.
    """

    power: int
    rest: Unit
    codelist: str = "items"

    @property
    def symbol(self) -> str:
        """How the unit is written where no item is named."""
        item = "canonical unit of the item"
        if self.power == 1:
            return item if self.rest == DIMENSIONLESS else f"{self.rest}·{item}"
        return f"{self.rest}/{item}" if self.power == -1 else f"{self.rest}·({item})^{self.power}"

    def fits(self, other: Unit | PerItem) -> bool:
        """Whether the two measure the same thing for each item."""
        return (
            isinstance(other, PerItem)
            and (self.power, self.codelist) == (other.power, other.codelist)
            and self.rest.fits(other.rest)
        )

    def ratio_to(self, other: Unit | PerItem) -> Fraction:
        """How many ``other`` one of this is, the same for each item."""
        if not isinstance(other, PerItem) or not self.fits(other):
            raise UnitMismatch(
                rule="units",
                place=f"{self.symbol} → {other}",
                left=(self.symbol, self.symbol),
                right=(str(other), str(other)),
                verb="convert",
            )
        return self.rest.ratio_to(other.rest)

    def __mul__(self, other: Unit | PerItem) -> Unit | PerItem:
        return _per_item(self, other, 1)

    def __truediv__(self, other: Unit | PerItem) -> Unit | PerItem:
        return _per_item(self, other, -1)

    def __str__(self) -> str:
        return self.symbol


def _per_item(a: Unit | PerItem, b: Unit | PerItem, sign: int) -> Unit | PerItem:
    power = (a.power if isinstance(a, PerItem) else 0) + sign * (
        b.power if isinstance(b, PerItem) else 0
    )
    rest_a = a.rest if isinstance(a, PerItem) else a
    rest_b = b.rest if isinstance(b, PerItem) else b
    rest = rest_a * rest_b if sign > 0 else rest_a / rest_b
    assert isinstance(rest, Unit)
    codelist = a.codelist if isinstance(a, PerItem) else ""
    codelist = codelist or (b.codelist if isinstance(b, PerItem) else "")
    return PerItem(power, rest, codelist) if power else rest


def per_item(rest: Unit | None = None, power: int = 1) -> PerItem:
    """The item's canonical unit to a power, times ``rest``."""
    return PerItem(power, rest or DIMENSIONLESS)


@dataclass(frozen=True, slots=True)
class _Row:
    symbol: str
    definition: str
    zh: str
    aliases: tuple[str, ...]


@functools.cache
def vocabulary() -> tuple[_Row, ...]:
    """The rows of units.csv, in order."""
    text = resources.files(__package__).joinpath("units.csv").read_text(encoding="utf-8")
    return tuple(
        _Row(
            r["symbol"],
            r["definition"],
            r["zh"],
            tuple(a for a in (r["aliases"] or "").split("|") if a),
        )
        for r in csv.DictReader(text.splitlines())
    )


@functools.cache
def _symbols() -> dict[str, Unit]:
    """Each symbol's unit; pint reads the definitions with exact fractions and is then let go."""
    import pint

    registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
    names: dict[str, str] = {}
    for n, row in enumerate(vocabulary()):
        name = names[row.symbol] = f"u{n}"
        definition = row.definition
        if definition == "[]":
            definition = "1"
        for symbol in sorted(names, key=len, reverse=True):
            if symbol != row.symbol and re.match(r"^[^\W\d]", symbol):
                definition = re.sub(
                    rf"(?<![\w\[]){re.escape(symbol)}(?![\w\]])", names[symbol], definition
                )
        registry.define(f"{name} = {definition}")
    return {row.symbol: _read(registry, names[row.symbol], row.symbol) for row in vocabulary()}


def _read(registry: Any, name: str, symbol: str) -> Unit:
    one = (Fraction(1) * registry.Unit(name)).to_root_units()
    dimension = tuple(sorted((k.strip("[]"), int(p)) for k, p in one.dimensionality.items() if p))
    return Unit(symbol, dimension, Fraction(one.magnitude))


@functools.cache
def _spellings() -> dict[str, str]:
    table: dict[str, str] = {}
    for row in vocabulary():
        for text in (row.symbol, row.zh, *row.aliases):
            if text:
                table.setdefault(_fold(text), row.symbol)
    return table


def _fold(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("()（）")


@functools.lru_cache(maxsize=4096)
def unit(text: str) -> Unit:
    """The unit that a text names: a symbol, a Chinese name, or a quotient such as ``kgce/t``.

    Raises:
        UnknownUnit: the text, or a part of it, is not in the vocabulary; the nearest are named.
    """
    folded = _fold(text)
    known = _spellings().get(folded)
    if known is not None:
        return _symbols()[known]
    parts = re.split(r"([/·*])", folded)
    if len(parts) > 1 and all(parts[::2]):
        result = _part(parts[0], text)
        for sign, part in zip(parts[1::2], parts[2::2], strict=True):
            right = _part(part, text)
            result = _combine(result, right, -1 if sign == "/" else 1)
        return Unit(folded.replace("*", "·"), result.dimension, result.scale)
    raise UnknownUnit(text, _near(folded))


def _part(text: str, whole: str) -> Unit:
    known = _spellings().get(text.strip("()（）"))
    if known is None:
        raise UnknownUnit(whole, _near(text))
    return _symbols()[known]


def _near(text: str) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(text, list(_spellings()), n=3, cutoff=0.5))
