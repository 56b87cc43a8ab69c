"""Shifts: energy by shift and crew, and per product where a meter counts the product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng.errors import BadQuery
from luheng.periods import TimeCalendar, parse_period

from .intervals import Metered, metered, meters_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from luheng.apps.accounting.subject import Subject
    from luheng.ledger import Ledger

__all__ = ["ShiftTotal", "Shifts", "shifts_of"]


@dataclass(frozen=True, slots=True)
class ShiftTotal:
    """One shift of one day, or all shifts of a name or of a crew together.

    ``product`` and ``per_product`` are None where no meter counts the product; the latter is a
    ratio of the two sums (A6).
    """

    day: str
    shift: str
    crew: str
    hours: float
    amount: float
    product: float | None = None

    @property
    def per_hour(self) -> float | None:
        """The mean power, in amount per hour."""
        return self.amount / self.hours if self.hours else None

    @property
    def per_product(self) -> float | None:
        """Energy per unit of product; None without product."""
        return self.amount / self.product if self.product else None

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "day": self.day or None,
            "shift": self.shift or None,
            "crew": self.crew or None,
            "hours": self.hours,
            "amount": self.amount,
            "per_hour": self.per_hour,
            "product": self.product,
            "per_product": self.per_product,
        }


@dataclass(frozen=True, slots=True)
class Shifts:
    """Every shift of a period, and the totals by shift and by crew."""

    subject: Subject
    period: str
    item: str
    unit: str
    product: str
    product_unit: str
    calendar: TimeCalendar
    shifts: tuple[ShiftTotal, ...]
    outside: float
    metered: Metered
    known_at: int

    def by_shift(self) -> tuple[ShiftTotal, ...]:
        """The totals by shift, in the calendar's order."""
        order = [label.id for label in self.calendar.labels]
        found = _totals(self.shifts, lambda s: s.shift)
        return tuple(sorted(found, key=lambda s: order.index(s.shift)))

    def by_crew(self) -> tuple[ShiftTotal, ...]:
        """The totals by crew; none where the calendar has no rotation."""
        some = [s for s in self.shifts if s.crew]
        return tuple(sorted(_totals(some, lambda s: s.crew), key=lambda s: s.crew))

    def as_dict(self, *, days: bool = False) -> dict[str, Any]:
        """As a program reads it; each shift of each day only if asked for."""
        said = {
            "subject": self.subject.as_dict(),
            "period": self.period,
            "item": self.item,
            "unit": self.unit,
            "product": self.product or None,
            "product_unit": self.product_unit or None,
            "calendar": self.calendar.as_dict(),
            "meters": [m.id for m in self.metered.meters],
            "coverage": self.metered.coverage,
            "intervals_shared": self.metered.shared,
            "outside": self.outside,
            "known_at": self.known_at,
            "by_shift": [s.as_dict() for s in self.by_shift()],
            "by_crew": [s.as_dict() for s in self.by_crew()],
        }
        return said | ({"shifts": [s.as_dict() for s in self.shifts]} if days else {})

    def to_arrow(self) -> pa.Table:
        """One row per shift of each day."""
        import pyarrow as pa

        rows = [{**s.as_dict(), "unit": self.unit} for s in self.shifts]
        text, real = pa.string(), pa.float64()
        names = {"day": text, "shift": text, "crew": text, "hours": real, "amount": real,
                 "per_hour": real, "product": real, "per_product": real, "unit": text}  # fmt: skip
        return pa.Table.from_pylist(rows, schema=pa.schema(list(names.items())))

    def to_pandas(self) -> pd.DataFrame:
        """The same as a pandas frame."""
        return self.to_arrow().to_pandas()  # type: ignore[no-any-return]


def _totals(shifts: Iterable[ShiftTotal], name: Any) -> list[ShiftTotal]:
    groups: dict[str, list[ShiftTotal]] = {}
    for one in shifts:
        groups.setdefault(name(one), []).append(one)
    out = []
    for some in groups.values():
        made = [s.product for s in some]
        known = [p for p in made if p is not None]
        same = len({s.shift for s in some}) == 1
        out.append(
            ShiftTotal(
                "", some[0].shift if same else "", "" if same else some[0].crew,
                sum(s.hours for s in some), sum(s.amount for s in some),
                sum(known) if len(known) == len(made) else None,
            )
        )  # fmt: skip
    return out


def shifts_of(
    ledger: Ledger,
    subject: Subject,
    period: str,
    calendar: TimeCalendar,
    *,
    item: str = "electricity",
    product: str = "",
    known_at: dt.datetime | int | None = None,
) -> Shifts:
    """What an entity's meters show in each shift of a period.

    With a ``product`` the meters that count it (item, role ``produced``) are shared out in the same
    way; without such a meter there is no energy per product by shift.

    Raises:
        BadQuery: no meter of interval values for the item, or none that counts the product.
    """
    at = dt.datetime.now(dt.UTC) if known_at is None else known_at
    one = parse_period(period)
    meters = meters_of(ledger, subject.id, one, item=item, role="consumed", known_at=at)
    if not meters:
        raise BadQuery(
            f"{subject.id} 在 {one.text} 没有{item}的时段量计量器具。",
            f"{subject.id} has no meter of interval values of {item} in {one.text}.",
        )
    spans = list(calendar.spans(one.start, one.end))
    windows = [(start, end, n) for n, (_, start, end, _) in enumerate(spans)]
    found = metered(ledger, meters, one, windows, known_at=at)
    counted = None
    if product:
        counters = meters_of(ledger, subject.id, one, item=product, role="produced", known_at=at)
        if not counters:
            raise BadQuery(
                f"{subject.id} 没有计{product}产量的计量器具。",
                f"{subject.id} has no meter that counts the output of {product}.",
            )
        counted = metered(ledger, counters, one, windows, known_at=at)
    shifts = tuple(
        ShiftTotal(
            day.isoformat(), label, calendar.crew(day, label), found.minutes[n] / 60,
            found.amounts[n], counted.amounts[n] if counted else None,
        )
        for n, (day, _, _, label) in enumerate(spans)
    )  # fmt: skip
    return Shifts(
        subject, one.text, item, found.unit, product, counted.unit if counted else "", calendar,
        shifts, found.amounts[-1], found, ledger.known(at),
    )  # fmt: skip
