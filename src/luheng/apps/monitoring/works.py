"""A works' year: electricity, standard coal, CO2 and power factor by month, and the load's shape.

The months are figures of the rulebook; the load's shape comes from the one electricity meter's
interval values. An "as if" figure rests on a named overlay and is kept apart from the works' own
account (A18).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.engine import evaluate
from luheng.errors import BadQuery, say
from luheng.methods.load_shape import LoadShape, load_shape, power_factor
from luheng.periods import Period, parse_period

if TYPE_CHECKING:
    import pyarrow as pa

    from luheng.ledger import Ledger
    from luheng.rules import Rulebook

__all__ = ["AsIf", "Month", "WorksYear", "works_year"]

ELECTRICITY, COAL, CO2 = "electricity_use", "comprehensive_energy", "metered_co2"
LAGGING, LEADING = "reactive_energy_lagging", "reactive_energy_leading"
AS_IF = "electricity_co2_as_if"
#: rules by which the door moved readings that their source misdates
MENDED = "closing_midnight"


@dataclass(frozen=True, slots=True)
class Month:
    """One month, or the year, of a works; None is what cannot be said (A2).

    Energy in kWh and kvarh, standard coal in kgce (calorific basis), CO2 in tCO2 as metered, power
    in kW. ``power_factor`` rests on the sums of all reactive energy, ``power_factor_lagging`` on
    the lagging alone.
    """

    period: str
    kwh: float | None
    kgce: float | None
    tco2: float | None
    kvarh_lagging: float | None
    kvarh_leading: float | None
    coverage: float | None
    provisional: bool
    peak_kw: float | None
    load_factor: float | None

    @property
    def power_factor(self) -> float | None:
        """From the period's sums; leading reactive energy counts by its absolute amount."""
        return power_factor(self.kwh, self.kvarh_lagging, self.kvarh_leading)

    @property
    def power_factor_lagging(self) -> float | None:
        """From the period's sums without leading reactive energy."""
        return power_factor(self.kwh, self.kvarh_lagging)

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "period": self.period,
            "electricity_kwh": self.kwh,
            "energy_kgce": self.kgce,
            "co2_metered_t": self.tco2,
            "reactive_lagging_kvarh": self.kvarh_lagging,
            "reactive_leading_kvarh": self.kvarh_leading,
            "power_factor": self.power_factor,
            "power_factor_lagging": self.power_factor_lagging,
            "peak_kw": self.peak_kw,
            "load_factor": self.load_factor,
            "coverage": self.coverage,
            "provisional": self.provisional,
        }


@dataclass(frozen=True, slots=True)
class AsIf:
    """Electricity-related CO2 under named overlays: an illustration, no account of the works."""

    overlays: tuple[str, ...]
    tco2: float | None
    provisional: bool

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "overlays": list(self.overlays),
            "electricity_co2_t": self.tco2,
            "provisional": self.provisional,
        }


@dataclass(frozen=True, slots=True)
class WorksYear:
    """A works' year: total, months, the shape of its load, and how many rows were mended."""

    entity: str
    name_zh: str
    name_en: str
    meter: str
    total: Month
    months: tuple[Month, ...]
    shape: LoadShape | None
    mended: int
    as_if: AsIf | None

    @property
    def name(self) -> str:
        """The works in the reader's language."""
        return say(zh=self.name_zh, en=self.name_en) or self.entity

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it; the load's grid is left out."""
        shape = self.shape
        return {
            "entity": self.entity,
            "name": self.name,
            "meter": self.meter,
            **self.total.as_dict(),
            "year": self.total.period,
            "mean_kw": shape.mean if shape else None,
            "peak_from": shape.peak_from.isoformat() if shape else None,
            "steps_present": shape.present if shape else 0,
            "steps_absent": shape.absent if shape else None,
            "midnight_rows_mended": self.mended,
            "months": [m.as_dict() for m in self.months],
            "as_if": self.as_if.as_dict() if self.as_if else None,
        }


def works_year(
    ledger: Ledger,
    rulebook: Rulebook,
    entity: str,
    year: str,
    *,
    as_if: Rulebook | None = None,
    known_at: dt.datetime | int | None = None,
) -> WorksYear:
    """The year of an entity with one electricity meter of interval values.

    ``as_if`` is a rulebook with the overlays of an illustration laid over it.

    Raises:
        BadQuery: the entity has no electricity meter, or more than one.
    """
    whole = parse_period(year)
    months = whole.split("month")
    meter, about = _meter(ledger, entity, whole, known_at)
    readings = ledger.read("reading", where={"meter": meter["id"]}, known=known_at)
    minutes = _minutes(meter["step"])
    figures = _figures(ledger, rulebook, entity, (whole, *months), known_at)
    shape = _shape(readings, whole, minutes)
    return WorksYear(
        entity=entity,
        name_zh=about.get("name_zh") or "",
        name_en=about.get("name_en") or "",
        meter=meter["id"],
        total=_month(figures[whole.text], whole, shape),
        months=tuple(_month(figures[m.text], m, _shape(readings, m, minutes)) for m in months),
        shape=shape,
        mended=sum(rule == MENDED for rule in readings["corrected_by"].to_pylist()),
        as_if=None if as_if is None else _as_if(ledger, as_if, entity, whole, known_at),
    )


def _figures(
    ledger: Ledger,
    rulebook: Rulebook,
    entity: str,
    periods: tuple[Period, ...],
    known_at: dt.datetime | int | None,
) -> dict[str, dict[str, dict[str, Any]]]:
    """Period and quantity to the figure's row."""
    figures = evaluate(
        ledger,
        rulebook,
        [ELECTRICITY, COAL, CO2, LAGGING, LEADING],
        where={"entity": entity},
        period=periods,
        known_at=known_at,
    )
    out: dict[str, dict[str, dict[str, Any]]] = {p.text: {} for p in periods}
    for row in figures.rows():
        if row["entity"] == entity:
            out[row["period"]][row["quantity"]] = row
    return out


def _month(rows: dict[str, dict[str, Any]], period: Period, shape: LoadShape | None) -> Month:
    def value(name: str) -> float | None:
        return rows[name]["value"] if name in rows else None

    return Month(
        period=period.text,
        kwh=value(ELECTRICITY),
        kgce=value(COAL),
        tco2=value(CO2),
        kvarh_lagging=value(LAGGING),
        kvarh_leading=value(LEADING),
        coverage=rows[ELECTRICITY]["coverage"] if ELECTRICITY in rows else None,
        provisional=any(r["provisional"] for r in rows.values()),
        peak_kw=shape.peak if shape else None,
        load_factor=shape.load_factor if shape else None,
    )


def _as_if(
    ledger: Ledger,
    rulebook: Rulebook,
    entity: str,
    whole: Period,
    known_at: dt.datetime | int | None,
) -> AsIf:
    figures = evaluate(
        ledger, rulebook, [AS_IF], where={"entity": entity}, period=whole, known_at=known_at
    )
    rows = figures.rows()
    overlays = {o for r in rows for o in r["overlays"].split(",") if o}
    value = rows[0]["value"] if rows else None
    return AsIf(tuple(sorted(overlays)), value, any(r["provisional"] for r in rows))


def _meter(
    ledger: Ledger, entity: str, period: Period, known_at: dt.datetime | int | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The one electricity meter of an entity in a period, and the entity itself."""
    entities = {r["id"]: r for r in ledger.read("entity", known=known_at).to_pylist()}
    links = ledger.read("membership", where={"relation": "meter_of"}, known=known_at).to_pylist()
    own = {
        link["child"]
        for link in links
        if link["parent"] == entity
        and link["valid_from"] < period.end
        and (link["valid_to"] is None or link["valid_to"] > period.start)
    }
    found = [
        entities[m]
        for m in sorted(own)
        if m in entities
        and (entities[m]["item"], entities[m]["role"]) == ("electricity", "consumed")
    ]
    if len(found) != 1:
        item = codelists.load("energy_carriers").get("electricity")
        raise BadQuery(
            f"{entity} 在 {period} 有 {len(found)} 块{item['zh']}表；负荷曲线需要正好一块。",
            f"{entity} has {len(found)} electricity meters in {period}; a load shape needs one.",
        )
    return found[0], entities.get(entity, {})


def _shape(readings: pa.Table, period: Period, minutes: int) -> LoadShape | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    one = readings.filter(pc.equal(readings["kind"], "interval"))
    return load_shape(
        one["at"].cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_numpy(),
        one["offset_minutes"].to_numpy(),
        one["amount"].to_numpy(),
        first_day=period.start,
        end_day=period.end,
        step_minutes=minutes,
    )


def _minutes(step: str | None) -> int:
    """The minutes of an interval meter's step (PT15M, PT1H)."""
    text = step or ""
    number, letter = text[2:-1], text[-1:]
    if not (text.startswith("PT") and number.isdigit() and letter in {"M", "H"}):
        raise BadQuery(
            f"计量器具的时段长度“{text}”不是 PT15M、PT1H 这样的时段。",
            f"The meter's step {text!r} is no step such as PT15M or PT1H.",
        )
    return int(number) * (60 if letter == "H" else 1)
