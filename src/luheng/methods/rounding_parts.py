"""Rounding parts so that they still add up to the whole: largest remainders, group by group.

Each part is rounded down to a multiple of the step; the steps that are then missing go one each
to the parts with the largest remainders (Hamilton's method; Balinski and Young, Fair
Representation). With groups, the groups' sums are rounded first and the members within them then,
so that limits on groups that are multiples of the step still hold, as limits on members do. Equal
remainders: the larger part first, then the name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

__all__ = ["largest_remainders", "round_up"]


def largest_remainders(
    parts: Mapping[str, Fraction], step: Fraction, groups: Mapping[str, str | None] | None = None
) -> dict[str, Fraction]:
    """Parts as multiples of ``step``, each less than one step off, with the same sum.

    Raises:
        ValueError: the sum is no multiple of the step.
    """
    whole = sum(parts.values(), Fraction(0))
    if (whole / step).denominator != 1:
        raise ValueError(f"{whole} is no multiple of {step}")
    members: dict[str, list[str]] = defaultdict(list)
    for name in parts:
        group = (groups or {}).get(name)
        members[f"member {name}" if group is None else f"group {group}"].append(name)
    sums = {g: sum((parts[n] for n in names), Fraction(0)) for g, names in members.items()}
    out: dict[str, Fraction] = {}
    for group, steps in _round(sums, int(whole / step), step).items():
        inner = {n: parts[n] for n in members[group]}
        out |= {n: k * step for n, k in _round(inner, steps, step).items()}
    return {name: out[name] for name in parts}


def _round(parts: Mapping[str, Fraction], steps: int, step: Fraction) -> dict[str, int]:
    down = {name: (amount / step).__floor__() for name, amount in parts.items()}
    rest = {name: parts[name] / step - k for name, k in down.items()}
    missing = steps - sum(down.values())
    order: Sequence[str] = sorted(
        (n for n in parts if rest[n] > 0), key=lambda n: (-rest[n], -parts[n], n)
    )
    first = set(order[:missing])
    return {name: k + (name in first) for name, k in down.items()}


def round_up(rate: Fraction, step: Fraction, cap: Fraction | None = None) -> Fraction:
    """A rate as the next multiple of ``step``, so that no whole is missed; never above a cap."""
    up = Fraction((rate / step).__ceil__()) * step
    return up if cap is None else max(rate, min(up, cap))
