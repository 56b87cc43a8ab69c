"""What every file of a form says beside its tables: its state of knowledge, gaps and origins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luheng.errors import say

from .form import Title

if TYPE_CHECKING:
    from luheng.apps.accounting import CheckFinding

    from .filled import FilledForm, FilledTable, Gap, Origin

__all__ = [
    "FINDINGS",
    "GAPS",
    "ORIGINS",
    "finding_header",
    "finding_row",
    "gap_header",
    "gap_row",
    "knowledge",
    "origin_header",
    "origin_row",
    "rounding",
]

GAPS = Title("缺项", "Gaps")
ORIGINS = Title("来源", "Origins")
FINDINGS = Title("核对提示", "Findings")


def knowledge(filled: FilledForm) -> str:
    """Under which state of knowledge the figures were worked out (A12)."""
    overlays = "、".join(filled.overlays)
    return say(
        zh=f"截至第 {filled.known_at} 号收据，规则库 {filled.release}"
        f"{overlays and f'，替代方案 {overlays}'}；生成于 {filled.made_at:%Y-%m-%d %H:%M}",
        en=f"As known at receipt {filled.known_at}, rulebook {filled.release}"
        f"{overlays and f', overlays {overlays}'}; made {filled.made_at:%Y-%m-%d %H:%M}",
    )


def rounding() -> str:
    """That rounding is for display."""
    return say(
        zh="修约只用于显示（GB/T 8170，逢五取偶），计算和“来源”中的数值均未修约；"
        "电子表格中的单元格存全值，末位显示由软件取舍。",
        en="Figures are rounded for display alone (GB/T 8170, half to even); those that were "
        "computed with, and those in Origins, are in full. Cells of a workbook hold full values.",
    )


def gap_header() -> tuple[str, ...]:
    """The columns of the list of gaps."""
    return (
        say(zh="序号", en="no."), say(zh="表", en="table"), say(zh="行", en="row"),
        say(zh="栏", en="column"), say(zh="报告期", en="period"), say(zh="情况", en="kind"),
        say(zh="原因", en="reason"), say(zh="办法", en="remedy"),
    )  # fmt: skip


def gap_row(gap: Gap) -> tuple[str, ...]:
    """A gap; number 0 is what no record can hold."""
    if gap.partial:
        kind = say(zh="不全", en="partial")
    elif gap.number:
        kind = say(zh="缺", en="missing")
    else:
        kind = say(zh="无处登记", en="not held")
    number = str(gap.number) if gap.number else "—"
    return (
        number, gap.table, gap.row, gap.column, gap.period, kind, gap.reason, gap.remedy,
    )  # fmt: skip


def finding_header() -> tuple[str, ...]:
    """The columns of the list of findings."""
    return (
        say(zh="代码", en="code"), say(zh="检查", en="check"), say(zh="品种", en="item"),
        say(zh="问题", en="problem"), say(zh="可能的原因", en="likely cause"),
        say(zh="办法", en="remedy"),
    )  # fmt: skip


def finding_row(finding: CheckFinding) -> tuple[str, ...]:
    """What a named check found wrong with the rows beneath."""
    said: dict[str, Any] = finding.as_dict()
    return (
        finding.code, finding.check.name, str(said.get("item") or "—"), finding.problem,
        finding.cause, finding.remedy,
    )  # fmt: skip


def origin_header() -> tuple[str, ...]:
    """The columns of the list of origins, after the place in the file."""
    return (
        say(zh="表", en="table"), say(zh="行", en="row"), say(zh="栏", en="column"),
        say(zh="量", en="quantity"), say(zh="名称", en="title"), say(zh="维度", en="members"),
        say(zh="单位", en="entity"), say(zh="报告期", en="period"),
        say(zh="数值（全值）", en="value in full"), say(zh="计量单位", en="unit"),
        say(zh="覆盖率", en="coverage"), say(zh="可信程度", en="trust"),
        say(zh="暂定", en="provisional"), say(zh="口径", en="basis"),
        say(zh="替代方案", en="overlays"), say(zh="数据等级", en="grade"),
        say(zh="依据", en="clause"), say(zh="收据", en="receipt"),
        say(zh="规则库版本", en="rulebook"),
    )  # fmt: skip


def origin_row(
    filled: FilledForm, table: FilledTable, row: int, column: int, origin: Origin
) -> tuple[str | float | None, ...]:
    """The origin of one figure; the value is a number, all else is text."""
    coverage = "" if origin.coverage is None else f"{origin.coverage:.1%}"
    return (
        table.table.title.text, table.row_title(row), table.table.columns[column].title.text,
        origin.quantity, origin.title, origin.members,
        filled.entity, origin.period, origin.value, origin.unit, coverage,
        origin.trust or say(zh="记录", en="records"),
        say(zh="是", en="yes") if origin.provisional else say(zh="否", en="no"),
        origin.basis, "、".join(origin.overlays), origin.grade, origin.cite,
        str(filled.known_at), filled.release,
    )  # fmt: skip
