"""The figures of running text: each measure with its words, year, role and list mates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from .discourse import (
    Dated,
    Outline,
    base_year,
    dated,
    plan_base,
    region_of,
    sectors_of,
    spoken_past,
)
from .drafts import FigureDraft, Role
from .lexicon import lexicon
from .line import PlanHead
from .measures import Measure, measures
from .naming import completed, identified
from .phrasing import (
    Nature,
    has_verb,
    indexed,
    nature,
    pue,
    sharpened,
    subject,
    without_verbs,
)
from .respectively import shared_subjects, shared_years
from .roles import (
    is_base_value,
    is_description,
    is_limit,
    is_size,
    is_threshold,
)
from .sentences import Passage, clauses, masked, sentences
from .wanted import is_wanted

__all__ = ["Found", "Reading", "built", "names_its_unit", "neighbours", "place", "read_passage"]


_LEAD = re.compile(r"^(?:[，、：]|到?\d{4}年(?:底|末)?|力争|其中|预计)+")


_HIGHEST_PUE = 3
_NO_YEAR = 0


class Place(TypedDict):
    """Where a draft stands."""

    line: int
    start: tuple[int, int]
    end: tuple[int, int]
    quote: str


def place(passage: Passage, start: int, end: int, clause: int) -> Place:
    """The place of a figure: its line is that of the number, its quote runs from its clause."""
    first, last = passage.span(start, end)
    return Place(line=first[0], start=first, end=last, quote=passage.text[clause:end])


@dataclass(slots=True)
class Reading:
    """The state that goes with the reader through a document."""

    plan: PlanHead
    outline: Outline
    year: int | None = None
    sectors: tuple[str, ...] = ()
    _read: tuple[str, list[Dated]] = ("", [])

    def at(self, passage: Passage, at: int) -> Dated:
        """What governs a place of a passage: its year, whether it is past, whether 每年."""
        if self._read[0] is not passage.text:
            self._read = (passage.text, dated(passage, self.plan))
        stop = max(passage.text.rfind(c, 0, at) for c in "。；！") + 1
        before = [d for d in self._read[1] if d.at <= at]
        years = [d for d in before if not d.each]
        each = [d for d in before if d.each and d.at >= stop]
        # a new year ends what 每年 began
        yearly = bool(each) and not (years and years[-1].at > each[-1].at)
        if years:
            inside = years[-1].at >= stop
            past = years[-1].past if inside or not years[-1].written else False
            year = years[-1].year if not years[-1].past or inside else self.year
            return Dated(years[-1].at, year, past, yearly, int(inside), inside and years[-1].aimed)
        return Dated(-1, self.year, past=False, each=yearly)

    def is_past(self, passage: Passage, at: int) -> bool:
        """Whether a figure there was reached already."""
        state = self.at(passage, at)
        stop = max(passage.text.rfind(c, 0, at) for c in "。；！") + 1
        if state.past:
            return True
        if not self.plan.last_year and not state.aimed:
            return True  # a text that sets no year and names no period reports
        planned = state.written and (state.year or 0) >= self.plan.first_year
        if self.outline.past:
            return not (planned and state.aimed) and not re.search(
                r"力争|确保到|目标是|预计到", passage.text[stop:at]
            )
        return spoken_past(passage.text[stop:at]) and not planned


@dataclass(frozen=True, slots=True)
class Found:
    """A measure with the words between its neighbours."""

    measure: Measure
    clause: tuple[int, int]
    start: int
    before: str
    after: str
    inherited: bool
    counted: bool = False


def read_passage(passage: Passage, reading: Reading) -> Iterator[FigureDraft]:
    """The drafts of one passage, from left to right."""
    hidden = masked(passage.text)
    found = measures(hidden)
    for start, end in sentences(hidden):
        yield from _sentence(passage, hidden, (start, end), found, reading)
    if reading.outline.goals or not reading.outline.past:
        written = [d for d in dated(passage, reading.plan) if d.written and not d.past and d.year]
        if written and reading.outline.goals:
            reading.year = written[-1].year


def _sentence(
    passage: Passage, hidden: str, span: tuple[int, int], found: Sequence[Measure], reading: Reading
) -> Iterator[FigureDraft]:
    mine = [m for m in found if span[0] <= m.digits < span[1]]
    items = list(neighbours(passage, hidden, span, mine))
    row = [(i.measure, i.before) for i in items]
    subjects = shared_subjects(row, passage.text)
    years = shared_years(row, passage.text, span[0])
    lead, natural, made, selecting = "", None, False, False
    base: Measure | None = None
    last: FigureDraft | None = None
    for k, item in enumerate(items):
        if item.inherited and natural is not None:
            words = lead
        else:
            words = item.before
            sized = items[k - 1] if k else None
            if sized and sized.measure.kind == "class" and sized.measure.end == item.start:
                # 实施百亿级项目20个: the size class is part of the name
                words = sized.before + passage.text[sized.measure.start : item.measure.digits]
            if selecting and item.measure.kind == "count" and items[k - 1].clause == item.clause:
                words = items[k - 1].before + words  # 淘汰10蒸吨及以下锅炉4500台
            if not _noun(words) and k:
                # 年均下降3%，比2022年下降10%: what was said of one year is not said of all
                led = re.sub(r"年均|年平均", "", lead) if base_year(words) else lead
                words = led + words
            lead = item.before if _noun(item.before) or not lead else lead + item.before
        draft, natural = _draft(
            passage,
            span,
            item,
            reading,
            words=words,
            named="" if k in years else subjects.get(k, ""),
            previous=natural,
            made=made,
        )
        selecting = draft is not None and draft.role == "threshold"
        if not (selecting and made and item.before.startswith(("、", "和", "及"))):
            made = draft is not None and draft.role == "target"
        if draft is not None:
            if draft.kind == "relative_change" and last and last.base_value and _twice(item):
                continue  # 由4500亿元升至9000亿元，实现翻番: said once more
            draft = completed(draft, last, item.before)
            last = _based(draft, base, item, years.get(k), reading.plan)
            yield last
        starts = is_base_value(item.before, passage.text[item.measure.end : item.clause[1]])
        base = item.measure if starts else None


def _based(
    draft: FigureDraft, base: Measure | None, item: Found, year: int | None, plan: PlanHead
) -> FigureDraft:
    """The draft with the value it starts from, and with its own year of a list of years."""
    if year and draft.role == "target":
        draft = replace(draft, target_year=year)
    if base is None or base.unit != item.measure.unit:
        return draft
    implied = plan_base(plan) - (5 if draft.role == "stated_fact" else 0)
    year = draft.base_year or (implied if implied > 0 else None)
    return replace(draft, base_value=base.value, base_year=year)


def _follows(item: Found, m: Measure, previous: Nature) -> bool:
    """Whether an item of a list takes the verb of the item before it."""
    if m.kind == "percent" and previous.change:
        bare = re.sub(r"力争|确保|争取|达到?|超过|约|其中|，|、|和|及", "", item.before)
        # 能耗下降15%、用水量16%; but 下降15%，利用率30%
        noun = re.fullmatch(r"[，、]?[^，、\d率比占达到为]{1,8}", item.before)
        return item.inherited or not bare or bool(noun and not has_verb(item.before))
    if item.inherited:
        return False
    bare = item.before.removesuffix(m.before)
    if re.match(r"，?其中", bare) and not has_verb(re.sub(r"不少于|不低于|超过", "", bare)):
        return previous.kind in {"cumulative", "level"} and m.kind in {"physical", "money"}
    return (
        m.kind in {"physical", "money", "rate"}
        and bare.startswith(("、", "和", "及"))
        and previous.kind in {"cumulative", "level"}
        and not has_verb(bare)
    )


def _twice(item: Found) -> bool:
    return item.measure.kind == "fold" and not _noun(item.before.replace("近乎", ""))


def _noun(text: str) -> bool:
    bare = re.sub(
        r"\d{4}年的?|分别|累计|提高|下降|降低|增长|达到|超过|了|约|其中|力争|平均|减少|和|及|、|，",
        "",
        text,
    )
    return len(without_verbs(bare)) > 1


def neighbours(
    passage: Passage, hidden: str, span: tuple[int, int], found: Sequence[Measure]
) -> Iterator[Found]:
    """Each measure of a sentence with the words before and after it."""
    parts = list(clauses(hidden, *span))
    for i, m in enumerate(found):
        clause = next(((a, b) for a, b in parts if a <= m.digits < b), span)
        previous = found[i - 1].end if i else span[0]
        start = max(clause[0], previous)
        later = [n for n in found[i + 1 :] if n.start < clause[1]]
        if later and m.kind == "count" and is_size(later[0], hidden[m.end : later[0].start]):
            later = later[1:]  # 5个千亿级企业, 40个年收入1亿元以上的公司: the size is in the name
        stop = later[0].start if later else clause[1]
        before = passage.text[start : m.digits]
        joined = re.fullmatch(r"(?:、|和|及|与|以及|，)?(?:约|近|超过|不低于)?", before) is not None
        near = i > 0 and m.start - previous < len("以及，")
        yield Found(
            m,
            clause,
            start,
            before,
            passage.text[m.end : stop],
            joined and near,
            i > 0 and found[i - 1].kind == "count" and previous == start,
        )


def _draft(
    passage: Passage,
    span: tuple[int, int],
    item: Found,
    reading: Reading,
    *,
    words: str,
    named: str,
    previous: Nature | None,
    made: bool,
) -> tuple[FigureDraft | None, Nature | None]:
    m, text = item.measure, passage.text
    after = text[m.end : item.clause[1]]
    clause = text[item.clause[0] : item.clause[1]]
    said = text[span[0] : m.digits]
    if m.kind == "bare" and not names_its_unit(m, item, clause, said):
        return None, previous
    state = reading.at(passage, m.start)
    elided = item.inherited or not _noun(item.before)
    carried = previous.change if previous and elided else ""
    yearly = state.each and not (m.kind == "percent" and base_year(item.before))
    kind = nature(m, words, each=yearly, inherited=carried)
    if previous is not None and _follows(item, m, previous):
        kind = previous
    if is_base_value(item.before, after):
        if not (m.kind == "count" and re.search(r"现有|目前|已有", item.before)):
            return None, kind
        state = replace(state, past=True)
    selects = is_threshold(m, item.before, after, clause) or (
        (m.kind == "money" and item.counted and is_size(m, item.before))
        or (m.kind == "rate" and item.inherited and is_limit(text[span[0] : m.digits]))
    )
    role: Role = "threshold" if selects else "target"
    if not selects:
        described = not state.written and is_description(words)
        if described or state.past or reading.is_past(passage, m.start):
            role = "stated_fact"
        elif not is_wanted(m, item.before, words, after, state, made=made):
            return None, kind
    draft = built(
        passage, item, span, reading, words=words, named=named, kind=kind, role=role, state=state
    )
    return draft, kind


def names_its_unit(m: Measure, item: Found, clause: str, words: str) -> bool:
    """Whether the words say what a number without a unit is: a PUE, an index, a ratio."""
    if indexed(item.before):
        return True
    if pue(clause[: m.digits - item.clause[0]] or clause):
        return not item.inherited and bool(
            re.search(r"PUE|效率|利用率|[）值]", words[-24:], re.IGNORECASE)
        )
    falls = re.search(r"(?:降到|降至|控制在|不超过|不高于|低于|下降到)$", item.before)
    return bool(falls) and pue(words) and m.value < _HIGHEST_PUE


def built(
    passage: Passage,
    item: Found,
    span: tuple[int, int],
    reading: Reading,
    *,
    words: str,
    named: str,
    kind: Nature,
    role: Role,
    state: Dated,
) -> FigureDraft:
    """The draft of a measure whose words, kind and role are known."""
    m, plan = item.measure, reading.plan
    m = sharpened(m, words)
    zh = named or subject(m, words, item.before, item.after)
    if kind.kind == "share" and f"新增{zh}" in item.before:
        zh = f"新增{zh}"  # 新增高效电机占比 is a share of the new ones
    if m.kind == "bare" and f"新建{zh}" in item.before:
        zh = f"新建{zh}"
    changed = kind.kind in {"relative_change", "percentage_points"}
    based = base_year(passage.text[(span if changed else item.clause)[0] : m.digits])
    if based is None and changed and re.search(r"同比|比上年|较上年", words):
        based = state.year - 1 if state.year else None
    elif based is None and changed:
        based = (plan_base(plan) or _NO_YEAR) - (5 if role == "stated_fact" else 0)
        based = based if based > 0 else None
    clause = passage.text[item.clause[0] : item.clause[1]]
    unit = ("" if indexed(item.before) else "PUE") if m.kind == "bare" else m.unit
    sureness, why = _sureness(item, state)
    scope = region_of(named or _LEAD.sub("", words), passage.text[span[0] : m.digits], plan)
    return FigureDraft(
        role=role,
        indicator_id=identified(zh, m.kind, kind),
        indicator_zh=zh,
        kind=kind.kind,
        direction=kind.direction,
        comparator=m.comparator,
        value=m.value,
        value_max=m.value_max,
        unit=unit,
        target_year=(state.year or plan.last_year or None) if role == "target" else None,
        base_year=based,
        base_value=None,
        period=str(state.year) if role == "stated_fact" and state.year else "",
        scope_region=scope,
        sector=_sectors(zh, clause, words, reading),
        sureness=sureness,
        why=why,
        binding=_binding(passage.text, span, item),
        qualifiers=tuple(w for w in ("累计", "力争", "每年", "年均", "当年", "新增") if w in words),
        **place(passage, m.start, m.end, item.clause[0]),
    )


def _sectors(zh: str, clause: str, words: str, reading: Reading) -> tuple[str, ...]:
    """The sectors of the name, else of the title above, unless the words speak of the whole."""
    own = tuple(dict.fromkeys(s for n in sectors_of(zh or clause) for s in n.split("|")))
    if own or re.search(r"全省|全市|全区|全国|全社会|规模以上|规上", words):
        return own
    return reading.sectors


def _binding(text: str, span: tuple[int, int], item: Found) -> bool | None:
    """约束性 in the clause, in brackets behind it, or at the head of the sentence."""
    clause = text[item.clause[0] : item.clause[1]]
    behind = re.match(r"[^，。；]{0,4}（[^（）]*）", text[item.clause[1] :])
    head = re.match(r"[^，：。；]{0,12}指标(?:，|：)", text[span[0] : item.clause[0]])
    said = clause + (behind[0] if behind else "") + (head[0] if head else "")
    return next((v for k, v in lexicon().binding.items() if k in said), None)


def _sureness(item: Found, state: Dated) -> tuple[float, str]:
    if item.inherited:
        return 0.8, "并列项，承前读取"
    if not state.written:
        return 0.85, "年份由上文或规划期推定"
    return 0.95, "句内有年份、数值和单位"
