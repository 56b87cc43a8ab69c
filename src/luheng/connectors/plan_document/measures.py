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
_MULT = alternatives(MULTIPLIERS)
_NOT_UNIT = r"(?!月|小时|工作日|方面|部委|部门|民|类别|点(?!\d))"


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
    written = re.compile(
        rf"(?P<n>{_NUM})(?:%?(?:-{{1,2}}|—{{1,2}}|~|至|到)(?P<n2>{_NUM}))?(?P<b>{between})?"
        rf"(?:(?P<m>{_MULT})??(?P<b2>{between})?(?P<u>{unit}){_NOT_UNIT}"
        rf"(?:(?:/|每)(?P<p>{per}))?(?:/(?P<p2>{per}))?)?(?P<a>(?:{after}))?"
    )
    spoken = re.compile(
        rf"(?<![\d.一二三四五六七八九十几数百千万亿□])(?:"
        rf"(?P<m>千万|百万|亿|万|千|百)(?P<b>{between})?(?P<u>家|个|种|项|户|台|名|人|辆|座|款|件)(?!争鸣)"
        rf"|(?P<cm>十万亿|万亿|千亿|百亿|十亿|亿)(?P<cu>元级|级|元)"
        rf"|(?P<ten>[一二三四五六七八九])成(?!员|本|为|立|品|果|套|功|分|长|都|效|不)"
        rf"|百分之(?P<pc>[\d.]+|[零一二三四五六七八九十百]+)"
        rf"|翻(?:了)?(?P<fold>[一两二三])番)(?P<a>{after})?"
    )
    return written, spoken


def measures(text: str) -> list[Measure]:
    """The measures of a masked passage in the order of the text; bare numbers are among them."""
    found = sorted([*_written(text), *_spoken(text)], key=lambda m: m.digits)
    return _shared_units(text, found)


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
        if kind == "count" and m["p"]:
            unit, kind = unit + "/" + m["p"], "rate"
        elif m["p"]:
            unit, kind = f"{unit}/{m['p']}" + (f"/{m['p2']}" if m["p2"] else ""), "rate"
        between = m["b"] or m["b2"] or ""
        high = number(m["n2"]) if m["n2"] else None
        low = number(m["n"])
        if high is not None and (high <= low or (kind == "bare")):
            if kind == "bare":
                continue
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
    words = lexicon()
    for m in _patterns()[1].finditer(text):
        value, unit, kind = Decimal(0), m["u"] or "", words.units.get(m["u"] or "", "count")
        if m["m"]:
            value = MULTIPLIERS[m["m"]]
        elif m["cm"]:
            value = MULTIPLIERS.get(m["cm"], Decimal(10) ** 13)
            unit, kind = "元", "money" if m["cu"] == "元" else "class"
        elif m["ten"]:
            value, unit, kind = Decimal(10 * (chinese_integer(m["ten"]) or 0)), "%", "percent"
        elif m["pc"]:
            plain = chinese_integer(m["pc"])
            value = Decimal(plain) if plain is not None else number(m["pc"])
            unit, kind = "%", "percent"
        else:
            value = Decimal(2 ** (chinese_integer(m["fold"]) or 1) - 1) * 100
            unit, kind = "%", "fold"
        hedges = (m["b"] or "", m["a"] or "")
        yield _hedged(text, m.start(), m.end(), value, None, unit=unit, kind=kind, hedges=hedges)


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
