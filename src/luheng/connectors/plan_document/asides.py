"""The figures that stand in brackets, read with the year and the role of the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .discourse import Dated, Outline
from .drafts import FigureDraft, Role
from .indicators import indicator_id
from .measures import measures
from .phrasing import nature
from .prose import Reading, built, names_its_unit, neighbours
from .sentences import MASK, Passage, masked

__all__ = ["asides"]

#: what stands in brackets and holds figures: （国家级60家）, not a law, a grade or a body
_ASIDE = re.compile(r"（((?!其中|责任|牵头|见|按|附|以下|第|图|表)[^（）]{3,60})）")
_NO_ASIDE = re.compile(
    r"责任|令|号|GB|HJ|DB|版|《|标准|注：|万元以|以[上下]的|\d级|亿元以上|年度|—\d{4}年|万标"
)
_LEVELS = re.compile(
    r"^(?:含|包括|新增|不含|达到)*(?:国家级?|省级(?:以上)?|市级(?:以上)?|区级|新增|每年)?$"
)


def asides(passage: Passage, reading: Reading) -> Iterator[FigureDraft]:
    """The figures of brackets: 绿色工厂（含国家级60家）, 绿色制造体系（绿色园区4个）."""
    hidden = masked(passage.text)
    for m in _ASIDE.finditer(passage.text):
        if hidden[m.start(1)] != MASK or _NO_ASIDE.search(m[1]) or not re.search(r"\d", m[1]):
            continue
        start, end = m.span(1)
        inner = Passage(m[1], passage.where[start:end])
        if not [n for n in measures(masked(m[1])) if n.kind in {"count", "percent", "bare"}]:
            continue
        state, past = reading.at(passage, start), reading.is_past(passage, start)
        before = re.split(r"[，、。；：]", passage.text[: m.start()])[-1]
        outer = _Aside(reading, state.year, past=past)
        for draft in outer.read(inner):
            if draft.role == "threshold":
                continue
            named = _trimmed(before) if _LEVELS.match(draft.indicator_zh) else ""
            zh = draft.indicator_zh + named
            unit = "count" if draft.kind in {"count", "per_year"} else "percent"
            code = indicator_id(zh, unit) if named else draft.indicator_id
            yield replace(
                draft, indicator_zh=zh, indicator_id=code, sureness=0.6, why="括号内的数，承前读取"
            )


def _trimmed(words: str) -> str:
    name = re.sub(r"^.*(?:建成|建设|培育|创建|打造|形成|新增|拥有|认定|累计|达到|完成)", "", words)
    return re.sub(r"^(?:\d{4}年(?:底)?|到|至)+", "", name)


@dataclass(frozen=True, slots=True)
class _Aside:
    """A bracket is read with the year and the role of the words around it."""

    reading: Reading
    year: int | None
    past: bool

    def read(self, inner: Passage) -> Iterator[FigureDraft]:
        reading = Reading(self.reading.plan, Outline("tasks"), self.year)
        hidden = masked(inner.text)
        for item in neighbours(inner, hidden, (0, len(hidden)), measures(hidden)):
            m = item.measure
            clause = inner.text[item.clause[0] : item.clause[1]]
            if m.kind == "bare" and not names_its_unit(m, item, clause, item.before):
                continue
            if m.kind not in {"count", "percent", "bare"} or not item.before.strip("，、"):
                continue
            kind = nature(m, item.before, each=False)
            state = Dated(0, self.year, past=self.past)
            role: Role = "stated_fact" if self.past else "target"
            draft = built(
                inner,
                item,
                (0, len(inner.text)),
                reading,
                words=item.before,
                named="",
                kind=kind,
                role=role,
                state=state,
            )
            yield draft
