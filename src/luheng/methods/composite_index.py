"""A composite index over members, with weights that are given or are Shannon-entropy weights.

A column x_k of m members becomes shares, larger where more is to be borne:

    p_ik = x_ik / Σ_j x_jk          (direction "more": a larger value bears more)
    p_ik = (1/x_ik) / Σ_j 1/x_jk    (direction "less": a smaller value bears more)

    A_i = Σ_k w_k·p_ik,    Σ_i A_i = Σ_k w_k = 1.

Entropy weights (Shannon, 1948; as weights of criteria in Hwang and Yoon, Multiple Attribute
Decision Making, 1981):

    e_k = −(1/ln m)·Σ_i p_ik·ln p_ik,    d_k = 1 − e_k,    w_k = d_k / Σ_l d_l,

with 0·ln 0 = 0, its limit. A column in which all members are alike has weight zero; if all columns
are so, the weights are equal. Capacity, responsibility and potential as such columns: Yi et al.
(2011), "How can China reach its CO2 intensity reduction targets by 2020? A regional allocation
based on equity and development".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Criterion", "Entropy", "composite_index", "entropy_weights", "shares"]

#: entropy weights are irrational; they enter the exact arithmetic with so many decimals
_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Criterion:
    """A column: its name, whether a larger value bears more, and one value per member."""

    name: str
    more: bool
    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Entropy:
    """Of one column: entropy e, divergence d = 1 − e, and the weight."""

    name: str
    entropy: float
    divergence: float
    weight: Fraction


def shares(criterion: Criterion) -> tuple[Fraction, ...]:
    """p_ik of one column.

    Raises:
        ValueError: a value is negative, or zero where smaller bears more, or all are zero.
    """
    values = criterion.values
    if any(v < 0 for v in values) or (not criterion.more and any(v == 0 for v in values)):
        raise ValueError(criterion.name)
    turned = values if criterion.more else tuple(1 / v for v in values)
    total = sum(turned, Fraction(0))
    if total == 0:
        raise ValueError(criterion.name)
    return tuple(v / total for v in turned)


def entropy_weights(criteria: Sequence[Criterion]) -> tuple[Entropy, ...]:
    """The entropy weights of columns, exact to twelve decimals and exactly one together."""
    members = len(criteria[0].values)
    found = []
    for criterion in criteria:
        p = [float(x) for x in shares(criterion)]
        # fsum rounds once: the order of the members cannot change the weights
        raw = -math.fsum(x * math.log(x) for x in p if x > 0)
        entropy = min(1.0, raw / math.log(members)) if members > 1 else 1.0
        alike = len(set(criterion.values)) == 1
        found.append((criterion.name, 1.0 if alike else entropy))
    rough = [Fraction(round(1 - e, _DECIMALS)).limit_denominator(10**_DECIMALS) for _, e in found]
    total = sum(rough, Fraction(0))
    equal = Fraction(1, len(criteria))
    return tuple(
        Entropy(name, e, 1 - e, d / total if total else equal)
        for (name, e), d in zip(found, rough, strict=True)
    )


def composite_index(
    criteria: Sequence[Criterion], weights: Sequence[Fraction]
) -> tuple[tuple[Fraction, ...], ...]:
    """The terms w_k·p_ik, one row per member, weights scaled to one; A_i is the sum of a row.

    Raises:
        ValueError: a weight is negative, or all are zero, or a column has no shares.
    """
    total = sum(weights, Fraction(0))
    if any(w < 0 for w in weights) or total == 0:
        raise ValueError("weights")
    columns = [
        tuple(w / total * p for p in shares(c)) for c, w in zip(criteria, weights, strict=True)
    ]
    return tuple(zip(*columns, strict=True))
