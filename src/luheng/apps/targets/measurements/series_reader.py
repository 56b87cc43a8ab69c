"""Annual series from the ledger: statistics, quantities of the rulebook, and what they join to.

A tree of ``measured_by`` (see ``own_indicators``) is read leaf by leaf for one region and joined by
``methods.annual_series``. A year without a row is not in the series.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.errors import BadIndicator
from luheng.methods.annual_series import AnnualFigure, growth_ratio, ratio, total
from luheng.periods import parse_period
from luheng.units import unit

from .own_indicators import FILE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from luheng.ledger import Ledger

__all__ = ["SeriesReader"]


class SeriesReader:
    """Annual series of some years from one ledger as known at one instant."""

    def __init__(
        self, ledger: Ledger, known_at: dt.datetime | int | None, first: int, last: int
    ) -> None:
        self.ledger = ledger
        self.known_at = known_at
        self.first = first
        self.last = last

    def series(self, said: Mapping[str, Any], region: str, name: str) -> dict[int, AnnualFigure]:
        """The series of a tree of ``measured_by``."""
        (verb, inner), *_ = said.items()
        if verb == "statistic":
            return self.statistic(inner, region, name)
        if verb == "quantity":
            return self.quantity(inner, region)
        if verb == "growth":
            return self.series(inner, region, name)
        if verb == "sum":
            return total([self.series(part, region, name) for part in inner])
        top = self.series(inner["numerator"], region, name)
        bottom = self.series(inner["denominator"], region, name)
        return growth_ratio(top, bottom) if verb == "growth_ratio" else ratio(top, bottom)

    def statistic(self, said: Mapping[str, str], region: str, name: str) -> dict[int, AnnualFigure]:
        """The yearly rows of one statistic; of cumulations only that of January to December."""
        where = {
            "region": region,
            "form": said["form"],
            "flow": said["flow"],
            "item": said.get("item", "total"),
            "sector": said.get("sector", "total"),
            "measure": said.get("measure", "level"),
        }
        if "prices" in said:
            where["prices"] = said["prices"]
        rows = self.ledger.read("statistic", where, known=self.known_at).to_pylist()
        out: dict[int, AnnualFigure] = {}
        for row in rows:
            year = _year_of(row["period"], cumulative=where["measure"] == "growth_cumulative")
            if year is None or row["amount"] is None:
                continue
            if year in out:
                raise BadIndicator(
                    f"{FILE} {name}",
                    f"{where['flow']}在{year}年有不止一个数值（当年价与可比价）。",
                    f"{where['flow']} has more than one figure in {year} (current and comparable).",
                    "写明 prices: current 或 comparable。",
                    "Say prices: current or comparable.",
                )
            out[year] = AnnualFigure(
                row["amount"], unit(row["canonical_unit"]), _locator(row), row["published"],
                "transcribed", "statistic",
            )  # fmt: skip
        return out

    def quantity(self, name: str, region: str) -> dict[int, AnnualFigure]:
        """The yearly figures of a quantity of the rulebook at a region."""
        from luheng.engine import evaluate
        from luheng.rulebook import load_rulebook

        book = load_rulebook(overlays=self.ledger.settings.overlays)
        figures = evaluate(
            self.ledger,
            book,
            [name],
            where={"region": region},
            period=f"{self.first}..{self.last}",
            known_at=self.known_at,
        )
        return {
            int(row["period"]): AnnualFigure(
                row["value"], unit(row["unit"]), f"{name} {region} {row['period']}", None,
                row["trust"] or "transcribed", "quantity",
            )
            for row in figures.rows()
            if row["value"] is not None
        }  # fmt: skip


def _year_of(period: str, *, cumulative: bool) -> int | None:
    parsed = parse_period(period)
    if parsed.grain == "year":
        return parsed.start.year
    if cumulative and parsed.grain == "month" and parsed.end.month == 1:
        return parsed.start.year
    return None


def _locator(row: Mapping[str, Any]) -> str:
    place = " ".join(str(row[c]) for c in ("source", "sheet") if row.get(c))
    cell = f"{row.get('col') or ''}{row.get('row') or ''}"
    return f"{place} {cell}".strip()
