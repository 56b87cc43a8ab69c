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


def identified(zh: str, unit: str, kind: Nature) -> str:
    """The indicator of a name, or of the amount by which the named thing goes down."""
    zh = without_place(zh)
    parts = re.search(r"(?:比重|占比|比例|份额)$", zh) or kind.kind == "share"
    code = ""
    if kind.change == "d" and unit in {"physical", "rate"}:
        for form in (f"{zh}削减量", f"{zh}减排量", f"压减退出{zh}"):
            code = code or indicator_id(form, unit)
    code = code or indicator_id(zh, "ratio" if unit == "percent" and parts else unit)
    if not code and unit in {"physical", "rate"}:
        code = indicator_id(f"{zh}利用量", unit, whole=len(zh) < _SURE) or indicator_id(
            f"{zh}量", unit, whole=len(zh) < _SURE
        )
    return code
