"""A change split among named changes, exactly: Shapley values in fractions.

Some changes N happen together and move a figure from v(∅) to v(N). The share of change k is its
mean effect over every order in which they could have happened,

    φ_k  =  Σ_{S ⊆ N∖k}  |S|! (n-|S|-1)! / n!  ·  [v(S ∪ k) - v(S)]

so that the shares add up to v(N) - v(∅) and no order is preferred (Shapley 1953; for a product of
factors it is the method of Sun 1998). Of a product of two factors,

    Δ(A f)  =  ΔA (f⁰ + f¹)/2  +  Δf (A⁰ + A¹)/2

Everything is a fraction: the shares add up exactly, with no residual and no tolerance. Amounts may
be negative (a gas given away), which the logarithms of LMDI do not allow.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import factorial, prod

__all__ = ["CHANGES_AT_MOST", "product_split", "ratio_split", "shares"]

#: the number of states to be known doubles with each change
CHANGES_AT_MOST = 6


def shares(
    changes: Sequence[str], value: Callable[[frozenset[str]], Fraction]
) -> dict[str, Fraction]:
    """The share of each change; ``value`` gives the figure once some of them have happened.

    Raises:
        ValueError: more than six changes.
    """
    if len(changes) > CHANGES_AT_MOST:
        raise ValueError(len(changes))
    states = {
        frozenset(some): value(frozenset(some))
        for size in range(len(changes) + 1)
        for some in itertools.combinations(changes, size)
    }
    n = len(changes)
    out = {}
    for one in changes:
        others = [c for c in changes if c != one]
        out[one] = sum(
            (
                Fraction(factorial(size) * factorial(n - size - 1), factorial(n))
                * (states[frozenset(some) | {one}] - states[frozenset(some)])
                for size in range(n)
                for some in itertools.combinations(others, size)
            ),
            Fraction(0),
        )
    return out


def product_split(
    before: Mapping[str, Fraction], after: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """The change of a product, split among its factors; both have the same factors.

    Raises:
        ValueError: the factors differ, or there are more than six.
    """
    if tuple(before) != tuple(after):
        raise ValueError((tuple(before), tuple(after)))

    def value(changed: frozenset[str]) -> Fraction:
        return prod((after[f] if f in changed else before[f] for f in before), start=Fraction(1))

    return shares(tuple(before), value)


def ratio_split(
    before: tuple[Fraction, Fraction], after: tuple[Fraction, Fraction]
) -> tuple[Fraction, Fraction]:
    """The change of a ratio, split among numerator and denominator.

    Raises:
        ZeroDivisionError: a denominator is nought.
    """
    found = product_split(
        {"over": before[0], "under": 1 / before[1]}, {"over": after[0], "under": 1 / after[1]}
    )
    return found["over"], found["under"]
