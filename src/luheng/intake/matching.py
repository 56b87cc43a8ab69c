"""Rows that name enterprises: which of the ledger's each one is, and what was decided before.

A listing is any table with a column of names; code, address, region and sector help. ``propose``
asks first what somebody decided about the name before (the record ``designation``), then
``methods.entity_matching``. ``decide`` keeps the answers to what was asked; a later answer corrects
an earlier one and both stay on file.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from luheng.codelists import load
from luheng.connectors import table as generic
from luheng.errors import BadQuery, UnreadableFile
from luheng.records import Batch, Finding, Level, Origin, record
from luheng.records.designation import NONE

from .check import examine
from .entities import known_entities
from .examination import uniques
from .outcome import Outcome
from .texts import as_text, taken

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from luheng.ledger import Ledger, Workspace

__all__ = [
    "Proposals",
    "decide",
    "decide_one",
    "designations",
    "enterprises",
    "listing",
    "propose",
]

#: column of the matching to the column of a listing
_COLUMNS = {"code": "credit_code", "name": "name", "address": "address", "sector": "sector"}
_REGION_CODE = re.compile(r"[1-9][0-9]{5}")
_ANYWHERE = "CN"


@dataclass(frozen=True, slots=True)
class Proposals:
    """A listing, what it was matched with, and one proposal per row of the listing."""

    incoming: pa.Table
    register: pa.Table
    #: the columns of ``methods.entity_matching.match_enterprises``
    matches: pa.Table

    def counts(self) -> dict[str, int]:
        """How many rows are the same as one that is known, are asked about, or are new."""
        import pyarrow.compute as pc

        found = dict.fromkeys(("same", "ask", "new"), 0)
        for one in pc.value_counts(self.matches["decision"]).to_pylist():
            found[one["values"]] = one["counts"]
        return found


def listing(path: Path) -> pa.Table:
    """The rows of a file that name enterprises: ``id`` is the place, then what is compared.

    Raises:
        UnreadableFile: the file cannot be opened, or no column of it holds names.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = []
    for batch in _drafts(path):
        if "name" not in batch.table.column_names:
            continue
        raw = {n: _text(batch.table, n) for n in (*_COLUMNS.values(), "region")}
        columns = {n: raw[of] for n, of in _COLUMNS.items()}
        columns["region"] = _region_codes(raw["region"])
        columns["said_region"] = raw["region"]
        rows = batch.table["row"].combine_chunks().cast(pa.string())
        sheet = batch.table["sheet"].combine_chunks()
        place = pc.binary_join_element_wise(sheet, rows, "!")
        columns["id"] = pc.if_else(pc.equal(sheet, ""), rows, place)
        table = pa.table(columns)
        parts.append(table.filter(pc.or_(pc.is_valid(table["name"]), pc.is_valid(table["code"]))))
    if not parts:
        raise UnreadableFile(
            path.name,
            "没有哪一列是企业名称。",
            "no column of it holds names of enterprises.",
            "请把名称列的表头写为“企业名称”。",
            "Give the column of names the header “name”.",
        )
    return pa.concat_tables(parts)


def enterprises(ledger: Ledger, types: tuple[str, ...] = ("enterprise",)) -> pa.Table:
    """The ledger's entities of these types as a register, with the region they lie in."""
    marks = ", ".join("?" * len(types))
    select = f"""
        SELECT e.id, coalesce(e.credit_code, e.id) AS code, coalesce(e.name_zh, e.name_en) AS name,
               e.address, m.region, e.sector
        FROM ({ledger.relation_sql("entity")}) AS e
        LEFT JOIN (
            SELECT child, max_by(parent, valid_from) AS region
            FROM ({ledger.relation_sql("membership")})
            WHERE relation = 'located_in' GROUP BY child
        ) AS m ON m.child = e.id
        WHERE e.type IN ({marks}) ORDER BY e.id
    """
    with closing(ledger.connection().cursor()) as cursor:
        found: pa.Table = cursor.execute(select, list(types)).to_arrow_table()
    return found


def designations(ledger: Ledger) -> pa.Table:
    """What was decided about names before: ``name``, ``region``, ``entity``."""
    return ledger.read("designation").select(["name", "region", "entity"])


def propose(incoming: pa.Table, register: pa.Table, decided: pa.Table | None = None) -> Proposals:
    """Match a listing with a register; names that ``decided`` holds are not asked about again.

    An equal valid code weighs more than what was decided about the name.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from luheng.methods.entity_matching import match_enterprises

    if decided is None or not decided.num_rows:
        return Proposals(incoming, register, match_enterprises(incoming, register))
    meant = _remembered(incoming, decided)
    by_code = pc.is_in(incoming["code"], value_set=register["code"].combine_chunks())
    by_code = pc.and_(pc.is_valid(incoming["code"]), by_code)
    # one that is meant none is new; one that means an entity that is not there is matched anew
    known = pc.is_in(meant, value_set=register["id"].combine_chunks().cast(pa.string()))
    known = pc.and_(pc.or_(known, pc.equal(meant, NONE)), pc.invert(by_code))
    known = pc.fill_null(known, False)
    settled = pc.if_else(known, meant, None)
    rest = match_enterprises(incoming.filter(pc.invert(known)), register)
    matches = _with_remembered(incoming, _held(rest, incoming, settled), settled)
    return Proposals(incoming, register, matches)


def decide(workspace: Workspace, path: Path, *, recorded_by: str) -> Outcome:
    """Keep the decisions of a reviewed file: the rows whose column ``entity`` is filled.

    Raises:
        UnreadableFile: the file cannot be opened or has no such header.
    """
    import pyarrow.compute as pc

    outcomes = []
    for batch in _drafts(path):
        if "entity" not in batch.table.column_names:
            continue
        filled = pc.is_valid(_text(batch.table, "entity"))
        outcomes.append(
            _keep(workspace, replace(batch, table=batch.table.filter(filled)), recorded_by)
        )
    if not outcomes:
        raise UnreadableFile(
            path.name,
            "没有“单位编码”列，看不出认定的结果。",
            "it has no column “entity”, so no decision can be read.",
            "请用 `luheng entities match … --out` 写出的文件。",
            "Use the file that `luheng entities match … --out` writes.",
        )
    return Outcome(
        kept=sum(o.kept for o in outcomes),
        refused=sum(o.refused for o in outcomes),
        noted=sum(o.noted for o in outcomes),
        corrected=sum(o.corrected for o in outcomes),
        unchanged=sum(o.unchanged for o in outcomes),
        findings=tuple(f for o in outcomes for f in o.findings),
        receipts=tuple(r for o in outcomes for r in o.receipts),
    )


def decide_one(
    workspace: Workspace, name: str, entity: str, *, region: str = "", recorded_by: str
) -> Outcome:
    """Keep one decision; ``entity`` is an id or ``none``.

    Raises:
        BadQuery: the ledger has no such entity.
    """
    import pyarrow as pa

    if entity != NONE and entity not in known_entities(workspace.ledger):
        raise BadQuery(f"账本中没有对象“{entity}”。", f"The ledger has no entity {entity!r}.")
    said = {"name": name, "region": region or _ANYWHERE, "entity": entity}
    columns = {n: pa.array([v]) for n, v in said.items()}
    place = {"sheet": pa.array([""]), "row": pa.array([1], pa.int32()), "col": pa.array([""])}
    origin = Origin.of("luheng entities decide", "\t".join(said.values()).encode())
    batch = Batch(record("designation"), origin, pa.table({**columns, **place}))
    return _keep(workspace, batch, recorded_by)


# -- inside ----------------------------------------------------------------------------------------


def _drafts(path: Path) -> tuple[Batch, ...]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            path.name,
            f"文件打不开（{error.strerror}）。",
            f"the file cannot be opened ({error.strerror}).",
            "请核对路径与权限。",
            "Check the path and your rights to it.",
        ) from error
    origin = replace(Origin.of(path.name, content), read_at=dt.datetime.now(dt.UTC))
    return generic.read(content, origin, record="designation")


def _text(table: pa.Table, name: str) -> pa.Array:
    import pyarrow as pa

    if name not in table.column_names or pa.types.is_null(table[name].type):
        return pa.nulls(table.num_rows, pa.string())
    return as_text(table[name].combine_chunks())


def _region_codes(said: pa.Array) -> pa.Array:
    """Codes of the region that a text names; six digits are a code, a county's too."""
    import pyarrow as pa

    values, codes = uniques(said)
    regions = load("regions")
    found = [v if v and _REGION_CODE.fullmatch(v) else regions.match(v or "") for v in values]
    return taken(found, codes, pa.string())


def _remembered(incoming: pa.Table, decided: pa.Table) -> pa.Array:
    """What each row's name was decided to mean, in its own region or anywhere; else null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from luheng.methods.name_keys import folded

    def keys(name: pa.ChunkedArray, region: pa.Array) -> pa.Array:
        return pc.binary_join_element_wise(folded(name.combine_chunks()), region, "|")

    regions = pc.coalesce(_region_codes(decided["region"].combine_chunks()), decided["region"])
    meanings = keys(decided["name"], _chunkless(regions))
    entity = decided["entity"].combine_chunks()
    own = pc.coalesce(incoming["region"], incoming["said_region"], _ANYWHERE)
    nowhere = pa.array([_ANYWHERE] * incoming.num_rows, pa.string())
    found = [
        pc.take(entity, pc.index_in(keys(incoming["name"], _chunkless(r)), value_set=meanings))
        for r in (own, nowhere)
    ]
    return pc.coalesce(*found)


def _chunkless(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    import pyarrow as pa

    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _held(rest: pa.Table, incoming: pa.Table, settled: pa.Array) -> pa.Table:
    """The other rows; one that is the same as what a decided name means is asked about."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place = pc.index_in(rest["candidate"], value_set=_chunkless(settled), skip_nulls=True)
    twice = pc.and_(pc.is_valid(place), pc.equal(rest["decision"], "same"))
    twice = pc.and_(twice, pc.not_equal(rest["reason"], "code"))
    changed = {
        "decision": pc.if_else(twice, "ask", rest["decision"]),
        "reason": pc.if_else(twice, "taken", rest["reason"]),
        "rival": pc.if_else(twice, pc.take(incoming["id"], place), rest["rival"]),
    }
    columns = {n: changed.get(n, rest[n]) for n in rest.column_names}
    return pa.table(columns, schema=rest.schema)


def _with_remembered(incoming: pa.Table, rest: pa.Table, settled: pa.Array) -> pa.Table:
    """The matches of the other rows, and those that were decided before, in the listing's order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from luheng.methods.field_comparison import FIELDS
    from luheng.methods.matching_rules import MISSING

    known = pc.is_valid(settled)
    meant = _chunkless(settled.filter(known))
    many = len(meant)
    said = {
        "id": _chunkless(incoming["id"].filter(known)),
        "decision": pc.if_else(pc.equal(meant, NONE), "new", "same"),
        "candidate": pc.if_else(pc.equal(meant, NONE), None, meant),
        "reason": pa.array(["remembered"] * many, pa.string()),
        **{field: pa.array([MISSING] * many, pa.string()) for field in FIELDS},
    }
    blank = {n: pa.nulls(many, rest.schema.field(n).type) for n in rest.column_names}
    both = pa.concat_tables([rest, pa.table({**blank, **said}, schema=rest.schema)])
    return both.take(pc.index_in(incoming["id"], value_set=both["id"].combine_chunks()))


def _keep(workspace: Workspace, batch: Batch, recorded_by: str) -> Outcome:
    checked = examine(batch, timezone=workspace.settings.timezone)
    findings = (*batch.findings, *checked.findings, *_unknown(workspace, batch, checked.table))
    receipt = workspace.ledger.append(
        "designation",
        checked.table,
        origin=batch.origin,
        recorded_by=recorded_by,
        findings=findings,
    )
    return Outcome(
        kept=receipt.kept,
        refused=checked.refused,
        noted=sum(f.level is not Level.REFUSED for f in findings),
        corrected=receipt.corrected,
        unchanged=receipt.unchanged,
        findings=findings,
        receipts=(receipt,),
    )


def _unknown(workspace: Workspace, batch: Batch, table: pa.Table) -> tuple[Finding, ...]:
    """Decisions for entities that nobody has described: kept, each told once."""
    known = {*known_entities(workspace.ledger), NONE}
    strange = dict.fromkeys(e for e in table["entity"].to_pylist() if e not in known)
    return tuple(
        Finding(
            "ENTITY-01",
            Level.DOUBT,
            batch.origin.source,
            f"认定的对象“{one}”尚未登记；认定照收，登记后才起作用。",
            f"The entity {one!r} is not described; the decision was kept and waits for it.",
            "请核对编码，或补交它的“对象”记录。",
            "Check the id, or hand in its entity record.",
            column="entity",
            value=str(one),
        )
        for one in strange
    )
