"""What a number is there for: to select, to start from, to describe, to rule, or to be reached."""

from __future__ import annotations

import functools
import re

from .lexicon import alternatives, lexicon
from .measures import Measure

__all__ = [
    "SIZE",
    "is_base_value",
    "is_description",
    "is_limit",
    "is_made",
    "is_rule",
    "is_size",
    "is_threshold",
]

_ANNUAL = re.compile(
    r"年[^，、；年]{0,6}(?:能源消费|能耗|综合能耗|耗能|用水|取水|用电|耗电|排放|耗水|能源消耗|消费)[^，；]{0,4}$"
)
_MOVES = re.compile(
    r"(?:，)?(?:大幅|逐步|进一步)?"
    r"(?:提高|提升|下降|降低|增加|减少|增长|上升|扩大|压减|发展|跃升|跃|攀升|回落|压缩|收窄|拓展|翻|降|升|增|减|缩|压|到|至)"
)
_DONE = re.compile(
    r"开展|完成|实施|建成|投产|通过|达到|列入|入选|纳入|启动|获评|实现|落地|入驻|创建|改造$"
)
_NOT_HAVING = re.compile(r"[国所特拥持固]有|有(?:色|关|效|机|毒|序|限|力|利|条件|望|助|害|影响)")
_GROUP = re.compile(r"(?:行业|领域|产业|县|市|区|部门|方面|地区|城市|品种|门类|环节)")
#: the size of those that are counted: 40个年收入1亿元以上的公司
_SIZE_NOUN = (
    r"(?:年)?(?:主营业务|营业|销售)?(?:总产值|产值|收入|营收|产能|规模|投资额?|总投资|销售额|用能|能耗|综合能耗)?"
    r"(?:超过|超|过|达到?|不低于|在)?"
)
SIZE = re.compile(
    rf"^{_SIZE_NOUN}[\d.～~—-]*\d[\d.]*[千百十万亿]*(?:元|吨|吨标准煤|千瓦)(?:级|以上|以下)?(?:、[^的，。；]{{0,16}})?的?"
)


@functools.cache
def _made() -> re.Pattern[str]:
    return re.compile(alternatives(lexicon().words["make"]))


def is_base_value(before: str, after: str) -> bool:
    """由22.5立方米下降到…, 在22%的基础上: the number a change starts from."""
    if re.match(r"的?基础上|的?水平上|的?基数", after):
        return True
    start = re.search(r"(?:由|从)[^，]{0,16}$", before)
    return bool(start and _MOVES.match(after))


def is_threshold(measure: Measure, before: str, after: str, clause: str) -> bool:
    """Whether the number selects those whom something concerns and is nothing to be reached."""
    entities = alternatives(lexicon().words["entities"])
    if measure.kind == "money" and re.match(r"的?(?:财政)?(?:资金|投资|贷款)", after):
        return False
    if measure.kind == "money":
        sized = re.match(rf"的?[^，。；、到达]{{0,8}}?(?:{entities})", after)
        passed = before.endswith(("过", "超", "逾")) or measure.before or measure.value_max
        if sized and passed and not re.match(r"的?(?:资金|投资|产值|贷款)", after):
            return True
    if re.match(r"(?:的)?范围|(?:的)?半径|的区域|的岸线", after) and measure.kind == "physical":
        return True
    if measure.kind in {"physical", "rate"} and is_limit(before):
        return True
    if measure.kind == "percent" and before.endswith(("前", "后", "排名前", "末")):
        return True
    hedged = bool(measure.before or measure.after) or measure.kind == "class"
    if measure.kind == "count":
        people = measure.unit.endswith(("人", "名")) and hedged
        return people and bool(re.match(rf"的[^，。；、]{{0,8}}(?:{entities})", after))
    selects = re.match(rf"级?(?:的)?[^，。；、到达]{{0,12}}?(?:{entities})", after)
    if measure.kind == "class":
        return bool(re.match(r"[^，。；、]", after))
    if measure.kind in {"percent", "points", "fold"}:
        done = re.match(r"[^，。；]{0,20}(?:完成|实现|达到|建成|建立|开展|纳入|通过)", after)
        if done and not re.search(r"[率比重]|超过|达到", before[-6:]):
            return False
        return hedged and bool(re.match(rf"的[^，。；、]{{0,8}}(?:{entities})", after))
    if hedged and selects and not re.match(r"(?:的)?(?:产能|能力|规模|水平|大关)", after):
        return True
    if hedged and re.match(r"的(?!产能|能力|规模|水平|大关|目标)", after):
        return True
    settled = re.search(r"达到|控制在|降|减|突破", before)
    return bool(_ANNUAL.search(before.removesuffix(measure.before)) and not settled) and (
        hedged or bool(re.match(r"^(?:对|以|将|凡|针对|鼓励)", clause))
    )


def is_limit(words: str) -> bool:
    """Whether the words speak of a limit or of the size of one plant, and not of reaching it."""
    limited = lexicon().any_of("limits").search(words)
    return limited is not None and not re.search(r"下降|降低|提高到|达到", words)


def is_description(words: str) -> bool:
    """Whether the words describe a place: its area, its people, what belongs to it."""
    return lexicon().any_of("descriptions").search(words) is not None


def is_rule(measure: Measure, words: str, after: str) -> bool:
    """Whether the number is a price, a term, or how often an office meets: no target."""
    known = lexicon()
    if known.any_of("terms").search(words) or re.match(
        r"[^，。；]{0,16}(?:基金|资金)的?作用", after
    ):
        return True
    chore = known.any_of("chores")
    if measure.unit == "次" and (chore.search(words[-8:]) or chore.search(after[:8])):
        return True
    group = re.match(r"(?:重点|主要|优势|传统|主导|支柱|特色)?(?:行业|领域|环节|方面|门类)", after)
    made = re.search(r"建成|打造|培育|形成|达到|完成|创建|覆盖", words + after)
    return measure.kind == "count" and bool(group) and not made


def is_size(measure: Measure, before: str) -> bool:
    """Whether it is the size of those counted right before it: 40个年收入1亿元以上的公司."""
    if measure.kind == "class":
        return not before
    words = before.removesuffix(measure.before)
    return measure.kind == "money" and re.fullmatch(_SIZE_NOUN, words) is not None


def is_made(before: str, after: str, *, dated: bool) -> bool:
    """Whether a count is something the plan makes or reaches, not the size of a named group."""
    make, point = _made(), lexicon().any_of("point")
    before = _NOT_HAVING.sub("", before)
    if before.endswith("等") and _GROUP.match(after):
        return False  # 钢铁、水泥等7个行业
    made = list(make.finditer(before))
    named = list(point.finditer(before))
    if re.search(r"(?:从|在)[^，]{0,24}$", before) and not made:
        return False
    pushed = bool(made) and all(m.group() in {"推动", "推进"} for m in made)
    if pushed and re.match(r"[^，。；]{0,24}(?:协同|联动|融合|错位|一体化|差异化)发展", after):
        return False  # 推动3个基地协同发展: they are there
    if made and (not named or made[-1].end() > named[-1].end() or dated):
        return True
    if named:
        return dated and bool(make.match(after))
    return bool(_DONE.search(after[:24])) or dated
