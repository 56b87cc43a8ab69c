"""A unit off by a thousand: an amount beside its own months, and beside what was bought."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from luheng.intake.validation.likely_unit import explained
from luheng.intake.validation.thresholds import default_thresholds

from .finding import CheckFinding, checks, number
from .rows import found

if TYPE_CHECKING:
    from .rows import Rows

__all__ = ["off_by_a_thousand"]

_CODE = "ACCOUNT-07"


def off_by_a_thousand(rows: Rows) -> Iterator[CheckFinding]:
    """Amounts that a usual unit, or a power of ten, takes to where the others are.

    First against the median of the other months of the series, months as logarithms; a series too
    short for that, against what was bought of the same item in the same period.
    """
    told: set[tuple[str, str, str]] = set()
    for row in _against_months(rows):
        one = _finding(
            row, f"本序列其他 {row['n']} 期中位数", f"the median of {row['n']} other periods"
        )
        if one is not None:
            told.add((row["entity"], row["item"], row["period"]))
            yield one
    for row in _against_purchases(rows):
        if (row["entity"], row["item"], row["period"]) not in told:
            one = _finding(row, "同期购进量", "what was bought in the same period")
            if one is not None:
                yield one


def _against_months(rows: Rows) -> list[dict[str, Any]]:
    """Rows far from the median of their series; of five and more one cannot move it far."""
    numbers = checks()[_CODE].numbers
    series = "entity, item, role, period_grain"
    return rows.ask(
        "WITH logs AS (SELECT *, log10(abs(amount)) AS x FROM near WHERE amount <> 0), "
        f"habit AS (SELECT {series}, median(x) AS middle, count(*) - 1 AS n FROM logs "
        f"GROUP BY {series} HAVING count(*) > {int(numbers['least_months'])} AND "
        f"max(x) - min(x) >= {numbers['decades']}) "
        f"SELECT l.* EXCLUDE (x), l.x - h.middle AS shift, h.n FROM logs l JOIN habit h USING "
        f"({series}) WHERE l.within AND abs(l.x - h.middle) >= {numbers['decades']} "
        "ORDER BY l.entity, l.period_start, l.item"
    )


def _against_purchases(rows: Rows) -> list[dict[str, Any]]:
    numbers = checks()[_CODE].numbers
    return rows.ask(
        "WITH bought AS (SELECT entity, item, period, sum(amount) AS amount FROM near WHERE within "
        "AND role = 'purchased' GROUP BY ALL HAVING sum(amount) > 0) "
        "SELECT n.*, log10(n.amount / b.amount) AS shift, 0 AS n FROM near n JOIN bought b USING "
        "(entity, item, period) WHERE n.within AND n.role = 'consumed' AND n.amount > 0 AND "
        f"abs(log10(n.amount / b.amount)) >= {numbers['decades']} "
        "ORDER BY n.entity, n.period_start, n.item"
    )


def _finding(row: Mapping[str, Any], beside_zh: str, beside_en: str) -> CheckFinding | None:
    numbers = checks()[_CODE].numbers
    # a confusable unit is named only if it brings the value back; ten to the third otherwise
    known = explained(row["shift"], row["unit"], default_thresholds().confusable, numbers["near"])
    if known is None:
        return None
    likely_zh = likely_en = known.unit
    if not likely_zh:
        times = 10.0**-known.power
        likely_zh = f"{row['unit']} 的 {number(times)} 倍"
        likely_en = f"{number(times)} {row['unit']}"
    factor = number(float(f"{10 ** row['shift']:.3g}")) if math.isfinite(row["shift"]) else "—"
    both = {"factor": factor}
    return found(
        _CODE,
        row,
        zh={**both, "beside_zh": beside_zh, "likely": likely_zh},
        en={**both, "beside_en": beside_en, "likely": likely_en},
    )
