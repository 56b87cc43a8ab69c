"""Reading a plan document into drafts: each with its number, its sentence and its place."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from luheng.codelists import load

from .draft import PlanDraft, PlanDrafts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from luheng.connectors.plan_document.document import Document
    from luheng.connectors.plan_document.drafts import FigureDraft
    from luheng.connectors.plan_document.line import Line
    from luheng.connectors.plan_document.tasks import TaskDraft

__all__ = ["read_drafts", "suggested_id"]

_CHAPTER = re.compile(
    r"^\s*(?:第([一二三四五六七八九十]{1,3})[章部编]|([一二三四五六七八九十]{1,3})[、.．])"
)
_PART = re.compile(
    r"^\s*(?:第([一二三四五六七八九十]{1,3})节|[（(]([一二三四五六七八九十]{1,3})[）)])"
)
_BOX = re.compile(r"^\s*(专栏\s*\d*)")
_YEARS = re.compile(r"^(\d{4})[-—–~～至](\d{4})$")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: characters of the text shown on either side of a figure where no sentence ends
_AROUND = 90


def read_drafts(content: bytes, name: str, *, anyway: bool = False) -> PlanDrafts:
    """Every draft of a document: its head, figures and tasks.

    A figure is numbered by the line and character where it begins (L64-12), so that its number
    outlives changes of the reader elsewhere in the document.

    Raises:
        UnreadableFile: the file cannot be opened or is no plan document.
        NotAPlan: it can be read but does not look like a plan; not where ``anyway`` is set.
    """
    from luheng.connectors.plan_document.document import read_document
    from luheng.connectors.plan_document.figures import read_figures
    from luheng.connectors.plan_document.plan_likeness import require_plan
    from luheng.connectors.plan_document.tasks import read_tasks

    document = read_document(content, name)
    if not anyway:
        require_plan(document, name)
    sections = _sections(document.lines)
    figures = read_figures(document.lines, document.head)
    tasks = read_tasks(document.lines, document.head)
    drafts = (
        _head(document),
        *_figures(figures, document.lines, sections),
        *(_task(t, sections) for t in tasks),
    )
    sha256 = hashlib.sha256(content).hexdigest()
    return PlanDrafts(name, sha256, len(document.lines), drafts, document.warnings)


def suggested_id(document: str) -> str:
    """An id for the plan, made of the file's name."""
    stem = document.rsplit(".", 1)[0]
    return re.sub(r"[^\w-]+", "_", stem).strip("_").lower() or "plan"


def _head(document: Document) -> PlanDraft:
    head = document.head
    values = {
        "title": head.title or None,
        "issuer": head.issuer or None,
        "document_number": head.number or None,
        "region": load("regions").match(head.region) if head.region else None,
        "first_year": head.first_year or None,
        "last_year": head.last_year or None,
    }
    complete = bool(head.title and head.first_year)
    return PlanDraft("plan", "", values, 1.0 if complete else 0.5, text=head.title)


# -- figures -----------------------------------------------------------------------------------


def _figures(
    figures: Iterable[FigureDraft], lines: Sequence[Line], sections: dict[int, str]
) -> Iterator[PlanDraft]:
    pages = {line.number: line.page for line in lines}
    texts = {line.number: line.text for line in lines}
    for start, group in groupby(sorted(figures, key=_order), key=lambda f: f.start):
        for n, f in enumerate(group):
            number = f"L{start[0]}-{start[1]}" + (_LETTERS[n] if n else "")
            text, span = _sentence(f, texts)
            values = _values(f) | {
                "section": sections.get(f.line),
                "page": pages.get(f.line),
            }
            yield PlanDraft(f.role, number, values, f.sureness, f.why, text, span)


def _order(f: FigureDraft) -> tuple[Any, ...]:
    return f.start, f.end, f.role, f.indicator_id, f.target_year or 0, f.value


def _values(f: FigureDraft) -> dict[str, Any]:
    return {
        "indicator": f.indicator_id or None,
        "indicator_zh": f.indicator_zh or None,
        "kind": f.kind,
        "direction": f.direction or None,
        "comparator": f.comparator,
        "quantity": _number(f.value),
        "value_max": _number(f.value_max),
        "unit": f.unit or None,
        "target_year": f.target_year,
        "target_year_implied": _implied(f, "target_year"),
        "period": _YEARS.sub(r"\1/\2", f.period) or None,
        "base_year": f.base_year,
        "base_year_implied": _implied(f, "base_year"),
        "base_value": _number(f.base_value),
        "binding": {True: "binding", False: "expected", None: None}[f.binding],
        "qualifiers": "、".join(f.qualifiers) or None,
        "scope": f.scope_region or None,
        "sector": "、".join(f.sector) or None,
        "line": f.line,
        "quote": f.quote or None,
        "span_start": f"{f.start[0]}:{f.start[1]}",
        "span_end": f"{f.end[0]}:{f.end[1]}",
    }


def _implied(f: FigureDraft, year: str) -> str | None:
    """Whether a year was inferred, where the reader says so of the years that it gives."""
    said = getattr(f, f"{year}_implied", None)
    return {True: "yes", False: "no"}.get(said) if said is not None and getattr(f, year) else None


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _sentence(f: FigureDraft, texts: dict[int, str]) -> tuple[str, tuple[int, int]]:
    """The sentence that a figure stands in, wrapped lines joined, and the figure's place in it."""
    first, last = f.start[0], max(f.start[0], f.end[0])
    # a sentence may begin on the line before and end on the line after
    joined, begins = "", {}
    for number in range(max(1, first - 1), last + 2):
        begins[number] = len(joined)
        if first <= number <= last or not _is_heading(texts.get(number, "")):
            joined += texts.get(number, "").strip("\n")
    start = begins[first] + f.start[1]
    end = max(start, begins[last] + f.end[1])
    left = max(joined.rfind("。", 0, start) + 1, start - _AROUND, 0)
    stop = joined.find("。", end)
    right = min(len(joined) if stop < 0 else stop + 1, end + _AROUND)
    return joined[left:right], (start - left, end - left)


def _is_heading(text: str) -> bool:
    return any(form.match(text) for form in (_CHAPTER, _PART, _BOX))


# -- tasks and sections --------------------------------------------------------------------------


def _task(t: TaskDraft, sections: dict[int, str]) -> PlanDraft:
    values = {
        "parent": t.parent,
        "type": t.type,
        "title": t.title_zh,
        "responsible": "；".join(t.responsible) or None,
        "due": t.due,
        "section": sections.get(t.line),
        "line": t.line,
        "page": t.page,
        "quote": t.title_zh,
    }
    return PlanDraft(
        "plan_task", t.number, values, t.sureness, text=t.title_zh, span=(0, len(t.title_zh))
    )


def _sections(lines: Sequence[Line]) -> dict[int, str]:
    """The chapter, part and box that each line stands in, as 三（四）专栏4."""
    out: dict[int, str] = {}
    chapter = part = box = ""
    for line in lines:
        if (m := _CHAPTER.match(line.text)) is not None:
            chapter, part, box = m[1] or m[2], "", ""
        elif (m := _PART.match(line.text)) is not None:
            part, box = f"（{m[1] or m[2]}）", ""
        elif (m := _BOX.match(line.text)) is not None:
            box = re.sub(r"\s", "", m[1])
        if chapter or part or box:
            out[line.number] = chapter + part + box
    return out
