"""Inventory: somebody else's account of the same regions, to compare with and never to mix in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luheng.connectors import demo_tables

__all__ = ["Inventory", "ceads_2007"]

#: columns of the packaged table that are no carrier
_PROCESS, _TOTAL = "process", "total"


@dataclass(frozen=True, slots=True)
class Inventory:
    """Emissions by region and carrier in one unit; processes and the printed total stand apart."""

    name: str
    period: str
    unit: str
    by_carrier: Mapping[str, Mapping[str, float]]
    process: Mapping[str, float]
    printed_total: Mapping[str, float]

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions, in the order of their codes."""
        return tuple(sorted(self.by_carrier))

    @property
    def carriers(self) -> tuple[str, ...]:
        """Every carrier that some region has."""
        return tuple(sorted({c for each in self.by_carrier.values() for c in each}))

    def energy_related(self, region: str) -> float:
        """The printed total less the process column."""
        return self.printed_total[region] - self.process.get(region, 0.0)


def ceads_2007() -> Inventory:
    """CEADs' inventories of 30 provinces, 2007, in MtCO2; a carrier without a row was nought."""
    by_carrier: dict[str, dict[str, float]] = {}
    aside: dict[str, dict[str, float]] = {_PROCESS: {}, _TOTAL: {}}
    units = set()
    for row in demo_tables.inventory().to_pylist():
        units.add(row["unit"])
        if row["column"] in aside:
            aside[row["column"]][row["region"]] = row["quantity"]
        else:
            by_carrier.setdefault(row["region"], {})[row["column"]] = row["quantity"]
    (unit,) = units
    return Inventory("CEADs", "2007", unit, by_carrier, aside[_PROCESS], aside[_TOTAL])
