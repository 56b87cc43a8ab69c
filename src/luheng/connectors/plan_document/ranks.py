"""Places among others, years ahead of time, grades that select: 居全国第5位, 提前一年, 2级能效."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from .discourse import region_of, sectors_of
from .drafts import FigureDraft
from .indicators import indicator_id
from .lexicon import alternatives, lexicon
from .numerals import chinese_integer
from .prose import Reading, place
from .sentences import Passage, masked

__all__ = ["ranks"]

_AHEAD = re.compile(r"提前(?P<n>[一二两三四五1-5])年(?=[^，。；]{0,8}(?:完成|实现|达到|超额))")
_GRADE_OF = re.compile(
    r"(?<!\d)(?P<g>[1-5一二三四五])级(?:及以上|以上|、(?P<g2>[1-5一二三四五])级)(?:的)?(?:能效|水效)"
    r"|(?:能效|水效|能力成熟度|清洁生产)[^，。；、]{0,6}?(?<!\d)(?P<g3>[1-5一二三四五])级"
    r"(?:及以上|以上)(?:水平|标准)?的?(?:电机|变压器|产品|设备|企业|水泵|锅炉)"
)
#: 第一方阵, 前三季度 are no ranks
_NO_RANK = (
    "方阵|梯队|批|产业|动力|大|线|时间|轮|步|个|家|阶段|责任|款|条|季度|产区|级|年|次|章|节|期"
    "|类|行列|生产力|要务|资源"
)


@functools.cache
def _rank() -> re.Pattern[str]:
    where = "(?:" + alternatives(lexicon().words["rank_places"]) + ")"
    number = r"(?:\d+|[一二三四五六七八九十]+)"
    return re.compile(
        r"(?:位?居|位列|位于|位次|列|排名?|跻身|进入|跃居|升至|上升至|上升到|前移至|保持|处于"
        rf"|{where})(?:[^，。；\d]{{0,6}}?{where})?[^，。；\d第前首]{{0,6}}?"
        rf"(?:第(?P<n>{number})(?:位|名)?|(?P<f>首位|榜首)|前(?P<t>{number})(?:位|名|强|列)?)"
        rf"(?!{_NO_RANK}|[%％]|\d)"
    )


def ranks(passage: Passage, reading: Reading) -> Iterator[FigureDraft]:
    """Ranks, years ahead of time and selecting grades of one passage."""
    text = passage.text
    flat = re.sub(r"[《][^》]*[》]", lambda m: "□" * len(m.group()), text)
    hidden = masked(text)
    for m in _rank().finditer(flat):
        yield from _ranked(m, flat, passage, reading)
    for m in _AHEAD.finditer(hidden):
        if reading.is_past(passage, m.start()):
            yield _early(m, hidden, passage, reading)
    for m in _GRADE_OF.finditer(text):
        yield _selected(m, text, passage, reading)


def _clause(text: str, at: int) -> tuple[int, str]:
    start = max(text.rfind(c, 0, at) for c in "，。；：！") + 1
    return start, text[start:at]


def _ordinal(text: str) -> int:
    return int(text) if text.isdigit() else chinese_integer(text) or 0


def _ranked(
    m: re.Match[str], text: str, passage: Passage, reading: Reading
) -> Iterator[FigureDraft]:
    """A place among others: a fact, or a target where the plan sets out to reach it."""
    start, before = _clause(text, m.start())
    past = reading.is_past(passage, m.start())
    state = reading.at(passage, m.start())
    aims = re.search(r"力争|争取|确保|进入|跻身|达到|上升|跃居|前移|保持", before + m.group())
    if not past and not (aims and (state.written or reading.outline.goals)):
        return
    top = m["t"] or m["n"]
    name = before
    if not name.strip("数总量，") or re.search(r"\d", name):
        # 绿色工厂96家，数量居全国第八: the thing is named in the clause before
        last = text[max(text.rfind(c, 0, start - 1) for c in "。；：") + 1 : max(0, start - 1)]
        name = re.split(r"\d", last)[0].split("，")[-1] + (name if name == "数量" else "")
    yield replace(
        _plain(m, passage, reading, start, past=past),
        indicator_id=indicator_id(name + "全国排名", "rank"),
        indicator_zh=name + "排名",
        direction="at_most" if m["t"] else "reach",
        comparator="<=" if m["t"] else "=",
        value=Decimal(_ordinal(top) if top else 1),
        unit="位",
        scope_region=region_of(before, before, reading.plan),
        sector=tuple(sectors_of(before)),
        why="位次",
    )


def _early(m: re.Match[str], text: str, passage: Passage, reading: Reading) -> FigureDraft:
    start, _ = _clause(text, m.start())
    tail = re.match(r"[^，。；]{0,30}", text[m.end() :])
    years = int(m["n"]) if m["n"].isdigit() else chinese_integer(m["n"]) or 0
    return replace(
        _plain(m, passage, reading, start, past=True),
        indicator_zh=(tail[0] if tail else "") + "提前年数",
        value=Decimal(years),
        unit="年",
        why="提前完成的年数",
    )


def _selected(m: re.Match[str], text: str, passage: Passage, reading: Reading) -> FigureDraft:
    """The grade that a device or a firm must have to count."""
    start, before = _clause(text, m.start())
    grade = max(_ordinal(g) for g in (m["g"], m["g2"], m["g3"]) if g)
    better = not re.search("成熟度", m.group())
    return replace(
        _plain(m, passage, reading, start, past=True),
        role="threshold",
        indicator_zh=before[-12:] + "等级",
        comparator="<=" if better else ">=",
        value=Decimal(grade),
        unit="级",
        why="等级，用以选定对象",
    )


def _plain(
    m: re.Match[str], passage: Passage, reading: Reading, start: int, *, past: bool
) -> FigureDraft:
    """A level without unit, to be filled in."""
    year = reading.at(passage, m.start()).year
    return FigureDraft(
        role="stated_fact" if past else "target",
        indicator_id="",
        indicator_zh="",
        kind="level",
        direction="reach",
        comparator="=",
        value=Decimal(0),
        value_max=None,
        unit="",
        target_year=None if past else year or reading.plan.last_year or None,
        base_year=None,
        base_value=None,
        period=str(year) if past and year else "",
        scope_region=reading.plan.region,
        sector=(),
        sureness=0.6,
        why="",
        **place(passage, m.start(), m.end(), start),
    )
