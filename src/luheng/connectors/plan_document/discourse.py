"""What a sentence inherits: its section, the governing year, 每年, the region and the sector."""

from __future__ import annotations

import csv
import functools
import importlib.resources
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .lexicon import alternatives, lexicon
from .line import PlanHead
from .numerals import chinese_integer
from .sentences import Passage

__all__ = [
    "Dated",
    "Outline",
    "base_year",
    "dated",
    "heading_sectors",
    "heading_year",
    "place_named",
    "plan_base",
    "region_of",
    "sectors_of",
    "spoken_past",
    "without_place",
    "year_of",
]

#: a plan may look so many years past its own end
_BEYOND = 15
_LONGEST_TITLE = 24
YEAR = r"(?:(?:19|20)\d{2}|[二一][〇○零九][〇○零一二三四五六七八九]{2})"
_FIVE = re.compile(r"“?十([一二三四五六])五”?(?:规划)?(末|期末|期间|时期|以来|规划期|时|收官|$)?")
_YEAR = re.compile(
    rf"(?P<since>自|从)?(?P<b>比|较|与|相比|相较|相较于|对比|以|在|由|从)?(?:(?P<y1>{YEAR})年?(?:-{{1,2}}|—{{1,2}}|~|至|到))?"
    rf"(?P<y>{YEAR})年(?P<e>底前|年底前|底|末|前|左右)?"
)
#: 比“十三五”末: the five-year period that a change is counted from
_FIVE_BASE = re.compile(
    r"(?:比|较|与|相比|相较于?|对比|在)“?十([一二三四五六])五”?(?:规划)?(?:期?末|时期|期间)?"
)
_FIVE_BASE_END = re.compile(r"(?:比|较|与|相比|相较于?|对比)$")
_DONE = re.compile(
    r"(?:建成|建设|培育|创建|实施|完成|实现|达到|推广|淘汰|形成|获得|下降|降低|提高|增长|取得|出台|发布)了|至此"
)
_PEAK_AFTER = re.compile(r"[^，。；\d]{0,16}?(?:达峰|碳中和|峰值)")
_BASE_AFTER = re.compile(r"的(?:\d|基础|基数|水平)|相比|为基|基础上|基数")


@dataclass(frozen=True, slots=True)
class Dated:
    """From ``at`` on, ``year`` governs; ``past`` if the words say that it is behind us."""

    at: int
    year: int | None
    past: bool
    each: bool = False
    written: int = 0
    aimed: bool = False


@dataclass(slots=True)
class Outline:
    """The headings in force: whether the reader stands in what was done or what is planned."""

    first: str = ""
    second: str = ""

    def enter(self, heading: str) -> None:
        """Take a heading in."""
        if re.match(r"[-—•●◆■★▪►]", heading):
            return  # 转型成效显著 behind a dash names a goal, not a section
        kind = _kind(heading)
        if re.match(
            r"(?:第[一二三四五六七八九十]+[章部编]|[一二三四五六七八九十]{1,3}[、.．])", heading
        ):
            self.first, self.second = kind, ""
        elif re.match(r"（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]+节", heading):
            self.second = kind if kind == "goals" or self.first != "tasks" else "tasks"
        elif kind == "goals" or (kind == "past" and self.first != "tasks"):
            self.second = kind

    @property
    def past(self) -> bool:
        """Whether the section reports what was reached or how things stand."""
        return (self.second or self.first) == "past"

    @property
    def goals(self) -> bool:
        """Whether the section states the plan's goals."""
        return (self.second or self.first) == "goals"


def _kind(heading: str) -> str:
    words = lexicon().headings
    if any(w in heading for w in words["goals"]):
        return "goals"
    if any(w in heading for w in words["past"]):
        return "past"
    return "tasks" if any(w in heading for w in words["future"]) else ""


def year_of(text: str) -> int:
    """The year as written in digits or in Chinese numerals."""
    return int(text) if text.isdigit() else int(chinese_integer(text.replace("○", "〇")) or 0)


def plan_base(head: PlanHead) -> int:
    """The last year of the five-year period before the plan's own, or before a single year.

    0 if the plan's years are not known.
    """
    if not head.first_year:
        return 0
    if 0 < head.last_year == head.first_year:
        return head.first_year - 1
    return (head.first_year - 1) // 5 * 5


def dated(passage: Passage, head: PlanHead) -> list[Dated]:
    """Every place of a passage where another year or 每年 begins to govern, in order."""
    text = passage.text
    named = [(m.start(), m.end()) for m in re.finditer(r"《[^》]*》|（[^（）]*）|〔[^〕]*〕", text)]
    out = list(_periods(text, named, head))
    for m in _YEAR.finditer(text):
        after = text[m.end() :]
        if any(a <= m.start("y") < b for a, b in named) or after.startswith("版"):
            continue
        if m["b"] in {"比", "较", "与", "相比", "相较", "相较于", "对比", "以"}:
            continue
        if _BASE_AFTER.match(after) or (m["e"] != "底" and _PEAK_AFTER.match(after)):
            continue
        if m["since"] and re.match(r"起|开始", after):
            continue  # 从2021年起: when it begins, not when it is reached
        year = year_of(m["y"])
        lead = text[max(0, m.start() - 4) : m.start()]
        said = year < head.first_year or (
            bool(re.search(r"截至|截止", lead)) and year < head.last_year
        )
        aimed = bool(re.search(r"[到至]$|力争|展望|确保|目标", lead)) or m["e"] == "底前"
        said = said or not (head.first_year or aimed)  # of a report: 2023年，…下降5.1%
        out.append(Dated(m.start(), year, said, written=m.start("y") or 1, aimed=aimed))
    each = alternatives(w for w in lexicon().words["each"] if w.startswith(("每", "逐")))
    out += [Dated(m.start(), None, past=False, each=True) for m in re.finditer(each, text)]
    return sorted(out, key=lambda d: d.at)


def _periods(text: str, named: list[tuple[int, int]], head: PlanHead) -> Iterator[Dated]:
    for m in _FIVE.finditer(text):
        if not m[2] or any(a <= m.start() < b for a, b in named):
            continue
        if _FIVE_BASE_END.search(text[: m.start()]):
            continue
        end = 2005 + 5 * (chinese_integer(m[1]) or 0)
        ahead = m[2] in {"期间", "时期"} and end >= head.last_year
        yield Dated(m.start(), end, past=end < head.first_year, aimed=ahead)


def spoken_past(text: str) -> bool:
    """Whether the words before a figure say that it has been reached already."""
    if _DONE.search(text):
        return True
    text = re.sub(r"[比较与](?:上年|去年)", "", text)  # 较上年下降 compares, it does not report
    return lexicon().any_of("past_words").search(text) is not None


def base_year(text: str) -> int | None:
    """The year a change is counted from, if the text names one; the last one named counts."""
    for m in reversed(list(_YEAR.finditer(text))):
        after = text[m.end() :]
        if m["b"] in {"比", "较", "相比", "相较", "相较于", "对比"} or (
            m["b"] in {"与", "以", "在", "由", "从"} and _BASE_AFTER.match(after)
        ):
            return year_of(m["y"])
    for five in _FIVE_BASE.finditer(text):
        if not five.group().startswith("在") or re.match(r"的?基础", text[five.end() :]):
            return 2005 + 5 * (chinese_integer(five[1]) or 0)
    return None


def heading_year(heading: str, head: PlanHead) -> int | None:
    """The year that a heading sets for what stands below it: 2024年重点工作, （2026—2030年）."""
    years = [year_of(m["y"]) for m in _YEAR.finditer(heading)]
    fit = [y for y in years if head.first_year <= y <= head.last_year + _BEYOND]
    return fit[-1] if fit else None


def heading_sectors(heading: str) -> tuple[str, ...]:
    """The sectors that a title is about: 1.钢铁, （一）建材行业, 推进陶瓷行业绿色转型; or none."""
    named = sectors_of(heading)
    if not named or len(heading) > _LONGEST_TITLE:
        return ()
    bare = re.sub(r"^[\s◆●■•*-]*(?:（?[一二三四五六七八九十\d]{1,3}[）、.．]*)?", "", heading)
    whole = _sector_pattern().sub("", bare).strip("、和及与。：")
    if whole and not re.search(r"(?:行业|产业)(?!链|集群|园区|基地|结构|布局|体系)", bare):
        return ()
    return tuple(dict.fromkeys(s for n in named for s in n.split("|")))


@functools.cache
def _places() -> dict[str, str]:
    text = importlib.resources.files("luheng.codelists").joinpath("regions.csv").read_text("utf-8")
    out: dict[str, str] = {}
    words = lexicon().words["place_or_word"]
    for row in csv.DictReader(text.splitlines()):
        if row["level"] in {"city", "prefecture", "county", "province"}:
            for name in (row["short"], row["zh"]):
                if len(name) > 1 and name not in words:
                    out[name] = row["en"]
            if row["level"] in {"city", "prefecture"} and len(row["short"]) > 1:
                ends = ("州", "市", "盟", "地区")
                out |= {row["short"] + end: row["en"] for end in ends if row["short"][-1:] != end}
    return out


@functools.cache
def _every_place() -> dict[str, str]:
    text = importlib.resources.files("luheng.codelists").joinpath("regions.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {name: row["en"] for row in rows for name in (row["short"], row["zh"]) if name}


def place_named(text: str, head: PlanHead) -> str:
    """The place that a row of a table names: its English name, or as written if it is not listed.

    Nothing and a total stand for the plan's region.
    """
    if not text or re.fullmatch(r"合计|总计|小计|全[省市区州县国]|全自治区", text):
        return head.region
    return _every_place().get(text) or _places().get(text, text)


@functools.cache
def _place_pattern() -> re.Pattern[str]:
    return re.compile(alternatives(_places()))


def region_of(text: str, clause: str, head: PlanHead) -> str:
    """Whose figure it is: the plan's region unless the words name a part of it or the nation."""
    if re.match(r"(?:力争|预计|到期末)*(?:我国|全国)", text) and head.region != "China":
        return "China"
    place = _place_pattern().match(text)
    if place and head.region != _places()[place.group()]:
        # a list of places or a firm's name is no part of the region
        other = re.match(r"等|、|和|[^，。]{0,16}(?:公司|集团)", text[place.end() :])
        return head.region if other else _places()[place.group()]
    named = re.search(
        rf"在((?:(?:{_macro()})(?:地区|区域)?(?:[、和及]|以及)?)+)(?:地区|区域)?(?:，|$)", clause
    )
    return f"{head.region}: {named[1].rstrip('、')}" if named else head.region


def without_place(text: str) -> str:
    """A name without the place that it begins with: 甘肃省节能环保产业产值."""
    place = _place_pattern().match(text)
    rest = text[place.end() :] if place else text
    return rest if len(rest) > len("产值") else text


@functools.cache
def _macro() -> str:
    return alternatives(lexicon().words["region_words"])


@functools.cache
def _sector_pattern() -> re.Pattern[str]:
    return re.compile(alternatives(lexicon().sectors))


def sectors_of(text: str) -> list[str]:
    """The sectors a text names, in order: English names, two of them joined by a bar."""
    names = [lexicon().sectors[m.group()] for m in _sector_pattern().finditer(text)]
    return list(dict.fromkeys(names))
