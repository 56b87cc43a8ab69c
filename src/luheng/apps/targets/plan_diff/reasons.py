"""Why a promise stands as it does beside another plan's, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng import codelists
from luheng.apps.targets.reasons import Reason, amount
from luheng.rulebook.plans import PlanRemark

if TYPE_CHECKING:
    from decimal import Decimal

    from luheng.methods.promise_comparison import PromiseShift
    from luheng.rulebook.plans import Plan, PlanTarget, Relation

__all__ = [
    "added",
    "ambiguous_kind",
    "dropped",
    "no_direction",
    "only_words",
    "only_words_here",
    "other_accrual",
    "other_definition",
    "other_kind",
    "other_sense",
    "other_unit",
    "part_and_whole",
    "promise",
    "related",
    "shifted",
]

_SHIFT = {
    "raised": ("要求更高", "asks for more than"),
    "lowered": ("要求更低", "asks for less than"),
    "same": ("要求相同", "asks for the same as"),
}
_ACCRUAL = {
    "stock": ("期末累计数", "a stock"),
    "period": ("期内数", "an addition of the period"),
    "unclear": ("没有说明期内还是累计", "a number not said to be either"),
    None: ("没有说明期内还是累计", "a number not said to be either"),
}


def promise(row: PlanTarget | PlanRemark) -> Reason:
    """What a row promises, in words: 下降13.5%, 2030年前."""
    if isinstance(row, PlanRemark):
        return Reason(*row.said)
    if row.kind == "peak_year":
        before = row.comparator == "<"
        return Reason(
            f"{row.value}年{'前' if before else ''}",
            f"{'before' if before else 'in'} {row.value}",
        )
    return amount(row)


def shifted(row: PlanTarget, other: PlanTarget, found: PromiseShift, by: Decimal) -> Reason:
    """The two promises, which asks for more, and what a reader has to know of them."""
    ours, theirs = promise(row), promise(other)
    zh, en = _SHIFT[found.shift.value]
    said_zh = f"{ours.zh}比{theirs.zh}{zh}。" if by else f"{ours.zh}与{theirs.zh}{zh}。"
    said_en = f"{ours.en} {en} {theirs.en}."
    if found.by_rate:
        said_zh += "年数不同，按等年率比较。"
        said_en += " The years differ: equal annual rates are compared."
    if row.base_year != other.base_year and row.change:
        said_zh += f"基年不同：{row.base_year}年与{other.base_year}年。"
        said_en += f" The base years differ: {row.base_year} and {other.base_year}."
    elif row.target_year != other.target_year:
        said_zh += f"目标年不同：{row.target_year}年与{other.target_year}年。"
        said_en += f" The target years differ: {row.target_year} and {other.target_year}."
    if found.overlap:
        said_zh += "其中有约数，按写出的数比较。"
        said_en += " One is approximate: the figures are compared as written."
    elif row.comparator != other.comparator:
        said_zh += f"写法不同：{row.comparator} 与 {other.comparator}。"
        said_en += f" Written differently: {row.comparator} and {other.comparator}."
    if row.zh != other.zh:
        said_zh += f"名称不同：“{row.zh}”与“{other.zh}”。"
        said_en += f" The names differ: {row.zh}, {other.zh}."
    return Reason(said_zh, said_en)


def added(row: PlanTarget, theirs: list[PlanTarget]) -> Reason:
    """The other plan has no such promise; where it has one of another part, it is named."""
    return _alone(row, theirs, ("对照的规划没有这项。", "The other plan has no such promise."))


def dropped(row: PlanTarget, ours: list[PlanTarget]) -> Reason:
    """This plan does not take the promise up; where it has one of another part, it is named."""
    return _alone(row, ours, ("本规划没有这项。", "The plan has no such promise."))


def only_words(remark: PlanRemark) -> Reason:
    """A promise without a figure of which only one of the plans speaks."""
    zh, en = remark.said
    return Reason(
        f"没有数值：“{zh}”；另一份规划没有这项。",
        f"No figure: {en}. The other plan has no such promise.",
    )


def only_words_here(remark: PlanRemark) -> Reason:
    """A plan speaks of the indicator without a figure."""
    zh, en = remark.said
    return Reason(f"没有数值：“{zh}”。", f"No figure: {en}.")


def related(row: PlanTarget | PlanRemark, other: PlanTarget | PlanRemark, pair: Relation) -> Reason:
    """Only a related indicator is promised; the pair says why the two are not compared."""
    name = codelists.load("indicators").get(other.indicator)["en"]  # a pair has codes
    ours, theirs = promise(row), promise(other)
    return Reason(
        f"“{row.zh}”{ours.zh}，对照的是“{other.zh}”{theirs.zh}：{pair.zh}。",
        f"{ours.en} is held against {name} ({other.zh}), {theirs.en}: {pair.en}.",
    )


def other_definition(row: PlanTarget, other: PlanTarget) -> Reason:
    """The two rows define the indicator differently."""
    return Reason(
        f"口径不同：“{row.zh}”与“{other.zh}”。", f"The definitions differ: {row.zh}, {other.zh}."
    )


def part_and_whole(a: Plan, b: Plan) -> Reason:
    """An amount of one region does not stand beside that of another."""
    (zh_a, en_a), (zh_b, en_b) = _region(a), _region(b)
    return Reason(
        f"是总量：{zh_a}与{zh_b}的数量不能比大小。",
        f"An amount: that of {en_a} and that of {en_b} do not compare.",
    )


def other_kind(row: PlanTarget, other: PlanTarget) -> Reason:
    """A level beside a change, a count beside a yearly figure."""
    return Reason(
        f"种类不同：{promise(row).zh}与{promise(other).zh}，没有可供换算的基数。",
        f"Of two kinds: {promise(row).en} and {promise(other).en}; no base would join them.",
    )


def ambiguous_kind() -> Reason:
    """One of the promises may be a relative change or percentage points."""
    return Reason(
        "其中一项可以读作相对变化，也可以读作百分点。",
        "One of the two may be a relative change or percentage points.",
    )


def other_accrual(row: PlanTarget, other: PlanTarget) -> Reason:
    """A stock at the end beside additions within a period."""
    (zh_a, en_a), (zh_b, en_b) = _ACCRUAL[row.accrual], _ACCRUAL[other.accrual]
    return Reason(f"一个是{zh_a}，一个是{zh_b}。", f"One is {en_a}, the other {en_b}.")


def other_unit(row: PlanTarget, other: PlanTarget) -> Reason:
    """The units measure two dimensions."""
    return Reason(
        f"计量单位不同类：{row.unit}与{other.unit}。",
        f"The units measure two things: {row.unit} and {other.unit}.",
    )


def other_sense(row: PlanTarget, other: PlanTarget) -> Reason:
    """One promise is a lower limit and the other an upper one, or a rise and a fall."""
    return Reason(
        f"方向不同：{promise(row).zh}与{promise(other).zh}。",
        f"They point two ways: {promise(row).en} and {promise(other).en}.",
    )


def no_direction() -> Reason:
    """Neither the promises nor the indicator say which side is better."""
    return Reason(
        "没有写明上限或下限，指标也没有优劣方向。",
        "Neither limit is named, and the indicator has no better side.",
    )


def _region(plan: Plan) -> tuple[str, str]:
    """The region of a plan in words; as written where the list does not have it."""
    regions = codelists.load("regions")
    code = regions.match(plan.region)
    row = regions.get(code) if code else {"zh": plan.region, "en": plan.region}
    return row["zh"], row["en"]


def _alone(row: PlanTarget, rows: list[PlanTarget], said: tuple[str, str]) -> Reason:
    near = [t for t in rows if row.indicator and t.indicator == row.indicator]
    if not near:
        return Reason(*said)
    parts = [_part(t) for t in near]
    zh, en = ("、".join(dict.fromkeys(p.zh for p in parts)), ", ".join(p.en for p in parts))
    own = _part(row)
    return Reason(
        f"这一项是{own.zh}；同一指标在另一份规划中是{zh}。",
        f"This one is of {own.en}; the other plan has the indicator for {en}.",
    )


def _part(row: PlanTarget) -> Reason:
    """Which part of an indicator a promise is of: place, sectors and year."""
    regions = codelists.load("regions")
    code = regions.match(row.scope)
    place = regions.get(code)["zh"] if code else row.scope
    sectors = f" ({', '.join(row.sector)})" if row.sector else ""
    return Reason(
        f"“{row.zh}”（{place}，{row.target_year}年）", f"{row.scope}{sectors} {row.target_year}"
    )
