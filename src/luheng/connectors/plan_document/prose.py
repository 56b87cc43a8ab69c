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
from .indicators import indicator_id
from .lexicon import lexicon
from .line import PlanHead
from .measures import Measure, measures
from .phrasing import (
    Nature,
    has_verb,
    is_base_value,
    is_made,
    is_threshold,
    nature,
    pue,
    sharpened,
    subject,
    without_verbs,
)
from .respectively import shared_subjects, shared_years
from .sentences import Passage, clauses, masked, sentences

__all__ = ["Reading", "place", "read_passage"]


_PAID = re.compile(r"(?:的标准|的)?(?:给予|补助|补贴|奖励)")
_PAYS = re.compile(r"对[^，]{1,20}(?:奖励|补助|补贴|奖补)[^，]{0,3}$")
_LEAD = re.compile(r"^(?:[，、：]|到?\d{4}年(?:底|末)?|力争|其中|预计)+")


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
        planned = state.written and (state.year or 0) >= self.plan.first_year
        if self.outline.past:
            return not (planned and state.aimed) and not re.search(
                r"力争|确保到|目标是|预计到", passage.text[stop:at]
            )
        return spoken_past(passage.text[stop:at]) and not planned


@dataclass(frozen=True, slots=True)
class _Found:
    """A measure with the words between its neighbours."""

    measure: Measure
    clause: tuple[int, int]
    start: int
    before: str
    after: str
    inherited: bool


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
    items = list(_neighbours(passage, hidden, span, mine))
    row = [(i.measure, i.before) for i in items]
    subjects = shared_subjects(row, passage.text)
    years = shared_years(row, passage.text, span[0])
    lead, natural, made = "", None, False
    base: Measure | None = None
    last: FigureDraft | None = None
    for k, item in enumerate(items):
        if item.inherited and natural is not None:
            words = lead
        else:
            words = item.before
            if not _noun(words) and k:
                words = lead + words
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
        made = draft is not None and draft.role == "target"
        if draft is not None:
            if not draft.indicator_zh and last is not None:
                draft = replace(
                    draft, indicator_zh=last.indicator_zh, indicator_id=last.indicator_id
                )
            last = draft
            yield _based(draft, base, item, years.get(k), reading.plan)
        starts = is_base_value(item.before, passage.text[item.measure.end : item.clause[1]])
        base = item.measure if starts else None


def _based(
    draft: FigureDraft, base: Measure | None, item: _Found, year: int | None, plan: PlanHead
) -> FigureDraft:
    """The draft with the value it starts from, and with its own year of a list of years."""
    if year and draft.role == "target":
        draft = replace(draft, target_year=year)
    if base is None or base.unit != item.measure.unit:
        return draft
    implied = plan_base(plan) - (5 if draft.role == "stated_fact" else 0)
    return replace(draft, base_value=base.value, base_year=draft.base_year or implied)


def _follows(item: _Found, m: Measure, previous: Nature) -> bool:
    """Whether an item of a list takes the verb of the item before it."""
    if m.kind == "percent" and previous.change:
        bare = re.sub(r"力争|确保|争取|达到?|超过|约|其中|，|、|和|及", "", item.before)
        return item.inherited or not bare
    if item.inherited:
        return False
    bare = item.before.removesuffix(m.before)
    return (
        m.kind in {"physical", "money", "rate"}
        and bare.startswith(("、", "和", "及"))
        and previous.kind in {"cumulative", "level"}
        and not has_verb(bare)
    )


def _noun(text: str) -> bool:
    bare = re.sub(
        r"分别|累计|提高|下降|降低|增长|达到|超过|了|约|其中|力争|平均|减少|和|及|、|，", "", text
    )
    return len(without_verbs(bare)) > 1


def _neighbours(
    passage: Passage, hidden: str, span: tuple[int, int], found: Sequence[Measure]
) -> Iterator[_Found]:
    parts = list(clauses(hidden, *span))
    for i, m in enumerate(found):
        clause = next(((a, b) for a, b in parts if a <= m.digits < b), span)
        previous = found[i - 1].end if i else span[0]
        start = max(clause[0], previous)
        later = [n for n in found[i + 1 :] if n.start < clause[1]]
        if later and later[0].kind == "class" and later[0].start == m.end:
            later = later[1:]  # 5个千亿级企业: the size class is part of the name
        stop = later[0].start if later else clause[1]
        before = passage.text[start : m.digits]
        joined = re.fullmatch(r"(?:、|和|及|与|以及|，)?(?:约|近|超过|不低于)?", before) is not None
        near = i > 0 and m.start - previous < len("以及，")
        yield _Found(m, clause, start, before, passage.text[m.end : stop], joined and near)


def _draft(
    passage: Passage,
    span: tuple[int, int],
    item: _Found,
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
    if m.kind == "bare" and not pue(clause[: m.digits - item.clause[0]] or clause):
        return None, previous
    if m.kind == "bare" and (
        item.inherited or not re.search(r"PUE|效率|利用率|[）值]", words[-24:])
    ):
        return None, previous
    state = reading.at(passage, m.start)
    elided = item.inherited or not _noun(item.before)
    carried = previous.change if previous and elided else ""
    kind = nature(m, words, each=state.each, inherited=carried)
    if previous is not None and _follows(item, m, previous):
        kind = previous
    if is_base_value(item.before, after):
        return None, kind
    selects = is_threshold(m, item.before, after, clause)
    role: Role = "threshold" if selects else "target"
    if not selects:
        if reading.is_past(passage, m.start):
            role = "stated_fact"
        elif not _wanted(m, item, words, after, state, made=made):
            return None, kind
    draft = _built(
        passage, item, span, reading, words=words, named=named, kind=kind, role=role, state=state
    )
    return draft, kind


def _wanted(m: Measure, item: _Found, words: str, after: str, state: Dated, *, made: bool) -> bool:
    """Whether a number in the plan's own part is something the plan sets out to reach."""
    if lexicon().any_of("policy").search(words[-14:]) or _PAID.match(after):
        return False
    if m.kind in {"physical", "money"} and after.startswith("的") and not has_verb(words):
        return False
    if m.kind == "money" and _PAYS.search(words):
        return False
    if m.kind == "count":
        # an item of a list takes the verb of the item before it, unless it only names a group
        listed = made and not re.search(r"从|在|聚焦|围绕|依托|针对|面向", item.before)
        return (
            is_made(words, after, dated=bool(state.written))
            or listed
            or (state.each and not re.search(r"(?:从|在|聚焦|围绕)[^，]*$", item.before))
        )
    if m.kind in {"physical", "money"} and m.unit in {"小时", "天", "公里", "米"}:
        return bool(re.search(r"达到|超过|不少于|新增|建成", words))
    return bool(words.strip("，、□"))


def _built(
    passage: Passage,
    item: _Found,
    span: tuple[int, int],
    reading: Reading,
    *,
    words: str,
    named: str,
    kind: Nature,
    role: Role,
    state: Dated,
) -> FigureDraft:
    m, plan = item.measure, reading.plan
    m = sharpened(m, words)
    zh = named or subject(m, words, item.before, item.after)
    changed = kind.kind in {"relative_change", "percentage_points"}
    based = base_year(passage.text[(span if changed else item.clause)[0] : m.digits])
    if based is None and changed:
        based = plan_base(plan) - (5 if role == "stated_fact" else 0)
    clause = passage.text[item.clause[0] : item.clause[1]]
    unit = "PUE" if m.kind == "bare" else m.unit
    sureness, why = _sureness(item, state)
    scope = region_of(_LEAD.sub("", words), passage.text[span[0] : m.digits], plan)
    return FigureDraft(
        role=role,
        indicator_id=_identified(zh, m.kind, kind),
        indicator_zh=zh,
        kind=kind.kind,
        direction=kind.direction,
        comparator=m.comparator,
        value=m.value,
        value_max=m.value_max,
        unit=unit,
        target_year=(state.year or plan.last_year) if role == "target" else None,
        base_year=based,
        base_value=None,
        period=str(state.year) if role == "stated_fact" and state.year else "",
        scope_region=scope,
        sector=tuple(dict.fromkeys(s for n in sectors_of(zh or clause) for s in n.split("|"))),
        sureness=sureness,
        why=why,
        binding=next((v for k, v in lexicon().binding.items() if k in clause), None),
        qualifiers=tuple(w for w in ("累计", "力争", "每年", "年均", "当年", "新增") if w in words),
        **place(passage, m.start, m.end, item.clause[0]),
    )


def _identified(zh: str, unit: str, kind: Nature) -> str:
    """The indicator of a name, or of the amount by which the named thing goes down."""
    code = indicator_id(zh, unit)
    if not code and kind.change == "d" and unit in {"physical", "rate"}:
        for form in (f"{zh}削减量", f"{zh}减排量", f"压减退出{zh}"):
            code = code or indicator_id(form, unit)
    if not code and unit in {"physical", "rate"}:
        code = indicator_id(f"{zh}利用量", unit) or indicator_id(f"{zh}量", unit)
    return code


def _sureness(item: _Found, state: Dated) -> tuple[float, str]:
    if item.inherited:
        return 0.8, "并列项，承前读取"
    if not state.written:
        return 0.85, "年份由上文或规划期推定"
    return 0.95, "句内有年份、数值和单位"
