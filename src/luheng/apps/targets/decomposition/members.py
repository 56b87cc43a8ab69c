"""The members over which a target is shared out: ``members.csv`` read and checked.

Columns: ``member``; optional ``name``, ``group``, ``base``, ``base_denominator``, ``denominator``,
``floor``, ``cap``, ``committed``; cost columns ``cost_first`` and ``cost_rise`` or
``step_1_price``, ``step_1_amount`` and so on; and any column that the weights name.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from luheng.apps.targets.member_table import Faults, Line, MemberTable, read_table
from luheng.errors import BadQuery
from luheng.methods.composite_index import Criterion
from luheng.methods.target_allocation import AllocationMember, Form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Costs", "Members", "Weight", "parse_weight", "read_members"]

_COLUMNS = {
    "member": ("成员", "地区", "行业", "企业", "region", "code", "代码"),
    "name": ("名称",),
    "group": ("组", "组别", "分组"),
    "base": ("基期量", "基数", "基期值"),
    "base_denominator": ("基期增加值", "基期分母", "base_value_added"),
    "denominator": ("目标期增加值", "分母", "final_denominator", "final_value_added"),
    "floor": ("下限",),
    "cap": ("上限",),
    "committed": ("已承诺", "已确定"),
}
_NEEDS_DENOMINATOR = frozenset({Form.RATIO, Form.POINTS})


@dataclass(frozen=True, slots=True)
class Weight:
    """A column that bears on the parts: its direction and, unless it is found, its weight."""

    column: str
    more: bool
    weight: Fraction | None


@dataclass(frozen=True, slots=True)
class Costs:
    """A member's marginal cost: first + rise·x, or steps of (price, amount)."""

    first: Fraction | None
    rise: Fraction | None
    steps: tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Members:
    """The members in the order of the file, and what their methods need."""

    file: str
    members: tuple[AllocationMember, ...]
    names: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    costs: tuple[Costs, ...]
    has_base: bool
    same_growth: bool


def parse_weight(text: str, *, weighed: bool) -> Weight:
    """Read ``COLUMN:more=2`` (or ``COLUMN:less``, where the weight is found from the data).

    Raises:
        BadQuery: no direction, no weight where one is wanted, or a negative one.
    """
    from luheng.apps.targets.member_table import decimal

    head, _, number = text.partition("=")
    column, _, direction = head.rpartition(":")
    if not column or direction not in {"more", "less"}:
        raise BadQuery(
            f"权重“{text}”没有写明方向：写作 列名:more=权重（值大者多担）或 列名:less=权重。",
            f"The weight {text!r} states no direction: write COLUMN:more=WEIGHT (a larger value "
            "bears more) or COLUMN:less=WEIGHT.",
        )
    if not weighed:
        return Weight(column, direction == "more", None)
    weight = decimal(number) if number else None
    if weight is None or weight < 0:
        raise BadQuery(
            f"权重“{text}”应是不小于零的数。",
            f"The weight in {text!r} must be a number of at least zero.",
        )
    return Weight(column, direction == "more", weight)


def read_members(
    path: Path,
    form: Form,
    *,
    weights: Sequence[Weight] = (),
    costs: bool = False,
    floor: Fraction | None = None,
    cap: Fraction | None = None,
) -> Members:
    """Read and check the table of members for a target of this form.

    Raises:
        BadMembers: with every fault of the table.
        UnreadableFile: the file cannot be opened.
    """
    table = read_table(path, _COLUMNS)
    faults = Faults(table.file, table.headings)
    has_base = table.has("base")
    _columns(table, form, weights, faults)
    faults.refuse()
    members, seen = [], dict[str, int]()
    for line in table.lines:
        if "member" not in line.cells:
            faults.blank(line, "member")
            continue
        name = line.cells["member"]
        if name in seen:
            faults.add(
                f"第 {line.number} 行“{name}”与第 {seen[name]} 行重复。",
                f"Line {line.number}: {name} stands already in line {seen[name]}.",
            )
        seen[name] = line.number
        members.append(_member(line, table, form, faults, (floor, cap)))
    criteria = tuple(_criterion(table, weight, faults) for weight in weights)
    found = tuple(_costs(line, table, faults) for line in table.lines) if costs else ()
    faults.refuse()
    return Members(
        file=table.file,
        members=tuple(members),
        names=tuple(line.cells.get("name", line.cells["member"]) for line in table.lines),
        criteria=criteria,
        costs=found,
        has_base=has_base,
        same_growth=form is Form.INTENSITY and not table.has("denominator"),
    )


def _columns(table: MemberTable, form: Form, weights: Sequence[Weight], faults: Faults) -> None:
    needed = ["member", *(w.column for w in weights)]
    if form in {Form.INTENSITY, Form.RELATIVE_CHANGE}:
        needed.append("base")
    if form is Form.INTENSITY:
        needed.append("base_denominator")
    if form in _NEEDS_DENOMINATOR:
        needed.append("denominator")
    for column in needed:
        if not table.has(column):
            there = [table.headings.get(c, c) for c in table.columns]
            have = "、".join(there)
            faults.add(
                f"缺少“{column}”列（{form} 目标需要）；现有：{have}。",
                f"There is no column {column!r}, which a target of the form {form} needs; "
                f"there are {', '.join(there)}.",
            )


def _member(
    line: Line,
    table: MemberTable,
    form: Form,
    faults: Faults,
    common: tuple[Fraction | None, Fraction | None],
) -> AllocationMember:
    base = None
    if table.has("base"):
        base = faults.needed(line, "base", strict=form in {Form.INTENSITY, Form.RELATIVE_CHANGE})
    base_denominator = denominator = Fraction(1)
    if form is Form.INTENSITY:
        base_denominator = denominator = faults.needed(line, "base_denominator")
    if table.has("denominator") and form in {Form.INTENSITY, *_NEEDS_DENOMINATOR}:
        denominator = faults.needed(line, "denominator")
    # a blank limit is no limit: that, and only that, is what a blank means in these columns
    floor = faults.number(line, "floor", least=None)
    cap = faults.number(line, "cap", least=None)
    return AllocationMember(
        name=line.cells["member"],
        base=base,
        base_denominator=base_denominator,
        denominator=denominator,
        floor=common[0] if floor is None else floor,
        cap=common[1] if cap is None else cap,
        committed=faults.number(line, "committed", least=None),
        group=line.cells.get("group"),
    )


def _criterion(table: MemberTable, weight: Weight, faults: Faults) -> Criterion:
    values = tuple(
        faults.needed(line, weight.column, strict=not weight.more) for line in table.lines
    )
    if weight.more and values and not any(values):
        faults.add(
            f"“{weight.column}”列全为零。", f"The column {weight.column} is zero throughout."
        )
    return Criterion(weight.column, weight.more, values)


def _costs(line: Line, table: MemberTable, faults: Faults) -> Costs:
    if table.has("cost_first") and table.has("cost_rise"):
        first, rise = faults.number(line, "cost_first"), faults.number(line, "cost_rise")
        for column in ("cost_first", "cost_rise"):
            if column not in line.cells:
                faults.blank(line, column)
        if rise == 0:
            faults.add(
                f"第 {line.number} 行“cost_rise”为零；成本不变时请用 step_1_price、step_1_amount。",
                f"Line {line.number}, cost_rise: zero; for a constant cost use step_1_price and "
                "step_1_amount.",
            )
        return Costs(first, rise, ())
    steps: list[tuple[Fraction, Fraction]] = []
    n = 1
    while table.has(f"step_{n}_price") and table.has(f"step_{n}_amount"):
        price = faults.number(line, f"step_{n}_price", least=None)
        amount = faults.number(line, f"step_{n}_amount")
        if (price is None) != (amount is None):
            faults.blank(line, f"step_{n}_price" if price is None else f"step_{n}_amount")
        if price is not None and amount is not None:
            if steps and price < steps[-1][0]:
                faults.add(
                    f"第 {line.number} 行第 {n} 级价格低于前一级；措施应由便宜到贵排列。",
                    f"Line {line.number}: step {n} is cheaper than the one before; "
                    "the cheapest measure comes first.",
                )
            steps.append((price, amount))
        n += 1
    if not steps:
        faults.add(
            f"第 {line.number} 行没有成本：需要 cost_first 和 cost_rise，"
            "或 step_1_price 和 step_1_amount。",
            f"Line {line.number} has no cost: cost_first and cost_rise are needed, "
            "or step_1_price and step_1_amount.",
        )
    return Costs(None, None, tuple(steps))
