"""Drafts from the rows of an indicator table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from .discourse import place_named, plan_base, sectors_of
from .drafts import FigureDraft
from .indicators import indicator_id
from .lexicon import alternatives, lexicon
from .line import PlanHead
from .measures import Measure
from .phrasing import pue
from .table_cells import Cell, TableRow

__all__ = ["table_figures"]

_TOWARD = {">=": "at_least", ">": "at_least", "<=": "at_most", "<": "at_most", "~": "about"}
_TAIL = re.compile(
    r"(?:综合|回收|循环|重复|资源化)*(?:利用率|利用量|处置率|产量|产值|能耗|占比|比重)$"
)


def table_figures(rows: Sequence[TableRow], plan: PlanHead) -> Iterator[FigureDraft]:
    """The targets and the base values of a table's rows."""
    for row in rows:
        known = [c for c in row.cells if c.column.role == "base" and c.measure]
        based = [c for c in known if c.column.year == plan_base(plan)]
        nearest = based or known
        base = nearest[-1] if nearest else None
        aims = [c for c in row.cells if c.column.role in {"target", "change"} and c.measure]
        for cell in known:
            yield _draft(row, cell, plan, None)
        # 2020年 | 2025年 | 年均[累计]: the change restates the two levels beside it
        levels = [c for c in aims if c.column.role == "target"]
        for cell in levels or aims:
            yield _draft(row, cell, plan, base)


def _draft(row: TableRow, cell: Cell, plan: PlanHead, base: Cell | None) -> FigureDraft:
    measure = cell.measure
    if measure is None:  # pragma: no cover - the caller takes only cells with a number
        raise AssertionError
    fact = cell.column.role == "base"
    unit, name = _unit(row, measure), _name(row)
    kind, direction = _kind(row, cell, unit)
    changed = kind in {"relative_change", "percentage_points"}
    year = cell.column.year if cell.column.role != "change" else plan.last_year
    if changed:
        base = None  # 7.1 and 15.5 both count from the same year; one is no base of the other
    implied = plan_base(plan) - (5 if fact else 0) if changed and plan.first_year else None
    based = base.column.year if base else implied
    sector = tuple(sectors_of(row.label))
    start, end = (row.line, 0), (cell.line, len(cell.text))
    said = f"{row.place} {row.label}" if row.place else row.label
    return FigureDraft(
        role="stated_fact" if fact else "target",
        indicator_id=indicator_id(name, "physical" if kind == "level" else _class(unit)),
        indicator_zh=name,
        kind=kind,
        direction=direction,
        comparator=measure.comparator,
        value=measure.value,
        value_max=measure.value_max,
        unit=unit,
        target_year=None if fact else (year or plan.last_year or None),
        base_year=based,
        base_value=base.measure.value if base and base.measure else None,
        period=str(year) if fact and year else "",
        scope_region=place_named(row.place, plan),
        sector=sector,
        line=row.line,
        start=start,
        end=end,
        quote=said if row.line != cell.line else f"{said} {cell.text}",
        sureness=0.9,
        why="表格按列次序读取",
        binding=row.binding,
        qualifiers=("*",) if row.starred or "*" in cell.text else (),
    )


def _name(row: TableRow) -> str:
    change = alternatives(
        (*lexicon().words["change_down"], *lexicon().words["change_up"], "累计", "幅度", "率（")
    )
    name = re.sub(rf"(?:{change})+$", "", re.sub(r"（(?!国内)[^）]*）$", "", row.label))
    tail = _TAIL.search(re.sub(r"（[^）]*）$", "", row.parent)) if row.parent else None
    return name + tail[0] if tail and not _TAIL.search(name) else name


def _unit(row: TableRow, measure: Measure) -> str:
    """The cell's own unit, else the row's; 吨钢综合能耗（千克标准煤） is one per tonne."""
    if measure.kind != "bare":
        return measure.unit
    unit = row.unit
    if "/" not in unit and re.match(r"吨[^，]{1,6}(?:能耗|电耗|水耗|取水量|耗)", row.label):
        unit += "/吨"
    return unit or ("PUE" if pue(row.label) else "")


def _class(unit: str) -> str:
    if unit == "%":
        return "percent"
    if "/" in unit:
        return "rate"
    plain = unit.lstrip("万亿千百")
    return lexicon().units.get(unit) or lexicon().units.get(plain) or "bare"


def _kind(row: TableRow, cell: Cell, unit: str) -> tuple[str, str]:
    words = lexicon().words
    label = row.label
    down = re.search(
        rf"(?:{alternatives(words['change_down'])})(?:率|幅度|比例)?(?:（.*）)?$", label
    )
    up = re.search(rf"(?:{alternatives(words['change_up'])})(?:率|幅度|比例)?(?:（.*）)?$", label)
    still = _TOWARD.get(cell.measure.comparator, "reach") if cell.measure else "reach"
    kind = _class(unit)
    if kind == "points":
        return "percentage_points", "decrease" if down else "increase"
    if kind == "percent":
        if "年均" in label or re.search(r"增速|增长率", label):
            return "per_year", "decrease" if down else "increase"
        if down or up or cell.column.role == "change":
            negative = cell.measure is not None and cell.measure.value < Decimal(0)
            return "relative_change", "decrease" if down or negative or not up else "increase"
        return "share", still
    scaled = unit[:1] in {"万", "亿"}
    return ("count" if kind == "count" and not scaled else "level"), still
