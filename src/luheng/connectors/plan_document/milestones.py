"""Targets that are no measured number: peak years, grades, and 全覆盖 read as 100 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .discourse import region_of, sectors_of
from .drafts import FigureDraft
from .indicators import indicator_id
from .numerals import chinese_integer
from .prose import Reading, place
from .sentences import Passage, masked

__all__ = ["milestones"]

_PEAK = re.compile(
    r"(?P<y>20\d{2})年(?P<h>底前|年底前|前后|前|左右|底|末)?(?P<t>[^，。；\d《》）]{0,16}?)"
    r"(?P<w>碳达峰|达峰|峰值|碳中和|净零排放)(?!行动|方案|工作|试点|实施意见|专项|意见|先锋|路径)"
)
# 钢铁行业2025年前、石化行业2028年前实现碳达峰: the first year takes the verb of the second
_PEAK_LIST = re.compile(
    r"(?P<y>20\d{2})年(?P<h>底前|前|左右)?(?P<t>)(?=、[^，。；\d]{2,20}20\d{2}年(?:底前|前|左右)?"
    r"[^，。；\d]{0,16}(?P<w>碳达峰|达峰|峰值|碳中和))(?![^，。；\d]{0,2}(?:碳达峰|达峰|碳中和))"
)
# 到2030年，工业碳排放达到峰值: the verb stands behind the comma
_PEAK_LATER = re.compile(
    r"(?:到|力争|确保)(?P<y>20\d{2})年(?P<h>底前|前|左右|底)?，(?P<t>[^，。；\d]{2,24}?)(?:率先|力争|确保|全面)*(?:实现|达到)"
    r"(?P<w>碳达峰|达峰|峰值|碳中和)"
)
_PEAK_FIVE = re.compile(
    r"“?十(?P<f>[四五六])五”?(?P<h>)期?末，?(?P<t>[^，。；\d]{2,24}?)(?:率先|力争|确保|全面)*(?:实现|达到)(?P<w>碳达峰|达峰|峰值)"
)
# 到2030年，…；…，二氧化碳排放量达到峰值: the year governs from further off
_PEAK_BARE = re.compile(
    r"(?P<t>(?:二氧化碳|碳|温室气体)排放(?:总?量)?)(?P<h>)(?:率先|力争)*(?:达到)(?P<w>峰值)"
)
_SIGN = {"前": "<", "底前": "<=", "年底前": "<=", "左右": "~", "前后": "~"}
_GRADE = re.compile(
    r"(?:达到|达|提升到|提升至)(?P<o>[^，。；\d]{0,12}?)(?P<g>[一二三四五1-5])级(?!(?:及以上|以上)的?(?:企业|产品|设备|单位))(?=[^，。；、]{0,5}(?:水平|标准|以上|要求))"
)
_WHOLE = re.compile(
    r"全覆盖|全部(?:建成|完成|落实|纳入|启动|达到|实现)|全面完成|应[^，。]{1,2}尽[^，。]{1,2}"
)


def milestones(passage: Passage, reading: Reading) -> Iterator[FigureDraft]:
    """Peak years, grades and full coverage of one passage."""
    text = passage.text
    flat = re.sub(r"[《][^》]*[》]", lambda m: "□" * len(m.group()), text)
    done = 0
    for m, year in _peak_years(flat, passage, reading):
        yield from _peaks((m, year), passage, reading, done)
        done = m.end()
    hidden = masked(text)
    for m in _GRADE.finditer(hidden):
        yield _grade(m, hidden, passage, reading)
    for m in _WHOLE.finditer(hidden):
        if not reading.is_past(passage, m.start()):
            yield _covered(m, hidden, passage, reading)


def _peak_years(
    text: str, passage: Passage, reading: Reading
) -> Iterator[tuple[re.Match[str], int]]:
    """Each peak with its year, in the order of the text; of two readings the nearer year holds."""
    found = {m.end("w"): (m, int(m["y"])) for m in _PEAK.finditer(text)}
    for m in _PEAK_LATER.finditer(text):
        found.setdefault(m.end("w"), (m, int(m["y"])))
    for m in _PEAK_FIVE.finditer(text):
        found.setdefault(m.end("w"), (m, 2005 + 5 * (chinese_integer(m["f"]) or 0)))
    for m in _PEAK_BARE.finditer(text):
        state = reading.at(passage, m.start())
        if (
            state.year
            and (state.written or reading.outline.goals)
            and not reading.is_past(passage, m.start())
        ):
            found.setdefault(m.end("w"), (m, state.year))
    listed = [(m, int(m["y"])) for m in _PEAK_LIST.finditer(text)]
    yield from sorted([*found.values(), *listed], key=lambda pair: pair[0].start())


def _clause(text: str, at: int) -> tuple[int, str]:
    start = max(text.rfind(c, 0, at) for c in "，。；：！") + 1
    return start, text[start:at]


def _peaks(
    peak: tuple[re.Match[str], int], passage: Passage, reading: Reading, done: int
) -> Iterator[FigureDraft]:
    m, year = peak
    start = max(_clause(m.string, m.start())[0], done)
    before = m.string[start : m.start()]
    goal = "carbon_neutrality_year" if m["w"] in {"碳中和", "净零排放"} else "carbon_peak_year"
    named = before + m["t"]
    # each sector has a path of its own; 石化化工 goes together
    sectors = [tuple(s.split("|")) for s in sectors_of(named)] or [()]
    for sector in sectors:
        yield FigureDraft(
            role="target",
            indicator_id=goal,
            indicator_zh=named + m["w"],
            kind="peak_year",
            direction="at_most" if m["h"] in _SIGN else "reach",
            comparator=_SIGN.get(m["h"] or "", "="),
            value=Decimal(year),
            value_max=None,
            unit="年",
            target_year=year,
            base_year=None,
            base_value=None,
            period="",
            scope_region=region_of(before, before, reading.plan),
            sector=sector,
            sureness=0.9 if re.search(r"力争|确保|实现|达到", before + m["t"]) else 0.7,
            why="年份即指标值",
            **place(passage, m.start(), m.end(), start),
        )


def _grade(m: re.Match[str], text: str, passage: Passage, reading: Reading) -> FigureDraft:
    start, before = _clause(text, m.start())
    state = reading.at(passage, m.start())
    value = int(m["g"]) if m["g"].isdigit() else chinese_integer(m["g"]) or 0
    past = reading.is_past(passage, m.start())
    sectors = tuple(dict.fromkeys(s for name in sectors_of(before) for s in name.split("|")))
    return FigureDraft(
        role="stated_fact" if past else "target",
        indicator_id=indicator_id(m["o"] + "等级", "grade"),
        indicator_zh=m["o"] + "等级",
        kind="level",
        direction="reach",
        comparator="<=",
        value=Decimal(value),
        value_max=None,
        unit="级",
        target_year=None if past else state.year or reading.plan.last_year or None,
        base_year=None,
        base_value=None,
        period="",
        scope_region=region_of(before, before, reading.plan),
        sector=sectors,
        sureness=0.7,
        why="等级以一级为优",
        **place(passage, m.start(), m.end(), start),
    )


def _covered(m: re.Match[str], text: str, passage: Passage, reading: Reading) -> FigureDraft:
    start, before = _clause(text, m.start())
    state = reading.at(passage, m.start())
    tail = re.match(r"[^，。；]{0,40}", text[m.end() :])
    phrase = before + (tail[0] if tail else "")
    return FigureDraft(
        role="target",
        indicator_id=indicator_id(phrase + "覆盖率", "percent"),
        indicator_zh=phrase,
        kind="share",
        direction="reach",
        comparator="=",
        value=Decimal(100),
        value_max=None,
        unit="%",
        target_year=state.year or reading.plan.last_year or None,
        base_year=None,
        base_value=None,
        period="",
        scope_region=region_of(before, before, reading.plan),
        sector=tuple(sectors_of(phrase)),
        sureness=0.5,
        why="未写数字，按全部即100%读",
        **place(passage, m.start(), m.end(), start),
        qualifiers=("implicit",),
    )
