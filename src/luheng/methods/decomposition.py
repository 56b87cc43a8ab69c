"""Decomposition: a change of a whole, split exactly among the factors whose product it is.

A whole is a sum of cells, each the product of the same factors,

    C  =  Σ_c C_c  =  Σ_c x_1,c x_2,c … x_n,c

and its change from 0 to T is split into parts, one per factor:

    additive         C^T - C^0  =  ΔC_x1 + ΔC_x2 + … + ΔC_xn
    multiplicative   C^T / C^0  =  D_x1 · D_x2 · … · D_xn

This file holds what every method of splitting shares: the identity and the result. The methods are
:mod:`luheng.methods.lmdi` and :mod:`luheng.methods.shapley`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luheng.errors import CannotAttribute

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["Decomposition", "Identity", "ratio"]

#: how far the product of the factors may stray from the cell, relative to the largest cell
_IDENTITY = 1e-9


def ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """A share or an intensity; NaN where nothing is divided by nothing, which is no value at all.

    Raises:
        CannotAttribute: something is divided by nothing.
    """
    import numpy as np

    above, below = np.broadcast_arrays(numerator, denominator)
    if bool(np.any((below == 0) & (above != 0))):
        raise CannotAttribute(
            "有的单元有量而没有作分母的量。",
            "a cell has an amount where what it is divided by is nought.",
            "请补齐作分母的数据。",
            "Complete the figures that it is divided by.",
        )
    out = np.full(above.shape, np.nan)
    np.divide(above, below, out=out, where=below != 0)
    return out


@dataclass(frozen=True)
class Identity:
    """The factors of each cell at one time, over named dimensions.

    ``factors`` are arrays that broadcast to ``shape``; a factor is NaN where it is a ratio of
    nothing to nothing, and then its cell is nought. ``values`` are the cells themselves.
    """

    dimensions: Mapping[str, tuple[str, ...]]
    factors: Mapping[str, np.ndarray]
    values: np.ndarray

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of members of each dimension."""
        return tuple(len(members) for members in self.dimensions.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The factors in order."""
        return tuple(self.factors)

    def spread(self) -> dict[str, np.ndarray]:
        """Each factor over all cells, checked against the cells.

        Raises:
            CannotAttribute: a cell is absent or negative, or is not the product of its factors.
        """
        import numpy as np

        values = np.asarray(self.values, dtype=float)
        if values.shape != self.shape or not bool(np.all(np.isfinite(values))):
            raise CannotAttribute(
                "有的单元没有数据；缺失不当作零。",
                "some cells have no figure, and absent is not taken for nought.",
                "请补齐这些单元，没有发生的填 0。",
                "Complete them; write 0 where there was none.",
            )
        spread = {
            name: np.broadcast_to(np.asarray(factor, dtype=float), self.shape)
            for name, factor in self.factors.items()
        }
        if bool(np.any(values < 0)) or any(bool(np.any(f < 0)) for f in spread.values()):
            raise CannotAttribute(
                "有的单元是负数，对数平均没有定义。",
                "some cells are negative, where the logarithmic mean is not defined.",
                "请把负数的项目分开计算。",
                "Set negative items apart.",
            )
        product = np.ones(self.shape)
        for factor in spread.values():
            # a ratio of nothing to nothing stands in an empty cell, whatever it is taken for
            product = product * np.where(np.isnan(factor), 0.0, factor)
        if float(np.max(np.abs(product - values), initial=0.0)) > _IDENTITY * float(
            np.max(values, initial=0.0)
        ):
            raise CannotAttribute(
                "各因素之积不等于总量的单元。",
                "the product of the factors is not the cell that it should be.",
                "请核对各因素的口径是否一致。",
                "Check that all factors cover the same things.",
            )
        return spread


@dataclass(frozen=True)
class Decomposition:
    """A change and its parts.

    ``parts`` are additive, per cell, in the unit of the whole. ``logs`` are the multiplicative
    parts as logarithms: per cell for LMDI, of the whole alone (no dimension) for Shapley; None
    where the whole is nought at one end, so that there is no ratio.
    """

    method: str
    dimensions: Mapping[str, tuple[str, ...]]
    start: float
    end: float
    parts: Mapping[str, np.ndarray] = field(repr=False)
    logs: Mapping[str, np.ndarray] | None = field(repr=False)
    chained: bool = False

    @property
    def change(self) -> float:
        """The whole change."""
        return self.end - self.start

    @property
    def effects(self) -> dict[str, float]:
        """The additive part of each factor, over all cells."""
        return {name: math.fsum(p.ravel()) for name, p in self.parts.items()}

    @property
    def indices(self) -> dict[str, float]:
        """The multiplicative part of each factor, over all cells.

        Raises:
            CannotAttribute: the whole is nought at one end.
        """
        return {name: math.exp(math.fsum(p.ravel())) for name, p in self._logs().items()}

    @property
    def residual(self) -> float:
        """What the additive parts leave over, relative to the larger end of the whole."""
        left = math.fsum([self.end, -self.start, *(-e for e in self.effects.values())])
        return abs(left) / max(abs(self.start), abs(self.end), math.ulp(0.0))

    @property
    def residual_of_indices(self) -> float:
        """How far the product of the multiplicative parts is from the ratio of the whole."""
        product = math.prod(self.indices.values())
        return abs(product / (self.end / self.start) - 1)

    def by(self, *dimensions: str) -> dict[str, np.ndarray]:
        """The additive parts summed over all other dimensions, in the order of the identity."""
        return {name: self._summed(p, dimensions) for name, p in self.parts.items()}

    def indices_by(self, *dimensions: str) -> dict[str, np.ndarray]:
        """The multiplicative parts by members; their product over members is that of the whole.

        Raises:
            CannotAttribute: the whole is nought at one end, or the method gives the whole alone.
        """
        import numpy as np

        logs = self._logs()
        if any(p.ndim != len(self.dimensions) for p in logs.values()):
            raise CannotAttribute(
                "夏普利值的乘法分解只有总量，没有分部门分品种的结果。",
                "the multiplicative Shapley split is of the whole and not of its members.",
                "请改用 LMDI，或用加法形式。",
                "Use LMDI, or the additive form.",
            )
        return {name: np.exp(self._summed(p, dimensions)) for name, p in logs.items()}

    def to_arrow(self, *dimensions: str) -> pa.Table:
        """One row per member of the dimensions and factor: the members, ``factor``, ``part``."""
        import numpy as np
        import pyarrow as pa

        kept = [d for d in self.dimensions if d in dimensions]
        sizes = [len(self.dimensions[d]) for d in kept]
        places = [p.ravel() for p in np.indices(sizes)] if kept else []
        columns: dict[str, list[Any]] = {d: [] for d in (*kept, "factor", "part")}
        for name, part in self.by(*dimensions).items():
            for d, place in zip(kept, places, strict=True):
                columns[d] += [self.dimensions[d][n] for n in place]
            columns["factor"] += [name] * part.size
            columns["part"] += part.ravel().tolist()
        kinds = {d: pa.string() for d in (*kept, "factor")} | {"part": pa.float64()}
        return pa.table({d: pa.array(c, kinds[d]) for d, c in columns.items()})

    def _summed(self, part: np.ndarray, dimensions: tuple[str, ...]) -> np.ndarray:
        others = tuple(n for n, d in enumerate(self.dimensions) if d not in dimensions)
        summed: np.ndarray = part.sum(axis=others)
        return summed

    def _logs(self) -> Mapping[str, np.ndarray]:
        if self.logs is None:
            raise CannotAttribute(
                "总量有一端为零，没有比值。",
                "the whole is nought at one end, so there is no ratio.",
                "请改用加法形式。",
                "Use the additive form.",
            )
        return self.logs
