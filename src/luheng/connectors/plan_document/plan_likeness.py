"""Whether a document looks like a plan at all: a contract or a yearbook gives no targets."""

from __future__ import annotations

import functools
import importlib.resources
import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from luheng.errors import NotAPlan

from .numbering import SECTION_RANK, mark_of
from .titles import leading_verb

if TYPE_CHECKING:
    from .document import Document

__all__ = ["require_plan"]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADING: Final = 40
_HEAD_LINES: Final = 40
#: points that a plan has at least, and points at which signs of something else no longer count
_ENOUGH, _PLAIN = 2, 3
_VERBS, _YEARS, _SIGNS = 3, 1, 2
_TITLE_KINDS = ("规划", "方案", "计划", "意见", "纲要", "行动", "措施", "要点", "办法")
_AIM_YEAR = re.compile(
    r"(?:到|至)\s*20\d{2}\s*年|“?十[一二三四五六]五”?(?:末|期间|时期)|20\d{2}\s*年(?:底|末)?前"
)


@functools.cache
def _words() -> dict[str, Any]:
    text = (importlib.resources.files(__package__) / "plan_likeness.yaml").read_text("utf-8")
    held: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader)
    return held


def require_plan(document: Document, name: str) -> None:
    """Refuse a document that has hardly a sign of a plan, or many of something else.

    Signs of a plan: its title, chapters of aims, tasks and safeguards, years to be reached,
    headings that give orders.

    Raises:
        NotAPlan: with what was looked for and what was found instead.
    """
    texts = [re.sub(r"\s", "", line.text) for line in document.lines]
    points, missing = _points(document, [t for t in texts if t])
    other = _other("".join(texts))
    if points >= _PLAIN or (points >= _ENOUGH and other is None):
        return
    reasons_zh = [f"没有{'、'.join(zh for zh, _ in missing)}"] if missing else []
    reasons_en = [f"it has no {', no '.join(en for _, en in missing)}"] if missing else []
    if other is not None:
        zh, en, found = other
        reasons_zh.append(f"倒像{zh}（文中有{'、'.join(found)}）")
        reasons_en.append(f"it looks like {en} (it speaks of {', '.join(found)})")
    raise NotAPlan(name, "；".join(reasons_zh), "; ".join(reasons_en))


def _points(document: Document, texts: list[str]) -> tuple[int, list[tuple[str, str]]]:
    """How many signs of a plan the document has, and which are missing."""
    head = document.head.title or "".join(texts[:1])
    titled = any(kind in head for kind in _TITLE_KINDS) and not _is_of_other(head)
    headings = [t for t in texts if len(t) <= _HEADING and _is_heading(t)]
    families = [
        any(word in t for t in headings for word in words)
        for words in _words()["chapters"].values()
    ]
    orders = sum(1 for t in headings if leading_verb(t[_mark_end(t) :])) >= _VERBS
    years = len(_AIM_YEAR.findall("".join(texts))) >= _YEARS
    points = 2 * titled + sum(families) + orders + years
    missing = []
    if not titled:
        missing.append(("规划或方案的标题", "title of a plan"))
    if not any(families):
        missing.append(("写目标、任务或保障措施的章节", "chapter on aims, tasks or safeguards"))
    if not years:
        missing.append(("要达到的年份（如“到2025年”）", "year by which something is to be reached"))
    return points, missing


def _is_heading(text: str) -> bool:
    mark = mark_of(text)
    return mark is not None and mark.rank <= SECTION_RANK


def _mark_end(text: str) -> int:
    mark = mark_of(text)
    return mark.end if mark else 0


def _is_of_other(title: str) -> bool:
    return any(title.endswith(tuple(one["titles"])) for one in _words()["others"].values())


def _other(text: str) -> tuple[str, str, list[str]] | None:
    """What else the document looks like, with the words that say so."""
    best: tuple[str, str, list[str]] | None = None
    for one in _words()["others"].values():
        found = [w for w in one["signs"] if w in text]
        if len(found) > _SIGNS and (best is None or len(found) > len(best[2])):
            best = one["zh"], one["en"], found
    return None if best is None else (best[0], best[1], best[2][:4])
