"""Against other records: what an entity's rows of one period must agree with.

Each check is one query over the batch's rows and the ledger's, the batch's going first.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from luheng.codelists import load

from .doubt import Doubt, number, share, times
from .parts import between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from luheng.ledger import Ledger

    from .thresholds import Thresholds

__all__ = ["other_record_doubts"]

_BALANCE, _IDLE, _RATIO, _YEAR = "CROSS-01", "CROSS-02", "CROSS-03", "CROSS-05"
_NORMAL = 1.4826
_LEAST_SPREAD = 0.02
#: what an item's supply is made of, and the sign with which it enters
_SUPPLY = {
    "purchased": 1,
    "produced": 1,
    "opening_stock": 1,
    "recovered": 1,
    "transferred": -1,
    "stock_change": -1,
}


def other_record_doubts(
    cursor: Any,
    ledger: Ledger,
    table: pa.Table,
    limits: Thresholds,
    *,
    earlier: Sequence[Doubt],
) -> tuple[Doubt, ...]:
    """Doubts about typed activities from other rows; ``earlier`` are those from history.

    Reads the tables that ``history_doubts`` made with the same cursor, where it made them.
    """
    if not limits.active(_BALANCE, _IDLE, _RATIO, _YEAR):
        return ()
    _prepare(cursor, ledger, table)
    found: list[Doubt] = []
    if limits.active(_BALANCE):
        found += _balance(cursor, limits.number(_BALANCE, "tolerance"))
    if limits.active(_IDLE):
        found += _idle(cursor)
    if limits.active(_RATIO):
        found += _ratio(cursor, ledger, limits, frozenset(d.row for d in earlier))
    if limits.active(_YEAR):
        found += _year(cursor, ledger, limits.number(_YEAR, "tolerance"))
    return tuple(found)


def _prepare(cursor: Any, ledger: Ledger, table: pa.Table) -> None:
    """``ours``: the batch's rows; ``beside``: they and the ledger's of the same periods."""
    import numpy as np
    import pyarrow as pa

    names = ["entity", "item", "role", "period", "period_start", "period_end", "period_grain"]
    some = table.select([*names, "amount", "canonical_unit", "state"])
    cursor.register("filed", some.append_column("n", pa.array(np.arange(table.num_rows))))
    for place, kinds in (("energy", ("energy_carriers",)), ("goods", ("products",))):
        ids = sorted({i for kind in kinds for i in load(kind).ids()})
        cursor.register(place, pa.table({"item": ids}))
    cursor.execute(
        "CREATE TEMP TABLE ours AS SELECT * EXCLUDE (state) FROM filed "
        "WHERE state = 'value' AND amount IS NOT NULL"
    )
    cursor.execute(
        "CREATE TEMP TABLE cells AS SELECT DISTINCT entity, period_start, period_grain FROM ours"
    )
    bounds = cursor.execute("SELECT min(period_start), max(period_start) FROM cells").fetchone()
    near = f"AND {between(cursor, 'cells', 'entity')}"
    if bounds[0] is not None:
        near += f" AND period_start BETWEEN '{bounds[0]}' AND '{bounds[1]}'"
    cursor.execute(
        "CREATE TEMP TABLE beside AS SELECT entity, item, role, period, period_start, "
        "period_grain, amount, canonical_unit, n FROM ours UNION ALL "
        "SELECT h.entity, h.item, h.role, h.period, h.period_start, h.period_grain, h.amount, "
        f"h.canonical_unit, NULL FROM (SELECT * FROM ({ledger.relation_sql('activity')}) WHERE "
        f"state = 'value' {near}) AS h SEMI JOIN cells c ON c.entity = h.entity "
        "AND c.period_start = h.period_start AND c.period_grain = h.period_grain "
        "ANTI JOIN ours o ON o.entity = h.entity AND o.item = h.item AND o.role = h.role "
        "AND o.period = h.period"
    )


def _balance(cursor: Any, tolerance: float) -> Iterator[Doubt]:
    """More of an item consumed in a period than was purchased, in stock and produced."""
    total = "coalesce(sum(amount) FILTER (role = '{}'), 0)"
    terms = " ".join(f"+ {sign} * {total.format(role)}" for role, sign in _SUPPLY.items())
    # opening stock and stock change say the same thing twice: where both stand the former counts
    change = f"CASE WHEN bool_or(role = 'opening_stock') THEN {total.format('stock_change')} END"
    named = ", ".join(f"'{role}'" for role in ("purchased", "produced", "opening_stock"))
    cursor.execute(
        "CREATE TEMP TABLE supplied AS SELECT DISTINCT entity, item, period_start, period_grain "
        f"FROM beside SEMI JOIN energy USING (item) WHERE role IN ({named})"
    )
    rows = cursor.execute(
        "WITH sums AS (SELECT entity, item, period_start, any_value(period) AS period, "
        "any_value(canonical_unit) AS unit, sum(amount) FILTER (role = 'consumed') AS used, "
        f"coalesce({change}, 0) {terms} AS supply, "
        "coalesce(min(n) FILTER (role = 'consumed'), min(n)) AS n FROM beside SEMI JOIN supplied "
        "USING (entity, item, period_start, period_grain) GROUP BY entity, item, period_start, "
        "period_grain) SELECT n, entity, period, item, unit, used, supply FROM sums WHERE "
        f"n IS NOT NULL AND used > greatest(supply, 0) * {1 + tolerance} + 1e-9 ORDER BY n"
    ).fetchall()
    for n, entity, period, item, said, used, supply in rows:
        more = share(used / supply - 1) if supply > 0 else "—"
        fill = {"value": number(used), "unit": said, "supply": number(supply), "share": more}
        about = {"subject": entity, "period": period, "item": item}
        yield Doubt(_BALANCE, n, {**about, **fill})


def _idle(cursor: Any) -> Iterator[Doubt]:
    """Energy consumed in a period in which every product's output is zero."""
    rows = cursor.execute(
        "WITH made AS (SELECT entity, period_start, period_grain, max(amount) AS most, "
        "min(n) AS n FROM beside SEMI JOIN goods USING (item) WHERE role = 'produced' GROUP BY ALL "
        "HAVING max(amount) = 0), used AS (SELECT entity, period_start, period_grain, "
        "any_value(period) AS period, count(DISTINCT item) AS items, min(n) AS n FROM beside "
        "SEMI JOIN energy USING (item) WHERE role = 'consumed' AND amount > 0 GROUP BY ALL) "
        "SELECT coalesce(made.n, used.n), entity, period, items FROM made "
        "JOIN used USING (entity, period_start, period_grain) "
        "WHERE coalesce(made.n, used.n) IS NOT NULL ORDER BY 1"
    ).fetchall()
    for n, entity, period, items in rows:
        yield Doubt(_IDLE, n, {"subject": entity, "period": period, "n": items})


def _ratio(
    cursor: Any, ledger: Ledger, limits: Thresholds, told: frozenset[int]
) -> Iterator[Doubt]:
    """Energy per output beyond the robust bounds of the entity's own history."""
    if not cursor.execute(
        "SELECT count(*) FROM beside SEMI JOIN goods USING (item) WHERE role = 'produced'"
    ).fetchone()[0]:
        return
    least, factor, spreads = (
        limits.number(_RATIO, k) for k in ("least_periods", "times", "spreads")
    )
    months = int(limits.number("HISTORY-01", "periods"))
    cursor.execute(
        "CREATE TEMP TABLE makers AS SELECT entity, min(period_start) - to_months("
        f"{months}) AS since, max(period_start) + to_months({months}) AS upto FROM ours "
        "SEMI JOIN (SELECT DISTINCT entity FROM beside SEMI JOIN goods USING (item) "
        "WHERE role = 'produced') USING (entity) GROUP BY entity"
    )
    first, last = cursor.execute("SELECT min(since), max(upto) FROM makers").fetchone()
    cursor.execute(
        "CREATE TEMP TABLE course AS SELECT entity, item, role, period_start, period_grain, "
        "amount, n FROM beside WHERE role IN ('consumed', 'produced') UNION ALL "
        "SELECT entity, item, role, period_start, period_grain, amount, NULL FROM "
        f"({ledger.relation_sql('activity')}) AS h SEMI JOIN makers m ON m.entity = h.entity "
        "AND h.period_start BETWEEN m.since AND m.upto "
        "ANTI JOIN cells c ON c.entity = h.entity AND c.period_start = h.period_start "
        "AND c.period_grain = h.period_grain WHERE h.role IN ('consumed', 'produced') "
        f"AND h.state = 'value' AND h.{between(cursor, 'makers', 'entity')} "
        f"AND h.period_start BETWEEN '{first}'::DATE AND '{last}'::DATE"
    )
    rows = cursor.execute(
        "WITH used AS (SELECT * FROM course SEMI JOIN energy USING (item) "
        "WHERE role = 'consumed' AND amount > 0), made AS (SELECT * FROM course "
        "SEMI JOIN goods USING (item) WHERE role = 'produced' AND amount > 0), "
        "r AS (SELECT u.entity, u.item, m.item AS product, u.period_start, u.period_grain, "
        "log10(u.amount / m.amount) AS x, coalesce(u.n, m.n) AS n, u.n AS un, m.n AS mn "
        "FROM used u JOIN made m USING (entity, period_start, period_grain)), "
        "h AS (SELECT entity, item, product, period_grain, count(*) AS c, median(x) AS middle, "
        f"{_NORMAL} * greatest(mad(x), {_LEAST_SPREAD}) AS spread FROM r GROUP BY ALL) "
        "SELECT r.n, r.un, r.mn, entity, item, product, r.period_start, r.period_grain, "
        f"h.c - 1, r.x - h.middle, greatest({math.log10(max(factor, 1.0))}, {spreads} * h.spread) "
        "FROM r JOIN h USING (entity, item, product, period_grain) WHERE r.n IS NOT NULL "
        f"AND h.c > {least} AND abs(r.x - h.middle) > "
        f"greatest({math.log10(max(factor, 1.0))}, {spreads} * h.spread) ORDER BY r.n"
    ).fetchall()
    for n, used, made, entity, item, product, start, grain, c, shift, bound in rows:
        if {used, made} & told:  # the value itself has been doubted already
            continue
        period = str(start)[: {"year": 4, "month": 7}.get(grain, 10)]
        about = {"subject": entity, "period": period, "item": item}
        fill = {"product": product, "factor": times(10**shift), "n": c}
        yield Doubt(_RATIO, n, {**about, **fill, "bound": times(10**bound)})


def _year(cursor: Any, ledger: Ledger, tolerance: float) -> Iterator[Doubt]:
    """Twelve months that do not make the year that was filed beside them."""
    cursor.execute(
        "CREATE TEMP TABLE course_years AS SELECT entity, item, role, period_start, period_grain, "
        "amount, canonical_unit, n FROM ours WHERE period_grain IN ('month', 'year') AND role NOT "
        "IN ('opening_stock', 'closing_stock', 'stored')"
    )
    bounds = cursor.execute(
        "SELECT year(min(period_start)), year(max(period_start)) FROM course_years"
    ).fetchone()
    if bounds[0] is None:
        return
    held = (
        "SELECT entity, item, role, period, period_start, period_grain, amount, canonical_unit "
        f"FROM ({ledger.relation_sql('activity')}) WHERE state = 'value' "
        f"AND {between(cursor, 'course_years', 'entity')} AND period_start BETWEEN "
        f"make_date({bounds[0]}, 1, 1) AND make_date({bounds[1]}, 12, 31) AND period_grain = "
    )
    # years are few: only where one is known are months looked for
    cursor.execute(
        "CREATE TEMP TABLE years AS SELECT DISTINCT entity, item, role, period_start AS start FROM "
        "(SELECT entity, item, role, period_start FROM course_years WHERE period_grain = 'year' "
        f"UNION ALL SELECT entity, item, role, period_start FROM ({held} 'year')) SEMI JOIN "
        "(SELECT DISTINCT entity, item, role FROM course_years) USING (entity, item, role)"
    )
    rows = cursor.execute(
        "WITH every AS (SELECT * FROM course_years UNION ALL SELECT h.* EXCLUDE (period), NULL "
        f"FROM ({held} 'month' UNION ALL {held} 'year') AS h ANTI JOIN ours o ON "
        "o.entity = h.entity AND o.item = h.item AND o.role = h.role AND o.period = h.period), "
        "sums AS (SELECT y.entity, y.item, y.start, count(DISTINCT period_start) FILTER "
        "(period_grain = 'month') AS months, sum(amount) FILTER (period_grain = 'month') AS parts, "
        "max(amount) FILTER (period_grain = 'year') AS whole, any_value(canonical_unit) AS unit, "
        "coalesce(min(n) FILTER (period_grain = 'year'), min(n)) AS n FROM every e JOIN years y "
        "ON y.entity = e.entity AND y.item = e.item AND y.role = e.role "
        "AND date_trunc('year', e.period_start) = y.start GROUP BY y.entity, y.item, y.role, "
        "y.start) SELECT n, entity, item, year(start), parts, whole, unit FROM sums "
        "WHERE months = 12 AND n IS NOT NULL AND abs(parts - whole) > "
        f"{tolerance} * greatest(abs(parts), abs(whole)) ORDER BY n"
    ).fetchall()
    for n, entity, item, year, parts, whole, said in rows:
        gap = share(abs(parts - whole) / max(abs(parts), abs(whole)))
        about = {"subject": entity, "period": year, "item": item}
        fill = {"supply": number(parts), "value": number(whole), "unit": said, "share": gap}
        yield Doubt(_YEAR, n, {**about, **fill})
