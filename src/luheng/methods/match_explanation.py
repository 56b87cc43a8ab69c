"""What a match says of itself: which field gave which points, which candidate came second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng.errors import say

from .field_comparison import FIELDS, level_names
from .matching_rules import MISSING, MatchingRules, matching_rules

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["decision_texts", "field_texts", "reason_texts"]

_FIELDS = {
    "code": ("代码", "code"),
    "name": ("名称", "name"),
    "place": ("名称中的地名", "place in the name"),
    "address": ("地址", "address"),
    "region": ("地区", "region"),
    "sector": ("行业", "sector"),
    "form": ("组织形式", "legal form"),
    "group": ("“集团”字样", "word for group"),
    "branch": ("分支机构", "branch"),
    "numbers": ("名称中的序号", "numbers in the name"),
}
_LEVELS = {
    "same": ("相同", "same"),
    "differs": ("不同", "differs"),
    "organisation": ("主体标识码相同", "same organisation code"),
    "one_letter": ("差一字", "one letter apart"),
    "core": ("去地名与组织形式后相同", "same but for place and legal form"),
    "within": ("略写", "one is short for the other"),
    "alike": ("相近", "alike"),
    "number": ("门牌相同", "same road and number"),
    "city": ("同市", "same city"),
    "province": ("同省", "same province"),
    "other_city": ("同省异市", "another city of the province"),
}
_REASONS = {
    "points": ("得分足够且领先", "enough points and a lead"),
    "code": ("统一社会信用代码相同", "the same social credit code"),
    "renamed": ("代码相同，名称已变", "the same code under another name"),
    "code_doubt": (
        "代码相同，其余各项都不像",
        "the code is the same and all else speaks against it",
    ),
    "code_twice": ("同一代码出现两次", "the code comes twice"),
    "field": ("有一项须由人确认", "one field needs a person"),
    "few_points": ("得分不足以自动认定", "too few points to be the same unasked"),
    "tie": ("另有得分相近的一对", "another pair has nearly as many points"),
    "taken": ("候选已归另一行", "another row has the candidate"),
    "nothing_near": ("名册中没有足够相近的", "the register has nothing near enough"),
    "no_name": ("没有名称可比", "there is no name to compare"),
    "remembered": ("此前已由人确认", "a person decided so before"),
}
_DECISIONS = {"same": ("认定", "same"), "ask": ("待确认", "ask"), "new": ("新", "new")}


def field_texts(matches: pa.Table, rules: MatchingRules | None = None) -> pa.Array:
    """One text per match, as ``名称相同 +16.9；地区同市 +8.0``, in the reader's language."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rules = rules or matching_rules()
    parting = say(zh="；", en="; ")
    parts = []
    for field in FIELDS:
        levels = level_names(rules, field)
        texts = pa.array([_level(field, level, rules, parting) for level in levels])
        index = pc.index_in(matches[field].combine_chunks(), value_set=pa.array(levels))
        parts.append(pc.take(texts, index))
    # joined without nulls: pyarrow 26 leaves rows out that have nothing else, if they are skipped
    return pc.utf8_rtrim(pc.binary_join_element_wise(*parts, ""), parting)


def _level(field: str, level: str, rules: MatchingRules, parting: str) -> str:
    if level == MISSING:
        return ""
    points = rules.points[field][level]
    zh, en = _FIELDS[field], _LEVELS[level]
    asked = level in rules.asked.get(field, ())
    mark = say(zh="（须确认）", en=" (asked)") if asked else ""
    return say(zh=f"{zh[0]}{en[0]}", en=f"{zh[1]}: {en[1]}") + f" {points:+.1f}{mark}{parting}"


def reason_texts(matches: pa.Table) -> pa.Array:
    """Why each decision was taken, in the reader's language."""
    return _named(matches["reason"], _REASONS)


def decision_texts(matches: pa.Table) -> pa.Array:
    """The decisions in the reader's language."""
    return _named(matches["decision"], _DECISIONS)


def _named(column: pa.ChunkedArray, texts: dict[str, tuple[str, str]]) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    said = pa.array([say(zh=zh, en=en) for zh, en in texts.values()], pa.string())
    index = pc.index_in(column.combine_chunks(), value_set=pa.array(list(texts)))
    return pc.take(said, index)
