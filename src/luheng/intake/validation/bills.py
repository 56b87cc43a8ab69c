"""A month's electricity or gas as billed, beside what the meters of the incomer counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.codelists import load

from .doubt import Doubt, number, share

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pyarrow as pa

    from luheng.ledger import Ledger

    from .thresholds import Thresholds

__all__ = ["bill_doubts", "billed"]

_BILL = "CROSS-04"
#: lengths of an interval value, in minutes, as a meter's entity record says them
_STEPS = {"PT1M": 1, "PT5M": 5, "PT10M": 10, "PT15M": 15, "PT30M": 30, "PT1H": 60, "P1D": 1440}


def billed(table: pa.Table, numbers: np.ndarray) -> pa.Table:
    """The months' purchases of energy among typed activities, with their ``numbers`` as ``n``."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = ["entity", "item", "period", "period_start", "period_end", "amount", "canonical_unit"]
    energy = pa.array(sorted(load("energy_carriers").ids()), pa.string())
    of_months = pc.and_(
        pc.equal(table["role"], "purchased"), pc.equal(table["period_grain"], "month")
    )
    said = pc.and_(pc.equal(table["state"], "value"), pc.is_valid(table["amount"]))
    wanted = pc.and_(pc.and_(of_months, said), pc.is_in(table["item"], value_set=energy))
    return table.select(names).append_column("n", pa.array(numbers)).filter(wanted)


def bill_doubts(
    cursor: Any, ledger: Ledger, bills: pa.Table, limits: Thresholds, timezone: str
) -> Iterator[Doubt]:
    """Purchases (of ``billed``) that differ from the interval values of their meters.

    A meter counts for an entity that it belongs to along any path of memberships, if its record
    says item, role ``purchased`` and step; a month counts if the meters covered nearly all of it.
    """
    if not limits.active(_BILL) or not bills.num_rows:
        return
    tolerance, covered = (limits.number(_BILL, k) for k in ("tolerance", "covered"))
    cursor.register("billed", bills)
    steps = " ".join(f"WHEN '{name}' THEN {minutes}" for name, minutes in _STEPS.items())
    cursor.execute(
        "CREATE TEMP TABLE incomers AS WITH RECURSIVE linked AS (SELECT e.id AS meter, e.item, "
        f"CASE e.step {steps} END AS minutes, e.id AS place, DATE '0001-01-01' AS valid_from, "
        f"NULL::DATE AS valid_to FROM ({ledger.relation_sql('entity')}) AS e "
        "WHERE e.type = 'meter' AND e.role = 'purchased' UNION "
        "SELECT l.meter, l.item, l.minutes, m.parent, greatest(l.valid_from, m.valid_from), "
        "least(l.valid_to, m.valid_to) FROM linked l "
        f"JOIN ({ledger.relation_sql('membership')}) AS m ON m.child = l.place) "
        "SELECT DISTINCT b.n, l.meter, l.minutes FROM billed b JOIN linked l ON l.place = b.entity "
        "AND l.item = b.item AND l.valid_from <= b.period_start "
        "AND (l.valid_to IS NULL OR l.valid_to >= b.period_end) WHERE l.minutes IS NOT NULL"
    )
    if not cursor.execute("SELECT count(*) FROM incomers").fetchone()[0]:
        return
    # an interval value stands at the end of its interval: the first of a month closes after 00:00
    local = f"timezone('{timezone}', r.\"at\")"
    rows = cursor.execute(
        "WITH counted AS (SELECT b.n, i.meter, sum(r.amount) AS amount, "
        "any_value(r.canonical_unit) AS unit, count(*) * any_value(i.minutes) / "
        "(1440.0 * any_value(b.period_end - b.period_start)) AS covered "
        "FROM billed b JOIN incomers i USING (n) "
        f"JOIN ({ledger.relation_sql('reading')}) AS r ON r.meter = i.meter "
        f"AND r.kind = 'interval' AND {local} > b.period_start::TIMESTAMP "
        f"AND {local} <= b.period_end::TIMESTAMP GROUP BY b.n, i.meter), "
        "sums AS (SELECT n, sum(amount) AS amount, min(covered) AS covered, count(*) AS meters, "
        "min(unit) AS unit, count(DISTINCT unit) AS units FROM counted GROUP BY n) "
        "SELECT b.n, b.entity, b.period, b.item, b.amount, s.amount, b.canonical_unit "
        "FROM billed b JOIN sums s USING (n) JOIN "
        "(SELECT n, count(*) AS owed FROM incomers GROUP BY n) o "
        f"USING (n) WHERE s.meters = o.owed AND s.covered >= {covered} AND s.units = 1 "
        "AND s.unit = b.canonical_unit "
        f"AND abs(b.amount - s.amount) > {tolerance} * greatest(abs(b.amount), abs(s.amount)) "
        "ORDER BY b.n"
    ).fetchall()
    for n, entity, period, item, billed, counted, said in rows:
        gap = share(abs(billed - counted) / max(abs(billed), abs(counted)))
        about = {"subject": entity, "period": period, "item": item}
        fill = {"value": number(billed), "unit": said, "supply": number(counted), "share": gap}
        yield Doubt(_BILL, n, {**about, **fill})
