"""Shapley/Sun: a change split by averaging over every order in which the factors can change.

    ΔC_k  =  Σ_c Σ_{S ⊆ N∖k}  |S|! (n-|S|-1)! / n!  ·  [V_c(S ∪ k) - V_c(S)]

where V_c(S) is the product of the factors of S at the end and of the others at the start. For two
and three factors it is the refined Laspeyres method: "jointly created and equally distributed".

Sun, J. W. (1998), Energy Economics 20, 85-100; Albrecht, J., François, D., Schoors, K. (2002),
A Shapley decomposition of carbon emissions without residuals, Energy Policy 30, 727-736; both are
one method: Ang, B. W., Liu, F. L., Chew, E. P. (2003), Energy Policy 31, 1561-1566.

The multiplicative form splits ln(C^T / C^0) the same way with V(S) = Σ_c V_c(S); it holds for the
whole and not for its members, since the logarithm of a sum is no sum.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from luheng.errors import CannotAttribute

from .decomposition import Decomposition, Identity

if TYPE_CHECKING:
    import numpy as np

__all__ = ["FACTORS_AT_MOST", "shapley"]

#: the number of terms doubles with each factor
FACTORS_AT_MOST = 6


def shapley(start: Identity, end: Identity) -> Decomposition:
    """Split the change from one identity to another by Shapley values.

    A factor that is a ratio of nothing to nothing at one end is taken as it is at the other.

    Raises:
        CannotAttribute: more than six factors, a cell is absent or negative, or the identities do
            not fit.
    """
    import numpy as np

    names = start.names
    if len(names) > FACTORS_AT_MOST or names != end.names or start.shape != end.shape:
        raise CannotAttribute(
            f"夏普利分解要求两端因素相同，且不超过 {FACTORS_AT_MOST} 个。",
            f"a Shapley split needs the same factors at both ends, {FACTORS_AT_MOST} at most.",
            "请改用 LMDI。",
            "Use LMDI.",
        )
    low, high = _filled(start.spread(), end.spread())
    values = {
        chosen: math.prod(
            ((high if n in chosen else low)[n] for n in names), start=np.ones(start.shape)
        )
        for size in range(len(names) + 1)
        for chosen in map(frozenset, itertools.combinations(names, size))
    }
    parts = {k: _weighed(k, names, values) for k in names}
    whole_0, whole_t = (float(np.asarray(i.values).sum()) for i in (start, end))
    wholes = {s: np.asarray(float(v.sum())) for s, v in values.items()}
    logs = None
    if all(v > 0 for v in wholes.values()):
        logarithms = {s: np.log(v) for s, v in wholes.items()}
        logs = {k: _weighed(k, names, logarithms) for k in names}
    return Decomposition("shapley", dict(start.dimensions), whole_0, whole_t, parts, logs)


def _filled(
    start: dict[str, np.ndarray], end: dict[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Factors without NaN: from the other end, or nought where neither end has a value."""
    import numpy as np

    low = {n: np.where(np.isnan(start[n]), np.nan_to_num(end[n]), start[n]) for n in start}
    high = {n: np.where(np.isnan(end[n]), np.nan_to_num(start[n]), end[n]) for n in start}
    return low, high


def _weighed(
    factor: str, names: tuple[str, ...], values: dict[frozenset[str], np.ndarray]
) -> np.ndarray:
    import numpy as np

    others = [n for n in names if n != factor]
    total: np.ndarray = np.zeros_like(values[frozenset()])
    for size in range(len(names)):
        weight = math.factorial(size) * math.factorial(len(names) - size - 1)
        for chosen in map(frozenset, itertools.combinations(others, size)):
            step = values[chosen | {factor}] - values[chosen]
            total = total + step * (weight / math.factorial(len(names)))
    return total
