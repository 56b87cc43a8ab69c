"""Reporting periods: a day, a month, a quarter, a year, or a span of whole years."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from luheng.errors import BadPeriod

__all__ = ["GRAINS", "Period", "iter_periods", "parse_period"]

#: from fine to coarse
GRAINS = ("day", "month", "quarter", "year", "span")


@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period, half-open in days."""

    text: str
    grain: str
    start: dt.date
    end: dt.date

    def __str__(self) -> str:
        return self.text

    def shift(self, periods: int) -> Period:
        """The period that lies so many of its own length later (earlier if negative)."""
        if self.grain == "day":
            return _day(self.start + dt.timedelta(days=periods))
        if self.grain == "span":
            years = (self.end.year - self.start.year) * periods
            return _span(self.start.year + years, self.end.year - 1 + years)
        months = {"month": 1, "quarter": 3, "year": 12}[self.grain] * periods
        index = self.start.year * 12 + self.start.month - 1 + months
        return _months(index // 12, index % 12 + 1, self.grain)

    def contains(self, other: Period) -> bool:
        """Whether the other lies wholly within."""
        return self.start <= other.start and other.end <= self.end

    def split(self, grain: str) -> tuple[Period, ...]:
        """The periods of a finer grain that make this one up, in order."""
        if grain == self.grain:
            return (self,)
        return tuple(iter_periods(self.start, self.end, grain))


def iter_periods(start: dt.date, end: dt.date, grain: str) -> Iterator[Period]:
    """Each period of the grain from the one that holds ``start`` to the last before ``end``."""
    if grain == "day":
        one = _day(start)
    elif grain == "span":
        raise BadPeriod(f"{start}/{end}")
    else:
        month = {"month": start.month, "quarter": (start.month - 1) // 3 * 3 + 1, "year": 1}[grain]
        one = _months(start.year, month, grain)
    while one.start < end:
        yield one
        one = one.shift(1)


def _day(day: dt.date) -> Period:
    return Period(day.isoformat(), "day", day, day + dt.timedelta(days=1))


def _months(year: int, month: int, grain: str) -> Period:
    length = {"month": 1, "quarter": 3, "year": 12}[grain]
    start = dt.date(year, month, 1)
    after = year * 12 + month - 1 + length
    end = dt.date(after // 12, after % 12 + 1, 1)
    text = {
        "month": f"{year:04d}-{month:02d}",
        "quarter": f"{year:04d}-Q{(month - 1) // 3 + 1}",
        "year": f"{year:04d}",
    }[grain]
    return Period(text, grain, start, end)


def _span(first: int, last: int) -> Period:
    return Period(f"{first:04d}/{last:04d}", "span", dt.date(first, 1, 1), dt.date(last + 1, 1, 1))


_FORMS = (
    (re.compile(r"^(\d{4})(?:年)?$"), "year"),
    (re.compile(r"^(\d{4})[-.年/]?(?:Q|第)([1-4])(?:季度)?$"), "quarter"),
    (re.compile(r"^(\d{4})[-./年](\d{1,2})月?$"), "month"),
    (re.compile(r"^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$"), "day"),
    (re.compile(r"^(\d{4})(0[1-9]|1[0-2])$"), "month"),
    (re.compile(r"^(\d{4})(0[1-9]|1[0-2])([0-3]\d)$"), "day"),
    (re.compile(r"^(\d{4})(?:年)?[/~—–-](\d{4})(?:年)?$"), "span"),
)


def parse_period(value: object) -> Period:
    """The period that a cell or an argument names: ``2025``, ``2025-05``, ``2025年5月``, a date.

    Raises:
        BadPeriod: the text is no period.
    """
    if isinstance(value, Period):
        return value
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _day(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value)))
    for form, grain in _FORMS:
        found = form.match(text)
        if found:
            try:
                return _build(grain, [int(g) for g in found.groups()])
            except ValueError as error:
                raise BadPeriod(str(value)) from error
    raise BadPeriod(str(value))


def _build(grain: str, numbers: list[int]) -> Period:
    if not 1800 <= numbers[0] <= 2300:  # noqa: PLR2004  (a year outside is a mistyped cell)
        raise ValueError(numbers[0])
    if grain == "year":
        return _months(numbers[0], 1, "year")
    if grain == "quarter":
        return _months(numbers[0], numbers[1] * 3 - 2, "quarter")
    if grain == "month":
        return _months(numbers[0], dt.date(numbers[0], numbers[1], 1).month, "month")
    if grain == "day":
        return _day(dt.date(*numbers))
    if numbers[1] < numbers[0]:
        raise ValueError(numbers)
    return _span(numbers[0], numbers[1])
