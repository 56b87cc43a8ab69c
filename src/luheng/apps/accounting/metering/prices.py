"""Prices that govern a month: by tariff period, of the entity's own contract or of its region."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luheng.errors import UnitMismatch
from luheng.units import unit

if TYPE_CHECKING:
    from luheng.ledger import Ledger
    from luheng.periods import Period

__all__ = ["Price", "Prices", "markets_of", "prices_of"]

#: the tariff of a price that holds at all times
ALL = "all"


@dataclass(frozen=True, slots=True)
class Price:
    """One price in yuan per canonical unit, the period that it was set for, and its row's place."""

    tariff: str
    amount: Fraction
    period: str
    tax: str
    source: str
    receipt: int


@dataclass(frozen=True)
class Prices:
    """The prices of one item in one market."""

    market: str
    item: str
    rows: tuple[tuple[Price, dt.date, dt.date], ...]

    def in_force(self, period: Period) -> dict[str, Price]:
        """The price of each tariff that was set for a period around this one, the narrowest."""
        found: dict[str, tuple[int, Price]] = {}
        for price, start, end in self.rows:
            if start <= period.start and period.end <= end:
                days = (end - start).days
                if price.tariff not in found or days < found[price.tariff][0]:
                    found[price.tariff] = (days, price)
        return {name: price for name, (_, price) in found.items()}

    def of(self, period: Period, labels: Mapping[str, object]) -> dict[str, Price]:
        """The price of each label; one for all times where there is none of its own."""
        held = self.in_force(period)
        found = {name: held.get(name) or held.get(ALL) for name in labels}
        return {name: price for name, price in found.items() if price is not None}


def markets_of(
    ledger: Ledger, entity: str, period: Period, known_at: dt.datetime | int | None
) -> tuple[str, ...]:
    """Where an entity's prices may stand: under its own id, then its regions, the nearest first."""
    from luheng.engine.derived_links import regions_above

    links = ledger.read(
        "membership", where={"relation": "located_in", "child": entity}, known=known_at
    ).to_pylist()
    regions = [
        region
        for k in links
        if k["valid_from"] < period.end and (k["valid_to"] is None or k["valid_to"] > period.start)
        for region, _ in regions_above(k["parent"])
    ]
    return tuple(dict.fromkeys((entity, *regions)))


def prices_of(
    ledger: Ledger,
    markets: tuple[str, ...],
    item: str,
    canonical: str,
    *,
    known_at: dt.datetime | int | None = None,
) -> Prices:
    """The prices of an item in the first of some markets that has any."""
    rows = ledger.read(
        "price", where={"market": list(markets), "item": item}, known=known_at
    ).to_pylist()
    held = {r["market"] for r in rows if r["quantity"] is not None}
    market = next((m for m in markets if m in held), markets[0] if markets else "")
    wanted = unit(f"CNY/{canonical}")
    made = [
        (_price(row, wanted), row["period_start"], row["period_end"])
        for row in rows
        if row["market"] == market and row["quantity"] is not None
    ]
    return Prices(market, item, tuple(made))


def _price(row: Mapping[str, Any], wanted: Any) -> Price:
    said = unit(row["unit"])
    if not said.fits(wanted):
        raise UnitMismatch(
            rule="price", place=f"{row['market']} {row['item']} {row['period']}",
            left=(row["item"], row["unit"]), right=(row["item"], str(wanted)), verb="convert",
        )  # fmt: skip
    # the digits as filed: 0.5163 is that decimal and no double beside it
    amount = Fraction(repr(float(row["quantity"]))) * said.ratio_to(wanted)
    return Price(
        row["tariff"], amount, row["period"], row["tax"] or "", row["source"] or "",
        row["receipt"],
    )  # fmt: skip
