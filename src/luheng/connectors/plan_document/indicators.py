"""Which indicator a phrase names: the code list's names and aliases against the words as read."""

from __future__ import annotations

import functools
import re

from luheng.codelists import load

from .lexicon import lexicon

__all__ = ["indicator_id"]

_NOISE = re.compile(
    r"（[^）]*）|[“”‘’《》\s]|省级及以上|省级以上|市级及以上|市级以上|国家级|省级|市级|全省|全市|全国|全区|规模以上|规上"
    r"|工业企业|累计|主要|数量$|企业数$|个数$|[数类]$|示范"
)
_KINDS = {
    "percent": {"share", "intensive", "extensive"},
    "ratio": {"share", "intensive"},
    "points": {"share", "intensive"},
    "times": {"share", "intensive", "extensive", "count"},
    "fold": {"share", "intensive", "extensive"},
    "count": {"count"},
    "money": {"extensive"},
    "class": {"extensive"},
    "physical": {"extensive", "intensive"},
    "rate": {"extensive", "intensive"},
    "bare": {"intensive"},
    "grade": {"grade"},
    "rank": {"rank"},
}
_SAME = (
    ("万元工业增加值", "单位工业增加值"),
    ("工业单位增加值", "单位工业增加值"),
    ("工业万元增加值", "单位工业增加值"),
    ("能源消耗", "能耗"),
    ("主营业务收入", "产值"),
    ("营业收入", "产值"),
    ("环保产业规模", "环保产业产值"),
    ("综合利用率", "利用率"),
    ("比例", "占比"),
    ("比重", "占比"),
    ("在运", "在网运行"),
    ("锅炉平均运行热效率", "锅炉能效"),
    ("锅炉实际运行效率", "锅炉能效"),
    ("锅炉平均运行效率", "锅炉能效"),
    ("锅炉运行效率", "锅炉能效"),
    ("锅炉热效率", "锅炉能效"),
    ("脱硫石膏", "工业副产石膏"),
    ("固体废物", "固废"),
    ("固体废弃物", "固废"),
    ("GDP", "地区生产总值"),
)
#: 规模以上工业增加值能耗 is one per unit of value added, whether or not it says so
_PER_UNIT = re.compile(r"(?<!单位)工业增加值(?=能耗|综合能耗|用水量|二氧化碳|碳排放)")
#: rates without a word of what: 固体废物产生量2249万吨，综合利用率29.9%
_NO_ONES = ("利用率", "处置率", "回收率", "综合利用率", "回收利用率", "利用处置率")
_HELD = 0.1  # what it counts for that the phrase holds the whole name
_CLOSE = 0.72
_SHORT = 4


def _plain(text: str) -> str:
    text = _NOISE.sub("", re.sub(r"（[^（）]*）", "", text))
    for long, short in _SAME:
        text = text.replace(long, short)
    return _PER_UNIT.sub("单位工业增加值", text)


@functools.cache
def _names() -> tuple[tuple[str, frozenset[str], str, str], ...]:
    out = []
    for row in load("indicators").rows:
        for name in (row["zh"], *filter(None, row["aliases"].split("|"))):
            plain = _plain(name)
            if len(plain) > 1:
                out.append((plain, _pairs(plain), row["id"], row["kind"]))
    return tuple(sorted(out, key=lambda n: -len(n[0])))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def indicator_id(phrase: str, kind: str, *, whole: bool = False) -> str:
    """The id of the indicator a phrase names, "" if none is near; ``kind`` is the unit's class.

    With ``whole`` the phrase must be the indicator's name or an alias and nothing more.
    """
    if not whole:
        return _match(_plain(phrase), kind)
    forms = (_plain(phrase), _plain(phrase + "数"))
    found = (_named().get((form, k)) for form in forms for k in sorted(_KINDS.get(kind, {"count"})))
    return next(filter(None, found), "")


@functools.cache
def _named() -> dict[tuple[str, str], str]:
    return {(name, kind): code for name, _, code, kind in _names()}


@functools.lru_cache(maxsize=4096)
def _match(plain: str, kind: str) -> str:
    allowed = _KINDS.get(kind, {"count", "share"})
    fits = [n for n in _names() if n[3] in allowed]
    mine = _pairs(plain)
    if not mine:
        return ""
    best, code = 0.0, ""
    telling = lexicon().words["telling"]
    for name, pairs, this, _k in fits:
        # 在役变压器占比 is no 新增变压器占比, however near the rest of the name
        if any(w in name and w not in plain for w in telling):
            continue
        if plain in _NO_ONES and plain != name:
            continue  # 利用率 alone names no one's
        score = 2 * len(mine & pairs) / (len(mine) + len(pairs) or 1)
        # a short name is told only by the end of the phrase: 绿色产品认证机构 is no 绿色产品
        if plain.endswith(name) if len(name) <= _SHORT else name in plain:
            score = max(score + _HELD, _CLOSE)
        if score > best:
            best, code = score, this
    return code if best >= _CLOSE else ""
