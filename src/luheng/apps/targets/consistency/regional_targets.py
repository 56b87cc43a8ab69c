"""The targets that are held against the whole's: from the registered plans and a user's table."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.apps.targets.member_table import Faults, read_table, region_of
from luheng.apps.targets.plan_source import accepted_ids, open_plan
from luheng.apps.targets.reasons import Reason
from luheng.errors import BadQuery, UnitMismatch, UnknownUnit
from luheng.rulebook import plans
from luheng.units import unit

if TYPE_CHECKING:
    from pathlib import Path

    from luheng.ledger import Ledger
    from luheng.rulebook.plans import Plan, PlanTarget

__all__ = ["Promise", "SetAside", "from_file", "from_plans", "of_the_whole"]

_COLUMNS = {
    "region": ("地区", "省份", "成员", "member", "code", "代码", "province"),
    "target": ("目标", "目标值", "value", "数值"),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """What one member promises, in the unit and sense of the whole's target."""

    region: str
    figure: Fraction
    place: str
    trust: str
    comparator: str = "="


@dataclass(frozen=True, slots=True)
class SetAside:
    """A target of the same indicator that is not added up, and why."""

    place: str
    why: Reason


def of_the_whole(plan: Plan, indicator: str, number: str | None) -> PlanTarget:
    """The whole's target of an indicator.

    Raises:
        BadQuery: there is none, or several and no number says which.
    """
    rows = [
        t
        for t in plan.targets
        if t.indicator == indicator and (t.number == number or (number is None and not t.restates))
    ]
    if number is None:
        rows = [t for t in rows if region_of(t.scope) == plan.region] or rows
    if len(rows) == 1:
        return rows[0]
    if not rows:
        raise BadQuery(
            f"规划 {plan.id} 没有指标 {indicator} 的目标。",
            f"The plan {plan.id} has no target of {indicator}.",
        )
    some = ", ".join(t.number for t in rows)
    raise BadQuery(
        f"规划 {plan.id} 有几项 {indicator} 的目标：{some}；请用 --number 指明。",
        f"The plan {plan.id} has several targets of {indicator}: {some}; say which by --number.",
    )


def from_plans(
    whole: PlanTarget, region: str, ledger: Ledger | None = None
) -> tuple[tuple[Promise, ...], tuple[SetAside, ...]]:
    """The promises of the plans of the regions within, and what was not comparable."""
    ids = (*plans.names(), *(accepted_ids(ledger) if ledger is not None else ()))
    regions = codelists.load("regions")
    promises: dict[str, Promise] = {}
    aside: list[SetAside] = []
    for plan in (open_plan(i, ledger) for i in dict.fromkeys(ids)):
        if plan.region not in regions.ids() or regions.get(plan.region)["parent"] != region:
            continue
        for row in plan.targets:
            if row.indicator != whole.indicator or row.restates is not None:
                continue
            why = _hindrance(row, whole, plan)
            figure = None if why else _figure(row, whole)
            if plan.region in promises and why is None:
                why = Reason("同一地区已有一项", "the region has one already")
            if why is not None or figure is None:
                other = Reason("单位不能换算", "the units do not convert")
                aside.append(SetAside(f"{row.number} {row.locator}", why or other))
            else:
                promises[plan.region] = Promise(
                    plan.region, figure, f"{row.number} {row.locator}", row.trust, row.comparator
                )
    return tuple(promises.values()), tuple(aside)


def _hindrance(row: PlanTarget, whole: PlanTarget, plan: Plan) -> Reason | None:
    """The first thing that makes a target another thing than the whole's."""
    if region_of(row.scope) != plan.region:
        return Reason(f"范围是 {row.scope}", f"its scope is {row.scope}")
    if set(row.sector) != set(whole.sector):
        sectors = "、".join(row.sector) or "全部"
        return Reason(f"行业不同：{sectors}", f"another sector: {', '.join(row.sector) or 'all'}")
    pairs = (
        ("种类", "kind", row.kind, whole.kind),
        ("口径", "definition", row.of, whole.of),
        ("存量或增量", "stock or increase", row.accrual, whole.accrual),
        ("方向", "sense", row.change, whole.change),
        ("目标年", "target year", row.target_year, whole.target_year),
    )
    for zh, en, own, other in pairs:
        if own != other:
            return Reason(f"{zh}不同：{own}，总体为 {other}", f"another {en}: {own}, not {other}")
    changes = {"relative_change", "percentage_points"}
    if row.kind in changes and row.base_year != whole.base_year:
        return Reason(
            f"基年不同：{row.base_year}，总体为 {whole.base_year}",
            f"another base year: {row.base_year}, not {whole.base_year}",
        )
    return None


def _figure(row: PlanTarget, whole: PlanTarget) -> Fraction | None:
    value = Fraction(row.amount)
    if row.unit == whole.unit:
        return value
    try:
        return value * unit(row.unit).ratio_to(unit(whole.unit))
    except (UnitMismatch, UnknownUnit):
        return None


def from_file(path: Path) -> tuple[tuple[Promise, ...], frozenset[str]]:
    """A table of regions and targets in the whole's unit; a blank target is absent, not zero.

    Returns:
        The promises, and the regions that are in the table without one.

    Raises:
        BadMembers: an unknown region, a duplicate, or a cell that is no number.
        UnreadableFile: the file cannot be opened.
    """
    table = read_table(path, _COLUMNS)
    faults = Faults(table.file, table.headings)
    for column in ("region", "target"):
        if not table.has(column):
            faults.add(f"缺少“{column}”列。", f"There is no column {column!r}.")
    faults.refuse()
    promises: dict[str, Promise] = {}
    absent: set[str] = set()
    for line in table.lines:
        text = line.cells.get("region")
        region = region_of(text) if text else None
        if text is None:
            faults.blank(line, "region")
        elif region is None:
            faults.add(
                f"第 {line.number} 行地区“{text}”不认识。",
                f"Line {line.number}: {text!r} is no region of the code list.",
            )
        elif region in promises or region in absent:
            faults.add(f"第 {line.number} 行“{text}”重复。", f"Line {line.number}: {text} again.")
        elif "target" not in line.cells:
            absent.add(region)
        else:
            value = faults.number(line, "target", least=None)
            if value is not None:
                place = f"{table.file} line {line.number}"
                promises[region] = Promise(region, value, place, "user")
    faults.refuse()
    return tuple(promises.values()), frozenset(absent)
