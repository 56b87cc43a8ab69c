"""What the members of a whole weigh: value added, base amounts or denominators, and whence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luheng.apps.targets.member_table import Faults, read_table, region_of
from luheng.apps.targets.reasons import Reason
from luheng.errors import BadQuery
from luheng.methods.target_allocation import Form
from luheng.methods.weighted_intensity import IntensityMember, structural_rate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from luheng.apps.targets.member_table import MemberTable
    from luheng.ledger import Ledger

__all__ = ["Weights", "from_file", "from_ledger"]

_COLUMNS = {
    "region": ("地区", "省份", "成员", "member", "code", "代码", "province"),
    "base": ("基期量", "基期能耗", "基期排放"),
    "base_value_added": ("基期增加值", "base_denominator"),
    "final_value_added": ("目标期增加值", "final_denominator"),
    "value_added": ("增加值", "weight", "权重", "gdp", "地区生产总值"),
    "denominator": ("分母",),
}
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by region, of any common scale, and how they were come by.

    ``structural`` is the part of the whole's fall, in per cent, that the shift of the structure
    makes; zero where it is not known. ``others`` are the weights by other years' columns.
    """

    by_region: Mapping[str, Fraction]
    kind: str
    said: Reason
    source: str
    structural: Fraction = Fraction(0)
    others: Mapping[int, Mapping[str, Fraction]] = field(default_factory=dict)


def from_file(path: Path, form: Form, year: int | None) -> Weights:
    """Weights from a table with one region per line.

    Columns: ``region`` and, for intensities, ``base``, ``base_value_added`` and
    ``final_value_added``, or fewer of them, or ``value_added``, or columns headed by years, of
    which ``year`` is taken; for rates ``denominator``. A line of the whole (CN) is not a member.

    Raises:
        BadMembers: the table cannot be used.
        UnreadableFile: the file cannot be opened.
    """
    table = read_table(path, _COLUMNS)
    faults = Faults(table.file, table.headings)
    years = sorted(int(c) for c in table.columns if _YEAR.fullmatch(c))
    columns = _chosen(table, form, years, year, faults)
    faults.refuse()
    figures: dict[str, dict[str, Fraction]] = {}
    wanted = (*columns, *(str(y) for y in years if columns == (str(year),)))
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
        elif region in figures:
            faults.add(f"第 {line.number} 行“{text}”重复。", f"Line {line.number}: {text} again.")
        elif region != "CN":
            figures[region] = {c: faults.needed(line, c) for c in dict.fromkeys(wanted)}
    faults.refuse()
    return _weighed(figures, columns, years, table)


def _chosen(
    table: MemberTable, form: Form, years: list[int], year: int | None, faults: Faults
) -> tuple[str, ...]:
    """The columns that the weights are made of: the best that the table has."""
    if form in {Form.RATIO, Form.POINTS}:
        options: list[tuple[str, ...]] = [("denominator",)]
    elif form is Form.RELATIVE_CHANGE:
        options = [("base",)]
    else:
        options = [("base", "base_value_added", "final_value_added"), ("base",), ("value_added",)]
    for columns in options:
        if all(table.has(c) for c in columns):
            return columns
    if form is Form.INTENSITY and year in years:
        return (str(year),)
    needed = " / ".join("+".join(o) for o in options)
    faults.add(
        f"没有可用的权重列，需要 {needed}"
        + (f"，或以年份为列名（现有 {years[0]}—{years[-1]}，要 {year} 年）。" if years else "。"),
        f"There is no column of weights; {needed} is needed"
        + (f", or a column headed {year} (there are {years[0]} to {years[-1]})." if years else "."),
    )
    return ()


def _weighed(
    figures: Mapping[str, Mapping[str, Fraction]],
    columns: tuple[str, ...],
    years: list[int],
    table: MemberTable,
) -> Weights:
    file = table.file
    if len(columns) > 1:
        members = {r: IntensityMember(*(f[c] for c in columns)) for r, f in figures.items()}
        structural = structural_rate(list(members.values()))
        total = sum((m.unchanged for m in members.values()), Fraction(0))
        # shares of the whole's use at its old intensity: they add up to 1 − S
        by = {r: m.unchanged / total * (1 - structural) for r, m in members.items()}
        return Weights(by, "exact", _EXACT, file, 100 * structural)
    column = columns[0]
    by = {r: f[column] for r, f in figures.items()}
    if column in {"base", "denominator"}:
        return Weights(by, column, _BASE if column == "base" else _DENOMINATOR, file)
    said = _value_added(table.headings.get(column, column), table)
    others = {
        y: {r: f[str(y)] for r, f in figures.items()}
        for y in years
        if _YEAR.fullmatch(column) and str(y) != column
    }
    return Weights(by, "value_added", said, file, others=others)


_EXACT = Reason(
    "按基期量、基期增加值和目标期增加值精确合成（强度是合计之比）",
    "exact, from base amounts and value added of both years (a ratio of sums)",
)
_BASE = Reason(
    "近似：各地增加值同速增长，权重为基期量",
    "approximation: all grow at one rate; the weights are the base year's amounts",
)
_DENOMINATOR = Reason("按各自分母加权", "weighted by the denominators")


def _value_added(column: str, table: MemberTable) -> Reason:
    remark_zh = f"（文件注明：{'；'.join(table.remarks)}）" if table.remarks else ""
    remark_en = f" (the file says: {'; '.join(table.remarks)})" if table.remarks else ""
    return Reason(
        f"近似：各地基期强度相同且同速增长，权重为 {table.file} 的“{column}”列{remark_zh}；"
        "如果它不是工业增加值，或是当年价，请据此看待结果",
        f"approximation: equal base intensity and equal growth; the weights are column {column} "
        f"of {table.file}{remark_en}; judge the result by it if that is not industrial value "
        "added, or is at current prices",
    )


def from_ledger(
    ledger: Ledger, form: Form, year: int | None, known_at: Any = None
) -> Weights | None:
    """Weights from ``statistic`` rows: above-scale value added, else GDP as a named stand-in.

    Raises:
        BadQuery: a region has two different figures for the year.
    """
    if form is not Form.INTENSITY or year is None:
        return None
    rows = ledger.read("statistic", known=known_at).to_pylist()
    for flow, zh, en in (
        ("above_scale_value_added", "规模以上工业增加值", "above-scale industrial value added"),
        ("gdp", "地区生产总值（代替工业增加值）", "GDP (standing in for industrial value added)"),
    ):
        found: dict[str, Fraction] = {}
        prices: set[str] = set()
        for r in rows:
            wanted = (r["flow"], r["period"], r["sector"], r["measure"])
            if wanted != (flow, str(year), "total", "level") or r["region"] == "CN":
                continue
            # the canonical amount: two regions may be published in two units
            amount = r["amount"]
            if amount is None or amount <= 0:
                continue
            value = Fraction(repr(amount))
            if found.setdefault(r["region"], value) != value:
                raise BadQuery(
                    f"账本中 {r['region']} {year} 年的{zh}有两个不同的数；请用 --weights 指明。",
                    f"The ledger has two figures of {en} for {r['region']} in {year}; "
                    "say which by --weights.",
                )
            prices.add(r["prices"])
        if found:
            said = "/".join(sorted(prices))
            reason = Reason(
                f"近似：各地基期强度相同且同速增长，权重为账本中 {year} 年{zh}（价格：{said}）",
                f"approximation: equal base intensity and equal growth; the weights are the "
                f"ledger's {en} of {year} (prices: {said})",
            )
            return Weights(found, "value_added", reason, f"ledger statistic {flow} {year}")
    return None
