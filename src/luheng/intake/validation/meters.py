"""Readings against their meter: its item, its register's course, its usual top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from luheng.codelists import load
from luheng.errors import UnknownUnit
from luheng.units import unit

from .doubt import Doubt, number, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from luheng.ledger import Ledger

    from .thresholds import Thresholds

__all__ = ["meter_doubts"]

_FALLS, _UNIT, _LEAPS = "READING-01", "READING-02", "READING-03"
#: a register that falls below this share of itself began anew; above this share of a round power of
#: ten it was about to roll over; only the likely cause that is named rests on these
_ANEW, _FULL = 0.1, 0.9


def meter_doubts(
    cursor: Any, ledger: Ledger, table: pa.Table, limits: Thresholds, timezone: str
) -> tuple[Doubt, ...]:
    """Doubts about typed readings from their meters' records and earlier readings."""
    import numpy as np
    import pyarrow as pa

    wanted = ["meter", "at", "value", "unit", "kind", "amount"]
    rows = table.select(wanted).append_column("n", pa.array(np.arange(table.num_rows)))
    # the word is one of DuckDB's own
    renamed = ["instant" if n == "at" else n for n in rows.column_names]
    cursor.register("read", rows.rename_columns(renamed))
    found: list[Doubt] = []
    if limits.active(_UNIT):
        found += _other_unit(cursor, ledger)
    kinds = set(table["kind"].unique().to_pylist())
    if limits.active(_FALLS) and "register" in kinds:
        found += _falling(cursor, ledger, limits, timezone)
    if limits.active(_LEAPS) and "interval" in kinds:
        found += _leaping(cursor, ledger, limits)
    return tuple(found)


def _other_unit(cursor: Any, ledger: Ledger) -> Iterator[Doubt]:
    """A reading in a unit of another dimension than its meter's item; once a meter and unit."""
    pairs = cursor.execute(
        "SELECT r.meter, r.unit, e.item, min(r.n), list(r.n) FROM read r "
        f"JOIN ({ledger.relation_sql('entity')}) AS e ON e.id = r.meter "
        "WHERE e.item IS NOT NULL AND r.unit IS NOT NULL GROUP BY r.meter, r.unit, e.item"
    ).fetchall()
    items = load("items")
    for _, said, item, row, every in pairs:
        if item not in items.ids() or not items.get(item)["unit"]:
            continue
        try:
            canonical = unit(items.get(item)["unit"])
            fits = canonical.fits(unit(said))
        except UnknownUnit:
            continue
        if not fits:
            about = items.get(item)
            fill = {"item": f"{about['zh']} ({about['en']})", "canonical": canonical.symbol}
            yield Doubt(_UNIT, row, {**fill, "unit": said}, "unit", tuple(every))


def _near(ledger: Ledger, days: float) -> str:
    """The ledger's readings of the batch's meters within some days of the batch's span."""
    return (
        "SELECT h.meter, h.instant, h.amount, h.kind, h.value FROM "
        f'(SELECT * EXCLUDE ("at"), "at" AS instant FROM '
        f"({ledger.relation_sql('reading')})) AS h JOIN span USING (meter, kind) "
        "WHERE h.instant BETWEEN "
        f"span.first_at - INTERVAL '{int(days)} days' AND "
        f"span.last_at + INTERVAL '{int(days)} days' AND h.instant BETWEEN "
        "(SELECT min(first_at) FROM span) - "
        f"INTERVAL '{int(days)} days' AND (SELECT max(last_at) FROM span) + "
        f"INTERVAL '{int(days)} days'"
    )


def _span(cursor: Any, kind: str) -> None:
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE span AS SELECT meter, kind, min(instant) AS first_at, "
        "max(instant) AS last_at FROM read WHERE kind = ? GROUP BY meter, kind",
        [kind],
    )


def _falling(cursor: Any, ledger: Ledger, limits: Thresholds, timezone: str) -> Iterator[Doubt]:
    """A register below the one before it; also one that a late row put before a lower one."""
    _span(cursor, "register")
    fault = limits.number(_FALLS, "fault")
    rows = cursor.execute(
        f"WITH known AS ({_near(ledger, limits.number(_FALLS, 'days'))}), course AS ("
        "SELECT meter, instant, amount, value, n FROM read WHERE kind = 'register' UNION ALL "
        "SELECT k.meter, k.instant, k.amount, k.value, NULL FROM known k ANTI JOIN read r "
        "ON r.meter = k.meter AND r.instant = k.instant), "
        "pairs AS (SELECT *, lag(amount) OVER w AS before, lag(instant) OVER w AS before_at, "
        "lag(n) OVER w AS before_n FROM course WHERE amount IS NOT NULL "
        "WINDOW w AS (PARTITION BY meter ORDER BY instant)) "
        "SELECT coalesce(n, before_n) AS n, amount, before, before_at, instant FROM pairs "
        f"WHERE amount < before - {fault} * abs(before) AND coalesce(n, before_n) IS NOT NULL "
        "ORDER BY n"
    ).fetchall()
    units = dict(
        cursor.execute(
            "SELECT n, unit FROM read WHERE n IN (SELECT unnest(?::BIGINT[]))",
            [[r[0] for r in rows]],
        ).fetchall()
    )
    zone = ZoneInfo(timezone)
    for n, amount, before, before_at, _ in rows:
        zh, en = _cause(before, amount)
        at = before_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        fill = {"before": number(before), "at": at, "value": number(amount), "unit": units[n]}
        yield Doubt(_FALLS, n, {**fill, "cause_zh": zh, "cause_en": en})


def _cause(before: float, now: float) -> tuple[str, str]:
    """The likely cause of a register that fell."""
    full = 10.0 ** len(str(int(abs(before))))
    if now < _ANEW * full and before > _FULL * full:
        return "很可能是表底翻转。", "It likely rolled over."
    if 0 <= now < _ANEW * before:
        return "很可能换了表或清零。", "The meter was likely replaced or reset."
    return "很可能抄错或顺序颠倒。", "It was likely misread, or the order is wrong."


def _leaping(cursor: Any, ledger: Ledger, limits: Thresholds) -> Iterator[Doubt]:
    """An interval value far above the meter's usual top.

    The top is a percentile read off half-octave bins, so that it costs one pass and no sort.
    """
    _span(cursor, "interval")
    least, days, top, factor = (
        limits.number(_LEAPS, k) for k in ("least_values", "days", "top", "times")
    )
    # the ledger's readings are the reference where they are enough: a batch in another unit
    # throughout would else be its own
    rows = cursor.execute(
        f"WITH known AS ({_near(ledger, days)}), enough AS (SELECT meter FROM known GROUP BY meter "
        f"HAVING count(*) >= {least}), every AS (SELECT meter, amount FROM known UNION ALL "
        "SELECT meter, amount FROM read ANTI JOIN enough USING (meter) WHERE kind = 'interval'), "
        "bins AS (SELECT meter, ceil(2 * log2(amount))::INT AS bin, count(*) AS c FROM every "
        "WHERE amount > 0 GROUP BY ALL), "
        "below AS (SELECT meter, bin, sum(c) OVER (PARTITION BY meter ORDER BY bin) AS upto, "
        "sum(c) OVER (PARTITION BY meter) AS total FROM bins), "
        "usual AS (SELECT meter, max(total) AS total, pow(2, min(bin) / 2.0) AS top FROM below "
        f"WHERE upto >= {top} * total GROUP BY meter HAVING max(total) >= {least}) "
        "SELECT r.n, r.value, r.unit, r.amount / u.top, u.total FROM read r "
        f"JOIN usual u USING (meter) WHERE r.kind = 'interval' AND r.amount > {factor} * u.top "
        "ORDER BY r.n"
    ).fetchall()
    for n, value, said, ratio, total in rows:
        fill = {"value": number(value), "unit": said, "factor": times(ratio), "n": int(total)}
        yield Doubt(_LEAPS, n, {**fill, "top": number(top * 100)})
