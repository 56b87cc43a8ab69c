"""Against history: each value beside the other periods of its own series, in sets.

Method: of a series' other periods within ``periods`` months either way the median and the median
absolute deviation (MAD) of log10|amount|; 1.4826 × MAD estimates the standard deviation of a normal
distribution, and up to half of the periods may be wrong without moving either far (Huber, Robust
Statistics, 1981; Leys et al. 2013). The ledger's periods are the reference where they are enough,
else the ledger's and the batch's own together.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .doubt import Doubt, number, times
from .likely_unit import explained
from .parts import between

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa

    from luheng.ledger import Ledger

    from .thresholds import Thresholds

__all__ = ["SERIES", "history_doubts"]

#: record -> the columns that name one series, the first ``group`` of which name its subject
SERIES = {
    "activity": ("entity", "item", "role"),
    "statistic": ("region", "form", "sector", "flow", "item", "measure", "prices"),
}
_GROUP = {"activity": 1, "statistic": 2}
_NORMAL = 1.4826
#: the least spread that a series is taken to have, in decades: a few percent
_LEAST_SPREAD = 0.02
_CODES = ("HISTORY-01", "HISTORY-02", "HISTORY-03", "HISTORY-04", "HISTORY-05")
_COPY = "HISTORY-06"


def history_doubts(
    cursor: Any, ledger: Ledger, record: str, table: pa.Table, limits: Thresholds
) -> tuple[Doubt, ...]:
    """Doubts about the typed rows of a batch from the history of their own series.

    ``cursor`` is one of the ledger's own; its temporary tables end with it.
    """
    if record not in SERIES or not limits.active(*_CODES, _COPY):
        return ()
    _prepare(cursor, ledger, record, table, int(limits.number("HISTORY-01", "periods")))
    found: list[Doubt] = []
    if limits.active(*_CODES):
        found += (d for d in _out_of_habit(cursor, limits) if limits.checks[d.code].active)
    if limits.active(_COPY):
        found += _copies(cursor, limits)
    return tuple(found)


def _prepare(cursor: Any, ledger: Ledger, record: str, table: pa.Table, periods: int) -> None:
    """Temporary tables: ``series``, ``incoming`` rows by series, ``known`` rows of the ledger."""
    import numpy as np
    import pyarrow as pa

    keys = SERIES[record]
    names = (*keys, "period", "period_start", "period_grain", "amount", "unit", "quantity")
    some = table.select([*names, "state"])
    some = some.append_column("n", pa.array(np.arange(table.num_rows)))
    cursor.register("validated_batch", some)
    named = ", ".join(f'"{k}"' for k in (*keys, "period_grain"))
    level = "AND measure = 'level'" if "measure" in keys else ""
    group = ", ".join(f'"{k}"' for k in (*keys[: _GROUP[record]], "period_grain"))
    # a year's series reaches four times as far: a dozen years beside three dozen months
    reach = f"to_months(CASE WHEN period_grain = 'year' THEN {periods * 4} ELSE {periods} END)"
    # a subject is named by its 64-bit hash: numbering them would sort every name
    cursor.execute(
        "CREATE TEMP TABLE series AS SELECT row_number() OVER () AS s, "
        f"hash({group}) AS g, * FROM (SELECT {named}, "
        f"min(period_start) - {reach} AS since, max(period_start) + {reach} AS upto "
        f"FROM validated_batch WHERE state = 'value' AND amount IS NOT NULL {level} "
        f"GROUP BY {named})"
    )
    cursor.execute(
        "CREATE TEMP TABLE incoming AS SELECT b.n, s.s, s.g, b.period_start, b.amount "
        f"FROM validated_batch b JOIN series s USING ({named}) "
        f"WHERE b.state = 'value' AND b.amount IS NOT NULL {level}"
    )
    first, last = cursor.execute("SELECT min(since), max(upto) FROM series").fetchone()
    bounds = ""
    if first is not None:
        bounds = f"AND period_start BETWEEN '{first}'::DATE AND '{last}'::DATE"
    rows = (
        f"SELECT {named}, period_start, amount FROM ({ledger.relation_sql(record)}) "
        f"WHERE state = 'value' AND amount IS NOT NULL AND {between(cursor, 'series', keys[0])} "
        f"{bounds} {level}"
    )
    cursor.execute(
        "CREATE TEMP TABLE known AS SELECT s.s, h.period_start, h.amount "
        f"FROM ({rows}) AS h JOIN series s USING ({named}) "
        "ANTI JOIN incoming i ON i.s = s.s AND i.period_start = h.period_start "
        "WHERE h.period_start BETWEEN s.since AND s.upto"
    )


def _habit(cursor: Any, least: int, floor: float) -> None:
    """Temporary table ``habit``: count, signs, median and MAD of log10|amount| of a series.

    Medians cost a list per series, least and greatest do not: since the median lies between
    those, a series all of whose values are near both needs neither median nor MAD.
    """
    signs = (
        "count(*) AS n, count(*) FILTER (amount = 0) AS zeros, "
        "count(*) FILTER (amount < 0) AS negatives, count(*) FILTER (amount > 0) AS positives"
    )
    extent = f"{signs}, min(nullif(abs(amount), 0)) AS low, max(nullif(abs(amount), 0)) AS high"
    # a row of the batch stands among the others where the ledger knows too few: it counts itself
    cursor.execute(
        f"CREATE TEMP TABLE alone AS SELECT s, {extent} FROM known GROUP BY s "
        f"HAVING count(*) >= {least}"
    )
    rest = (
        "SELECT s, amount FROM known ANTI JOIN alone USING (s) UNION ALL "
        "SELECT s, amount FROM incoming ANTI JOIN alone USING (s)"
    )
    cursor.execute(
        "CREATE TEMP TABLE extent AS SELECT *, 0 AS itself FROM alone UNION ALL "
        f"SELECT s, {extent}, 1 AS itself FROM ({rest}) GROUP BY s HAVING count(*) > {least}"
    )
    cursor.execute(
        "CREATE TEMP TABLE wide AS SELECT DISTINCT s FROM incoming i JOIN extent e USING (s) WHERE "
        "(i.amount = 0 AND e.zeros = e.itself) OR (i.amount < 0 AND e.negatives = e.itself) "
        "OR (i.amount > 0 AND e.positives = e.itself AND e.negatives > 0) "
        f"OR abs(i.amount) > e.low * {10**floor} OR abs(i.amount) * {10**floor} < e.high"
    )
    shape = (
        "median(log10(abs(nullif(amount, 0)))) AS middle, "
        "mad(log10(abs(nullif(amount, 0)))) AS spread"
    )
    cursor.execute(
        f"CREATE TEMP TABLE habit AS SELECT e.*, h.middle, h.spread FROM extent e JOIN (SELECT s, "
        f"{shape} FROM (SELECT s, amount FROM known SEMI JOIN wide USING (s) UNION ALL "
        "SELECT s, amount FROM incoming SEMI JOIN wide USING (s) WHERE s IN "
        "(SELECT s FROM extent WHERE itself = 1)) GROUP BY s) h USING (s)"
    )


def _out_of_habit(cursor: Any, limits: Thresholds) -> Iterator[Doubt]:
    least = int(limits.number("HISTORY-01", "least_periods"))
    times_, spreads = (limits.number("HISTORY-01", k) for k in ("times", "spreads"))
    floor = math.log10(max(times_, 1.0))
    _habit(cursor, least, floor)
    # only the few that leave the narrower bounds leave the database; the rest is decided on them
    rows = cursor.execute(
        "SELECT i.n, i.s, i.period_start, i.amount, h.n - h.itself AS periods, h.itself, h.zeros, "
        "h.negatives, h.positives, h.middle, "
        f"{_NORMAL} * greatest(h.spread, {_LEAST_SPREAD}) AS spread, "
        "log10(abs(nullif(i.amount, 0))) - h.middle AS shift FROM incoming i JOIN habit h USING (s)"
        " WHERE (i.amount = 0 AND h.zeros = h.itself) "
        "OR (i.amount < 0 AND h.negatives = h.itself) "
        "OR (i.amount > 0 AND h.positives = h.itself AND h.negatives > 0) "
        f"OR abs(log10(abs(nullif(i.amount, 0))) - h.middle) > greatest({floor}, "
        f"least({spreads}, {limits.number('HISTORY-03', 'spreads')}) * {_NORMAL} "
        f"* greatest(h.spread, {_LEAST_SPREAD})) ORDER BY i.n"
    ).to_arrow_table()
    if not rows.num_rows:
        return
    about = _about(cursor, rows)
    seasonal = _seasonal(cursor, rows, limits.number("HISTORY-03", "season"))
    for row in rows.to_pylist():
        said = about[row["n"]]
        doubt = _sign_or_zero(row, said, limits) or _far(row, said, limits, row["n"] in seasonal)
        if doubt is not None:
            yield doubt


def _about(cursor: Any, rows: pa.Table) -> Mapping[int, Mapping[str, Any]]:
    """Quantity and unit as written, of the rows that are doubted."""
    cursor.register("doubted", rows.select(["n"]))
    found = cursor.execute(
        "SELECT b.n, b.quantity, b.unit FROM validated_batch b JOIN doubted d USING (n)"
    ).to_arrow_table()
    return {r["n"]: r for r in found.to_pylist()}


def _seasonal(cursor: Any, rows: pa.Table, season: float) -> frozenset[int]:
    """Rows that are near the same period a year before or after: a season, not a fault."""
    cursor.register("shifted", rows.select(["n", "s", "period_start", "amount"]))
    found = cursor.execute(
        "SELECT DISTINCT d.n FROM shifted d JOIN (SELECT s, period_start, amount FROM known "
        "UNION ALL SELECT s, period_start, amount FROM incoming) o ON o.s = d.s "
        "AND o.period_start IN (d.period_start - INTERVAL '1 year', "
        "d.period_start + INTERVAL '1 year') AND o.amount * d.amount > 0 "
        f"AND abs(log10(o.amount / d.amount)) <= log10({max(season, 1.0)}) "
        "JOIN series z ON z.s = d.s WHERE z.period_grain <> 'year'"
    ).fetchall()
    return frozenset(n for (n,) in found)


def _sign_or_zero(
    row: Mapping[str, Any], said: Mapping[str, Any], limits: Thresholds
) -> Doubt | None:
    fill = {"value": number(said["quantity"]), "unit": said["unit"], "n": row["periods"]}
    amount = row["amount"]
    if amount == 0:
        if row["periods"] < limits.number("HISTORY-05", "least_periods"):
            return None
        return Doubt("HISTORY-05", row["n"], fill)
    own, against = ("negatives", "positives") if amount < 0 else ("positives", "negatives")
    if row[own] == row["itself"] and row[against] >= limits.number("HISTORY-04", "least_periods"):
        sign = ("负", "negative") if amount < 0 else ("正", "positive")
        return Doubt("HISTORY-04", row["n"], {**fill, "sign_zh": sign[0], "sign_en": sign[1]})
    return None


def _far(
    row: Mapping[str, Any], said: Mapping[str, Any], limits: Thresholds, seasonal: bool
) -> Doubt | None:
    shift, spread = row["shift"], row["spread"]
    if shift is None or spread is None:
        return None
    fill = {
        "value": number(said["quantity"]),
        "unit": said["unit"],
        "factor": times(10**shift),
        "n": row["periods"],
    }
    for code in ("HISTORY-01", "HISTORY-02"):
        within = limits.number(code, "near")
        within = max(within, min(limits.number(code, "near_spreads") * spread, 2 * within))
        why = explained(shift, said["unit"], limits.confusable, within)
        bound = limits.number("HISTORY-01", "spreads") * spread
        bound = max(math.log10(limits.number("HISTORY-01", "times")), bound)
        if seasonal or why is None or abs(shift) <= bound:
            continue
        if code == "HISTORY-01" and why.unit:
            return Doubt(code, row["n"], {**fill, "likely": why.unit}, "unit")
        if code == "HISTORY-02" and why.power:
            power = times(10.0**why.power)
            return Doubt(code, row["n"], {**fill, "power": power})
    bound = limits.number("HISTORY-03", "spreads") * spread
    bound = max(math.log10(limits.number("HISTORY-03", "times")), bound)
    if seasonal or abs(shift) <= bound:
        return None
    return Doubt("HISTORY-03", row["n"], {**fill, "bound": times(10**bound)})


def _copies(cursor: Any, limits: Thresholds) -> Iterator[Doubt]:
    """A subject's period all of whose values are those of another period of the same series."""
    least, digits, habit = (
        int(limits.number(_COPY, k)) for k in ("rows", "digits", "habit")
    )  # fmt: skip
    found = cursor.execute(
        "WITH size AS (SELECT g, period_start, count(*) AS rows, min(n) AS n "
        "FROM incoming WHERE amount <> 0 GROUP BY ALL), "
        "alike AS (SELECT i.g, i.period_start, o.period_start AS other, count(*) AS rows, "
        "any_value(i.amount) AS amount FROM incoming i "
        "JOIN (SELECT s, period_start, amount, false AS ours FROM known UNION ALL "
        "SELECT s, period_start, amount, true FROM incoming) o ON o.s = i.s "
        "AND o.amount = i.amount AND o.period_start <> i.period_start "
        # of two periods of one batch it is the later one that is doubted
        "AND (NOT o.ours OR o.period_start < i.period_start) "
        "WHERE i.amount <> 0 GROUP BY ALL) "
        "SELECT size.n, size.g, alike.rows, alike.amount, alike.other, b.* EXCLUDE (n), "
        "count(*) OVER (PARTITION BY alike.g, alike.period_start) AS alike_periods "
        "FROM alike JOIN size USING (g, period_start) JOIN validated_batch b ON b.n = size.n "
        "WHERE alike.rows = size.rows QUALIFY alike_periods <= ? ORDER BY size.n, alike.other",
        [habit],
    ).to_arrow_table()
    told: set[int] = set()
    for row in found.to_pylist():
        enough = row["rows"] >= least or _digits(row["amount"]) >= digits
        if row["n"] in told or not enough:
            continue
        told.add(row["n"])
        subject = row.get("entity") or row.get("region")
        other = _period(row["other"], row["period_grain"])
        fill = {"subject": subject, "period": row["period"], "n": row["rows"], "other": other}
        every = cursor.execute(
            "SELECT n FROM incoming WHERE g = ? AND period_start = ?",
            [row["g"], row["period_start"]],
        ).fetchall()
        yield Doubt(_COPY, row["n"], fill, rows=tuple(n for (n,) in every))


def _digits(value: float) -> int:
    """Significant digits of a figure: 12,300 has three."""
    return len(f"{abs(value):.12g}".replace(".", "").split("e")[0].strip("0"))


def _period(start: Any, grain: str) -> str:
    return str(start)[: {"year": 4, "month": 7}.get(grain, 10)]
