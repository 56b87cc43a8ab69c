"""Observations from the ledger: accepted facts, own indicators, quantities of the rulebook."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from luheng.errors import BadIndicator, UnitMismatch
from luheng.methods.annual_series import AnnualFigure, scaled
from luheng.periods import parse_period
from luheng.records.acceptance import REJECTED
from luheng.rulebook import plans
from luheng.units import unit

from .observation import Observation, region_of
from .own_indicators import FILE, Indicator
from .series_reader import SeriesReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from luheng.ledger import Ledger
    from luheng.rulebook.plans import Plan, PlanTarget

__all__ = ["ledger_observations"]

_RATES = {"growth_year_on_year", "growth_cumulative"}
_FIRST_YEAR = 1949
#: how far before a plan's first year figures are asked for: history makes the forecast
_HISTORY = 15


def ledger_observations(
    plan: Plan,
    ledger: Ledger,
    known_at: dt.datetime | int | None,
    at: dt.date,
    indicators: Mapping[str, Indicator],
) -> list[Observation]:
    """Everything of the ledger that may speak of a plan's targets."""
    out = list(_stated_facts(ledger, known_at))
    reader = SeriesReader(
        ledger,
        known_at,
        max(_FIRST_YEAR, plan.first_year - _HISTORY),
        min(plan.last_year, at.year),
    )
    asked: set[tuple[str, str, tuple[str, ...]]] = set()
    for target in plan.targets:
        key = (target.indicator, target.scope, target.sector)
        if key in asked:
            continue
        asked.add(key)
        own = indicators.get(target.indicator)
        if own is not None and set(own.sectors) == set(target.sector):
            out += _own(own, target, reader)
        elif own is None and not target.sector:
            out += _bound(target, reader)
    return out


# -- stated facts that were accepted -----------------------------------------------------------


def _stated_facts(ledger: Ledger, known_at: dt.datetime | int | None) -> Iterator[Observation]:
    published = {
        row["plan"]: row["published"]
        for row in ledger.read("plan", known=known_at).to_pylist()
        if row.get("published")
    }
    for row in ledger.read("stated_fact", known=known_at).to_pylist():
        if row["decision"] == REJECTED or row["quantity"] is None:
            continue
        if not row["indicator"] or not row["period"]:
            continue
        span = parse_period(row["period"])
        change = row.get("direction")
        yield Observation(
            indicator=row["indicator"],
            kind=row["kind"],
            value=row["quantity"],
            unit=row["unit"],
            first_year=span.start.year,
            last_year=(span.end - dt.timedelta(days=1)).year,
            period=row["period"],
            scope=row["scope"] or "China",
            sector=_listed(row["sector"]),
            locator=f"{row['document']} {row['section'] or ''} line {row['line'] or '?'}",
            published=published.get(row["document"]),
            trust=row["trust"],
            how="stated_fact",
            source=row["document"],
            comparator=row["comparator"] or "=",
            text=f"{row['quantity']:.15g}",
            just_under="近" in (row["qualifiers"] or ""),
            change=change if change in {"increase", "decrease"} else None,
            base_year=row["base_year"],
        )


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(t.strip() for t in (text or "").replace(",", "、").split("、") if t.strip())


# -- indicators of the office ------------------------------------------------------------------


def _own(own: Indicator, target: PlanTarget, reader: SeriesReader) -> Iterable[Observation]:
    region = region_of(target.scope)
    if region is None:
        return ()
    rates = _is_rate(own.measured_by)
    series = reader.series(own.measured_by, region, own.id)
    try:
        values = scaled(series, unit("%" if rates else own.unit))
    except UnitMismatch as error:
        raise BadIndicator(
            f"{FILE} {own.id}",
            f"算得的单位是{error.left[0]}，不是所写的{own.unit}。",
            f"it comes out in {error.left[0]}, not in {own.unit} as written.",
            "改正 unit，或检查 measured_by 两端的统计指标。",
            "Mend unit, or check the statistics that measured_by names.",
        ) from error
    symbol = "%" if rates else own.unit
    return _observed(target, series, values, symbol, "annual_rate" if rates else _kind_of(own.kind))


def _kind_of(kind: str) -> str:
    return {"share": "share", "count": "count"}.get(kind, "level")


def _is_rate(said: Mapping[str, Any]) -> bool:
    (verb, inner), *_ = said.items()
    return verb in {"growth", "growth_ratio"} or (
        verb == "statistic" and inner.get("measure", "level") in _RATES
    )


def _observed(
    target: PlanTarget,
    series: Mapping[int, AnnualFigure],
    values: Mapping[int, float],
    symbol: str,
    kind: str,
) -> Iterable[Observation]:
    for year, one in sorted(series.items()):
        bare = Observation(
            indicator=target.indicator,
            kind=kind,
            value=values[year],
            unit=symbol,
            first_year=year,
            last_year=year,
            period=str(year),
            scope=target.scope,
            sector=target.sector,
            locator=one.locator,
            published=one.published,
            trust=one.trust,
            how=one.how,
            source=f"{target.indicator} {target.scope}",
        )
        yield replace(bare, of=target.of)


# -- quantities bound to an indicator of the register ------------------------------------------


def _bound(target: PlanTarget, reader: SeriesReader) -> Iterable[Observation]:
    binding = plans.measured_by(target.indicator)
    region = region_of(target.scope)
    if binding is None or region is None:
        return ()
    series = reader.quantity(binding.quantity, region)
    if not series:
        return ()
    shown = next(iter(series.values())).unit
    if binding.how == "relative_change":
        shown = unit("%")
    kinds = {"relative_change": "annual_rate", "share": "share"}
    values = scaled(series, shown)
    return _observed(target, series, values, shown.symbol, kinds.get(binding.how, "level"))
