"""The name and the indicator of a figure, from its own words or those of its list mate."""

from __future__ import annotations

import re
from dataclasses import replace

from .discourse import without_place
from .drafts import FigureDraft
from .indicators import indicator_id
from .phrasing import Nature

__all__ = ["completed", "identified"]

_SURE = 4  # so short a name is completed only to a whole name of the list
#: the end of a name that says what is measured, and the end of one that says whose it is
_MEASURED = re.compile(
    r"(?:单位(?:工业)?增加值|万元(?:工业)?增加值)?(?:综合)?(?:能耗|用水量|二氧化碳排放量?)$"
    r"|(?:产量|产能|产值|利用量|回收量|节能量|消费量)$"
)
_LEVEL = re.compile(r"(?:国家|省|自治区|市|县|[三四五]星)级(?:以上|及以上)?")
_COLD = re.compile(r"(?:地区|区域|枢纽|集群)$")
_WHO = re.compile(r"(?:行业|产业|企业|单位|地区|园区|[市县区])$")
_CUT_SHORT = 6  # characters of a name that may lean on the one before


def completed(draft: FigureDraft, last: FigureDraft | None, before: str) -> FigureDraft:
    """The draft with a name where its own is left out or cut short after that of its list mate.

    固废综合利用示范基地5家、示范企业10家: the second is a 固废综合利用示范企业.
    """
    verb = re.fullmatch(
        r"[，、和及]*(?:年|可|实现|累计)*(减碳|降碳|碳减排|节电|节水)[约近超过达]*", before
    )
    if verb:
        code = indicator_id(verb[1], "physical")
        return replace(draft, indicator_zh=verb[1], indicator_id=code)
    if last is None:
        return draft
    if not draft.indicator_zh:
        return replace(draft, indicator_zh=last.indicator_zh, indicator_id=last.indicator_id)
    part = _part(draft, last, before)
    if part:
        return part
    short = draft.kind == last.kind == "count" and len(draft.indicator_zh) <= _CUT_SHORT
    listed = not before or before.startswith(("、", "和", "及"))
    if draft.indicator_id or not short or not listed:
        return draft
    whole = last.indicator_zh
    for end in range(2, len(whole) - 1):
        name = whole[:end] + draft.indicator_zh
        code = indicator_id(name, "count", whole=True)
        if code and code != last.indicator_id:
            return replace(draft, indicator_zh=name, indicator_id=code)
    return draft


def _part(draft: FigureDraft, last: FigureDraft, before: str) -> FigureDraft | None:
    """The draft of a part of what was named before: 其中再生铝100万吨, 纺织行业下降20%."""
    if draft.indicator_id or draft.kind != last.kind:
        return None
    if draft.kind == "count" and _LEVEL.fullmatch(draft.indicator_zh):
        zh = draft.indicator_zh + _LEVEL.sub("", last.indicator_zh)  # 其中国家级8户
        return replace(draft, indicator_zh=zh, indicator_id=indicator_id(zh, "count"))
    alike = draft.unit.lstrip("万亿") == last.unit.lstrip("万亿")
    changed = draft.kind == "relative_change" and re.search(r"(?:行业|产业)$", draft.indicator_zh)
    listed = before.startswith(("、", "和", "及")) and len(draft.indicator_zh) <= _CUT_SHORT
    of_it = (re.match(r"，?其中", before) or listed) and alike
    measured = _MEASURED.search(last.indicator_zh)
    if not (changed or of_it) or not measured or _MEASURED.search(draft.indicator_zh):
        return None
    zh = draft.indicator_zh + measured[0]
    named = indicator_id(zh, "percent" if draft.unit == "%" else "physical", whole=True)
    return replace(
        draft,
        indicator_zh=zh,
        indicator_id=named or (last.indicator_id if _WHO.search(draft.indicator_zh) else ""),
    )


def identified(zh: str, unit: str, kind: Nature) -> str:
    """The indicator of a name, or of the amount by which the named thing goes down."""
    zh = without_place(zh)
    parts = re.search(r"(?:比重|占比|比例|份额)$", zh) or kind.kind == "share"
    code = ""
    if kind.change == "d" and unit in {"physical", "rate"}:
        for form in (f"{zh}削减量", f"{zh}减排量", f"压减退出{zh}"):
            code = code or indicator_id(form, unit)
    if unit == "bare" and _COLD.search(zh):
        return "dc_pue"  # 寒冷地区力争降到1.25
    code = code or indicator_id(zh, "ratio" if unit == "percent" and parts else unit)
    if not code and unit in {"physical", "rate"}:
        code = indicator_id(f"{zh}利用量", unit, whole=len(zh) < _SURE) or indicator_id(
            f"{zh}量", unit, whole=len(zh) < _SURE
        )
    return code
