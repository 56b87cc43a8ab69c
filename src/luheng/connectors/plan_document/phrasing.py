"""What kind of figure a measure is: a change or a level, a target, a fact or a threshold."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

from .lexicon import alternatives, lexicon
from .measures import Measure
from .roles import SIZE

__all__ = [
    "Nature",
    "has_verb",
    "indexed",
    "nature",
    "pue",
    "sharpened",
    "subject",
]

_NOT_VERB = r"(?!值|工程|行动|计划|活动|改造)"
_YEARS = re.compile(
    r"(?:到|至|截至|截止|力争)?(?:\d{4}|[二〇○零一三四五六七八九]{4})年(?:底前|底|末|前)?(?:的$)?"
)
_REACH_OF_VERB = 12  # characters between 减少 and its number
_REACH_OF_NOUN = 4  # the same for 增速, 新增
_SPENT = re.compile(
    r"潜力|节[能水电](?:量|能力)|(?:化解|淘汰|压减|退出|关停|置换|削减|去|腾退)[^，]{0,12}产能$"
    r"|(?:完成|新增|新建)[^，]{0,20}(?:面积|里程|容量)$"
)
#: verbs that open a clause and are no part of a name
_OPENERS = (
    "支持",
    "拥有",
    "实施",
    "创建",
    "建设",
    "建成",
    "培育",
    "打造",
    "推广",
    "完成",
    "遴选",
    "选择",
    "认定",
    "制定",
    "发布",
    "组织",
    "开展",
    "形成",
    "筛选",
    "确定",
    "争创",
    "争取",
    "新增",
    "建立",
    "优先",
    "引导",
    "推动",
    "推进",
    "研究",
    "修订",
    "申报",
    "淘汰",
    "整治",
    "新培育",
    "新创建",
    "新建",
    "开发",
    "扶持",
    "获评",
    "获",
    "安排",
    "带动",
    "拉动",
    "利用",
    "实现",
    "达到",
    "普及",
    "布局",
    "搭建",
    "设立",
    "五年",
    "努力",
    "改造提升",
)
#: what a year's flow is: 年回收利用废钢铁600万吨
_A_YEAR = re.compile(r"(?:^|[，、：；力争现])年(?:综合|回收|循环|加工|处理|处置|利用|消纳|拆解)")
#: what is new comes on top: 新增光伏装机500万千瓦
_ADDED = re.compile(
    r"新增(?!.*(?:占比|比例|比重))[^，、]{0,16}(?:装机|光伏|风电|储能)(?:容量|规模|能力)?"
    r"(?:不少于|不低于|超过|达到?|约)?$"
)
#: 三年累计, 五年共: the amount of all years together, whatever 每年 said before
_TOGETHER = re.compile(r"累计|(?:[两二三四五]|\d)年(?:共|内|间|合计)|合计|总计")
_PUE = re.compile(r"PUE|电能利用效率|电能利用率|电源使用效率|电能使用效率", re.IGNORECASE)

#: 节能环保产业 is no energy saved, 有色 and 有关 hold nothing
_NAMED_AFTER_FLOW = re.compile(
    r"调节能力|节能(?:服务|环保|减排|降碳|低碳|与环保|与新能源|和新能源|增效|技术)"
)
_INDEX = re.compile(
    r"(?:指数|系数|产能比|之比|产销比|容积率|得分)[^，。；\d]{0,4}"
    r"(?:达到?|提高到|提升到|提升至|提高至|升至|控制在|降至|为)(?:约|[^，。；\d]{0,4}以上)?(?:不低于|超过)?$"
)


@dataclass(frozen=True, slots=True)
class Nature:
    """The kind of a figure, its direction, and whether a change verb governs it."""

    kind: str
    direction: str
    change: str = ""


@functools.cache
def _verbs() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = lexicon().words
    down, up = alternatives(words["change_down"]), alternatives(words["change_up"])
    change = re.compile(rf"(?P<d>{down})|(?P<u>{up}){_NOT_VERB}")
    reach = re.compile(rf"(?:{alternatives(words['reach'])})(?:了)?$")
    make = re.compile(alternatives(words["make"]))
    stock = re.compile(alternatives(words["stock"]))
    return change, reach, make, stock


def pue(text: str) -> bool:
    """Whether the words speak of a power usage effectiveness, which has no unit."""
    return bool(_PUE.search(text))


def indexed(text: str) -> bool:
    """Whether the words lead up to an index or a ratio, which has no unit: 指数达到105."""
    return bool(_INDEX.search(text))


def nature(measure: Measure, before: str, *, each: bool, inherited: str = "") -> Nature:
    """Kind and direction from the unit's class and the words before the number."""
    each = each and not _TOGETHER.search(before)
    change = _change(before) or (inherited if not _named(before) else "")
    direction = {"d": "decrease", "u": "increase"}.get(change, "")
    toward = {">=": "at_least", ">": "at_least", "<=": "at_most", "<": "at_most", "~": "about"}
    still = toward.get(measure.comparator, "reach")
    match measure.kind:
        case "points":
            return Nature("percentage_points", direction or "increase", change)
        case "times":
            return Nature("relative_change" if change else "level", direction or still, change)
        case "fold":
            return Nature("relative_change", direction or "increase", "u")
        case "percent":
            return _percent(before, change, direction or still, each=each)
        case "count" if "累计推广" in before and measure.unit.endswith(("辆", "台")):
            return Nature("cumulative", still)
        case "count" if not measure.unit.endswith(("千瓦", "吨")):
            return Nature("per_year" if each and "累计" not in before else "count", still)
        case _:
            return _amount(measure, before, change, direction or still, each=each)


def has_verb(text: str) -> bool:
    """Whether the words hold a verb of their own: of change, of reaching or of making."""
    change, reach, _, _ = _verbs()
    return bool(change.search(text) or reach.search(text))


def without_verbs(text: str) -> str:
    """The words without those of change and of reaching."""
    words = lexicon().words
    verbs = (*words["change_down"], *words["change_up"], *words["reach"])
    return re.sub(alternatives(verbs), "", text)


def sharpened(measure: Measure, before: str) -> Measure:
    """The measure with a hedge that stands a little before it.

    至少组织3次, 不高于标准值的90%, 超过全国平均水平10个百分点.
    """
    if measure.comparator != "=":
        return measure
    if re.search(r"(?:至少|不少于|不低于)[^，、]{1,4}$|(?:不低于|不少于)[^，、]{2,14}的$", before):
        return replace(measure, comparator=">=")
    if re.search(r"(?:不高于|不超过)[^，、]{2,14}的$", before):
        return replace(measure, comparator="<=")
    if re.search(r"约占[^，、]{2,12}的$", before):
        return replace(measure, comparator="~")
    if measure.kind == "points" and re.search(r"(?:超过|高于|高出|超出)[^，、]{2,12}$", before):
        return replace(measure, comparator=">")
    return measure


def _percent(before: str, change: str, direction: str, *, each: bool) -> Nature:
    yearly = "年均" in before or "年平均" in before or each
    if re.search(r"(?:增速|增长率|增幅)[^，]{0,8}$", before):
        return Nature("per_year", "increase")
    if re.search(r"(?:保持|实现|达到)(?:了)?年均[^，]{0,2}$", before):
        return Nature("per_year", "increase")  # 保持年均18%的增速
    if re.search(r"(?:下降|降低)率(?:完成|达到)[^，]{0,8}$", before):
        return Nature("relative_change", "decrease", "d")
    if change and yearly:
        return Nature("per_year", direction, change)
    if change:
        points = re.search(r"(?:比例|比重|占比|份额|覆盖率|普及率)[^，]{0,6}$", before)
        return Nature("percentage_points" if points else "relative_change", direction, change)
    return Nature("share", direction)


def _amount(measure: Measure, before: str, change: str, direction: str, *, each: bool) -> Nature:
    if measure.kind in {"rate", "bare", "class"}:
        return Nature("level", direction, change)
    if each:
        return Nature("per_year", direction, change)
    if _A_YEAR.search(before):
        return Nature("level", "reach")
    _, reach, _, stock = _verbs()
    before = _NAMED_AFTER_FLOW.sub("", before)
    cut = re.sub(r"\d{4}年的?$", "", before.removesuffix(measure.before))
    if "累计" in before and not re.search(r"累计(?:总)?(?:装机|并网)", before):
        return Nature("cumulative", direction, change)
    if _ADDED.search(cut):
        return Nature("cumulative", direction, change)
    held = reach.search(cut) or reach.search(before)
    if re.search(rf"(?:{stock.pattern}|率)[约近为达]*$", cut) and not re.search(_SPENT, cut):
        return Nature("level", "reach" if direction == "increase" else direction)
    flows = re.search(
        r"节能量|节水量|减排量|节电量|减碳量|投资|资金|债券|发行|安排|设立|筹集|发放|节能|产能(?!力|达)",
        before,
    )
    if held and held.group() not in {"实现", "占", "约"} and not flows:
        return Nature("level", "reach" if direction == "increase" else direction)
    heads = lexicon().any_of("flow").search(before)
    if stock.search(before) and not heads:
        return Nature("level", direction)
    return Nature("cumulative", direction, change)


def _named(before: str) -> bool:
    """Whether the words say themselves what happens to the figure."""
    return bool(re.search(r"达|为|突破|超|占|率$|比例$|到", before))


def _change(before: str) -> str:
    """Say d or u if the last verb before the number is a change that does not name its end."""
    change = _verbs()[0]
    last = None
    for m in change.finditer(before):
        last = m
    if last is None:
        return ""
    tail = before[last.end() :]
    if re.match(r"(?:了|约)?(?:到|至|为|达)", tail) or len(tail) > _REACH_OF_VERB:
        return ""
    if re.search(r"(?:达到?|为|突破|占|完成|控制|保持|稳定在)", tail) or re.search(
        r"(?:率|占比|比例|比重|产值|规模|总量|收入|产量|面积|装机|里程)[约近超过]*$", tail
    ):
        return ""
    if (
        last["u"]
        and last.group() in {"增速", "增长率", "增幅", "新增", "扩大"}
        and len(tail) > _REACH_OF_NOUN
    ):
        return ""
    return "d" if last["d"] else "u"


def subject(measure: Measure, before: str, own: str, after: str) -> str:
    """The words that name what is measured, leads and verbs taken away.

    ``before`` is what stands before the number with what it inherits, ``own`` without. The name
    follows the number in 20家示范企业, comes first in 示范企业20家; a verb follows in 20家企业通过.
    """
    sized = SIZE.match(after) if measure.kind == "count" else None
    if sized and len(after) > sized.end():
        after = after[sized.end() :]
    after = re.sub(r"^的?(?:目标|水平|规模(?!以上)|大关|任务|要求|以内|之间)", "", after)
    ahead = re.match(r"(?:的)?([^，。；、（）和及与的到\d][^，。；]*)", after)
    name = ahead[1].rstrip("、和及与") if ahead else ""
    first = _named_before(measure, own) or _named_before(measure, before)
    if not name:
        return first
    if re.match(r"(?:开展|列入|入选|通过|获评|建成投产|完成|成功|实现|纳入)", name):
        return first + name if len(_named_before(measure, own)) > 1 else name
    if measure.kind == "count" or len(first) <= 1:
        return name
    if ahead and re.search(r"[、和及与，]$", own.removesuffix(measure.before)):
        return name  # 5000万吨粗钢、800万吨焦化产能
    return first


def _named_before(measure: Measure, text: str) -> str:
    words = lexicon().words
    text = text.removesuffix(measure.before)
    text = re.sub(
        r"(?:比|较|与|相比于?)(?:\d{4}年|[“□]?十[一二三四五六]五[”□]?末?|上年|同期)(?:相比)?",
        "",
        text,
    )
    text = _YEARS.sub("", text)
    text = re.sub(r"[□“]?十[一二三四五六]五[”□]?(?:期间|时期|末|以来)", "", text)
    change = alternatives((*words["change_down"], *words["change_up"]))
    reach = alternatives(words["reach"])
    verbs = re.compile(
        rf"(?:{reach}|{change}|了|约|保持|幅度|年均|平均|累计|分别|由的?|从的?|再|仅|高|要|将|力争|应|均)+$"
    )
    for _ in range(2):  # 总产值达到、达到: the years between them are gone
        text = verbs.sub("", text.strip("，、：和及与□"))
    text = _trim(text)
    leads = re.compile(rf"^(?:{alternatives(_OPENERS)}|(?:{change})(?!率|量|值|额)|了|，)+")
    rest = leads.sub("", text)
    return _trim(rest) if len(rest) >= 1 else ""


def _trim(text: str) -> str:
    leads = alternatives(lexicon().words["leads"])
    trimmed = re.sub(rf"^(?:{leads}|，|、|：|[“”](?=[，、]))+", "", text)
    return re.sub(r"(?:分别|累计|平均|均|已|约)+$", "", trimmed).strip("，、：和及与□")
