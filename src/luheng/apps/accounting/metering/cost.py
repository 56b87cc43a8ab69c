"""Cost: what an entity's meters come to by tariff period, at the prices on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luheng.errors import BadQuery
from luheng.methods.cost_by_tariff import TariffCost, cost_by_tariff
from luheng.periods import TimeCalendar, parse_period

from .intervals import Metered, metered, meters_of
from .prices import Prices, markets_of, prices_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger
    from luheng.periods import Period

__all__ = ["Cost", "CostMonth", "cost_of"]


@dataclass(frozen=True, slots=True)
class CostMonth:
    """One month, or the whole period: amounts and cost per tariff period.

    ``amounts`` are in the item's canonical unit, ``prices`` and cost in yuan; a tariff period
    without a price is not in ``prices``, and then the total cannot be said. ``outside`` is the
    amount that no window of the calendar covers.
    """

    period: str
    amounts: dict[str, float]
    minutes: dict[str, int]
    prices: dict[str, Fraction]
    cost: TariffCost
    outside: float
    taxes: tuple[str, ...] = ()

    def share(self, tariff: str) -> float | None:
        """A tariff period's share of the amount."""
        whole = sum(self.amounts.values())
        return self.amounts[tariff] / whole if whole else None

    @property
    def total(self) -> Fraction | None:
        """The cost; None where a price is missing or an amount lies outside the calendar."""
        return None if self.outside else self.cost.total

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        cost = self.cost
        return {
            "period": self.period,
            "tariffs": [
                {
                    "tariff": name,
                    "amount": amount,
                    "minutes": self.minutes[name],
                    "share": self.share(name),
                    "price": _float(self.prices.get(name)),
                    "cost": _float(cost.by_tariff[name]),
                }
                for name, amount in self.amounts.items()
            ],
            "amount": float(cost.amount),
            "outside": self.outside,
            "cost": _float(self.total),
            "mean_price": _float(None if self.total is None else cost.mean_price),
            "flat_price": _float(cost.flat_price),
            "shape": _float(None if self.total is None else cost.shape),
            "taxes": list(self.taxes),
        }


@dataclass(frozen=True, slots=True)
class Cost:
    """An entity's cost of one item over a period, month by month and as a whole."""

    subject: Subject
    item: str
    calendar: TimeCalendar
    market: str
    unit: str
    months: tuple[CostMonth, ...]
    whole: CostMonth
    metered: Metered
    known_at: int

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "subject": self.subject.as_dict(),
            "item": self.item,
            "unit": self.unit,
            "market": self.market,
            "calendar": self.calendar.as_dict(),
            "meters": [m.id for m in self.metered.meters],
            "coverage": self.metered.coverage,
            "intervals_shared": self.metered.shared,
            "known_at": self.known_at,
            "whole": self.whole.as_dict(),
            "months": [m.as_dict() for m in self.months],
        }

    def to_arrow(self) -> pa.Table:
        """One row per month and tariff period."""
        import pyarrow as pa

        rows = [
            {"period": m.period, **t, "unit": self.unit}
            for m in self.months
            for t in m.as_dict()["tariffs"]
        ]
        return pa.Table.from_pylist(rows)

    def to_pandas(self) -> pd.DataFrame:
        """The same as a pandas frame."""
        return self.to_arrow().to_pandas()  # type: ignore[no-any-return]


def cost_of(
    ledger: Ledger,
    subject: Subject,
    period: str,
    calendar: TimeCalendar,
    *,
    item: str = "electricity",
    market: str = "",
    known_at: dt.datetime | int | None = None,
) -> Cost:
    """The cost of what an entity's meters show, by the tariff periods of a calendar.

    Prices are rows of the record ``price``, one per tariff period, of the market named, else under
    the entity's own id (a contract), else of the nearest region that has any.

    Raises:
        BadQuery: the entity has no meter of interval values for the item, or no calendar fits.
        UnitMismatch: a price is not yuan per unit of the item.
    """
    at = dt.datetime.now(dt.UTC) if known_at is None else known_at
    one = parse_period(period)
    meters = meters_of(ledger, subject.id, one, item=item, role="consumed", known_at=at)
    if not meters:
        raise BadQuery(
            f"{subject.id} 在 {one.text} 没有{item}的时段量计量器具。",
            f"{subject.id} has no meter of interval values of {item} in {one.text}.",
        )
    months = one.split("month") if one.grain != "day" else (one,)
    labels = [label.id for label in calendar.labels]
    windows = _windows(calendar, one, months, labels)
    found = metered(ledger, meters, one, windows, known_at=at)
    markets = (market,) if market else markets_of(ledger, subject.id, one, at)
    prices = prices_of(ledger, markets, item, found.unit, known_at=at)
    every = tuple(
        _month(found, prices, month, labels, n * len(labels)) for n, month in enumerate(months)
    )
    outside = found.amounts[-1]
    if outside and len(months) == 1:
        every = (_with_outside(every[0], outside),)
    return Cost(
        subject, item, calendar, prices.market, found.unit, every, _whole(one, every, outside),
        found, ledger.known(at),
    )  # fmt: skip


def _windows(
    calendar: TimeCalendar, period: Period, months: Sequence[Period], labels: Sequence[str]
) -> list[tuple[int, int, int]]:
    """Windows numbered by month and label; a window over the end of a month is cut there."""
    out = []
    edges = [((m.start - period.start).days * 1440, (m.end - period.start).days * 1440)
             for m in months]  # fmt: skip
    for _, start, end, label in calendar.spans(period.start, period.end):
        for n, (first, last) in enumerate(edges):
            a, b = max(start, first), min(end, last)
            if a < b:
                out.append((a, b, n * len(labels) + labels.index(label)))
    return out


def _month(
    found: Metered, prices: Prices, month: Period, labels: Sequence[str], at: int
) -> CostMonth:
    # a window number that no window bears has no place in the amounts
    size = len(found.amounts) - 1
    amounts = {n: found.amounts[at + k] if at + k < size else 0.0 for k, n in enumerate(labels)}
    minutes = {n: found.minutes[at + k] if at + k < size else 0 for k, n in enumerate(labels)}
    held = prices.of(month, amounts)
    each = {name: price.amount for name, price in held.items()}
    taxes = tuple(sorted({p.tax for p in held.values() if p.tax}))
    return CostMonth(
        month.text, amounts, minutes, each, cost_by_tariff(amounts, each, _floats(minutes)), 0.0,
        taxes,
    )  # fmt: skip


def _with_outside(month: CostMonth, outside: float) -> CostMonth:
    return CostMonth(
        month.period, month.amounts, month.minutes, month.prices, month.cost, outside, month.taxes
    )


def _whole(period: Period, months: Sequence[CostMonth], outside: float) -> CostMonth:
    """All months together; a price is the mean paid, and a month without a cost leaves none."""
    labels = list(months[0].amounts)
    amounts = {n: sum(m.amounts[n] for m in months) for n in labels}
    minutes = {n: sum(m.minutes[n] for m in months) for n in labels}
    by_tariff: dict[str, Fraction | None] = {}
    for name in labels:
        parts = [m.cost.by_tariff[name] for m in months]
        known = [p for p in parts if p is not None]
        by_tariff[name] = sum(known, Fraction(0)) if len(known) == len(parts) else None
    said = [m.cost.total for m in months]
    totals = [t for t in said if t is not None]
    total = sum(totals, Fraction(0)) if len(totals) == len(said) else None
    amount = sum((m.cost.amount for m in months), Fraction(0))
    flats = [m.cost.flat_price for m in months]
    flat = None
    if all(f is not None for f in flats) and amount:
        # what a flat load of each month's own amount would pay
        paid = sum(
            ((f or Fraction(0)) * m.cost.amount for f, m in zip(flats, months, strict=True)),
            Fraction(0),
        )
        flat = paid / amount
    prices = {n: c / Fraction(amounts[n]) for n, c in by_tariff.items() if c and amounts[n]}
    taxes = tuple(sorted({t for m in months for t in m.taxes}))
    cost = TariffCost(by_tariff, amount, total, flat)
    return CostMonth(period.text, amounts, minutes, prices, cost, outside, taxes)


def _floats(minutes: dict[str, int]) -> dict[str, float]:
    return {n: float(m) for n, m in minutes.items()}


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
