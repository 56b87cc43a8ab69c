"""The head of a plan: title, issuer, document number, region and period, read from its text."""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from luheng.codelists import load

from .line import Line, PlanHead
from .numbering import mark_of, ordinal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read_head"]

_KIND = r"(?:规划纲要|规划|方案|计划|意见|纲要|行动|工作要点|工作安排|重点工作|实施细则)"
_SUFFIX = r"(?:[（(][^（）()]{2,24}[)）])?"
_TITLE = re.compile(rf"^[^，。；：,;]{{2,70}}{_KIND}\s*{_SUFFIX}$")
_IN_NOTICE = re.compile(
    rf"印发[《<〈]?(?P<t>[^《》]*(?:《[^《》]*》)?[^《》]*?{_KIND}\s*{_SUFFIX})[》>〉]?的?\s*通知"
)
_NUMBER = re.compile(
    r"^(?P<n>[\u3400-\u9fff]{2,14}(?:发|函|规|字|文|办|令|节|综|环|科|政|工信|发改)?[\u3400-\u9fff]{0,6}\s*"
    r"[〔【\[（(]\s*(?:19|20)\d{2}\s*[〕】\])）]\s*(?:第\s*)?\d{1,4}\s*号)"
)
_DATE = re.compile(r"^(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?$")
_BODY = re.compile(
    r"(?:人民政府(?:办公厅|办公室)?|办公厅|办公室|委员会|工业和信息化[部厅局委]|信息化部|发展改革委|[部厅局委署院]|领导小组)$"
)
_SPAN = re.compile(r"(?P<a>20\d{2})\s*年?\s*(?:[-—–~～－]+|至|到)\s*(?P<b>20\d{2})\s*年?")
_FIVE_YEAR = re.compile(
    r"[“\"]?(?P<n>十[一二三四五六七八九]?)五[”\"]?|第(?P<m>十[一二三四五六七八九]?)个五年"
)
_OTHER_PLACE = re.compile(
    r"(?:[\u3400-\u9fff]{2,8}?(?:省|自治区))?(?P<c>(?!推进|加快|建设)[\u3400-\u9fff]{2,6}?(?<!城)(?<!强)(?<!都)[市州盟])"
)
#: the Third Five-Year Plan began in 1966, and every later one five years after the last
_THIRD_PLAN: Final = 1966
_HEAD_LINES: Final = 80
_TITLE_LINES: Final = 25
_LONGEST_TITLE_LINE: Final = 45
_BODY_NAME: Final = range(3, 41)


def read_head(lines: Sequence[Line]) -> PlanHead:
    """What the first lines say; a text that is not there is empty, a year 0."""
    texts = [_plain(line.text) for line in lines[:_HEAD_LINES]]
    texts = [t for t in texts if t]
    title = _title(texts)
    opening = "".join(texts[:12])
    first, last = _period(title, opening)
    if not last:
        first, last = _period_of_aims(lines, texts)
    issuer = _issuer(texts)
    number = next((_squeezed(m["n"]) for t in texts[:40] if (m := _NUMBER.match(t))), "")
    return PlanHead(title, _region(title, issuer, opening), first, last, issuer, number)


def _plain(text: str) -> str:
    text = re.sub(r"^\[bookmark:[^\]]*\]", "", text.replace("\xa0", " "))
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", text).strip()


def _squeezed(text: str) -> str:
    return "".join(text.split())


# -- title -------------------------------------------------------------------------------------


def _title(texts: list[str]) -> str:
    """The line that is the plan's name; else the name in the covering notice; else none."""
    candidates = []
    for i in range(len(texts)):
        for size in (1, 2, 3):
            parts = texts[i : i + size]
            if len(parts) == size and all(_may_be_title(p) for p in parts):
                joined = _squeezed("".join(parts))
                if _TITLE.match(joined) and "通知" not in joined:
                    candidates.append((i, size, joined))
    noticed = _noticed("".join(texts[:_TITLE_LINES]))
    if noticed:
        core = re.sub(_SUFFIX + "$", "", noticed)
        same = [c for c in candidates if core in c[2] or c[2] in core]
        return max(same, key=lambda c: len(c[2]))[2] if same else noticed
    near = [c for c in candidates if c[0] < _TITLE_LINES]
    if not near:
        return ""
    first = min(c[0] for c in near)
    return _with_period(max((c for c in near if c[0] == first), key=lambda c: c[1]), texts)


def _may_be_title(text: str) -> bool:
    return (
        len(text) <= _LONGEST_TITLE_LINE
        and mark_of(text) is None
        and not re.search(r"[。；，：,;:]|^附件|^[（(][^（）()]*(?:公开|发布|属性)", text)
        and not _is_body(text)
        and not _NUMBER.match(text)
        and not _DATE.match(text)
    )


def _with_period(candidate: tuple[int, int, str], texts: list[str]) -> str:
    """The title and the years in brackets on the line below it, if they stand there."""
    place, size, title = candidate
    below = texts[place + size] if place + size < len(texts) else ""
    years = re.fullmatch(r"[（(]\s*20\d{2}[^（）()]*20\d{2}\s*年?\s*[)）]", below)
    return title + _squeezed(below) if years else title


def _noticed(text: str) -> str:
    text = _squeezed(text)
    found = _IN_NOTICE.search(text)
    if found is None:
        return ""
    title = found["t"].strip("《》<>〈〉")
    return re.sub(r"^.*印发", "", title)


# -- issuer, region, period --------------------------------------------------------------------


def _issuer(texts: list[str]) -> str:
    """The body whose name stands above the date, heads the notice or the page."""
    for i, text in enumerate(texts):
        if _DATE.match(text) and i and _is_body(texts[i - 1]):
            above = []
            for other in reversed(texts[max(0, i - 6) : i]):
                if not _is_body(other):
                    break
                above.append(_squeezed(other))
            return " ".join(reversed(above))
    opening = _squeezed("".join(texts[:6]))
    notice = re.match(r"(?P<b>[\u3400-\u9fff、]{3,60}?)关于印发", opening)
    if notice and _is_body(notice["b"]):
        return notice["b"]
    return next((_squeezed(t) for t in texts[:5] if _is_body(t) and "关于" not in t), "")


def _is_body(text: str) -> bool:
    text = _squeezed(text)
    named = len(text) in _BODY_NAME and _BODY.search(text)
    return bool(named) and not re.search(r"[。；：:，《]", text)


@functools.cache
def _regions() -> tuple[tuple[str, str, str], ...]:
    """(Chinese name, English name, level) of cities and provinces, cities and long names first."""
    rows = [r for r in load("regions").rows if r["level"] in {"province", "city"}]
    named = [(name, r["en"], r["level"]) for r in rows for name in {r["zh"], r["short"]} if name]
    return tuple(sorted(named, key=lambda n: (n[2] != "city", -len(n[0]))))


def _region(title: str, issuer: str, opening: str) -> str:
    """The place that the title, the issuer or the opening names; "China" if none does."""
    for text in (title, issuer):
        place = _place(text)
        if place:
            return place
    if re.match(r"(?:中华人民共和国|国务院|国家|中共中央)", issuer) or re.search(
        r"^(?:工业和信息化部|生态环境部|国家发展改革委|科技部)", issuer
    ):
        return "China"
    return "China" if re.search(r"全国|我国|各省、自治区", opening) else _place(opening) or "China"


def _place(text: str) -> str:
    """The city or province that a text begins with or names."""
    named = [(name, en, level) for name, en, level in _regions() if name in text]
    begun = _OTHER_PLACE.match(text)
    if begun and not any(level == "city" or name == begun["c"] for name, _, level in named):
        return begun["c"]
    return named[0][1] if named else ""


def _period(title: str, opening: str) -> tuple[int, int]:
    """The years that the plan runs over: those in its title, else the first that it names."""
    for text in (title, opening):
        span = _SPAN.search(text)
        if span and int(span["a"]) < int(span["b"]) <= int(span["a"]) + 20:
            return int(span["a"]), int(span["b"])
        plan = _FIVE_YEAR.search(text)
        if plan:
            number = ordinal_of(plan["n"] or plan["m"])
            first = _THIRD_PLAN + 5 * ((number or 0) - 3)
            return first, first + 4
    alone = re.search(r"(?<!\d)(20\d{2})年(?!前)", title)
    return (int(alone[1]), int(alone[1])) if alone else (0, 0)


def _period_of_aims(lines: Sequence[Line], texts: Sequence[str]) -> tuple[int, int]:
    """Where no period is named: from the year of the document to the one most aims are set for."""
    whole = "".join(_squeezed(line.text) for line in lines)
    aims = Counter(int(y) for y in re.findall(r"到(20\d{2})年", whole))
    if not aims:
        return 0, 0
    last = max(aims, key=lambda year: (aims[year], -year))
    dated = [re.search(r"20\d{2}", t) for t in texts if _DATE.match(t) or _NUMBER.match(t)]
    issued = [int(y[0]) for y in dated if y and int(y[0]) <= last]
    near = min(aims)
    return (min(issued) if issued else near - 4 if near % 5 == 0 else near), last
