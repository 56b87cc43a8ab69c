"""The target that is to be shared out: one row of a plan, or one line of a user's file."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.errors import BadQuery, UnknownCode
from luheng.methods.target_allocation import Form

from .member_table import Faults, read_table
from .plan_source import open_plan

if TYPE_CHECKING:
    from pathlib import Path

    from luheng.ledger import Ledger
    from luheng.rulebook.plans import PlanTarget

__all__ = ["TargetToShare", "form_of", "from_file", "from_plan"]

#: names of columns of a target file and the headings that stand for them
_COLUMNS = {
    "target": ("目标", "名称", "name", "指标"),
    "form": ("形式", "种类", "kind"),
    "value": ("数值", "目标值"),
    "unit": ("计量单位", "单位"),
}


@dataclass(frozen=True, slots=True)
class TargetToShare:
    """A target with its form; ``value`` is in ``unit``, falls of intensities are positive."""

    zh: str
    en: str
    form: Form
    value: Fraction
    unit: str
    place: str
    trust: str
    is_count: bool = False
    is_share: bool = False
    falls: bool = False


def form_of(kind: str, indicator_kind: str) -> Form | None:
    """How members' figures of this kind make up the whole's; None where they cannot."""
    intensive = indicator_kind == "intensive"
    if kind == "relative_change":
        return Form.INTENSITY if intensive else Form.RELATIVE_CHANGE
    if kind == "percentage_points":
        return Form.POINTS
    if kind == "share" or (kind == "level" and indicator_kind in {"intensive", "share"}):
        return Form.RATIO
    if kind in {"count", "cumulative", "per_year", "level"}:
        return Form.AMOUNT
    return None


def indicator_kind(indicator: str) -> str:
    """The kind of an indicator in ``indicators.csv``; empty if it has no code."""
    try:
        return codelists.load("indicators").get(indicator)["kind"]
    except UnknownCode:
        return ""


def from_plan(plan_id: str, number: str, ledger: Ledger | None = None) -> TargetToShare:
    """A target of a registered plan, or of one that was accepted into the ledger.

    Raises:
        UnknownPlan: there is no such plan.
        BadQuery: the plan has no such target, or it is of a kind that cannot be shared out.
    """
    plan = open_plan(plan_id, ledger)
    row = next((t for t in plan.targets if t.number == number), None)
    if row is None:
        few = ", ".join(t.number for t in plan.targets[:3])
        raise BadQuery(
            f"规划 {plan_id} 没有序号为 {number} 的目标（序号如 {few}）。",
            f"The plan {plan_id} has no target {number} (numbers are such as {few}).",
        )
    form = form_of(row.kind, indicator_kind(row.indicator))
    if form is None:
        raise BadQuery(
            f"“{row.zh}”的种类是 {row.kind}，不能分解成若干部分。",
            f"{row.zh} is of the kind {row.kind} and has no parts to be shared out.",
        )
    return TargetToShare(
        zh=row.zh,
        en=_english(row),
        form=form,
        value=_positive(row, form),
        unit="%" if form in {Form.INTENSITY, Form.RELATIVE_CHANGE} else row.unit,
        place=f"{row.number} {row.locator}",
        trust=row.trust,
        is_count=row.kind == "count",
        is_share=row.kind == "share",
        falls=row.change == "decrease",
    )


def _english(row: PlanTarget) -> str:
    try:
        return codelists.load("indicators").get(row.indicator)["en"]
    except UnknownCode:
        return row.zh


def _positive(row: PlanTarget, form: Form) -> Fraction:
    """The value; a rise of an intensity is a negative fall."""
    value = Fraction(row.amount)
    rises = form is Form.INTENSITY and row.change == "increase"
    return -value if rises else value


def from_file(path: Path) -> TargetToShare:
    """A target from a table of one line with the columns target, form, value and unit.

    Raises:
        BadMembers: a column or cell is missing or cannot be used.
        UnreadableFile: the file cannot be opened.
    """
    table = read_table(path, _COLUMNS)
    faults = Faults(table.file, table.headings)
    if len(table.lines) != 1:
        faults.add(
            f"应只有一行目标，却有 {len(table.lines)} 行。",
            f"One line with one target is wanted, there are {len(table.lines)}.",
        )
        faults.refuse()
    line = table.lines[0]
    for column in ("form", "value"):
        if column not in line.cells:
            faults.blank(line, column)
    value = faults.number(line, "value", least=None)
    form = line.cells.get("form", "")
    if form and form not in set(Form):
        faults.add(
            f"第 {line.number} 行形式“{form}”不认识；可写：{'、'.join(Form)}。",
            f"Line {line.number}: the form {form!r} is none of {', '.join(Form)}.",
        )
    faults.refuse()
    unit = line.cells.get("unit", "%" if Form(form) is not Form.AMOUNT else "")
    name = line.cells.get("target", path.stem)
    shape = Form(form)
    return TargetToShare(
        zh=name,
        en=name,
        form=shape,
        value=value or Fraction(0),
        unit=unit,
        place=f"{table.file} line {line.number}",
        trust="user",
        is_count=unit in {"个", "家", "户", "项", "座", "种"},
        is_share=shape is Form.RATIO and unit == "%",
        falls=shape is Form.RELATIVE_CHANGE,
    )
