"""Assays: measured properties set beside the activities of the same entity, item and period.

A monthly heating value holds for the month's coal alone, so that rows are multiplied before they
are added up to a year: Σ (amount × property), not Σ amount × mean property.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from luheng.codelists import load
from luheng.rules import Source
from luheng.units import DIMENSIONLESS, PerItem, Unit, unit

from .steam_states import ENTHALPY, with_worked_out

__all__ = ["Assays"]

#: the state of the sample that amounts are weighed in; another needs its moisture to convert
_AS_RECEIVED = "as_received"
#: the item of an activity that carries the item of the assay
_CARRIER = "carrier__"


class Engine(Protocol):
    """What is asked of the query engine."""

    def visible(self, record: str, known: int | None) -> ir.Table:
        """The rows of a ledger table as known at a receipt."""
        ...

    def arrow(self, table: pa.Table) -> ir.Table:
        """A small table handed in."""
        ...

    def sql(self, expression: ir.Table) -> str:
        """The SELECT that an expression becomes."""
        ...

    def run(self, sql: str) -> pa.Table:
        """Execute."""
        ...


@dataclass(frozen=True)
class Assays:
    """The visible assays of one ledger."""

    backend: Engine
    known: int | None

    def beside(self, source: Source, rows: ir.Table) -> ir.Table:
        """The activities that have the property on record, with it as ``assayed__``.

        An assay of the row's own period counts before one of a longer period around it. It is null
        where the property has no value, stands on another basis than as received, or is in a unit
        that does not fit: the product then cannot be said, and no default is put for it.
        """
        found = self._of(source)
        on = ["entity", "item"]
        if source.carried:
            rows, on = rows.rename({_CARRIER: "item"}), ["entity", _CARRIER]
        joined = rows.view().inner_join(found.view(), on)
        joined = joined.filter(
            joined["a_start__"] <= joined["period_start"], joined["a_end__"] >= joined["period_end"]
        )
        keys = [joined[c] for c in ("entity", "item", "role", "period_start", "period_end")]
        nearest = ibis.row_number().over(
            group_by=keys, order_by=[joined["a_start__"].desc(), joined["a_end__"]]
        )
        one = joined.mutate(nearest__=nearest)
        return one.filter(one["nearest__"] == 0).drop("nearest__", "a_start__", "a_end__")

    def _of(self, source: Source) -> ir.Table:
        rows = self.backend.visible("assay", self.known)
        if source.assay == ENTHALPY:
            rows = with_worked_out(rows, self._run, self.backend.arrow)
        else:
            rows = rows.filter(rows["property"] == source.assay)
        sound = rows["basis"].isnull() | (rows["basis"] == _AS_RECEIVED)
        rows = rows.select(
            "entity",
            "item",
            "canonical_unit",
            a_start__=rows["period_start"],
            a_end__=rows["period_end"],
            said__=ibis.ifelse(sound, rows["amount"], ibis.null("float64")),
            assayed_uncertainty__=rows["uncertainty"].cast("float64"),
        )
        scales = self.backend.arrow(self._scales(rows, source))
        joined = rows.view().left_join(scales.view(), ["item", "canonical_unit"], rname="{name}__r")
        value = joined["said__"].cast("float64") * joined["scale"]
        kept = ["entity", "item", "a_start__", "a_end__", "assayed_uncertainty__"]
        found = joined.select(*kept, assayed__=value)
        if not source.carried:
            return found
        pairs = pa.table({"item": list(source.carried), _CARRIER: list(source.carried.values())})
        return found.view().inner_join(self.backend.arrow(pairs).view(), "item")

    def _run(self, rows: ir.Table) -> pa.Table:
        return self.backend.run(self.backend.sql(rows))

    def _scales(self, rows: ir.Table, source: Source) -> pa.Table:
        """item, canonical_unit, scale: of each unit that an item's property is on record in."""
        said = self.backend.run(self.backend.sql(rows.select("item", "canonical_unit").distinct()))
        pairs = sorted({(r["item"], r["canonical_unit"] or "") for r in said.to_pylist()})
        scales = [
            (_scale(source.carried.get(i, i), u, source.unit) if u else None)
            if source.times_assay
            else 1.0
            for i, u in pairs
        ]
        return pa.table(
            {
                "item": pa.array([i for i, _ in pairs], pa.string()),
                "canonical_unit": pa.array([u for _, u in pairs], pa.string()),
                "scale": pa.array(scales, pa.float64()),
            }
        )


def _scale(item: str, symbol: str, wanted: Unit | PerItem) -> float | None:
    """How many of the wanted unit one item unit times one unit of the property is, if it fits."""
    codes = load("items")
    own = unit(codes.get(item)["unit"]) if item in codes.ids() else DIMENSIONLESS
    if isinstance(wanted, PerItem):  # a share: purity leaves the item's own unit as it is
        share = unit(symbol)
        fits = wanted.power == 1 and share.fits(wanted.rest)
        return float(share.ratio_to(wanted.rest)) if fits else None
    product = own * unit(symbol)
    if isinstance(product, PerItem):
        return None
    if product.fits(wanted):
        return float(product.ratio_to(wanted))
    # a share by mass of carbon is kgC per kg
    if product.fits(unit("kg")) and wanted.fits(unit("kgC")):
        return float(product.ratio_to(unit("kg")) * unit("kgC").ratio_to(wanted))
    return None
