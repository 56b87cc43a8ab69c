"""Checks of measured properties: a carbon content above 1, a rate above 1, two values at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from luheng.errors import UnknownUnit
from luheng.records import record
from luheng.units import DIMENSIONLESS, Unit, unit

from .finding import CheckFinding, checks, number
from .rows import found

if TYPE_CHECKING:
    from .rows import Rows

__all__ = ["carbon_above_one", "rates_above_one", "two_values"]

#: properties that are shares of a whole by their nature
_RATES = {
    "oxidation_rate": ("碳氧化率", "oxidation rate"),
    "moisture": ("水分", "moisture"),
    "ash": ("灰分", "ash content"),
    "sulphur": ("硫分", "sulphur content"),
    "volatile_matter": ("挥发分", "volatile matter"),
    "hydrogen_content": ("氢含量", "hydrogen content"),
    "purity": ("纯度", "purity"),
}
_WORDS = {
    **_RATES,
    "carbon_content": ("含碳量", "carbon content"),
    "heating_value": ("低位发热量", "net calorific value"),
    "density": ("密度", "density"),
}
_HUNDRED = 100


def carbon_above_one(rows: Rows) -> Iterator[CheckFinding]:
    """More carbon than the mass that holds it, or than any fuel has per heating value."""
    numbers = checks()["ACCOUNT-04"].numbers
    mass, energy = unit("tC/t"), unit("tC/GJ")
    for row in _measured(rows, ("carbon_content",)):
        said = _unit(row["unit"])
        if said is None:
            continue
        if said.fits(DIMENSIONLESS):
            value, most, shown = row["quantity"] * float(said.scale), numbers["share"], "1"
        elif said.fits(mass):
            value, most, shown = (
                row["quantity"] * float(said.ratio_to(mass)),
                numbers["share"],
                "1 tC/t",
            )
        elif said.fits(energy):
            most = numbers["per_energy"]
            value, shown = row["quantity"] * float(said.ratio_to(energy)), f"{most:g} tC/GJ"
        else:
            continue
        if value > most:
            yield found("ACCOUNT-04", row, zh={"most": shown}, en={"most": shown})


def rates_above_one(rows: Rows) -> Iterator[CheckFinding]:
    """An oxidation rate of 98 where 0.98 or 98 % is meant, and the like of other shares."""
    most = checks()["ACCOUNT-05"].numbers["most"]
    for row in _measured(rows, tuple(_RATES)):
        said = _unit(row["unit"])
        if said is None or not said.fits(DIMENSIONLESS):
            continue
        value = row["quantity"] * float(said.scale)
        if value <= most:
            continue
        zh, en = _RATES[row["property"]]
        likely = {"value": number(value), "likely": number(value / _HUNDRED)}
        yield found("ACCOUNT-05", row, zh={**likely, "property": zh}, en={**likely, "property": en})


def two_values(rows: Rows) -> Iterator[CheckFinding]:
    """Two different values of one property whose periods share a day."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in _measured(rows, tuple(record("assay").columns()["property"].one_of)):
        groups.setdefault((row["entity"], row["item"], row["property"]), []).append(row)
    for some in groups.values():
        for one, other in itertools.combinations(some, 2):
            meet = (
                one["period_start"] < other["period_end"]
                and other["period_start"] < one["period_end"]
            )
            if meet and _amount(one) != _amount(other):
                yield _both(one, other)


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> CheckFinding:
    zh, en = _WORDS.get(one["property"], (one["property"], one["property"]))
    said = {
        "value": f"{number(one['quantity'])} {one['unit']}",
        "other": f"{number(other['quantity'])} {other['unit']}",
        "where": f"{one['period']}; {other['period']}",
    }
    narrow = one if one["period_end"] - one["period_start"] < (
        other["period_end"] - other["period_start"]
    ) else other  # fmt: skip
    return found("ACCOUNT-08", narrow, zh={**said, "property": zh}, en={**said, "property": en})


def _measured(rows: Rows, properties: tuple[str, ...]) -> list[dict[str, Any]]:
    names = ", ".join(f"'{p}'" for p in properties)
    return rows.ask(
        f"SELECT * FROM measured WHERE property IN ({names}) "
        "ORDER BY entity, item, property, period_start, period"
    )


def _unit(text: str) -> Unit | None:
    try:
        return unit(text)
    except UnknownUnit:
        return None


def _amount(row: Mapping[str, Any]) -> tuple[float, object]:
    said = _unit(row["unit"])
    if said is None:
        return row["quantity"], row["unit"]
    return row["quantity"] * said.scale.numerator / said.scale.denominator, said.dimension
