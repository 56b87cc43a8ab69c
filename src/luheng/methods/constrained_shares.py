"""Sharing one amount out among members at one common price, within limits, exactly.

Each member has a response x_i(λ): how much it takes at the price λ, never falling and linear
between knots. The shares are those at the one λ for which

    Σ_i x_i(λ) = whole,      floor_i ≤ x_i ≤ cap_i,      L_g ≤ Σ_{i in g} x_i ≤ U_g.

With x_i = k_i·λ between the limits this is sharing in proportion to keys k_i with the excess of
the limited ones going to the others in proportion; with x_i the inverse of a marginal cost it is
equal marginal cost, the least-cost split (the Karush-Kuhn-Tucker conditions of a separable convex
problem; Boyd and Vandenberghe, Convex Optimization, example 5.2, water-filling). A group at its
limit has a price of its own. All numbers are fractions: the parts add up to the whole exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .exact_sum import exact_sum

__all__ = [
    "Conflict",
    "Curve",
    "Limits",
    "Part",
    "Share",
    "conflicts",
    "marginal_cost",
    "proportional",
    "share",
    "stepped_cost",
]

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Curve:
    """A response: (price, amount) knots, neither ever falling; ``tail`` is the slope after them.

    Two knots of one price are a jump: any amount between them is taken at that price.
    """

    knots: tuple[tuple[Fraction, Fraction], ...]
    tail: Fraction = ZERO

    @property
    def low(self) -> Fraction:
        """The least that is taken."""
        return self.knots[0][1]

    @property
    def high(self) -> Fraction | None:
        """The most that is taken; None without limit."""
        return None if self.tail else self.knots[-1][1]

    def at(self, price: Fraction) -> tuple[Fraction, Fraction]:
        """The amounts just below and just above a price; they differ at a jump."""
        if price < self.knots[0][0]:
            return self.low, self.low
        same = [a for p, a in self.knots if p == price]
        if same:
            return same[0], same[-1]
        last_price, last = self.knots[-1]
        if price > last_price:
            amount = last + self.tail * (price - last_price)
            return amount, amount
        right = next(n for n, (p, _) in enumerate(self.knots) if p > price)
        (p, a), (q, b) = self.knots[right - 1 : right + 1]
        amount = a + (b - a) * (price - p) / (q - p)
        return amount, amount


@dataclass(frozen=True, slots=True)
class Limits:
    """A floor and a cap; None where there is none."""

    floor: Fraction | None = None
    cap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A member that takes a part; members of one ``group`` share that group's limits."""

    name: str
    curve: Curve
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What a member takes, the price at which it does, and what holds it: floor, cap or nothing.

    ``group_at`` says the same of its group.
    """

    amount: Fraction
    price: Fraction
    at: str | None = None
    group_at: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Limits that cannot all hold: ``demanded`` exceeds ``available`` at ``place``.

    ``kind`` is member, group_limits, group_floor, group_cap, floors or caps.
    """

    kind: str
    place: str
    demanded: Fraction
    available: Fraction

    @property
    def excess(self) -> Fraction:
        """By how much."""
        return self.demanded - self.available


def proportional(key: Fraction, floor: Fraction = ZERO, cap: Fraction | None = None) -> Curve:
    """The response key·λ between the limits; a key of zero takes its floor and no more.

    Raises:
        ValueError: the key is negative.
    """
    if key < 0:
        raise ValueError(f"a key of {key}")
    if key == 0 or cap == floor:
        return Curve(((ZERO, floor),))
    if cap is None:
        return Curve(((floor / key, floor),), key)
    return Curve(((floor / key, floor), (cap / key, cap)))


def marginal_cost(
    first: Fraction, rise: Fraction, floor: Fraction = ZERO, cap: Fraction | None = None
) -> Curve:
    """The inverse of the marginal cost first + rise·x, of the cost first·x + rise·x²/2.

    Raises:
        ValueError: the rise is negative, or is zero without a cap.
    """
    if rise < 0 or (rise == 0 and cap is None):
        raise ValueError(f"a marginal cost that rises by {rise}")
    if cap is None:
        return Curve(((first + rise * floor, floor),), 1 / rise)
    return Curve(((first + rise * floor, floor), (first + rise * cap, cap)))


def stepped_cost(
    steps: Sequence[tuple[Fraction, Fraction]], floor: Fraction = ZERO, cap: Fraction | None = None
) -> Curve:
    """The inverse of a marginal cost in steps (price, amount): cost is piecewise linear.

    Raises:
        ValueError: prices fall or an amount is negative: the cheaper measure comes first.
    """
    prices = [p for p, _ in steps]
    if not steps or prices != sorted(prices) or any(a < 0 for _, a in steps):
        raise ValueError(f"steps {steps}")
    knots, done = [], ZERO
    for price, amount in steps:
        knots += [(price, done), (price, done + amount)]
        done += amount
    top = done if cap is None else min(cap, done)
    held = [(p, min(max(a, floor), max(top, floor))) for p, a in knots]
    return Curve(_tidy(held))


def conflicts(
    whole: Fraction, parts: Sequence[Part], limits: Mapping[str, Limits]
) -> tuple[Conflict, ...]:
    """Every reason why no shares within the limits add up to the whole; empty if some do."""
    out = []
    low, high, endless = ZERO, ZERO, False
    for name, members in _groups(parts).items():
        least = exact_sum(p.curve.low for p in members)
        highs = [p.curve.high for p in members]
        most = None if None in highs else exact_sum(h for h in highs if h is not None)
        limit = limits.get(name or "", Limits()) if name is not None else Limits()
        floor, cap = limit.floor, limit.cap
        if floor is not None and cap is not None and floor > cap:
            out.append(Conflict("group_limits", name or "", floor, cap))
        if floor is not None and most is not None and floor > most:
            out.append(Conflict("group_floor", name or "", floor, most))
        if cap is not None and least > cap:
            out.append(Conflict("group_cap", name or "", least, cap))
        low += least if floor is None else max(least, floor)
        if most is None and cap is None:
            endless = True
        else:
            high += min(h for h in (most, cap) if h is not None)
    if not out and low > whole:
        out.append(Conflict("floors", "", low, whole))
    if not out and not endless and high < whole:
        out.append(Conflict("caps", "", whole, high))
    return tuple(out)


def share(
    whole: Fraction, parts: Sequence[Part], limits: Mapping[str, Limits] | None = None
) -> tuple[Share, ...]:
    """The parts of a whole, in the order of ``parts``; see the module for the conditions.

    Raises:
        ValueError: the limits conflict; :func:`conflicts` says which.
    """
    limits = limits or {}
    if conflicts(whole, parts, limits):
        raise ValueError("the limits conflict")
    groups = _groups(parts)
    curves = {
        name: _within(_total(p.curve for p in members), limits.get(str(name), Limits()))
        for name, members in groups.items()
        if name is not None
    }
    alone = groups.get(None, [])
    outer = _settle(whole, [*curves.values(), *(p.curve for p in alone)])
    found: dict[str, Share] = {}
    for (name, curve), (amount, _price) in zip(curves.items(), outer.each, strict=False):
        members = groups[name]
        inner = _settle(amount, [p.curve for p in members])
        at = _at(amount, limits.get(name, Limits()))
        if at and curve.low == curve.high == amount and limits[name].floor != limits[name].cap:
            at = None
        for part, (taken, price) in zip(members, inner.each, strict=True):
            found[part.name] = Share(taken, price, _held(part.curve, taken), at)
    for part, (taken, price) in zip(alone, outer.each[len(curves) :], strict=True):
        found[part.name] = Share(taken, price, _held(part.curve, taken))
    return tuple(found[p.name] for p in parts)


@dataclass(slots=True)
class _Settled:
    price: Fraction
    each: list[tuple[Fraction, Fraction]] = field(default_factory=list)


def _settle(whole: Fraction, curves: Sequence[Curve]) -> _Settled:
    """The price at which curves add up to a whole, and what each takes; jumps split pro rata."""
    total = _total(curves)
    price = total.knots[0][0]
    if total.low < whole:
        price = _price(total, whole)
    below, above = total.at(price)
    part = (whole - below) / (above - below) if above > below else ZERO
    out = _Settled(price)
    for curve in curves:
        a, b = curve.at(price)
        out.each.append((a + (b - a) * part, price))
    return out


def _price(total: Curve, whole: Fraction) -> Fraction:
    for (p, a), (q, b) in zip(total.knots, total.knots[1:], strict=False):
        if b >= whole:
            return p if b == a else p + (q - p) * (whole - a) / (b - a)
    p, a = total.knots[-1]
    return p + (whole - a) / total.tail


def _total(curves: Iterable[Curve]) -> Curve:
    """The sum of responses, by sweeping over the prices where one of them bends or jumps."""
    bends: dict[Fraction, list[Fraction]] = defaultdict(lambda: [ZERO, ZERO])
    amount = ZERO
    for curve in curves:
        amount += curve.low
        slope = ZERO
        for n, (p, a) in enumerate(curve.knots):
            nxt = curve.knots[n + 1] if n + 1 < len(curve.knots) else None
            if nxt is None:
                new = curve.tail
            elif nxt[0] == p:
                bends[p][1] += nxt[1] - a
                new = slope
            else:
                new = (nxt[1] - a) / (nxt[0] - p)
            bends[p][0] += new - slope
            slope = new
    knots: list[tuple[Fraction, Fraction]] = []
    slope, at = ZERO, None
    for p in sorted(bends):
        if at is not None:
            amount += slope * (p - at)
        knots.append((p, amount))
        turn, jump = bends[p]
        if jump:
            amount += jump
            knots.append((p, amount))
        slope += turn
        at = p
    return Curve(tuple(knots) or ((ZERO, amount),), slope)


def _within(curve: Curve, limits: Limits) -> Curve:
    """A response held between limits."""
    knots, tail = list(curve.knots), curve.tail
    if limits.cap is not None and tail:
        p, a = knots[-1]
        if a < limits.cap:
            knots.append((p + (limits.cap - a) / tail, limits.cap))
        tail = ZERO
    if limits.floor is not None and tail:
        p, a = knots[-1]
        if a < limits.floor:
            knots.append((p + (limits.floor - a) / tail, limits.floor))
    for bound in (limits.floor, limits.cap):
        if bound is None:
            continue
        cut = []
        for n, (p, a) in enumerate(knots):
            cut.append((p, a))
            if n + 1 < len(knots):
                q, b = knots[n + 1]
                if a < bound < b:
                    cut.append((p + (q - p) * (bound - a) / (b - a), bound))
        knots = cut
    low = curve.low if limits.floor is None else limits.floor
    held = [(p, max(a, low)) for p, a in knots]
    if limits.cap is not None:
        held = [(p, min(a, limits.cap)) for p, a in held]
    return Curve(_tidy(held), tail)


def _tidy(knots: Iterable[tuple[Fraction, Fraction]]) -> tuple[tuple[Fraction, Fraction], ...]:
    return tuple(dict.fromkeys(knots))


def _groups(parts: Iterable[Part]) -> dict[str | None, list[Part]]:
    out: dict[str | None, list[Part]] = defaultdict(list)
    for part in parts:
        out[part.group].append(part)
    return dict(out)


def _held(curve: Curve, amount: Fraction) -> str | None:
    if curve.low == curve.high:
        return "fixed"
    return _at(amount, Limits(curve.low, curve.high))


def _at(amount: Fraction, limits: Limits) -> str | None:
    if amount == limits.floor:
        return "floor"
    return "cap" if amount == limits.cap else None
