"""LMDI-I: the logarithmic mean Divisia index, additive and multiplicative, without residual.

With L(a, b) = (a - b) / (ln a - ln b) and L(a, a) = a, over cells c,

    ΔC_x   =  Σ_c  L(C_c^T, C_c^0) ln(x_c^T / x_c^0)
    ln D_x =  Σ_c  L(C_c^T, C_c^0) / L(C^T, C^0)  ln(x_c^T / x_c^0)

so that ln D_x = ΔC_x / L(C^T, C^0), the parts add up to the whole, and the parts of groups of cells
add up to the parts of all (consistency in aggregation).

Ang, B. W. (2004), Energy Policy 32, 1131-1139; (2005), 33, 867-871; (2015), 86, 233-238.

Noughts are taken to their analytical limit and no small number is put in their place: Ang, B. W.,
Liu, N. (2007), Handling zero values in the logarithmic mean Divisia index decomposition approach,
Energy Policy 35, 238-246; Wood, R., Lenzen, M. (2006), Energy Policy 34, 1326-1331. Of a factor x:

    C^0 = 0, C^T > 0:   x^0 = 0 takes C^T;        x^0 > 0 takes nothing
    C^0 > 0, C^T = 0:   x^T = 0 takes -C^0;       x^T > 0 takes nothing
    C^0 = 0, C^T = 0:   nothing, whatever x is (four cases)

Where several factors of a cell come from nought together, each takes an equal share, the limit of
one small number in the place of them all. A factor that is a ratio of nothing to nothing at one
end (the fuel mix of a sector that was not there) has no value of its own to change: it takes
nothing, and the factor that is nought takes all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from luheng.errors import CannotAttribute

from .decomposition import Decomposition, Identity

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

__all__ = ["chain", "lmdi", "logarithmic_mean"]


def logarithmic_mean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """L(a, b) of numbers that are not negative; nought where either is."""
    import numpy as np

    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    out = np.zeros(a.shape)
    equal = a == b
    out[equal] = a[equal]
    apart = ~equal & (a > 0) & (b > 0)
    larger, smaller = np.maximum(a, b)[apart], np.minimum(a, b)[apart]
    gap = larger - smaller
    # log1p keeps its digits where the two are close, and the quotient of close numbers loses them
    out[apart] = gap / np.log1p(gap / smaller)
    # two numbers so close that their distance over one of them vanishes
    out[apart] = np.where(gap / smaller == 0, smaller, out[apart])
    return out


def lmdi(start: Identity, end: Identity) -> Decomposition:
    """Split the change from one identity to another by LMDI-I.

    Both identities have the same dimensions and factors. The unit is that of the cells.

    Raises:
        CannotAttribute: a cell is absent or negative, or the identities do not fit.
    """
    import numpy as np

    _alike(start, end)
    at_start, at_end = start.spread(), end.spread()
    c_0, c_t = np.asarray(start.values, dtype=float), np.asarray(end.values, dtype=float)
    weight = logarithmic_mean(c_t, c_0)
    both, born, gone = (c_0 > 0) & (c_t > 0), (c_0 == 0) & (c_t > 0), (c_0 > 0) & (c_t == 0)
    from_nought = np.sum([at_start[n] == 0 for n in start.names], axis=0)
    to_nought = np.sum([at_end[n] == 0 for n in start.names], axis=0)
    if bool(np.any(born & (from_nought == 0)) or np.any(gone & (to_nought == 0))):
        raise CannotAttribute(
            "有的单元从无到有（或从有到无），却没有一个因素为零。",
            "a cell appears or vanishes and none of its factors is nought.",
            "请核对各因素的口径是否一致。",
            "Check that all factors cover the same things.",
        )
    parts = {}
    for name in start.names:
        x_0, x_t = at_start[name], at_end[name]
        part = np.zeros(start.shape)
        part[both] = weight[both] * np.log(x_t[both] / x_0[both])
        comes, goes = born & (x_0 == 0), gone & (x_t == 0)
        part[comes] = c_t[comes] / from_nought[comes]
        part[goes] = -c_0[goes] / to_nought[goes]
        parts[name] = part
    whole_0, whole_t = float(c_0.sum()), float(c_t.sum())
    mean = float(logarithmic_mean(np.array(whole_t), np.array(whole_0)))
    logs = {n: p / mean for n, p in parts.items()} if mean > 0 else None
    return Decomposition("lmdi", dict(start.dimensions), whole_0, whole_t, parts, logs)


def chain(steps: Sequence[Decomposition]) -> Decomposition:
    """Link the decompositions of consecutive years: parts add up, indices multiply.

    A chain follows the path of each year; the end points alone do not know it, so the two give
    other parts of one and the same whole (Ang 2004, section on time-series decomposition).

    Raises:
        CannotAttribute: there is no step, or one does not begin where the last ended.
    """
    import itertools

    if not steps or any(
        tuple(a.parts) != tuple(b.parts) or a.end != b.start for a, b in itertools.pairwise(steps)
    ):
        raise CannotAttribute(
            "逐年链接缺少年份，或前后年份不相接。",
            "the chain lacks a year, or one year does not begin where the last ended.",
            "请补齐中间年份，或不用逐年链接。",
            "Complete the years between, or do not chain.",
        )
    first, last = steps[0], steps[-1]
    parts = {n: sum((s.parts[n] for s in steps[1:]), first.parts[n]) for n in first.parts}
    logs = None
    if all(s.logs is not None for s in steps):
        every = [s.logs for s in steps if s.logs is not None]
        logs = {n: sum((g[n] for g in every[1:]), every[0][n]) for n in first.parts}
    return replace(first, end=last.end, parts=parts, logs=logs, chained=True)


def _alike(start: Identity, end: Identity) -> None:
    if dict(start.dimensions) != dict(end.dimensions) or start.names != end.names:
        raise CannotAttribute(
            "两端的维度或因素不一致。",
            "the two ends have other dimensions or factors.",
            "请用同样的部门、品种和因素。",
            "Use the same sectors, fuels and factors.",
        )
