"""Numbers with units and hedges in a passage of a plan."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from .lexicon import alternatives, lexicon
from .numerals import MULTIPLIERS, chinese_integer, number

__all__ = ["Measure", "measures"]

_NUM = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALES = "万亿千百十"
_MULT = alternatives(MULTIPLIERS)
_NOT_UNIT = r"(?!月|小时|工作日|方面|部委|部门|民|类别|点(?!\d))"

_CHINESE = (
    r"[两二三四五六七八九][十百千](?:[零一二三四五六七八九][十百]?)*|[十百千][一二三四五六七八九]"
    r"|[两三四五六七八九十]"
)
#: a bare range is read only as a range of power usage effectiveness: 1.25—1.3
_HIGHEST_PUE = 3
_ONE_IN = {"二": 2, "三": 3, "四": 4, "五": 5}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number as written: ``start`` to ``end`` hold hedges too, ``digits`` where it begins.

    ``unit`` keeps its multiplier (万吨); ``kind`` is the unit's class (percent, points, count,
    money, physical, rate for a quotient, class for 千亿级, bare for none).
    """

    start: int
    digits: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    kind: str
    comparator: str
    before: str
    after: str


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = lexicon()
    unit = alternatives(words.units)
    between = alternatives(words.between)
    after = alternatives(words.after)
    per = alternatives(words.per)
    counted = alternatives(words.words["counted"])
    written = re.compile(
        rf"(?P<n>{_NUM})(?:%?(?:-{{1,2}}|—{{1,2}}|~|至|到)(?P<n2>{_NUM}))?(?P<b>{between})?"
        rf"(?:(?P<m>{_MULT})??(?P<b2>{between})?(?P<u>{unit}){_NOT_UNIT}"
        rf"(?:(?:/|每)(?P<p>{per}))?(?:/(?P<p2>{per}))?)?(?:(?:标准|水平)(?=以))?(?P<a>(?:{after}))?"
    )
    spoken = re.compile(
        rf"(?<![\d.第一二两三四五六七八九十几数百千万亿□])(?:"
        rf"(?P<m>千万|百万|亿|万|千|百)(?P<b>{between})?(?P<u>家|个|种|项|户|台|名|人|辆|座|款|件)(?!争鸣)"
        rf"|(?P<cn>{_CHINESE})(?P<cb>{between})?(?:(?P<cu3>(?:{_MULT})(?:{unit}){_NOT_UNIT})"
        rf"|(?P<cu2>家|座|户|台|项|种|条|艘|辆|名|个)(?!百分)(?=以上|以下|左右|[^，。；、]{{0,12}}(?:{counted})))"
        rf"|(?P<cm3>千万|百万|十万|万)(?P<cu4>吨|千瓦时|千瓦|立方米)级"
        rf"|(?P<part>[二三四五]分之[一二三四])|(?P<half>一半|过半)(?!以上?是)"
        rf"|(?P<cm>十万亿|万亿|千亿|百亿|十亿|亿)(?P<cu>元级|级|元)"
        rf"|(?P<ten>[一二三四五六七八九])成(?!员|本|为|立|品|果|套|功|分|长|都|效|不)"
        rf"|百分之(?P<pc>[\d.]+|[零一二三四五六七八九十百]+)"
        rf"|翻(?:了)?(?P<fold>[一两二三])番|(?P<twice>实现倍增|实现翻番|翻番(?=[，。；]))(?!计划|行动|工程)"
        rf"|(?:增长|提高|增加|扩大)了?(?P<times>[一两二三四五])倍)(?P<a>{after})?"
    )
    return written, spoken


def measures(text: str) -> list[Measure]:
    """The measures of a masked passage in the order of the text; bare numbers are among them."""
    found = sorted([*_written(text), *_spoken(text)], key=lambda m: m.digits)
    return _shared_hedges(text, _ranges(text, _shared_units(text, found)))


def _written(text: str) -> Iterator[Measure]:
    words = lexicon()
    for m in _patterns()[0].finditer(text):
        if m.start() and re.match(r"[A-Za-z_.\d+]", text[m.start() - 1]):
            continue
        unit, kind = m["u"] or "", words.units.get(m["u"] or "", "bare")
        if not unit and text[m.end("n") : m.end("n") + 1] in {
            "年",
            "月",
            "日",
            "号",
            "级",
            "大",
            "+",
        }:
            continue
        if kind == "bare" and unit:  # a word that only looks like a unit
            continue
        if kind == "count" and m["p"]:
            unit, kind = unit + "/" + m["p"], "rate"
        elif m["p"]:
            unit, kind = f"{unit}/{m['p']}" + (f"/{m['p2']}" if m["p2"] else ""), "rate"
        between = m["b"] or m["b2"] or ""
        high = number(m["n2"]) if m["n2"] else None
        low = number(m["n"])
        if high is not None and kind == "bare":
            if high > _HIGHEST_PUE or not low < high:
                continue
        elif high is not None and high <= low:
            high = None
        yield _hedged(
            text,
            m.start(),
            m.end(),
            low,
            high,
            unit=(m["m"] or "") + unit,
            kind=kind,
            hedges=(between, m["a"] or ""),
        )


def _spoken(text: str) -> Iterator[Measure]:
    for m in _patterns()[1].finditer(text):
        value, unit, kind = _worth(m)
        start = m.start("times") if m["times"] else m.start()
        hedges = (m["b"] or m["cb"] or "", m["a"] or "")
        hedged = _hedged(text, start, m.end(), value, None, unit=unit, kind=kind, hedges=hedges)
        if kind == "class" and hedged.comparator == "=":
            hedged = replace(hedged, comparator=">=")
        yield replace(hedged, comparator=">") if m["half"] == "过半" else hedged


def _worth(m: re.Match[str]) -> tuple[Decimal, str, str]:
    """Value, unit and class of a number in words."""
    words = lexicon()
    if m["m"]:
        return MULTIPLIERS[m["m"]], m["u"], words.units.get(m["u"], "count")
    if m["cn"]:
        unit = m["cu3"] or m["cu2"]
        kind = words.units.get(unit.lstrip(_SCALES), "count")
        return Decimal(chinese_integer(m["cn"]) or 0), unit, kind
    if m["cm"]:
        scale = MULTIPLIERS.get(m["cm"], Decimal(10) ** 13)
        sized = re.match(r"的?(?:产业|企业|集群|园区|项目|平台)", m.string[m.end() :])
        return scale, "元", "money" if m["cu"] == "元" and not sized else "class"
    if m["cm3"]:
        return MULTIPLIERS[m["cm3"]], m["cu4"], "class"
    if m["times"]:
        return Decimal(chinese_integer(m["times"]) or 1), "倍", "times"
    if m["fold"] or m["twice"]:
        folds = chinese_integer(m["fold"] or "一") or 1
        return Decimal(2**folds - 1) * 100, "%", "fold"
    return _percentage(m), "%", "percent"


def _percentage(m: re.Match[str]) -> Decimal:
    """Per cent of 九成, 百分之五, 三分之一, 一半."""
    if m["ten"]:
        return Decimal(10 * (chinese_integer(m["ten"]) or 0))
    if m["pc"]:
        plain = chinese_integer(m["pc"])
        return Decimal(plain) if plain is not None else number(m["pc"])
    if m["part"]:
        share = Decimal(100) * (chinese_integer(m["part"][-1]) or 1) / _ONE_IN[m["part"][0]]
        return round(share, 2).normalize() + 0
    return Decimal(50)


def _hedged(
    text: str,
    start: int,
    end: int,
    value: Decimal,
    high: Decimal | None,
    *,
    unit: str,
    kind: str,
    hedges: tuple[str, str],
) -> Measure:
    words = lexicon()
    between, after = hedges
    before = ""
    for word in sorted(words.before, key=len, reverse=True):
        if text.endswith(word, 0, start):
            before = word
            break
    comparator = (
        words.after.get(after) or words.before.get(before) or words.between.get(between) or "="
    )
    return Measure(
        start - len(before), start, end, value, high, unit, kind, comparator, before, after
    )


def _ranges(text: str, found: list[Measure]) -> list[Measure]:
    """8000亿元到1万亿元: two numbers of one unit make one figure, unless 由 or 从 goes before."""
    out: list[Measure] = []
    for m in found:
        last = out[-1] if out else None
        joined = last is not None and text[last.end : m.start] in {"到", "至", "-", "—", "~"}
        if last is None or not joined or last.value_max or m.value_max:
            out.append(m)
            continue
        one, two = last.unit.lstrip(_SCALES), m.unit.lstrip(_SCALES)
        low, high = _scaled(last), _scaled(m)
        moved = re.search(r"(?:由|从)[^，。；]{0,12}$", text[: last.start])
        if one != two or not low < high or moved or last.kind in {"bare", "count"}:
            out.append(m)
            continue
        top = m.value * _scale(m) / _scale(last)
        out[-1] = replace(last, end=m.end, value_max=top.normalize() + 0, after=m.after)
    return out


def _scale(m: Measure) -> Decimal:
    prefix = m.unit[: len(m.unit) - len(m.unit.lstrip(_SCALES))]
    return MULTIPLIERS.get(prefix, Decimal(1))


def _scaled(m: Measure) -> Decimal:
    return m.value * _scale(m)


def _shared_hedges(text: str, found: list[Measure]) -> list[Measure]:
    """分别超过70%和50%, 分别控制在5万吨、3万吨以内: one hedge holds for the whole row."""
    out = list(found)
    led = ""
    for i in range(1, len(out)):
        this, last = out[i], out[i - 1]
        if not re.fullmatch(r"、|和|及|与|以及", text[last.end : this.start]):
            led = ""
            continue
        if last.before and re.search(r"(?:分别|均|各)$", text[: last.start]):
            led = last.comparator
        if led and this.comparator == "=" and not this.after:
            out[i] = replace(this, comparator=led)
    return out


def _shared_units(text: str, found: list[Measure]) -> list[Measure]:
    """3.3和1.9个百分点, 20个、10个百分点: the last of a row lends its unit to those before it."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):
        this, after = out[i], out[i + 1]
        if not re.fullmatch(r"、|和|及|与|以及|或|，", text[this.end : after.start]):
            continue
        lends = after.kind != "bare" and (
            this.kind == "bare" or (this.unit == "个" and after.kind == "points")
        )
        if lends:
            out[i] = replace(this, unit=after.unit, kind=after.kind)
    return out
