"""Effects: the change of one line, split by item into amount, structure and factor, exactly.

A line that is the sum of parts, one per item, is split item by item: part = amount × factor, or
where every item can be put in one measure (standard coal), part = scale × share × factor. A line
that is the sum of other lines is taken apart into these first; a ratio into its two sides. What the
table of accounts does not take apart stays whole, as "unsplit".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luheng.apps.accounting.account.line import member
from luheng.errors import say
from luheng.methods.change_split import product_split, ratio_split
from luheng.units import Unit, unit

if TYPE_CHECKING:
    from luheng.apps.accounting.account_table import AccountTable, Line

__all__ = ["Effect", "Figures", "Splitter"]

_MILLION = 1_000_000
#: a rest smaller than this share of the figure is rounding of doubles
_ROUNDING = 1e-9

#: the number of states that are compared
_BOTH = 2
_Pair = tuple[dict[str, Fraction], dict[str, Fraction]]

WORDS = {
    "amount": ("活动水平", "activity"),
    "scale": ("总量", "scale"),
    "structure": ("结构", "structure"),
    "factor": ("系数", "factor"),
    "over": ("分子", "numerator"),
    "under": ("分母", "denominator"),
    "unsplit": ("未拆分", "not split"),
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change contributed: of which line, which item, through what, in the line's unit."""

    line: str
    item: str
    through: str
    value: Fraction

    @property
    def words(self) -> str:
        """Amount, structure, factor … in the reader's language."""
        zh, en = WORDS[self.through]
        return say(zh=zh, en=en)

    @property
    def item_name(self) -> str:
        """The item in the reader's language."""
        return member("item", self.item) if self.item else ""

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "line": self.line,
            "item": self.item or None,
            "through": self.through,
            "value": float(self.value),
        }


@dataclass(frozen=True)
class Figures:
    """The figures of one state by quantity; those by item as a mapping, all in the line's unit.

    A figure that cannot be said is None; an item without a row is not in the mapping.
    """

    whole: Mapping[str, float | None]
    by_item: Mapping[str, Mapping[str, float | None]]
    units: Mapping[str, str]

    def total(self, name: str, wanted: str) -> Fraction | None:
        """A figure as an exact fraction of a unit."""
        value = self.whole.get(name)
        if value is None:
            return None
        return _millionth(value) * self._ratio(name, wanted)

    def items(self, name: str, wanted: str = "") -> dict[str, Fraction] | None:
        """The figures by item; None if one of them cannot be said."""
        found = self.by_item.get(name, {})
        if any(v is None for v in found.values()):
            return None
        ratio = self._ratio(name, wanted) if wanted else Fraction(1)
        return {i: _millionth(v) * ratio for i, v in found.items() if v is not None}

    def _ratio(self, name: str, wanted: str) -> Fraction:
        said = self.units.get(name, wanted)
        own, other = unit(said), unit(wanted)
        assert isinstance(own, Unit)
        return own.ratio_to(other)


def _millionth(value: float) -> Fraction:
    """A figure as the engine adds it up: whole millionths (A13), so that sums are exact."""
    return Fraction(math.floor(value * _MILLION + 0.5), _MILLION)


@dataclass(frozen=True)
class Splitter:
    """Splits the changes of lines between two states; figures are in a unit that the line names."""

    table: AccountTable
    kind: str
    before: Figures
    after: Figures

    def split(self, line: Line, wanted: str) -> tuple[Effect, ...] | None:
        """The effects whose sum is a line's change; None if it cannot be said on one side."""
        old, new = (f.total(line.quantity, wanted) for f in (self.before, self.after))
        if old is None or new is None:
            return None
        found = list(self._effects(line, wanted, new - old))
        rest = (new - old) - sum((e.value for e in found), Fraction(0))
        larger = max(abs(old), abs(new))
        if rest and found and abs(rest) <= larger * Fraction(_ROUNDING):
            # doubles of the engine are rounded once; the widest effect bears what that leaves
            widest = max(range(len(found)), key=lambda n: abs(found[n].value))
            found[widest] = replace(found[widest], value=found[widest].value + rest)
        elif rest:
            found.append(Effect(line.quantity, "", "unsplit", rest))
        return tuple(found)

    def _effects(self, line: Line, wanted: str, change: Fraction) -> Iterator[Effect]:
        if line.sum:
            for name, sign in line.sum.items():
                inner = self.table.line(self.kind, name)
                part = self.split(inner, wanted) if inner else None
                yield from (replace(one, value=sign * one.value) for one in part or ())
        elif line.parts:
            yield from self._by_item(line, wanted)
        elif line.ratio:
            yield from self._ratio(line, change)
        elif line.amount and None not in (pairs := self._pairs(line, wanted)):
            yield from _two(line, "", *pairs)
        elif change:
            yield Effect(line.quantity, "", "unsplit", change)

    def _by_item(self, line: Line, wanted: str) -> Iterator[Effect]:
        old, new = (f.items(line.parts, wanted) for f in (self.before, self.after))
        if old is None or new is None:
            return
        common, amounts = self._pair(line.common), self._pair(line.amount)
        every = list(dict.fromkeys((*old, *new)))
        if common and all(_measured(i, (old, new), common) for i in every):
            yield from _structure(line, every, (old, new), common)
            return
        for item in every:
            parts = old.get(item, Fraction(0)), new.get(item, Fraction(0))
            if amounts:
                some = tuple(s.get(item, Fraction(0)) for s in amounts)
                yield from _two(line, item, parts, some)
            else:
                yield from _one(line, item, "unsplit", parts[1] - parts[0])

    def _pairs(self, line: Line, wanted: str) -> Any:
        """A line without items and its amount, on both sides; None where a side is not said."""
        sides = (self.before, self.after)
        amounts = [f.whole.get(line.amount) for f in sides]
        if any(v is None for v in amounts):
            return (None, None)
        parts = tuple(f.total(line.quantity, wanted) for f in sides)
        return parts, tuple(_millionth(v) for v in amounts if v is not None)

    def _pair(self, name: str) -> _Pair | None:
        """A quantity by item on both sides; None where a side cannot be said."""
        if not name:
            return None
        one, other = self.before.items(name), self.after.items(name)
        return (one, other) if one is not None and other is not None and (one or other) else None

    def _ratio(self, line: Line, change: Fraction) -> Iterator[Effect]:
        """A ratio by its two sides; the units of the sides cancel in their shares."""
        over, under = line.ratio
        sides = [(f.whole.get(over), f.whole.get(under)) for f in (self.before, self.after)]
        pairs = [(Fraction(n), Fraction(d)) for n, d in sides if n is not None and d]
        nothing = (Fraction(0), Fraction(0))
        top, bottom = ratio_split(pairs[0], pairs[1]) if len(pairs) == _BOTH else nothing
        # where the two sides cancel, the share of nothing says nothing
        if not top + bottom or abs(top / (top + bottom)) > _MILLION:
            yield from _one(line, "", "unsplit", change)
            return
        share = top / (top + bottom)
        for name, through, value in ((over, "over", share), (under, "under", 1 - share)):
            if value:
                yield Effect(name, "", through, change * value)


def _two(
    line: Line, item: str, parts: tuple[Fraction, Fraction], amounts: Sequence[Fraction]
) -> Iterator[Effect]:
    """A part as amount times factor; a factor that only one side knows has not changed."""
    factors = [p / n if n else None for p, n in zip(parts, amounts, strict=True)]
    known = [f for f in factors if f is not None]
    if not known or any(n == 0 and p != 0 for p, n in zip(parts, amounts, strict=True)):
        yield from _one(line, item, "unsplit", parts[1] - parts[0])
        return
    sides = [
        {"amount": n, "factor": known[0] if f is None else f}
        for n, f in zip(amounts, factors, strict=True)
    ]
    for through, value in product_split(*sides).items():
        yield from _one(line, item, through, value)


def _measured(
    item: str, parts: tuple[dict[str, Fraction], dict[str, Fraction]], common: _Pair
) -> bool:
    """Whether an item has a common measure wherever it has a part."""
    return all(not p.get(item) or c.get(item) for p, c in zip(parts, common, strict=True))


def _structure(
    line: Line,
    every: Sequence[str],
    parts: tuple[dict[str, Fraction], dict[str, Fraction]],
    common: _Pair,
) -> Iterator[Effect]:
    """Part = scale × share × factor, the scale being the sum of the common measure."""
    scales = [sum((c.get(i, Fraction(0)) for i in every), Fraction(0)) for c in common]
    for item in every:
        rows = [
            (p.get(item, Fraction(0)), c.get(item, Fraction(0)))
            for p, c in zip(parts, common, strict=True)
        ]
        factors = [p / n if n else None for p, n in rows]
        known = next((f for f in factors if f is not None), None)
        if known is None or not all(scales):
            yield from _one(line, item, "unsplit", rows[1][0] - rows[0][0])
            continue
        sides = [
            {"scale": s, "structure": n / s, "factor": known if f is None else f}
            for s, (_, n), f in zip(scales, rows, factors, strict=True)
        ]
        for through, value in product_split(*sides).items():
            yield from _one(line, item, through, value)


def _one(line: Line, item: str, through: str, value: Fraction) -> Iterator[Effect]:
    if value:
        yield Effect(line.quantity, item, through, value)
