"""Standing: where the submissions of a form and period stand, all enterprises in one SELECT.

Who owes a form is read from the expectations on record (A2), under whose subjects it comes from
the ``part_of`` memberships, and what came of it from the steps. Nothing is looped over: a province
of 10,000 is one question to the ledger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from luheng.periods import Period
from luheng.records import record

from .office import Form

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["Asked", "entities_of", "standing"]


#: what each enterprise owes, has, and went through
_COUNTED = """
    owes AS (
      SELECT filer.entity, count(*) AS owed,
        count(*) FILTER (WHERE EXISTS (SELECT 1 FROM line WHERE line.entity = expected.subject
          AND line.record = expected.record
          AND (expected.item = '*' OR expected.item IS NOT DISTINCT FROM line.item)
          AND (expected.role = '*' OR expected.role IS NOT DISTINCT FROM line.role))) AS met
      FROM expected JOIN filer ON filer.id = expected.subject GROUP BY filer.entity),
    has AS (
      SELECT filer.entity, count(*) AS rows,
        sha256(string_agg(text, chr(10) ORDER BY text)) AS rows_sha256
      FROM line JOIN filer ON filer.id = line.entity GROUP BY filer.entity),
    went AS (
      SELECT entity, max(number) AS number, arg_max(state, number) AS state,
        arg_max("by", number) AS "by", arg_max(level, number) AS level,
        arg_max("at", number) AS "at", arg_max(hash, number) AS hash,
        arg_max(remarks, number) FILTER (WHERE action = 'return') AS remarks,
        arg_max(rows_sha256, number) FILTER (WHERE action <> 'remind') AS signed_sha256,
        arg_max(known_receipt, number) AS known,
        min(day) FILTER (WHERE action = 'file') AS filed_on, max(due) AS due,
        count(*) FILTER (WHERE action = 'return') AS returns,
        count(*) FILTER (WHERE action = 'remind') AS reminders,
        max(day) FILTER (WHERE action = 'remind') AS reminded_on
      FROM step GROUP BY entity),
    who AS (SELECT entity FROM owes UNION SELECT entity FROM went
            UNION SELECT entity FROM chosen),
    placed AS (SELECT child, min(parent) AS region FROM link WHERE relation = 'located_in'
               GROUP BY child)
"""
#: where each enterprise stands
_STANDS = """
    SELECT who.entity, coalesce(name_zh, name_en) AS name, region,
      coalesce(state, 'owed') AS state, coalesce(number, 0) AS number, "by", level, "at",
      filed_on, coalesce(went.due, $due) AS due,
      CASE WHEN coalesce(filed_on, $on) > coalesce(went.due, $due)
           THEN coalesce(filed_on, $on) - coalesce(went.due, $due) END AS days_late,
      coalesce(returns, 0) AS returns, coalesce(reminders, 0) AS reminders, reminded_on,
      coalesce(owed, 0) AS owed, coalesce(met, 0) AS met, coalesce(rows, 0) AS rows,
      coalesce(has.rows_sha256, '') AS rows_sha256, signed_sha256,
      coalesce(state IN ('filed', 'checked', 'accepted')
        AND signed_sha256 IS DISTINCT FROM coalesce(has.rows_sha256, ''), false) AS changed,
      known, coalesce(hash, '') AS hash, remarks
    FROM (SELECT * FROM who {only}) AS who
    LEFT JOIN owes USING (entity) LEFT JOIN has USING (entity) LEFT JOIN went USING (entity)
    LEFT JOIN placed ON placed.child = who.entity LEFT JOIN named ON named.id = who.entity
"""


@dataclass(frozen=True)
class Asked:
    """Of which form and period, which enterprises and area, as known when, judged on which day."""

    form: Form
    period: Period
    on: dt.date
    entities: tuple[str, ...] = ()
    region: str = ""
    known: int | None = None


def standing(ledger: Ledger, asked: Asked) -> pa.Table:
    """One row for each enterprise that owes the form or has a step, sorted by region and id.

    Columns: entity, name, region, state, number, by, level, at, filed_on, due, days_late (null
    where no due day is on record or it is in time), returns, reminders, reminded_on, owed, met,
    rows, rows_sha256, signed_sha256, changed (rows differ from those that were signed), known,
    hash, remarks.
    """
    known = ledger.known(asked.known)
    due = _due(asked)
    chosen = pa.table({"entity": pa.array(sorted(asked.entities), pa.string())})
    sql = _sql(ledger, asked, known)
    with closing(ledger.connection().cursor()) as cursor:
        cursor.register("chosen", chosen)
        found: Any = cursor.execute(
            sql, {"on": asked.on, "due": due, "region": asked.region}
        ).to_arrow_table()
    table: pa.Table = found
    return table


def _due(asked: Asked) -> dt.date | None:
    if asked.form.due_days is None:
        return None
    return asked.period.end + dt.timedelta(days=asked.form.due_days - 1)


def _sql(ledger: Ledger, asked: Asked, known: int) -> str:
    """The whole question: what is there, what that makes of each enterprise, where it stands."""
    only = "WHERE entity IN (SELECT entity FROM chosen)" if asked.entities else ""
    near = "WHERE region IN (SELECT id FROM area)" if asked.region else "WHERE $region = ''"
    return (
        f"WITH RECURSIVE {_there(ledger, asked, known)}, {_COUNTED}, named AS (SELECT id, name_zh, "
        f"name_en FROM ({ledger.relation_sql('entity', known)})) {_STANDS.format(only=only)} "
        f"{near} ORDER BY region, entity"
    )


def _there(ledger: Ledger, asked: Asked, known: int) -> str:
    """Memberships, expectations, rows and steps of the period, and who files for whom."""
    period, form = asked.period, asked.form
    first, last = f"DATE '{period.start}'", f"DATE '{period.end}'"
    links = ledger.relation_sql("membership", known)
    records = ", ".join(f"'{r}'" for r in form.records)
    return f"""
    link AS (
      SELECT relation, child, parent FROM ({links})
      WHERE valid_from < {last} AND (valid_to IS NULL OR valid_to > {first})),
    expected AS (
      SELECT DISTINCT record, subject, item, role
      FROM ({ledger.relation_sql("expectation", known)})
      WHERE record IN ({records}) AND step = '{form.step}'
        AND valid_from <= {first} AND (valid_to IS NULL OR valid_to >= {last})),
    line AS ({_lines(ledger, asked, known)}),
    step AS (
      SELECT * FROM ({ledger.relation_sql("submission_step", known)})
      WHERE form = '{form.name}' AND period = '{period.text}'
      QUALIFY row_number() OVER (PARTITION BY entity, number ORDER BY receipt, "row") = 1),
    up(id, top, depth) AS (
      SELECT DISTINCT subject, subject, 0 FROM expected UNION
      SELECT DISTINCT entity, entity, 0 FROM line UNION
      SELECT up.id, link.parent, depth + 1 FROM up JOIN link
        ON link.child = up.top AND link.relation = 'part_of' WHERE depth < 9),
    filer AS (SELECT id, arg_max(top, depth) AS entity FROM up GROUP BY id),
    area(id) AS (
      SELECT $region UNION
      SELECT link.child FROM link JOIN area ON link.parent = area.id
        WHERE link.relation = 'province_of')"""


def _lines(ledger: Ledger, asked: Asked, known: int) -> str:
    """Each row of the form's records in the period as one text: what a signature rests on."""
    parts = []
    for name in asked.form.records:
        columns = record(name).columns()
        pairs = ", ".join(f"'{c}': \"{c}\"" for c in columns)
        item, role = (c if c in columns else "CAST(NULL AS VARCHAR)" for c in ("item", "role"))
        parts.append(
            f"SELECT '{name}' AS record, entity, {item} AS item, {role} AS role, "
            f"'{name} ' || CAST(to_json({{{pairs}}}) AS VARCHAR) AS text "
            f"FROM ({ledger.relation_sql(name, known)}) WHERE period = '{asked.period.text}'"
        )
    return " UNION ALL ".join(parts)


def entities_of(table: pa.Table, states: Iterable[str]) -> tuple[str, ...]:
    """The enterprises in some states."""
    import pyarrow.compute as pc

    mask = pc.is_in(table["state"], pa.array(sorted(states), pa.string()))
    return tuple(table.filter(mask)["entity"].to_pylist())
