"""Our provinces beside another inventory, and what their differences are made of.

Both accounts rest on the same balances, so a difference is either another factor or another
activity. The other account's factors are read off its own figures (``methods.implied_factor``), and
the difference is split by carrier (``methods.two_factor_split``); ours are never moved towards it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from luheng.engine import evaluate
from luheng.methods.implied_factor import implied_factor
from luheng.methods.two_factor_split import split
from luheng.units import unit

from .difference import CarrierDifference, CarrierFactor, Comparison, ProvinceDifference
from .inventory import Inventory, ceads_2007

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.rules import Rulebook

__all__ = ["compare_provinces"]

ENERGY = "regional_energy_consumption"
CO2 = "regional_co2_energy_related"
BY_CARRIER = "regional_co2_energy_related_by_carrier"
BURNT = "regional_fuel_burnt"
_TOO_LITTLE = 1e-9

Row = dict[str, Any]


def compare_provinces(
    ledger: Ledger,
    rulebook: Rulebook,
    inventory: Inventory | None = None,
    *,
    known_at: dt.datetime | int | None = None,
) -> Comparison:
    """Each region of an inventory (CEADs 2007 if none is given) beside our energy-related CO2.

    Emissions are in MtCO2, energy in 万tce on the calorific basis. Regions without a balance on
    record have no figure of ours; a carrier that neither account has is left out.
    """
    other = inventory or ceads_2007()
    names = [ENERGY, CO2, BY_CARRIER, BURNT]
    where = {"region": list(other.regions)}
    figures = evaluate(ledger, rulebook, names, where=where, period=other.period, known_at=known_at)
    rows: dict[tuple[str, str, str], Row] = {
        (r["quantity"], r["entity"], r.get("item", "")): r for r in figures.rows()
    }
    factors = _factors(rows, other)
    known = {f.item: f for f in factors}
    provinces = tuple(_province(rows, other, region, known) for region in other.regions)
    return Comparison(
        other.name, other.period, provinces, factors, figures.known_at, figures.release
    )


def _in(row: Row | None, symbol: str) -> float | None:
    """A figure in another unit of its dimension."""
    if row is None or row["value"] is None:
        return None
    return float(row["value"]) * float(unit(row["unit"]).ratio_to(unit(symbol)))


def _factors(rows: dict[tuple[str, str, str], Row], other: Inventory) -> tuple[CarrierFactor, ...]:
    """Both accounts' factors per carrier, each read off its own figures in the same way."""
    out = []
    to_kg = float(unit(other.unit).ratio_to(unit("kgCO2")))
    for item in sorted({i for q, _, i in rows if q == BURNT} | set(other.carriers)):
        burnt = {r: rows.get((BURNT, r, item)) for r in other.regions}
        symbol = next((row["unit"] for row in burnt.values() if row), "")
        amounts = {r: row["value"] if row else None for r, row in burnt.items()}
        own = implied_factor(
            (amounts[r], _in(rows.get((BY_CARRIER, r, item)), "kgCO2")) for r in other.regions
        )
        theirs = implied_factor(
            (amounts[r], other.by_carrier[r].get(item, 0.0) * to_kg) for r in other.regions
        )
        out.append(CarrierFactor(item, f"kgCO2/{symbol}", own.value, theirs))
    return tuple(out)


def _province(
    rows: dict[tuple[str, str, str], Row],
    other: Inventory,
    region: str,
    factors: dict[str, CarrierFactor],
) -> ProvinceDifference:
    whole, energy = rows.get((CO2, region, "")), rows.get((ENERGY, region, ""))
    own = _in(whole, "MtCO2")
    worst = whole or {}
    return ProvinceDifference(
        region=region,
        own_mt=own,
        other_mt=other.energy_related(region),
        process_mt=other.process.get(region, 0.0),
        energy_10k_tce=_in(energy, "万tce"),
        coverage=worst.get("coverage"),
        provisional=bool(worst.get("provisional")) or bool((energy or {}).get("provisional")),
        trust=worst.get("trust"),
        overlays=str(worst.get("overlays") or ""),
        carriers=() if own is None else _carriers(rows, other, region, factors),
    )


def _carriers(
    rows: dict[tuple[str, str, str], Row],
    other: Inventory,
    region: str,
    factors: dict[str, CarrierFactor],
) -> tuple[CarrierDifference, ...]:
    to_mt = float(unit(other.unit).ratio_to(unit("MtCO2")))
    per_kg = float(unit("kgCO2").ratio_to(unit("MtCO2")))
    out = []
    for item, factor in factors.items():
        burnt = rows.get((BURNT, region, item)) or {}
        activity = float(burnt.get("value") or 0.0)
        own = _in(rows.get((BY_CARRIER, region, item)), "MtCO2") or 0.0
        theirs = other.by_carrier[region].get(item, 0.0) * to_mt
        if max(abs(own), abs(theirs)) < _TOO_LITTLE and not activity:
            continue
        f = factor.implied.value
        manner, parts = split(activity, own, theirs, None if f is None else f * per_kg)
        out.append(
            CarrierDifference(
                region, item, activity, str(burnt.get("unit", "")), own, theirs, manner, parts
            )
        )
    return tuple(out)
