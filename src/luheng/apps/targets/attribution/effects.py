"""Attribution: which effects moved the emissions of a region from one year to another.

It asks the ledger for emissions by sector and fuel and for output, takes the finest identity that
the data allow (:mod:`luheng.methods.emission_identity`), and lets LMDI or Shapley split the change.
What the data cannot separate is said with every result.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.apps.targets.reasons import Reason
from luheng.errors import CannotAttribute, say
from luheng.methods.lmdi import chain as linked
from luheng.methods.lmdi import lmdi
from luheng.methods.shapley import shapley

from .rows import Rows, read_rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pyarrow as pa

    from luheng.ledger import Ledger
    from luheng.methods.decomposition import Decomposition, Identity

__all__ = ["EFFECTS", "Attribution", "Form", "Method", "attribute", "attribute_regions"]

#: what each factor is called
EFFECTS = {
    "activity": Reason("经济活动", "activity"),
    "structure": Reason("产业结构", "structure"),
    "intensity": Reason("能源强度", "energy intensity"),
    "fuel_mix": Reason("能源结构", "fuel mix"),
    "emission_factor": Reason("排放系数", "emission factor"),
    "process": Reason("工业过程", "industrial processes"),
    "sector_emission_intensity": Reason("部门排放强度", "sector emissions per output"),
    "fuel_share": Reason("部门内品种份额", "fuels' shares within sectors"),
    "sector_emissions": Reason("部门排放", "emissions of sectors"),
}
_ENDS = 2


class Method(StrEnum):
    """How a change is split."""

    LMDI = "lmdi"
    SHAPLEY = "shapley"


class Form(StrEnum):
    """Whether the parts add up to a difference or multiply to a ratio."""

    ADDITIVE = "additive"
    MULTIPLICATIVE = "multiplicative"


@dataclass(frozen=True, slots=True)
class Attribution:
    """One region's change in MtCO2 and its parts, with what to know when reading them.

    ``largest_difference`` is the largest by which a part of the other method differs (MtCO2).
    ``printed_gap`` is the printed total change less the sum of the cells'.
    """

    region: str
    start_year: int
    end_year: int
    inventory: str
    split: Decomposition
    largest_difference: float
    printed_gap: float | None
    notes: tuple[Reason, ...]

    @property
    def name(self) -> str:
        """The region in the reader's language."""
        row = codelists.load("regions").get(self.region)
        return say(zh=row["zh"], en=row["en"])

    def effects(self, form: Form = Form.ADDITIVE) -> dict[str, float]:
        """The part of each factor: MtCO2, or the factor by which it multiplied the whole."""
        return self.split.effects if form is Form.ADDITIVE else self.split.indices

    def to_arrow(self, *dimensions: str) -> pa.Table:
        """One row per member of ``sector`` and ``fuel`` and factor, in MtCO2."""
        return self.split.to_arrow(*dimensions)

    def as_dict(self, form: Form = Form.ADDITIVE, dimensions: Sequence[str] = ()) -> dict[str, Any]:
        """As a program reads it."""
        additive = form is Form.ADDITIVE
        said = {
            "region": self.region,
            "name": self.name,
            "from": self.start_year,
            "to": self.end_year,
            "inventory": self.inventory,
            "method": self.split.method,
            "form": str(form),
            "chained": self.split.chained,
            "unit": "MtCO2" if additive else "1",
            "start_mt": self.split.start,
            "end_mt": self.split.end,
            "change_mt": self.split.change,
            "effects": self.effects(form),
            "residual": self.split.residual if additive else self.split.residual_of_indices,
            "other_method_largest_difference_mt": self.largest_difference,
            "printed_total_gap_mt": self.printed_gap,
            "notes": [say(zh=n.zh, en=n.en) for n in self.notes],
        }
        if dimensions:
            said["by"] = self._members(form, dimensions)
        return said

    def _members(self, form: Form, dimensions: Sequence[str]) -> list[dict[str, Any]]:
        if form is Form.ADDITIVE:
            rows: list[dict[str, Any]] = self.split.to_arrow(*dimensions).to_pylist()
            return rows
        kept = [d for d in self.split.dimensions if d in dimensions]
        members = list(itertools.product(*(self.split.dimensions[d] for d in kept)))
        return [
            {**dict(zip(kept, member, strict=True)), "factor": name, "part": part}
            for name, parts in self.split.indices_by(*dimensions).items()
            for member, part in zip(members, parts.ravel().tolist(), strict=True)
        ]


def attribute(
    ledger: Ledger, region: str, start_year: int, end_year: int, **said: Any
) -> Attribution:
    """Split the change of one region's emissions; the options are of ``attribute_regions``."""
    (one,) = attribute_regions(ledger, (region,), start_year, end_year, **said)
    return one


def attribute_regions(
    ledger: Ledger,
    regions: Sequence[str],
    start_year: int,
    end_year: int,
    *,
    method: Method = Method.LMDI,
    chained: bool = False,
    with_activity: bool = True,
    inventory: str = "",
    known_at: dt.datetime | int | None = None,
) -> tuple[Attribution, ...]:
    """Split the change of each region's emissions between two years.

    Args:
        ledger: holds ``statistic`` rows: ``co2_emissions`` by sector and item, and ``gdp``, or
            ``sector_value_added`` and ``sector_energy_use``.
        regions: codes of the code list of regions.
        start_year: the first year.
        end_year: the last year.
        method: LMDI-I or Shapley/Sun.
        chained: link the years between, each split by itself, instead of the end points alone.
        with_activity: whether output is to explain the change; without, only its place is told.
        inventory: the form of the emissions where the ledger holds several.
        known_at: an instant or a receipt number; None for all that is known now (A12).

    Raises:
        CannotAttribute: a figure that is needed is absent.
    """
    if end_year <= start_year:
        raise CannotAttribute(
            f"终止年份 {end_year} 不晚于起始年份 {start_year}。",
            f"the last year, {end_year}, is not after the first, {start_year}.",
            "请改正 --from 和 --to。",
            "Correct --from and --to.",
        )
    years = tuple(range(start_year, end_year + 1)) if chained else (start_year, end_year)
    rows = read_rows(ledger, tuple(regions), years, inventory, known_at)
    return tuple(_one(rows, region, years, method, with_activity) for region in regions)


def _one(
    rows: Rows, region: str, years: tuple[int, ...], method: Method, with_activity: bool
) -> Attribution:
    identities, notes = rows.identities(region, years, with_activity=with_activity)
    splits = {m: _split(identities, m) for m in Method}
    chosen = splits.pop(method)
    (other,) = splits.values()
    beside = other.effects
    return Attribution(
        region=region,
        start_year=years[0],
        end_year=years[-1],
        inventory=rows.inventory,
        split=chosen,
        largest_difference=max(abs(e - beside[n]) for n, e in chosen.effects.items()),
        printed_gap=rows.printed_gap(region, years[0], years[-1], chosen.change),
        notes=notes,
    )


def _split(identities: Sequence[Identity], method: Method) -> Decomposition:
    by = lmdi if method is Method.LMDI else shapley
    steps = [by(a, b) for a, b in itertools.pairwise(identities)]
    return steps[0] if len(identities) == _ENDS else linked(steps)
