"""Why a verdict is what it is: every reason in Chinese and in English, with the figures in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from luheng import codelists
from luheng.methods.target_comparison import Better, Bounds

if TYPE_CHECKING:
    from fractions import Fraction

    from luheng.rulebook.plans import Plan, PlanFact, PlanRemark, PlanTarget, Relation

__all__ = [
    "Reason",
    "ambiguous_kind",
    "amount",
    "beyond_period",
    "compared",
    "no_direction",
    "no_figure",
    "no_statements",
    "only_in_words",
    "other_base",
    "other_definition",
    "other_kind",
    "other_scope",
    "other_sector",
    "other_unit",
    "other_year",
    "readings_disagree",
    "related",
    "restated",
    "statements_disagree",
    "undecided",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in both languages."""

    zh: str
    en: str


#: How an English reader sees a unit of the plans; a unit that is missing here is shown as written.
_UNIT_EN = {
    **dict.fromkeys(("家", "个", "种", "项", "台", "户", "位"), ""),
    **dict.fromkeys(("万种", "万辆", "万台"), "×10⁴"),
    **dict.fromkeys(("亿台",), "×10⁸"),
    "%": "%",
    "pp": " percentage points",
    "年": "",
    "吨/年": " t/a",
    "万吨": "×10⁴ t",
    "万吨/年": "×10⁴ t/a",
    "亿吨": "×10⁸ t",
    "亿吨/年": "×10⁸ t/a",
    "亿元": "×10⁸ CNY",
    "万亿元": " trillion CNY",
}
_KIND = {
    "count": ("个数", "a count"),
    "share": ("比率", "a share"),
    "level": ("水平值", "a level"),
    "relative_change": ("相对变化", "a relative change"),
    "peak_year": ("年份", "a year"),
    "per_year": ("年均值", "a yearly figure"),
    "cumulative": ("累计值", "a cumulative figure"),
    "percentage_points": ("百分点变化", "a change in percentage points"),
}


def amount(row: PlanTarget | PlanFact) -> Reason:
    """A row's figure in words: 下降约16%, a fall of about 16%."""
    zh, en = _with_unit(row.value, row.unit)
    near = "近" in row.qualifiers and row.comparator in {"<", "<="}
    zh, en = {
        "=": (zh, en),
        "~": (f"约{zh}", f"about {en}"),
        ">=": (f"{zh}以上", f"at least {en}"),
        ">": (f"超过{zh}", f"more than {en}"),
        "<=": (f"{zh}以下", f"at most {en}"),
        "<": (f"近{zh}", f"just under {en}") if near else (f"不到{zh}", f"less than {en}"),
    }[row.comparator]
    if row.change is None:
        return Reason(zh, en)
    verb_zh, noun_en = {"decrease": ("下降", "a fall of"), "increase": ("提高", "a rise of")}[
        row.change
    ]
    return Reason(verb_zh + zh, f"{noun_en} {en}")


def compared(
    target: PlanTarget, fact: PlanFact, stated: Bounds, better: Better | None, *, met: bool
) -> Reason:
    """The promise is met or missed; which reading of an approximate figure decides it."""
    said, promise = amount(fact), amount(target)
    worst = (better is Better.HIGHER) is met
    end = stated.low if worst else stated.high
    zh = f"载明{said.zh}"
    en = f"Stated is {said.en}"
    if end is not None and stated.approximate:
        read_zh, read_en = _with_unit(_text(end), target.unit)
        zh += f"，按约数{'最不利' if met else '最有利'}读作{read_zh}，仍"
        en += f", read at its {'worst' if met else 'best'} as {read_en}, which still"
    elif fact.comparator != "=":
        bound_zh, bound_en = ("下限", "lower") if worst else ("上限", "upper")
        zh += f"，其{bound_zh}已"
        en += f", whose {bound_en} end"
    else:
        zh += "，"
        en += ", which"
    zh += f"{'达到' if met else '达不到'}目标{promise.zh}。"
    en += f" {'meets' if met else 'misses'} the promise of {promise.en}."
    return _with_names(target, fact, zh, en)


def undecided(target: PlanTarget, fact: PlanFact, stated: Bounds) -> Reason:
    """An approximate or one-sided figure that leaves both verdicts open."""
    said, promise = amount(fact), amount(target)
    if stated.low is not None and stated.high is not None and stated.approximate:
        low_zh, low_en = _with_unit(_text(stated.low), target.unit)
        high_zh, high_en = _with_unit(_text(stated.high), target.unit)
        return Reason(
            f"只有约数：载明{said.zh}，可以是{low_zh}至{high_zh}，目标{promise.zh}在其间，不能判定。",
            f"Stated only approximately: {said.en} may be anything from {low_en} to {high_en}, "
            f"and the promise of {promise.en} lies between.",
        )
    return Reason(
        f"只载明一侧：{said.zh}，不能判定是否达到目标{promise.zh}。",
        f"Stated on one side only: {said.en} does not decide the promise of {promise.en}.",
    )


def readings_disagree(target: PlanTarget) -> Reason:
    """The promise can be read two ways, and they give two verdicts."""
    either = (target.comparator, *target.comparator_also)
    return Reason(
        f"目标可以读作{' 或 '.join(either)}，两种读法结论不同。",
        f"The promise may be read as {' or '.join(either)}, and the readings give two verdicts.",
    )


def statements_disagree() -> Reason:
    """Two plans state two figures that give two verdicts."""
    return Reason(
        "不止一处载明，结论不同。", "More than one figure is stated, and they give two verdicts."
    )


def no_direction() -> Reason:
    """Neither the promise nor the indicator says which side is better."""
    return Reason(
        "目标没有写明上限或下限，指标也没有优劣方向。",
        "The promise names no lower or upper limit, and the indicator has no better side.",
    )


def related(fact: PlanFact, pair: Relation) -> Reason:
    """Only a related indicator is stated; the pair says why it does not judge."""
    said, name = amount(fact), codelists.load("indicators").get(fact.indicator)["en"]
    return Reason(
        f"载明的是“{fact.zh}”{said.zh}：{pair.zh}。",
        f"Stated is {name} ({fact.zh}), {said.en}: {pair.en}.",
    )


def other_definition(target: PlanTarget, fact: PlanFact) -> Reason:
    """The two rows define the indicator differently."""
    return Reason(
        f"口径不同：目标是“{target.zh}”，载明的是“{fact.zh}”。",
        f"The definitions differ: promised is {target.zh}, stated is {fact.zh}.",
    )


def other_scope(target: PlanTarget, fact: PlanFact) -> Reason:
    """The two rows speak of two regions."""
    return Reason(
        f"范围不同：目标是{target.scope}，载明的是{fact.scope}。",
        f"The scopes differ: promised for {target.scope}, stated for {fact.scope}.",
    )


def other_sector(target: PlanTarget, fact: PlanFact) -> Reason:
    """The two rows speak of two sectors, or only one of them names a sector."""
    a, b = ", ".join(target.sector), ", ".join(fact.sector)
    return Reason(
        f"行业不同：目标是{a or '不分行业'}，载明的是{b or '不分行业'}。",
        f"The sectors differ: promised for {a or 'all sectors'}, stated for {b or 'all sectors'}.",
    )


def other_year(target: PlanTarget, fact: PlanFact) -> Reason:
    """The figure stands at another year than the promise."""
    return Reason(
        f"年份不同：目标是{target.target_year}年，载明的是{fact.last_year}年。",
        f"The years differ: promised for {target.target_year}, stated for {fact.last_year}.",
    )


def ambiguous_kind() -> Reason:
    """The promise may be a relative change or percentage points."""
    return Reason(
        "目标可以读作相对变化，也可以读作百分点。",
        "The promise may be a relative change or percentage points.",
    )


def other_kind(target: PlanTarget, fact: PlanFact) -> Reason:
    """A level does not judge a change unless the base is known."""
    (zh, en), (fact_zh, fact_en) = _KIND[target.kind], _KIND[fact.kind]
    return Reason(
        f"目标是{zh}，载明的是{fact_zh}，没有可供换算的基数。",
        f"Promised is {en}, stated is {fact_en}; no base is known that would join them.",
    )


def other_base(target: PlanTarget, fact: PlanFact) -> Reason:
    """The two changes count from two years."""
    return Reason(
        f"基年不同：目标以{target.base_year}年为基年，载明的以{fact.base_year}年为基年。",
        f"The base years differ: {target.base_year} promised, {fact.base_year} stated.",
    )


def other_unit(target: PlanTarget, fact: PlanFact) -> Reason:
    """The units measure two dimensions."""
    return Reason(
        f"计量单位不同类：目标是{target.unit}，载明的是{fact.unit}。",
        f"The units measure two things: promised in {target.unit}, stated in {fact.unit}.",
    )


def beyond_period(target: PlanTarget, plan: Plan) -> Reason:
    """A promise whose year the plan's period does not reach."""
    return Reason(
        f"目标年{target.target_year}在规划期{plan.first_year}—{plan.last_year}年之后。",
        f"The promise is for {target.target_year}, after the plan's years "
        f"{plan.first_year}-{plan.last_year}.",
    )


def no_statements(plan: Plan) -> Reason:
    """No other plan speaks of the plan's years at all."""
    return Reason(
        f"没有其他已登记的规划载明{plan.first_year}—{plan.last_year}年的数值。",
        f"No other registered plan states any figure for {plan.first_year}-{plan.last_year}.",
    )


def no_figure(plan: Plan) -> Reason:
    """Other plans speak of the years, but not of the indicator."""
    return Reason(
        f"其他已登记的规划没有载明本指标{plan.first_year}—{plan.last_year}年的数值。",
        f"No other registered plan states a figure of this indicator for "
        f"{plan.first_year}-{plan.last_year}.",
    )


def only_in_words(target: PlanTarget, remark: PlanRemark) -> Reason:
    """The indicator is spoken of without a figure."""
    (of_zh, of_en), (said_zh, said_en) = remark.of, remark.said
    return Reason(
        f"没有数值，只有定性表述：{of_zh}{remark.zh}“{said_zh}”（{remark.locator}）。",
        f"No figure of {target.zh}, only words on {remark.zh}: "
        f"{said_en}, for {of_en} ({remark.locator}).",
    )


def restated(reason: Reason, target: PlanTarget) -> Reason:
    """The same reason for a row that repeats another promise of its plan."""
    return Reason(
        f"{reason.zh}本行重申{target.restates}。",
        f"{reason.en} This row restates {target.restates}.",
    )


def _with_names(target: PlanTarget, fact: PlanFact, zh: str, en: str) -> Reason:
    if target.zh != fact.zh:
        zh += f"两处名称不同（“{target.zh}”“{fact.zh}”），按同一指标比较。"
        en += f" The names differ ({target.zh}, {fact.zh}) and are taken for one indicator."
    if target.sector != fact.sector:
        zh += "目标所列行业以“等”结尾，载明的不分行业。"
        en += " The promise's list of sectors is open (等); the figure is of all sectors."
    return Reason(zh, en)


def _with_unit(value: str, unit: str) -> tuple[str, str]:
    if unit == "pp":
        return f"{value}个百分点", f"{value}{_UNIT_EN[unit]}"
    return f"{value}{unit}", f"{value}{_UNIT_EN.get(unit, ' ' + unit)}"


def _text(number: Fraction) -> str:
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"
