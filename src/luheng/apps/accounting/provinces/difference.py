"""Difference: what sets another account apart from ours, by region and carrier."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.errors import say
from luheng.methods.implied_factor import ImpliedFactor
from luheng.methods.two_factor_split import Manner, Split, percent_of, total

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CarrierDifference", "CarrierFactor", "Comparison", "ProvinceDifference"]


def _name(codelist: str, code: str) -> str:
    row = codelists.load(codelist).get(code)
    if codelist == "regions":
        return say(zh=row["short"], en=row["en"])
    return say(zh=row["zh"], en=row["en"])


@dataclass(frozen=True, slots=True)
class CarrierDifference:
    """One carrier of one region: both emissions in MtCO2, and the split of their difference.

    ``activity_unit`` is empty where our balance has no row of the carrier.
    """

    region: str
    item: str
    activity: float
    activity_unit: str
    own_mt: float
    other_mt: float
    manner: Manner
    split: Split

    @property
    def name(self) -> str:
        """The carrier in the reader's language."""
        return _name("energy_carriers", self.item)

    @property
    def cause(self) -> str:
        """The larger part in the reader's language: another factor, another activity, …."""
        if not self.activity_unit:
            return say(zh="本账缺数据", en="absent from ours")
        if self.manner is Manner.NOT_COUNTED:
            return say(zh="未计", en="not counted")
        if self.manner is Manner.SPLIT and abs(self.split.factor) >= abs(self.split.activity):
            return say(zh="系数不同", en="other factor")
        return say(zh="活动水平不同", en="other activity")

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "item": self.item,
            "name": self.name,
            "activity": self.activity,
            "activity_unit": self.activity_unit,
            "co2_mt": self.own_mt,
            "inventory_mt": self.other_mt,
            "difference_mt": float(self.split.whole),
            "other_activity_mt": float(self.split.activity),
            "other_factor_mt": float(self.split.factor),
            "manner": str(self.manner),
        }


@dataclass(frozen=True, slots=True)
class CarrierFactor:
    """The factor of one carrier in both accounts, in kgCO2 per canonical unit."""

    item: str
    unit: str
    own: float | None
    implied: ImpliedFactor

    @property
    def name(self) -> str:
        """The carrier in the reader's language."""
        return _name("energy_carriers", self.item)

    @property
    def ratio(self) -> float | None:
        """The other factor over ours; None where either is not known."""
        return self.implied.value / self.own if self.own and self.implied.value else None

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "item": self.item,
            "name": self.name,
            "unit": self.unit,
            "factor": self.own,
            "implied_factor": self.implied.value,
            "ratio": self.ratio,
            "regions_agreeing": self.implied.agreeing,
            "regions": self.implied.regions,
        }


@dataclass(frozen=True, slots=True)
class ProvinceDifference:
    """One region in both accounts, in MtCO2; differences are the other account less ours.

    ``own_mt`` is None where our figure cannot be said, and then nothing is split.
    """

    region: str
    own_mt: float | None
    other_mt: float
    process_mt: float
    energy_10k_tce: float | None
    coverage: float | None
    provisional: bool
    trust: str | None
    overlays: str
    carriers: tuple[CarrierDifference, ...]

    @property
    def name(self) -> str:
        """The region's short name in the reader's language."""
        return _name("regions", self.region)

    @property
    def split(self) -> Split:
        """The parts of the difference, summed over carriers."""
        return total(c.split for c in self.carriers)

    @property
    def difference_mt(self) -> float | None:
        """The other account less ours."""
        return None if self.own_mt is None else float(self.split.whole)

    @property
    def difference_pct(self) -> float | None:
        """The difference in per cent of the other account."""
        return None if self.own_mt is None else percent_of(self.split.whole, self.other_mt)

    @property
    def drivers(self) -> tuple[CarrierDifference, ...]:
        """The carriers that push the difference where it went, the strongest first."""
        sign = 1 if self.split.whole >= 0 else -1
        pushing = [c for c in self.carriers if sign * c.split.whole > 0]
        return tuple(sorted(pushing, key=lambda c: (-abs(c.split.whole), c.item)))

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        driver = next(iter(self.drivers), None)
        said = self.own_mt is not None
        return {
            "region": self.region,
            "name": self.name,
            "co2_mt": self.own_mt,
            "ceads_mt": self.other_mt,
            "ceads_process_mt": self.process_mt,
            "difference_mt": self.difference_mt,
            "difference_pct": self.difference_pct,
            "other_activity_mt": float(self.split.activity) if said else None,
            "other_factor_mt": float(self.split.factor) if said else None,
            "not_counted_mt": float(self.split.not_counted) if said else None,
            "driver": driver.item if driver else None,
            "driver_name": driver.name if driver else None,
            "driver_cause": driver.cause if driver else None,
            "driver_mt": float(driver.split.whole) if driver else None,
            "energy_10k_tce": self.energy_10k_tce,
            "coverage": self.coverage,
            "provisional": self.provisional,
            "trust": self.trust,
            "overlays": [o for o in self.overlays.split(",") if o],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every region of an inventory beside ours, and the factors that both accounts rest on."""

    inventory: str
    period: str
    provinces: tuple[ProvinceDifference, ...]
    factors: tuple[CarrierFactor, ...]
    known_at: int
    release: str

    def province(self, region: str) -> ProvinceDifference:
        """The region of that code; raises KeyError if the comparison lacks it."""
        for one in self.provinces:
            if one.region == region:
                return one
        raise KeyError(region)

    def within(self, percent: float) -> int:
        """How many regions differ by no more than so many per cent."""
        gaps = (p.difference_pct for p in self.provinces)
        return sum(g is not None and abs(g) <= percent for g in gaps)

    @property
    def own_mt(self) -> float | None:
        """The sum of our figures; None where one cannot be said. No national figure."""
        said = [p.own_mt for p in self.provinces]
        return None if None in said else math.fsum(v for v in said if v is not None)

    @property
    def other_mt(self) -> float:
        """The sum of the other account's figures."""
        return math.fsum(p.other_mt for p in self.provinces)

    @property
    def split(self) -> Split:
        """The parts of the summed difference."""
        return total(p.split for p in self.provinces)

    @property
    def by_carrier(self) -> tuple[tuple[CarrierFactor, Split], ...]:
        """Each carrier's factors and its difference summed over regions, the largest first."""
        sums = {
            f.item: total(c.split for p in self.provinces for c in p.carriers if c.item == f.item)
            for f in self.factors
        }
        ordered = sorted(self.factors, key=lambda f: (-abs(sums[f.item].whole), f.item))
        return tuple((f, sums[f.item]) for f in ordered)

    @property
    def widest(self) -> ProvinceDifference | None:
        """The region whose difference in per cent is the largest; None if none can be said."""
        said = [p for p in self.provinces if p.difference_pct is not None]
        return max(said, key=lambda p: abs(p.difference_pct or 0.0), default=None)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "inventory": self.inventory,
            "period": self.period,
            "known_at": self.known_at,
            "release": self.release,
            "provinces": [
                {**p.as_dict(), "carriers": [c.as_dict() for c in p.carriers]}
                for p in self.provinces
            ],
            "factors": [f.as_dict() for f in self.factors],
        }

    def to_arrow(self) -> pa.Table:
        """One row per region and carrier."""
        import pyarrow as pa

        rows = [{"region": p.region, **c.as_dict()} for p in self.provinces for c in p.carriers]
        return pa.Table.from_pylist(rows)

    def to_pandas(self) -> Any:
        """One row per region and carrier as a pandas frame."""
        return self.to_arrow().to_pandas()
