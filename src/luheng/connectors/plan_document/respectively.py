"""分别 lists: which of several named things each of several numbers belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .measures import Measure

__all__ = ["shared_subjects", "shared_years"]

_YEARS = re.compile(r"(?:到|至)?20\d{2}年?底?(?:(?:、|和|与|及|，)(?:到|至)?20\d{2}年?底?)+")
_SPLIT = re.compile(r"、|和|(?<!普)及(?!率)|与|以及")
_TAIL = re.compile(
    r"(?:等?(?:重点)?(?:行业|领域|产业|企业))?(?:规模以上|规上)?(?:工业)?(?:单位|万元)(?:工业|产品|增加值|产值|综合|生产总值)+[^、，]*$"
    r"|等?(?:主要污染物)?(?:重点工程|工程|污染物)*(?:累计)?(?:减排量|削减量)$"
    r"|(?:综合|回收|循环|重复|资源化|安全|有效)*(?:利用率|利用量|处置率|回收率|产量|产能|占比|比重|比例|覆盖率|普及率"
    r"|增加值[^、，]*|能耗|电耗|水耗|年?(?:综合|回收|循环|加工|处理|处置|利用|消纳|再生)+(?:量|能力)|排放总量|排放量|排放|消费量|用水量|产值|规模|强度|效率|浓度|装机[^、，]*|占[^、，]*)$"
)
_LEAD = re.compile(r"^(?:到|至)?(?:\d{4}年(?:底|末)?|力争|其中|全省|全市|全国|实现|，|确保|：)+")
_VERB = re.compile(
    r"(?:分别)?(?:达到|达|为|提高到|下降到|降至|下降|降低|提高|增长|提升|占|超过|不少于|不低于|不超过|突破|控制在|累计|约|减少|增加|削减|力争|要|将|均|至|到|了|[比较]\d{4}年|相比)*$"
)
#: what may stand between two rows of one list of names
_OWN = re.compile(
    r"分别|均|比(?:\d{4}年|“?十[一二三四五六]五”?末?|上年)|较\d{4}年|[，、]|各|了|约|提高|增加|提升|增长|下降|降低|减少|上升"
)
_PER = re.compile(
    r"(?:规模以上|规上|全省|全市|全国|工业)*(?:单位(?:工业|地区|国内|生产|总值|规模以上|增加值|产值|产品|GDP)+|万元(?:工业)?(?:增加值|产值|GDP))"
)
_FLOW = re.compile(r"(?:能耗|能源消耗|用水量|水耗|取水量|新水用量|二氧化碳排放|碳排放|排放量|电耗)")
#: places whose name holds a list sign
_WHOLE = re.compile(r"京津冀及周边(?:地区)?|[^、和及与]{1,6}及(?:以上|其)[^、和及与]{0,4}")
#: a part that says itself what is measured takes no more from the last one
_SAID = re.compile(
    r"(?:能耗|能源消耗|电耗|水耗|用水量|取水量|排放量?|强度|率|占比|比重|产值|产量|增加值|收入|规模|消费量|装机|浓度|总量)$"
)


def shared_subjects(items: Sequence[tuple[Measure, str]], text: str) -> dict[int, str]:
    """The name of each measure of a row of measures, where the row names several in advance."""
    out: dict[int, str] = {}
    last: list[str] = []
    for row in _rows(items, text):
        before = items[row[0]][1]
        names = _names(before)
        if len(names) != len(row) and len(last) == len(row) and not _OWN.sub("", before):
            names = last  # 分别为12%、31%，分别提高2.4和3.1个百分点
        if len(names) == len(row):
            out.update(zip(row, names, strict=True))
            last = names
    return out


def shared_years(items: Sequence[tuple[Measure, str]], text: str, start: int) -> dict[int, int]:
    """The year of each measure of a row that follows as many years: 到2025年、2030年分别达到…."""
    out: dict[int, int] = {}
    for row in _rows(items, text):
        named = list(_YEARS.finditer(text[start : items[row[0]][0].digits]))
        years = [int(y) for y in re.findall(r"\d{4}", named[-1][0])] if named else []
        if len(years) == len(row):
            out.update(zip(row, years, strict=True))
    return out


def _rows(items: Sequence[tuple[Measure, str]], text: str) -> Iterator[list[int]]:
    """Runs of measures with nothing but a list sign between them."""
    k = 0
    while k < len(items):
        row = [k]
        while row[-1] + 1 < len(items) and re.fullmatch(
            r"(?:、|和|及|与|以及|，)(?:约|近)?",
            text[items[row[-1]][0].end : items[row[-1] + 1][0].digits],
        ):
            row.append(row[-1] + 1)
        if len(row) > 1:
            yield row
        k = row[-1] + 1


def _names(before: str) -> list[str]:
    flat = re.sub(r"（[^）]*）", lambda m: "\0" * len(m.group()), before)
    flat = _WHOLE.sub(lambda m: "\0" * len(m.group()), flat)
    flat = _VERB.sub("", _VERB.sub("", flat))
    lead = _LEAD.match(flat)
    start = lead.end() if lead else 0
    body = flat[start:]
    tail = _TAIL.search(body)
    suffix = tail[0] if tail else ""
    names, at = [], 0
    for m in [*_SPLIT.finditer(body), None]:
        end = m.start() if m else len(body)
        part = before[start + at : start + end]
        complete = not m or part.endswith(suffix) or _SAID.search(part)
        names.append(part if complete else part + suffix)
        at = m.end() if m else at
    unit = _PER.match(names[0])
    if unit and len(names) > 1:
        # 单位工业增加值能耗、用水量: the later ones are per the same unit
        names = [
            n if n.startswith(("单位", "万元", "人均")) or not _FLOW.match(n) else unit[0] + n
            for n in names
        ]
    return names
