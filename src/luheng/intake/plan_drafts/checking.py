"""The check of accepted rows against their record, and what is told of them at their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from luheng.intake.check import examine
from luheng.records import Batch, Finding, Level, record
from luheng.records.acceptance import REJECTED

from .draft import FIGURES, Decision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import pyarrow as pa

    from luheng.records import Origin

__all__ = ["Candidate", "checked_rows", "remarks"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that waits for the check, and the decision that made it."""

    decision: Decision
    row: Mapping[str, Any]
    year_from_plan: bool = False

    @property
    def rejected(self) -> bool:
        """Whether the row only remembers a rejection."""
        return bool(self.row["decision"] == REJECTED)


def checked_rows(
    name: str,
    candidates: Sequence[Candidate],
    origin: Origin,
    extra_indicators: frozenset[str] = frozenset(),
) -> tuple[pa.Table, tuple[Finding, ...], int]:
    """The rows that may enter the ledger, typed; a finding per bad cell; how many were refused.

    A rejection states no figure, so there is nothing in it to check.
    """
    import pyarrow as pa

    stated = [c for c in candidates if not c.rejected]
    table, findings, refused = _examined(name, stated, origin, extra_indicators)
    table = _placed(table, [stated[n - 1].row for n in table.column("row").to_pylist()])
    rejections = [
        {**c.row, "source": origin.source, "sheet": "", "row": c.row.get("line"), "col": ""}
        for c in candidates
        if c.rejected
    ]
    if rejections:
        table = pa.concat_tables([table, pa.Table.from_pylist(rejections, schema=table.schema)])
    return table, tuple(findings), refused


def _examined(
    name: str, stated: Sequence[Candidate], origin: Origin, extra: frozenset[str]
) -> tuple[pa.Table, list[Finding], int]:
    """The typed rows, numbered in ``row`` by their candidate from 1, and the findings placed."""
    import pyarrow as pa

    kind = record(name)
    columns = kind.columns()
    schema = pa.schema([(n, pa.string()) for n in columns] + [("row", pa.int32())])
    rows, own = [], {}
    for number, candidate in enumerate(stated, start=1):
        row: dict[str, Any] = {n: _cell(candidate.row.get(n)) for n in columns}
        if row.get("indicator") in extra:
            own[number] = row["indicator"]
            # the list of codes does not know it; with a name the row passes, and gets it back
            row |= {"indicator": None, "indicator_zh": row["indicator_zh"] or own[number]}
        rows.append(row | {"row": number})
    batch = Batch(kind, origin, pa.Table.from_pylist(rows, schema=schema))
    result = examine(batch, timezone="UTC")
    table = result.table
    if own:
        numbers = table.column("row").to_pylist()
        codes = table.column("indicator").to_pylist()
        given = [own.get(n, code) for n, code in zip(numbers, codes, strict=True)]
        place = table.schema.get_field_index("indicator")
        table = table.set_column(place, "indicator", pa.array(given, pa.string()))
    findings = [_at(f, stated[f.row - 1]) if f.row else f for f in result.findings]
    return table, findings, result.refused


def _cell(value: Any) -> str | None:
    """A cell as text: a reviewer's "三十" is answered like any other cell."""
    if value is None:
        return None
    return repr(value) if isinstance(value, float) else str(value)


def _placed(table: pa.Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """The rows with their line of the document as origin."""
    import pyarrow as pa

    lines = pa.array([r.get("line") for r in rows], pa.int32())
    return table.set_column(table.schema.get_field_index("row"), "row", lines)


def _at(finding: Finding, candidate: Candidate) -> Finding:
    """The finding at the reviewer's cell, or at the draft's line of the document."""
    place = candidate.decision.place
    if place is None:
        number = candidate.decision.draft.number
        return replace(finding, sheet=number, row=candidate.row.get("line"), cell="")
    letter = place.letters.get(finding.column, "")
    cell = f"{letter}{place.row}" if letter else ""
    return replace(finding, source=place.source, sheet=place.sheet, row=place.row, cell=cell)


# -- what is told of rows that were kept -----------------------------------------------------------


def remarks(
    name: str,
    candidates: Sequence[Candidate],
    numbers: Collection[str],
    source: str,
    extra_indicators: frozenset[str],
) -> tuple[Finding, ...]:
    """What should be known of the rows of these numbers, which were kept."""
    told: list[Finding] = []
    for candidate in candidates:
        if not candidate.rejected and candidate.decision.draft.number in numbers:
            found = _remarks(name, candidate, source, extra_indicators)
            told += [_at(f, candidate) for f in found]
    return tuple(told)


def _remarks(
    name: str, candidate: Candidate, source: str, extra: frozenset[str]
) -> Iterator[Finding]:
    row = candidate.row
    if name in FIGURES and name != "threshold" and not row["indicator"]:
        yield _no_code(source, row, extra)
    if name == "stated_fact" and not row["period"]:
        yield _no_year(source, "period")
    if name == "target" and row["target_year"] is None:
        yield _no_year(source, "target_year")
    if candidate.year_from_plan:
        yield _year_of_plan(source, row)


def _no_code(source: str, row: Mapping[str, Any], extra: frozenset[str]) -> Finding:
    own_zh = f"（本单位已有：{'、'.join(sorted(extra))}）" if extra else ""
    own_en = f" (there: {', '.join(sorted(extra))})" if extra else ""
    return Finding(
        "PLAN-05",
        Level.DOUBT,
        source,
        "指标没有代码；以原文名称留下，不能与统计数据对照。",
        "The indicator has no code; it was kept under its printed name and meets no statistics.",
        f"请在代码表 indicators 中选一个，或在工作区的 indicators.yaml 中新增{own_zh}。",
        f"Choose one of the code list indicators, or add one to the workspace's "
        f"indicators.yaml{own_en}.",
        column="indicator",
        value=str(row["indicator_zh"] or ""),
    )


def _no_year(source: str, column: str) -> Finding:
    return Finding(
        "PLAN-06",
        Level.DOUBT,
        source,
        "文件没有写明这个数属于哪一年；已留下，但不参加比较。",
        "The document does not say of which year this is; it was kept and is not compared.",
        "请填“所述期间”或“目标年”，例如 2020 或 2016/2020。",
        "Fill in the period or the target year, for instance 2020 or 2016/2020.",
        column=column,
    )


def _year_of_plan(source: str, row: Mapping[str, Any]) -> Finding:
    return Finding(
        "PLAN-07",
        Level.NOTED,
        source,
        "原文没有写明目标年，取规划期末年。",
        "The text names no target year; the plan's last year was taken.",
        "如不对，请更正目标年。",
        "Correct the target year if that is wrong.",
        column="target_year",
        value=str(row["target_year"]),
    )
