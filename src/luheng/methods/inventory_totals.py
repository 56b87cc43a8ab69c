"""Inventory totals: where the printed totals of an inventory miss the sums of their parts.

An inventory of emissions C_ij by sector i and item j prints C_i· (item ``total``), C_·j (sector
``total``) and C_·· beside the cells:

    C_i· = Σ_j C_ij        C_·j = Σ_i C_ij        C_·· = Σ_i C_i·

A gap counts where it is more than 1e-6 of the printed total, about what eight printed digits lose.
A total is only compared where all its parts are there: absent parts are told where they are missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TOLERANCE", "Gap", "gaps"]

TOTAL = "total"
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Gap:
    """One printed total that misses its parts, in the unit of the rows."""

    row: int
    printed: float
    computed: float

    @property
    def size(self) -> float:
        """The printed total less the sum."""
        return self.printed - self.computed


def gaps(rows: pa.Table) -> tuple[Gap, ...]:
    """The gaps in ``statistic`` rows of one statistic of one form; ``row`` counts its rows from 0.

    Reads the columns region, period, sector, item and amount; a nil amount counts as none.
    """
    import pandas as pd

    names = ["region", "period", "sector", "item"]
    frame = pd.DataFrame({n: rows[n].to_pandas() for n in names})
    frame["amount"] = rows["amount"].to_pandas().fillna(0.0)
    found: list[Gap] = []
    for summed, kept in (("item", "sector"), ("sector", "item")):
        totals = frame[frame[summed] == TOTAL]
        parts = frame[frame[summed] != TOTAL]
        by = ["region", "period", kept]
        sums = parts.groupby(by, sort=False)["amount"].agg(["sum", "size"])
        # every member of the region and period must be there, or the sum is of some of them
        whole = parts.groupby(["region", "period"], sort=False)[summed].nunique().rename("members")
        beside = totals.join(sums, on=by, how="inner").join(whole, on=["region", "period"])
        off = (beside["amount"] - beside["sum"]).abs() > TOLERANCE * beside["amount"].abs() + 1e-9
        for place, line in beside[off & (beside["size"] == beside["members"])].iterrows():
            found.append(Gap(int(str(place)), float(line["amount"]), float(line["sum"])))
    return tuple(found)
