"""Do the targets of the members add up to that of the whole, and what would be missing?

Every form is a weighted sum of the members' figures c_i,

    implied = s + Σ_i w_i·c_i,

with weights by the kind of target: shares of what each would use at its old intensity, F_i/N, for
intensities (``weighted_intensity``; then s = 1 − ΣF_i/N is the shift of the structure and N the
whole's use at its old intensity), shares of the denominator for rates, and 1 for amounts. A member
without a target is absent: what the absent would have to reach together is

    c_rest = (whole − s − Σ_{known} w_i·c_i) / Σ_{absent} w_i.

Where a gap g = whole − implied is left, each member would have to reach c_i·θ with
θ = 1 + g/Σ w_i·c_i (in proportion to what it has promised) or c_i + g/Σ w_i (the same for each).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = [
    "Addend",
    "Additions",
    "Sensitivity",
    "additions",
    "implied",
    "known_together",
    "rest",
    "sensitivity",
    "with_heavier_known",
]


@dataclass(frozen=True, slots=True)
class Addend:
    """A member with its weight and its figure; ``figure`` is None where it has no target."""

    name: str
    weight: Fraction
    figure: Fraction | None


@dataclass(frozen=True, slots=True)
class Additions:
    """What one member would have to reach, in proportion to its promise and by equal steps."""

    name: str
    proportional: Fraction | None
    equal: Fraction


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The implied figure, or what the rest must reach, with one member's weight changed."""

    name: str
    lower_weight: Fraction
    higher_weight: Fraction


def implied(members: Sequence[Addend], structural: Fraction = Fraction(0)) -> Fraction | None:
    """The figure of the whole; None while a member is absent."""
    if any(m.figure is None for m in members):
        return None
    return structural + _known(members)


def rest(
    members: Sequence[Addend], whole: Fraction, structural: Fraction = Fraction(0)
) -> Fraction | None:
    """What the absent members together must reach; None if none is absent."""
    weight = _sum(m.weight for m in members if m.figure is None)
    return (whole - structural - _known(members)) / weight if weight else None


def known_together(members: Sequence[Addend]) -> Fraction | None:
    """The weighted mean of those that have a target; None if none has."""
    weights = _sum(m.weight for m in members if m.figure is not None)
    return _known(members) / weights if weights else None


def additions(members: Sequence[Addend], gap: Fraction) -> tuple[Additions, ...]:
    """What each member with a target would have to reach to close a gap, in two ways."""
    known = [m for m in members if m.figure is not None]
    weighted, weights = _known(known), _sum(m.weight for m in known)
    out = []
    for m in known:
        figure = m.figure or Fraction(0)
        scaled = figure * (1 + gap / weighted) if weighted else None
        out.append(Additions(m.name, scaled, figure + gap / weights))
    return tuple(out)


def sensitivity(
    members: Sequence[Addend],
    whole: Fraction,
    structural: Fraction = Fraction(0),
    by: Fraction = Fraction(1, 10),
) -> tuple[Sensitivity, ...]:
    """How the result moves with each weight in turn ×(1 − by) and ×(1 + by), their sum kept.

    For weights that are shares of a whole; of amounts, whose weights are 1, there is none to move.
    """
    out = []
    kept = _sum(m.weight for m in members)
    for n, member in enumerate(members):
        results = []
        for factor in (1 - by, 1 + by):
            weights = [m.weight * (factor if k == n else 1) for k, m in enumerate(members)]
            total = _sum(weights)
            moved = [
                Addend(m.name, w * kept / total, m.figure)
                for m, w in zip(members, weights, strict=True)
            ]
            found = implied(moved, structural)
            results.append(found if found is not None else rest(moved, whole, structural))
        low, high = results
        if low is not None and high is not None:
            out.append(Sensitivity(member.name, low, high))
    return tuple(out)


def with_heavier_known(
    members: Sequence[Addend], whole: Fraction, factor: Fraction, structural: Fraction = Fraction(0)
) -> Fraction | None:
    """What the absent must reach if those with a target weighed ``factor`` times as much."""
    kept = _sum(m.weight for m in members)
    moved = [
        Addend(m.name, m.weight * (1 if m.figure is None else factor), m.figure) for m in members
    ]
    total = _sum(m.weight for m in moved)
    return rest(
        [Addend(m.name, m.weight * kept / total, m.figure) for m in moved], whole, structural
    )


def _known(members: Iterable[Addend]) -> Fraction:
    return _sum(m.weight * m.figure for m in members if m.figure is not None)


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))
