"""Whether a number in the plan's own part is something the plan sets out to reach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .lexicon import lexicon
from .phrasing import has_verb
from .roles import is_made, is_rule

if TYPE_CHECKING:
    from .discourse import Dated
    from .measures import Measure

__all__ = ["is_wanted"]

_PAID = re.compile(r"(?:的标准|的)?(?:给予|补助|补贴|奖励)")
#: 形成40万吨的能力, 设立总规模20亿元的基金
_SETS_UP = re.compile(r"(?:设立|组建|形成|具备|建成)[^，、]{0,4}$")
#: 我省318户企业五年实现节能850万吨: who is to do it
_DOER = re.compile(r"(?:企业|单位|园区)(?!达到)[^，。；\d]{0,12}(?:实现|完成|形成|累计|节约|减少)")
_PAYS = re.compile(r"对[^，]{1,20}(?:奖励|补助|补贴|奖补)[^，]{0,3}$")
_RECEIVER = re.compile(r"的?(?:企业|单位|项目|园区|平台|机构)")


def is_wanted(m: Measure, before: str, words: str, after: str, state: Dated, *, made: bool) -> bool:
    """Whether a number in the plan's own part is something the plan sets out to reach."""
    if lexicon().any_of("policy").search(words[-14:]) or _PAID.match(after):
        return False
    if is_rule(m, words, after):
        return False
    if m.kind in {"physical", "money"} and after.startswith("的") and not has_verb(words):
        return bool(_SETS_UP.search(words))
    if m.kind == "money" and _PAYS.search(words):
        return False
    paid = before.endswith(("奖励", "补助", "补贴", "奖补", "给予"))
    if m.kind == "money" and paid and _RECEIVER.match(before):
        return False
    ours = re.search(r"的(?:我省|我市|全省|全市|全区)?$", before)
    if m.kind == "count" and ours and _DOER.match(after):
        return False
    if m.kind == "count":
        # an item of a list takes the verb of the item before it, unless it only names a group
        listed = made and not re.search(r"从|在|聚焦|围绕|依托|针对|面向", before)
        return (
            is_made(words, after, dated=bool(state.written))
            or listed
            or (state.each and not re.search(r"(?:从|在|聚焦|围绕)[^，]*$", before))
        )
    if m.kind in {"physical", "money"} and m.unit in {"小时", "天", "公里", "米"}:
        return bool(re.search(r"达到|超过|不少于|新增|建成", words))
    opens = m.kind in {"percent", "points"} and re.match(r"(?:的|以上)*[^，。；、]{3,}", after)
    return bool(words.strip("，、□")) or bool(opens)
