"""分别 lists: which of several named things each of several numbers belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .measures import Measure

__all__ = ["shared_subjects", "shared_years"]

_YEARS = re.compile(r"(?:到|至)?20\d{2}年?底?(?:(?:、|和|与|及|，)(?:到|至)?20\d{2}年?底?)+")
_SPLIT = re.compile(r"、|和|及|与|以及")
_TAIL = re.compile(
    r"(?:综合|回收|循环|重复|资源化|安全|有效)*(?:利用率|利用量|处置率|回收率|产量|产能|占比|比重|比例|覆盖率|普及率"
    r"|增加值[^、，]*|能耗|电耗|水耗|年?(?:综合|回收|循环|加工|处理|处置|利用|消纳|再生)+(?:量|能力)|排放总量|排放量|排放|消费量|用水量|产值|规模|强度|效率|浓度|装机[^、，]*|占[^、，]*)$"
)
_LEAD = re.compile(r"^(?:到|至)?(?:\d{4}年(?:底|末)?|力争|其中|全省|全市|全国|实现|，|确保|：)+")
_VERB = re.compile(
    r"(?:分别)?(?:达到|达|为|提高到|下降到|降至|下降|降低|提高|增长|提升|占|超过|控制在|累计|约|减少|增加|至|到|了|比\d{4}年)*$"
)


def shared_subjects(items: Sequence[tuple[Measure, str]], text: str) -> dict[int, str]:
    """The name of each measure of a row of measures, where the row names several in advance."""
    out: dict[int, str] = {}
    for row in _rows(items, text):
        names = _names(items[row[0]][1])
        if len(names) == len(row):
            out.update(zip(row, names, strict=True))
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
        names.append(part if not m or part.endswith(suffix) else part + suffix)
        at = m.end() if m else at
    return names
