"""Checks of amounts: below zero, burnt and never bought, energy without output, a month missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from luheng.periods import iter_periods
from luheng.records import Level

from .finding import CheckFinding, checks
from .rows import found

if TYPE_CHECKING:
    from .rows import Rows

__all__ = ["burnt_unbought", "idle", "missing_months", "negative"]

#: these may be below zero: a stock that fell, an amount that came in
_EITHER_SIGN = ("stock_change", "transferred", "measured")
#: the ways in which a carrier comes to be there
_COMES = (
    "purchased", "produced", "transformation_output", "recovered", "opening_stock", "transferred",
    "withdrawn", "stock_change",
)  # fmt: skip
#: what nobody buys: it arises on the site
_NOT_BOUGHT = ("waste_heat_pressure",)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{n}'" for n in names)


def negative(rows: Rows) -> Iterator[CheckFinding]:
    """An amount below zero in a role that has none."""
    for row in rows.ask(
        f"SELECT * FROM near WHERE within AND amount < 0 AND role NOT IN ({_listed(_EITHER_SIGN)}) "
        "ORDER BY entity, period_start, item, role"
    ):
        yield found("ACCOUNT-01", row, zh={}, en={})


def burnt_unbought(rows: Rows) -> Iterator[CheckFinding]:
    """A carrier consumed in a year in which the entity has it from nowhere.

    Where an entity files no purchases at all the question cannot be answered, and is not asked.
    """
    for row in rows.ask(
        f"WITH comes AS (SELECT DISTINCT entity, item FROM near WHERE year AND amount <> 0 AND "
        f"role IN ({_listed(_COMES)})), buyers AS (SELECT DISTINCT n.entity FROM near n SEMI JOIN "
        "energy USING (item) WHERE year AND role = 'purchased') "
        "SELECT n.* FROM near n SEMI JOIN energy USING (item) SEMI JOIN buyers USING (entity) "
        "ANTI JOIN comes ON comes.entity = n.entity AND comes.item = n.item WHERE n.within AND "
        f"n.role = 'consumed' AND n.amount > 0 AND n.item NOT IN ({_listed(_NOT_BOUGHT)}) "
        "QUALIFY row_number() OVER (PARTITION BY n.entity, n.item ORDER BY n.period_start) = 1 "
        "ORDER BY n.entity, n.item"
    ):
        yield found("ACCOUNT-02", row, zh={}, en={})


def idle(rows: Rows) -> Iterator[CheckFinding]:
    """Energy used in a period in which every product's output is zero."""
    for row in rows.ask(
        "WITH made AS (SELECT entity, period, max(amount) AS most FROM near SEMI JOIN goods "
        "USING (item) WHERE within AND role = 'produced' GROUP BY ALL), used AS (SELECT entity, "
        "period, min(period_start) AS begins, count(DISTINCT item) AS n FROM near SEMI JOIN "
        "energy USING (item) WHERE within AND role = 'consumed' AND amount > 0 GROUP BY ALL) "
        "SELECT entity, period, n FROM used JOIN made USING (entity, period) WHERE most = 0 "
        "ORDER BY entity, begins"
    ):
        yield found("ACCOUNT-03", row, zh={"n": row["n"]}, en={"n": row["n"]})


def missing_months(rows: Rows) -> Iterator[CheckFinding]:
    """A monthly series that has months on record around the periods and lacks one within them."""
    least = int(checks()["ACCOUNT-06"].numbers["least_months"])
    wanted = [
        p.text
        for p in iter_periods(rows.first, rows.end, "month")
        if p.start >= rows.first and p.end <= rows.end and p.end <= rows.known_day
    ]
    if not wanted:
        return
    series = rows.ask(
        "SELECT entity, item, role, list(DISTINCT period) AS months, any_value(source) AS source "
        "FROM near WHERE year AND period_grain = 'month' GROUP BY ALL "
        "ORDER BY entity, item, role"
    )
    for row in series:
        held = set(row.pop("months"))
        lacking = [m for m in wanted if m not in held]
        # what began late or ended early is no gap unless the year as a whole was asked
        if len(held) < least or not lacking or len(lacking) > len(held):
            continue
        inside = [m for m in lacking if min(held) < m < max(held)]
        level = Level.DOUBT if inside else Level.NOTED
        said = {"n": len(held), "months": ", ".join(lacking)}
        one = found("ACCOUNT-06", {**row, "period": ", ".join(lacking)}, zh=said, en=said)
        yield replace(one, level=level)
